"""A fork does what the run did up to its moment, and then something else."""

from functools import cache

import pytest

from oceanhil.exploration.fork import BY_ITSELF, Future, Track, by_themselves, fork, future, track_of
from oceanhil.exploration.inevitability import asked, chart
from oceanhil.exploration.life import LAWS, Life, Start
from oceanhil.exploration.scenario_text import bound_of, case_of
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.engine import run_once
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.run import Run
from oceanhil.scenarios.scenario import Bound
from oceanhil.scenarios.trace import Event, EventKind, Source
from oceanhil.scenarios.world import Capability
from tests.exploration.explored import NEW, ONLINE, S, happening, life

LOST = life(happening("power-cut", 0, 10, units=68), start=NEW)
"""Power fails in the save of the first token: the server has spent the registration token for nothing."""
NOTHING = Future(0, Life(NEW, ()))
CAPABILITIES = SimWorldFactory().capabilities_on(NEW.board)


def led(bound: Bound, start: Start = NEW) -> Run:
    return run_once(bound, DeviceStage(case_of(start), SimWorldFactory(), load_profile()))


@cache
def lost() -> Track:
    bound = bound_of(LOST, LAWS)
    found = track_of(bound, led(bound))
    assert found is not None
    return found


@cache
def restarted() -> Track:
    bound = bound_of(life(happening("server-away", 10, 40), happening("reset", 60)), ("expect.boots: 1",))
    found = track_of(bound, led(bound, ONLINE))
    assert found is not None
    return found


def cut_us(track: Track) -> int:
    (found,) = (each.t_us for each in track.events if each.kind is EventKind.POWER and each.fields["state"] == "cut")
    return found


def before(events: tuple[Event, ...], at_us: int) -> list[Event]:
    return [each for each in events if each.t_us < at_us and each.source is not Source.HARNESS]


def test_a_run_that_keeps_all_laws_has_no_track() -> None:
    bound = bound_of(life(happening("relay"), start=ONLINE), LAWS)
    assert track_of(bound, led(bound, ONLINE)) is None


def test_up_to_its_moment_a_fork_does_what_the_run_did() -> None:
    for start, track in ((NEW, lost()), (ONLINE, restarted())):
        for at_us in track.times_us():
            forked = led(fork(track, at_us, NOTHING), start)
            assert before(forked.events, at_us) == before(track.events, at_us)
            settling = [each.t_us for each in forked.events if each.fields.get("lever") == "device.power_on"]
            assert at_us in settling


def test_a_power_cut_that_has_not_come_yet_does_not_come() -> None:
    track = lost()
    early, late = (led(fork(track, at_us, NOTHING)) for at_us in (cut_us(track) - 1000, cut_us(track)))
    assert (early.outcome, late.outcome) == (Outcome.PASSED, Outcome.FAILED)


def test_what_was_under_way_ends_in_every_future() -> None:
    laws = ("expect.recovered: 10m", "expect.boots: 1")
    bound = bound_of(life(happening("server-away", 1, 3600), happening("reset", 1800)), laws)
    track = track_of(bound, led(bound, ONLINE))
    assert track is not None
    (boot_us,) = (each.t_us for each in track.events[1:] if each.kind is EventKind.BOOT and each.fields["number"] == 2)
    last_us = max(at_us for at_us in track.times_us() if at_us < boot_us)
    assert led(fork(track, last_us, NOTHING), ONLINE).outcome is Outcome.PASSED


def test_faults_of_every_name_end_in_every_future() -> None:
    faults = happening("answer-lost", 1, 7200, times=5), happening("server-status", 1, 7200, times=5)
    bound = bound_of(life(*faults, happening("reset", 60)), ("expect.boots: 1",))
    track = track_of(bound, led(bound, ONLINE))
    assert track is not None
    steps = fork(track, track.end_us, NOTHING).steps
    assert [str(each.argument) for each in steps if each.step.name == "server.clear_faults"][-1:] == ["None"]


@pytest.mark.parametrize("number", range(5))
def test_the_same_number_is_the_same_future(number: int) -> None:
    among = by_themselves(CAPABILITIES)
    one, again, other = (future(seed, number, NEW, among) for seed in (1, 1, 2))
    assert one == again
    assert (one == other) is (number == 0)


def test_in_the_first_future_nothing_else_happens() -> None:
    assert future(1, 0, NEW, by_themselves(CAPABILITIES)) == NOTHING


def test_no_person_does_anything_in_a_future() -> None:
    names = {each.name for each in by_themselves(CAPABILITIES)}
    assert {"power-away", "maintenance", "network-lossy"} <= names
    assert not names & {"token-regenerated", "record-cleared", "flashed-again"}
    assert {each.kind for each in by_themselves(CAPABILITIES)} == BY_ITSELF
    assert "power-cut" not in {each.name for each in by_themselves(CAPABILITIES - {Capability.POWER_CUT})}


def test_a_loss_becomes_inevitable_at_the_cut_and_not_when_it_is_judged() -> None:
    track = lost()
    futures = [future(0, number, NEW, by_themselves(CAPABILITIES)) for number in range(4)]
    measured = chart(track, lambda at_us: asked(track, at_us, futures, led))
    assert measured.turn is not None
    assert measured.turn.after.at_us == cut_us(track)
    assert measured.turn.is_neighbour
    assert track.end_us > cut_us(track) + 5 * S
    assert any(each.kind is EventKind.POWER for each in measured.events_of(measured.turn))
