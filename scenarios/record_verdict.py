"""What a SAVE and a LOAD event say in their field `verdict`: written by every world, read by many."""

from typing import Final

from oceanhil.protocol.record import RecordVerdict
from oceanhil.scenarios.trace import Event, EventKind

_OF_RECORDS: Final = frozenset({EventKind.SAVE, EventKind.LOAD})
_VERDICTS: Final = {each.value: each for each in RecordVerdict}


def record_verdict(event: Event) -> RecordVerdict | None:
    """Give what was found of the record; None for events of other kinds, and for words of a file's own."""
    return _VERDICTS.get(str(event.fields.get("verdict"))) if event.kind in _OF_RECORDS else None
