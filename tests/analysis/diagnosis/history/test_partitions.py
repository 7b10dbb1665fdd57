"""Settings that lie elsewhere than before are not found by who looks where they lie now."""

import pytest

from oceanhil.analysis.diagnosis import diagnose
from oceanhil.analysis.diagnosis.history.partitions import Partitions
from tests.together import together

LOADER = "I (57) boot:  {number} nvs              WiFi data        01 02 {place} 00005000"


@together
@pytest.mark.parametrize(
    ("before", "now", "moved"),
    [
        ("boot: 0 nvs WiFi data 01 02 00009000 00005000", "boot: 3 nvs WiFi data 01 02 003d0000 00010000", True),
        ("nvs@9000", "nvs@290000", True),
        ("nvs: 0x9000, 20 kB", "nvs offset 0x310000", True),
        ("nvs at 0x9000", "NVS @ 0x9000", False),
        ("nvs@9000", "nvs_keys@290000", False),
        ("nvs@9000", "nvs: 12 of 480 entries", False),
        ("nvs init 0x1101", "nvs read err 4354", False),
    ],
)
def test_the_place_is_compared(before: str, now: str, moved: bool) -> None:
    partitions = Partitions()
    assert not partitions.moved(before)
    assert partitions.moved(now) is moved


def test_what_is_gone_with_another_table_was_moved() -> None:
    works = "oceanremote fw 7\nsession 200\n" + "poll 200\n" * 3
    log = (
        f"{LOADER.format(number=0, place='00009000')}\n{works}"
        f"ets Jul 29 2019 12:21:46\n\nrst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\n"
        f"{LOADER.format(number=2, place='00310000')}\n[E] nvs_open failed: NOT_FOUND\n"
        "register 410 Registration token already used\n"
    )
    assert diagnose(log).findings[0].cause == "nvs-moved"
    assert diagnose(log.replace("00310000", "00009000")).findings[0].cause == "eeprom-lost"


def test_the_boot_loaders_table_belongs_to_the_start_that_it_begins() -> None:
    boot = "I (29) boot: ESP-IDF v5.1.4 2nd stage bootloader\n{table}\n[SYSTEM] Device ID: ESP32_B4E62DA09111\n"
    before, now = (boot.format(table=LOADER.format(number=0, place=place)) for place in ("00009000", "00010000"))
    worked = "[EEPROM] Token loaded (slot A, seq 2)\n[SESSION] HTTP Response: 200\n[INFO] Device ONLINE\n"
    lost = "[EEPROM] Empty\n[REG] HTTP Response: 410\n[REG] Registration failed: Registration token already used\n"
    assert diagnose(before + worked + now + lost).findings[0].cause == "nvs-moved"
    assert diagnose(before + worked + before + lost).findings[0].cause == "eeprom-lost"


def test_behind_the_roms_lines_the_boot_loader_begins_no_start() -> None:
    rom = "ets Jul 29 2019 12:21:46\n\nrst:0x5 (DEEPSLEEP_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\n"
    loader = "I (29) boot: ESP-IDF v5.1.4 2nd stage bootloader\n"
    log = (rom + loader + "[SYSTEM] Device ID: ESP32_B4E62DA09111\n[INFO] Device ONLINE\n") * 3
    assert diagnose(log).recognition.boot_count == 3
