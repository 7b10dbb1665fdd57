"""Puts a skeleton together: what was seen, how the library brings its cause about, and what cured it."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

import msgspec

from oceanhil.analysis.diagnosis import diagnose_lines
from oceanhil.analysis.diagnosis.model import Course
from oceanhil.analysis.panics.crashes import family_of
from oceanhil.analysis.skeleton.boots import sort_into_boots
from oceanhil.analysis.skeleton.reproduction import reproduction_of
from oceanhil.analysis.skeleton.steps import WrittenStep, steps_of
from oceanhil.protocol.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from oceanhil.analysis.diagnosis import Finding
    from oceanhil.analysis.recording.lines import RecordedLine
    from oceanhil.analysis.skeleton.boots import RecordedBoot
    from oceanhil.analysis.skeleton.reproduction import Reproduction
    from oceanhil.protocol.board import Board

STEPS_MAX = 300
"""What a person still reads; a recording of days makes no better scenario."""


class NothingSeenError(ValueError):
    """The recording holds no line of OceanRemote firmware and no crash."""


class Skeleton(msgspec.Struct, frozen=True):
    """The file, and what it was made of: counts, and the diagnosed cause if there is one."""

    yaml: str
    steps: int
    boots: int
    unknown_lines: int
    cause: str = ""


class _Parts(msgspec.Struct, frozen=True):
    """The recording parted at its cure."""

    before: Sequence[RecordedBoot]
    after: Sequence[RecordedBoot]


def make_skeleton(lines: Sequence[RecordedLine], scenario_id: str, name: str, library: Sequence[Path]) -> Skeleton:
    """Make a scenario file of a recording called `name`; `library` are the files of known scenarios.

    What the program printed becomes expectations, long gaps become waits, starts become resets. What cannot be seen in
    a log (what the server was told, which network there was) is taken from a scenario of the library that reproduces
    the diagnosed cause, or is missing. Raises NothingSeenError.
    """
    texts = [line.text for line in lines]
    board = family_of(texts)
    boots = sort_into_boots(lines, board)
    if not boots:
        raise NothingSeenError(f"{name!r} has no line of OceanRemote firmware, such as '[WiFi] Connecting...'")
    diagnosis = diagnose_lines(texts)
    finding = diagnosis.findings[0] if diagnosis.findings else None
    parts = _parted(boots, finding)
    known = reproduction_of(finding, library, board) if finding is not None else None
    starts_with_it = known if finding is not None and _shows_at_once(finding, boots, texts) else None
    steps = (*_prepared(known, starts=starts_with_it is not None), *_steps(parts.before, None))
    remedy = tuple(_steps(parts.after, parts.before[-1])) or _known_cure(starts_with_it)
    counts = f"{plural(len(lines), 'line')}, {plural(len(boots), 'boot')}"
    draft = Draft(
        head=f"Made by oceanhil skeleton from {name}: {counts}. Check every step.",
        id=scenario_id,
        title=finding.title if finding is not None else f"Recorded in {name}",
        board=board,
        given=starts_with_it.given if starts_with_it is not None else "",
        steps=_bounded(steps),
        remedy_text=finding.remedy if finding is not None else "",
        remedy=_bounded(remedy),
    )
    return Skeleton(
        yaml=yaml_text(draft),
        steps=sum(1 for step in (*draft.steps, *draft.remedy) if step.yaml),
        boots=len(boots),
        unknown_lines=sum(1 for boot in boots for each in boot.seen if each.known is None),
        cause=finding.cause if finding is not None else "",
    )


def _parted(boots: Sequence[RecordedBoot], finding: Finding | None) -> _Parts:
    """Part the recording behind the life that shows the cause, if a later one was cured."""
    if finding is None:
        return _Parts(boots, ())
    shown = finding.evidence[-1].line if finding.evidence else 0
    index = max((place for place, boot in enumerate(boots) if boot.number <= shown), default=0)
    end = index + 1 if finding.course is Course.CURED else len(boots)
    return _Parts(boots[:end], boots[end:])


def _shows_at_once(finding: Finding, boots: Sequence[RecordedBoot], texts: Sequence[str]) -> bool:
    """Tell whether the first life of the program shows the cause already, so that it was there before."""
    end = boots[1].number - 1 if len(boots) > 1 else len(texts)
    return any(each.cause == finding.cause for each in diagnose_lines(texts[:end]).findings)


def _prepared(known: Reproduction | None, *, starts: bool) -> Iterable[WrittenStep]:
    """Give what comes before: as steps where the recording begins with the cause, else as a hint."""
    if known is None or not known.steps:
        return ()
    if not starts:
        return (WrittenStep(comment=f"How {known.case} brings the cause about: {'; '.join(known.steps)}"),)
    first, *rest = known.steps
    return (
        WrittenStep(first, f"What the log cannot show, as in {known.case}, which reproduces the cause:"),
        *(WrittenStep(step) for step in rest),
    )


def _known_cure(known: Reproduction | None) -> tuple[WrittenStep, ...]:
    if known is None or not known.remedy:
        return ()
    first, *rest = known.remedy
    return WrittenStep(first, f"As in {known.case}; the log shows no cure:"), *map(WrittenStep, rest)


def _steps(boots: Sequence[RecordedBoot], before: RecordedBoot | None) -> Iterable[WrittenStep]:
    for boot in boots:
        yield from steps_of(boot, before)
        before = boot


def _bounded(steps: Sequence[WrittenStep]) -> Sequence[WrittenStep]:
    if len(steps) <= STEPS_MAX:
        return steps
    return (*steps[:STEPS_MAX], WrittenStep(comment=f"{len(steps) - STEPS_MAX} further steps are left out"))


_COMMENT_COLUMNS = 110


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that goes into the file."""

    head: str
    """What the first comment says."""
    id: str
    title: str
    board: Board | None
    given: str = ""
    steps: Sequence[WrittenStep]
    remedy_text: str = ""
    remedy: Sequence[WrittenStep] = ()


def yaml_text(draft: Draft) -> str:
    """Write the file."""
    return "\n".join(_lines(draft)) + "\n"


def _lines(draft: Draft) -> Iterator[str]:
    yield from _comment(draft.head)
    yield f"id: {draft.id}"
    yield f"title: {json.dumps(draft.title, ensure_ascii=False)}"
    yield "group: recorded"
    if draft.board is not None:
        yield f"boards: [{draft.board.value}]"
    if draft.given:
        yield f"given: {draft.given}"
    yield "steps:"
    yield from _step_lines(draft.steps, "  ")
    if draft.remedy:
        yield "remedy:"
        yield f"  text: {json.dumps(draft.remedy_text, ensure_ascii=False)}"
        yield "  steps:"
        yield from _step_lines(draft.remedy, "    ")
    elif draft.remedy_text:
        yield from _comment(f"A remedy needs steps too; what the user should do: {draft.remedy_text}")


def _step_lines(steps: Sequence[WrittenStep], margin: str) -> Iterator[str]:
    for step in steps:
        if step.comment:
            yield from (margin + line for line in _comment(step.comment))
        if step.yaml:
            yield f"{margin}- {step.yaml}"


def _comment(text: str) -> Iterator[str]:
    visible = "".join(character if character.isprintable() else " " for character in text)
    yield from (f"# {line}" for line in textwrap.wrap(visible, _COMMENT_COLUMNS))
