"""Cores that are other than ours and still right: what turns red on one of them is a false alarm of the library."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from tools.judge.edits import Edit, read_entries

VARIANTS: Final = Path(__file__).parent / "variants"


class Variant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is other in a core, where the documentation leaves that open, and the change."""

    id: str
    story: str
    allowed: tuple[str, ...]
    """The pages that leave it open, and what they say."""
    edit: tuple[Edit, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    variant: tuple[Variant, ...]


def read_variants(folder: Path = VARIANTS) -> tuple[Variant, ...]:
    """Read every variant of the folder, by their ids; raises BugListError."""
    found = read_entries(folder, _File, lambda each: each.variant, "variant")
    return tuple(found[name][1] for name in sorted(found))
