"""A virtual board as a process: what users and the serial world start."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from oceanhil.hil.vboard.internet.sntp import TimeServer
from oceanhil.hil.vboard.launcher import ControlError, VirtualBoardProcess
from oceanhil.hil.vboard.vboard_errors import MachineRefusedError
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, encode
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.network_change import HostChange
from oceanhil.protocol.surroundings import Host
from oceanhil.simulator.board.mode import BoardMode
from oceanhil.simulator.image import FirmwareImage, image_parts
from tests.hil.vboard.board_in_process import TOKEN
from tests.hil.vboard.internet.scripted_server import OK, ScriptedServer

SECOND_US = 1_000_000
FIRMWARE = ("--token", TOKEN)
COMMAND = (sys.executable, "-m", "oceanhil", "vboard")


def read_all(process: VirtualBoardProcess, port: serial.SerialBase) -> bytes:
    """Read exactly what the board says it has sent."""
    return bytes(port.read(process.control.ask().delivered_bytes))


def esptool(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "esptool", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def held() -> Iterator[VirtualBoardProcess]:
    """An ESP32 with firmware whose time is held, without a server."""
    with VirtualBoardProcess("--board", "esp32", "--clock", "held", *FIRMWARE) as process:
        yield process


@pytest.mark.slow
def test_the_time_server_of_the_control_channel_is_asked_until_it_is_taken_back(held: VirtualBoardProcess) -> None:
    asked: list[int] = []

    def now_unix_us() -> int:
        asked.append(1)
        return 1_800_000_000 * SECOND_US

    with TimeServer(now_unix_us) as server:
        held.control.time_server(server.address)
        held.control.power(on=True)
        held.control.run(60 * SECOND_US)
        times_asked = len(asked)
        assert times_asked > 0
        held.control.time_server("")
        held.control.reset()
        held.control.run(120 * SECOND_US)
        assert len(asked) == times_asked


def test_a_time_server_that_is_none_is_refused(held: VirtualBoardProcess) -> None:
    with pytest.raises(ControlError, match="time server 'a:b' is none, expected HOST or HOST:PORT"):
        held.control.time_server("a:b")


def test_one_that_never_says_a_word_is_ended_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = tmp_path / "deaf"
    deaf.write_text("#!/bin/sh\nexec sleep 600\n")
    deaf.chmod(0o755)
    monkeypatch.setattr("oceanhil.hil.vboard.launcher.sys.executable", str(deaf))
    monkeypatch.setattr("oceanhil.hil.vboard.launcher._END_S", 0.1)
    with pytest.raises(MachineRefusedError, match="did not start: no word from it"):
        VirtualBoardProcess(timeout_s=0.1)


@pytest.mark.slow
@pytest.mark.parametrize("option", ["--pty", "--control", "--flash", "--ready-file"])
def test_a_name_that_is_too_long_is_told_in_one_line(option: str, tmp_path: Path) -> None:
    place = tmp_path / ("x" * 300)
    words = [option, f"unix:{place}" if option == "--control" else str(place)]
    port = [] if option == "--pty" else ["--tcp", "0"]
    command = [*COMMAND, "--board", "esp32", *port, *words]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "name too long" in ended.stderr or "path too long" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.slow
@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_two_boards_with_one_seed_say_the_same_in_held_time(board: Board) -> None:
    said = []
    for _ in range(2):
        with (
            VirtualBoardProcess("--board", board.value, "--clock", "held", *FIRMWARE) as process,
            serial.Serial(process.port_url, 115_200, timeout=10) as port,
        ):
            process.control.change_air(HostChange(Host.TIME_SERVER, blocked=True))
            process.control.power(on=True)
            process.control.run(120 * SECOND_US)
            said.append(read_all(process, port))
    assert b"[REG] HTTP Response: -1" in said[0]
    assert said[0] == said[1]


def test_held_time_moves_only_when_it_is_granted(held: VirtualBoardProcess) -> None:
    state = held.control.power(on=True)
    assert held.control.ask() == state
    assert held.control.run(state.next_us or 0).now_us == state.next_us


def test_real_time_cannot_be_granted() -> None:
    with VirtualBoardProcess() as process, pytest.raises(ControlError, match="--clock held"):
        process.control.run(5)


def test_requests_reach_the_server_and_answers_the_board_in_held_time() -> None:
    with (
        ScriptedServer(b"HTTP/1.1 429 Slow\r\nretry-after: 77\r\ncontent-length: 2\r\n\r\n{}") as server,
        VirtualBoardProcess("--clock", "held", "--server", server.url, *FIRMWARE) as process,
        serial.Serial(process.port_url, 115_200, timeout=10) as port,
    ):
        process.control.power(on=True)
        process.control.run(10 * SECOND_US)
        assert b"[REG] HTTP Response: 429" in read_all(process, port)
    assert b'"mac_address":"24:6F:28:AA:BB:CC"' in server.requests[0].replace(b": ", b":")


def test_a_notice_of_lateness_sent_before_the_answer_makes_the_device_give_up() -> None:
    with (
        ScriptedServer(OK) as server,
        VirtualBoardProcess("--clock", "held", "--server", server.url, *FIRMWARE) as process,
        serial.Serial(process.port_url, 115_200, timeout=10) as port,
    ):
        server.before_answer = lambda: process.control.send_late(300 * SECOND_US)
        process.control.power(on=True)
        # The device waits 10 s for an answer; its next request comes later than that.
        process.control.run(15 * SECOND_US)
        assert b"[REG] HTTP Response: -11" in read_all(process, port)


def test_the_agent_answers_at_once_while_time_is_held(held: VirtualBoardProcess) -> None:
    held.control.power(on=True, hold=True)
    with serial.Serial(held.port_url, 115_200, timeout=10) as port:
        port.write(encode(Sentence(SentenceKind.COMMAND, 1, ("PING",))))
        assert port.readline().startswith(b"$HOK,1")
    assert held.control.ask().now_us == 0


@pytest.mark.slow
def test_a_real_clock_goes_on_by_itself() -> None:
    with VirtualBoardProcess(*FIRMWARE) as process, serial.Serial(process.port_url, 115_200, timeout=20) as port:
        process.control.power(on=True)
        assert port.read_until(b"[WiFi] Connecting...").endswith(b"[WiFi] Connecting...")
        assert process.control.ask().now_us >= 300_000


@pytest.mark.slow
def test_flash_outlives_the_process(tmp_path: Path) -> None:
    kept = ("--board", "esp8266", "--flash", str(tmp_path / "flash.bin"), "--clock", "held")
    with VirtualBoardProcess(*kept, *FIRMWARE):
        pass
    with VirtualBoardProcess(*kept) as process:
        assert process.control.power(on=True).mode is BoardMode.RUNNING


def test_pulling_the_cable_takes_the_port_away_and_brings_it_back(held: VirtualBoardProcess) -> None:
    link = Path(held.port_url)
    held.control.unplug()
    assert not link.is_symlink()
    held.control.plug()
    with serial.Serial(held.port_url, 115_200, timeout=10) as port:
        held.control.power(on=True)
        assert port.readline().startswith(b"ets Jul 29 2019")


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    link, flash, ready = tmp_path / "port", tmp_path / "flash.bin", tmp_path / "ready"
    arguments = ["--board", "esp32", "--pty", str(link), "--flash", str(flash), "--ready-file", str(ready), "--json"]
    with subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        announced = process.stdout.readline()
        assert ready.read_bytes() == announced
        process.send_signal(number)
        assert process.wait(20) == 0
    assert {each.name for each in tmp_path.iterdir()} == {"flash.bin"}


def test_it_ends_when_its_parent_lets_go_of_its_stdin() -> None:
    with subprocess.Popen(
        [*COMMAND, "--board", "picow", "--tcp", "0", "--until-eof"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert b"picow 28:CD:C1:00:00:01 at socket://127.0.0.1:" in process.stdout.readline()
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0


@pytest.mark.slow
@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266])
def test_esptool_flashes_firmware_onto_a_blank_board(board: Board, tmp_path: Path) -> None:
    image = FirmwareImage(Firmware(TOKEN))
    parts: list[str] = []
    for offset, data in image_parts(board, image):
        (tmp_path / str(offset)).write_bytes(data)
        parts += [hex(offset), str(tmp_path / str(offset))]
    with VirtualBoardProcess("--board", board.value, "--clock", "held") as process:
        process.control.power(on=True)
        done = esptool("--port", process.port_url, "--baud", "460800", "write-flash", *parts)
        assert done.returncode == 0, done.stdout
        assert process.control.ask().mode is BoardMode.DOWNLOAD
        assert process.control.reset().mode is BoardMode.RUNNING


@pytest.mark.long
def test_esptool_resets_a_board_over_the_lines_of_rfc2217() -> None:
    with VirtualBoardProcess("--board", "esp8266", "--rfc2217", "0", *FIRMWARE) as process:
        process.control.power(on=True)
        done = esptool("--port", process.port_url, "read-mac")
        assert "5c:cf:7f:14:6a:18" in done.stdout
        state = process.control.ask()
    assert (state.mode, state.boots) == (BoardMode.RUNNING, 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ("--tcp 0", 2, "no board given"),
        ("--board esp23 --tcp 0", 2, "unknown board 'esp23'; did you mean 'esp32'"),
        ("--board esp32", 2, "0 ports given, expected one of"),
        ("--board esp32 --tcp 0 --rfc2217 0", 2, "2 ports given"),
        ("--board esp32 --tcp x", 2, "address 'x' is no port"),
        ("--board esp32 --tcp 0 --driver idf-9", 2, "no EEPROM driver 'idf-9'"),
        ("--board esp32 --tcp 0 --mac 01:00:00:00:00:00", 2, "is no device's"),
        ("--board esp32 --tcp 0 --mac nonsense", 2, "MAC 'nonsense' is none"),
        ("--board esp32 --tcp 0 --mac 00:00:00:00:00:00", 2, "is no device's, expected one that is not all zeros"),
        ("--board esp32 --tcp 0 --server nowhere", 2, "server 'nowhere' is no address"),
        ("--board esp32 --tcp 0 --time-server a:b:c", 2, "time server 'a:b:c' is none"),
        ("--board esp32 --tcp 0 --control x", 2, "control address 'x' is none"),
        ("--board esp32 --tcp 0 --ssid x", 2, "add --token TOKEN"),
        ("--board esp32 --tcp 0 --clock held", 2, "add --control ADDRESS"),
        ("--tcp 0 --replay x --control tcp:0", 2, "leave it out with --replay"),
        ("--board esp32 --tcp 0 --flash /proc/none/x", 1, "cannot be written"),
        ("--board esp32 --pty /nowhere/port", 1, "choose a folder that exists"),
        ("--tcp 0 --replay /nowhere.oslog", 1, "cannot be read"),
    ],
)
def test_a_users_mistake_is_one_line_and_an_exit_code(arguments: str, code: int, words: str) -> None:
    done = subprocess.run([*COMMAND, *arguments.split()], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_of_the_users_is_no_ready_file(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("mine")
    words = [*COMMAND, "--board", "esp32", "--tcp", "0", "--ready-file", str(notes)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, notes.read_text()) == (2, "mine")
    assert "exists, and is no ready file; choose another name" in done.stderr


def test_an_empty_folder_is_taken_for_the_drive_of_a_boot_rom(tmp_path: Path) -> None:
    (tmp_path / "RPI-RP2").mkdir()
    with VirtualBoardProcess("--board", "picow", "--clock", "held", "--bootsel", str(tmp_path / "RPI-RP2")) as process:
        assert process.control.power(on=True).mode is BoardMode.BLANK


def test_a_drive_that_a_killed_board_left_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "INFO_UF2.TXT").touch()
    with pytest.raises(MachineRefusedError, match=r"is there and holds 'INFO_UF2.TXT'.* remove it, or choose another"):
        VirtualBoardProcess("--board", "picow", "--bootsel", str(tmp_path))


def test_what_a_board_that_does_not_start_says_is_in_the_error() -> None:
    with pytest.raises(MachineRefusedError, match=r"did not start: .*unknown board 'esp23'"):
        VirtualBoardProcess("--board", "esp23")


def test_a_board_that_was_killed_is_a_message_for_its_clients(held: VirtualBoardProcess) -> None:
    subprocess.run(["kill", "-9", str(held.ready.pid)], check=True)
    with pytest.raises(ControlError, match="is gone"):
        held.control.ask()


def test_flash_that_cannot_be_written_is_said_once_and_the_board_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "flash"
    folder.mkdir()
    arguments = ("--board", "esp8266", "--clock", "held", "--flash", str(folder / "flash.bin"), *FIRMWARE)
    with VirtualBoardProcess(*arguments) as process:
        folder.rename(tmp_path / "gone")
        process.control.power(on=True)
        process.control.run(20 * SECOND_US)
        process.control.renew(1)
        while "cannot be written" not in process.errors:
            process.control.ask()
        assert process.is_running
        assert process.errors.count("cannot be written") == 1
