"""The lists of bugs: each a small change to the C++ core that a developer could have made, and its harm in the field.

The lists were written before anybody looked at what catches them.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Final

import msgspec

from oceanhil.scenarios.invariant_ids import Area
from tools.judge.edits import Edit, read_entries

LISTS: Final = Path(__file__).parent / "lists"


class Depth(Enum):
    """How hidden a bug is, as who wrote it thought."""

    BLATANT = "blatant"
    MEDIUM = "medium"
    SUBTLE = "subtle"


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

    @property
    def name(self) -> str:
        """The list and the bug in it."""
        return f"{self.theme}/{self.id}"


class _List(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    bug: tuple[Bug, ...]


def read_bugs(folder: Path = LISTS) -> tuple[Bug, ...]:
    """Read every list of the folder; raises BugListError."""
    found = read_entries(folder, _List, lambda each: each.bug, "bug")
    return tuple(msgspec.structs.replace(bug, theme=theme) for theme, bug in found.values())
