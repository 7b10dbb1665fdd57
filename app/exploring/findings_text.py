"""Findings for people: blocks of text, and scenario files."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from oceanhil.app.exploring.on_boards import OnBoards
from oceanhil.app.report.failure import where_text
from oceanhil.exploration.findings import names_in
from oceanhil.exploration.scenario_text import Title, text_of
from oceanhil.host.durations import span
from oceanhil.host.visible_text import clip
from oceanhil.protocol.board import PLATFORM_BOARDS
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import plural
from oceanhil.protocol.world_name import OwnWorld
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import Capability

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from oceanhil.app.exploring.exploration import Explored
    from oceanhil.app.exploring.plan import Plan
    from oceanhil.exploration.findings import Finding
    from oceanhil.scenarios.acts import Call

_TITLE_MOST: Final = 110
_NAMED: Final = 5
_LATER: Final = 3
_SLOW: Final = 10


def scenario_of(finding: Finding, plan: Plan, laws: Sequence[str]) -> str:
    """Write the scenario file of a finding."""
    comment = f"{origin(finding, plan)}: {clip(finding.failure.found)}"
    world = "" if plan.world == OwnWorld.SIM else plan.world
    return text_of(finding.life, Title(finding.id, _shortened(clip(_title(finding))), comment, world), laws)


def origin(finding: Finding, plan: Plan) -> str:
    """Say which life of which command a finding comes from; of another command the same number is another life.

    A life that was kept is the same one wherever it is led, and comes to something else in another world.
    """
    first = finding.first
    how = _beside(plan) if first.seed is None else "".join(_drawn_with(finding, plan))
    return f"Found by oceanhil explore{how} in life {first.name}"


def _drawn_with(finding: Finding, plan: Plan) -> Iterator[str]:
    """Give the options on which it depends which life a number is."""
    base = finding.life.start.base
    yield f" --seed {plan.seed}"
    yield _beside(plan)
    if plan.boards != PLATFORM_BOARDS:
        yield from (f" --board {board.value}" for board in plan.boards)
    for option, names in (("--only", plan.only), ("--without", plan.without)):
        yield from (f" {option} {name}" for name in names)
    if plan.budget is not None:
        yield f" --life {format_duration(plan.budget.life_us)}"
    if plan.is_guided:
        yield " --guided"
    if base is not None:
        yield f" --from {shlex.quote(base.scenario)}"
    if plan.beside:
        yield f", by {plan.beside},"


def path_of(finding: Finding, folder: Path) -> Path:
    """Say where the scenario of a finding is."""
    return folder / f"{finding.id}.yaml"


def finding_block(finding: Finding, plan: Plan, folder: Path, same_as: str = "") -> str:
    """Tell of a finding: law, lives, what it is made of, expected and found, where, and what runs it again.

    `same_as` is the finding before it that is at the same place of the program, if there is one.
    """
    lives = plural(finding.lives, "life")
    names = ", ".join(each.disturbance.name for each in finding.life.happenings) or "nothing at all"
    steadiness = "" if finding.is_steady else ", not always"
    steadiness += "" if finding.is_simple else ", not made simple"
    return "\n".join(
        (
            f"{law_of(finding)}  {lives}, first life {finding.first.name}{steadiness}: {names}",
            f"  expected  {clip(finding.statement)}",
            f"  found     {clip(finding.failure.found)}",
            *_without(finding),
            *_where(finding, same_as),
            *_later(finding),
            f"  again     {again(finding, plan, folder)}",
            f"  why       {why(finding, plan, folder)}",
        )
    )


def law_of(finding: Finding) -> str:
    """Name the law that a finding breaks as people are told it: an invariant by its number."""
    return finding.failure.invariant or finding.breach.law


def same_places(findings: Sequence[Finding]) -> Mapping[str, str]:
    """Give for findings the first before them of the same law at the same place of the program, by their names.

    In a program one line can be met in many ways; what mends the first may well mend the others.
    """
    firsts: dict[tuple[str, tuple[Call, ...]], str] = {}
    same: dict[str, str] = {}
    for finding in findings:
        acts = [act for act in finding.failure.acts if not act.is_before]
        if acts:
            first = firsts.setdefault((finding.breach.law, acts[0].calls), finding.id)
            if first != finding.id:
                same[finding.id] = first
    return same


def _where(finding: Finding, same_as: str) -> Iterator[str]:
    if text := where_text(finding.failure):
        yield "  where     " + f"\n{' ' * 12}".join(map(clip, text.splitlines()))
    if same_as:
        yield f"  same      place in the program as {same_as}"


def _without(finding: Finding) -> Iterator[str]:
    """Name the invariants that another finding breaks where nothing happens: they would have ended this life before."""
    if unjudged := ", ".join(each.value for each in finding.life.unjudged):
        yield f"  without   {unjudged}, broken where nothing happens"


def _later(finding: Finding) -> Iterator[str]:
    """Name lives that have met it again, each with what it was made of: another cause may hide among them."""
    shown = [f"life {each.name}: {', '.join(sorted(names_in(each.life)))}" for each in finding.later[:_LATER]]
    more = [f"{len(finding.later) - _LATER:,} more (--json has all)"] if len(finding.later) > _LATER else []
    if shown:
        yield f"  also      {'; '.join((*shown, *more))}"


def again(finding: Finding, plan: Plan, folder: Path) -> str:
    """Give the command line that runs the finding's file."""
    return f"oceanhil run {shlex.quote(str(path_of(finding, folder)))}{_beside(plan)}"


