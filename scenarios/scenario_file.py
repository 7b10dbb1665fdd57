"""From the tree of a scenario file to a `Scenario`, with every mistake in it found, whatever its `Language`."""

from collections.abc import Iterable, Sequence
from enum import Enum
from pathlib import PurePath

import msgspec

from oceanhil.protocol.suggestion import nearest_word, suggestion
from oceanhil.scenarios.bounds import CASES_MAX, refuse_many
from oceanhil.scenarios.forms import field_readers, read_struct
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.language import ForPeople, Language
from oceanhil.scenarios.limits import MEASURE, read_limits
from oceanhil.scenarios.mistakes import Mention, Mistakes, Named, Place
from oceanhil.scenarios.names import Known, declared_in
from oceanhil.scenarios.nodes import MapNode, Node, TextNode, all_texts, as_written, kind_of
from oceanhil.scenarios.replay import is_scenario_id
from oceanhil.scenarios.scalars import NO_CUT, Count, is_cut_in
from oceanhil.scenarios.scenario import KnownIdle, KnownViolation, Scenario, Sweep, Swept
from oceanhil.scenarios.step import PlacedStep
from oceanhil.scenarios.tally import items_of, read_tally
from oceanhil.scenarios.templates import Template, read_conditions, read_templates, refuse_impossible, steps_in
from oceanhil.scenarios.variables import (
    DRAW,
    DRIVER,
    Matrix,
    read_by_board,
    read_matrix,
    read_rows,
    references,
    refuse_clashes,
)


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


def read_scenario(
    language: Language, root: Node, file: str, mistakes: Mistakes, known: Known | None = None
) -> Scenario | None:
    """Read a scenario in its language; None, with all mistakes noted, when it cannot be used.

    `known` are names that its steps may use besides those of the built-in profile.
    """
    frame = Mistakes()
    head = read_struct(language.form, root, mistakes, "the scenario")
    if not isinstance(root, MapNode):
        return None
    _check_id(root, file, mistakes)
    # Parts are read even when the head is wrong, so that all mistakes of a file are found at once.
    part = {key: root.get(key) for key in field_readers(language.form)}
    remedy = None if part["remedy"] is None else read_struct(RemedyForm, part["remedy"], mistakes, "remedy")
    steps = read_templates(language.steps, part["steps"], mistakes)
    matrix, rows = read_matrix(part["matrix"], frame), read_rows(part["cases"], frame)
    by_board = read_by_board(part.get("by_board"), frame)
    sweep = _read_sweep(part.get("sweep"), frame)
    draws = _read_fuzz(part.get("fuzz"), frame)
    given = language.given(part.get("given"), root.place, frame)
    cure = read_templates(language.steps, remedy.steps, mistakes) if remedy else ()
    tally = read_tally(part.get("tally"), steps, mistakes)
    limits = read_limits(limits_node := part.get(MEASURE), mistakes)
    if limits_node is not None and sweep is not None:
        why = "the points of a sweep share parts of their runs, so none is measured by itself"
        mistakes.add(
            limits_node.place, f"'{MEASURE}' and 'sweep' exclude each other: {why}; measure in a file of its own"
        )
    known_violations = _read_known_violations(part.get("known_violations"), mistakes)
    known_idle = _read_known_idle(part.get("known_idle"), (*steps, *cure), mistakes)
    variables = {
        "matrix": set(matrix),
        "cases": {name for row in rows.values() for name in row},
        "by_board": {name for row in by_board.values() for name in row},
        "sweep": {sweep.variable} if sweep else set[str](),
        "fuzz": set(draws),
    }
    refuse_clashes(root, variables, frame)
    mistakes.add_all(frame)
    mistakes.mentions += frame.mentions
    matrix = {**matrix, **draws}
    # Of a mistake among the steps alone the cases are known, and with them what else is wrong.
    if head is None or frame:
        return None
    scenario = Scenario(
        id=head.id,
        title=head.title,
        group=head.group,
        place=root.place,
        language=language,
        subjects=head.subjects,
        is_for_any=head.is_for_any,
        is_promised=head.is_promised,
        sources=head.sources,
        matrix=matrix,
        rows=rows,
        by_board=by_board,
        sweep=sweep,
        given=given,
        steps=steps,
        remedy_text=remedy.text if remedy else "",
        remedy=cure,
        tally=tally,
        limits=limits,
        known_violations=known_violations,
        known_idle=known_idle,
        without=frozenset(head.without),
    )
    count = sum(1 for _ in steps_in((*steps, *cure)))
    many = Mistakes()
    refuse_many(root, matrix, many, boards=len(scenario.subjects), rows=len(rows), steps=count)
    mistakes.add_all(many)
    if many:
        return None
    scenario = _declaring(scenario, root, known, mistakes)
    return None if mistakes else scenario


