"""Cores that are other than ours and still right: what turns red on one of them is a false alarm of the library."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from tools.judge.edits import BugListError, Edit

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
    found: dict[str, Variant] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            variants = msgspec.toml.decode(path.read_bytes(), type=_File).variant
        except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
            raise BugListError(f"{path.name}: {error}") from error
        for variant in variants:
            if variant.id in found:
                raise BugListError(f"{path.name}: a second variant {variant.id!r}")
            found[variant.id] = variant
    if not found:
        raise BugListError(f"no variant in {folder}")
    return tuple(found[name] for name in sorted(found))
