"""Flash that is saved before the first write to it and can be put back: nothing unsaved is ever overwritten."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from oceanhil.hil.boards.journal import Journal, JournalError, of_board
from oceanhil.hil.boards.key_text import shortened
from oceanhil.hil.download.download_errors import BackupError, RestoreError, UnsavedWriteError
from oceanhil.hil.storage_access.raw_flash import RawFlash, StorageAccessError
from oceanhil.hil.storage_access.regions import Region
from oceanhil.host.state_files import StateError
from oceanhil.host.whole_files import replace_whole
from oceanhil.protocol.agent.digest import sector_digest
from oceanhil.protocol.wording import os_reason
from oceanhil.simulator.flash.chip import SECTOR_BYTES

_NAME = re.compile(
    r"(?P<key>.+)-(?P<taken>\d{8}T\d{6}Z)-(?P<region>\w+)-0x(?P<address>[0-9a-f]+)-0x(?P<length>[0-9a-f]+)"
    r"-(?P<sha256>[0-9a-f]{64})\.bin"
)
_NAME_MOST = 240
"""Names of files have 255 characters at most."""
_OWNER_ONLY_FOLDER = 0o700
_OWNER_ONLY_FILE = 0o600


@dataclass(frozen=True, slots=True)
class SavedRegion:
    """A region as it was, and the file it is kept in."""

    region: Region
    path: Path
    data: bytes


def save_region(folder: Path, key: str, region: Region, data: bytes, taken: datetime) -> SavedRegion:
    """Write a backup, durably and readable by its owner alone: stored tokens are in it. Raises BackupError.

    `taken` is in UTC. The file's name is `KEY-TIME-REGION-ADDRESS-LENGTH-SHA256.bin`.
    """
    digest = hashlib.sha256(data).hexdigest()
    # All that tells one key from another stays: two boards may hold the same, and be saved in the same second.
    safe_key, safe_region = re.sub(r"[^\w.+-]", "_", key) or "_", re.sub(r"\W", "_", region.name) or "_"
    rest = f"-{taken:%Y%m%dT%H%M%SZ}-{safe_region}-{region.address:#x}-{region.length:#x}-{digest}.bin"
    path = folder / f"{shortened(safe_key, _NAME_MOST - len(rest))}{rest}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=_OWNER_ONLY_FOLDER)
        replace_whole(path, data, mode=_OWNER_ONLY_FILE)
    except OSError as error:
        cause = os_reason(error)
        raise BackupError(
            f"backup {str(path)!r} cannot be written: {cause}; free some space or choose another place with"
            " $OCEANHIL_STATE; nothing was written to the board"
        ) from error
    return SavedRegion(region, path, data)


def load_region(path: Path) -> SavedRegion:
    """Read a backup back; raises RestoreError when it is gone, is none, or is not what was saved."""
    named = _NAME.fullmatch(path.name)
    if named is None:
        raise RestoreError(f"{str(path)!r} is no backup: expected a name as KEY-TIME-REGION-ADDRESS-LENGTH-SHA256.bin")
    try:
        data = path.read_bytes()
    except OSError as error:
        cause = os_reason(error)
        raise RestoreError(f"backup {str(path)!r} cannot be read: {cause}") from error
    length = int(named["length"], 16)
    if len(data) != length or hashlib.sha256(data).hexdigest() != named["sha256"]:
        raise RestoreError(f"backup {str(path)!r} is damaged: its SHA-256 is not the one in its name; it is not used")
    return SavedRegion(Region(named["region"], int(named["address"], 16), length), path, data)


@dataclass(frozen=True, slots=True)
class Vault:
    """Where backups go: a folder, the journal that outlives a killed run, and the wall clock (Unix s)."""

    folder: Path
    journal: Journal
    now: Callable[[], float]


class SafeFlash:
    """Raw flash with a net below it; implements `RawFlash`.

    The regions are read and saved before the first write, and a write anywhere else is refused. `name` is the board's
    in the inventory, `key` the one of its lease and journal.
    """

    def __init__(
        self,
        name: str,
        key: str,
        raw: RawFlash,
        regions: Callable[[], tuple[Region, ...]],
        vault: Vault,
        *,
        by_hand: Callable[[SavedRegion], str] | None = None,
    ) -> None:
        """Take the regions as a question: an ESP32's partition table is not read before somebody writes.

        `by_hand` gives the command that puts a backup back without this program, where there is one.
        """
        self.name = name
        self._key = key
        self._raw = raw
        self._regions = regions
        self._vault = vault
        self._by_hand = by_hand
        self._saved: tuple[SavedRegion, ...] = ()

    @property
    def saved(self) -> tuple[SavedRegion, ...]:
        """What is saved and not yet put back."""
        return self._saved

    def visit(self) -> AbstractContextManager[object]:
        """Visit the board."""
        return self._raw.visit()

    def read(self, address: int, length: int) -> bytes:
        """Read, wherever it is."""
        return self._raw.read(address, length)

    def digests(self, address: int, sectors: int) -> Sequence[bytes] | None:
        """Ask for digests."""
        return self._raw.digests(address, sectors)

    def write_sectors(self, sectors: Mapping[int, bytes]) -> None:
        """Save what is there, the first time, then write; raises BackupError or UnsavedWriteError, nothing written."""
        with self._raw.visit():
            self.save()
            outside = [index for index in sorted(sectors) if not self._covers(index)]
            if outside:
                raise UnsavedWriteError(
                    f"a write at {outside[0] * SECTOR_BYTES:#x} lies outside of what was saved"
                    f" ({_shown(self._saved)}) and was refused"
                )
            self._raw.write_sectors(sectors)

    def save(self) -> None:
        """Save the regions unless they are saved; raises BackupError. For changes that go another way than this."""
        if self._saved:
            return
        try:
            with self._raw.visit():
                contents = [(region, self._read_surely(region)) for region in self._regions()]
            taken = datetime.fromtimestamp(self._vault.now(), UTC)
            saved = tuple(save_region(self._vault.folder, self._key, *each, taken) for each in contents)
            for each in saved:
                self._vault.journal.opened(self._key, each.path, f"{of_board(self.name)}: {each.region.name}")
        except BackupError:
            raise
        except (StorageAccessError, StateError, JournalError, OSError) as error:
            raise BackupError(
                f"nothing was written to the board, because what it holds could not be saved: {error}"
            ) from error
        self._saved = saved

    def restore(self) -> None:
        """Put back what was saved, see that it is there, and strike it out of the journal; raises RestoreError."""
        while self._saved:
            first, *others = self._saved
            put_back(self._raw, first)
            strike_out(self._vault.journal, self._key, first.path)
            # Its backup is gone: if the next one fails, nobody must be told to write that file, nor write there again.
            self._saved = tuple(others)

    def by_hand(self) -> tuple[str, ...]:
        """Give the commands that put the board back after this program has failed to."""
        extra = () if self._by_hand is None else tuple(self._by_hand(each) for each in self._saved)
        return restore_command(self.name), *extra

    def _covers(self, index: int) -> bool:
        return any(index in each.region.sectors for each in self._saved)

    def _read_surely(self, region: Region) -> bytes:
        """Read a region; where the board can tell digests, what arrived must be what it has."""
        data = self._raw.read(region.address, region.length)
        digests = self._raw.digests(region.address, len(region.sectors))
        if len(data) != region.length or (digests is not None and list(digests) != _digests_of(data)):
            raise BackupError(f"nothing was written to the board: {region.name!r} could not be read twice the same")
        return data


def restore_command(name: str) -> str:
    """Give the command that puts a board back from its journal."""
    return f"oceanhil boards restore {name}"


def put_back(raw: RawFlash, saved: SavedRegion) -> None:
    """Write the sectors that differ from a backup and read them back; raises RestoreError with the path."""
    region = saved.region
    try:
        with raw.visit():
            differing = _differing(region, raw.read(region.address, region.length), saved.data)
            if differing:
                raw.write_sectors(differing)
                left = _differing(region, raw.read(region.address, region.length), saved.data)
            else:
                left = {}
    except (StorageAccessError, OSError) as error:
        raise RestoreError(f"{error}; backup at {str(saved.path)!r}") from error
    if left:
        places = ", ".join(f"{index * SECTOR_BYTES:#x}" for index in left)
        raise RestoreError(f"the sectors at {places} do not read back as saved; backup at {str(saved.path)!r}")


def strike_out(journal: Journal, key: str, path: Path) -> None:
    """Close a journal entry and remove its backup, which holds tokens; raises RestoreError."""
    try:
        journal.closed(key, path)
        path.unlink(missing_ok=True)
    except (StateError, JournalError, OSError) as error:
        raise RestoreError(f"the board is restored, but the journal still says otherwise: {error}") from error


def _differing(region: Region, now: bytes, wanted: bytes) -> dict[int, bytes]:
    pairs = ((index, (index - region.sectors.start) * SECTOR_BYTES) for index in region.sectors)
    return {
        index: wanted[start : start + SECTOR_BYTES]
        for index, start in pairs
        if now[start : start + SECTOR_BYTES] != wanted[start : start + SECTOR_BYTES]
    }


def _digests_of(data: bytes) -> list[bytes]:
    return [sector_digest(data[start : start + SECTOR_BYTES]) for start in range(0, len(data), SECTOR_BYTES)]


def _shown(saved: Sequence[SavedRegion]) -> str:
    return ", ".join(f"{each.region.name} at {each.region.address:#x}" for each in saved)
