"""Putting boards back: all that a run changed, at its end; and what a killed run left behind, when asked."""

import atexit
import signal
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from oceanhil.hil.boards.journal import Journal, Pending
from oceanhil.hil.boards.verdicts import said_of
from oceanhil.hil.download.backup import SafeFlash, SavedRegion, load_region, put_back, restore_command, strike_out
from oceanhil.hil.download.download_errors import RestoreError
from oceanhil.hil.storage_access.raw_flash import RawFlash
from oceanhil.hil.storage_access.regions import Region
from oceanhil.host.interrupts import interrupts_held_back
from oceanhil.host.owners import Owner
from oceanhil.simulator.flash.chip import SECTOR_BYTES


@contextmanager
def finishing_first(tell: Callable[[], None]) -> Iterator[None]:
    """Hold back the first Ctrl-C until the end, and say so with `tell`; the second one interrupts at once.

    Only the main thread receives Ctrl-C: elsewhere this does nothing.
    """
    with interrupts_held_back(tell, signal.SIGINT) as held:
        yield
    if held.came:
        raise KeyboardInterrupt


@dataclass(frozen=True, slots=True)
class NotRestored:
    """A board that could not be put back: why, where its former contents are, and what puts them back by hand."""

    name: str
    reason: str
    backups: tuple[Path, ...]
    commands: tuple[str, ...]
    cause: Exception | None = None

    def __str__(self) -> str:
        # A path is long: once is enough, and best in the command that one copies.
        reason, unnamed = self.reason, []
        for path in map(str, self.backups):
            reason = reason.replace(f"; backup at {path!r}", "")
            if not any(path in command for command in self.commands):
                unnamed.append(repr(path))
        contents = f"its former contents are in {', '.join(unnamed)}; put them back" if unnamed else "put it back"
        commands = " or ".join(f"`{command}`" for command in self.commands)
        return f"board {self.name!r} is not restored: {reason}; {contents} with {commands}"


class Heir(Protocol):
    """Who puts boards back when this run is gone."""

    @property
    def names(self) -> frozenset[str]:
        """Which boards."""

    @property
    def promise(self) -> str:
        """When, and where one can read of it."""


class RestoreAtEnd:
    """Context manager round a run: puts every watched board back at its end, however it ends.

    It also does so when the interpreter exits without leaving it. What cannot be put back is told, one line a board,
    stays in the journal, and is in `failures`. Of a board that somebody else puts back when this run is gone, a second
    Ctrl-C says so.
    """

    def __init__(self, tell: Callable[[str], None], heir: Heir | None = None) -> None:
        self._tell = tell
        self._heir = heir
        self._watched: list[SafeFlash] = []
        self.failures: tuple[NotRestored, ...] = ()

    def watch(self, flash: SafeFlash) -> None:
        """Put this one back at the end."""
        self._watched.append(flash)

    def __enter__(self) -> Self:
        """Be there when the interpreter exits."""
        atexit.register(self._at_exit)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Put everything back."""
        try:
            self.restore_all()
        finally:
            atexit.unregister(self._at_exit)

    def restore_all(self) -> tuple[NotRestored, ...]:
        """Put every changed board back, each once; the failure of one does not keep the others waiting."""
        changed = [flash for flash in self._watched if flash.saved]
        self._watched.clear()
        if changed:
            names = ", ".join(flash.name for flash in changed)
            left = "leave it changed" if self._heir is None or not self._heir.names else "leave that to its keeper"
            notice = f"restoring first what this run changed: {names}; press Ctrl-C again to {left}"
            with finishing_first(lambda: self._tell(notice)):
                self._restore_each(changed)
        return self.failures

    def _restore_each(self, changed: Sequence[SafeFlash]) -> None:
        for place, flash in enumerate(changed):
            try:
                flash.restore()
            except RestoreError as error:
                self._failed(flash, str(error), error)
            except KeyboardInterrupt:
                for left in changed[place:]:
                    self._interrupted(left)
                raise

    def _interrupted(self, flash: SafeFlash) -> None:
        if self._heir is not None and flash.name in self._heir.names:
            self._tell(f"board {flash.name!r} is left to be put back: {self._heir.promise}")
        else:
            self._failed(flash, "interrupted")

    def _failed(self, flash: SafeFlash, reason: str, cause: Exception | None = None) -> None:
        failure = NotRestored(flash.name, reason, tuple(each.path for each in flash.saved), flash.by_hand(), cause)
        self.failures += (failure,)
        self._tell(str(failure))
        if self._heir is not None and flash.name in self._heir.names:
            self._tell(f"board {flash.name!r}: {self._heir.promise}")

    def _at_exit(self) -> None:
        self.restore_all()


def pending_notice(name: str, pending: tuple[Pending, ...]) -> tuple[str, ...]:
    """Say of each entry that a killed run left behind what it is and what to do; nothing is put back by that."""
    return tuple(f"{said_of(name, str(entry))}; put it back with `{restore_command(name)}`" for entry in pending)


def restore_pending(key: str, raw: RawFlash, journal: Journal, owner: Owner | None = None) -> tuple[Region, ...]:
    """Put back what killed runs left changed, and give the regions; raises RestoreError at the first that fails.

    Where several are pending for a sector, the oldest holds what stood there before all of them: regions may differ
    from run to run, and overlap. With `owner` only what that run changed is put back, as it would have done at its end.
    """
    entries = [each for each in journal.pending(key) if owner in {None, each.owner}]
    if not entries:
        return ()
    known: set[int] = set()
    oldest: list[SavedRegion] = []
    for entry in entries:
        saved = load_region(Path(entry.backup_path))
        oldest += _without(saved, known)
        known.update(saved.region.sectors)
    with raw.visit():
        for saved in oldest:
            put_back(raw, saved)
    # The newest first: a restore that ends in the middle of this must leave the oldest, which is the right one.
    for entry in reversed(entries):
        strike_out(journal, entry.key, Path(entry.backup_path))
    return tuple(saved.region for saved in oldest)


def _without(saved: SavedRegion, known: Collection[int]) -> Iterator[SavedRegion]:
    """Give the parts of a backup that lie beside these sectors, each a stretch of its own."""
    region = saved.region
    left = [index for index in region.sectors if index not in known]
    # Of consecutive sectors the difference from their places in the list is the same.
    for _, stretch in groupby(enumerate(left), lambda placed: placed[1] - placed[0]):
        sectors = [index for _, index in stretch]
        start, length = (sectors[0] - region.sectors.start) * SECTOR_BYTES, len(sectors) * SECTOR_BYTES
        part = replace(region, address=region.address + start, length=length)
        yield SavedRegion(part, saved.path, saved.data[start : start + length])
