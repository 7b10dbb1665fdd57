"""What SAVE and LOAD events say: what is found of the record, and whether the bench wrote it. Worlds write it."""

from collections.abc import Mapping
from enum import Enum
from typing import Final

from oceanhil.protocol.board_faults import RecordDamage
from oceanhil.protocol.record import RecordVerdict
from oceanhil.scenarios.trace import Event, EventKind, Scalar

_VERDICT: Final = "verdict"
_BY: Final = "by"


class BenchSave(Enum):
    """What the bench did to storage beside damaging the record; `value` stands in the trace."""

    WEAR = "wear"
    CLEAR = "clear"
    RESIZE = "resize"
    REWRITE = "rewrite"
    AGE = "age"
    SKETCH = "sketch"
    """Wrote beside the record, as another sketch on the board would have."""
    COPY = "copy"
    """Put there what another board stores."""


_OF_RECORDS: Final = frozenset({EventKind.SAVE, EventKind.LOAD})
_VERDICTS: Final = {each.value: each for each in RecordVerdict}
_BENCH_SAVES: Final[Mapping[str, BenchSave | RecordDamage]] = {
    each.value: each for kind in (BenchSave, RecordDamage) for each in kind
}


def load_fields(verdict: RecordVerdict) -> dict[str, Scalar]:
    """Give the fields of a LOAD event: what the program found as it read its record."""
    return {_VERDICT: verdict._value_}


def save_fields(verdict: RecordVerdict, units: int) -> dict[str, Scalar]:
    """Give the fields of a SAVE event of the firmware: what stands there now, after so many units of flash work."""
    return {_VERDICT: verdict._value_, "units": units}


def bench_save_fields(verdict: RecordVerdict, by: BenchSave | RecordDamage) -> dict[str, Scalar]:
    """Give the fields of a SAVE event of the bench: what stands there now, and what it did."""
    return {_VERDICT: verdict._value_, _BY: by.value}


def record_verdict(event: Event) -> RecordVerdict | None:
    """Give what was found of the record; None for events of other kinds, and for words of a file's own."""
    return _VERDICTS.get(str(event.fields.get(_VERDICT))) if event.kind in _OF_RECORDS else None


def is_bench_save(event: Event) -> bool:
    """Tell whether the bench has written to storage, and not the firmware: its own matter to those who judge that."""
    return event.kind is EventKind.SAVE and _BY in event.fields


def bench_save(event: Event) -> BenchSave | RecordDamage | None:
    """Give what the bench did to storage; None for any other event, and for words of a file's own."""
    return _BENCH_SAVES.get(str(event.fields[_BY])) if is_bench_save(event) else None
