"""What `make` and `corrupt` print: the structs behind `--json`."""

import msgspec

from oceanhil.analysis.dumps.corruption.changes import Change


class MakeReport(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was made. `address` is the flash address of its first byte, None for a UF2 file.

    `flash_units` is the flash work of the save: bytes programmed plus sectors erased.
    """

    file: str
    bytes: int
    board: str
    store: str
    address: int | None
    slot: str | None
    sequence: int | None
    token: str
    flags: tuple[str, ...]
    device_id: str | None
    in_force: bool
    flash_units: int
    write: tuple[str, ...]
    notes: tuple[str, ...]


class CorruptReport(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was damaged: from which, how, and everything that changed."""

    file: str
    source: str
    fault: str
    meaning: str
    seed: int
    changes: tuple[Change, ...]
    write: tuple[str, ...]
    notes: tuple[str, ...]


class FaultReport(msgspec.Struct, frozen=True, kw_only=True):
    """A fault of the list."""

    name: str
    group: str
    meaning: str
    boards: tuple[str, ...]
