"""Two places for a record on each board."""

from collections.abc import Callable

import pytest

from oceanhil.simulator.eeprom.esp32 import init_arduino
from oceanhil.simulator.eeprom.nvs import NvsGeneration, NvsPartition
from oceanhil.simulator.eeprom.slots import Esp32Slots, Slot, Slots, esp8266_slots, pico_slots
from oceanhil.simulator.flash.chip import Flash, PowerCut


def esp32_slots(flash: Flash) -> Slots:
    partition = NvsPartition(flash, NvsGeneration.IDF_5_5_1)
    init_arduino(partition)
    return Esp32Slots(partition)


Boot = Callable[[Flash], Slots]
each_board = pytest.mark.parametrize(
    ("boot", "flash_bytes"), [(esp32_slots, 4 << 20), (esp8266_slots, 4 << 20), (pico_slots, 2 << 20)]
)


@each_board
def test_a_slot_never_written_reads_as_ff(boot: Boot, flash_bytes: int) -> None:
    assert boot(Flash(flash_bytes)).read_slot(Slot.A, 40) == b"\xff" * 40


@each_board
def test_a_slot_is_read_after_a_reboot_padded_with_ff(boot: Boot, flash_bytes: int) -> None:
    flash = Flash(flash_bytes)
    assert boot(flash).write_slot(Slot.A, b"record")
    assert boot(flash).read_slot(Slot.A, 8) == b"record\xff\xff"
    assert boot(flash).read_slot(Slot.A, 3) == b"rec"


@each_board
def test_power_lost_in_one_slot_never_touches_the_other(boot: Boot, flash_bytes: int) -> None:
    flash = Flash(flash_bytes)
    slots = boot(flash)
    slots.write_slot(Slot.A, b"a" * 120)
    slots.write_slot(Slot.B, b"b" * 120)
    start = flash.snapshot()
    for unit in range(120):
        flash.restore(start)
        flash.power_on()
        flash.arm_cut(unit)
        with pytest.raises(PowerCut):
            boot(flash).write_slot(Slot.B, b"c" * 120)
        flash.power_on()
        assert boot(flash).read_slot(Slot.A, 120) == b"a" * 120


def test_esp8266_slots_are_the_eeprom_sector_and_the_one_below() -> None:
    flash = Flash(4 << 20)
    esp8266_slots(flash).write_slot(Slot.A, b"abc")
    esp8266_slots(flash).write_slot(Slot.B, b"b")
    assert flash.dump(0x3FB000, 4) == b"abc\xff"
    assert flash.dump(0x3FA000, 1) == b"b"
    assert flash.programmed_bytes == 8


def test_pico_slots_are_the_last_two_sectors() -> None:
    flash = Flash(2 << 20)
    pico_slots(flash).write_slot(Slot.A, b"a")
    pico_slots(flash).write_slot(Slot.B, b"b")
    assert flash.dump(0x1FF000, 1) + flash.dump(0x1FE000, 1) == b"ab"
    assert flash.programmed_bytes == 512


@pytest.mark.parametrize("slots", [esp8266_slots, pico_slots])
def test_a_record_larger_than_a_sector_is_refused_untouched(slots: Boot) -> None:
    flash = Flash(2 << 20)
    assert not slots(flash).write_slot(Slot.A, bytes(4097))
    assert flash.units == 0


def test_esp32_refuses_a_record_larger_than_its_partition() -> None:
    assert not esp32_slots(Flash(4 << 20)).write_slot(Slot.A, bytes(20_000))


def test_an_unmounted_esp32_has_no_slots() -> None:
    slots = Esp32Slots(NvsPartition(Flash(4 << 20)))
    assert not slots.write_slot(Slot.A, b"a")
    assert slots.read_slot(Slot.A, 2) == b"\xff\xff"
