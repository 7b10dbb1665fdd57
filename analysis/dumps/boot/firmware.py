"""What firmware reads as its record after the mount, and which documented cause that is.

The firmware's own token store runs on the driver's model; the causes are those of `oceanhil diagnose`.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from oceanhil.analysis.diagnosis.knowledge import Cause, causes, healthy
from oceanhil.analysis.dumps.boot.machine import Machine
from oceanhil.analysis.dumps.boot.mount import name_of
from oceanhil.analysis.dumps.boot.report import CauseReport, Mount, Read
from oceanhil.analysis.dumps.dump import Dump, Role
from oceanhil.analysis.dumps.records.places import EEPROM_BLOB
from oceanhil.analysis.dumps.secrets import shown_token
from oceanhil.boards import family
from oceanhil.protocol.lines import Line
from oceanhil.protocol.record import LEGACY_RECORD_BYTES, LEGACY_TOKEN_BYTES, RecordVerdict, StorePolicy
from oceanhil.simulator.eeprom.nvs import NvsError
from oceanhil.simulator.flash.chip import SECTOR_BYTES
from oceanhil.simulator.program.token_store import Loaded, open_store


def read_twice(machine: Machine, store: StorePolicy, stored_bytes: int | None, usual_bytes: int) -> tuple[Read, ...]:
    """Boot a copy of the machine and let firmware read its record, then again; the second read only if it differs.

    The legacy store opens EEPROM with `stored_bytes`, the size it already has, or else with `usual_bytes`: another
    size would rewrite it. May raise NvsPanic.
    """
    size = stored_bytes if stored_bytes is not None and stored_bytes >= LEGACY_RECORD_BYTES else usual_bytes
    copy = machine.copy()
    first, second = (_read(copy, store, size, boot) for boot in (1, 2))
    same = (first.verdict, first.token, first.slot) == (second.verdict, second.token, second.slot)
    return (first,) if same else (first, second)


def _read(machine: Machine, store: StorePolicy, eeprom_bytes: int, boot: int) -> Read:
    legacy = store is StorePolicy.LEGACY
    error = machine.read_error(*EEPROM_BLOB) if legacy and family(machine.board).uses_nvs else NvsError.OK
    storage = machine.boot()
    opened = not legacy or storage.eeprom.begin(eeprom_bytes)
    loaded = open_store(store, storage, eeprom_bytes).load() if opened else None
    if loaded is None:
        note = "EEPROM.begin returns false"
        return Read(boot=boot, verdict=RecordVerdict.EMPTY.value, line=Line.EEPROM_EMPTY.build(), note=note)
    record = loaded.reading.record
    return Read(
        boot=boot,
        verdict=loaded.reading.verdict.value,
        line=_line(loaded),
        token=shown_token(record.token.encode("latin-1")) if record is not None else "",
        slot=loaded.slot.name if loaded.slot is not None else None,
        note="" if error is NvsError.OK else _garbage(error),
    )


def _line(loaded: Loaded) -> str:
    record = loaded.reading.record
    if record is not None and loaded.slot is not None:
        return Line.EEPROM_LOADED_SLOT.build(slot=loaded.slot.name, sequence=record.sequence)
    if record is not None:
        return Line.EEPROM_LOADED.build()
    empty = loaded.reading.verdict is RecordVerdict.EMPTY
    return Line.EEPROM_EMPTY.build() if empty else Line.EEPROM_CHECKSUM.build()


def _garbage(error: NvsError) -> str:
    return (
        f"the read of the blob fails with {name_of(error)}, but EEPROM.begin returns true: the sketch sees whatever "
        "was in that memory"
    )


def sign_of_torn_write(dump: Dump) -> str:
    """Say what in the EEPROM sector of an ESP8266 or Pico W looks like a write that was cut off, if anything does."""
    region = dump.region(Role.EEPROM)
    if region is None:
        return ""
    data = region.data
    filled = len(data.rstrip(b"\xff"))
    zeros = len(data) - len(data.lstrip(b"\0"))
    if zeros == SECTOR_BYTES:
        return "the whole sector is 0x00: cleared by a sketch, or an erase that was cut off early"
    if zeros:
        return f"the first {zeros:,} bytes are 0x00: cleared by a sketch, or an erase that was cut off early"
    if not filled:
        return "the sector is blank: never written, or power went between its erase and the first byte of the rewrite"
    if filled < LEGACY_RECORD_BYTES:
        return f"only the first {filled} bytes are there, the rest is 0xff: a rewrite that was cut off"
    return ""


_REGISTERED: Final = "if this device was registered before"
_NEW: Final = "if this device is new: it registers now"
_REFUSED: Final = "only if the server refuses this token"
#: What can be wrong with a device whose record is good; the dump cannot tell.
_BEHIND_A_GOOD_RECORD: Final = ("mac-mismatch", "token-revoked", "eeprom-not-cleared")


class Facts(msgspec.Struct, frozen=True):
    """What decides: the first reading, the token's length, and whether a record was there before."""

    store: StorePolicy
    read: Read
    token_bytes: int
    had_record: bool
    mount: Mount | None


def causes_of(facts: Facts) -> tuple[CauseReport, ...]:
    """Name the causes that fit, the likeliest first."""
    if facts.mount is not None and not facts.mount.ok:
        return (_report("eeprom-save-failed"), _report("eeprom-lost", condition=_REGISTERED))
    if facts.read.verdict == RecordVerdict.EMPTY.value:
        return _of_empty(facts)
    if facts.read.verdict != RecordVerdict.VALID.value:
        return (_report("eeprom-corrupted"),)
    if facts.store is StorePolicy.LEGACY and facts.token_bytes == LEGACY_TOKEN_BYTES:
        truncated = _report("token-truncated", condition="unless the server's tokens have just 32 characters")
        return (truncated, *_behind_a_good_record())
    return (_describe(healthy(), "", ("reboot-keeps-token",)), *_behind_a_good_record())


def panic_causes() -> tuple[CauseReport, ...]:
    """Name the cause when the driver itself never ends."""
    return (_report("boot-loop"),)


def _of_empty(facts: Facts) -> tuple[CauseReport, ...]:
    if facts.had_record:
        return (_report("eeprom-lost"),)
    return (
        _report("eeprom-lost", condition=_REGISTERED),
        _describe(healthy(), _NEW, ("first-boot",)),
    )


def _behind_a_good_record() -> Sequence[CauseReport]:
    return [_report(cause, condition=_REFUSED) for cause in _BEHIND_A_GOOD_RECORD]


def _report(cause_id: str, *, condition: str = "") -> CauseReport:
    cause = next(cause for cause in causes() if cause.id == cause_id)
    return _describe(cause, condition, cause.scenarios)


def _describe(cause: Cause, condition: str, scenarios: tuple[str, ...]) -> CauseReport:
    title = cause.title if cause.id != healthy().id else "Nothing is wrong with what is stored"
    remedy = cause.remedy if cause.id != healthy().id else "Nothing to do to the EEPROM."
    return CauseReport(
        id=cause.id,
        title=title,
        documented=tuple(map(str, cause.documented)) if cause.id != healthy().id else (),
        remedy=remedy,
        scenarios=scenarios,
        condition=condition,
    )
