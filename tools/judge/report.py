"""The table of what was caught: by list, by bug, and what only one scenario or one invariant finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from tools.judge.areas import areas_of, clearest
from tools.judge.bugs import Bug
from tools.judge.trial import Finding
from tools.judge.variants import Variant

_LONGEST = 140


class Judged(msgspec.Struct, frozen=True):
    """A bug and every case that it turned red on the first family of boards where any was."""

    bug: Bug
    findings: tuple[Finding, ...]
    refused: str = ""
    """Why it could not be tried."""

    @property
    def names_cause(self) -> bool:
        """Whether the finding that is told first is about what the bug is about."""
        return bool(self.findings) and bool(areas_of(clearest(self.findings)) & set(self.bug.causes))

    @property
    def judges(self) -> frozenset[str]:
        """The scenarios, and the invariants, that are red."""
        return frozenset(map(judge_of, self.findings))


class OnVariant(msgspec.Struct, frozen=True):
    """A variant and every case that it turned red, on any family of boards: false alarms."""

    variant: Variant
    findings: tuple[Finding, ...]
    refused: str = ""
    """Why it could not be tried."""


class Verdicts(msgspec.Struct, frozen=True):
    """What `--json` writes, and `--known` reads: all that was judged."""

    bugs: tuple[Judged, ...] = ()
    variants: tuple[OnVariant, ...] = ()

    def still_true(self, bugs: Sequence[Bug], variants: Sequence[Variant]) -> Verdicts:
        """Leave out what could not be tried, and whatever is another one now than when it was judged."""
        return Verdicts(
            tuple(each for each in self.bugs if each.bug in bugs and not each.refused),
            tuple(each for each in self.variants if each.variant in variants and not each.refused),
        )


def summary(judged: Sequence[Judged]) -> Iterator[str]:
    """Give a table of the lists: how many bugs, how many caught, how many with the right cause first."""
    yield "| list | bugs | caught | right cause first |"
    yield "| --- | --: | --: | --: |"
    for theme in sorted({each.bug.theme for each in judged}):
        yield _row(theme, [each for each in judged if each.bug.theme == theme])
    yield _row("all", judged)


def by_bug(judged: Sequence[Judged]) -> Iterator[str]:
    """Give a table of the bugs: who finds each, and in which words."""
    yield "| bug | found by | first said |"
    yield "| --- | --- | --- |"
    for each in judged:
        if not each.findings:
            yield f"| {each.bug.name} | **not found** | {clipped(each.bug.harm)} |"
            continue
        judges = sorted(each.judges)
        shown = ", ".join(judges[:3]) + (f" and {len(judges) - 3} more" if len(judges) > 3 else "")
        yield f"| {each.bug.name} | {shown} | {clipped(words(clearest(each.findings)))} |"


def alone(judged: Sequence[Judged]) -> Iterator[str]:
    """Give a table of the scenarios and invariants without which a bug would go unnoticed."""
    counts = Counter(judge for each in judged if (judge := only_judge(each)))
    yield "| scenario or invariant | bugs that only it finds |"
    yield "| --- | --: |"
    for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        yield f"| {name} | {count} |"


def false_alarms(tried: Sequence[OnVariant]) -> Iterator[str]:
    """Give a table of what turns red on variants that are right: for each scenario or invariant what it says first."""
    yield "| correct variant | false alarms | by | first said |"
    yield "| --- | --: | --- | --- |"
    for each in tried:
        if not each.findings:
            yield f"| {each.variant.id} | 0 | | |"
        by_judge: dict[str, list[Finding]] = {}
        for finding in each.findings:
            by_judge.setdefault(judge_of(finding), []).append(finding)
        for judge, findings in sorted(by_judge.items()):
            yield f"| {each.variant.id} | {len(findings)} | {judge} | {clipped(words(findings[0]))} |"


def judge_of(finding: Finding) -> str:
    """Give the invariant that is broken, or else the scenario."""
    return (finding.failure.invariant if finding.failure is not None else "") or finding.scenario


def only_judge(judged: Judged) -> str:
    """Give the scenario or invariant that alone finds a bug; nothing where there is none, or more than one."""
    return next(iter(judged.judges)) if len(judged.judges) == 1 else ""


def words(finding: Finding) -> str:
    """Say in one line what a finding is."""
    failure = finding.failure
    if failure is None:
        return f"{finding.scenario}: {finding.died}"
    if failure.invariant:
        return f"{failure.invariant} in {finding.scenario}: {failure.found}"
    return f"{finding.scenario}: {failure.step}: expected {failure.expected}, found {failure.found}"


def clipped(text: str) -> str:
    """Make a text fit for a cell of a table."""
    text = " ".join(text.replace("|", "\\|").split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _row(name: str, judged: Sequence[Judged]) -> str:
    caught = sum(bool(each.findings) for each in judged)
    named = sum(each.names_cause for each in judged)
    return f"| {name} | {len(judged)} | {caught} | {named} |"
