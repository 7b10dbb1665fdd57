"""Cores that are other than ours and still right: what turns red on one of them is a false alarm of the library.

Bugs and variants are asked for by name together.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import msgspec

from tools.judge.bugs import Bug
from tools.judge.edits import BugListError, Edit, read_entries

ALL_VARIANTS: Final = "variants"
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


def chosen(bugs: Sequence[Bug], variants: Sequence[Variant], names: Sequence[str]) -> tuple[list[Bug], list[Variant]]:
    """Give those that `names` ask for: a bug by `id` or `list/id`, a list, a variant, `variants`; without names all.

    Raises BugListError of a name that is none of these, with the nearest of those that are.
    """
    lists = {bug.theme for bug in bugs}
    known = {ALL_VARIANTS, *lists, *(variant.id for variant in variants)}
    for bug in bugs:
        known |= {bug.id, bug.name}
    if unknown := sorted(set(names) - known):
        near = get_close_matches(unknown[0], sorted(known))
        raise BugListError(
            f"no bug, list or variant is called {unknown[0]!r}"
            f"{'; like it: ' + ', '.join(near) if near else ''}; lists: {', '.join((*sorted(lists), ALL_VARIANTS))}"
        )
    return (
        [bug for bug in bugs if not names or {bug.id, bug.name, bug.theme} & set(names)],
        [variant for variant in variants if not names or {variant.id, ALL_VARIANTS} & set(names)],
    )
