"""The journal of changed boards: a run writes down that it is going to change a board before it does.

What a run put back is struck out again. A run that was killed leaves its entry behind, and the next run that leases
the board finds it. Nothing is put back because of an entry alone: the board may have changed hands since.
"""

import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from oceanhil.hil.boards.key_text import former_key
from oceanhil.host import state_files
from oceanhil.host.folders import journal_directory, state_directory
from oceanhil.host.owners import Owner, this_owner


class JournalError(Exception):
    """An entry of the journal cannot be read: what stands in it may still have to be restored."""


class Pending(msgspec.Struct, frozen=True):
    """A board that was changed and not restored: `what` in a few words, and the file that has its former contents.

    `mac` is the board's own, such as `24:6F:28:AA:BB:CC`, empty where nobody knows it; `other_macs` are those that the
    run gave it, by one of which it may be known now.
    """

    key: str
    backup_path: str
    what: str
    opened_unix_s: float
    owner: Owner
    mac: str = ""
    other_macs: tuple[str, ...] = ()

    def is_of(self, name: str, key: str) -> bool:
        """Tell whether it is surely of the board with this name and key: several may have had its former key."""
        return self.key == key or self.what.startswith(f"{of_board(name)}: ")

    def __str__(self) -> str:
        return f"{self.what} changed by {self.owner}, not restored; backup at {self.backup_path!r}"


class _Entries(msgspec.Struct, frozen=True):
    """What stands in the file of a board."""

    pending: tuple[Pending, ...] = ()


class Journal:
    """The journal in a folder that the runs of a bench share; one file per changed board. Raises StateError."""

    def __init__(self, directory: Path, now: Callable[[], float] = time.time, owner: Owner | None = None) -> None:
        self._directory = directory
        self._now = now
        self._owner = owner

    def opened(self, key: str, backup_path: Path, what: str) -> None:
        """Note durably that the board `key` is going to be changed: `what`, and where its former contents are."""
        owner = self._owner or this_owner()
        entry = Pending(key, str(backup_path.absolute()), what, self._now(), owner)
        path = self._path(key)
        with state_files.locked(path):
            self._write(path, (*self._read(path), entry))

    def identified(self, key: str, mac: str) -> None:
        """Note the MAC of a board that this run has opened an entry of: what stands there is for no other board."""
        self._change_own(key, lambda entry: replace(entry, mac=mac))

    def gives_mac(self, key: str, mac: str) -> None:
        """Note durably that this run is going to give a board that it has opened an entry of another MAC."""
        self._change_own(key, lambda entry: replace(entry, other_macs=tuple(dict.fromkeys((*entry.other_macs, mac)))))

    def closed(self, key: str, backup_path: Path | None = None) -> None:
        """Strike out what is pending for a board: that of one backup, or everything."""
        path = self._path(key)
        with state_files.locked(path):
            struck = None if backup_path is None else str(backup_path.absolute())
            kept = tuple(each for each in self._read(path) if struck not in {None, each.backup_path})
            self._write(path, kept)

    def pending(self, key: str) -> tuple[Pending, ...]:
        """Give what is pending for a board, oldest first; raises JournalError when the file is damaged.

        What a former version noted under the board's former key is among it.
        """
        former = former_key(key)
        return (*(self._read(self._path(former)) if former else ()), *self._read(self._path(key)))

    def everything(self) -> tuple[Pending, ...]:
        """Give what is pending for every board; raises JournalError when a file is damaged."""
        return tuple(each for path in sorted(self._directory.glob("*.json")) for each in self._read(path))

    def _change_own(self, key: str, change: Callable[[Pending], Pending]) -> None:
        """Change what this run has noted of a board."""
        owner = self._owner or this_owner()
        path = self._path(key)
        with state_files.locked(path):
            self._write(path, tuple(change(each) if each.owner == owner else each for each in self._read(path)))

    def _path(self, key: str) -> Path:
        return self._directory / f"{key}.json"

    def _read(self, path: Path) -> tuple[Pending, ...]:
        try:
            entries = state_files.read_state(path, _Entries) or _Entries()
        except state_files.DamagedStateError as error:
            raise JournalError(
                f"the journal {str(path)!r} is damaged ({error}): the board may have to be restored by hand from its"
                " newest backup; then remove the file"
            ) from None
        return entries.pending

    def _write(self, path: Path, pending: tuple[Pending, ...]) -> None:
        state_files.write_state(path, _Entries(pending) if pending else None)


def of_board(name: str) -> str:
    """Give the words with which `what` begins, for a board that the inventory calls so."""
    return f"board {name!r}"


def open_journal() -> Journal:
    """Give the journal of this machine."""
    return Journal(journal_directory(state_directory()))
