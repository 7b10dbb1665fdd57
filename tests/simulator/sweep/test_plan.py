"""What may be swept, what it is called, and what is taken where nothing was asked for."""

from collections.abc import Sequence

import pytest

from oceanhil.boards.storage import Driver
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import TornModel
from oceanhil.protocol.record import LEGACY_RECORD_BYTES, RecordFlag, RecordReading, RecordVerdict, TokenRecord
from oceanhil.simulator.sweep import (
    CutOutcome,
    Faults,
    Operation,
    PlanError,
    SweepPlan,
    SweptStore,
    UnitRange,
    plans_for,
)
from oceanhil.simulator.sweep.outcome import judge_bytes, judge_reading
from tests.simulator.sweep.sweeping import NEWEST, OLDER, PATCHED, plan

SAVES = [Operation.TOKEN_SAVE_FIRST, Operation.TOKEN_SAVE_UPDATE]
ESP32_ONLY = [Operation.GROW, Operation.SHRINK, Operation.GC]


def planned(
    operation: Operation,
    *,
    boards: Sequence[Board] = (),
    drivers: Sequence[Driver] = (),
    kept: Sequence[SweptStore] = (),
    torn: Sequence[TornModel] = (),
    size: int | None = None,
    over: int | None = None,
    seeds: int = 8,
) -> list[SweepPlan]:
    return list(
        plans_for(
            operation, boards=boards, drivers=drivers, kept=kept, torn=torn, size=size, over=over, seeds=seeds, seed=5,
            faults=Faults(),
        )
    )  # fmt: skip


def test_operations_and_what_is_kept_have_the_names_of_the_command_line() -> None:
    names = ["token-save-first", "token-save-update", "commit", "grow", "shrink", "gc"]
    assert [each.value for each in Operation] == names
    assert [each.value for each in SweptStore] == ["raw", "legacy", "reference"]
    assert [each.about for each in Operation] == [
        "the first save of a token on blank flash",
        "a token saved over another",
        "EEPROM.commit() of changed bytes",
        "EEPROM.begin() with a larger size",
        "EEPROM.begin() with a smaller size",
        "the save that makes NVS collect a page",
    ]


@pytest.mark.parametrize(
    ("operation", "kept", "title"),
    [
        (Operation.TOKEN_SAVE_FIRST, SweptStore.LEGACY, "token-save-first 64"),
        (Operation.TOKEN_SAVE_FIRST, SweptStore.REFERENCE, "token-save-first"),
        (Operation.TOKEN_SAVE_UPDATE, SweptStore.LEGACY, "token-save-update 64 over 64"),
        (Operation.TOKEN_SAVE_UPDATE, SweptStore.REFERENCE, "token-save-update"),
        (Operation.COMMIT, SweptStore.RAW, "commit 64 over 64"),
        (Operation.GROW, SweptStore.REFERENCE, "grow 128 over 64"),
        (Operation.SHRINK, SweptStore.REFERENCE, "shrink 64 over 128"),
        (Operation.GC, SweptStore.REFERENCE, "gc"),
        (Operation.GC, SweptStore.RAW, "gc 64 over 64"),
    ],
)
def test_a_title_has_sizes_where_they_matter(operation: Operation, kept: SweptStore, title: str) -> None:
    made = plan(operation, NEWEST, kept)
    assert (made.title, made.place) == (title, "esp32/idf-5.5.1")


@pytest.mark.parametrize("operation", SAVES)
def test_a_save_is_swept_on_every_board_and_driver_with_both_records(operation: Operation) -> None:
    drivers = [NEWEST, OLDER, Driver.ESP8266_CORE, Driver.PICO_CORE]
    expected = [(driver, kept) for driver in drivers for kept in (SweptStore.LEGACY, SweptStore.REFERENCE)]
    plans = planned(operation)
    assert [(each.driver, each.kept) for each in plans] == expected
    assert {(each.size, each.over, each.torn, each.seeds, each.seed) for each in plans} == {
        (64, 64, TornModel.PREFIX, 1, 5)
    }


