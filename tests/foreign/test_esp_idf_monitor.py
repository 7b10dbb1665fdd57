"""Espressif's monitor shows a virtual board, resets it where it has lines, and knows its crashes."""

import pytest

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from tests.analysis.panics.elf_files import elf_file
from tests.foreign.program import TOKEN, Environment, typed
from tests.foreign.terminal import CTRL_RIGHT_BRACKET, Terminal

pytestmark = pytest.mark.slow
MONITOR = "esp_idf_monitor"
MENU, CTRL_R = "\x14", "\x12"
BOOT = (r"rst:0x1 \(POWERON_RESET\),boot:0x13", r"\[SYSTEM\] Device ID: ESP32_246F28AABBCC")
# A pty refuses to set lines. The monitor takes that for a port that is not there yet, and only goes on with more than
# one attempt.
ON_PTY = ("--open-port-attempts", "2")


def watching(environment: Environment, port: str, *options: str) -> Terminal:
    return Terminal(environment, MONITOR, "--port", port, "--target", "esp32", "--eol", "crlf", *options)


@pytest.mark.parametrize(("port", "options"), [((), ON_PTY), (("--tcp", "0"), ())], ids=["pty", "socket"])
def test_it_shows_the_boot_and_ends_by_its_key(
    espressif: Environment, port: tuple[str, ...], options: tuple[str, ...]
) -> None:
    with VirtualBoardProcess("--token", TOKEN, *port) as board:
        board.control.power(on=True, hold=True)
        with watching(espressif, board.port_url, *options) as terminal:
            terminal.ask(typed("GO"), r"\$HOK,1\*51")
            terminal.expect(*BOOT)
            assert terminal.end(CTRL_RIGHT_BRACKET) == 0
        assert board.is_running


def test_it_resets_the_board_over_rfc2217_at_the_start_and_when_told(espressif: Environment) -> None:
    with VirtualBoardProcess("--token", TOKEN, "--rfc2217", "0") as board:
        board.control.power(on=True, hold=True)
        with watching(espressif, board.port_url) as terminal:
            terminal.expect(*BOOT)
            terminal.type(MENU + CTRL_R)
            terminal.expect(rf"(?s){BOOT[1]}.*{BOOT[1]}")
            assert terminal.end(CTRL_RIGHT_BRACKET) == 0
        assert board.control.ask().boots == 2


def test_it_knows_a_crash_and_that_the_program_is_another_build(espressif: Environment) -> None:
    built = espressif.folder / "firmware.elf"
    built.write_bytes(elf_file({"loop": (0x400D1A00, 0x200)}))
    with VirtualBoardProcess("--token", TOKEN) as board:
        board.control.power(on=True, hold=True)
        options = (*ON_PTY, "--decode-panic", "backtrace", "--disable-address-decoding", str(built))
        with watching(espressif, board.port_url, *options) as terminal:
            terminal.ask(typed("GO"), r"\$HOK,1\*51")
            terminal.expect(BOOT[1])
            terminal.ask(typed("CRASH", "load-prohibited"), "Guru Meditation Error: Core  1 panic'ed")
            terminal.expect(
                "Stack dump detected", "Backtrace: 0x400d1a2e:0x3ffb21c0", "Checksum mismatch", r"\(SW_CPU_RESET\)"
            )
            assert terminal.end(CTRL_RIGHT_BRACKET) == 0