def _check_id(root: MapNode, file: str, mistakes: Mistakes) -> None:
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
    language = scenario.language
    refuse_impossible(scenario.guards(), scenario.possible_words(), mistakes)
    _refuse_unused(scenario, root, mistakes)
    if scenario.sweep is not None:
        _refuse_wrong_points(scenario, scenario.sweep, mistakes)
    steps: dict[int, PlacedStep] = {}
    for case in scenario.expand(drivers=scenario.matrix.get(DRIVER, ())):
        points = [case] if scenario.sweep is None else [case, case.at(f"{scenario.sweep.boot}.0")]
        for bound in (point.bind(mistakes) for point in points):
            steps.update((id(step), step) for step in (*bound.steps, *bound.remedy))
    mentions = [*mistakes.mentions, *(name for step in steps.values() for name in step.names)]
    more: dict[Named, set[str]] = {}
    for named, word in (language.main, *(each for placed in steps.values() for each in placed.step.declares())):
        more.setdefault(named, set()).add(word)
    declared = declared_in(language.names().with_more(known), mentions, more, language.endpoints)
    # A step that cannot be read may be what declares a name.
    beside = _words_beside(mentions, root) if mistakes else frozenset[str]()
    declared.refuse_unknown([mention for mention in mentions if mention.word not in beside], mistakes)
    return msgspec.structs.replace(scenario, declared=declared)


def _words_beside(mentions: Iterable[Mention], root: Node) -> frozenset[str]:
    """Give every text of a file that stands at none of the places where names were read."""
    places = {mention.place for mention in mentions}
    return frozenset(node.text for node in all_texts(root) if node.place not in places)


def _refuse_unused(scenario: Scenario, root: MapNode, mistakes: Mistakes) -> None:
    """Note a sweep's variable that nothing uses, and an unused axis whose name is nearly one of the run's own."""
    used = {
        name
        for part in (root.get(key) for key in ("steps", "remedy", "given", MEASURE))
        if part
        for name in references(part)
    }
    used |= {guard.variable.text for guard in scenario.guards()}
    matrix, sweep, axes = root.get("matrix"), root.get("sweep"), scenario.language.axes
    for entry in matrix.entries if axes and isinstance(matrix, MapNode) else ():
        name = entry.key.text
        if name not in {*used, *axes} and (hint := nearest_word(name, (*axes, "boards"))):
            mistakes.add(entry.key.place, f"axis {name!r} is used nowhere; {hint}")
    if (fuzz := root.get("fuzz")) is not None and DRAW not in used:
        mistakes.add(fuzz.place, f"fuzz draws, and its variable {DRAW!r} is used nowhere; write it as ${{{DRAW}}}")
    if scenario.sweep is not None and isinstance(sweep, MapNode) and scenario.sweep.variable not in used:
        name, (variable,) = scenario.sweep.variable, sweep.entries
        mistakes.add(variable.key.place, f"sweep variable {name!r} is used nowhere; write it as ${{{name}}}")


def _refuse_wrong_points(scenario: Scenario, sweep: Sweep, mistakes: Mistakes) -> None:
    """Note conditions on a sweep's variable that hold at no point of it."""
    for guard in scenario.guards():
        for word in guard.words if guard.variable.text == sweep.variable else ():
            if not is_cut_in(word.text, sweep.boot):
                expected = f"expected {NO_CUT} or a point such as '{sweep.boot}.4'"
                mistakes.add(word.place, f"variable {sweep.variable!r} is never {word.text!r}; {expected}")


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
    return None if form is None else Sweep(variable.key.text, form.swept)


def _read_fuzz(node: Node | None, mistakes: Mistakes) -> Matrix:
    """Read `fuzz`: one more axis, the number of the draw. Each draw is a case with a replay ID like any other."""
    form = None if node is None else read_struct(FuzzForm, node, mistakes, "fuzz")
    return {} if form is None else {DRAW: tuple(str(number) for number in range(1, form.answers + 1))}


def _read_known_violations(node: Node | None, mistakes: Mistakes) -> tuple[KnownViolation, ...]:
    forms = [read_struct(KnownViolationForm, item, mistakes, "known_violations") for item in items_of(node)]
    return tuple(
        KnownViolation(frozenset(form.invariants), form.because, read_conditions(form.when, mistakes))
        for form in forms
        if form is not None
    )


def _read_known_idle(node: Node | None, steps: Sequence[Template], mistakes: Mistakes) -> tuple[KnownIdle, ...]:
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
