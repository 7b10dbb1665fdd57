"""Expectations about power, boots, halts and storage, and the classification of what happened."""

import pytest

from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.record import RecordReading, RecordVerdict
from oceanhil.scenarios.devices.records import same_contents
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.trace import EventKind
from tests.scenarios.devices.judging import UNWATCHED, Judged, judged
from tests.scenarios.fake_world import (
    PERMANENT_TOKEN,
    FakeFactory,
    FakeWorld,
    Planned,
    S,
    boot,
    line,
    requested,
    stored,
)
from tests.scenarios.writing import case_of

EMPTY = RecordReading(RecordVerdict.EMPTY)
CORRUPT = RecordReading(RecordVerdict.BAD_CHECKSUM)
VALID = stored(PERMANENT_TOKEN)
GRANT = requested("register", 200, S, granted=PERMANENT_TOKEN[:12] + "…", token="oc_reg_aaaaa…")
HALT = Planned(2 * S, EventKind.HALT, {"reason": "no device ID"})
WHY = line("[SYSTEM] Device ID generation failed", S)


def run(steps: str, *planned: Planned, record: RecordReading = EMPTY) -> Result:
    def prepare(world: FakeWorld) -> None:
        world.device().record = record

    factory = FakeFactory({"device.power_on": planned}, prepare=prepare)
    return run_case(case_of(f"given: {{token: none}}\n{UNWATCHED}", steps), factory, load_profile())


def holds(steps: str, *planned: Planned, record: RecordReading = EMPTY) -> Judged:
    return judged(run(steps, *planned, record=record))


def test_a_power_cut_is_waited_for_and_consumed() -> None:
    steps = "- storage.cut_power: 1.0\n- device.power_on\n- expect.power_lost"
    assert holds(steps)
    assert not holds(steps + "\n- expect.power_lost")


def test_without_a_cut_power_is_not_lost() -> None:
    result = run("- device.power_on\n- expect.power_lost: 5s", line("hello", S))
    assert result.failure is not None
    assert result.failure.found == "power is on; hello"


def test_a_halt_is_one_of_this_boot() -> None:
    assert holds("- device.power_on\n- expect.halt", boot(), WHY, HALT)
    assert holds("- device.power_on\n- expect.halt: device ID", boot(), WHY, HALT)
    assert not holds("- device.power_on\n- expect.halt: memory", boot(), WHY, HALT)
    assert not holds("- device.power_on\n- time.run: 5s\n- expect.halt: {within: 1s}", boot(), WHY, HALT, boot(3 * S))


def test_boots_are_counted_since_the_last_mark() -> None:
    steps = "- device.power_on\n- time.run: 9s\n"
    assert holds(steps + "- expect.boots: 2", boot(), boot(5 * S))
    assert holds(steps + "- mark\n- expect.boots: 0", boot(), boot(5 * S))
    failure = run(steps + "- expect.boots: 1", boot(), boot(5 * S, reason="watchdog"), boot(6 * S)).failure
    assert failure is not None
    assert (failure.expected, failure.found) == ("1 boot", "3; 2 by power-on, 1 by watchdog")
    assert not holds(steps + "- mark\n- expect.boots: 1", boot(), boot(5 * S))


@pytest.mark.parametrize(("record", "word"), [(EMPTY, "empty"), (CORRUPT, "corrupt"), (VALID, "valid")])
def test_storage_is_valid_empty_or_corrupt(record: RecordReading, word: str) -> None:
    for each in ("empty", "corrupt", "valid"):
        assert bool(holds(f"- expect.storage: {each}", record=record)) is (each == word)


def test_a_stored_token_may_be_current_or_merely_issued() -> None:
    steps = "- device.power_on\n- time.run: 2s\n- expect.storage: {token: "
    assert holds(steps + "current}", GRANT, record=VALID)
    assert holds(steps + "issued}", record=VALID)
    assert not holds(steps + "current}", record=VALID)
    assert not holds(steps + "issued}", GRANT, record=EMPTY)


def test_a_stored_token_may_be_the_beginning_of_one_or_of_none() -> None:
    assert holds("- expect.storage: {token: truncated}", record=stored(PERMANENT_TOKEN[:32]))
    assert holds("- expect.storage: {token: unknown}", record=stored("oc_perm_forged"))
    assert not holds("- expect.storage: {token: unknown}", record=stored(PERMANENT_TOKEN[:32]))


