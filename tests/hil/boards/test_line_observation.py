"""What a board's line tells: what each verdict says, what is counted as what, and when enough was heard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.hil.boards.line_observation import LineObservation, is_readable
from oceanhil.hil.boards.verdicts import BoardVerdict, Health
from oceanhil.protocol.board import Board
from tests.hil.boards.listened import ESP32_BOOT, MAC, entry

_BOOT = ESP32_BOOT[1].decode().rstrip()
_DOWN = "rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))"
_ID = "[SYSTEM] Device ID: ESP32_246F28AABBCC"


def _hearing(*texts: str, of: BoardEntry | None = None, total: int = 0) -> LineObservation:
    hearing = LineObservation(of or entry())
    for text in texts:
        hearing.line(text, text.encode())
    hearing.bytes_counted(total)
    return hearing


def _judged(*texts: str, of: BoardEntry | None = None, total: int = 0, listened_s: float = 2.0) -> Health:
    return _hearing(*texts, of=of, total=total).judge(listened_s)


@pytest.mark.parametrize(
    ("texts", "total", "reason"),
    [
        (
            ["[SYSTEM] Device ID: PICOW_246F28AABBCC"],
            0,
            "the port of 'desk' has a picow on it, the inventory says esp32; correct kind, or the port",
        ),
        ([_DOWN], 0, "'desk' waits in download mode: GPIO0 was low at its last reset; let go of BOOT and reset it"),
        (
            [_BOOT, "flash read err, 1000"],
            0,
            "'desk' has no firmware to start ('flash read err, 1000'); flash it, see 'oceanhil boards' in the docs",
        ),
        (
            ["flash read err, 1000", _BOOT],
            0,
            "'desk' has no firmware to start ('flash read err, 1000'); flash it, see 'oceanhil boards' in the docs",
        ),
        (
            [_ID] * 5,
            0,
            (
                "'desk' started 5 times in 2.0 s: it resets itself again and again;"
                " 'oceanhil boards monitor desk' shows why"
            ),
        ),
        (
            [],
            24,
            "24 bytes came from 'desk' at 115200 baud and none is text: its firmware uses another rate; correct baud",
        ),
        (
            [_BOOT],
            99_999,
            (
                "'desk' floods its line: 99999 bytes in 2.0 s, which is all that 115200 baud can carry;"
                " nothing else would get through"
            ),
        ),
        (
            ["[SYSTEM] Device ID: ESP32_246F28000001"],
            0,
            (
                "'desk' calls itself 'ESP32_246F28000001', which is not made of the MAC in the inventory;"
                " another board is plugged in, or the inventory is out of date"
            ),
        ),
        (
            [],
            0,
            (
                "'desk' said nothing in 2.0 s; does it have power, and is it the right port?"
                " pressing its reset button while probing helps where the harness cannot; if it starts later,"
                " 'oceanhil boards probe desk --listen 10s' hears it: put boots_s = 10 into its entry"
            ),
        ),
        ([_BOOT], 0, ""),
    ],
)
def test_each_verdict_says_what_was_found_and_what_to_do(texts: list[str], total: int, reason: str) -> None:
    assert _judged(*texts, total=total).reason == reason


@pytest.mark.parametrize(
    ("text", "kinds", "boots"),
    [
        (_BOOT, Board.ESP32, 1),
        ("rst:0xa (X),boot:0x1f (SPI", Board.ESP32, 1),
        ("rst:0xa (X),boot:0x1f SPI", None, 0),
        ("rst:0x (X),boot:0x1f (SPI", None, 0),
        ("ESP-ROM:esp32c3-api1-20210207", Board("esp32c3"), 0),
        ("ESP-ROM:esp32", None, 0),
        (" ets Jan  8 2013,rst cause:2, boot mode:(3,6)", Board.ESP8266, 1),
        (" ets Jan  8 2013,rst cause:, boot mode:(3,6)", None, 0),
        ("rst cause:2, boot mode:(3,)", None, 0),
        ("Device ID: ESP8266_AB", Board.ESP8266, 1),
        ("Device ID: PICOW_123456789ABC", Board.PICOW, 1),
        ("Device ID: ESP32_A", None, 0),
        ("Device ID: ESP32_123456789ABCD", None, 0),
        ("Device ID: esp32_AB", None, 0),
        ("[SYSTEM] hello", None, 0),
    ],
)
def test_a_kind_and_a_start_are_known_by_what_the_rom_or_the_firmware_prints(
    text: str, kinds: Board | None, boots: int
) -> None:
    health = _judged(text)
    assert (health.kind, health.boots) == (kinds, boots)


@pytest.mark.parametrize(
    ("texts", "boots"),
    [
        ([_BOOT, _ID], 1),
        ([_BOOT, _BOOT, _ID], 2),
        ([_BOOT, _ID, _ID], 2),
        ([_BOOT, _BOOT, _ID, _ID, _ID], 3),
        ([], 0),
    ],
)
def test_a_start_that_the_rom_and_the_firmware_tell_is_one(texts: list[str], boots: int) -> None:
    hearing = _hearing(*texts)
    assert hearing.boots == boots
    assert hearing.is_conclusive is (boots >= 3)


@pytest.mark.parametrize(
    ("text", "is_alive", "is_conclusive"),
    [
        (_BOOT, True, False),
        (_ID, True, False),
        ("ESP-ROM:esp32s3-20210327", False, True),
        (_DOWN, False, True),
        ("Device ID: PICOW_AB", False, True),
        ("invalid header: 0xffffffff", False, False),
        ("csum err", False, False),
        ("the csum err is no banner", False, False),
        ("hello", False, False),
    ],
)
def test_it_is_known_when_a_board_lives_and_when_more_would_change_nothing(
    text: str, is_alive: bool, is_conclusive: bool
) -> None:
    hearing = _hearing(text)
    assert (hearing.is_alive, hearing.is_conclusive, hearing.has_text) == (is_alive, is_conclusive, True)


@pytest.mark.parametrize("text", ["an invalid header: 0x1", "a flash read err, 1", "csum err", "ets_main.c 371"])
def test_what_shows_that_there_is_nothing_to_boot_ends_a_life(text: str) -> None:
    hearing = _hearing(_BOOT, text)
    assert not hearing.is_alive
    assert hearing.judge(1.0).verdict is BoardVerdict.NO_FIRMWARE


@pytest.mark.parametrize("text", ["a csum err", "an ets_main.c 371", "invalid header: 1", "flash read err"])
def test_what_only_looks_like_it_does_not(text: str) -> None:
    assert _judged(_BOOT, text).verdict is BoardVerdict.OK


def test_worse_news_come_first() -> None:
    pico = "Device ID: PICOW_AB"
    blank = "invalid header: 0xffffffff"
    assert _judged(_DOWN, pico).verdict is BoardVerdict.WRONG_BOARD
    assert _judged(blank, _DOWN).verdict is BoardVerdict.DOWNLOAD_MODE
    assert _judged(_BOOT, _BOOT, _BOOT, blank).verdict is BoardVerdict.NO_FIRMWARE
    assert _judged(_BOOT, _BOOT, _BOOT, total=10**6).verdict is BoardVerdict.BOOT_LOOP
    other = "Device ID: ESP32_246F28000001"
    assert _judged(other, total=10**6).verdict is BoardVerdict.FLOODS


def test_the_last_kind_that_was_heard_is_told_and_the_first_foreign_one_named() -> None:
    health = _judged("Device ID: ESP8266_AB", "Device ID: PICOW_AB", of=entry(Board.ESP32))
    assert health.kind is Board.PICOW
    assert "has an esp8266 on it" in health.reason


@pytest.mark.parametrize(
    ("shown", "mac", "told"),
    [
        ("ESP32_246F28AABBCC", MAC, "24:6F:28:AA:BB:CC"),
        ("ESP32_246F28AABBCC", None, "24:6F:28:AA:BB:CC"),
        ("ESP32_AABBCC", None, ""),
    ],
)
def test_a_whole_mac_in_a_device_id_is_told(shown: str, mac: bytes | None, told: str) -> None:
    health = _judged(f"Device ID: {shown}", of=entry(mac=mac))
    assert (health.verdict, health.mac) == (BoardVerdict.OK, told)


@pytest.mark.parametrize(
    ("baud", "total", "verdict"),
    [
        (9_600, 4_096, BoardVerdict.OK),
        (9_600, 4_097, BoardVerdict.FLOODS),
        (115_200, 20_736, BoardVerdict.OK),
        (115_200, 20_737, BoardVerdict.FLOODS),
    ],
)
def test_a_flood_is_counted_by_the_rate_of_the_inventory(baud: int, total: int, verdict: BoardVerdict) -> None:
    assert _judged(_BOOT, of=replace(entry(), baud=baud), total=total).verdict is verdict


def test_noise_beside_text_is_no_other_rate() -> None:
    assert _judged("hello", total=24).verdict is BoardVerdict.OK


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"~~~", True),
        (b"XaX", True),
        (b"   ", True),
        (b"\x7f\x7f\x7f", False),
        (b"\x1f\x1f\x1f", False),
        (b"\t\t\t", True),
        (b"\x1b\x1b\x1b", True),
        (b"a\r\nb\n", False),
        (b"\n\0abc\r", True),
        (b"ab\0\r\n", False),
    ],
)
def test_every_printable_byte_a_tab_and_an_escape_are_text(raw: bytes, expected: bool) -> None:
    assert is_readable(raw) is expected


def test_what_cannot_be_read_counts_for_nothing() -> None:
    hearing = LineObservation(entry())
    hearing.line(_BOOT, b"\xff" * 20)
    assert (hearing.has_text, hearing.boots, hearing.is_alive) == (False, 0, False)
    assert hearing.judge(1.0).last_lines == ()


def test_the_last_eight_lines_are_kept() -> None:
    assert _judged(*(f"line {number}" for number in range(10))).last_lines == tuple(
        f"line {number}" for number in range(2, 10)
    )


C3 = Board("esp32c3")
_C3_ROM, _C3_START = "ESP-ROM:esp32c3-api1-20210207", "rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)"


@pytest.mark.parametrize("texts", [[_C3_ROM, _C3_START], [_C3_START]], ids=["whole", "first line missed"])
def test_an_esp32c3_is_heard_to_be_one(texts: list[str]) -> None:
    hearing = _hearing(*texts, of=replace(entry(), kind=C3))
    assert hearing.is_alive
    assert hearing.judge(2.0).kind is C3


def test_an_esp32c3_that_waits_for_an_upload_says_so() -> None:
    waits = "rst:0x1 (POWERON),boot:0x5 (DOWNLOAD(USB/UART0/1))"
    assert _judged(_C3_ROM, waits, of=replace(entry(), kind=C3)).verdict is BoardVerdict.DOWNLOAD_MODE


def test_an_esp32c3_is_not_the_esp32_of_the_inventory_nor_the_other_way_round() -> None:
    other = _judged(_C3_ROM, _C3_START)
    assert other.verdict is BoardVerdict.WRONG_BOARD
    assert "has an esp32c3 on it, the inventory says esp32;" in other.reason
    assert _judged(_BOOT, of=replace(entry(), kind=C3)).verdict is BoardVerdict.WRONG_BOARD


def test_a_successor_without_a_family_of_its_own_is_taken_for_what_the_inventory_says() -> None:
    assert _judged("ESP-ROM:esp32p4-20230811").kind is Board.ESP32
