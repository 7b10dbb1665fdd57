"""Each disturbance of the table is performed, ends, and is legal in a scenario file."""

import re

import pytest

from oceanhil.exploration.disturbance import Disturbance
from oceanhil.exploration.disturbances import DISTURBANCES
from oceanhil.exploration.draws import Words
from oceanhil.exploration.scenario_text import Title, text_of
from oceanhil.protocol.chance import Chance
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import Capability
from tests.exploration.explored import LEGACY, S, habitat, happening, life
from tests.fault_rules import REQUEST_FAULTS
from tests.scenarios.writing import mistakes_in

HABITAT = habitat(("expect.recovered: 1h",))
MADE_FOR_GOOD = frozenset({"record-damaged", "record-cleared"})
"""What takes the token away: a person has to help, and the line says so."""
DAY_S = 86_400
KIND = re.compile('kind: "?([^,"}]+[}]?)')
EACH = pytest.mark.parametrize("disturbance", DISTURBANCES, ids=lambda each: each.name)


def test_names_are_names_of_one() -> None:
    assert len({each.name for each in DISTURBANCES}) == len(DISTURBANCES)


@EACH
def test_it_is_drawn_performed_and_over(disturbance: Disturbance) -> None:
    chance = Chance(disturbance.name)
    values = {name: draw.drawn(chance) for name, draw in disturbance.draws.items()}
    lasts_s = 30 if disturbance.lasts else 0
    led = life(happening(disturbance.name, 10, lasts_s, **values), start=LEGACY)
    run = HABITAT.lead(led)
    assert run.outcome is Outcome.PASSED, run
    levers = [event.fields["lever"] for event in run.events if event.kind is EventKind.STEP]
    written = [line.text.partition(":")[0] for line in led.lines(())]
    assert [lever for lever in levers if lever in written][-len(written) :] == written
    polls = [event for event in run.events if event.fields.get("path") == "/api/device/state/"]
    is_told_to_wait = polls[-1].fields.get("retry_after", 0) != 0
    assert disturbance.name in MADE_FOR_GOOD or is_told_to_wait or polls[-1].t_us > (12 + lasts_s) * S


def test_a_server_may_ask_to_be_left_alone_for_longer_than_16_bits_hold_and_for_more_than_a_day() -> None:
    (by,) = (each.draws["by"] for each in DISTURBANCES if each.name == "server-wait")
    drawn_s = [by.drawn(Chance(f"{number}")) for number in range(400)]
    assert any(0x7FFF < each <= 0xFFFF for each in drawn_s)
    assert any(0xFFFF < each <= DAY_S for each in drawn_s)
    assert any(each > DAY_S for each in drawn_s)


@EACH
def test_it_may_begin_while_the_device_sleeps(disturbance: Disturbance) -> None:
    asleep = happening("deep-sleep", 1, 60, **{"for": 120 * S})
    lasts_s = 30 if disturbance.lasts else 0
    run = HABITAT.lead(life(asleep, happening(disturbance.name, 10, lasts_s)))
    assert run.outcome is not Outcome.ERROR, run


@EACH
def test_with_anything_that_may_be_drawn_its_file_is_legal(disturbance: Disturbance) -> None:
    chance = Chance(f"file {disturbance.name}")
    for _ in range(5):
        values = {name: draw.drawn(chance) for name, draw in disturbance.draws.items()}
        assert mistakes_in(text_of(life(happening(disturbance.name, 1, 5, **values)), Title("probe"))) == []


def test_every_fault_is_drawn_by_some_disturbance() -> None:
    steps = [(each, step) for each in DISTURBANCES for step in each.begin if step.startswith("server.fault:")]
    drawn = {word for each, step in steps for kind in KIND.findall(step) for word in words_of(each, kind)}
    # Of what is only late a delay is drawn, for all.
    assert drawn == {kind.value for kind in REQUEST_FAULTS} - {"slow", "segments"}


def words_of(disturbance: Disturbance, kind: str) -> list[str]:
    if kind != "${kind}":
        return [kind]
    draw = disturbance.draws["kind"]
    assert isinstance(draw, Words)
    return [draw.written(each) for each in range(draw.count)]


def test_what_it_needs_follows_from_its_steps() -> None:
    needs = {each.name: each.needs for each in DISTURBANCES}
    assert needs["twin"] >= {Capability.SECOND_DEVICE}
    assert needs["power-cut"] >= {Capability.POWER_CUT, Capability.SET_RELAY}
    assert needs["reset"] == frozenset()


def test_where_sessions_live_shortly_many_are_renewed_in_a_life() -> None:
    shortest = next(each for each in DISTURBANCES if each.name == "session-lifetime").draws["seconds"].read("120")
    run = HABITAT.lead(life(happening("session-lifetime", 10, 900, seconds=shortest)))
    opened = [event for event in run.events if event.fields.get("path") == "/api/device/session/"]
    assert [event.fields.get("expires_in") for event in opened][1:3] == [120, 120]
    assert len(opened) == 8
