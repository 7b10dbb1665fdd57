"""`oceanhil firmware`: from values to a flashed board."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from oceanhil.app.commands.firmware import firmware
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.board import Board
from oceanhil.protocol.firmware import Firmware
from oceanhil.simulator.image import FirmwareImage, build_image
from tests.app.firmware.user import pico_uf2, program

TOKEN = "oc_reg_" + "T" * 43
PASSWORD = "correct horse"
NEW = ("new", "--ssid", "Ocean Net", "--token", TOKEN, "--password", PASSWORD)
LEAVE_IMAGE = "folder = Path(sys.argv[7]); folder.mkdir(); (folder / 'oceanremote.ino.bin').write_bytes(b'\\xe9' * 600)"

Command = Callable[..., Result]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OCEANHIL_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("OCEANHIL_BOARDS", "OCEANHIL_LEASES"):
        monkeypatch.delenv(name, raising=False)

    def run(*words: str, stdin: bytes = b"") -> Result:
        return CliRunner().invoke(firmware, list(words), input=stdin, prog_name="oceanhil firmware")

    return run


@pytest.fixture
def arduino_cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = program(tmp_path, "arduino-cli", LEAVE_IMAGE)
    monkeypatch.setenv("PATH", f"{path}{os.pathsep}{os.environ['PATH']}")


def drive(folder: Path, board: str = "RPI-RP2") -> Path:
    folder.mkdir()
    (folder / "INFO_UF2.TXT").write_text(f"UF2 Bootloader v3.0\nBoard-ID: {board}\n", "utf-8")
    return folder


def esp8266_image(folder: Path) -> str:
    image = build_image(Board.ESP8266, FirmwareImage(Firmware(TOKEN), "http://127.0.0.1:9"))
    (folder / "firmware.bin").write_bytes(image)
    return "firmware.bin"


def test_a_sketch_is_rendered_and_no_secret_printed(command: Command, tmp_path: Path) -> None:
    result = command(*NEW, "--board", "esp8266", "--output", "device")
    assert result.exit_code == 0
    assert TOKEN in (tmp_path / "device" / "oceanremote" / "secrets.h").read_text("utf-8")
    assert TOKEN[:12] not in result.output
    assert PASSWORD not in result.output


def test_input_that_ends_before_a_secret_is_no_open_network(command: Command, tmp_path: Path) -> None:
    words = ("new", "--board", "esp32", "--ssid", "net", "--token", "-", "--password", "-", "--output", "device")
    done = command(*words, stdin=f"{TOKEN}\n".encode())
    assert done.exit_code == 2
    assert "standard input ended before the Wi-Fi password; give the token's line first" in done.output
    assert not (tmp_path / "device").exists()


def test_secrets_can_come_from_stdin(command: Command, tmp_path: Path) -> None:
    words = ("new", "--board", "esp32", "--ssid", "net", "--token", "-", "--password", "-", "--output", "device")
    assert command(*words, stdin=f"{TOKEN}\r\n{PASSWORD}\n".encode()).exit_code == 0
    header = (tmp_path / "device" / "oceanremote" / "secrets.h").read_text("utf-8")
    assert f'_TOKEN "{TOKEN}"\n' in header
    assert f'_PASSWORD "{PASSWORD}"\n' in header


def test_a_board_for_a_bench_is_told_to_be_one(command: Command, tmp_path: Path) -> None:
    result = command(*NEW, "--board", "esp8266", "--agent", "--output", "device")
    assert result.exit_code == 0
    assert "whoever has its serial line has the board; set agent = true" in result.stdout
    assert "\n#define OCEANREMOTE_AGENT\n" in (tmp_path / "device" / "oceanremote" / "secrets.h").read_text("utf-8")


def test_a_second_time_needs_force(command: Command) -> None:
    words = (*NEW, "--board", "esp8266", "--output", "device")
    assert command(*words).exit_code == 0
    again = command(*words)
    assert (again.exit_code, "has something in it" in again.stderr) == (2, True)
    assert command(*words, "--force").exit_code == 0


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--ssid", "x" * 33, "the SSID has 33 bytes"),
        ("--password", "short", "the Wi-Fi password has 5 bytes"),
        ("--token", "two words", "the registration token is not"),
        ("--ca", "none.pem", "root certificate 'none.pem' cannot be read: no such file"),
        ("--server", "example.com", "server 'example.com' is not a base URL"),
    ],
)
def test_a_wrong_value_is_one_line_and_nothing_is_written(
    command: Command, tmp_path: Path, option: str, value: str, told: str
) -> None:
    result = command(*NEW, "--board", "esp32", "--output", "device", option, value)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert result.stderr.startswith(f"Error: {told}")
    assert not (tmp_path / "device").exists()


@pytest.mark.usefixtures("arduino_cli")
def test_a_pico_is_rendered_built_and_flashed(command: Command, tmp_path: Path) -> None:
    pico = drive(tmp_path / "RPI-RP2")
    assert command(*NEW, "--board", "picow", "--output", "device").exit_code == 0
    assert command("build", "device").exit_code == 0
    assert command("flash", "device", "--volume", str(pico)).exit_code == 0
    assert (pico / "firmware.uf2").read_bytes() == pico_uf2(b"\xe9" * 600)


def test_without_a_build_tool_the_exit_code_is_1(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    command(*NEW, "--board", "picow", "--output", "device")
    monkeypatch.setenv("PATH", "")
    result = command("build", "device")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "neither 'arduino-cli' nor 'pio' is on the PATH" in result.stderr


@pytest.mark.slow
def test_an_image_is_flashed_to_a_port(command: Command, tmp_path: Path) -> None:
    with VirtualBoardProcess("--board", "esp8266", "--no-agent") as board:
        board.control.power(on=True)
        result = command("flash", esp8266_image(tmp_path), "--port", board.port_url, "--kind", "esp8266")
        assert (result.exit_code, result.stderr) == (0, "")
        assert "MAC 5C:CF:7F" in result.output
        assert board.control.ask().mode.value == "running"


@pytest.mark.slow
def test_a_board_of_the_inventory_is_flashed_by_its_name(command: Command, tmp_path: Path) -> None:
    with VirtualBoardProcess("--board", "esp8266", "--no-agent") as board:
        power = f'{{control = "{board.control_address}"}}'
        text = f'[board.desk]\nkind = "esp8266"\nport = "{board.port_url}"\npower = {power}\n'
        (tmp_path / "boards.toml").write_text(text, "utf-8")
        result = command("flash", esp8266_image(tmp_path), "--board", "desk")
        assert (result.exit_code, result.stderr) == (0, "")
        assert board.control.power(on=True).mode.value == "running"


@pytest.mark.slow
def test_another_chip_than_the_firmwares_is_left_alone(command: Command, tmp_path: Path) -> None:
    with VirtualBoardProcess("--board", "esp32", "--no-agent") as board:
        board.control.power(on=True)
        result = command("flash", esp8266_image(tmp_path), "--port", board.port_url, "--kind", "esp8266")
        assert result.exit_code == 2
        assert "is an esp32, the firmware is for esp8266; nothing was written" in result.stderr


@pytest.mark.parametrize(
    ("words", "told"), [((), "no port '/dev/no-such-port'"), (("--port", "./none"), "no port './none'")]
)
def test_a_familys_name_is_the_inventorys_board_where_no_port_is_given(
    command: Command, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    (tmp_path / "boards.toml").write_text('[board.esp8266]\nkind = "esp8266"\nport = "/dev/no-such-port"\n', "utf-8")
    result = command("flash", esp8266_image(tmp_path), "--board", "esp8266", *words)
    assert told in result.stderr


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("firmware.bin",), 2, "does not say which board it is for; name it with --kind"),
        (("firmware.bin", "--kind", "esp8266"), 2, "give --port, or --name with a board of the inventory"),
        (("firmware.bin", "--kind", "esp8266", "--port", "p", "--volume", "."), 2, "--volume is for a Pico"),
        (("firmware.bin", "--port", "p", "--name", "b"), 2, "--port and --name both name a board"),
        (("firmware.bin", "--port", "./none", "--board", "esp8266"), 1, "not flashed: no port './none'"),
        (("firmware.bin", "--board", "esp8266"), 2, "give --port, or --name with a board of the inventory"),
        (
            ("firmware.bin", "--port", "p", "--board", "esp826"),
            2,
            "of the board there: unknown board 'esp826'; did",
        ),
        (("firmware.bin", "--board", "esp8266", "--kind", "esp32"), 2, "--board says esp8266, --kind says esp32"),
        (("firmware.bin", "--board", "b", "--name", "c"), 2, "--board and --name both name a board"),
        (("firmware.bin", "--kind", "picow", "--port", "p"), 2, "a Pico takes no firmware over serial"),
        (("firmware.bin", "--kind", "picow", "--volume", "."), 1, "is not the drive of a boot loader"),
        (("firmware.uf2", "--kind", "esp32", "--port", "p"), 2, "is for picow, --kind says esp32"),
        (("gone.bin", "--kind", "esp32", "--port", "p"), 2, "there is no 'gone.bin'"),
        (("firmware.bin", "--kind", "esp8266", "--port", "./none"), 1, "not flashed: no port './none'"),
        (("firmware.bin", "--board", "desk"), 2, "boards.toml"),
    ],
)
def test_what_cannot_be_flashed_is_told_and_not_tried(
    command: Command, tmp_path: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    esp8266_image(tmp_path)
    (tmp_path / "firmware.uf2").write_bytes(pico_uf2(b"x"))
    result = command("flash", *words)
    assert told in result.stderr
    assert (result.exit_code, result.exception.__class__) == (code, SystemExit)
