"""What a trace tells of a step is read as the engine writes it."""

import pytest

from oceanhil.scenarios.trace import Event, EventKind, Source
from oceanhil.scenarios.traced_step import STEP_FIELDS, is_in_remedy, step_fields, step_name
from tests.together import together


def begun(*, in_remedy: bool = False, kind: EventKind = EventKind.STEP) -> Event:
    return Event(0, Source.HARNESS, kind, "", step_fields(3, "device.reset", 7, in_remedy=in_remedy))


@together
@pytest.mark.parametrize("in_remedy", [False, True])
def test_a_step_is_read_as_it_was_written(*, in_remedy: bool) -> None:
    event = begun(in_remedy=in_remedy)
    assert list(event.fields.items()) == [("index", 3), ("lever", "device.reset"), ("line", 7), ("remedy", in_remedy)]
    assert tuple(event.fields) == STEP_FIELDS
    assert (step_name(event), is_in_remedy(event)) == ("device.reset", in_remedy)


def test_other_events_are_no_step() -> None:
    other = begun(in_remedy=True, kind=EventKind.CLOCK)
    assert (step_name(other), is_in_remedy(other)) == ("", False)


def test_a_step_without_a_name_has_an_empty_one() -> None:
    assert step_name(Event(0, Source.HARNESS, EventKind.STEP, "", {})) == ""
