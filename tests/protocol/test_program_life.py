"""The life of a program: what the table says holds together."""

import pytest

from oceanhil.protocol.program_life import PROGRAM, ProgramEvent, ProgramLife

each_state = pytest.mark.parametrize("state", ProgramLife, ids=lambda state: str(state.value))
BY_HAND = {ProgramEvent.START, ProgramEvent.POWER_OFF}


def test_every_state_can_be_reached_from_off() -> None:
    reached = {ProgramLife.OFF}
    for _ in ProgramLife:
        reached |= {after for before in reached for after in PROGRAM[before].values()}
    assert reached == set(ProgramLife)


@each_state
def test_it_can_be_started_again_from_everywhere(state: ProgramLife) -> None:
    assert PROGRAM[state][ProgramEvent.START] is ProgramLife.STARTING


@each_state
def test_it_has_a_way_on_unless_it_is_off_or_halted(state: ProgramLife) -> None:
    on = {after for event, after in PROGRAM[state].items() if event not in BY_HAND} - {state}
    assert bool(on) is (state not in {ProgramLife.OFF, ProgramLife.HALTED})


def test_only_a_poll_makes_it_online() -> None:
    others = (PROGRAM[state] for state in ProgramLife if state is not ProgramLife.ONLINE)
    into = {event for row in others for event, after in row.items() if after is ProgramLife.ONLINE}
    assert into == {ProgramEvent.ACCEPTED}