def why(finding: Finding, plan: Plan, folder: Path) -> str:
    """Give the command line that tells when it became inevitable."""
    return f"oceanhil explore --why {shlex.quote(str(path_of(finding, folder)))}{_beside(plan)}"


def _beside(plan: Plan) -> str:
    sanitize = " --sanitize" if plan.is_sanitized else ""
    return "" if plan.world == OwnWorld.SIM else f" --world {shlex.quote(plan.world)}{sanitize}"


def troubles_text(explored: Explored) -> Iterator[str]:
    """Tell of lives that say nothing, those with the same reason in one line."""
    reasons: dict[tuple[bool, str], list[str]] = {}
    for each in explored.troubles:
        reasons.setdefault((each.is_unseen, each.reason), []).append(each.life)
    for (is_unseen, reason), lives in reasons.items():
        unled = f"not led to {'its' if len(lives) == 1 else 'their'} end"
        yield f"{'without a finding' if is_unseen else unled}: life {_some(lives)}: {reason}"
    if explored.broken_off:
        yield f"broken off: {explored.broken_off}"


def corpus_text(explored: Explored) -> Iterator[str]:
    """Tell what came of the corpus: which files mean less here than they say, how many were led, how many are new."""
    corpus = explored.corpus
    if corpus is None:
        return
    for word, misread in (("used in part", corpus.in_part), ("not used", corpus.unused)):
        reasons: dict[str, list[str]] = {}
        for each in misread:
            reasons.setdefault(each.reason, []).append(each.file)
        for reason, files in reasons.items():
            yield f"{word}: {_some(files)}: {clip(reason)}"
    led = f"{explored.kept_led:,} of {len(corpus.lives):,} lives led first"
    less = f"{len(corpus.in_part):,} in part; {plural(len(corpus.unused), 'file')} not used"
    yield f"corpus {corpus.folder}: {led}, {less}, {len(corpus.new):,} new"
    if corpus.why_not_kept:
        yield f"what is new is not kept: {corpus.why_not_kept}"


def edges_text(explored: Explored) -> Iterator[str]:
    """Tell of guided lives how many edges of the firmware's code they went over, or why nobody looked."""
    if explored.no_edges:
        yield f"edges of the firmware's code: not looked at, {explored.no_edges}"
    elif explored.edges:
        yield f"edges of the firmware's code: {len(explored.edges):,}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def known_text(explored: Explored) -> Iterator[str]:
    """Name the known findings that came again, a line each."""
    for each in explored.met:
        because = f": {each.known.because}" if each.known.because else ""
        yield f"known  {each.known.finding}  {plural(each.lives, 'life')}{because}"


