"""A life as the scenario that it is: its text, and the case that its text stands for.

What is written and what is run are the same: both are made of the same lines, and a step of a run has the line at which
it stands in the text. A run of a life has, byte for byte, the trace that `oceanhil run FILE` has of its file.

The head of a start has as many lines whatever it says, and each step has one.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import Final

import msgspec

from oceanhil.exploration.life import LAWS, Life, Start
from oceanhil.protocol.record import StorePolicy
from oceanhil.scenarios.devices.language import DEVICES
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.mistakes import Mistakes, Place
from oceanhil.scenarios.nodes import quoted
from oceanhil.scenarios.scenario import Bound, Case
from oceanhil.scenarios.scenario_file import read_scenario
from oceanhil.scenarios.step import PlacedStep
from oceanhil.scenarios.yaml_marks import parse

UNNAMED: Final = "explored"
"""What the scenario of a life is called that was not written."""
_LINE: Final = re.compile(rf", {UNNAMED}\.yaml:\d+\)$")
_STEP_COLUMN: Final = 5
_GIVEN: Final = "{token: fresh}"
# A token that also fits into the legacy record.
_GIVEN_TO_LEGACY: Final = "{settings: {permanent_body_length: 24}}"


class Title(msgspec.Struct, frozen=True):
    """What the file says of itself."""

    id: str = UNNAMED
    title: str = "A life"
    comment: str = "A life"
    found_in: str = ""
    """The world, where it is not the one in which scenarios run unless another is named."""


def text_of(life: Life, title: Title, laws: Sequence[str] = LAWS) -> str:
    """Write the scenario file of a life."""
    return "\n".join((*_head(life.start, title, life.unjudged), *_steps(life, laws))) + "\n"


def without_line(reason: str) -> str:
    """Leave out where in the text of a life a step stands: nobody has that text, and in each life it is another."""
    return _LINE.sub(")", reason)


def case_of(start: Start, unjudged: tuple[InvariantId, ...] = ()) -> Case:
    """Give the case in which lives with this start are run: board, driver, layout, what is given."""
    title = Title()
    mistakes = Mistakes()
    root = parse(text_of(Life(start, (), unjudged=unjudged), title).encode(), f"{title.id}.yaml", mistakes)
    scenario = None if root is None else read_scenario(DEVICES, root, f"{title.id}.yaml", mistakes)
    mistakes.raise_any()
    assert scenario is not None
    (case,) = scenario.expand(drivers=(start.driver, "another") if start.driver else ())
    return case


def bound_of(life: Life, laws: Sequence[str] = LAWS) -> Bound:
    """Give what is run for a life: what is given, the start, its own steps, the settling."""
    bound, begun = _start_of(life.start, life.unjudged)
    return msgspec.structs.replace(bound, steps=(*bound.steps[:begun], *_placed(life, laws)))


def steps_in_common(start: Start) -> int:
    """How many steps all lives with this start begin with."""
    return _start_of(start, ())[1]


@cache
def _start_of(start: Start, unjudged: tuple[InvariantId, ...]) -> tuple[Bound, int]:
    bound = case_of(start, unjudged).bound()
    return bound, len(bound.given.steps) + len(start.lines)


def _placed(life: Life, laws: Sequence[str]) -> Iterator[PlacedStep]:
    first = sum(1 for _ in _head(life.start, Title(), life.unjudged)) + len(life.start.lines) + 1
    for number, line in enumerate(life.lines(laws), first):
        yield line.placed(Place(f"{UNNAMED}.yaml", number, _STEP_COLUMN))


def _head(start: Start, title: Title, unjudged: Collection[InvariantId]) -> Iterator[str]:
    axes = [f"store: [{start.store.value}]"] if start.store else []
    axes += [f"driver: [{start.driver}]"] if start.driver else []
    yield f"# {title.comment}"
    yield f"id: {title.id}"
    yield f"title: {quoted(title.title)}"
    yield "group: explored"
    if title.found_in:
        yield f"found_in: {quoted(title.found_in)}"
    yield f"boards: [{start.board.value}]"
    yield f"matrix: {{{', '.join(axes)}}}" if axes else "# store and driver are what they are here"
    without = unjudged if start.base is None else {*start.base.unjudged, *unjudged}
    if start.base is not None:
        yield from start.base.head
    if without:
        yield f"without: [{', '.join(sorted((each.value for each in without), key=lambda name: int(name[1:])))}]"
    if start.base is not None:
        yield f"given: {start.base.given}"
    else:
        yield f"given: {_GIVEN_TO_LEGACY if start.store is StorePolicy.LEGACY else _GIVEN}"
    yield "steps:"


def _steps(life: Life, laws: Sequence[str]) -> Iterator[str]:
    for line in (*life.start.lines, *life.lines(laws)):
        yield f"  - {line.text}"
