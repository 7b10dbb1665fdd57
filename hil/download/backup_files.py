"""Backups as files: the raw bytes of one region, with everything needed to put them back in the file's name."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from oceanhil.hil.download.download_errors import BackupError, RestoreError
from oceanhil.hil.storage_access.regions import Region
from oceanhil.host.whole_files import replace_whole

_NAME = re.compile(
    r"(?P<key>.+)-(?P<taken>\d{8}T\d{6}Z)-(?P<region>\w+)-0x(?P<address>[0-9a-f]+)-0x(?P<length>[0-9a-f]+)"
    r"-(?P<sha256>[0-9a-f]{64})\.bin"
)
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
    safe_key, safe_region = (re.sub(r"\W", "_", text) or "_" for text in (key, region.name))
    name = f"{safe_key}-{taken:%Y%m%dT%H%M%SZ}-{safe_region}-{region.address:#x}-{region.length:#x}-{digest}.bin"
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=_OWNER_ONLY_FOLDER)
        replace_whole(path, data, mode=_OWNER_ONLY_FILE)
    except OSError as error:
        cause = (error.strerror or type(error).__name__).lower()
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
        cause = (error.strerror or type(error).__name__).lower()
        raise RestoreError(f"backup {str(path)!r} cannot be read: {cause}") from error
    length = int(named["length"], 16)
    if len(data) != length or hashlib.sha256(data).hexdigest() != named["sha256"]:
        raise RestoreError(f"backup {str(path)!r} is damaged: its SHA-256 is not the one in its name; it is not used")
    return SavedRegion(Region(named["region"], int(named["address"], 16), length), path, data)
