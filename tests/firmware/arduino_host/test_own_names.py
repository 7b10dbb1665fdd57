"""A sketch and its libraries call things as they like: nothing but the cores' own names is taken."""

from pathlib import Path

import pytest

from oceanhil.firmware.sketches.build import SketchBuild
from oceanhil.firmware.sketches.program import build_sketch
from oceanhil.firmware.sketches.sketch import Layout, Sketch, SketchSettings
from oceanhil.protocol.board import Board

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266, Board.PICOW])
def test_names_of_the_machine_below_the_cores_are_free(board: Board, tmp_path: Path) -> None:
    sketch = tmp_path / "named"
    library = tmp_path / "libraries" / "Machines" / "src"
    for folder in (sketch, library):
        folder.mkdir(parents=True)
    library.joinpath("machine.h").write_text("#pragma once\ninline int machine_speed() { return 42; }\n")
    for name in ("network", "board_facts", "boot", "files", "link", "storage", "tasks", "timers"):
        library.joinpath(f"{name}.h").write_text("#error this is not the machine's\n")
    wifi = "ESP8266" if board is Board.ESP8266 else ""
    main = sketch / "named.ino"
    main.write_text(
        f"#include <{wifi}WiFi.h>\n#include <{wifi}HTTPClient.h>\n#include <EEPROM.h>\n#include <SPI.h>\n"
        "#include <LittleFS.h>\n#include <machine.h>\nnamespace files { int machine() { return machine_speed(); } }\n"
        "static int machine = 3;\nvoid setup() { machine = files::machine(); }\nvoid loop() {}\n"
    )
    settings = SketchSettings(libraries=(tmp_path / "libraries",))
    assert build_sketch(Sketch("named", sketch, Layout.FOLDER, main, settings), board, SketchBuild()).is_file()
