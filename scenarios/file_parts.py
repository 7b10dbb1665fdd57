"""The keys of a scenario file whose values have forms of their own: sweeps, draws, the remedy, what is known of it."""

from collections.abc import Sequence
from enum import Enum

import msgspec

from oceanhil.protocol.suggestion import suggestion
from oceanhil.scenarios.bounds import CASES_MAX
from oceanhil.scenarios.forms import read_struct
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.language import ForPeople
from oceanhil.scenarios.mistakes import Mistakes, Place
from oceanhil.scenarios.nodes import MapNode, Node, as_written, kind_of
from oceanhil.scenarios.scalars import Count
from oceanhil.scenarios.scenario import KnownIdle, KnownViolation, Sweep, Swept
from oceanhil.scenarios.tally import items_of
from oceanhil.scenarios.templates import Template, read_conditions, steps_in
from oceanhil.scenarios.variables import DRAW, Matrix


class SweptUnits(Enum):
    """What a sweep counts."""

    FLASH_UNITS = "flash-units"


class ThirdCutForm(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of the last of three power cuts in a row."""

    boot: Count
    of: SweptUnits
    every: Count = 1

    def __post_init__(self) -> None:
        if not self.boot or not self.every:
            raise ValueError("a sweep's 'boot' and 'every' count from 1")
        later = self.behind
        if later is not None and later.boot <= self.boot:
            raise ValueError(f"a sweep's 'then' is about a later boot; expected 'boot: {self.boot + 1}' or more")

    @property
    def behind(self) -> "ThirdCutForm | None":
        """The cut behind this one."""
        return None

    @property
    def swept(self) -> Swept:
        """What the runner needs of it."""
        return Swept(self.boot, self.every, None if self.behind is None else self.behind.swept)


class SecondCutForm(ThirdCutForm, frozen=True, kw_only=True):
    """The keys of the second of several power cuts in a row."""

    then: ThirdCutForm | None = None

    @property
    def behind(self) -> ThirdCutForm | None:
        """The third."""
        return self.then


class SweepForm(ThirdCutForm, frozen=True, kw_only=True):
    """The keys of a sweep's variable."""

    then: SecondCutForm | None = None

    @property
    def behind(self) -> ThirdCutForm | None:
        """The second."""
        return self.then


class FuzzForm(msgspec.Struct, frozen=True, kw_only=True):
    """The key of `fuzz`: what is drawn, and how often."""

    answers: Count

    def __post_init__(self) -> None:
        if not 1 <= self.answers <= CASES_MAX:
            raise ValueError(f"answers is {self.answers}; expected 1 to {CASES_MAX:,} draws, each is a case")


class RemedyForm(msgspec.Struct, frozen=True):
    """The keys of `remedy`."""

    text: ForPeople
    steps: Node


class KnownViolationForm(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a row of `known_violations`."""

    invariants: tuple[InvariantId, ...]
    because: ForPeople
    when: Node | None = None


class KnownIdleForm(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a row of `known_idle`."""

    step: Node
    because: ForPeople


def read_sweep(node: Node | None, mistakes: Mistakes) -> Sweep | None:
    """Read `sweep`: one variable, and the power cuts that it goes through; None where there is none, or a wrong one."""
    if node is None:
        return None
    if not isinstance(node, MapNode) or len(node.entries) != 1:
        mistakes.add(
            node.place, f"sweep is {kind_of(node)}; expected one variable, {{cut: {{boot: 1, of: flash-units}}}}"
        )
        return None
    (variable,) = node.entries
    form = read_struct(SweepForm, variable.value, mistakes, f"sweep.{variable.key.text}")
    return None if form is None else Sweep(variable.key.text, form.swept)


def read_fuzz(node: Node | None, mistakes: Mistakes) -> Matrix:
    """Read `fuzz`: one more axis, the number of the draw. Each draw is a case with a replay ID like any other."""
    form = None if node is None else read_struct(FuzzForm, node, mistakes, "fuzz")
    return {} if form is None else {DRAW: tuple(str(number) for number in range(1, form.answers + 1))}


def read_known_violations(node: Node | None, mistakes: Mistakes) -> tuple[KnownViolation, ...]:
    """Read `known_violations`: invariants that do not hold, why, and in which cases."""
    forms = [read_struct(KnownViolationForm, item, mistakes, "known_violations") for item in items_of(node)]
    return tuple(
        KnownViolation(frozenset(form.invariants), form.because, read_conditions(form.when, mistakes))
        for form in forms
        if form is not None
    )


def read_known_idle(node: Node | None, steps: Sequence[Template], mistakes: Mistakes) -> tuple[KnownIdle, ...]:
    """Read `known_idle`: steps, of all those that the file has, without which everything holds, and why they stay."""
    places: dict[str, set[Place]] = {}
    for each in steps_in(steps):
        text = each.step.name if each.argument is None else f"{each.step.name}: {as_written(each.argument)}"
        places.setdefault(text, set()).add(each.place)
    found: list[KnownIdle] = []
    for item in items_of(node):
        form = read_struct(KnownIdleForm, item, mistakes, "known_idle")
        if form is None:
            continue
        text = as_written(form.step)
        text = text[1:-1] if isinstance(form.step, MapNode) else text
        if text not in places:
            mistakes.add(form.step.place, f"no step of this file is {text!r}; {suggestion(text, places)}")
            continue
        found.append(KnownIdle(text, form.because, item.place, frozenset(places[text])))
    return tuple(found)
