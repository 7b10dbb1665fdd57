"""Small changes to a copy of the C++ core, as the files of bugs and of variants hold them.

A change whose text is no longer in the core is an error of this benchmark, never something that was found.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from oceanhil.firmware.build import CORE_DIRECTORY


class BugListError(Exception):
    """A list cannot be read, or a change in it does not fit the core any more; the text says which and why."""


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text that stands once in a file below `src` of the core, and what the developer made of it."""

    file: str
    old: str
    new: str


class Entry(Protocol):
    """What stands in a list, under an id of its own."""

    @property
    def id(self) -> str:
        """Its name, once in all files of a folder."""


FileT = TypeVar("FileT")
EntryT = TypeVar("EntryT", bound=Entry)


def read_entries(
    folder: Path, form: type[FileT], entries: Callable[[FileT], Iterable[EntryT]], word: str
) -> Mapping[str, tuple[str, EntryT]]:
    """Read every file of the folder: each entry by its id, with the name of its file. Raises BugListError.

    `form` is what a file holds, `entries` takes its entries out of it, `word` says in messages what one is.
    """
    found: dict[str, tuple[str, EntryT]] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            file = msgspec.toml.decode(path.read_bytes(), type=form)
        except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
            raise BugListError(f"{path.name}: {error}") from error
        for entry in entries(file):
            if entry.id in found:
                raise BugListError(f"{path.name}: a second {word} {entry.id!r}")
            found[entry.id] = path.stem, entry
    if not found:
        raise BugListError(f"no {word} in {folder}")
    return found


def changed_core(folder: Path, edits: Iterable[Edit] = (), whose: str = "") -> Path:
    """Give a copy of the core in `folder` with these changes; raises BugListError, which names `whose` they are."""
    changed = changed_sources(edits, whose)
    core = Path(shutil.copytree(CORE_DIRECTORY, folder / "core"))
    for name, text in changed.items():
        (core / "src" / name).write_text(text, "utf-8")
    return core


def changed_sources(edits: Iterable[Edit], whose: str) -> Mapping[str, str]:
    """Give the files below `src` that these changes touch, as they are behind them; raises BugListError."""
    changed: dict[str, str] = {}
    for edit in edits:
        path = CORE_DIRECTORY / "src" / edit.file
        text = changed.get(edit.file) or (path.read_text("utf-8") if path.is_file() else "")
        if (count := text.count(edit.old)) != 1:
            raise BugListError(f"{whose}: {edit.file} holds {edit.old[:60]!r} {count} times, not once")
        changed[edit.file] = text.replace(edit.old, edit.new)
    return changed
