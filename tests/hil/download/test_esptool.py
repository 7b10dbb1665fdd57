import os
import signal
import threading
from pathlib import Path

import pytest

from oceanhil.boards import family
from oceanhil.hil.download.download_errors import (
    ChipMismatchError,
    DownloadError,
    EsptoolCancelledError,
    EsptoolFailedError,
    EsptoolMissingError,
    EsptoolTimeoutError,
    LineLostError,
    NeedsStubError,
    NoSyncError,
    NotVerifiedError,
    PortRefusedError,
    PortTrouble,
)
from oceanhil.hil.download.esptool import Esptool, EsptoolProgram, check_version, command_by_hand, find_esptool
from oceanhil.hil.download.esptool_connection import After, Before, Connection
from oceanhil.hil.download.esptool_output import FlashId
from oceanhil.protocol.board import PLATFORM_BOARDS
from tests.hil.download.flashed_board import CONNECTION, MAC, FakeTool

FAILURES: list[tuple[str, type[DownloadError], str]] = [
    ("Failed to connect to ESP8266: No serial data received.", NoSyncError, "hold BOOT"),
    ("Failed to connect to ESP32: Wrong boot mode detected (0x13)! The chip needs…", NoSyncError, "hold BOOT"),
    ("This chip is ESP32-S3, not ESP8266. Wrong chip argument?", ChipMismatchError, "expected esp8266, found esp32-s3"),
    ("This chip is ESP32 not ESP8266. Wrong --chip argument?", ChipMismatchError, "expected esp8266, found esp32;"),
    ("MD5 of file does not match data in flash!", NotVerifiedError, "does not read back"),
    ("Invalid head of packet (0x80): Possible serial noise or corruption.", LineLostError, "lower baud rate"),
    ("ESP8266 ROM does not support function erase_flash.", NeedsStubError, "allow the flasher stub"),
    ("The moon is in the wrong house.", EsptoolFailedError, "The moon is in the wrong house"),
]


def test_a_connection_becomes_options_in_front_of_the_command(tmp_path: Path) -> None:
    fake = FakeTool(tmp_path)
    connection = Connection(
        port="socket://x:1", chip="esp32", baud=9600, before=Before.NO_RESET, after=After.SOFT_RESET, stub=False
    )
    fake.tool.read_mac(connection)
    assert " ".join(fake.runs[0]) == (
        "--chip esp32 --port socket://x:1 --baud 9600 --before no-reset --after soft-reset --connect-attempts 3"
        " --no-stub read-mac"
    )


def test_chip_mac_and_flash_are_asked_in_one_run(tmp_path: Path) -> None:
    fake = FakeTool(tmp_path)
    report = fake.tool.identify(CONNECTION)
    assert (report.name, report.mac, report.flash) == ("ESP8266EX", MAC, FlashId(0xEF, 0x4016, 4 << 20))
    assert len(fake.runs) == 1


def test_the_chip_id_is_a_number(tmp_path: Path) -> None:
    assert FakeTool(tmp_path).tool.chip_id(CONNECTION) == 0x146A18


@pytest.mark.slow
def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    tool = FakeTool(tmp_path).tool
    tool.write_flash(CONNECTION, {0x1000: b"one", 0x3FB000: b"two"})
    assert tool.read_flash(CONNECTION, 0x3FB000, 3) == b"two"
    assert tool.verify_flash(CONNECTION, {0x1000: b"one"})
    assert not tool.verify_flash(CONNECTION, {0x1000: b"two"})


def test_parts_are_written_in_one_run_and_headers_left_alone(tmp_path: Path) -> None:
    fake = FakeTool(tmp_path)
    fake.tool.write_flash(CONNECTION, {0x2000: b"b", 0x1000: b"a"})
    (words,) = fake.runs
    assert " ".join(words).count("keep") == 3
    assert [word for word in words if word in {"0x1000", "0x2000"}] == ["0x1000", "0x2000"]


def test_a_region_and_the_chip_are_erased(tmp_path: Path) -> None:
    fake = FakeTool(tmp_path, flash=bytes(1 << 16))
    fake.tool.erase_region(CONNECTION, 0x1000, 0x2000)
    assert fake.flash == bytes(0x1000) + b"\xff" * 0x2000 + bytes(0xD000)
    fake.tool.erase_flash(CONNECTION)
    assert fake.flash == b"\xff" * (1 << 16)


def test_a_short_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(EsptoolFailedError, match="read 16 of 32 bytes at 0x10"):
        FakeTool(tmp_path, flash=bytes(32)).tool.read_flash(CONNECTION, 16, 32)


