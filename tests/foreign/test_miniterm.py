"""pyserial's own terminal program shows a virtual board and lets a person type to it."""

import pytest

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.simulator.board.mode import BoardMode
from tests.foreign.program import TOKEN, Environment, typed
from tests.foreign.terminal import CTRL_RIGHT_BRACKET, Terminal

pytestmark = pytest.mark.slow
MINITERM = "serial.tools.miniterm"
LINK = ()
TCP = ("--tcp", "0")
RFC2217 = ("--rfc2217", "0")
MENU, CTRL_D, CTRL_R = "\x14", "\x04", "\x12"


@pytest.mark.parametrize("port", [LINK, TCP, RFC2217], ids=["pty", "socket", "rfc2217"])
def test_it_shows_the_boot_and_ends_by_its_key(espressif: Environment, port: tuple[str, ...]) -> None:
    with VirtualBoardProcess("--board", "esp32", "--token", TOKEN, *port) as board:
        board.control.power(on=True, hold=True)
        with Terminal(espressif, MINITERM, board.port_url, "115200") as terminal:
            terminal.expect("--- Miniterm on ")
            terminal.ask(typed("GO"), r"\$HOK,1\*51")
            terminal.expect(
                "ets Jul 29 2019 12:21:46",
                r"rst:0x1 \(POWERON_RESET\),boot:0x13 \(SPI_FAST_FLASH_BOOT\)",
                r"\[SYSTEM\] Device ID: ESP32_246F28AABBCC",
                r"\[EEPROM\] Empty",
            )
            assert terminal.end(CTRL_RIGHT_BRACKET) == 0
            assert "--- exit ---" in terminal.shown
        assert board.is_running


@pytest.mark.parametrize(
    ("baud", "seen"),
    [("74880", r" ets Jan  8 2013,rst cause:1, boot mode:\(3,6\)"), ("115200", r"\[SYSTEM\] Device ID: ESP8266_")],
    ids=["rom", "firmware"],
)
def test_it_reads_what_an_esp8266_sends_at_its_own_rate(espressif: Environment, baud: str, seen: str) -> None:
    with VirtualBoardProcess("--board", "esp8266", "--token", TOKEN) as board:
        with Terminal(espressif, MINITERM, board.port_url, baud) as terminal:
            terminal.expect("--- Miniterm on ")
            board.control.power(on=True)
            terminal.expect(seen)
            assert terminal.end(CTRL_RIGHT_BRACKET) == 0
        assert (" ets Jan" in terminal.shown) is (baud == "74880")


def test_its_keys_for_the_lines_reset_a_board_over_rfc2217(espressif: Environment) -> None:
    with VirtualBoardProcess("--token", TOKEN, *RFC2217) as board:
        board.control.power(on=True)
        with Terminal(espressif, MINITERM, board.port_url, "115200") as terminal:
            terminal.ask(typed("PING"), r"\$HOK,1\*51")
            terminal.type(MENU + CTRL_D)
            terminal.expect("--- DTR inactive ---")
            assert board.control.ask().mode is BoardMode.HELD
            terminal.type(MENU + CTRL_R)
            terminal.expect("--- RTS inactive ---", r"rst:0x1 \(POWERON_RESET\)")
            assert terminal.end(CTRL_RIGHT_BRACKET) == 0
        assert board.control.ask().boots == 2
