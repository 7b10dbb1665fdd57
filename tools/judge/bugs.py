"""The lists of bugs: each a small change to the C++ core that a developer could have made, and its harm in the field.

The lists were written before anybody looked at what catches them. A bug whose text is no longer in the core is an error
of this benchmark, never a bug that was caught.
"""

from __future__ import annotations

import shutil
from enum import Enum
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.firmware.build import CORE_DIRECTORY

LISTS: Final = Path(__file__).parent / "lists"


class BugListError(Exception):
    """A list cannot be read, or a bug in it does not fit the core any more; the text says which and why."""


class Area(Enum):
    """What a verdict can be about."""

    IDENTITY = "identity"
    WIFI = "wifi"
    REGISTRATION = "registration"
    SESSION = "session"
    POLL = "poll"
    REPORT = "report"
    RELAY = "relay"
    RETRY = "retry"
    REFUSAL = "refusal"
    CLOCK = "clock"
    PARSING = "parsing"
    STORAGE = "storage"
    FLASH_WORK = "flash-work"
    SECRET = "secret"  # noqa: S105 - a word of the list
    MEMORY = "memory"
    SILENCE = "silence"
    CONSOLE = "console"


class Depth(Enum):
    """How hidden a bug is, as who wrote it thought."""

    BLATANT = "blatant"
    MEDIUM = "medium"
    SUBTLE = "subtle"


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text that stands once in a file below `src` of the core, and what the developer made of it."""

    file: str
    old: str
    new: str


class Bug(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the developer thought, what somebody in the field sees, what a right verdict is about, and the change."""

    id: str
    story: str
    harm: str
    causes: tuple[Area, ...]
    depth: Depth
    edit: tuple[Edit, ...]
    theme: str = ""
    """The list that it stands in."""

    def put_into(self, core: Path) -> None:
        """Change a copy of the core; raises BugListError where the text is not there exactly once."""
        for edit in self.edit:
            path = core / "src" / edit.file
            text = path.read_text("utf-8") if path.is_file() else ""
            if (count := text.count(edit.old)) != 1:
                raise BugListError(
                    f"{self.theme}/{self.id}: {edit.file} holds {edit.old[:60]!r} {count} times, not once"
                )
            path.write_text(text.replace(edit.old, edit.new), "utf-8")


class _List(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    bug: tuple[Bug, ...]


def read_bugs(folder: Path = LISTS) -> tuple[Bug, ...]:
    """Read every list of the folder; raises BugListError."""
    found: dict[str, Bug] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            bugs = msgspec.toml.decode(path.read_bytes(), type=_List).bug
        except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
            raise BugListError(f"{path.name}: {error}") from error
        for bug in bugs:
            if bug.id in found:
                raise BugListError(f"{path.name}: a second bug {bug.id!r}")
            found[bug.id] = msgspec.structs.replace(bug, theme=path.stem)
    if not found:
        raise BugListError(f"no bug in {folder}")
    return tuple(found.values())


def copy_core(bug: Bug | None, folder: Path) -> Path:
    """Give a copy of the core in `folder`, with the bug in it if there is one; raises BugListError."""
    core = Path(shutil.copytree(CORE_DIRECTORY, folder / "core"))
    if bug is not None:
        bug.put_into(core)
    return core
