"""A scenario file as text, with comments where the recording does not say enough."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oceanhil.analysis.skeleton.steps import WrittenStep
    from oceanhil.protocol.board import Board

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
    yield from _steps(draft.steps, "  ")
    if draft.remedy:
        yield "remedy:"
        yield f"  text: {json.dumps(draft.remedy_text, ensure_ascii=False)}"
        yield "  steps:"
        yield from _steps(draft.remedy, "    ")
    elif draft.remedy_text:
        yield from _comment(f"A remedy needs steps too; what the user should do: {draft.remedy_text}")


def _steps(steps: Sequence[WrittenStep], margin: str) -> Iterator[str]:
    for step in steps:
        if step.comment:
            yield from (margin + line for line in _comment(step.comment))
        if step.yaml:
            yield f"{margin}- {step.yaml}"


def _comment(text: str) -> Iterator[str]:
    visible = "".join(character if character.isprintable() else " " for character in text)
    yield from (f"# {line}" for line in textwrap.wrap(visible, _COMMENT_COLUMNS))
