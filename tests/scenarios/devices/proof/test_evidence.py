"""What an expectation is met by it says itself, so that no list of the proof has to know it."""

from collections.abc import Mapping, Sequence

import pytest

from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep
from oceanhil.scenarios.devices.proof.changes import KINDS
from oceanhil.scenarios.devices.proof.passed import PassedRun
from oceanhil.scenarios.devices.steps import DEVICE_STEPS
from oceanhil.scenarios.mistakes import Place
from oceanhil.scenarios.step import PlacedStep
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source

KIND_OF = {kind.name: kind for kind in KINDS}
REQUEST: Mapping[str, Scalar] = {"method": "GET", "path": "/api/device/state/", "status": 200}


class ExpectNew(DeviceStep, name="expect.new", met_by={EventKind.SERIAL, EventKind.REQUEST}):
    """An expectation that no list has ever heard of."""

    def run(self, context: DeviceContext) -> None: ...

    def evidence(self, context: DeviceContext) -> Sequence[int]:
        return 0, 1


def passed(step: DeviceStep) -> PassedRun:
    events = (
        Event(0, Source.DEVICE, EventKind.SERIAL, "device", {"text": "hello"}),
        Event(1, Source.SERVER, EventKind.REQUEST, "device", REQUEST),
    )
    placed = PlacedStep(step, Place("probe.yaml", 5, 5), None, frozenset())
    return PassedRun(
        steps=[placed], has_own_firmware=False, given=0, events=events, evidence={0: (0, 1)}, outdone={}, outcomes={}
    )


def test_every_expectation_says_which_events_it_cannot_do_without() -> None:
    silent = [name for name, step in DEVICE_STEPS.items() if step.name.startswith("expect.") and step.met_by is None]
    assert not silent, "met_by= is lacking in the class statement; () where no event has to be there"


def test_what_is_met_in_turns_says_by_which_event() -> None:
    in_turns = [step for step in DEVICE_STEPS.values() if step.takes_turns]
    assert in_turns
    assert all(step.evidence is not DeviceStep.evidence for step in in_turns)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("line-not-heard", "the line 'hello' is not heard"),
        ("request-not-recorded", "request 1, GET /api/device/state/, is not recorded"),
    ],
)
def test_what_met_a_new_expectation_is_taken_away(kind: str, words: str) -> None:
    assert [change.words for change in KIND_OF[kind].make(passed(ExpectNew()))] == [words]


@pytest.mark.parametrize("kind", ["silent-line", "cut-off", "lost-journal"])
def test_a_new_expectation_that_holds_without_its_events_is_told(kind: str) -> None:
    run = passed(ExpectNew())
    (change,) = KIND_OF[kind].make(run)
    assert KIND_OF[kind].has_to_notice(run, change, 0)
