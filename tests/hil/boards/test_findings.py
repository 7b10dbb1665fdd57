"""What is made of what a board says: limits, words and codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.hil.boards.health import of_info, of_link_error, probe
from oceanhil.hil.boards.line_observation import BOOTS_OF_A_LOOP, LineObservation, is_readable
from oceanhil.hil.boards.verdicts import BoardVerdict, Health, a_kind, said_of
from oceanhil.hil.link.port_errors import (
    LinkError,
    PortAmbiguousError,
    PortBusyError,
    PortForbiddenError,
    PortMissingError,
    UnpluggedError,
)
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from tests.hil.boards.listened import ESP32_BOOT, ScriptedLink, entry, info

DOCS = Path(__file__).parents[3] / "docs"


def _heard(*lines: bytes, kind: Board = Board.ESP32, total: int | None = None, listened_s: float = 1.0) -> Health:
    hearing = LineObservation(entry(kind))
    for raw in lines:
        hearing.line(raw.decode("utf-8", "backslashreplace").rstrip("\r\n"), raw)
    hearing.bytes_counted(sum(map(len, lines)) if total is None else total)
    return hearing.judge(listened_s)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"abc\r\n", True),
        (b"ab\r\n", False),
        (b"\0\0abc\0\r\n", True),
        (b"a\tb \x1b[0m\n", True),
        (b"abcdefghi\x80\n", True),
        (b"abcdefgh\x80\x80\n", False),
        (b"abcdefghi\x7f\n", True),
        (b"abcdefgh\x1f\x1f\n", False),
        ("Gerät ✓ ä ö ü\n".encode(), True),
        ("äöü\n".encode(), True),
        (b"\xff\xfe\xfd\n", False),
        (b"", False),
    ],
)
def test_a_line_is_text_if_nine_of_ten_bytes_are(raw: bytes, expected: bool) -> None:
    assert is_readable(raw) is expected


@pytest.mark.parametrize(
    ("boots", "verdict"), [(1, BoardVerdict.OK), (2, BoardVerdict.OK), (3, BoardVerdict.BOOT_LOOP)]
)
def test_three_starts_while_one_listens_are_a_loop(boots: int, verdict: BoardVerdict) -> None:
    health = _heard(*ESP32_BOOT * boots)
    assert (health.verdict, health.boots) == (verdict, boots)
    assert BOOTS_OF_A_LOOP == 3
    if verdict is BoardVerdict.BOOT_LOOP:
        assert health.reason.startswith("'desk' started 3 times in 1.0 s")
        assert "'oceanhil boards monitor desk'" in health.reason


@pytest.mark.parametrize(("count", "verdict"), [(23, BoardVerdict.SILENT), (24, BoardVerdict.WRONG_BAUD)])
def test_noise_is_told_from_silence_by_its_amount(count: int, verdict: BoardVerdict) -> None:
    assert _heard(total=count).verdict is verdict


@pytest.mark.parametrize(
    ("total", "listened_s", "verdict"),
    [
        (4096, 0.1, BoardVerdict.OK),
        (4097, 0.1, BoardVerdict.FLOODS),
        (10_368, 1.0, BoardVerdict.OK),
        (10_369, 1.0, BoardVerdict.FLOODS),
    ],
)
def test_a_flood_is_nine_tenths_of_what_the_line_carries(total: int, listened_s: float, verdict: BoardVerdict) -> None:
    assert _heard(b"[SYSTEM] hello\n", total=total, listened_s=listened_s).verdict is verdict


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (b"rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO))\n", BoardVerdict.DOWNLOAD_MODE),
        (b"rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\n", BoardVerdict.OK),
        (b"ESP-ROM:esp32s3-20210327\n", BoardVerdict.WRONG_BOARD),
        (b" ets Jan  8 2013,rst cause:2, boot mode:(3,6)\n", BoardVerdict.WRONG_BOARD),
        (b"invalid header: 0xffffffff\n", BoardVerdict.NO_FIRMWARE),
        (b"flash read err, 1000\n", BoardVerdict.NO_FIRMWARE),
        (b"csum err\n", BoardVerdict.NO_FIRMWARE),
        (b"ets_main.c 371\n", BoardVerdict.NO_FIRMWARE),
        (b"[SYSTEM] Device ID: ESP32_246F28AABBCC\n", BoardVerdict.OK),
        (b"[SYSTEM] Device ID: ESP32_CCBBAA286F24\n", BoardVerdict.OK),
        (b"[SYSTEM] Device ID: ESP32_246F28000001\n", BoardVerdict.WRONG_MAC),
        (b"[SYSTEM] Device ID: PICOW_246F28AABBCC\n", BoardVerdict.WRONG_BOARD),
    ],
)
def test_each_line_that_says_something_has_its_verdict(line: bytes, verdict: BoardVerdict) -> None:
    assert _heard(line).verdict is verdict


@pytest.mark.parametrize(("mode", "verdict"), [(b"1", BoardVerdict.DOWNLOAD_MODE), (b"3", BoardVerdict.OK)])
def test_an_esp8266_says_its_mode_as_a_number(mode: bytes, verdict: BoardVerdict) -> None:
    line = b" ets Jan  8 2013,rst cause:2, boot mode:(" + mode + b",6)\n"
    assert _heard(line, kind=Board.ESP8266).verdict is verdict


def test_a_start_after_download_mode_is_a_start() -> None:
    down = b"rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0))\n"
    assert _heard(down, ESP32_BOOT[1]).verdict is BoardVerdict.OK


def test_what_was_heard_is_kept_as_far_as_it_may_be_shown() -> None:
    token = b"oc_perm_" + b"a" * 43
    lines = [b"line %d\n" % number for number in range(9)] + [token + b"\n"]
    health = _heard(*lines)
    assert health.last_lines == (*(f"line {number}" for number in range(2, 9)), "oc_perm_aaaa…")
    own = _heard(b"[SYSTEM] Device ID: ESP32_246F28AABBCC\n")
    assert (own.kind, own.mac) == (Board.ESP32, "24:6F:28:AA:BB:CC")
    assert (_heard().kind, _heard().mac, _heard().boots) == (None, "", 0)


def test_listening_ends_when_more_would_change_nothing() -> None:
    hearing = LineObservation(entry())
    assert (hearing.is_alive, hearing.is_conclusive, hearing.has_text) == (False, False, False)
    hearing.line("x", ESP32_BOOT[1])
    hearing.line(ESP32_BOOT[1].decode(), ESP32_BOOT[1])
    assert (hearing.is_alive, hearing.is_conclusive, hearing.has_text) == (True, False, True)
    hearing.line("invalid header: 0xffffffff", b"invalid header: 0xffffffff")
    assert not hearing.is_alive


def test_every_verdict_has_an_exit_code_of_its_own_as_documented() -> None:
    page = (DOCS / "boards.md").read_text("utf-8")
    codes = {verdict: verdict.exit_code for verdict in BoardVerdict}
    assert len(set(codes.values())) == len(BoardVerdict)
    assert codes[BoardVerdict.OK] == 0
    for verdict, code in codes.items():
        assert verdict.value in page
        assert str(code) in page


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (PortMissingError, BoardVerdict.PORT_MISSING),
        (PortAmbiguousError, BoardVerdict.PORT_MISSING),
        (PortBusyError, BoardVerdict.PORT_BUSY),
        (PortForbiddenError, BoardVerdict.PORT_FORBIDDEN),
        (UnpluggedError, BoardVerdict.UNPLUGGED),
        (LinkError, BoardVerdict.PORT_FAILED),
    ],
)
def test_each_trouble_with_a_port_has_its_verdict(error: type[LinkError], verdict: BoardVerdict) -> None:
    health = of_link_error(entry(), error("why"))
    assert (health.verdict, health.reason) == (verdict, "board 'desk': why")


def test_what_an_agent_tells_is_kept() -> None:
    health = of_info(entry(), info())
    assert (health.kind, health.mac, health.firmware) == (Board.ESP32, "24:6F:28:AA:BB:CC", "ocean 1.2")
    assert (health.driver, health.boots, health.is_ok, str(health)) == ("idf-5.5.1", 3, True, "ok")
    assert of_info(entry(mac=None), info(mac=bytes(6))).is_ok
    empty = Health(verdict=BoardVerdict.SILENT)
    assert (empty.reason, empty.mac, empty.firmware, empty.driver, empty.boots) == ("", "", "", "", 0)
    assert str(empty) == "silent"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("it hangs", "board 'desk': it hangs"),
        ("'desk' said nothing", "board 'desk': it said nothing"),
        ("board 'desk' is leased", "board 'desk' is leased"),
    ],
)
def test_a_sentence_about_a_board_begins_with_its_name(reason: str, said: str) -> None:
    assert said_of("desk", reason) == said
    assert [a_kind(kind) for kind in PLATFORM_BOARDS] == ["an esp32", "an esp8266", "a picow"]


@pytest.mark.parametrize("rate", [9_600, 57_600, 230_400, 460_800, 921_600, 74_880])
def test_every_usual_rate_is_tried(rate: int) -> None:
    health = probe(entry(), ScriptedLink(ESP32_BOOT, baud=rate), lambda link: None, listen_s=0.001, guess_s=0.001)  # type: ignore[arg-type, return-value]
    assert health.reason.endswith(f"it is readable at {rate}: set baud = {rate}")
    assert health.last_lines == tuple(line.decode().strip() for line in ESP32_BOOT)


def test_what_shows_that_there_is_no_firmware_is_quoted() -> None:
    health = _heard(
        b"ets Jul 29 2019\n", b"rst:0x10 (RTCWDT_RTC_RESET),boot:0x13 (SPI_FAST)\n", b"invalid header: 0xffffffff\n"
    )
    assert "has no firmware to start ('invalid header: 0xffffffff')" in health.reason
