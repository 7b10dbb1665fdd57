"""`oceanhil vboard --sketch`: a sketch in real time behind a serial port, with a real server behind its radio."""

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import serial

from oceanhil.firmware.build import FIRMWARE_DIRECTORY

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

PATIENCE_S = 60
EXAMPLES = FIRMWARE_DIRECTORY / "examples"
SKETCH = """
#include <esp_system.h>
#include <WiFi.h>
#include <HTTPClient.h>
void setup() {
    Serial.begin(115200);
    Serial.printf("reset %d\\n", (int)esp_reset_reason());
    WiFi.begin(WIFI_SSID, WIFI_PASSWORD);
    while (WiFi.status() != WL_CONNECTED) delay(50);
    HTTPClient http;
    http.begin(SERVER);
    const int status = http.GET();
    Serial.printf("%d %s\\n", status, http.getString().c_str());
}
void loop() {
    if (Serial.available()) Serial.println("heard " + Serial.readStringUntil('\\n'));
    delay(5);
}
"""
SETTINGS = """
[sketch.lamp]
path = "lamp"
defines = { WIFI_SSID = "{ssid}", WIFI_PASSWORD = "{password}", SERVER = "http://127.0.0.1/lamp" }
"""


class Greeting(BaseHTTPRequestHandler):
    """A server that says which path was asked for."""

    def do_GET(self) -> None:
        body = f"asked for {self.path}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@pytest.fixture
def server_url() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Greeting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def board_with_sketch(folder: Path, *more: str) -> "Iterator[subprocess.Popen[str]]":
    """Run a virtual board with the sketch of these tests, until its input ends."""
    (folder / "lamp").mkdir()
    (folder / "lamp" / "lamp.ino").write_text(SKETCH)
    (folder / "oceanhil.toml").write_text(SETTINGS)
    words = ("--board", "esp32", "--sketch", "lamp", "--until-eof", "--json", *more)
    command = [sys.executable, "-m", "oceanhil", "vboard", *words]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as board:
        yield board


def heard(port: serial.SerialBase, begin: str) -> str:
    """Read lines until one begins so."""
    while line := port.readline().decode():
        if line.startswith(begin):
            return str(line).strip()
    pytest.fail(f"no line begins with {begin!r}")


# pyserial 3.5 starts its thread by calls that are deprecated.
@pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")
def test_a_sketch_speaks_hears_asks_its_server_and_is_reset_by_the_lines(tmp_path: Path, server_url: str) -> None:
    with board_with_sketch(tmp_path, "--rfc2217", "0", "--server", server_url) as board:
        assert board.stdout is not None
        ready = json.loads(board.stdout.readline())
        with serial.serial_for_url(ready["port"], baudrate=115200, timeout=PATIENCE_S) as port:
            port.dtr = False
            port.rts = True
            port.rts = False
            assert heard(port, "reset") == "reset 1"
            assert heard(port, "200") == "200 asked for /lamp"
            port.write(b"you\n")
            assert heard(port, "heard") == "heard you"
    assert board.returncode == 0


def test_a_sketch_that_is_not_there_is_a_wrong_option(tmp_path: Path) -> None:
    words = ("--board", "esp32", "--tcp", "0", "--sketch", str(tmp_path / "none"))
    done = subprocess.run(
        [sys.executable, "-m", "oceanhil", "vboard", *words], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 2
    assert "no folder or file" in done.stderr


def test_a_sketch_whose_program_ends_as_none_on_a_board_can_is_told_in_a_line_and_the_flash_is_kept(
    tmp_path: Path,
) -> None:
    (tmp_path / "gone").mkdir()
    (tmp_path / "gone" / "gone.ino").write_text("#include <unistd.h>\nvoid setup() { _exit(3); }\nvoid loop() {}\n")
    command = [sys.executable, "-m", "oceanhil", "vboard", "--board", "esp32", "--tcp", "0", "--sketch", "gone"]
    done = subprocess.run(
        [*command, "--flash", "flash.bin"], cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    said = "Error: the sketch's process has ended by itself (exit code 3), as no program on a board can\n"
    assert (done.returncode, done.stderr) == (2, said)
    assert (tmp_path / "flash.bin").stat().st_size == 4 * 1024 * 1024


def test_an_ordinary_sketch_on_a_board_is_judged_as_it_is_in_its_own_world(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCEANHIL_STATE", str(tmp_path / "state"))
    words = (
        "--board",
        "esp32",
        "--sketch",
        "tutorial",
        "--clock",
        "held",
        "--tcp",
        "0",
        "--control",
        "tcp:127.0.0.1:0",
    )
    vboard = [sys.executable, "-m", "oceanhil", "vboard", *words, "--until-eof", "--json"]
    with subprocess.Popen(vboard, cwd=EXAMPLES, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as board:
        assert board.stdout is not None
        ready = json.loads(board.stdout.readline())
        (tmp_path / "boards.toml").write_text(
            f"""
            [board.desk]
            kind = "esp32"
            port = "{ready["port"]}"
            power = {{control = "{ready["control"]}"}}
            time = "held"
            firmware = "tutorial"
            [firmware.tutorial]
            sketch = "tutorial"
            """
        )
        shutil.copy(EXAMPLES / "oceanhil.toml", tmp_path)
        for name in ("tutorial", "careful", "tasks"):
            (tmp_path / name).symlink_to(EXAMPLES / name)
        run = [sys.executable, "-m", "oceanhil", "run", "--world", "serial:desk", "--board", "esp32"]
        cases = ("first-boot", "token-expired")
        done = subprocess.run(
            [*run, "--against", "sketch:tutorial", *cases], capture_output=True, text=True, check=False, cwd=tmp_path
        )
    assert done.returncode == 1, done.stderr
    assert "1 passed, 1 failed, 0 errors, 0 skipped" in done.stdout
    assert "2 agree with sketch, 0 differ, 0 not compared" in done.stdout