def not_judged_text(explored: Explored, plan: Plan) -> Iterator[str]:
    """Name the laws that could not be judged there, or that no life was about, and what to do about it.

    Those that do not hold where lives begin are told before the first life.
    """
    blind = [each for each in explored.not_judged if each.lacks]
    reasons: dict[str, list[str]] = {}
    for each in blind:
        instead = f" (but {each.instead}, which sees less of it)" if each.instead else ""
        reasons.setdefault(each.reason, []).append(f"{each.law}{instead}")
    for each in explored.never_asked:
        reasons.setdefault(each.reason, []).append(each.law)
    for reason, laws in reasons.items():
        yield f"not judged: {', '.join(laws)}: {reason}"
    lacking = {word for each in blind for word in each.lacks}
    if Capability.STORAGE_READ.value in lacking and plan.world.startswith(f"{OwnWorld.SKETCH}:"):
        yield "            `record` in oceanhil.toml says which documented layout a sketch keeps; else give --laws"


def forecast_text(boards: OnBoards) -> str:
    """Say what lives on boards in real time will take."""
    lasts, most = span(boards.lasts_us), span(boards.budget.life_us)
    lives = boards.budget.erases // max(1, boards.costs)
    return (
        f"on boards in real time: by rehearsals a life takes {lasts} ({most} at most) and {boards.costs} erases of a "
        f"sector; {boards.budget.erases:,} erases of a board are some {lives:,} lives"
    )


def boards_text(explored: Explored) -> Iterator[str]:
    """Tell of lives on boards in real time: erases, lives that were left out, and why no more were led."""
    boards = explored.on_boards
    if boards is None:
        return
    spent = ", ".join(f"{board} {count:,}" for board, count in sorted(boards.erases.items()))
    if spent:
        yield f"charged, of {boards.budget.erases:,} erases of a board: {spent}"
    if boards.left_out:
        yield f"not led on the boards: {boards.left_out:,} that take too long there, or ask for what they cannot do"
    if boards.only_rehearsed:
        yield f"broke a law in the rehearsal, and kept it on the board: {boards.only_rehearsed:,}"
    if boards.ended:
        yield f"ended: {boards.ended}"


def summary(explored: Explored, plan: Plan) -> str:
    """Say in a line what was explored."""
    boards = ", ".join(board.value for board in plan.boards)
    speed = (explored.lives + explored.kept_led) / explored.wall_s if explored.wall_s else 0.0
    count, met = len(explored.new), len(explored.met)
    what = plural(count, "finding") if count else "nothing new found" if met else "nothing found"
    same = len(same_places(explored.new))
    what += f", {same} of them at the place in the program of another" if same else ""
    found = "nothing is known" if explored.is_vain else f"{what}, {met} known" if met else what
    ended = "interrupted: " if explored.was_interrupted else ""
    times = f"{span(round(explored.wall_s * SECOND_US))} ({span(explored.simulated_us)} simulated)"
    lives = f"{plural(explored.lives, 'life')} on {boards} in {plan.world}, seed {plan.seed}{_left_over(explored)}"
    pace = f"{speed:.0f}" if speed >= _SLOW else f"{speed:.1f}"
    return f"{ended}{found} in {lives} · {pace} lives a second · {times}"


def _left_over(explored: Explored) -> str:
    """Say how many lives say nothing, if there are such."""
    if explored.is_vain:
        return ", none led to its end"
    unseen = sum(each.is_unseen for each in explored.troubles)
    unled = len(explored.troubles) - unseen
    return "".join(
        f", {count:,} {what}"
        for count, what in ((unled, "not led to the end"), (unseen, "broke a law without a finding"))
        if count
    )


def _title(finding: Finding) -> str:
    return f"{law_of(finding)}: {finding.failure.found}"


def _shortened(title: str) -> str:
    """Cut a long title behind a word."""
    if len(title) <= _TITLE_MOST:
        return title
    return f"{title[:_TITLE_MOST].rpartition(' ')[0].rstrip(',;:')} …"
