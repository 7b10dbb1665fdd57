"""Results counted: the totals of all runs, the matrix of scenarios by boards, and what worlds say about boards."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from oceanhil.boards import OWN_NAMES, family, find_board
from oceanhil.scenarios.invariants import Past
from oceanhil.scenarios.measures import Measure
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.run import CUT_AT, was_met

_BETWEEN_BOARDS = re.compile(r"; (?=board ')")
_ERROR = re.compile(r": (?:fatal )?error: ")
_CASES_NAMED = 3
# Where in a file an error came about, as the engine says it: many places may have one cause.
_IN_A_STEP = re.compile(r" \(in [\w.]+, .+:\d+\)$")
_WORST_FIRST = (Outcome.FAILED, Outcome.ERROR, Outcome.PASSED, Outcome.SKIPPED)


class Counts(msgspec.Struct, frozen=True):
    """How many runs ended how, `failed` without those that were `known` to fail; `points` are the runs inside sweeps.

    `simulated_us` is the time inside all worlds.
    """

    passed: int = 0
    failed: int = 0
    errors: int = 0
    skipped: int = 0
    remedies_passed: int = 0
    remedies_failed: int = 0
    points: int = 0
    simulated_us: int = 0
    known: int = 0

    @property
    def total(self) -> int:
        """All runs, the skipped ones too."""
        return self.passed + self.failed + self.known + self.errors + self.skipped


class Cell(msgspec.Struct, frozen=True):
    """All cases of one scenario in one column of the matrix; `runs` are indices into the results."""

    counts: Counts
    runs: tuple[int, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst outcome of its cases; SKIPPED only when every case was skipped."""
        numbers = (self.counts.failed + self.counts.known, self.counts.errors, self.counts.passed, self.counts.skipped)
        return next(outcome for outcome, number in zip(_WORST_FIRST, numbers, strict=True) if number)

    @property
    def remedy(self) -> Outcome:
        """FAILED if a remedy did not cure, PASSED if every tried one did, NONE if none was tried."""
        if self.counts.remedies_failed:
            return Outcome.FAILED
        return Outcome.PASSED if self.counts.remedies_passed else Outcome.NONE


class ScenarioRow(msgspec.Struct, frozen=True):
    """One scenario: a cell for each column that it ran in."""

    scenario: str
    title: str
    cells: Mapping[str, Cell]

    @property
    def runs(self) -> tuple[int, ...]:
        """All its runs, in the order of the columns."""
        return tuple(index for cell in self.cells.values() for index in cell.runs)


class Group(msgspec.Struct, frozen=True):
    """The scenarios of one group, in the order in which they came."""

    name: str
    rows: tuple[ScenarioRow, ...]


class Matrix(msgspec.Struct, frozen=True):
    """Scenarios by columns. A column is a board or a service; with several worlds in one report, a board in a world."""

    columns: tuple[str, ...]
    groups: tuple[Group, ...]


def count(results: Iterable[Result]) -> Counts:
    """Add up `results`."""
    totals = dict.fromkeys(Counts.__struct_fields__, 0)
    names = {Outcome.PASSED: "passed", Outcome.FAILED: "failed", Outcome.ERROR: "errors", Outcome.SKIPPED: "skipped"}
    for result in results:
        if result.is_known:
            totals["known"] += 1
        elif result.outcome in names:
            totals[names[result.outcome]] += 1
        totals["remedies_passed"] += result.remedy is Outcome.PASSED
        totals["remedies_failed"] += result.remedy in {Outcome.FAILED, Outcome.ERROR}
        totals["points"] += sum(result.tally.values())
        totals["simulated_us"] += result.simulated_us
    return Counts(**totals)


def build_matrix(results: Sequence[Result]) -> Matrix:
    """Sort `results` into groups, scenarios and columns; each keeps the order in which it first came."""
    # A test that is no case has no world, and makes none.
    several_worlds = len({result.world for result in results if result.world}) > 1
    columns = {_column(result, several_worlds=several_worlds): None for result in sorted(results, key=_board_order)}
    groups: dict[str, dict[str, dict[str, list[int]]]] = {}
    for index, result in enumerate(results):
        row = groups.setdefault(result.group, {}).setdefault(result.scenario, {})
        row.setdefault(_column(result, several_worlds=several_worlds), []).append(index)
    return Matrix(
        tuple(columns),
        tuple(
            Group(name, tuple(_row(scenario, cells, tuple(columns), results) for scenario, cells in rows.items()))
            for name, rows in groups.items()
        ),
    )


def skip_reasons(results: Iterable[Result]) -> Mapping[str, tuple[Result, ...]]:
    """Sort the skipped runs by the reason they give, the most frequent reason first."""
    reasons: dict[str, list[Result]] = {}
    for result in results:
        if result.outcome is Outcome.SKIPPED:
            reasons.setdefault(result.reason or "no reason given", []).append(result)
    return _ranked(reasons)


def error_causes(results: Iterable[Result]) -> Mapping[str, tuple[Result, ...]]:
    """Sort the runs that ended in an error by cause, the most frequent first.

    A cause begins with `board 'NAME': ` where a board is to blame. A run for which several boards were tried stands
    under each of them.
    """
    causes: dict[str, list[Result]] = {}
    for result in results:
        if result.outcome is Outcome.ERROR:
            for cause in _BETWEEN_BOARDS.split(without_step(result.reason) or "no reason given"):
                causes.setdefault(cause, []).append(result)
    return _ranked(causes)


