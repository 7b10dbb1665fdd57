"""From the tree of a scenario file to a `Scenario`, with every mistake in it found."""

from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import PurePath
from typing import Annotated

import msgspec

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.scenarios.bounds import refuse_many
from oceanhil.scenarios.case_variables import possible_words, read_by_board, read_matrix, read_rows, refuse_clashes
from oceanhil.scenarios.forms import read_struct
from oceanhil.scenarios.given import read_given
from oceanhil.scenarios.invariants.names import InvariantId
from oceanhil.scenarios.levers.base import DeviceLever
from oceanhil.scenarios.levers.outcome import Classify
from oceanhil.scenarios.levers.server import Settings
from oceanhil.scenarios.mistakes import Mistakes, Named, nearest_word, suggestion
from oceanhil.scenarios.names import Known, NewDevice, NewPath, built_in_names, declared_in, free_text
from oceanhil.scenarios.nodes import ListNode, MapNode, Node, TextNode, kind_of
from oceanhil.scenarios.replay import is_scenario_id
from oceanhil.scenarios.scalars import NO_CUT, Count, is_cut_in
from oceanhil.scenarios.scenario import DRIVER, STORE, KnownViolation, Scenario, Sweep, TallyRow
from oceanhil.scenarios.sources import SourceReference
from oceanhil.scenarios.steps import Step, Template, read_steps
from oceanhil.scenarios.tally import ExpectedOutcome, parse_amount
from oceanhil.scenarios.templates import Guard, guards_in, levers_in, read_conditions, refuse_impossible
from oceanhil.scenarios.variables import references
from oceanhil.scenarios.world import MAIN_DEVICE

IdText = Annotated[str, free_text("declares the scenario; it must be the name of the file")]
GroupText = Annotated[str, free_text("declares a group; reports sort by it")]
ForPeople = Annotated[str, free_text("is for people")]


