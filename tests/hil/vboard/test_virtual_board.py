"""A virtual board: power, firmware in its flash, its line, download mode."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.hil.vboard.download_mode import LineEffect
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.board.mode import BoardMode
from oceanhil.simulator.image import read_image
from tests.hil.vboard.board_in_process import SYNC, TOKEN, VirtualBench

EVERY = pytest.mark.parametrize("board", PLATFORM_BOARDS)
WITH_LOADER = pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266])
FIRMWARE = Firmware(TOKEN)


@WITH_LOADER
def test_a_blank_board_says_that_there_is_nothing_to_start(board: Board) -> None:
    bench = VirtualBench(board)
    bench.virtual.power(on=True)
    assert bench.mode() is BoardMode.BLANK
    assert ("invalid header: 0xffffffff" if board is Board.ESP32 else "ets_main.c") in bench.text


@EVERY
def test_firmware_in_flash_boots_and_reaches_the_server(board: Board) -> None:
    bench = VirtualBench(board, firmware=FIRMWARE)
    bench.virtual.power(on=True)
    assert "[REG] HTTP Response: 503" in bench.run(20).text
    assert bench.transport.requests[0].path.endswith("/register/")


@EVERY
def test_firmware_is_provisioned_by_the_agent_and_stands_in_flash(board: Board) -> None:
    bench = VirtualBench(board)
    bench.virtual.power(on=True, hold=True)
    bench.say("PROVISION", "SET", "token", TOKEN)
    assert "$HOK,1" in bench.say("PROVISION", "APPLY")
    image = read_image(board, bench.virtual.board.flash)
    assert image is not None
    assert image.firmware.registration_token == TOKEN


@EVERY
@pytest.mark.parametrize(("has_switch", "mode"), [(True, BoardMode.OFF), (False, BoardMode.HELD)])
def test_a_power_cut_leaves_it_off_or_held_where_nobody_can_switch_it_on(
    board: Board, has_switch: bool, mode: BoardMode
) -> None:
    bench = VirtualBench(board, firmware=FIRMWARE, has_switch=has_switch)
    bench.virtual.power(on=True)
    bench.run(1)
    bench.say("EEPROM", "BEGIN", "64")
    bench.say("EEPROM", "WRITE", "0", "55")
    bench.say("CUT", "ARM", "1", "0")
    assert "$HEV,0,CUT," in bench.say("EEPROM", "COMMIT")
    bench.run(1)
    assert bench.mode() is mode
    assert ("$HOK,1" in bench.say("PING")) is not has_switch


def test_the_server_of_the_firmware_is_the_one_it_asks() -> None:
    bench = VirtualBench(firmware=FIRMWARE)
    bench.virtual.power(on=True, hold=True)
    bench.say("PROVISION", "SET", "server", "http://192.0.2.7:8080")
    bench.say("PROVISION", "APPLY")
    bench.say("GO")
    bench.run(20)
    assert set(bench.transport.urls) == {"http://192.0.2.7:8080"}


def test_factory_state_has_no_firmware() -> None:
    bench = VirtualBench(firmware=FIRMWARE)
    bench.virtual.power(on=True)
    bench.say("FACTORY")
    bench.virtual.reset(ResetReason.PIN)
    assert bench.mode() is BoardMode.BLANK


def test_an_image_that_is_taken_away_by_hand_is_gone() -> None:
    bench = VirtualBench(firmware=FIRMWARE)
    bench.virtual.image.save(None)
    assert bench.virtual.image.load() is None
    bench.virtual.image.save(None)


def test_in_hold_nothing_runs_and_the_agent_answers() -> None:
    bench = VirtualBench(firmware=FIRMWARE)
    bench.virtual.power(on=True, hold=True)
    assert bench.run(60).port.sent == b""
    assert "$HOK,1" in bench.say("PING")
    assert bench.virtual.board.boots == 0


def test_firmware_without_agent_ignores_its_sentences() -> None:
    bench = VirtualBench(agent=False, firmware=FIRMWARE)
    bench.virtual.power(on=True)
    assert bench.say("PING") == ""


def test_an_esp8266_is_noise_at_the_boot_for_a_listener_at_115200_and_clear_afterwards() -> None:
    bench = VirtualBench(Board.ESP8266, host_baud=115_200, firmware=FIRMWARE)
    bench.virtual.power(on=True)
    assert bench.port.sent.startswith(b"rl\0l\x9c\x9e|")
    assert "[SYSTEM] Device ID" in bench.run(3).text


def test_a_listener_at_the_roms_rate_reads_the_rom_and_not_the_firmware() -> None:
    bench = VirtualBench(Board.ESP8266, host_baud=74_880, firmware=FIRMWARE)
    bench.virtual.power(on=True)
    assert "ets Jan  8 2013,rst cause:1" in bench.run(3).text
    assert "Device ID" not in bench.text


def test_a_host_at_the_wrong_rate_is_not_understood() -> None:
    bench = VirtualBench(host_baud=57_600, firmware=FIRMWARE)
    bench.virtual.power(on=True, hold=True)
    assert bench.say("PING") == ""


@WITH_LOADER
def test_a_tools_sync_takes_a_running_board_into_download_mode(board: Board) -> None:
    bench = VirtualBench(board, firmware=FIRMWARE)
    bench.virtual.power(on=True)
    bench.run(5)
    before = len(bench.port.sent)
    for at in range(0, len(SYNC), 7):
        bench.virtual.bytes_came(SYNC[at : at + 7])
    assert bench.mode() is BoardMode.DOWNLOAD
    assert bench.port.sent[before:].count(b"\xc0\x01\x08") == 8


def test_without_automatic_download_a_sync_is_noise() -> None:
    bench = VirtualBench(auto_download=False, firmware=FIRMWARE)
    bench.virtual.power(on=True)
    bench.virtual.bytes_came(SYNC)
    assert bench.mode() is BoardMode.RUNNING


def test_a_pico_w_has_no_loader_on_its_line() -> None:
    bench = VirtualBench(Board.PICOW, firmware=FIRMWARE)
    bench.virtual.power(on=True)
    bench.virtual.bytes_came(SYNC)
    assert bench.mode() is BoardMode.RUNNING
    bench.virtual.strap(download=True)
    bench.virtual.reset(ResetReason.PIN)
    assert (bench.mode(), bench.virtual.in_bootsel) == (BoardMode.DOWNLOAD, True)
    sent = len(bench.port.sent)
    bench.virtual.bytes_came(SYNC)
    assert bench.say("INFO") == ""
    assert (bench.mode(), len(bench.port.sent)) == (BoardMode.DOWNLOAD, sent)


@pytest.mark.parametrize(
    ("board", "baud", "dtr", "mode"),
    [
        (Board.PICOW, 1_200, False, BoardMode.DOWNLOAD),
        (Board.PICOW, 1_200, True, BoardMode.RUNNING),
        (Board.PICOW, 115_200, False, BoardMode.RUNNING),
        (Board.ESP32, 1_200, False, BoardMode.RUNNING),
    ],
)
def test_dtr_that_drops_at_1200_baud_sends_a_pico_w_to_bootsel(
    board: Board, baud: int, dtr: bool, mode: BoardMode
) -> None:
    bench = VirtualBench(board, firmware=FIRMWARE)
    bench.virtual.power(on=True)
    bench.virtual.hears_dtr(dtr, baud)
    assert bench.mode() is mode
    # The button was not held: the next reset starts the sketch.
    bench.virtual.reset(ResetReason.PIN)
    assert bench.mode() is BoardMode.RUNNING


def test_a_pico_w_without_a_program_is_in_bootsel_and_starts_what_came_into_its_flash() -> None:
    bench = VirtualBench(Board.PICOW)
    bench.virtual.power(on=True)
    assert bench.virtual.in_bootsel
    bench.virtual.image.install(FIRMWARE)
    bench.virtual.leave_bootsel()
    assert (bench.virtual.in_bootsel, bench.mode()) == (False, BoardMode.RUNNING)


@WITH_LOADER
def test_the_boot_button_counts_at_the_next_reset(board: Board) -> None:
    bench = VirtualBench(board, firmware=FIRMWARE)
    bench.virtual.power(on=True)
    bench.virtual.strap(download=True)
    assert bench.mode() is BoardMode.RUNNING
    bench.virtual.reset(ResetReason.PIN)
    assert bench.mode() is BoardMode.DOWNLOAD
    bench.virtual.strap(download=False)
    bench.virtual.reset(ResetReason.PIN)
    assert bench.mode() is BoardMode.RUNNING


def test_reset_lines_hold_the_chip_and_lead_into_download_mode_and_out_again() -> None:
    bench = VirtualBench(firmware=FIRMWARE, auto_download=False)
    bench.virtual.power(on=True)
    bench.virtual.lines_changed(dtr=False, rts=True)
    assert bench.say("PING") == ""
    assert bench.virtual.lines_changed(dtr=True, rts=True) is LineEffect.RELEASE_SOON
    bench.virtual.lines_changed(dtr=True, rts=False)
    bench.virtual.lines_changed(dtr=False, rts=False)
    assert bench.mode() is BoardMode.DOWNLOAD
    bench.virtual.lines_changed(dtr=False, rts=True)
    bench.virtual.lines_changed(dtr=False, rts=False)
    assert bench.mode() is BoardMode.RUNNING


def test_a_board_that_gets_power_while_its_reset_line_is_low_waits() -> None:
    bench = VirtualBench(firmware=FIRMWARE)
    bench.virtual.lines_changed(dtr=False, rts=True)
    bench.virtual.power(on=True)
    assert bench.virtual.board.boots == 0
    bench.virtual.lines_changed(dtr=True, rts=True)
    bench.virtual.release_reset()
    assert bench.virtual.board.boots == 1


def test_the_lines_do_nothing_to_a_pico_w() -> None:
    bench = VirtualBench(Board.PICOW, firmware=FIRMWARE)
    bench.virtual.power(on=True)
    assert bench.virtual.lines_changed(dtr=False, rts=True) is LineEffect.NOTHING
    assert "$HOK,1" in bench.say("PING")


def test_a_board_that_a_tool_left_in_download_mode_starts_its_firmware_again() -> None:
    bench = VirtualBench(firmware=FIRMWARE)
    bench.virtual.power(on=True)
    bench.virtual.bytes_came(SYNC)
    assert bench.virtual.entered_by_tool
    bench.virtual.leave_download()
    assert (bench.virtual.board.mode, bench.virtual.entered_by_tool) == (BoardMode.RUNNING, False)


def test_a_tool_that_begins_anew_at_another_rate_is_understood_again() -> None:
    bench = VirtualBench(Board.ESP8266, host_baud=115_200, firmware=FIRMWARE)
    bench.virtual.power(on=True)
    bench.virtual.bytes_came(SYNC)
    bench.port.host_baud = 460_800
    before = len(bench.port.sent)
    bench.virtual.bytes_came(SYNC)
    assert bench.port.sent[before:].count(b"\xc0\x01\x08") == 8


@WITH_LOADER
def test_a_rom_that_was_not_spoken_to_yet_takes_the_rate_of_its_first_host(board: Board) -> None:
    bench = VirtualBench(board, host_baud=57_600)
    bench.virtual.strap(download=True)
    bench.virtual.power(on=True)
    before = len(bench.port.sent)
    bench.virtual.bytes_came(SYNC)
    assert bench.port.sent[before:].count(b"\xc0\x01\x08") == 8


def test_a_new_board_is_blank_off_and_at_time_zero() -> None:
    bench = VirtualBench(firmware=FIRMWARE)
    bench.virtual.power(on=True)
    written = bench.run(30).line.written_bytes
    bench.virtual.renew(7)
    board = bench.virtual.board
    assert (board.mode, board.boots, bench.virtual.kernel.now_us) == (BoardMode.OFF, 0, 0)
    assert bench.virtual.image.load() is None
    assert bench.line.written_bytes == written


def test_an_answer_that_is_late_by_more_than_the_device_waits_is_a_time_out() -> None:
    bench = VirtualBench(firmware=FIRMWARE)
    bench.transport.late_us = 600_000_000
    bench.virtual.power(on=True)
    assert "[REG] HTTP Response: -11" in bench.run(60).text


@pytest.mark.slow
@given(
    st.sampled_from(PLATFORM_BOARDS), st.lists(st.binary(max_size=80) | st.sampled_from([SYNC, SYNC[:20], b"$HIL,1,"]))
)
def test_no_bytes_of_a_host_crash_a_board(board: Board, pieces: list[bytes]) -> None:
    bench = VirtualBench(board, host_baud=115_200, firmware=FIRMWARE)
    bench.virtual.power(on=True)
    for piece in pieces:
        bench.virtual.bytes_came(piece)
    bench.virtual.power(on=False)
    assert bench.mode() is BoardMode.OFF


def test_bytes_that_nobody_can_hear_are_sent_but_not_delivered() -> None:
    bench = VirtualBench(firmware=FIRMWARE)
    bench.port.has_listener = False
    bench.virtual.power(on=True)
    assert bench.line.written_bytes > 0 == bench.line.delivered_bytes
    assert bench.port.sent == b""