def test_a_commit_is_swept_with_bare_bytes() -> None:
    plans = planned(Operation.COMMIT)
    assert [each.board for each in plans] == [Board.ESP32, Board.ESP32, Board.ESP8266, Board.PICOW]
    assert {each.kept for each in plans} == {SweptStore.RAW}


@pytest.mark.parametrize("operation", ESP32_ONLY)
def test_what_only_nvs_does_is_swept_on_an_esp32_whatever_is_kept(operation: Operation) -> None:
    plans = planned(operation)
    assert [(each.driver, each.kept) for each in plans] == [
        (driver, kept) for driver in (NEWEST, OLDER) for kept in SweptStore
    ]


@pytest.mark.parametrize(
    ("operation", "size", "over", "expected"),
    [
        (Operation.GROW, None, None, (128, 64)),
        (Operation.GROW, 200, None, (200, 100)),
        (Operation.GROW, None, 70, (128, 70)),
        (Operation.SHRINK, None, None, (64, 128)),
        (Operation.SHRINK, 100, None, (100, 200)),
        (Operation.COMMIT, 100, None, (100, 100)),
        (Operation.COMMIT, 100, 0, (100, 0)),
        (Operation.COMMIT, None, 40, (64, 40)),
    ],
)
def test_a_size_that_is_not_given_follows_the_other(
    operation: Operation, size: int | None, over: int | None, expected: tuple[int, int]
) -> None:
    plans = planned(operation, drivers=[NEWEST], kept=[SweptStore.RAW], size=size, over=over)
    assert [(each.size, each.over) for each in plans] == [expected]


def test_seeds_are_for_random_models_only() -> None:
    plans = planned(Operation.COMMIT, drivers=[Driver.PICO_CORE], torn=list(TornModel))
    assert [(each.torn, each.seeds) for each in plans] == [
        (TornModel.PREFIX, 1), (TornModel.RANDOM_BITS, 8), (TornModel.ERASE_TORN, 8), (TornModel.MARGINAL_BITS, 8)
    ]  # fmt: skip


def test_the_patched_driver_is_swept_only_by_name_and_only_on_an_esp32() -> None:
    assert [each.driver for each in planned(Operation.COMMIT, drivers=[PATCHED])] == [PATCHED]
    with pytest.raises(PlanError) as refused:
        planned(Operation.COMMIT, drivers=[PATCHED], boards=[Board.PICOW])
    assert str(refused.value) == (
        f"none of the chosen boards stores with {PATCHED.value}: picow has {Driver.PICO_CORE.value}"
    )


def test_combinations_without_sense_are_left_out_as_long_as_one_has_some() -> None:
    assert [each.kept for each in planned(Operation.COMMIT, boards=[Board.PICOW], kept=list(SweptStore))] == [
        SweptStore.RAW
    ]
    with pytest.raises(PlanError, match="'grow' does no flash work on 'picow'; expected board 'esp32', or 'commit'"):
        planned(Operation.GROW, boards=[Board.PICOW])
    with pytest.raises(PlanError, match="'grow' does no flash work on 'esp8266'"):
        planned(Operation.GROW, boards=[Board.ESP8266, Board.PICOW])


@pytest.mark.parametrize(
    ("driver", "kept", "operation", "least", "most"),
    [
        (NEWEST, SweptStore.RAW, Operation.COMMIT, 1, 7900),
        (Driver.ESP8266_CORE, SweptStore.RAW, Operation.COMMIT, 1, 4096),
        (Driver.PICO_CORE, SweptStore.RAW, Operation.COMMIT, 1, 4096),
        (NEWEST, SweptStore.LEGACY, Operation.TOKEN_SAVE_UPDATE, LEGACY_RECORD_BYTES, 7900),
        (Driver.PICO_CORE, SweptStore.REFERENCE, Operation.TOKEN_SAVE_UPDATE, 1, 4096),
    ],
)
def test_sizes_have_bounds(driver: Driver, kept: SweptStore, operation: Operation, least: int, most: int) -> None:
    for size, over in ((least, least), (most, most), (least, 0)):
        assert plan(operation, driver, kept, size, over).size == size
    for size, over in ((least - 1, least), (most + 1, most), (least, most + 1), (most, -1)):
        with pytest.raises(PlanError, match=f"size {size} over {over} bytes; expected {least} to {most} on "):
            plan(operation, driver, kept, size, over)
    if least > 1:
        with pytest.raises(PlanError, match=f"over {least - 1} bytes"):
            plan(operation, driver, kept, least, least - 1)


