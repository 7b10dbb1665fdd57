"""From the tree of a scenario file to a `Scenario`, with every mistake in it found, whatever its `Language`."""

from collections.abc import Iterable, Mapping
from pathlib import PurePath

import msgspec

from oceanhil.protocol.suggestion import nearest_word
from oceanhil.scenarios.bounds import refuse_many
from oceanhil.scenarios.file_parts import RemedyForm, read_fuzz, read_known_idle, read_known_violations, read_sweep
from oceanhil.scenarios.forms import field_readers, read_struct
from oceanhil.scenarios.language import Given, Head, Language
from oceanhil.scenarios.limits import MEASURE, LimitTemplate, read_limits
from oceanhil.scenarios.mistakes import Mention, Mistakes, Named, Place
from oceanhil.scenarios.names import Known, declared_in
from oceanhil.scenarios.nodes import MapNode, Node, TextNode, all_texts
from oceanhil.scenarios.replay import is_scenario_id
from oceanhil.scenarios.scalars import NO_CUT, is_cut_in
from oceanhil.scenarios.scenario import KnownIdle, KnownViolation, Scenario, Sweep
from oceanhil.scenarios.step import PlacedStep
from oceanhil.scenarios.tally import TallyRow, read_tally
from oceanhil.scenarios.templates import Template, read_templates, refuse_impossible, steps_in
from oceanhil.scenarios.variables import (
    DRAW,
    DRIVER,
    BySubject,
    Matrix,
    Rows,
    read_by_board,
    read_matrix,
    read_rows,
    references,
    refuse_clashes,
)


class _CaseParts(msgspec.Struct, frozen=True, kw_only=True):
    """What says which cases a file has, and what is given in them."""

    matrix: Matrix
    draws: Matrix
    rows: Rows
    by_board: BySubject
    sweep: Sweep | None
    given: Given

    @property
    def variables(self) -> Mapping[str, Iterable[str]]:
        """The names of all variables by the key that defines them."""
        return {
            "matrix": set(self.matrix),
            "cases": {name for row in self.rows.values() for name in row},
            "by_board": {name for row in self.by_board.values() for name in row},
            "sweep": {self.sweep.variable} if self.sweep else set[str](),
            "fuzz": set(self.draws),
        }


class _ScriptParts(msgspec.Struct, frozen=True, kw_only=True):
    """What is done in each case, and how it is judged."""

    steps: tuple[Template, ...]
    remedy_text: str
    remedy: tuple[Template, ...]
    tally: tuple[TallyRow, ...]
    limits: tuple[LimitTemplate, ...]
    known_violations: tuple[KnownViolation, ...]
    known_idle: tuple[KnownIdle, ...]


_Parts = Mapping[str, Node | None]
"""The values of a file by their keys; None for those that it has not."""


def read_scenario(
    language: Language, root: Node, file: str, mistakes: Mistakes, known: Known | None = None
) -> Scenario | None:
    """Read a scenario in its language; None, with all mistakes noted, when it cannot be used.

    `known` are names that its steps may use besides those of the built-in profile. Of a mistake among the steps alone
    the cases are known, and with them what else is wrong. So mistakes about the cases are noted apart until it is known
    whether there are any, and likewise that there are too many cases: behind these nothing more is judged.
    """
    head = read_struct(language.form, root, mistakes, "the scenario")
    if not isinstance(root, MapNode):
        return None
    _check_id(root, file, mistakes)
    # Parts are read even when the head is wrong, so that all mistakes of a file are found at once.
    parts: _Parts = {key: root.get(key) for key in field_readers(language.form)}
    script = _read_script(language, parts, mistakes)
    about_cases = Mistakes()
    cases = _read_cases(language, root, parts, about_cases)
    _refuse_measured_sweep(parts, cases.sweep, mistakes)
    mistakes.add_all(about_cases)
    mistakes.mentions += about_cases.mentions
    if head is None or about_cases:
        return None
    scenario = _put_together(language, root.place, head, cases, script)
    if too_many := _too_many(scenario, root):
        mistakes.add_all(too_many)
        return None
    scenario = _declaring(scenario, root, known, mistakes)
    return None if mistakes else scenario


def _read_script(language: Language, parts: _Parts, mistakes: Mistakes) -> _ScriptParts:
    """Read what is done in each case, and how it is judged."""
    remedy = None if (node := parts["remedy"]) is None else read_struct(RemedyForm, node, mistakes, "remedy")
    steps = read_templates(language.steps, parts["steps"], mistakes)
    cure = read_templates(language.steps, remedy.steps, mistakes) if remedy else ()
    return _ScriptParts(
        steps=steps,
        remedy_text=remedy.text if remedy else "",
        remedy=cure,
        tally=read_tally(parts.get("tally"), steps, mistakes),
        limits=read_limits(parts.get(MEASURE), mistakes),
        known_violations=read_known_violations(parts.get("known_violations"), mistakes),
        known_idle=read_known_idle(parts.get("known_idle"), (*steps, *cure), mistakes),
    )


def _read_cases(language: Language, root: MapNode, parts: _Parts, mistakes: Mistakes) -> _CaseParts:
    """Read what says which cases there are, and note variables that clash."""
    cases = _CaseParts(
        matrix=read_matrix(parts["matrix"], mistakes),
        rows=read_rows(parts["cases"], mistakes),
        by_board=read_by_board(parts.get("by_board"), mistakes),
        sweep=read_sweep(parts.get("sweep"), mistakes),
        draws=read_fuzz(parts.get("fuzz"), mistakes),
        given=language.given(parts.get("given"), root.place, mistakes),
    )
    refuse_clashes(root, cases.variables, mistakes)
    return cases


def _refuse_measured_sweep(parts: _Parts, sweep: Sweep | None, mistakes: Mistakes) -> None:
    """Note limits on what is measured in a file that sweeps."""
    if (limits := parts.get(MEASURE)) is not None and sweep is not None:
        why = "the points of a sweep share parts of their runs, so none is measured by itself"
        mistakes.add(limits.place, f"'{MEASURE}' and 'sweep' exclude each other: {why}; measure in a file of its own")


def _put_together(language: Language, place: Place, head: Head, cases: _CaseParts, script: _ScriptParts) -> Scenario:
    return Scenario(
        id=head.id,
        title=head.title,
        group=head.group,
        place=place,
        language=language,
        subjects=head.subjects,
        is_for_any=head.is_for_any,
        is_promised=head.is_promised,
        sources=head.sources,
        matrix={**cases.matrix, **cases.draws},
        rows=cases.rows,
        by_board=cases.by_board,
        sweep=cases.sweep,
        given=cases.given,
        steps=script.steps,
        remedy_text=script.remedy_text,
        remedy=script.remedy,
        tally=script.tally,
        limits=script.limits,
        known_violations=script.known_violations,
        known_idle=script.known_idle,
        without=frozenset(head.without),
        found_in=head.world_found_in,
    )


def _too_many(scenario: Scenario, root: MapNode) -> Mistakes:
    """Say that a scenario has more cases, or more steps in all of them, than anybody waits for."""
    found = Mistakes()
    steps = sum(1 for _ in steps_in((*scenario.steps, *scenario.remedy)))
    boards, rows = len(scenario.subjects), len(scenario.rows)
    refuse_many(root, scenario.matrix, found, boards=boards, rows=rows, steps=steps)
    return found


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
