"""What is written and what is run are the same."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from oceanhil.exploration.life import Life
from oceanhil.exploration.scenario_text import Title, text_of
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.loader import load_scenario
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import Event, Trace
from tests.exploration.explored import ONLINE, S, drawing, habitat
from tests.scenarios.writing import mistakes_in, saved

HABITAT = habitat()
FACTORY = SimWorldFactory()


def bytes_of(events: Iterable[Event]) -> bytes:
    trace = Trace()
    trace.events = list(events)
    return trace.to_jsonl()


@pytest.mark.long
@pytest.mark.parametrize("number", range(1, 9))
def test_a_file_has_the_trace_of_its_life_byte_for_byte(number: int, tmp_path: Path) -> None:
    life = drawing(seed=7).life(number)
    path = saved(tmp_path, "found", text_of(life, Title("found", 'A "life": one', "whatever")))
    (case,) = load_scenario(path).expand(drivers=FACTORY.drivers(life.start.board))
    again = run_case(case, FACTORY, load_profile())
    led = HABITAT.lead(life)
    assert bytes_of(again.events) == bytes_of(led.events)
    assert again.outcome is led.outcome


def test_firmware_that_stores_as_it_likes_is_asked_for_nothing() -> None:
    own = msgspec.structs.replace(ONLINE, store=None, driver="")
    text = text_of(Life(own, ()), Title("probe"))
    assert "store:" not in text
    assert mistakes_in(text) == []
    assert len(text.splitlines()) == len(text_of(Life(ONLINE, ()), Title("probe")).splitlines())


def test_the_file_of_a_life_without_an_invariant_leaves_that_out_too(tmp_path: Path) -> None:
    life = Life(ONLINE, (), 60 * S, (InvariantId.I13, InvariantId.I7))
    path = saved(tmp_path, "found", text_of(life, Title("found")))
    (case,) = load_scenario(path).expand(drivers=FACTORY.drivers(ONLINE.board))
    assert {*case.bound().unjudged} == {InvariantId.I7, InvariantId.I13}
    assert bytes_of(run_case(case, FACTORY, load_profile()).events) == bytes_of(HABITAT.lead(life).events)


def test_a_file_says_in_which_world_it_was_found(tmp_path: Path) -> None:
    text = text_of(Life(ONLINE, ()), Title("found", found_in="sketch:my pump"))
    assert load_scenario(saved(tmp_path, "found", text)).found_in == "sketch:my pump"
    assert "found_in" not in text_of(Life(ONLINE, ()), Title("found"))


def test_a_life_is_the_same_whatever_was_led_before_it() -> None:
    lives = [drawing(seed=9).life(number) for number in (1, 2, 3)]
    first = [bytes_of(HABITAT.lead(each).events) for each in lives]
    assert [bytes_of(habitat().lead(each).events) for each in reversed(lives)] == first[::-1]
