"""What the next boots read after a power cut."""

from enum import Enum

from oceanhil.protocol.record import RecordReading, RecordVerdict


class CutOutcome(Enum):
    """How one cut ended, from harmless to harmful; the order is that of `severity`."""

    OLD = "old"
    NEW = "new"
    CORRUPT = "corrupt"
    LOST = "lost"
    HANGS = "hangs"
    WRONG = "wrong"

    @property
    def severity(self) -> int:
        """Rank: the higher, the worse for the device's owner."""
        return _BY_SEVERITY.index(self)

    @property
    def meaning(self) -> str:
        """The outcome in words."""
        return _MEANINGS[self]


_BY_SEVERITY = tuple(CutOutcome)
_MEANINGS = {
    CutOutcome.OLD: "the old value is kept",
    CutOutcome.NEW: "the new value is there",
    CutOutcome.CORRUPT: "damage is detected",
    CutOutcome.LOST: "old and new value are gone",
    CutOutcome.HANGS: "the driver aborts or never returns",
    CutOutcome.WRONG: "neither old nor new, accepted as good",
}


def judge_bytes(value: bytes | None, old: bytes, new: bytes) -> CutOutcome:
    """Judge bare EEPROM bytes, which no checksum of a sketch protects; None where `begin` was false."""
    if value is None:
        return CutOutcome.CORRUPT
    if value == old:
        return CutOutcome.OLD
    if value == new:
        return CutOutcome.NEW
    return CutOutcome.LOST if not value.strip(b"\xff") else CutOutcome.WRONG


def judge_reading(reading: RecordReading, old: RecordReading, new: RecordReading) -> CutOutcome:
    """Judge a token record by what the device would go on with: token and flags; sequence numbers are the store's."""
    if _gives_the_same(reading, old):
        return CutOutcome.OLD
    if _gives_the_same(reading, new):
        return CutOutcome.NEW
    if reading.verdict is RecordVerdict.VALID:
        return CutOutcome.WRONG
    return CutOutcome.LOST if reading.verdict is RecordVerdict.EMPTY else CutOutcome.CORRUPT


def _gives_the_same(one: RecordReading, other: RecordReading) -> bool:
    if one.record is None or other.record is None:
        return one.verdict is other.verdict
    return (one.record.token, one.record.flags) == (other.record.token, other.record.flags)
