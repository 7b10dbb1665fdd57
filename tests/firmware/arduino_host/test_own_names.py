"""A sketch and its libraries call things as they like: nothing but the cores' own names is taken."""

from pathlib import Path
from typing import Final

import pytest

from oceanhil.firmware.sketches.build import SketchBuild
from oceanhil.firmware.sketches.program import build_sketch
from oceanhil.firmware.sketches.sketch import Layout, Sketch, SketchSettings
from oceanhil.protocol.board import Board
from tests.firmware.arduino_host.programs import LOOP, bench

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


NAMED: Final = """
int sleep = 300, write = 1, timezone = 7200, daylight = 3600;
void sha1(const uint8_t*, uint32_t, uint8_t* hash) { hash[0] = 1; }
extern "C" int base64_decode_value(char value) { return value - 'a'; }
struct AsyncUDP { int begin(); };
int AsyncUDP::begin() { return 7; }
class EEPROMClass {
  public:
    int calls = 0;
    void begin(size_t) { calls++; }
    bool commit() { return (calls += 10) != 0; }
};
EEPROMClass counted;
void setup() {
    uint8_t hash = 0;
    sha1(nullptr, 0, &hash);
    Serial.printf("%d %d %d\\n", sleep + write, timezone, daylight);
    Serial.printf("%d %d %d\\n", hash, base64_decode_value('c'), AsyncUDP{}.begin());
    counted.begin(512);
    counted.commit();
    Serial.printf("%d\\n", counted.calls);
    // The API goes on with its own: texts leave the board, and time passes.
    delay(100);
    Serial.println(millis() > 99 ? "on" : "stuck");
}
"""


@pytest.mark.parametrize("board", [Board.ESP32, Board.ESP8266, Board.PICOW])
def test_a_sketch_calls_its_own_what_the_api_or_the_c_library_has_for_something_else(board: Board) -> None:
    with bench(board, NAMED + LOOP) as running:
        assert running.run(5) == ["301 7200 3600", "1 2 7", "11", "on"]
