"""For which boards a sketch is: without words of its user's, a run has no cases on others."""

from pathlib import Path

import pytest

from oceanhil.app.exploring.plan import boards_in
from oceanhil.app.run.cases import boards_of_run
from oceanhil.hil.worlds.sketch.factory import SketchWorldFactory
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from tests.firmware.sketches.tiny_api import write
from tests.user import Command

ENVIRONMENT = "[env:d1]\nplatform = espressif8266\nboard = d1_mini\nframework = arduino\n"
PROJECT = {"platformio.ini": ENVIRONMENT, "src/main.cpp": "#include <Arduino.h>\nvoid setup() {}\nvoid loop() {}\n"}
TABLE = '[sketch.lamp]\npath = "."\n'


@pytest.mark.parametrize(
    ("files", "boards"),
    [
        (PROJECT, [Board.ESP8266]),
        (PROJECT | {"oceanhil.toml": f'{TABLE}boards = ["esp32s3", "picow"]\n'}, [Board.PICOW, Board("esp32s3")]),
        (PROJECT | {"platformio.ini": "[env:x]\nplatform = atmelavr\n"}, [*PLATFORM_BOARDS]),
        (PROJECT | {"platformio.ini": "?"}, [*PLATFORM_BOARDS]),
        ({"lamp.ino": ""}, [*PLATFORM_BOARDS]),
    ],
    ids=["environments", "boards", "no environment", "a damaged file", "no project"],
)
def test_a_run_is_for_the_boards_that_the_sketch_is_for(
    files: dict[str, str], boards: list[Board], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "lamp"
    write(folder, files)
    monkeypatch.chdir(folder)
    factory = SketchWorldFactory(".")
    assert [*boards_of_run((), factory)] == boards
    assert boards_of_run(["esp32"], factory) == [Board.ESP32]


def test_lives_are_led_on_the_boards_that_the_sketch_is_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, PROJECT)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(SketchWorldFactory, "absence", lambda _, board: board.value if board is Board.ESP8266 else "")
    assert boards_in(SketchWorldFactory("."), ()) == (Board.ESP8266,)


def test_tests_in_python_have_none_of_the_other_boards_either(oceanhil: Command, folder: Path) -> None:
    write(folder, PROJECT | {"test_lamp.py": "def test_lamp(board):\n    assert board.value == 'esp8266'\n"})
    done = oceanhil("run", "test_lamp.py", "--world", "sketch:.", "-v")
    assert "1 passed, 2 deselected" in done.out, done.said