@pytest.mark.parametrize(("text", "kind", "shown"), FAILURES)
def test_each_failure_has_its_type_and_its_next_step(
    tmp_path: Path, text: str, kind: type[DownloadError], shown: str
) -> None:
    tool = FakeTool(tmp_path, f"esptool v5.6.0\nConnecting...\n\nERROR: A fatal error occurred: {text}\n").tool
    with pytest.raises(DownloadError) as caught:
        tool.read_mac(CONNECTION)
    assert type(caught.value) is kind
    assert shown in str(caught.value)
    assert text in caught.value.output


@pytest.mark.parametrize(
    ("cause", "trouble"),
    [
        ("[Errno 2] could not open port /dev/x: [Errno 2] No such file or directory: '/dev/x'", PortTrouble.MISSING),
        ("[Errno 13] could not open port /dev/x: [Errno 13] Permission denied: '/dev/x'", PortTrouble.FORBIDDEN),
        ("[Errno 11] Could not exclusively lock port /dev/x: Resource temporarily unavailable", PortTrouble.BUSY),
        ("Could not open port socket://h:9: [Errno 111] Connection refused", PortTrouble.SILENT_HOST),
        ("could not open port 'COM3': PermissionError(13, 'Access is denied.', None, 5)", PortTrouble.BUSY),
        ("could not open port 'COM3': FileNotFoundError(2, '…', None, 2)", PortTrouble.MISSING),
        ("Could not configure port", PortTrouble.UNKNOWN),
    ],
)
def test_a_port_that_cannot_be_opened_says_why(tmp_path: Path, cause: str, trouble: PortTrouble) -> None:
    message = f"A fatal error occurred: Could not open /dev/x, the port is busy or doesn't exist.\n({cause})\n"
    with pytest.raises(PortRefusedError) as caught:
        FakeTool(tmp_path, message).tool.read_mac(CONNECTION)
    assert caught.value.trouble is trouble
    assert "'/dev/somewhere'" in str(caught.value)


def test_a_missing_module_is_told_with_how_to_install_it(tmp_path: Path) -> None:
    tool = FakeTool(tmp_path, "/usr/bin/python: No module named esptool\n").tool
    with pytest.raises(EsptoolMissingError, match="pip install"):
        tool.read_mac(CONNECTION)


def test_a_program_that_cannot_be_started_is_named() -> None:
    with pytest.raises(EsptoolFailedError, match=r"'/no/such/program': no such file"):
        Esptool(EsptoolProgram(("/no/such/program",))).read_mac(CONNECTION)


@pytest.mark.slow
def test_one_that_hangs_is_ended_and_what_it_printed_kept(tmp_path: Path) -> None:
    tool = FakeTool(tmp_path).saying("hang", start_s_max=0.5)
    with pytest.raises(EsptoolTimeoutError, match=r"within 0\.5 s") as caught:
        tool.read_mac(CONNECTION)
    assert caught.value.output == "Connecting....\n"


def test_one_that_hangs_is_ended_when_the_run_is_cancelled(tmp_path: Path) -> None:
    cancelled = threading.Event()
    tool = FakeTool(tmp_path).saying("hang", cancelled=cancelled)
    threading.Timer(0.2, cancelled.set).start()
    with pytest.raises(EsptoolCancelledError):
        tool.read_mac(CONNECTION)


@pytest.mark.slow
def test_ctrl_c_reaches_us_and_ends_the_program(tmp_path: Path) -> None:
    tool = FakeTool(tmp_path).saying("hang")
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        tool.read_mac(CONNECTION)


def test_what_was_printed_is_kept_for_the_report(tmp_path: Path) -> None:
    tool = FakeTool(tmp_path).tool
    tool.read_mac(CONNECTION)
    (transcript,) = tool.transcripts
    assert transcript.action == "read-mac"
    assert "ESP8266EX" in transcript.output


@pytest.mark.parametrize("version", ["4.8.1", "5.0.2", "3"])
def test_a_version_with_other_command_names_is_refused(version: str) -> None:
    with pytest.raises(EsptoolMissingError, match=r"expected 5\.1 or newer"):
        check_version(version)


def test_the_esptool_that_is_installed_here_will_do() -> None:
    assert find_esptool("python").words == ("python", "-m", "esptool")


def test_a_pico_has_no_chip_that_esptool_knows() -> None:
    loaders = [family(board).loader for board in PLATFORM_BOARDS]
    assert [loader and loader.chip for loader in loaders] == ["esp32", "esp8266", None]


def test_the_command_by_hand_can_be_pasted_into_a_shell() -> None:
    shown = command_by_hand(CONNECTION, 0x3FA000, Path("/a b/c.bin"))
    assert shown == (
        "python -m esptool --chip esp8266 --port /dev/somewhere write-flash --flash-size keep 0x3fa000 '/a b/c.bin'"
    )
