"""`oceanhil boards check`: the agent of a board is tried, and the board is as before afterwards."""

from __future__ import annotations

import contextlib
import json
import signal
from pathlib import Path

import pytest

from oceanhil.app.commands.boards import check
from oceanhil.app.commands.boards.check import EXIT_BROKEN, told
from oceanhil.hil.agent.trial.promises import PROMISES
from oceanhil.hil.agent.trial.trial import PromiseOutcome, TriedPromise
from oceanhil.hil.boards.inventory import load_inventory
from oceanhil.hil.boards.journal import open_journal
from oceanhil.hil.boards.open_board import OpenBoard, opened
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.identity import format_mac
from tests.caught_signal import caught
from tests.user import Command


def _write(folder: Path, board: VirtualBoardProcess, more: str) -> None:
    control = f'power = {{control = "{board.control_address}"}}'
    text = f'[board.desk]\nkind = "esp32"\nport = "{board.port_url}"\n{control}\n{more}\n'
    (folder / "boards.toml").write_text(text)


def _stored(folder: Path, *, writing: bool = False) -> bytes:
    """Give what stands in its NVS partition, after a sketch has written something."""
    entry = load_inventory(folder / "boards.toml").board("desk")
    with opened(entry) as board, contextlib.closing(board.agent()) as agent:
        agent.open()
        agent.hold()
        if writing:
            agent.eeprom_begin(64)
            agent.eeprom_write(0, b"of somebody's")
            agent.eeprom_commit()
        return agent.flash_read(0x9000, 0x5000)


@pytest.mark.long
def test_a_right_agent_keeps_all_and_its_board_is_put_back(
    command: Command, folder: Path, esp32: VirtualBoardProcess
) -> None:
    _write(folder, esp32, "agent = true")
    esp32.control.power(on=True, hold=True)
    before = _stored(folder, writing=True)
    done = command("check")
    assert (done.code, done.out) == (0, f"desk: {len(PROMISES)} of {len(PROMISES)} promises kept\n")
    assert _stored(folder) == before


def test_a_check_that_is_broken_off_leaves_the_board_with_its_own_mac(
    command: Command, folder: Path, esp32: VirtualBoardProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(folder, esp32, "agent = true")
    esp32.control.power(on=True, hold=True)

    def press_ctrl_c(board: OpenBoard, _: object, __: int) -> list[TriedPromise]:
        with contextlib.closing(board.agent()) as agent:
            agent.mac_set(bytes.fromhex("246F28AABBCD"))
        (noted,) = open_journal().everything()
        assert (noted.mac, noted.other_macs) == ("24:6F:28:AA:BB:CC", ("24:6F:28:AA:BB:CD",))
        raise KeyboardInterrupt

    monkeypatch.setattr(check, "_tried", press_ctrl_c)
    with contextlib.suppress(KeyboardInterrupt):
        command("check")
    assert open_journal().everything() == ()
    entry = load_inventory(folder / "boards.toml").board("desk")
    with opened(entry) as board, contextlib.closing(board.agent()) as agent:
        assert format_mac(agent.open().mac) == "24:6F:28:AA:BB:CC"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_check_that_is_asked_to_end_puts_the_board_back_first(
    command: Command,
    folder: Path,
    esp32: VirtualBoardProcess,
    monkeypatch: pytest.MonkeyPatch,
    number: signal.Signals,
) -> None:
    _write(folder, esp32, "agent = true")
    esp32.control.power(on=True, hold=True)
    before = _stored(folder, writing=True)

    def be_ended(board: OpenBoard, _: object, __: int) -> list[TriedPromise]:
        with contextlib.closing(board.agent()) as agent:
            agent.open()
            agent.factory()
        signal.raise_signal(number)
        pytest.fail("it went on")

    monkeypatch.setattr(check, "_tried", be_ended)
    with caught(number), contextlib.suppress(KeyboardInterrupt):
        command("check")
    assert open_journal().everything() == ()
    assert _stored(folder) == before


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("agent = false", "has no agent by the inventory"),
        ("agent = true\ntime = 'held'", "an agent is tried in real time"),
    ],
)
def test_a_board_that_cannot_be_tried_is_refused(
    command: Command, folder: Path, esp32: VirtualBoardProcess, more: str, said: str
) -> None:
    _write(folder, esp32, more)
    done = command("check")
    assert done.code == 2
    assert said in done.err


def test_what_was_broken_is_told_with_the_sentence_of_the_page() -> None:
    first, second, *others = PROMISES
    tried = [
        TriedPromise(first, PromiseOutcome.BROKEN, "it did"),
        TriedPromise(second, PromiseOutcome.NOT_TRIED, "it has no hold"),
        *(TriedPromise(each, PromiseOutcome.KEPT) for each in others),
    ]
    assert told("desk", tried).splitlines() == [
        f"desk: {len(others)} of {len(PROMISES)} promises kept, 1 broken, 1 not tried",
        f"    broken: {first.command}: it did",
        f'        the page: "{first.says}"',
        "    mend the agent first, by docs/agent-protocol.md of the repository: a run on it may mislead",
        f"    not tried: {second.command}: it has no hold",
    ]


@pytest.mark.parametrize(
    ("tried", "code"),
    [
        (TriedPromise(PROMISES[0], PromiseOutcome.BROKEN, "it did"), EXIT_BROKEN),
        (TriedPromise(PROMISES[0], PromiseOutcome.NOT_TRIED, "it has no hold"), 0),
        (TriedPromise(PROMISES[0], PromiseOutcome.KEPT), 0),
    ],
)
def test_a_broken_promise_ends_the_command_with_26(
    command: Command,
    folder: Path,
    esp32: VirtualBoardProcess,
    monkeypatch: pytest.MonkeyPatch,
    *,
    tried: TriedPromise,
    code: int,
) -> None:
    _write(folder, esp32, "agent = true")
    monkeypatch.setattr(check, "_saved_and_tried", lambda *_: [tried])
    done = command("check", "--json")
    (promise,) = json.loads(done.out)["promises"]
    assert (done.code, promise["outcome"], promise["found"]) == (code, tried.outcome.value, tried.why)


def test_what_was_found_before_a_board_that_cannot_be_tried_is_printed_as_json_too(
    command: Command, folder: Path, esp32: VirtualBoardProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(folder, esp32, "agent = true\n[board.gone]\nkind = 'esp32'\nport = '/dev/none'\nagent = true")
    monkeypatch.setattr(check, "_saved_and_tried", lambda *_: [TriedPromise(PROMISES[0], PromiseOutcome.KEPT)])
    done = command("check", "desk", "gone", "--json")
    assert done.code != 0
    assert "gone" in done.err
    assert [each["board"] for each in json.loads(done.out)["promises"]] == ["desk"]
