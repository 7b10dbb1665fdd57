"""Power cuts, flash work and storage of a whole board."""

import pytest

from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.lines import Line
from oceanhil.protocol.record import RecordReading, RecordVerdict, StorePolicy
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board.storage import BoardStorage
from oceanhil.simulator.eeprom.slots import Slot
from oceanhil.simulator.program.hardware import Hardware
from tests.simulator.answers import answers, registered, state
from tests.simulator.board.fake_observer import SECOND_US, SHORT_TOKEN, ObservedBoard

SAVED = Line.EEPROM_SAVED.build()
ONLINE = Line.ONLINE.build()


@pytest.mark.parametrize("store", StorePolicy, ids=lambda store: store.value)
@pytest.mark.parametrize("family", PLATFORM_BOARDS)
def test_a_power_cut_in_the_first_save_ends_the_boot_and_the_next_one_reads_old_new_or_damaged(
    family: Board, store: StorePolicy
) -> None:
    whole = ObservedBoard(family, store)
    whole.power_on()
    units = whole.board.flash_units(1)
    for unit in range(0, units, max(1, units // 7)):
        observed = ObservedBoard(family, store)
        observed.board.cut_power(1, unit)
        observer = observed.power_on()
        assert (observer.cuts, observed.board.has_power) == ([unit], False)
        reading = observed.board.stored_record()
        assert reading.record is None or reading.record.token == SHORT_TOKEN
        assert observed.board.flash_units(1) == unit


def test_a_board_that_lost_power_starts_again_when_power_comes_back() -> None:
    observed = ObservedBoard()
    observed.board.cut_power(1, 100)
    observed.power_on()
    observer = observed.power_on(120)
    assert observer.boots[-1] == (2, ResetReason.POWER_ON)
    assert observer.lines[-1] == ONLINE


def test_a_save_tells_the_bench_how_much_flash_work_it_was() -> None:
    # A sector erased and a page programmed.
    assert [units for _, units in ObservedBoard(Board.PICOW).power_on().saves] == [1 + 256]


def test_looking_at_the_stored_record_changes_nothing() -> None:
    observed = ObservedBoard().registered()
    before = observed.board.flash.snapshot()
    observed.board.stored_record()
    assert observed.board.flash.snapshot() == before


def test_no_power_cut_strikes_an_edit_on_the_bench() -> None:
    observed = ObservedBoard(Board.ESP8266, StorePolicy.LEGACY).registered()
    observed.board.flash.arm_cut(0)

    def overwrite(storage: BoardStorage) -> None:
        storage.eeprom.begin(64)
        storage.eeprom.write(0, 0)
        storage.eeprom.end()

    observed.board.edit_storage(overwrite)
    assert observed.board.stored_record().verdict is RecordVerdict.BAD_MAGIC


@pytest.mark.parametrize("save", [1, 2])
def test_saving_takes_as_long_as_the_flash_does(save: int) -> None:
    observed = ObservedBoard(Board.PICOW, answer=answers([registered(SHORT_TOKEN)], poll=[state(relay1=True)]))
    kernel, observer = observed.kernel, observed.power_on(0)
    kernel.run_while(lambda: observer.lines.count(SAVED) < save, 100 * SECOND_US)
    saved_us, requests = kernel.now_us, len(observed.requests)
    kernel.run_while(lambda: len(observed.requests) == requests, 100 * SECOND_US)
    # Espressif's figure for an erase is 37 ms; the next request needs 20 ms more to arrive.
    assert 57_000 < kernel.now_us - saved_us < 60_000


def test_flash_work_of_one_boot_is_counted_from_nought_and_kept_for_later() -> None:
    # A first save erases a sector and programs a page; each later boot programs that page again.
    observed = ObservedBoard(Board.PICOW)
    assert observed.board.flash_units(1) == 0
    observed.power_on()
    assert observed.board.flash_units(1) == 257
    observed.board.reset(ResetReason.PIN)
    observed.run(20)
    assert (observed.board.flash_units(1), observed.board.flash_units(2)) == (257, 256)
    observed.board.power_off()
    assert [observed.board.flash_units(boot) for boot in (1, 2, 3)] == [257, 256, 0]


def test_each_save_is_told_with_its_own_work() -> None:
    script = answers([registered(SHORT_TOKEN)], poll=[state(relay1=True), state(), state(relay2=True)])
    assert [units for _, units in ObservedBoard(Board.PICOW, answer=script).power_on().saves] == [257] * 4


def test_mounting_storage_is_no_part_of_the_first_save() -> None:
    observed = ObservedBoard(Board.ESP32)
    observer = observed.power_on()
    assert 0 < observer.saves[0][1] < observed.board.flash_units(1)


def test_a_program_that_saves_without_having_loaded_tells_the_work_since_its_boot() -> None:
    observed = ObservedBoard(Board.PICOW)

    async def save(hardware: Hardware, *_: object) -> None:
        hardware.storage.slots.write_slot(Slot.A, bytes(256))
        hardware.note_save(RecordReading(RecordVerdict.EMPTY))

    observed.board.program = save
    observed.power_on(1)
    observed.board.reset(ResetReason.PIN)
    observed.run(1)
    assert [units for _, units in observed.observer.saves] == [1 + 256] * 2


def test_a_cut_in_a_later_boot_waits_for_that_boot() -> None:
    script = answers([registered(SHORT_TOKEN)], poll=[state(), state(relay1=True)])
    observed = ObservedBoard(Board.PICOW, answer=script)
    observed.board.cut_power(2, 10)
    assert observed.power_on(3).cuts == []
    observed.board.reset(ResetReason.PIN)
    observed.run(20)
    assert observed.observer.cuts == [10]


def test_a_cut_may_be_armed_while_the_board_runs_and_counts_from_its_boot() -> None:
    script = answers([registered(SHORT_TOKEN)], poll=[state(), state(relay1=True)])
    observed = ObservedBoard(Board.PICOW, answer=script)
    observed.power_on(5)
    observed.board.cut_power(1, 300)
    observed.run(60)
    assert observed.observer.cuts == [300]


def test_a_cut_that_lies_in_the_past_strikes_the_next_flash_work() -> None:
    script = answers([registered(SHORT_TOKEN)], poll=[state(), state(relay1=True)])
    observed = ObservedBoard(Board.PICOW, answer=script)
    observed.power_on(5)
    observed.board.cut_power(1, 3)
    observed.run(60)
    assert observed.observer.cuts == [257]


def test_a_power_cut_in_the_save_comes_before_the_line_that_would_tell_of_it() -> None:
    observed = ObservedBoard(Board.PICOW)
    observed.board.cut_power(1, 100)
    assert observed.power_on().lines[-1] == "[REG]  Registration successful!"
    assert observed.observer.halts == []


@pytest.mark.parametrize("reason", [ResetReason.PIN, ResetReason.SOFTWARE, ResetReason.WATCHDOG])
def test_an_esp8266_keeps_its_rtc_memory_through_a_reset_and_loses_it_with_power(reason: ResetReason) -> None:
    observed = ObservedBoard(Board.ESP8266)
    observed.power_on()
    memory = observed.board.rtc_memory
    assert memory is not None
    assert memory.write(32, b"boot counter")
    observed.board.reset(reason)
    assert memory.read(32, 12) == b"boot counter"
    observed.board.power_off()
    observed.board.power_on()
    assert memory.read(32, 12) != b"boot counter"


def test_only_the_esp8266_has_rtc_user_memory() -> None:
    assert {family for family in PLATFORM_BOARDS if ObservedBoard(family).board.rtc_memory is not None} == {
        Board.ESP8266
    }


def test_a_cut_that_is_forgotten_does_not_come_in_the_boot_under_way_either() -> None:
    observed = ObservedBoard(Board.PICOW)
    observed.board.cut_power(1, 10)
    observed.power_on(1)
    observed.board.forget_cuts()
    observed.run(20)
    assert (observed.observer.cuts, observed.observer.lines[-1]) == ([], ONLINE)


def test_power_that_goes_in_download_mode_is_no_boots() -> None:
    observed = ObservedBoard()
    observed.board.boot_button_held = True
    observed.power_on()
    observed.board.lose_power()
    assert (observed.board.has_power, observed.observer.cuts) == (False, [])


@pytest.mark.parametrize(
    ("family", "said"),
    [(Board.ESP32, ["E BOD: Brownout detector was triggered", "", ""]), (Board.ESP8266, []), (Board.PICOW, [])],
)
def test_firmware_with_a_detector_tells_of_a_brownout_before_it_starts_anew(family: Board, said: list[str]) -> None:
    observed = ObservedBoard(family)
    before = len(observed.power_on(60).lines)
    observed.board.reset(ResetReason.BROWNOUT)
    assert observed.observer.lines[before:][: len(said)] == said
    assert observed.observer.boots[-1] == (2, ResetReason.BROWNOUT)
    observed.run(60)
    behind = observed.observer.lines[before + len(said) :]
    assert behind
    assert not any("Brownout" in line for line in behind)


def test_a_board_on_which_nothing_runs_tells_of_no_brownout() -> None:
    observed = ObservedBoard()
    observed.board.power_on(hold=True)
    observed.board.reset(ResetReason.BROWNOUT)
    assert observed.observer.lines == []
