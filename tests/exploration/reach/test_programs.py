"""The programs there are, held to the table of their life: no life does what the tables have no move for."""

from collections.abc import Sequence
from functools import cache

import pytest

from oceanhil.app.exploring.plan import Plan
from oceanhil.app.exploring.reach_runs import LedRun, explored_runs
from oceanhil.exploration.reach import moves
from oceanhil.exploration.reach.visits import SourceOfRuns, Visits
from oceanhil.hil.worlds import load_world
from oceanhil.protocol.board import PLATFORM_BOARDS
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.program_life import PROGRAM, ProgramEvent, ProgramLife
from oceanhil.protocol.record import StorePolicy
from tests.together import together

WIRE = load_profile().wire
LIVES = 120


@cache
def led(world: str, seed: int, lives: int = LIVES) -> Sequence[LedRun]:
    """Lead lives, which no table has a say in: the same ones are followed with each table."""
    factory = load_world(world)
    return list(explored_runs(Plan(world, PLATFORM_BOARDS, seed), factory, lives, frozenset(StorePolicy)))


def followed(runs: Sequence[LedRun]) -> dict[StorePolicy, Visits]:
    visits = {store: Visits(store) for store in StorePolicy}
    for run in runs:
        visits[run.store].follow(SourceOfRuns.EXPLORATION, run.name, run.events, WIRE)
    return visits


@pytest.mark.long
@pytest.mark.parametrize("world", ["sim", "native"])
def test_no_life_strays_from_the_tables(world: str) -> None:
    visits = followed(led(world, seed=1))
    assert [f"{each.name}: {each.strayed.words}" for one in visits.values() for each in one.strayed] == []
    assert sum(each.runs.total() for each in visits.values()) > LIVES * 3 // 4


@pytest.mark.long
@together
@pytest.mark.parametrize(
    ("state", "event"),
    [
        (ProgramLife.STARTING, ProgramEvent.LOADED),
        (ProgramLife.ASKING, ProgramEvent.REFUSED),
        (ProgramLife.ASKING, ProgramEvent.ACCEPTED),
        (ProgramLife.ASKING, ProgramEvent.NETWORK_LOST),
        (ProgramLife.ONLINE, ProgramEvent.POLL_FAILED),
        (ProgramLife.REFUSED, ProgramEvent.ASKED_REGISTRATION),
    ],
)
def test_a_table_without_a_move_that_programs_make_is_noticed(
    state: ProgramLife, event: ProgramEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    less = {each: dict(row) for each, row in PROGRAM.items()}
    del less[state][event]
    monkeypatch.setattr(moves, "PROGRAM", less)
    visits = followed(led("sim", seed=1, lives=60))
    assert {each.strayed.sign.event for one in visits.values() for each in one.strayed} >= {event}