def test_storage_can_be_compared_with_what_was_remembered() -> None:
    for record in (VALID, EMPTY, CORRUPT):
        assert holds("- storage.remember: before\n- expect.storage: {same_as: before}", record=record)
    result = run("- expect.storage: {same_as: before}\n- storage.remember: before", record=VALID)
    assert result.failure is not None
    assert result.failure.found == "none; put 'storage.remember: before' before"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (VALID, stored(PERMANENT_TOKEN), True),
        (VALID, stored(PERMANENT_TOKEN[:32]), False),
        (VALID, EMPTY, False),
        (EMPTY, VALID, False),
        (EMPTY, CORRUPT, False),
    ],
)
def test_readings_are_the_same_when_they_give_the_device_the_same(
    one: RecordReading, other: RecordReading, *, same: bool
) -> None:
    assert same_contents(one, other) is same


def test_a_failure_tells_what_storage_holds_without_the_secret() -> None:
    result = run("- expect.storage: empty", record=VALID)
    assert result.failure is not None
    assert result.failure.found == "valid, token issued"


def classified(conditions: str, *planned: Planned, record: RecordReading = EMPTY) -> Result:
    steps = "- device.power_on\n- time.run: 5s\n- classify:\n"
    return run(steps + "\n".join(f"    {each}" for each in conditions.split("; ")), *planned, record=record)


def test_the_first_outcome_whose_condition_holds_is_counted() -> None:
    result = classified("lost: {storage: empty}; corrupt: {storage: corrupt}; other: {}", record=CORRUPT)
    assert (result.outcome, result.tally) == (Outcome.PASSED, {"corrupt": 1})


def test_an_outcome_may_depend_on_a_line_of_this_boot() -> None:
    assert classified("said: {line: hello}; silent: {}", boot(), line("hello", S)).tally == {"said": 1}
    assert classified("said: {line: hello}; silent: {}", line("hello", S), boot(2 * S)).tally == {"silent": 1}


def test_an_outcome_may_depend_on_token_and_dashboard() -> None:
    conditions = "new: {storage: valid, token: current}; old: {token: issued}; none: {dashboard: deleted}"
    assert classified(conditions, GRANT, record=VALID).tally == {"new": 1}
    assert classified(conditions, record=VALID).tally == {"old": 1}


def test_no_outcome_at_all_is_a_failure() -> None:
    result = classified("lost: {storage: empty}", record=VALID)
    assert result.failure is not None
    assert (result.failure.expected, result.failure.found) == ("one of lost", "storage of device: valid, token issued")


def test_a_halt_that_does_not_come_is_told_with_its_reason_if_one_was_asked_for() -> None:
    for step, expected in (
        ("expect.halt: {within: 9s}", "the program to halt within 9s"),
        ("expect.halt: {reason: no token, within: 9s}", "the program to halt for 'no token' within 9s"),
    ):
        result = run_case(case_of("", f"- device.power_on\n- {step}"), FakeFactory(), load_profile())
        assert result.failure is not None
        assert result.failure.expected == expected


def kept(steps: str, given: str = "given: {token: none}", board: Board = Board.ESP32) -> Result:
    return run_case(case_of(given, steps, board=board), FakeFactory(), load_profile())


KEEP = "- storage.keep: {at: 40, bytes: 4}\n"


def test_what_the_sketch_keeps_in_eeprom_is_looked_for_where_it_was_put() -> None:
    assert kept(KEEP + "- storage.keep: {at: 50, bytes: 2}\n- expect.kept").outcome is Outcome.PASSED


def test_bytes_that_are_gone_are_shown_beside_those_that_were_put() -> None:
    def wipe(world: FakeWorld) -> None:
        world.device().keeps_nothing = True

    factory = FakeFactory(prepare=wipe)
    result = run_case(case_of("given: {token: none}", KEEP + "- expect.kept"), factory, load_profile())
    assert result.failure is not None
    assert result.failure.expected == "EEPROM from byte 40 on as the sketch left it: 49 4a 4b 4c"
    assert result.failure.found == "ff ff ff ff"


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ("- expect.kept", "none; put a storage.keep step before"),
        ("- storage.keep: {at: 60, bytes: 5}", "bytes 60 to 64"),
        ("- device.power_on\n- storage.keep: {at: 40, bytes: 4}", "power; a sketch that runs has EEPROM in RAM"),
    ],
)
def test_bytes_that_nothing_could_keep_are_refused(steps: str, found: str) -> None:
    result = kept(steps)
    assert result.failure is not None
    assert result.failure.found == found


@pytest.mark.parametrize("board", [Board.ESP8266, Board.PICOW])
def test_beside_two_slots_there_is_no_room_where_the_first_is_the_eeprom(board: Board) -> None:
    assert kept(KEEP, board=board).outcome is Outcome.FAILED
    assert kept(KEEP, "given: {token: none, firmware: {store: legacy}}", board).outcome is Outcome.PASSED


def test_a_legacy_record_has_no_number_to_age() -> None:
    legacy = kept("- storage.age: 7", "given: {token: none, firmware: {store: legacy}}")
    assert legacy.failure is not None
    assert legacy.failure.found == "the legacy record; write store: reference"