def test_growing_grows_and_shrinking_shrinks_by_a_byte_at_least() -> None:
    assert plan(Operation.GROW, NEWEST, SweptStore.RAW, 65, 64).title == "grow 65 over 64"
    assert plan(Operation.SHRINK, NEWEST, SweptStore.RAW, 63, 64).title == "shrink 63 over 64"
    with pytest.raises(PlanError, match="size 63 over 64 does not grow; expected a size above 64"):
        plan(Operation.GROW, NEWEST, SweptStore.RAW, 63, 64)
    with pytest.raises(PlanError, match="size 65 over 64 does not shrink; expected a size below 64"):
        plan(Operation.SHRINK, NEWEST, SweptStore.RAW, 65, 64)


def test_there_is_at_least_one_seed() -> None:
    assert plan(Operation.COMMIT, NEWEST, seeds=1).seeds == 1
    with pytest.raises(PlanError, match="0 seeds; expected 1 or more"):
        plan(Operation.COMMIT, NEWEST, seeds=0)


def test_a_plan_is_by_default_of_one_prefix_without_faults() -> None:
    made = SweepPlan(
        operation=Operation.COMMIT, board=Board.PICOW, driver=Driver.PICO_CORE, kept=SweptStore.RAW, size=4, over=4
    )
    assert (made.torn, made.seeds, made.seed, made.faults) == (TornModel.PREFIX, 1, 0, Faults())


# How a cut ended


def test_outcomes_are_ranked_from_harmless_to_harmful() -> None:
    assert [each.value for each in CutOutcome] == ["old", "new", "corrupt", "lost", "hangs", "wrong"]
    assert [each.severity for each in CutOutcome] == [0, 1, 2, 3, 4, 5]
    assert [each.meaning for each in CutOutcome] == [
        "the old value is kept",
        "the new value is there",
        "damage is detected",
        "old and new value are gone",
        "the driver aborts or never returns",
        "neither old nor new, accepted as good",
    ]


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        (b"old", CutOutcome.OLD),
        (b"new", CutOutcome.NEW),
        (None, CutOutcome.CORRUPT),
        (b"\xff\xff\xff", CutOutcome.LOST),
        (b"\xff\xff\x00", CutOutcome.WRONG),
        (b"nel", CutOutcome.WRONG),
    ],
)
def test_bare_bytes_are_judged_without_help(value: bytes | None, outcome: CutOutcome) -> None:
    assert judge_bytes(value, b"old", b"new") is outcome


EMPTY, BAD = RecordReading(RecordVerdict.EMPTY), RecordReading(RecordVerdict.BAD_CHECKSUM)


def valid(token: str, flags: RecordFlag = RecordFlag.NONE, sequence: int = 1) -> RecordReading:
    return RecordReading(RecordVerdict.VALID, TokenRecord(token, flags, sequence))


@pytest.mark.parametrize(
    ("reading", "old", "outcome"),
    [
        (valid("a"), valid("a"), CutOutcome.OLD),
        (valid("a", sequence=9), valid("a"), CutOutcome.OLD),
        (valid("b"), valid("a"), CutOutcome.NEW),
        (valid("a", RecordFlag.RELAY1), valid("a"), CutOutcome.WRONG),
        (valid("c"), valid("a"), CutOutcome.WRONG),
        (EMPTY, valid("a"), CutOutcome.LOST),
        (BAD, valid("a"), CutOutcome.CORRUPT),
        (EMPTY, EMPTY, CutOutcome.OLD),
        (BAD, EMPTY, CutOutcome.CORRUPT),
    ],
)
def test_a_record_is_judged_by_token_and_flags(reading: RecordReading, old: RecordReading, outcome: CutOutcome) -> None:
    assert judge_reading(reading, old, valid("b")) is outcome


def test_units_are_shown_as_one_number_or_as_first_and_last() -> None:
    assert (str(UnitRange(4, 4)), str(UnitRange(4, 5))) == ("4", "4-5")
