"""Small changes to a copy of the C++ core, as the files of bugs and of variants hold them.

A change whose text is no longer in the core is an error of this benchmark, never something that was found.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import msgspec

from oceanhil.firmware.build import CORE_DIRECTORY


class BugListError(Exception):
    """A list cannot be read, or a change in it does not fit the core any more; the text says which and why."""


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text that stands once in a file below `src` of the core, and what the developer made of it."""

    file: str
    old: str
    new: str


def changed_core(folder: Path, edits: Iterable[Edit] = (), whose: str = "") -> Path:
    """Give a copy of the core in `folder` with these changes; raises BugListError, which names `whose` they are."""
    core = Path(shutil.copytree(CORE_DIRECTORY, folder / "core"))
    for edit in edits:
        path = core / "src" / edit.file
        text = path.read_text("utf-8") if path.is_file() else ""
        if (count := text.count(edit.old)) != 1:
            raise BugListError(f"{whose}: {edit.file} holds {edit.old[:60]!r} {count} times, not once")
        path.write_text(text.replace(edit.old, edit.new), "utf-8")
    return core
