"""Lives in that of a scenario: what it does, when it did it, without what it expects."""

from pathlib import Path

import pytest

from oceanhil.exploration.base import Base, base_of, first_point
from oceanhil.exploration.drawing import Drawing
from oceanhil.exploration.life import LAWS, Life, Start
from oceanhil.exploration.scenario_text import Title, text_of
from oceanhil.exploration.shrinking import shrunk
from oceanhil.hil.worlds.sim import SimWorldFactory
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.devices.stage import DeviceStage
from oceanhil.scenarios.engine import run_once
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.loader import load_scenario
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import Event, EventKind
from tests.exploration.explored import NAMED, S, habitat, happening
from tests.scenarios.writing import mistakes_in, saved

LIBRARY = Path(__file__).parents[2] / "scenarios" / "library"
FACTORY = SimWorldFactory()
TEXT = """\
id: probe
title: A probe
group: probes
boards: [esp32]
given: {settings: {session_ttl_s: 60}, network: {latency: 30ms}, firmware: {sntp: true}}
paths: [/elsewhere/]
without: [I12]
steps:
  - device.power_on
  - expect.online
  - server.fault: {kind: status, status: 503, times: 1}
  - time.run: 10s
  - server.regenerate_token
  - expect.serial: {contains: "[SESSION]", within: 5m}
  - mark
  - expect.count: {path: /elsewhere/, count: 0}
remedy:
  text: Flash the new firmware.
  steps: [device.flash, expect.online, device.reset, expect.online]
"""


def started(path: Path) -> tuple[Start, tuple[Event, ...]]:
    """The start that the first case of a scenario makes, and what happened in it undisturbed."""
    scenario = load_scenario(path)
    case = first_point(scenario.expand(scenario.boards[0], FACTORY.drivers(scenario.boards[0]))[0])
    bound, stage = case.bound(), DeviceStage(case, FACTORY, load_profile())
    run = run_once(bound, stage)
    assert run.outcome is Outcome.PASSED, run
    replay = case.replay
    base = base_of(case, bound, run.events)
    return Start(replay.board, replay.store, replay.driver or "", is_online=False, base=base), run.events


def based(start: Start) -> Base:
    assert start.base is not None
    return start.base


def done(events: tuple[Event, ...]) -> list[tuple[object, ...]]:
    """What was to be seen of the device and of its server, but for the time at the end."""
    return [
        (event.t_us, event.kind, event.device, tuple(sorted(event.fields.items(), key=str)))
        for event in events
        if event.kind not in {EventKind.STEP, EventKind.VERDICT}
    ]


@pytest.fixture
def probe(tmp_path: Path) -> tuple[Start, tuple[Event, ...]]:
    return started(saved(tmp_path, "probe", TEXT))


def test_what_it_does_is_done_when_it_was_and_what_it_expects_is_left_out(
    probe: tuple[Start, tuple[Event, ...]],
) -> None:
    base = based(probe[0])
    assert [each.line.partition(":")[0] for each in base.steps] == [
        "server.settings",
        "radio.latency",
        "server.generate",
        "device.flash",
        "device.power_on",
        "server.fault",
        "server.regenerate_token",
    ]
    assert base.steps[-1].at_us - base.steps[-2].at_us == 10 * S
    assert base.remedy[0] == "device.flash"
    assert base.remedy[1].startswith("time.run: ")
    assert base.remedy[2] == "device.reset"
    assert base.head[1:] == ("paths: [/elsewhere/]",)
    assert base.unjudged == (InvariantId.I12,)


def test_undisturbed_it_does_what_the_scenario_does(probe: tuple[Start, tuple[Event, ...]]) -> None:
    start, events = probe
    led = habitat(()).lead(Life(start, ()))
    assert led.outcome is Outcome.PASSED
    seen = done(led.events)
    assert len(seen) > 20
    assert seen[:20] == done(events)[:20]


def test_its_file_is_legal_and_runs_as_the_life_does(probe: tuple[Start, tuple[Event, ...]], tmp_path: Path) -> None:
    life = Drawing(3, [probe[0]], [NAMED["reset"], NAMED["server-away"], NAMED["relay"]]).life(2)
    path = saved(tmp_path, "found", text_of(life, Title("found")))
    (case,) = load_scenario(path).expand(drivers=FACTORY.drivers(life.start.board))
    again = run_case(case, FACTORY, load_profile())
    led = habitat(LAWS).lead(life)
    assert [(each.t_us, each.kind, each.fields) for each in again.events] == [
        (each.t_us, each.kind, each.fields) for each in led.events
    ]


def test_what_disturbs_it_comes_up_behind_any_of_its_steps(probe: tuple[Start, tuple[Event, ...]]) -> None:
    start = probe[0]
    lives = [Drawing(0, [start], [NAMED["reset"]]).life(number) for number in range(1, 60)]
    firsts = {life.happenings[0].after_us // S for life in lives}
    assert len(firsts) > 5
    assert all(each.after_us >= 0 for life in lives for each in life.happenings)


def test_shrinking_leaves_the_scenario_alone(probe: tuple[Start, tuple[Event, ...]]) -> None:
    life = Life(probe[0], (happening("reset", 3), happening("relay", 4)))
    simple = shrunk(life, lambda each: bool(each.happenings)).life
    assert simple.start == life.start
    assert len(simple.happenings) == 1


@pytest.mark.long
@pytest.mark.parametrize("path", sorted(LIBRARY.glob("[!r]*/*.yaml")), ids=lambda path: path.stem)
def test_every_scenario_of_the_library_can_be_written_as_a_life(path: Path) -> None:
    start, _ = started(path)
    assert mistakes_in(text_of(Life(start, ()), Title("probe"))) == []
