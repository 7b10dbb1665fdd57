import json
from pathlib import Path

import pytest

from oceanhil.app.firmware.builder import ToolKind, build, find_tool
from oceanhil.app.firmware.tool_errors import BuildFailedError, BuildToolMissingError
from oceanhil.protocol.board import Board
from tests.app.firmware.user import PASSWORD, TOKEN, program, rendered

TELL_WORDS = "import json; print(json.dumps(sys.argv[1:]))"
CORE_MISSING = "print(\"Error during build: Platform 'rp2040:rp2040' not found: platform not installed\"); sys.exit(1)"


def built(folder: Path, name: str, code: str, board: Board = Board.ESP8266) -> list[str]:
    shown: list[str] = []
    build(rendered(folder, board), find_tool(path=str(program(folder, name, code))), shown.append)
    return shown


@pytest.mark.parametrize(
    ("board", "fqbn"),
    [
        (Board.ESP32, "esp32:esp32:esp32"),
        (Board.ESP8266, "esp8266:esp8266:d1_mini"),
        (Board.PICOW, "rp2040:rp2040:rpipicow"),
    ],
)
def test_arduino_cli_is_told_board_libraries_and_where_to_put_images(tmp_path: Path, board: Board, fqbn: str) -> None:
    (line,) = built(tmp_path, "arduino-cli", TELL_WORDS, board)
    device = str(tmp_path / "device")
    assert json.loads(line) == [
        "compile", "--fqbn", fqbn, "--libraries", f"{device}/libraries", "--output-dir", f"{device}/build",
        f"{device}/oceanremote",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["pio", "platformio"])
def test_platformio_is_told_folder_and_environment(tmp_path: Path, name: str) -> None:
    (line,) = built(tmp_path, name, TELL_WORDS, Board.PICOW)
    assert json.loads(line) == ["run", "--project-dir", str(tmp_path / "device"), "--environment", "picow"]


def test_arduino_cli_comes_first_and_another_can_be_asked_for(tmp_path: Path) -> None:
    program(tmp_path, "pio", "")
    path = str(program(tmp_path, "arduino-cli", ""))
    assert find_tool(path=path).kind is ToolKind.ARDUINO_CLI
    assert find_tool(ToolKind.PLATFORMIO, path=path).kind is ToolKind.PLATFORMIO


def test_lines_are_shown_in_order_and_both_streams(tmp_path: Path) -> None:
    code = "print('compiling', flush=True); print('warning', file=sys.stderr, flush=True); print('linking')"
    assert built(tmp_path, "arduino-cli", code) == ["compiling", "warning", "linking"]


def test_a_compiler_that_quotes_the_secrets_is_shown_without_them(tmp_path: Path) -> None:
    shown = "\n".join(built(tmp_path, "arduino-cli", "print((Path(sys.argv[-1]) / 'secrets.h').read_text())"))
    assert TOKEN.decode() not in shown
    assert PASSWORD.decode().replace("\\", "\\\\").replace('"', '\\"')[:6] not in shown
    assert '_WIFI_PASSWORD "<secret>"' in shown


def test_without_a_tool_it_is_told_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(BuildToolMissingError, match="neither 'arduino-cli' nor 'pio' is on the PATH: 'pip install"):
        find_tool(path=str(tmp_path))
    with pytest.raises(BuildToolMissingError, match=r"^'pio' is not on the PATH"):
        find_tool(ToolKind.PLATFORMIO, path=str(tmp_path))


def test_a_missing_core_is_told_with_the_command_that_installs_it(tmp_path: Path) -> None:
    with pytest.raises(BuildFailedError) as caught:
        built(tmp_path, "arduino-cli", CORE_MISSING, Board.PICOW)
    assert str(caught.value) == (
        "core 'rp2040:rp2040' is not installed: arduino-cli core install rp2040:rp2040 --additional-urls"
        " https://github.com/earlephilhower/arduino-pico/releases/download/global/package_rp2040_index.json"
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("UnknownPlatform: Unknown development platform 'x'", "pio pkg install --environment esp8266"),
        ("UnknownPackageError: Could not find the package with 'x'", "pio pkg install --environment esp8266"),
        ("HTTPClientError", "build once with a network"),
        ("secrets.h:3: error: stray", "pio failed with 7; see what it printed above"),
    ],
)
def test_what_stops_platformio_is_told_in_one_line(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(BuildFailedError, match=told):
        built(tmp_path, "pio", f"print({line!r}); sys.exit(7)")


def test_a_program_that_cannot_be_run_is_named(tmp_path: Path) -> None:
    path = program(tmp_path, "arduino-cli", "")
    (path / "arduino-cli").write_text("#!/no/such/interpreter\n", "utf-8")
    with pytest.raises(BuildFailedError, match="cannot be run: no such file"):
        build(rendered(tmp_path), find_tool(path=str(path)), print)
