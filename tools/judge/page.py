"""The page of every bug that was judged: written whole by the command, the same page for the same verdicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tools.judge.areas import clearest
from tools.judge.report import Judged, OnVariant, clipped, false_alarms, only_judge, summary, words

_HEAD = """# Every bug, and who finds it

Written by `make judge ARGS="--table FILE"`; docs/judge.md says what that means. A bug's text, its harm in the field
and its cause stand in the lists of tools/judge/lists. *Said first* is the case that a report says to look at first,
*right cause* whether that is about what the bug is about.
"""
_NAMED_MOST = 4


def page(judged: Sequence[Judged], cleared: Sequence[OnVariant], left_out: Sequence[str] = ()) -> str:
    """Give the page as Markdown; `left_out` says what was not looked at."""
    ordered = sorted(judged, key=lambda each: each.bug.name)
    tables = (
        ("In figures", summary(ordered)),
        ("What only one scenario or invariant finds", _alone(ordered)),
        ("Correct variants", false_alarms(cleared)),
        *((f"List `{theme}`", _bugs(ordered, theme)) for theme in sorted({each.bug.theme for each in ordered})),
    )
    notes = "".join(f"\n{note}\n" for note in left_out)
    return _HEAD + notes + "".join(f"\n## {title}\n\n" + "\n".join(table) + "\n" for title, table in tables)


def _bugs(judged: Sequence[Judged], theme: str) -> Iterator[str]:
    yield "| bug | depth | found by | said first | right cause |"
    yield "| --- | --- | --- | --- | --- |"
    for each in judged:
        if each.bug.theme != theme:
            continue
        bug = each.bug
        if not each.findings:
            yield f"| `{bug.id}` | {bug.depth.value} | **not found** | {clipped(bug.harm)} | |"
            continue
        judges = sorted(each.judges)
        named = ", ".join(judges[:_NAMED_MOST]) + (
            f" and {len(judges) - _NAMED_MOST} more" if len(judges) > _NAMED_MOST else ""
        )
        right = "yes" if each.names_cause else "no"
        yield f"| `{bug.id}` | {bug.depth.value} | {named} | {_quoted(words(clearest(each.findings)))} | {right} |"


def _alone(judged: Sequence[Judged]) -> Iterator[str]:
    by_judge: dict[str, list[str]] = {}
    for each in judged:
        if judge := only_judge(each):
            by_judge.setdefault(judge, []).append(each.bug.name)
    yield "| scenario or invariant | bugs that only it finds |"
    yield "| --- | --- |"
    for judge, bugs in sorted(by_judge.items()):
        yield f"| {judge} | {', '.join(f'`{name}`' for name in bugs)} |"


def _quoted(text: str) -> str:
    return f"`{clipped(text.replace('`', chr(39)))}`"
