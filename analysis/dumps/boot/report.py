"""What `explain` says about the next boot: the structs that `--json` prints. Secrets are cut."""

from enum import Enum

import msgspec


class ActionKind(Enum):
    """Something the boot code does to flash or leaves out."""

    PARTITION_ERASED = "partition erased"
    PAGE_DROPPED = "page dropped"
    PAGE_ERASED = "page erased"
    PAGE_ACTIVATED = "page activated"
    ENTRY_ERASED = "entry erased"
    ENTRY_WRITTEN = "entry written"


class Action(msgspec.Struct, frozen=True):
    """One of them: page and entry (None for a whole page or partition), what it is about, and why."""

    kind: ActionKind
    page: int | None
    entry: int | None
    what: str
    why: str = ""


class Mount(msgspec.Struct, frozen=True):
    """How the mount of NVS ended: `result` is the driver's first answer, `ok` whether EEPROM works after it.

    `flash_units` counts its flash work: bytes programmed plus sectors erased.
    """

    result: str
    ok: bool
    meaning: str
    actions: tuple[Action, ...]
    flash_units: int


class LostValue(msgspec.Struct, frozen=True):
    """A value that stood in the dump and cannot be read after the mount, with what the driver answers."""

    namespace: str
    key: str
    answer: str


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What the firmware reads as its record in one boot, and the line that it prints."""

    boot: int
    verdict: str
    line: str
    token: str = ""
    slot: str | None = None
    note: str = ""


class CauseReport(msgspec.Struct, frozen=True, kw_only=True):
    """A documented cause; `condition` says when it applies, empty where the dump alone shows it."""

    id: str
    title: str
    documented: tuple[str, ...]
    remedy: str
    scenarios: tuple[str, ...]
    condition: str = ""


class FirmwareReport(msgspec.Struct, frozen=True, kw_only=True):
    """What firmware with this store makes of it: one read, or two where the second boot differs."""

    store: str
    reads: tuple[Read, ...]
    causes: tuple[CauseReport, ...]


class ExplainReport(msgspec.Struct, frozen=True, kw_only=True):
    """The next boot of a dump on `board` with this driver; `mount` is None where there is nothing to mount."""

    file: str
    bytes: int
    kind: str
    board: str
    driver: str
    reasons: tuple[str, ...]
    warnings: tuple[str, ...]
    recognised: bool
    mount: Mount | None
    lost: tuple[LostValue, ...]
    other_values: int
    firmware: tuple[FirmwareReport, ...]
