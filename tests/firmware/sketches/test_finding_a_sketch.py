"""What a path or a name is taken for, and what a user is told where it is no sketch."""

from pathlib import Path

import pytest

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.finding import find_sketch
from oceanhil.firmware.sketches.sketch import Layout
from oceanhil.protocol.board import Board
from oceanhil.protocol.record import StorePolicy

EMPTY = "void setup() {}\nvoid loop() {}\n"


def written(path: Path, text: str = EMPTY) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_folder_is_the_sketch_that_is_named_as_it(tmp_path: Path) -> None:
    main = written(tmp_path / "blink" / "blink.ino")
    written(tmp_path / "blink" / "more.ino")
    sketch = find_sketch("blink", tmp_path)
    assert (sketch.layout, sketch.main, sketch.name) == (Layout.FOLDER, main, "blink")


@pytest.mark.parametrize(
    ("folder", "files"),
    [("lamp", ("blink.ino", "lamp.h")), ("blink-main", ("blink.ino", "alarm.ino")), ("blink-1.2", ("blink.ino",))],
)
def test_a_clone_or_download_may_have_another_name(folder: str, files: tuple[str, ...], tmp_path: Path) -> None:
    for name in files:
        written(tmp_path / folder / name)
    sketch = find_sketch(folder, tmp_path)
    assert (sketch.layout, sketch.main) == (Layout.FOLDER, tmp_path / folder / "blink.ino")


def test_a_project_of_platformio_is_one_whatever_its_ino_is_called(tmp_path: Path) -> None:
    written(tmp_path / "project" / "platformio.ini", "[env:esp32]\n")
    written(tmp_path / "project" / "blink.ino")
    assert find_sketch("project", tmp_path).layout is Layout.PLATFORMIO


def test_the_ino_of_a_folder_stands_for_the_folder(tmp_path: Path) -> None:
    written(tmp_path / "blink" / "blink.ino")
    assert find_sketch("blink/blink.ino", tmp_path).layout is Layout.FOLDER


def test_an_ino_that_is_named_otherwise_than_its_folder_can_be_named_itself(tmp_path: Path) -> None:
    main = written(tmp_path / "things" / "blink.ino")
    sketch = find_sketch("things/blink.ino", tmp_path)
    assert (sketch.layout, sketch.main) == (Layout.FILE, main)


def test_a_folder_with_a_platformio_ini_is_a_project(tmp_path: Path) -> None:
    written(tmp_path / "project" / "platformio.ini", "[env:esp32]\n")
    assert find_sketch("project", tmp_path).layout is Layout.PLATFORMIO


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ((), r"there is no sketch in it, looked for 'blink.ino' and 'platformio.ini'; put 'blink.ino' there"),
        (("a.ino", "b.ino"), r"2 sketches in it, 'a.ino', 'b.ino'; call the one that comes first 'blink.ino'"),
        (("one/one.ino",), r"there is no sketch in it, .*; there is one in 'one'; name that"),
    ],
)
def test_a_folder_that_is_no_sketch_is_told_with_what_would_make_it_one(
    files: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    (tmp_path / "blink").mkdir()
    for name in files:
        written(tmp_path / "blink" / name)
    with pytest.raises(SketchError, match=told):
        find_sketch("blink", tmp_path)


@pytest.mark.parametrize("part", ["src", "src/main.cpp", "src/deep"])
def test_a_part_of_a_sketch_is_told_with_the_sketch_that_it_is_of(part: str, tmp_path: Path) -> None:
    for name in ("blink/platformio.ini", "blink/src/main.cpp", "blink/src/deep/lamp.h"):
        written(tmp_path / name)
    with pytest.raises(SketchError, match=rf"; there is one above, in '{tmp_path / 'blink'}'; name that"):
        find_sketch(part, tmp_path / "blink")


def test_a_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "notes.txt")
    with pytest.raises(SketchError, match=r"expected a folder, an .ino file or a platformio.ini"):
        find_sketch("notes.txt", tmp_path)


def test_what_is_nowhere_is_told_with_the_places_that_were_looked_at(tmp_path: Path) -> None:
    written(tmp_path / "oceanhil.toml", '[sketch.blink]\npath = "blink"\n')
    with pytest.raises(SketchError, match=r"no \[sketch.blnk\] in '.*oceanhil.toml' \(it has 'blink'\), and no folder"):
        find_sketch("blnk", tmp_path)


