"""Power cuts, flash work and storage of a whole board."""

import pytest

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.lines import Line
from oceanhil.protocol.record import RecordReading, RecordVerdict, StorePolicy
from oceanhil.simulator.board_storage import BoardStorage
from oceanhil.simulator.eeprom.slots import Slot
from oceanhil.simulator.hardware import Hardware
from oceanhil.simulator.resets import ResetReason
from tests.simulator.answers import answers, registered, state
from tests.simulator.fake_bench import SECOND_US, SHORT_TOKEN, BoardOnBench

SAVED = Line.EEPROM_SAVED.build()
ONLINE = Line.ONLINE.build()


@pytest.mark.parametrize("store", StorePolicy, ids=lambda store: store.value)
@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_a_power_cut_in_the_first_save_ends_the_boot_and_the_next_one_reads_old_new_or_damaged(
    family: Board, store: StorePolicy
) -> None:
    whole = BoardOnBench(family, store)
    whole.power_on()
    units = whole.board.flash_units(1)
    for unit in range(0, units, max(1, units // 7)):
        on_bench = BoardOnBench(family, store)
        on_bench.board.cut_power(1, unit)
        bench = on_bench.power_on()
        assert (bench.cuts, on_bench.board.has_power) == ([unit], False)
        reading = on_bench.board.stored_record()
        assert reading.record is None or reading.record.token == SHORT_TOKEN
        assert on_bench.board.flash_units(1) == unit


def test_a_board_that_lost_power_starts_again_when_power_comes_back() -> None:
    on_bench = BoardOnBench()
    on_bench.board.cut_power(1, 100)
    on_bench.power_on()
    bench = on_bench.power_on(120)
    assert bench.boots[-1] == (2, ResetReason.POWER_ON)
    assert bench.lines[-1] == ONLINE


def test_a_save_tells_the_bench_how_much_flash_work_it_was() -> None:
    # A sector erased and a page programmed.
    assert [units for _, units in BoardOnBench(Board.PICOW).power_on().saves] == [1 + 256]


def test_looking_at_the_stored_record_changes_nothing() -> None:
    on_bench = BoardOnBench().registered()
    before = on_bench.board.flash.snapshot()
    on_bench.board.stored_record()
    assert on_bench.board.flash.snapshot() == before


def test_no_power_cut_strikes_an_edit_on_the_bench() -> None:
    on_bench = BoardOnBench(Board.ESP8266, StorePolicy.LEGACY).registered()
    on_bench.board.flash.arm_cut(0)

    def overwrite(storage: BoardStorage) -> None:
        storage.eeprom.begin(64)
        storage.eeprom.write(0, 0)
        storage.eeprom.end()

    on_bench.board.edit_storage(overwrite)
    assert on_bench.board.stored_record().verdict is RecordVerdict.BAD_MAGIC


@pytest.mark.parametrize("save", [1, 2])
def test_saving_takes_as_long_as_the_flash_does(save: int) -> None:
    on_bench = BoardOnBench(Board.PICOW, answer=answers([registered(SHORT_TOKEN)], poll=[state(relay1=True)]))
    kernel, bench = on_bench.kernel, on_bench.power_on(0)
    kernel.run_while(lambda: bench.lines.count(SAVED) < save, 100 * SECOND_US)
    saved_us, requests = kernel.now_us, len(on_bench.requests)
    kernel.run_while(lambda: len(on_bench.requests) == requests, 100 * SECOND_US)
    # Espressif's figure for an erase is 37 ms; the next request needs 20 ms more to arrive.
    assert 57_000 < kernel.now_us - saved_us < 60_000


def test_flash_work_of_one_boot_is_counted_from_nought_and_kept_for_later() -> None:
    # A first save erases a sector and programs a page; each later boot programs that page again.
    on_bench = BoardOnBench(Board.PICOW)
    assert on_bench.board.flash_units(1) == 0
    on_bench.power_on()
    assert on_bench.board.flash_units(1) == 257
    on_bench.board.reset(ResetReason.PIN)
    on_bench.run(20)
    assert (on_bench.board.flash_units(1), on_bench.board.flash_units(2)) == (257, 256)
    on_bench.board.power_off()
    assert [on_bench.board.flash_units(boot) for boot in (1, 2, 3)] == [257, 256, 0]


def test_each_save_is_told_with_its_own_work() -> None:
    script = answers([registered(SHORT_TOKEN)], poll=[state(relay1=True), state(), state(relay2=True)])
    assert [units for _, units in BoardOnBench(Board.PICOW, answer=script).power_on().saves] == [257] * 4


def test_mounting_storage_is_no_part_of_the_first_save() -> None:
    on_bench = BoardOnBench(Board.ESP32)
    bench = on_bench.power_on()
    assert 0 < bench.saves[0][1] < on_bench.board.flash_units(1)


def test_a_program_that_saves_without_having_loaded_tells_the_work_since_its_boot() -> None:
    on_bench = BoardOnBench(Board.PICOW)

    async def save(hardware: Hardware, *_: object) -> None:
        hardware.storage.slots.write_slot(Slot.A, bytes(256))
        hardware.note_save(RecordReading(RecordVerdict.EMPTY))

    on_bench.board.program = save
    on_bench.power_on(1)
    on_bench.board.reset(ResetReason.PIN)
    on_bench.run(1)
    assert [units for _, units in on_bench.bench.saves] == [1 + 256] * 2


def test_a_cut_in_a_later_boot_waits_for_that_boot() -> None:
    script = answers([registered(SHORT_TOKEN)], poll=[state(), state(relay1=True)])
    on_bench = BoardOnBench(Board.PICOW, answer=script)
    on_bench.board.cut_power(2, 10)
    assert on_bench.power_on(3).cuts == []
    on_bench.board.reset(ResetReason.PIN)
    on_bench.run(20)
    assert on_bench.bench.cuts == [10]


def test_a_cut_may_be_armed_while_the_board_runs_and_counts_from_its_boot() -> None:
    script = answers([registered(SHORT_TOKEN)], poll=[state(), state(relay1=True)])
    on_bench = BoardOnBench(Board.PICOW, answer=script)
    on_bench.power_on(5)
    on_bench.board.cut_power(1, 300)
    on_bench.run(60)
    assert on_bench.bench.cuts == [300]


def test_a_cut_that_lies_in_the_past_strikes_the_next_flash_work() -> None:
    script = answers([registered(SHORT_TOKEN)], poll=[state(), state(relay1=True)])
    on_bench = BoardOnBench(Board.PICOW, answer=script)
    on_bench.power_on(5)
    on_bench.board.cut_power(1, 3)
    on_bench.run(60)
    assert on_bench.bench.cuts == [257]


def test_a_power_cut_in_the_save_comes_before_the_line_that_would_tell_of_it() -> None:
    on_bench = BoardOnBench(Board.PICOW)
    on_bench.board.cut_power(1, 100)
    assert on_bench.power_on().lines[-1] == "[REG]  Registration successful!"
    assert on_bench.bench.halts == []


@pytest.mark.parametrize("reason", [ResetReason.PIN, ResetReason.SOFTWARE, ResetReason.WATCHDOG])
def test_an_esp8266_keeps_its_rtc_memory_through_a_reset_and_loses_it_with_power(reason: ResetReason) -> None:
    on_bench = BoardOnBench(Board.ESP8266)
    on_bench.power_on()
    memory = on_bench.board.rtc_memory
    assert memory is not None
    assert memory.write(32, b"boot counter")
    on_bench.board.reset(reason)
    assert memory.read(32, 12) == b"boot counter"
    on_bench.board.power_off()
    on_bench.board.power_on()
    assert memory.read(32, 12) != b"boot counter"


def test_only_the_esp8266_has_rtc_user_memory() -> None:
    assert {family for family in PLATFORM_BOARDS if BoardOnBench(family).board.rtc_memory is not None} == {
        Board.ESP8266
    }


def test_a_cut_that_is_forgotten_does_not_come_in_the_boot_under_way_either() -> None:
    on_bench = BoardOnBench(Board.PICOW)
    on_bench.board.cut_power(1, 10)
    on_bench.power_on(1)
    on_bench.board.forget_cuts()
    on_bench.run(20)
    assert (on_bench.bench.cuts, on_bench.bench.lines[-1]) == ([], ONLINE)


def test_power_that_goes_in_download_mode_is_no_boots() -> None:
    on_bench = BoardOnBench()
    on_bench.board.boot_button_held = True
    on_bench.power_on()
    on_bench.board.lose_power()
    assert (on_bench.board.has_power, on_bench.bench.cuts) == (False, [])
