"""The roster of a bench: what is said of a family that has no board for this run."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import cast

import pytest

from oceanhil.hil.boards.entry import Bench
from oceanhil.hil.boards.inventory import parse_inventory
from oceanhil.hil.worlds.foreign.source import ForeignServer
from oceanhil.hil.worlds.serial.bench_board import UNSEEN_WITHOUT_AGENT
from oceanhil.hil.worlds.serial.roster import Roster
from oceanhil.hil.worlds.serial.server_place import ServerPlace
from oceanhil.protocol.board import Board

_BOARD = '[board.{}]\nkind = "esp32"\npower = {{control = "unix:/x"}}\nport = "/dev/{}"\ntime = "{}"\n'


def roster(*times: str, bench: str = "", is_foreign: bool = False) -> Roster:
    text = "".join(_BOARD.format(f"desk{place}", place, time) for place, time in enumerate(times))
    of = Bench(bench, tuple(parse_inventory(text, Path("boards.toml")).boards.values()))
    place = ServerPlace(of, ExitStack())
    if is_foreign:
        # Nothing is asked of it here but whether it is there.
        place.use_foreign(cast("ForeignServer", object()))
    return Roster(of, place, {})


@pytest.mark.parametrize(
    ("times", "is_foreign", "said"),
    [
        (("held",), False, ""),
        (("real",), True, ""),
        (("held",), True, "board 'desk0' has held time, which a server of somebody else's cannot follow"),
        (("held", "held"), True, "board 'desk0' has held time, which a server of somebody else's cannot follow"),
        (("real", "held"), True, "board 'desk1' has held time, which a server of somebody else's cannot follow"),
    ],
)
def test_held_time_and_a_server_of_somebody_elses_do_not_go_together(
    times: tuple[str, ...], said: str, *, is_foreign: bool
) -> None:
    assert roster(*times, is_foreign=is_foreign).absence(Board.ESP32) == said


@pytest.mark.parametrize(("bench", "said"), [("", "no picow in the inventory"), ("lab", "no picow on bench 'lab'")])
def test_a_family_that_is_not_there_is_named_with_its_bench(bench: str, said: str) -> None:
    assert roster("real", bench=bench).absence(Board.PICOW) == said


def test_a_board_that_was_chosen_by_its_name_is_called_a_board() -> None:
    said = "board 'desk0' is an esp32, not a picow"
    assert roster("real", bench="desk0").absence(Board.PICOW) == said


@pytest.mark.parametrize(("bench", "meant"), [("desk0", (Board.ESP32,)), ("lab", ()), ("", ())])
def test_a_board_that_was_chosen_by_its_name_is_meant_alone(bench: str, meant: tuple[Board, ...]) -> None:
    assert roster("real", bench=bench).meant() == meant


@pytest.mark.parametrize(("agents", "is_blind"), [(("true", "true"), False), (("true", "false"), True)])
def test_what_a_program_stores_is_seen_where_all_its_boards_have_an_agent(
    agents: tuple[str, ...], *, is_blind: bool
) -> None:
    tables = [
        f'[board.desk{place}]\nkind = "esp32"\nport = "/dev/{place}"\nagent = {agent}\n'
        for place, agent in enumerate(agents)
    ]
    of = Bench("", tuple(parse_inventory("".join(tables), Path("boards.toml")).boards.values()))
    found = Roster(of, ServerPlace(of, ExitStack()), {}).blind_on(Board.ESP32)
    assert found == (UNSEEN_WITHOUT_AGENT if is_blind else frozenset())
