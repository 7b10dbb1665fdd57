"""`oceanhil serve --devices`: simulated devices beside the server."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.commands.serve import serve
from oceanhil.app.serving.devices import numbered, reached_from_here, token_for
from oceanhil.app.serving.option_groups import DeviceOptions
from oceanhil.app.serving.options import parse_devices
from oceanhil.app.serving.simulated_device import SerialLine
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core import Core
from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import Fault, FaultKind
from oceanhil.protocol.profile import load_profile

BOARDS = (Board.ESP32, Board.ESP8266, Board.ESP8266)
REGISTER, STATE = "/api/device/register/", "/api/device/state/"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Client, subprocess.Popen[str]]]:
    """The command with two devices that write logs; a client of its admin side."""
    command = [sys.executable, "-c", "from oceanhil.app.commands.serve import serve; serve()", "--port", "0", "--quiet"]
    devices = ["--devices", "esp32,picow", "--device-logs", str(tmp_path)]
    with subprocess.Popen([*command, *devices], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            with Client(process.stdout.readline().removeprefix("listening on ").strip()) as client:
                yield client, process
        finally:
            process.kill()


def test_a_list_names_families_and_numbers() -> None:
    assert parse_devices(DeviceOptions(devices="esp32, esp8266:2")) == BOARDS
    assert parse_devices(DeviceOptions()) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("esp", "did you mean 'esp32'"),
        ("esp32:", "board:number"),
        ("esp32:x", "board:number"),
        ("", "unknown board ''"),
        ("esp32:0", "asks for 0 devices, expected 1 to 100"),
        ("esp32:9999", "asks for 9999 devices, expected 1 to 100"),
    ],
)
def test_a_wrong_list_says_what_was_expected(text: str, expected: str) -> None:
    with pytest.raises(WrongInputError, match=expected):
        parse_devices(DeviceOptions(devices=text))


def test_logs_need_devices(tmp_path: Path) -> None:
    result = CliRunner().invoke(serve, ["--device-logs", str(tmp_path)])
    assert (result.exit_code, result.output) == (
        2,
        "Error: --device-logs has no devices to listen to; add --devices, such as --devices esp32\n",
    )


def test_devices_are_numbered_in_their_family() -> None:
    names = [name for _, name, _ in numbered(BOARDS)]
    assert names == ["simulated-esp32-1", "simulated-esp8266-1", "simulated-esp8266-2"]


def test_a_record_of_a_former_run_is_taken_again() -> None:
    core = Core(load_profile(), 1)
    first = token_for(core, "simulated-esp32-1", Board.ESP32)
    second = token_for(core, "simulated-esp32-1", Board.ESP32)
    assert first != second
    assert core.device_count == 1


@pytest.mark.parametrize(
    ("url", "reached"),
    [
        ("http://0.0.0.0:80", "http://127.0.0.1:80"),
        ("http://[::]:8080", "http://[::1]:8080"),
        ("https://bench.lan:8443", "https://bench.lan:8443"),
    ],
)
def test_a_server_at_all_addresses_is_reached_over_loopback(url: str, reached: str) -> None:
    assert reached_from_here(url) == reached


@pytest.mark.long
def test_devices_come_online_and_feel_a_fault_and_stop_with_the_server(
    served: tuple[Client, subprocess.Popen[str]], tmp_path: Path
) -> None:
    client, process = served
    for device in client.devices():
        client.wait_for_status(device.id, "ONLINE")
    seq = client.journal(last=1).last_seq
    client.fail_next(Fault(FaultKind.STATUS, status=503), path=STATE)
    assert client.wait_for_request(STATE, since=seq).status == 503
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=20) == ("", "")
    assert process.returncode == 0
    assert "[INFO] Device ONLINE" in (tmp_path / "simulated-picow-1.log").read_text("utf-8")


def test_a_line_is_passed_on_with_secrets_cut() -> None:
    lines: list[str] = []
    SerialLine(lines.append).serial(f"[HTTP] oc_perm_{'a' * 43}", rom=False)
    assert lines == ["[HTTP] oc_perm_aaaa…"]


@pytest.mark.slow
def test_no_log_holds_a_whole_token(served: tuple[Client, subprocess.Popen[str]], tmp_path: Path) -> None:
    client, _ = served
    client.wait_for_request(STATE)
    text = "".join(path.read_text("utf-8") for path in tmp_path.iterdir())
    assert "oc_reg_" in text
    assert re.search(r"oc_(reg|perm)_[A-Za-z0-9_-]{6}|[0-9a-f]{32}", text) is None