class ScenarioForm(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a scenario file."""

    id: IdText
    title: ForPeople
    group: GroupText
    steps: Node
    devices: tuple[NewDevice, ...] = ()
    paths: tuple[NewPath, ...] = ()
    source: tuple[SourceReference, ...] = ()
    boards: tuple[Board, ...] = ()
    matrix: Node | None = None
    cases: Node | None = None
    by_board: Node | None = None
    sweep: Node | None = None
    given: Node | None = None
    tally: Node | None = None
    remedy: Node | None = None
    known_violations: Node | None = None


class SweptUnits(Enum):
    """What a sweep counts."""

    FLASH_UNITS = "flash-units"


class SweepForm(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a sweep's variable."""

    boot: Count
    of: SweptUnits
    every: Count = 1

    def __post_init__(self) -> None:
        if not self.boot or not self.every:
            raise ValueError("a sweep's 'boot' and 'every' count from 1")


class RemedyForm(msgspec.Struct, frozen=True):
    """The keys of `remedy`."""

    text: ForPeople
    steps: Node


class TallyForm(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a row of `tally`."""

    outcomes: Node
    when: Node | None = None


class KnownViolationForm(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a row of `known_violations`."""

    invariants: tuple[InvariantId, ...]
    because: ForPeople
    when: Node | None = None


def read_scenario(root: Node, file: str, mistakes: Mistakes, known: Known | None = None) -> Scenario | None:
    """Read a scenario; None, with all mistakes noted, when it cannot be used.

    `known` are names that its steps may use besides those of the built-in profile.
    """
    form = read_struct(ScenarioForm, root, mistakes, "the scenario")
    if not isinstance(root, MapNode):
        return None
    check_id(root, file, mistakes)
    # Parts are read even when the head is wrong, so that all mistakes of a file are found at once.
    scenario = _put_together(form or ScenarioForm(id="", title="", group="", steps=root), root, mistakes)
    refuse_clashes(scenario, root, mistakes)
    if not mistakes:
        steps = sum(1 for _ in levers_in((*scenario.steps, *scenario.remedy)))
        refuse_many(root, scenario.matrix, mistakes, boards=len(scenario.boards), rows=len(scenario.rows), steps=steps)
    if mistakes:
        return None
    scenario = _declaring(scenario, root, known, mistakes)
    return None if mistakes else scenario


def _put_together(form: ScenarioForm, root: MapNode, mistakes: Mistakes) -> Scenario:
    remedy = read_remedy(root.get("remedy"), mistakes)
    steps = read_steps(root.get("steps"), mistakes)
    return Scenario(
        id=form.id,
        title=form.title,
        group=form.group,
        place=root.place,
        boards=form.boards or PLATFORM_BOARDS,
        is_for_any=not form.boards,
        sources=form.source,
        matrix=read_matrix(root.get("matrix"), mistakes),
        rows=read_rows(root.get("cases"), mistakes),
        by_board=read_by_board(root.get("by_board"), mistakes),
        sweep=_read_sweep(root.get("sweep"), mistakes),
        given=read_given(root.get("given"), root.place, mistakes),
        steps=steps,
        remedy_text=remedy.text if remedy else "",
        remedy=read_steps(remedy.steps, mistakes) if remedy else (),
        tally=_read_tally(root.get("tally"), steps, mistakes),
        known_violations=_read_known_violations(root.get("known_violations"), mistakes),
    )


def check_id(root: MapNode, file: str, mistakes: Mistakes) -> None:
    """Note an `id` that is none, or differs from the name of the file."""
    node, stem = root.get("id"), PurePath(file).stem
    if not isinstance(node, TextNode) or node.is_empty:
        return
    if not is_scenario_id(node.text):
        mistakes.add(node.place, f"id {node.text!r} is not made of small letters, digits and hyphens")
    elif node.text != stem:
        mistakes.add(node.place, f"id {node.text!r} differs from the file's name {stem!r}; make them the same")


def _declaring(scenario: Scenario, root: MapNode, known: Known | None, mistakes: Mistakes) -> Scenario:
    """Bind every case, and judge the names in it by what all of them together declare."""
    guards = tuple(_guards(scenario))
    refuse_impossible(guards, possible_words(scenario, guards), mistakes)
    _refuse_unused(scenario, root, mistakes)
    if scenario.sweep is not None:
        _refuse_wrong_points(scenario, scenario.sweep, mistakes)
    steps: dict[int, Step] = {}
    for board in scenario.boards:
        for case in scenario.expand(board, scenario.matrix.get(DRIVER, ())):
            points = [case] if scenario.sweep is None else [case, case.at(f"{scenario.sweep.boot}.0")]
            for bound in (point.bind(mistakes) for point in points):
                steps.update((id(step), step) for step in (*bound.steps, *bound.remedy))
    mentions = [*mistakes.mentions, *(name for step in steps.values() for name in step.names)]
    levers = [step.lever for step in steps.values()]
    devices = {lever.on for lever in levers if isinstance(lever, DeviceLever) and lever.introduces}
    statuses = {str(status) for lever in levers if isinstance(lever, Settings) for status in lever.statuses}
    more = {Named.DEVICE: {MAIN_DEVICE, *devices}, Named.STATUS: statuses}
    declared = declared_in(built_in_names().with_more(known), mentions, more)
    declared.refuse_unknown(mentions, mistakes)
    return msgspec.structs.replace(scenario, declared=declared)


def _refuse_unused(scenario: Scenario, root: MapNode, mistakes: Mistakes) -> None:
    """Note a sweep's variable that nothing uses, and an unused axis whose name is nearly one of the run's own."""
    used = {
        name for part in (root.get("steps"), root.get("remedy"), root.get("given")) if part for name in references(part)
    }
    used |= {guard.variable.text for guard in _guards(scenario)}
    matrix, sweep = root.get("matrix"), root.get("sweep")
    for entry in matrix.entries if isinstance(matrix, MapNode) else ():
        name = entry.key.text
        if name not in {*used, STORE, DRIVER} and (hint := nearest_word(name, (STORE, DRIVER, "boards"))):
            mistakes.add(entry.key.place, f"axis {name!r} is used nowhere; {hint}")
    if scenario.sweep is not None and isinstance(sweep, MapNode) and scenario.sweep.variable not in used:
        name, (variable,) = scenario.sweep.variable, sweep.entries
        mistakes.add(variable.key.place, f"sweep variable {name!r} is used nowhere; write it as ${{{name}}}")


def _refuse_wrong_points(scenario: Scenario, sweep: Sweep, mistakes: Mistakes) -> None:
    """Note conditions on a sweep's variable that hold at no point of it."""
    for guard in _guards(scenario):
        for word in guard.words if guard.variable.text == sweep.variable else ():
            if not is_cut_in(word.text, sweep.boot):
                expected = f"expected {NO_CUT} or a point such as '{sweep.boot}.4'"
                mistakes.add(word.place, f"variable {sweep.variable!r} is never {word.text!r}; {expected}")


def _guards(scenario: Scenario) -> Iterator[Guard]:
    yield from guards_in((*scenario.steps, *scenario.remedy))
    for row in scenario.tally:
        yield from row.conditions
    for known in scenario.known_violations:
        yield from known.conditions


def _read_sweep(node: Node | None, mistakes: Mistakes) -> Sweep | None:
    if node is None:
        return None
    if not isinstance(node, MapNode) or len(node.entries) != 1:
        mistakes.add(
            node.place, f"sweep is {kind_of(node)}; expected one variable, {{cut: {{boot: 1, of: flash-units}}}}"
        )
        return None
    (variable,) = node.entries
    form = read_struct(SweepForm, variable.value, mistakes, f"sweep.{variable.key.text}")
    return None if form is None else Sweep(variable.key.text, form.boot, form.every)


def read_remedy(node: Node | None, mistakes: Mistakes) -> RemedyForm | None:
    """Read the key `remedy`; None if there is none, or something in it is wrong."""
    return None if node is None else read_struct(RemedyForm, node, mistakes, "remedy")


def _read_tally(node: Node | None, steps: Sequence[Template], mistakes: Mistakes) -> tuple[TallyRow, ...]:
    known = _outcome_names(steps)
    rows: list[TallyRow] = []
    for item in _items(node):
        form = read_struct(TallyForm, item, mistakes, "tally")
        if form is not None:
            outcomes = _read_outcomes(form.outcomes, known, mistakes)
            rows.append(TallyRow(read_conditions(form.when, mistakes), outcomes))
    return tuple(rows)


def _read_outcomes(node: Node, known: frozenset[str], mistakes: Mistakes) -> tuple[ExpectedOutcome, ...]:
    if not isinstance(node, MapNode):
        mistakes.add(node.place, f"outcomes is {kind_of(node)}; expected outcomes and amounts, such as {{lost: none}}")
        return ()
    outcomes: list[ExpectedOutcome] = []
    for entry in node.entries:
        if entry.key.text not in known:
            hint = suggestion(entry.key.text, known)
            mistakes.add(entry.key.place, f"no 'classify' step names the outcome {entry.key.text!r}; {hint}")
        try:
            amount = parse_amount(entry.value.text if isinstance(entry.value, TextNode) else "")
            outcomes.append(ExpectedOutcome(entry.key.text, amount, entry.key.place))
        except ValueError:
            expected = "expected some, none, all or a number"
            mistakes.add(entry.value.place, f"{kind_of(entry.value)} is not an amount; {expected}")
    return tuple(outcomes)


def _outcome_names(steps: Sequence[Template]) -> frozenset[str]:
    arguments = [template.argument for template in levers_in(steps) if template.lever is Classify]
    mappings = [argument for argument in arguments if isinstance(argument, MapNode)]
    return frozenset(entry.key.text for mapping in mappings for entry in mapping.entries)


def _read_known_violations(node: Node | None, mistakes: Mistakes) -> tuple[KnownViolation, ...]:
    rows: list[KnownViolation] = []
    for item in _items(node):
        form = read_struct(KnownViolationForm, item, mistakes, "known_violations")
        if form is not None:
            conditions = read_conditions(form.when, mistakes)
            rows.append(KnownViolation(frozenset(form.invariants), form.because, conditions))
    return tuple(rows)


def _items(node: Node | None) -> Sequence[Node]:
    if node is None:
        return ()
    return node.items if isinstance(node, ListNode) else (node,)