def in_a_line(reason: str) -> str:
    """Give what tells most of a reason of many lines: the first error among a compiler's words, else how it begins."""
    first, *others = reason.split("\n")
    found = None if _ERROR.search(first) else next((line for line in others if _ERROR.search(line)), None)
    return (found or first).removesuffix(":")


def without_step(reason: str) -> str:
    """Give the reason of an error without the step of a file in which it came about."""
    return _IN_A_STEP.sub("", reason)


def unjudged(results: Iterable[Result]) -> Iterable[str]:
    """Say which invariants were not judged, in which scenarios, and why: what is switched off must be seen.

    Where only some cases of a scenario leave one out, they are named, or counted.
    """
    found: dict[tuple[str, str], dict[str, list[Result]]] = {}
    ran: dict[str, list[Result]] = {}
    for result in results:
        if result.outcome not in {Outcome.SKIPPED, Outcome.ERROR}:
            ran.setdefault(result.scenario, []).append(result)
            for invariant, why in result.without.items():
                found.setdefault((invariant, why), {}).setdefault(result.scenario, []).append(result)
    for (invariant, why), scenarios in sorted(found.items(), key=lambda item: int(item[0][0][1:])):
        names = (f"{scenario}{_which(cases, ran[scenario])}" for scenario, cases in scenarios.items())
        yield f"{invariant} not judged in {', '.join(names)}{why and ': '}{why}"


def passed_over(results: Iterable[Result]) -> Iterable[str]:
    """Name the scenarios that did not cut power at every unit, each with the first of its cases."""
    told = {result.scenario: result.facts[CUT_AT] for result in reversed([*results]) if CUT_AT in result.facts}
    for scenario, cut_at in sorted(told.items()):
        yield f"power was cut at {cut_at} in {scenario}: this firmware works on flash more than a sweep can try"


def _which(cases: Sequence[Result], of_all: Sequence[Result]) -> str:
    """Name some of all cases of a scenario by their variables, such as ` (case empty)`; empty if it is all of them."""
    if len(cases) == len(of_all):
        return ""
    names = dict.fromkeys(map(_variables, cases))
    others = {_variables(result) for result in of_all if result not in cases}
    if len(names) > _CASES_NAMED or not others.isdisjoint(names):
        return f" ({len(cases):,} of its {len(of_all):,} cases)"
    return f" ({'; '.join(names)})"


def _variables(result: Result) -> str:
    return ", ".join(f"{name} {value}" for name, value in result.parameters.items())


def _ranked(grouped: Mapping[str, list[Result]]) -> Mapping[str, tuple[Result, ...]]:
    ranked = sorted(grouped.items(), key=lambda item: -len(item[1]))
    return {reason: tuple(results) for reason, results in ranked}


def _row(
    scenario: str, cells: Mapping[str, list[int]], columns: Sequence[str], results: Sequence[Result]
) -> ScenarioRow:
    ordered = {
        column: Cell(count(results[index] for index in cells[column]), tuple(cells[column]))
        for column in columns
        if column in cells
    }
    first = next(iter(ordered.values())).runs[0]
    return ScenarioRow(scenario, results[first].title, ordered)


def _board_order(result: Result) -> int:
    return OWN_NAMES.index(result.board) if result.board in OWN_NAMES else len(OWN_NAMES)


def _column(result: Result, *, several_worlds: bool) -> str:
    board = find_board(result.board) if result.board else None
    title = result.subject if board is None else family(board).title
    return f"{title} · {result.world}" if several_worlds and result.world else title


_MEASURED = {each.value: each for each in Measure}
_NAMES = {"board_name": "board", "mac": "MAC"}
BOARD_FACTS = ("board_name", "mac", "firmware", "driver", "boots")
"""What worlds tell of a device's board. Reports have measures beside them, so that none may be called the same."""
_OF_THE_MAIN_DEVICE = (*BOARD_FACTS, *_MEASURED)


def fact_rows(result: Result) -> tuple[tuple[str, str], ...]:
    """Give every fact as a name and a text, the main device's first; `thief_boots` reads `thief: boots`."""
    return tuple((_words(name, text), text) for name, text in result.facts.items())


def measured_words(result: Result) -> str:
    """Give what was measured of the main device in one line, such as `requests per hour 721, …`; may be empty."""
    facts = result.facts
    told = {each: facts[each.value] for each in Measure if each.value in facts}
    return ", ".join(f"{each.title_of(said)} {said}" for each, said in told.items())


def short_note(result: Result) -> str:
    """Say on which board a case ran, how often that started, and whether it agrees; empty for a simulated one alone."""
    parts = []
    if name := result.facts.get("board_name"):
        boots = result.facts.get("boots", "0")
        parts = [f"on {name}, {boots} boot{'' if boots == '1' else 's'}"]
    return "; ".join([*parts, *([result.agreement] if result.agreement else [])])


def _words(name: str, text: str) -> str:
    if name in _OF_THE_MAIN_DEVICE:
        return _called(name, text)
    device, fact = next(
        ((name.removesuffix(f"_{each}"), each) for each in _OF_THE_MAIN_DEVICE if name.endswith(f"_{each}")), ("", name)
    )
    return f"{device}: {_called(fact, text)}" if device else name


def _called(name: str, text: str) -> str:
    return _MEASURED[name].title_of(text) if name in _MEASURED else _NAMES.get(name, name)


def unmet_past(wanted: Iterable[Past], results: Iterable[Result]) -> Iterator[str]:
    """Say of each breach that was to be looked past and that no case met: a mistake in its words hides nothing."""
    facts = [each.facts for each in results]
    for past in wanted:
        if not any(was_met(str(past), each) for each in facts):
            yield f"--past '{past}' was met in no case: leave it out, or check its words"
