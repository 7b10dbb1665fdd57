"""The page of what explore finds, which `--table` writes: the same page for the same hunts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median_low

from tools.judge.bugs import Bug
from tools.judge.exploring.hunt import Hunted
from tools.judge.report import Verdicts, clipped

_HEAD = """# Rare lives: which bugs explore finds

Written by `make explore-bugs ARGS="--table FILE"`. A bug at a time is put into the C++ core, and
[`oceanhil explore`](explore.md) leads lives of that core in world `native`, on three boards, until it hands over a
scenario that the core without the bug keeps. What each bug is and does stands in
[the list](../tools/judge/lists/rare_lives.toml), which was written before anybody looked at what finds them.

*Lives* and *time* are the medians of the seeds, up to the finding that shows the bug, made simple; time is the
processor's. *Library*: whether the scenarios of `oceanhil run` turn red
([`make judge ARGS=rare_lives`](judge.md), without sweeps).
"""


def page(bugs: Sequence[Bug], results: Sequence[Hunted], judged: Verdicts) -> str:
    """Give the page as Markdown."""
    parts = (_HEAD, "\n".join(_summary(bugs, results, judged)), "\n".join(table(bugs, results, judged)))
    return "\n\n".join(part.rstrip("\n") for part in (*parts, "\n".join(_on_reference(results)))) + "\n"


def table(bugs: Sequence[Bug], results: Sequence[Hunted], judged: Verdicts) -> Iterator[str]:
    """Give a table of the bugs: by which law each is found, of how many seeds, after how many lives and seconds."""
    yield "| bug | found | lives | time | law | made of | library |"
    yield "| --- | --- | --: | --: | --- | --- | --- |"
    for bug in bugs:
        of_bug = [each for each in results if each.hunt.bug == bug.name]
        yield _row(bug, of_bug, judged)


def _row(bug: Bug, of_bug: Sequence[Hunted], judged: Verdicts) -> str:
    library = _library(bug, judged)
    found = [each for each in of_bug if each.bug is not None]
    share = f"{len(found)} of {len(of_bug)}"
    if not found:
        lives = sum(each.lives for each in of_bug)
        return f"| `{bug.id}` | **{share}** | {lives} | | | {clipped(bug.harm)} | {library} |"
    first = [each.bug for each in found if each.bug is not None]
    law = Counter(each.law for each in first).most_common(1)[0][0]
    simplest = min((each for each in first if each.law == law), key=lambda each: len(each.made_of))
    made_of = ", ".join(simplest.made_of) or "nothing"
    lives = median_low(each.life for each in first)
    seconds = median_low(each.spent_s for each in first)
    return f"| `{bug.id}` | {share} | {lives} | {seconds:.0f} s | {law} | {made_of} | {library} |"


def _library(bug: Bug, judged: Verdicts) -> str:
    verdict = next((each for each in judged.bugs if each.bug == bug), None)
    if verdict is None or verdict.refused:
        return "?"
    judges = sorted(verdict.judges)
    return ", ".join(judges[:2]) + (" …" if len(judges) > 2 else "") if judges else "not found"


def _summary(bugs: Sequence[Bug], results: Sequence[Hunted], judged: Verdicts) -> Iterator[str]:
    seeds = sorted({each.hunt.seed for each in results})
    seconds = sorted({each.hunt.seconds for each in results})
    found = {each.hunt.bug for each in results if each.bug is not None}
    missed = {each.bug.name for each in judged.bugs if not each.findings and not each.refused}
    each = f"seeds {', '.join(map(str, seeds))}, at most {', '.join(map(str, seconds))} s of the processor a seed"
    yield f"{len(bugs)} bugs, {each}:"
    yield f"**{len([bug for bug in bugs if bug.name in found])} were found** by one seed or more."
    of_missed = [bug for bug in bugs if bug.name in missed]
    yield f"The library does not find {len(of_missed)} of them; of these explore finds {_count(of_missed, found)}."


def _count(bugs: Sequence[Bug], found: set[str]) -> int:
    return sum(bug.name in found for bug in bugs)


def _on_reference(results: Sequence[Hunted]) -> Iterator[str]:
    yield "## On the core without a bug"
    yield ""
    yield "| seed | lives | findings |"
    yield "| --: | --: | --- |"
    for each in (result for result in results if not result.hunt.bug):
        said = "; ".join(f"{found.law} ({found.board}: {', '.join(found.made_of)})" for found in each.findings)
        yield f"| {each.hunt.seed} | {each.lives} | {said or 'none'} |"
