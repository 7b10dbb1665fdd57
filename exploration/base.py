"""A base: the life of a scenario, in which disturbances come up between what the scenario does.

What it is: whatever a case of the scenario does by itself, each thing at the time at which it was done when the case
was run undisturbed. What is given stands before it as ordinary steps, its remedy behind it, in the settling. What the
scenario expects is left out, since what disturbs it may make that fail; the time that it waited for it passes all the
same.

What it must not know: worlds, files.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum

import msgspec

from oceanhil.scenarios.devices.context import WorldStep
from oceanhil.scenarios.devices.firmware import FirmwareChoice
from oceanhil.scenarios.devices.given import PreparedDevices
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.mistakes import Named
from oceanhil.scenarios.names import ENDPOINTS, built_in_names
from oceanhil.scenarios.nodes import as_yaml, quoted
from oceanhil.scenarios.scenario import Bound, Case
from oceanhil.scenarios.step import PlacedStep
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import MAIN_DEVICE


class TimedStep(msgspec.Struct, frozen=True):
    """A step with which a scenario does something, and when it does."""

    at_us: int
    """When, µs since the run began."""
    takes_us: int
    """How much time passes in it."""
    line: str
    """The step as it stands in a file behind its `- `."""


class Base(msgspec.Struct, frozen=True):
    """The life of a case."""

    scenario: str
    head: tuple[str, ...]
    """Lines of the head of its file beside those of any life."""
    unjudged: tuple[InvariantId, ...]
    """Invariants that are not judged in it."""
    given: str
    """What is given, as a file has it."""
    steps: tuple[TimedStep, ...]
    """Those that do something, in their order."""
    moments_us: tuple[int, ...]
    """When each of its steps began, also those that are left out."""
    remedy: tuple[str, ...]
    """The steps of its remedy, with the time between them."""


def base_of(case: Case, bound: Bound, events: Sequence[Event], unjudged: Iterable[InvariantId] = ()) -> Base:
    """Make it of a case, of what it does, and of what happened when that was run to its end, undisturbed.

    `unjudged` are invariants that are not judged in it, beside those that the case does not have judged.
    """
    begun = [event for event in events if event.kind is EventKind.STEP]
    times_us = [*(event.t_us for event in begun), events[-1].t_us]
    main = len(bound.steps)
    steps = tuple(_timed(bound.steps, times_us))
    remedy = tuple(_remedy(bound.remedy, times_us[main:])) if len(begun) > main else ()
    assert isinstance(bound.given, PreparedDevices)
    head, given = tuple(_head(case)), _given(bound.given.choice)
    without = tuple(dict.fromkeys((*bound.unjudged, *unjudged)))
    return Base(case.scenario.id, head, without, given, steps, tuple(sorted({*times_us[: main + 1]})), remedy)


def first_point(case: Case) -> Case:
    """Give the case of which a base is made: of a sweep its first point, else the case itself."""
    sweep = case.scenario.sweep
    if sweep is None or not case.is_whole_sweep:
        return case
    cuts, swept = [f"{sweep.boot}.0"], sweep.over
    while swept.then is not None:
        swept = swept.then
        cuts.append(f"{swept.boot}.0")
    return case.at(":".join(cuts))


def _does_something(placed: PlacedStep) -> bool:
    step = placed.step
    assert isinstance(step, WorldStep)
    return step.acts


def _timed(steps: Sequence[PlacedStep], times_us: Sequence[int]) -> Iterator[TimedStep]:
    for placed, at_us, next_us in zip(steps, times_us, times_us[1:], strict=False):
        if _does_something(placed):
            yield TimedStep(at_us, next_us - at_us if placed.step.waits else 0, _line(placed))


def _remedy(steps: Sequence[PlacedStep], times_us: Sequence[int]) -> Iterator[str]:
    now_us = times_us[0]
    for step in _timed(steps, times_us):
        if step.at_us > now_us:
            yield f"time.run: {format_duration(step.at_us - now_us)}"
        yield step.line
        now_us = max(now_us, step.at_us) + step.takes_us


def _line(placed: PlacedStep) -> str:
    return placed.step.name if placed.argument is None else f"{placed.step.name}: {as_yaml(placed.argument)}"


def _head(case: Case) -> Iterator[str]:
    words = case.scenario.declared.words if case.scenario.declared is not None else {}
    yield f"# its steps are those of {case.replay_id}, disturbed"
    paths = words.get(Named.ENDPOINT, frozenset()) - built_in_names().paths - {*ENDPOINTS}
    if paths:
        yield f"paths: [{', '.join(sorted(paths))}]"
    if devices := words.get(Named.DEVICE, frozenset()) - {MAIN_DEVICE}:
        yield f"devices: [{', '.join(sorted(devices))}]"


def _given(choice: FirmwareChoice) -> str:
    """Give the firmware; what else is given is among the steps."""
    usual = FirmwareChoice()
    own = {name: getattr(choice, name) for name in FirmwareChoice.__struct_fields__}
    changed = {name: value for name, value in own.items() if value != getattr(usual, name)}
    firmware = f", firmware: {{{', '.join(f'{name}: {_word(value)}' for name, value in changed.items())}}}"
    return f"{{token: none{firmware if changed else ''}}}"


def _word(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return quoted(value) if isinstance(value, str) else json.dumps(value)