def test_a_name_in_oceanhil_toml_comes_before_a_path(tmp_path: Path) -> None:
    written(tmp_path / "oceanhil.toml", '[sketch.blink]\npath = "firmware/lamp"\nboards = ["esp32"]\n')
    written(tmp_path / "firmware" / "lamp" / "lamp.ino")
    written(tmp_path / "blink" / "blink.ino")
    sketch = find_sketch("blink", tmp_path)
    assert sketch.folder.name == "lamp"
    assert sketch.settings.boards == (Board.ESP32,)


def test_the_settings_are_found_from_a_folder_below_and_begin_at_their_own(tmp_path: Path) -> None:
    written(tmp_path / "oceanhil.toml", '[sketch.lamp]\npath = "lamp"\ninclude = ["headers"]\n')
    written(tmp_path / "lamp" / "lamp.ino")
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    (tmp_path / "headers").mkdir()
    assert find_sketch("lamp", tmp_path / "deep" / "deeper").settings.include == (tmp_path / "headers",)


def test_a_path_that_has_settings_gets_them(tmp_path: Path) -> None:
    written(tmp_path / "oceanhil.toml", '[sketch.lamp]\npath = "blink"\nflags = ["-DX"]\n')
    written(tmp_path / "blink" / "blink.ino")
    assert find_sketch("./blink", tmp_path).settings.flags == ("-DX",)


def test_pins_that_the_boards_of_a_sketch_have_are_right(tmp_path: Path) -> None:
    written(tmp_path / "lamp" / "lamp.ino")
    for known in (
        "relays = { 1 = 26, 2 = 48 }",
        "relays = { 2 = 26 }",
        'boards = ["esp8266"]\nrelays = { 1 = 5, 2 = 16 }\nsensor = { pin = 17 }',
        'boards = ["esp32"]\nrelays = { 1 = 5, 2 = 33 }\nbutton = { pin = 39 }\nsensor = { pin = 34 }',
    ):
        written(tmp_path / "oceanhil.toml", f'[sketch.lamp]\npath = "lamp"\n{known}\n')
        assert find_sketch("lamp", tmp_path).settings.relays is not None


