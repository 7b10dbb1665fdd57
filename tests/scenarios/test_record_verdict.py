"""What is read of a record's verdict in a trace."""

import pytest

from oceanhil.protocol.record import RecordVerdict
from oceanhil.scenarios.record_verdict import record_verdict
from oceanhil.scenarios.trace import Event, EventKind, Source
from tests.together import together


def told(kind: EventKind, word: str) -> Event:
    return Event(0, Source.STORAGE, kind, "device", {"verdict": word})


@together
@pytest.mark.parametrize("verdict", RecordVerdict)
@pytest.mark.parametrize("kind", [EventKind.SAVE, EventKind.LOAD])
def test_a_save_and_a_load_tell_what_was_found_of_the_record(kind: EventKind, verdict: RecordVerdict) -> None:
    assert record_verdict(told(kind, verdict.value)) is verdict


def test_a_word_of_a_traces_own_is_no_verdict() -> None:
    assert record_verdict(told(EventKind.LOAD, "fine")) is None


def test_what_is_stored_besides_tells_nothing_of_a_save() -> None:
    assert record_verdict(told(EventKind.STORED, RecordVerdict.VALID.value)) is None
