"""What a trace tells of storage: the verdict on its record, and whether the bench has written there."""

from collections.abc import Mapping

import pytest

from oceanhil.protocol.board_faults import RecordDamage
from oceanhil.protocol.record import RecordVerdict
from oceanhil.scenarios.storage_event import (
    BenchSave,
    bench_save,
    bench_save_fields,
    is_bench_save,
    load_fields,
    record_verdict,
    save_fields,
)
from oceanhil.scenarios.trace import Event, EventKind, Scalar, Source
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


def saved(fields: Mapping[str, Scalar], kind: EventKind = EventKind.SAVE) -> Event:
    return Event(0, Source.STORAGE, kind, "device", fields)


@together
@pytest.mark.parametrize("by", [*BenchSave, *RecordDamage])
def test_what_the_bench_did_is_read_as_it_was_written(by: BenchSave | RecordDamage) -> None:
    fields = bench_save_fields(RecordVerdict.EMPTY, by)
    assert fields == {"verdict": "empty", "by": by.value}
    event = saved(fields)
    assert (is_bench_save(event), bench_save(event), record_verdict(event)) == (True, by, RecordVerdict.EMPTY)


def test_what_the_firmware_wrote_and_read_is_not_the_benchs() -> None:
    save, load = saved(save_fields(RecordVerdict.VALID, 7)), saved(load_fields(RecordVerdict.VALID), EventKind.LOAD)
    assert (save.fields, load.fields) == ({"verdict": "valid", "units": 7}, {"verdict": "valid"})
    assert [(is_bench_save(each), bench_save(each)) for each in (save, load)] == [(False, None)] * 2


def test_a_word_of_another_worlds_bench_is_the_benchs_all_the_same() -> None:
    event = saved({"verdict": "valid", "by": "wand"})
    assert (is_bench_save(event), bench_save(event)) == (True, None)


def test_only_a_save_is_the_benchs() -> None:
    assert not is_bench_save(saved({"by": "clear"}, EventKind.LOAD))
