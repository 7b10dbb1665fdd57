"""What a STEP event says, field by field: written by the engine, read by invariants, laws, exploration and reports."""

from typing import Final

from oceanhil.scenarios.trace import STEP_NAME, Event, EventKind, Scalar

_IN_REMEDY: Final = "remedy"
STEP_FIELDS: Final = ("index", STEP_NAME, "line", _IN_REMEDY)
"""What every such event has; in a close-up there is also the `text` of the step."""


def step_fields(index: int, name: str, line: int, *, in_remedy: bool) -> dict[str, Scalar]:
    """Give the fields of a STEP event: of the step with this number in its run, in this line of its file."""
    return dict(zip(STEP_FIELDS, (index, name, line, in_remedy), strict=True))


def step_name(event: Event) -> str:
    """Give the name of the step that an event tells of, such as `device.power_on`; empty for events of other kinds."""
    return str(event.fields.get(STEP_NAME, "")) if event.kind is EventKind.STEP else ""


def is_in_remedy(event: Event) -> bool:
    """Tell whether the event is a step of the scenario's remedy."""
    return event.kind is EventKind.STEP and bool(event.fields.get(_IN_REMEDY))
