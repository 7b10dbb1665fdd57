"""Which documented cause a reading is: the causes are those of `oceanhil diagnose`."""

from collections.abc import Sequence
from typing import Final

import msgspec

from oceanhil.analysis.diagnosis.knowledge import Cause, causes, healthy
from oceanhil.analysis.dumps.boot.report import CauseReport, Mount, Read
from oceanhil.protocol.record import LEGACY_TOKEN_BYTES, RecordVerdict, StorePolicy

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
