"""From the tree of a scenario file to a `Scenario`, with every mistake in it found."""

from collections.abc import Sequence
from enum import Enum
from pathlib import PurePath

import msgspec

from protocol.board import Board
from scenarios.case_variables import read_by_board, read_matrix, read_rows, refuse_clashes
from scenarios.forms import read_struct
from scenarios.given import read_given
from scenarios.invariants.names import InvariantId
from scenarios.levers.outcome import Classify
from scenarios.mistakes import Mistakes, suggestion
from scenarios.nodes import ListNode, MapNode, Node, TextNode, kind_of
from scenarios.replay import is_scenario_id
from scenarios.scalars import Count
from scenarios.scenario import DRIVER, KnownViolation, Scenario, Sweep, TallyRow
from scenarios.sources import SourceReference
from scenarios.steps import Template, read_steps
from scenarios.tally import ExpectedOutcome, parse_amount
from scenarios.templates import levers_in, read_conditions


class ScenarioForm(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a scenario file."""

    id: str
    title: str
    group: str
    steps: Node
    source: tuple[SourceReference, ...] = ()
    boards: tuple[Board, ...] = tuple(Board)
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

    text: str
    steps: Node


class TallyForm(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a row of `tally`."""

    outcomes: Node
    when: Node | None = None


class KnownViolationForm(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a row of `known_violations`."""

    invariants: tuple[InvariantId, ...]
    because: str
    when: Node | None = None


def read_scenario(root: Node, file: str, mistakes: Mistakes) -> Scenario | None:
    """Read a scenario; None, with all mistakes noted, when it cannot be used."""
    form = read_struct(ScenarioForm, root, mistakes, "the scenario")
    if not isinstance(root, MapNode):
        return None
    check_id(root, file, mistakes)
    # Parts are read even when the head is wrong, so that all mistakes of a file are found at once.
    scenario = _put_together(form or ScenarioForm(id="", title="", group="", steps=root), root, mistakes)
    refuse_clashes(scenario, root, mistakes)
    if not mistakes:
        _check_cases(scenario, mistakes)
    return None if mistakes else scenario


def _put_together(form: ScenarioForm, root: MapNode, mistakes: Mistakes) -> Scenario:
    remedy = read_remedy(root.get("remedy"), mistakes)
    steps = read_steps(root.get("steps"), mistakes)
    return Scenario(
        id=form.id,
        title=form.title,
        group=form.group,
        place=root.place,
        boards=form.boards,
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


def _check_cases(scenario: Scenario, mistakes: Mistakes) -> None:
    for board in scenario.boards:
        for case in scenario.expand(board, scenario.matrix.get(DRIVER, ())):
            case.bind(mistakes)
            if scenario.sweep is not None:
                case.at(f"{scenario.sweep.boot}.0").bind(mistakes)


def _read_sweep(node: Node | None, mistakes: Mistakes) -> Sweep | None:
    if node is None:
        return None
    if not isinstance(node, MapNode) or len(node.entries) != 1:
        mistakes.add(
            node.place, f"sweep is {kind_of(node)}; expected one variable, {{cut: {{boot: 1, of: flash-units}}}}"
        )
        return None
    variable = node.entries[0]
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
