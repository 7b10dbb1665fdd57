"""Mutants on trial: a sample is drawn, those that are no change are sifted out, and the others meet the docket."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.firmware.build import CORE_DIRECTORY, HostBuild, build_host_library
from oceanhil.protocol.chance import Chance
from tools.judge.court import Court
from tools.judge.mutants import Key, Mutant
from tools.judge.report import judge_of, words
from tools.judge.trial import BuildError, Finding, Until
from tools.mutation.equivalent import Equivalent

EQUIVALENT: Final = Path(__file__).parent / "equivalent.toml"
# As firmware is built; without symbols, as lines and names of what is not in the code make no other code.
_RELEASE: Final = ("-w", "-Wno-error", "-s")


class Verdict(StrEnum):
    """What became of a mutant; the last three do not count."""

    CAUGHT = "caught"
    SURVIVED = "survived"
    SAME_CODE = "same code"
    NO_CODE = "does not compile"
    EQUIVALENT = "judged equivalent"


class Tried(msgspec.Struct, frozen=True):
    """A mutant, what became of it, and the case that turned red first."""

    mutant: Mutant
    verdict: Verdict
    finding: Finding | None = None


def drawn(mutants: Sequence[Mutant], number: int, seed: int) -> list[Mutant]:
    """Draw a sample, the same one for the same seed and the same core; in the order of the source."""
    chosen = Chance(f"{seed}:core").sample(range(len(mutants)), min(number, len(mutants)))
    return [mutants[index] for index in sorted(chosen)]


def stale(entries: Sequence[Equivalent], mutants: Sequence[Mutant]) -> list[Equivalent]:
    """Give the entries whose code is gone, or no longer as often there as the entry says."""
    there = Counter(mutant.key for mutant in mutants)
    return [entry for entry in entries if there[entry.key] != entry.count]


def try_mutant(court: Court, mutant: Mutant, *, known: frozenset[Key], sweeps: bool) -> Tried:
    """Say what becomes of a mutant; `known` are those that somebody has judged to be none."""
    if mutant.key in known:
        return Tried(mutant, Verdict.EQUIVALENT)
    core = court.core((mutant.edit,), mutant.file)
    try:
        if _code(core, court.cache) == _code(CORE_DIRECTORY, court.cache):
            return Tried(mutant, Verdict.SAME_CODE)
        found = court.try_core(core, Until.RED_CASE, sweeps=sweeps)
    except BuildError:
        return Tried(mutant, Verdict.NO_CODE)
    return Tried(mutant, Verdict.CAUGHT, found[0]) if found else Tried(mutant, Verdict.SURVIVED)


def _code(core: Path, cache: Path) -> bytes:
    return build_host_library(HostBuild(_RELEASE, core=core), cache).read_bytes()


def rate(tried: Sequence[Tried]) -> tuple[int, int]:
    """Give how many were caught, and of how many that count."""
    caught = sum(each.verdict is Verdict.CAUGHT for each in tried)
    return caught, caught + sum(each.verdict is Verdict.SURVIVED for each in tried)


def by_file(tried: Sequence[Tried]) -> Iterator[str]:
    """Give a table of the files: how many of each verdict, and the rate of those that count."""
    yield "| file | tried | " + " | ".join(Verdict) + " | rate |"
    yield "| --- |" + " --: |" * (len(Verdict) + 2)
    for file in sorted({each.mutant.file for each in tried}):
        yield _row(f"`{file}`", [each for each in tried if each.mutant.file == file])
    yield _row("all", tried)


def _row(name: str, tried: Sequence[Tried]) -> str:
    counts = Counter(each.verdict for each in tried)
    caught, counted = rate(tried)
    share = f"{100 * caught / counted:.0f} %" if counted else ""
    return f"| {name} | {len(tried)} | " + " | ".join(str(counts[verdict]) for verdict in Verdict) + f" | {share} |"


def by_judge(tried: Sequence[Tried]) -> Iterator[str]:
    """Give a table of who was first to find mutants."""
    counts = Counter(judge_of(each.finding) for each in tried if each.finding is not None)
    yield "| scenario or invariant | mutants that it was first to find |"
    yield "| --- | --: |"
    for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        yield f"| {name} | {count} |"


def survivors(tried: Sequence[Tried]) -> Iterator[str]:
    """Give file, line and change of every mutant that nothing found."""
    for each in tried:
        if each.verdict is Verdict.SURVIVED:
            yield from told(each)


def told(tried: Tried) -> Iterator[str]:
    """Say what a mutant is and what became of it."""
    mutant = tried.mutant
    by = f", {words(tried.finding)[:100]}" if tried.finding is not None else ""
    yield f"{mutant.file}:{mutant.line} {mutant.function}: {mutant.kind}, {tried.verdict}{by}"
    yield f"  - {mutant.before}"
    yield f"  + {mutant.after}"
