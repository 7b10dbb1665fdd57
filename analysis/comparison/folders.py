"""Two folders of traces, compared file by file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from oceanhil.scenarios.comparison import Difference, first_difference

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from oceanhil.scenarios.trace import Event, EventKind

_SUFFIX = ".jsonl"


class FolderComparison(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the traces of two folders, by the name of the file."""

    equal: tuple[str, ...]
    different: dict[str, Difference]
    only_in_a: tuple[str, ...]
    only_in_b: tuple[str, ...]

    @property
    def summary(self) -> str:
        """The counts in one line."""
        counts = [f"{len(self.equal)} equal", f"{len(self.different)} differ"]
        for name, only in (("A", self.only_in_a), ("B", self.only_in_b)):
            counts += [f"{len(only)} only in {name}"] if only else []
        return ", ".join(counts)


def compare_folders(
    a: Path, b: Path, read: Callable[[Path], Sequence[Event]], blind: frozenset[EventKind]
) -> FolderComparison:
    """Compare every trace in `a` with that of the same name in `b`, read one pair at a time.

    Raises OSError when a folder cannot be listed, and what `read` raises.
    """
    in_a, in_b = _names(a), _names(b)
    found = {name: first_difference(read(a / name), read(b / name), blind=blind) for name in sorted(in_a & in_b)}
    return FolderComparison(
        equal=tuple(name for name, difference in found.items() if difference is None),
        different={name: difference for name, difference in found.items() if difference is not None},
        only_in_a=tuple(sorted(in_a - in_b)),
        only_in_b=tuple(sorted(in_b - in_a)),
    )


def _names(folder: Path) -> frozenset[str]:
    return frozenset(path.name for path in folder.iterdir() if path.name.endswith(_SUFFIX) and path.is_file())
