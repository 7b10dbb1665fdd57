"""The EEPROM class of the ESP32 core, over both generations of NVS."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.simulator.eeprom.esp32 import Esp32Eeprom, init_arduino
from oceanhil.simulator.eeprom.nvs import NvsError, NvsGeneration, NvsPartition
from oceanhil.simulator.flash.chip import Flash, PowerCut
from tests.simulator.eeprom.nvs_partitions import each_generation

NVS_ADDRESS = 0x9000
OLD, NEW, BLANK = b"\x11" * 64, b"\x22" * 64, b"\xff" * 64


def boot(flash: Flash, generation: NvsGeneration = NvsGeneration.IDF_5_5_1) -> Esp32Eeprom:
    partition = NvsPartition(flash, generation)
    assert init_arduino(partition) is NvsError.OK
    return Esp32Eeprom(partition)


def board_holding(value: bytes, generation: NvsGeneration) -> Flash:
    flash = Flash(4 << 20)
    eeprom = boot(flash, generation)
    eeprom.begin(len(value))
    eeprom.write_bytes(0, value)
    assert eeprom.commit()
    return flash


def read_back(flash: Flash, generation: NvsGeneration, size: int) -> bytes:
    flash.power_on()
    eeprom = boot(flash, generation)
    assert eeprom.begin(size)
    return eeprom.read_bytes(0, size)


def left_after_each_cut(generation: NvsGeneration, start: int, write: bytes) -> list[bytes]:
    """Return what EEPROM reads after power was lost at unit 0, 1, … of begin and commit over `start` bytes of OLD."""
    flash = board_holding(OLD[:start], generation)
    snapshot = flash.snapshot()
    left = []
    for unit in range(10_000):
        flash.restore(snapshot)
        flash.power_on()
        flash.arm_cut(unit)
        try:
            eeprom = boot(flash, generation)
            eeprom.begin(len(write))
            eeprom.write_bytes(0, write)
            eeprom.commit()
        except PowerCut:
            left.append(read_back(flash, generation, len(write)))
        else:
            return left
    return left


@each_generation
def test_a_first_boot_reads_ff(generation: NvsGeneration) -> None:
    assert read_back(Flash(4 << 20), generation, 64) == BLANK


@each_generation
@settings(max_examples=25)
@given(commits=st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=5))
def test_the_last_commit_is_read_after_a_reboot(generation: NvsGeneration, commits: list[bytes]) -> None:
    flash = Flash(4 << 20)
    eeprom = boot(flash, generation)
    eeprom.begin(300)
    for data in commits:
        eeprom.write_bytes(0, data)
        assert eeprom.commit()
    assert read_back(flash, generation, 300)[: len(commits[-1])] == commits[-1]


def test_4_4_7_never_loses_a_value_to_a_power_cut_in_a_commit() -> None:
    left = left_after_each_cut(NvsGeneration.IDF_4_4_7, 64, NEW)
    assert len(left) == 148
    assert set(left) == {OLD, NEW}
    assert left == sorted(left)


def test_5_5_1_loses_old_and_new_at_one_unit_of_a_commit() -> None:
    left = left_after_each_cut(NvsGeneration.IDF_5_5_1, 64, NEW)
    assert [unit for unit, value in enumerate(left) if value == BLANK] == [104]
    assert set(left) == {OLD, NEW, BLANK}


@pytest.mark.slow
@each_generation
def test_growing_loses_everything_if_power_goes_between_its_erase_and_its_write(generation: NvsGeneration) -> None:
    left = left_after_each_cut(generation, 64, NEW + NEW)
    losses = [value for value in left if value == BLANK + BLANK]
    assert len(losses) > 100
    assert {value[:64] for value in left} == {OLD, NEW, BLANK}


@each_generation
def test_growing_keeps_the_old_bytes_and_fills_with_ff(generation: NvsGeneration) -> None:
    flash = board_holding(OLD, generation)
    assert read_back(flash, generation, 100) == OLD + b"\xff" * 36


@each_generation
def test_shrinking_cuts_the_blob(generation: NvsGeneration) -> None:
    flash = board_holding(OLD, generation)
    assert read_back(flash, generation, 16) == OLD[:16]
    assert read_back(flash, generation, 64) == OLD[:16] + b"\xff" * 48


@each_generation
def test_bytes_that_did_not_change_are_not_written_again(generation: NvsGeneration) -> None:
    flash = board_holding(OLD, generation)
    eeprom = boot(flash, generation)
    eeprom.begin(64)
    before = flash.units
    eeprom.write(0, 0)
    eeprom.write(0, OLD[0])
    assert eeprom.commit()
    assert flash.units == before


def test_the_dirty_flag_survives_a_second_begin() -> None:
    flash = board_holding(OLD, NvsGeneration.IDF_5_5_1)
    eeprom = boot(flash)
    eeprom.begin(64)
    eeprom.write(0, 0)
    eeprom.begin(64)
    assert eeprom.dirty
    assert eeprom.read(0) == OLD[0]


@pytest.mark.parametrize(
    ("generation", "afterwards"), [(NvsGeneration.IDF_4_4_7, b"\xa5" * 64), (NvsGeneration.IDF_5_5_1, BLANK)]
)
def test_a_damaged_payload_reaches_the_sketch_once(generation: NvsGeneration, afterwards: bytes) -> None:
    """After that 4.4.7 is left with an index that leads nowhere, and RAM with what the heap held; 5.5.1 clears it."""
    flash = board_holding(OLD, generation)
    payload = flash.dump(NVS_ADDRESS, 4096).rindex(OLD)
    flash.load(b"\x10", NVS_ADDRESS + payload + 5)
    assert read_back(flash, generation, 64) == OLD[:5] + b"\x10" + OLD[6:]
    assert read_back(flash, generation, 64) == afterwards
    assert read_back(flash, generation, 64) == afterwards


def test_what_could_not_be_read_at_all_is_whatever_the_heap_held() -> None:
    flash = board_holding(OLD, NvsGeneration.IDF_4_4_7)
    header = flash.dump(NVS_ADDRESS, 4096).rindex(OLD) - 32
    flash.load(b"\x00", NVS_ADDRESS + header + 8)
    assert read_back(flash, NvsGeneration.IDF_4_4_7, 64) == b"\xa5" * 64


@each_generation
def test_begin_needs_room_for_old_and_new(generation: NvsGeneration) -> None:
    assert boot(Flash(4 << 20), generation).begin(15_900)
    assert not boot(Flash(4 << 20), generation).begin(16_001)


@each_generation
@pytest.mark.parametrize(("size", "fits"), [(7_900, True), (8_000, False)])
def test_a_changed_commit_needs_half_the_partition(generation: NvsGeneration, size: int, *, fits: bool) -> None:
    eeprom = boot(Flash(4 << 20), generation)
    eeprom.begin(size)
    eeprom.write(0, 1)
    assert eeprom.commit() is fits


@pytest.mark.parametrize(("size", "namespaces"), [(0, 0), (-1, 1)])
def test_begin_of_nothing_or_of_too_much_is_refused(size: int, namespaces: int) -> None:
    partition = NvsPartition(Flash(4 << 20))
    init_arduino(partition)
    assert not Esp32Eeprom(partition).begin(size)
    assert partition.stats().namespace_count == namespaces


def test_an_unmounted_partition_refuses_begin_and_commit() -> None:
    eeprom = Esp32Eeprom(NvsPartition(Flash(4 << 20)))
    assert (eeprom.begin(64), eeprom.commit(), eeprom.end()) == (False, False, False)


def test_end_commits_and_releases_ram() -> None:
    flash = Flash(4 << 20)
    eeprom = boot(flash)
    eeprom.begin(4)
    eeprom.write_bytes(0, b"abcd")
    assert eeprom.end()
    assert (eeprom.length(), eeprom.read(0), eeprom.end()) == (0, 0, False)
    assert read_back(flash, NvsGeneration.IDF_5_5_1, 4) == b"abcd"


def test_eeproms_of_different_names_are_apart() -> None:
    flash = Flash(4 << 20)
    partition = NvsPartition(flash)
    init_arduino(partition)
    names, values = ("names", "counters"), (b"n", b"c")
    for name, value in zip(names, values, strict=True):
        eeprom = Esp32Eeprom(partition, name)
        eeprom.begin(1)
        eeprom.write_bytes(0, value)
        eeprom.end()
    for name, value in zip(names, values, strict=True):
        eeprom = Esp32Eeprom(partition, name)
        eeprom.begin(1)
        assert eeprom.read_bytes(0, 1) == value


@each_generation
def test_a_partition_without_a_free_page_is_erased_whole(generation: NvsGeneration) -> None:
    flash = board_holding(OLD, generation)
    page = flash.dump(NVS_ADDRESS, 4096)
    for number in range(5):
        flash.load(page, NVS_ADDRESS + number * 4096)
    assert read_back(flash, generation, 64) == BLANK
    assert sum(flash.erases.values()) == 5


def test_other_failures_to_mount_are_only_reported() -> None:
    flash = Flash(4 << 20)
    flash.arm_cut(0)
    partition = NvsPartition(flash)
    assert init_arduino(partition) is NvsError.OK
    with pytest.raises(PowerCut):
        Esp32Eeprom(partition).begin(4)
