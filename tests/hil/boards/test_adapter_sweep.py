"""An adapter's faults, swept like power cuts: at each unit that goes over USB in a short session with a board.

The session is what a bench does before and after a run: it looks who answers, saves a piece of flash, changes it, puts
it back and restarts the board. Laws, at each unit and for each fault:

- it ends, and a failure is one of the bench, with the name of the board or its port;
- what it claims is so: a session that ends well saw what a sound one sees, and flash is as it was;
- behind a sound adapter the board is put back from what was saved, and the next session is as the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest

from oceanhil.hil.agent.agent_errors import AgentError
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.boards.open_board import LinkLine
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.link.spec import PortSpec
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.simulator.board.mode import BoardMode

NAME = "desk"
ADDRESS = 0x9000
LENGTH = 96
CHANGED = bytes(range(LENGTH))
BACK_US = 50_000
AWAY_S = 0.3
ANSWER_S = 0.3


@dataclass(frozen=True)
class Seen:
    """What a session learns of a board."""

    mac: bytes
    saved: bytes
    changed: bytes
    put_back: bytes


def session(board: VirtualBoardProcess) -> Seen:
    """Save, change and put back a piece of flash; raises LinkError, AgentError."""
    spec = PortSpec(board.port_url)
    with (
        SerialLink(spec, replug_s=AWAY_S) as link,
        closing(AgentClient(LinkLine(link), board=NAME, timeout_s=ANSWER_S)) as agent,
    ):
        mac = agent.open().mac
        agent.hold()
        saved = agent.flash_read(ADDRESS, LENGTH)
        agent.flash_erase(ADDRESS)
        agent.flash_write(ADDRESS, CHANGED)
        changed = agent.flash_read(ADDRESS, LENGTH)
        agent.flash_erase(ADDRESS)
        agent.flash_write(ADDRESS, saved)
        return Seen(mac, saved, changed, agent.flash_read(ADDRESS, LENGTH))


def outcome(board: VirtualBoardProcess) -> Seen | LinkError | AgentError:
    """Run a session and give what it saw, or why it failed; any other error is one of ours."""
    try:
        return session(board)
    except (LinkError, AgentError) as error:
        return error


def is_named(ended: object, board: VirtualBoardProcess) -> bool:
    """Tell whether a failure says whose it is."""
    return NAME in str(ended) or board.port_url in str(ended)


def put_back(board: VirtualBoardProcess, saved: bytes) -> None:
    """Do what is left to do after a session that failed."""
    with SerialLink(PortSpec(board.port_url)) as link, closing(AgentClient(LinkLine(link), board=NAME)) as agent:
        agent.open()
        agent.hold()
        agent.flash_erase(ADDRESS)
        agent.flash_write(ADDRESS, saved)


BOARDS = {"cp210x": "esp32", "ch340": "esp8266", "ftdi": "esp32", "cdc": "picow"}


@pytest.fixture(scope="module", params=BOARDS)
def board(request: pytest.FixtureRequest) -> Iterator[VirtualBoardProcess]:
    arguments = ("--board", BOARDS[request.param], "--adapter", request.param, "--agent-of", "arduino")
    with VirtualBoardProcess(*arguments) as made:
        made.control.power(on=True, hold=True)
        yield made


@pytest.fixture(scope="module")
def sound(board: VirtualBoardProcess) -> tuple[Seen, int]:
    """What a session sees behind a sound adapter, and how many units it takes."""
    session(board)
    board.control.adapter()
    seen = session(board)
    assert (seen.changed, seen.put_back) == (CHANGED, seen.saved)
    return seen, board.control.ask().units


def try_each_unit(board: VirtualBoardProcess, sound: tuple[Seen, int], plugs_after_us: int | None) -> list[bool]:
    """Pull the cable behind each unit; give of each session whether it ended well."""
    expected, units = sound
    ended_well: list[bool] = []
    for unit in range(1, units + 1):
        board.control.adapter(unplugs_after=unit, plugs_after_us=plugs_after_us)
        ended = outcome(board)
        ended_well.append(isinstance(ended, Seen))
        assert ended == expected if ended_well[-1] else is_named(ended, board), (unit, ended)
        board.control.adapter()
        board.control.plug()
        if not ended_well[-1]:
            put_back(board, expected.saved)
        assert board.control.ask().mode in {BoardMode.HELD, BoardMode.BLANK}, unit
    assert session(board) == expected
    return ended_well


@pytest.mark.long
def test_a_cable_that_comes_back_is_got_over_at_each_unit(board: VirtualBoardProcess, sound: tuple[Seen, int]) -> None:
    ended_well = try_each_unit(board, sound, BACK_US)
    assert all(ended_well), [unit for unit, well in enumerate(ended_well, 1) if not well]


@pytest.mark.long
def test_a_cable_that_stays_out_is_told_at_each_unit(board: VirtualBoardProcess, sound: tuple[Seen, int]) -> None:
    ended_well = try_each_unit(board, sound, None)
    # Behind the last unit nothing is left to be lost.
    assert not any(ended_well[:-1]), [unit for unit, well in enumerate(ended_well, 1) if well]


@pytest.mark.long
@pytest.mark.parametrize("every", [2, 3, 5, 7, 11])
def test_a_byte_lost_in_each_so_many_th_unit_is_got_over_or_told(
    board: VirtualBoardProcess, sound: tuple[Seen, int], every: int
) -> None:
    expected, _ = sound
    board.control.adapter(loses_every=every)
    ended = outcome(board)
    board.control.adapter()
    if not isinstance(ended, Seen):
        assert is_named(ended, board), ended
        put_back(board, expected.saved)
    else:
        assert ended == expected
    assert session(board) == expected


@pytest.mark.long
def test_the_longest_latency_is_slow_and_nothing_else(board: VirtualBoardProcess, sound: tuple[Seen, int]) -> None:
    board.control.adapter(latency_us=255_000)
    assert session(board) == sound[0]
    board.control.adapter()