def test_what_is_known_of_a_sketch_stands_in_its_settings(tmp_path: Path) -> None:
    known = 'agent = true\nrecord = "legacy"\nown_time_client = true\npoll_interval_s = 60\n'
    written(tmp_path / "oceanhil.toml", f'[sketch.lamp]\npath = "lamp"\n{known}')
    written(tmp_path / "lamp" / "lamp.ino")
    settings = find_sketch("lamp", tmp_path).settings
    assert (settings.agent, settings.record, settings.own_time_client) == (True, StorePolicy.LEGACY, True)
    assert settings.poll_interval_s == 60


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('pth = "x"', r"oceanhil.toml:3: unknown key 'pth'; did you mean 'path'"),
        ('boards = ["d1_mini"]', r"oceanhil.toml:3: unknown board 'd1_mini'; did you mean 'esp8266'"),
        ('boards = ["esp23"]', r"oceanhil.toml:3: unknown board 'esp23'; did you mean 'esp32'"),
        (
            'boards = ["esp8266"]\nheap = 60000',
            r"oceanhil.toml:4: heap is 60000; expected 4096 to 50784 bytes, which its boards have",
        ),
        ("relays = { 3 = 26 }", r"oceanhil.toml:3: relays has \['3'\]; expected 1, 2 or both, as { 1 = 26, 2 = 27 }"),
        ("relays = { 1 = 26, 2 = 64 }", r"oceanhil.toml:3: relays.2 is 64; expected the number of a GPIO"),
        ('relays = { 1 = "D1", 2 = 5 }', r"oceanhil.toml:3: relays.1 is 'D1'; expected the number of a GPIO"),
        ("relays = { 1 = 26, 2 = 63 }", r"oceanhil.toml:3: relays.2 is 63, which no board can switch"),
        (
            'boards = ["esp8266"]\nrelays = { 1 = 5, 2 = 55 }',
            r"oceanhil.toml:4: relays.2 is 55; ESP8266 can switch GPIO 0 to 16",
        ),
        (
            'boards = ["esp8266", "esp32"]\nrelays = { 1 = 5, 2 = 34 }',
            r"oceanhil.toml:4: relays.2 is 34; ESP8266 can .* 16; ESP32 can switch GPIO 0 to 23, 25 to 27, 32 to 33",
        ),
        (
            'boards = ["esp8266"]\nbutton = { pin = 18 }',
            r"oceanhil.toml:4: button.pin is 18; ESP8266 can read GPIO 0 to 17",
        ),
        (
            'boards = ["esp32"]\nsensor = { pin = 24 }',
            r"oceanhil.toml:4: sensor.pin is 24; ESP32 can read GPIO 0 to 23, 25 to 27, 32 to 39",
        ),
        (
            'boards = ["picow"]\nrelays = { 1 = 22, 2 = 25 }',
            r"oceanhil.toml:4: relays.2 is 25; Pico W can switch GPIO 0 to 22, 26 to 28",
        ),
        ('relays_close_at = "hi"', r"oceanhil.toml:3: unknown relays_close_at 'hi'; did you mean 'high'"),
        ("button = {}", r"oceanhil.toml:3: 'pin' is missing; it is the number of a GPIO"),
        ("button = { pin = 0, pressed = 'lo' }", r"oceanhil.toml:3: unknown pressed 'lo'; did you mean 'low'"),
        ("sensor = { shows = 'humidity' }", r"oceanhil.toml:3: 'pin' is missing; it is the number of a GPIO"),
        ("sensor = { pin = 3, millivolts_per_unit = nan }", r"oceanhil.toml:3: millivolts_per_unit is nan; expected"),
        ("sensor = { pin = 3, kind = 'dht21' }", r"oceanhil.toml:3: unknown kind 'dht21'; did you mean 'dht"),
        (
            "sensor = { pin = 3, kind = 'dht22', millivolts_at_0 = 400 }",
            r"oceanhil.toml:3: millivolts_at_0 with kind = 'dht22'; it is for an analogue sensor only",
        ),
        (
            "sensor = { kind = 'bme280', pin = 4 }",
            r"oceanhil.toml:3: pin with kind = 'bme280'; it is for one at a pin",
        ),
        (
            "sensor = { pin = 4, address = 0x76 }",
            r"oceanhil.toml:3: address with kind = 'analog'; it is for one on I2C",
        ),
        ("sensor = { kind = 'sht31', address = 128 }", r"oceanhil.toml:3: address is 128; expected an address of I2C"),
        ("sensor = { pin = 3, millivolts_at_most = 0 }", r"oceanhil.toml:3: millivolts_at_most is 0; expected a whole"),
        ("relays = { 1 = 26, 2 = 26 }", r"oceanhil.toml:3: both relays are at pin 26; expected a pin for each"),
        ('libraries = ["libs"]', r"oceanhil.toml:3: libraries has 'libs'; there is no such folder"),
        ('include = ["headers"]', r"oceanhil.toml:3: include has 'headers'; there is no such folder"),
        ('files = "date"', r"oceanhil.toml:3: files is 'date'; there is no such folder"),
        ('file_texts = { a = "{ssid}" }', r"oceanhil.toml:3: file_texts without files; name the folder of the files"),
        ('flags = "-DX"', r"oceanhil.toml:3: flags is '-DX'; expected a list of flags for the compiler"),
        ('defines = { A = "{tokn}" }', r"oceanhil.toml:3: defines.A is '{tokn}', and there is no {tokn}; known: passw"),
        (
            'files = "."\nfile_texts = { a = "{sid}" }',
            r"oceanhil.toml:4: file_texts is '{sid}', and there is no {sid}; known: password, ssid, token",
        ),
        ('defines = {"A B" = 1}', r"oceanhil.toml:3: 'A B' is no name of a macro"),
        ('lines = {"(" = "saved"}', r"oceanhil.toml:3: '\(' is not a regular expression"),
        (
            'lines = {"^wait" = "wuzzy"}',
            r"oceanhil.toml:3: no documented line is called 'wuzzy'; known: device-id, .*, online",
        ),
        ('lines = {"^up" = "onlin"}', r"oceanhil.toml:3: no documented line is called 'onlin'; did you mean 'online'"),
        ('lines = {"^code" = "reg-response"}', r"oceanhil.toml:3: .*: add \(\?P<status>…\)"),
        ("agent = 1", r"oceanhil.toml:3: agent is 1; expected true if it has the agent"),
        ('record = "refrence"', r"oceanhil.toml:3: unknown record 'refrence'; did you mean 'reference'"),
        ("[sketches.b]", r"oceanhil.toml:3: unknown table or key 'sketches'; a sketch is '\[sketch.NAME\]'"),
        ('["sketch"."a b"]\npath = "x"', r"oceanhil.toml:3: a sketch is called 'a b'"),
        ("[sketch.b]", r"oceanhil.toml:3: 'path' is missing"),
        ("= 1", r"oceanhil.toml:3: is not valid TOML"),
    ],
)
def test_a_mistake_in_the_settings_is_told_with_its_line(line: str, told: str, tmp_path: Path) -> None:
    written(tmp_path / "oceanhil.toml", f'[sketch.a]\npath = "a"\n{line}\n')
    with pytest.raises(SketchError, match=told):
        find_sketch("a", tmp_path)
