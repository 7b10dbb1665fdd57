"""A sketch becomes a program: what goes into it, what is made again after a change, and what a user is told."""

import re
from pathlib import Path

import pytest

from oceanhil.firmware.compiler import find_compiler
from oceanhil.firmware.sketches import program
from oceanhil.firmware.sketches.build import SketchBuild
from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.finding import find_sketch
from oceanhil.firmware.sketches.program import build_sketch
from oceanhil.protocol.board import Board
from tests.firmware.sketches.tiny_api import Desk, write

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("compiler")]

_FOR_EVER = None
PLAIN = {"blink.ino": 'void setup() { say("hello"); }\nvoid loop() {}\n'}
LIBRARY = {
    "library.properties": "name=Lamp\n",
    "src/Lamp.h": "#pragma once\n#include <Wire.h>\nvoid lamp();\n",
    "src/Lamp.cpp": '#include "Lamp.h"\n#include <Arduino.h>\nvoid lamp() { say("lamp"); wire(); }\n',
}
WIRE = {
    "Wire.h": "#pragma once\nvoid wire();\n",
    "utility/deep.h": '#define DEEP "wire"\n',
    "Wire.cpp": '#include "Wire.h"\n#include <deep.h>\n#include <Arduino.h>\nvoid wire() { say(DEEP); }\n',
}


def test_a_sketch_of_several_files_runs(desk: Desk) -> None:
    desk.write(
        {
            "blink.ino": '#include "part.h"\nvoid setup() { second(1); part(); c_part(); }\nvoid loop() {}\n',
            "second.ino": 'void IRAM_ATTR second(int a = 1) { say(a ? "second" : ""); }\n',
            "part.h": 'void part();\nextern "C" void c_part();\n',
            "part.cpp": '#include "part.h"\n#include <Arduino.h>\nvoid part() { say("part"); }\n',
            "src/deep/c_part.c": 'void say(const char*);\nvoid c_part() { int class = 1; say(class ? "C" : ""); }\n',
        }
    )
    assert desk.lines() == ["second", "part", "C"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("board", "core", "macro"),
    [
        (Board.ESP32, "esp32", "ARDUINO_ESP32_DEV"),
        (Board("esp32s3"), "esp32", "CONFIG_IDF_TARGET_ESP32S3"),
        (Board("esp32c3"), "esp32", "ARDUINO_ESP32C3_DEV"),
        (Board.ESP8266, "esp8266", "ARDUINO_ARCH_ESP8266"),
        (Board.PICOW, "rp2040", "ARDUINO_RASPBERRY_PI_PICO_W"),
    ],
    ids=lambda value: value.value if isinstance(value, Board) else None,
)
def test_a_sketch_finds_the_core_and_the_macros_of_its_board(board: Board, core: str, macro: str, desk: Desk) -> None:
    desk.write({"blink.ino": f"#ifndef {macro}\n#error no\n#endif\nvoid setup() {{ say(CORE); }}\nvoid loop() {{}}\n"})
    assert desk.lines(board=board) == [core]


@pytest.mark.long
@pytest.mark.parametrize("board", [Board.ESP8266, Board.PICOW], ids=["esp8266", "picow"])
def test_a_sketch_throws_where_its_core_can_or_its_flags_let_it(board: Board, desk: Desk) -> None:
    thrown = 'try { throw 1; } catch (int) { say("caught"); }'
    desk.write({"blink.ino": f"void setup() {{ {thrown} }}\nvoid loop() {{}}\n"})
    assert desk.lines() == ["caught"]
    with pytest.raises(SketchError, match=r"blink\.ino:1:.*exception"):
        desk.path(board=board)
    write(desk.folder, {"oceanhil.toml": '[sketch.blink]\npath = "blink"\nflags = ["-fexceptions"]\n'})
    assert desk.lines(board=board) == ["caught"]


NEVER_SET = """
void setup() {
  volatile unsigned char text[40];
  int same = 0;
  for (int each = 1; each < 40; ++each) same += text[each] == text[0];
  say(same == 39 && text[0] >= 0xAA ? "a pattern" : "whatever lay there");
}
void loop() {}
"""


def test_a_variable_that_was_never_set_begins_as_bytes_that_nobody_means(desk: Desk) -> None:
    desk.write({"blink.ino": NEVER_SET})
    assert desk.lines() == ["a pattern"]


def test_a_compiler_that_leaves_variables_as_they_are_does_too(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = tmp_path / "older-c++"
    refusal = "echo \"c++: error: unrecognized command-line option '$word'\" >&2; exit 1"
    older.write_text(
        f"#!/bin/sh\nfor word; do case $word in -ftrivial-auto-var-init=*) {refusal};; esac; done\n"
        f'exec {" ".join(find_compiler().command)} "$@"\n'
    )
    older.chmod(0o755)
    monkeypatch.setenv("CXX", str(older))
    desk.write(PLAIN)
    assert desk.lines() == ["hello"]


@pytest.mark.long
def test_the_core_is_compiled_once_for_all_sketches_of_a_family_and_that_is_told(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "_PATIENCE_S", _FOR_EVER)
    told: list[str] = []
    how = SketchBuild(api=desk.api, cache=tmp_path / "empty", tell=told.append)
    desk.write(PLAIN)
    build_sketch(find_sketch("blink", desk.folder), Board.ESP32, how)
    assert told == ["compiling the ESP32 core (once)…"]
    desk.write({"blink.ino": PLAIN["blink.ino"].replace("hello", "another")})
    build_sketch(find_sketch("blink", desk.folder), Board.ESP32, how)
    assert told == ["compiling the ESP32 core (once)…"]
    build_sketch(find_sketch("blink", desk.folder), Board.PICOW, how)
    assert told[1:] == ["compiling the Pico W core (once)…"]


def test_a_mistake_in_the_sketch_is_told_before_the_core_is_compiled(desk: Desk, tmp_path: Path) -> None:
    told: list[str] = []
    desk.write({"blink.ino": f"no_such_type mistaken;\n{PLAIN['blink.ino']}"})
    how = SketchBuild(api=desk.api, cache=tmp_path / "empty", tell=told.append)
    with pytest.raises(SketchError, match="no_such_type"):
        build_sketch(find_sketch("blink", desk.folder), Board.ESP32, how)
    assert told == []


def test_compiling_that_takes_long_says_how_far_it_is(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def tell(words: str) -> None:
        told.append(words)
        monkeypatch.setattr(program, "_PATIENCE_S", _FOR_EVER)

    desk.write(PLAIN)
    monkeypatch.setattr(program, "_PATIENCE_S", 0)
    how = SketchBuild(
        api=desk.api, cache=tmp_path / "empty", tell=lambda words: tell(words) if "done" in words else None
    )
    build_sketch(find_sketch("blink", desk.folder), Board.ESP32, how)
    assert [re.fullmatch(r"compiling 'blink': \d+ of \d+ files? done…", words) is not None for words in told] == [True]


def test_a_plain_char_has_no_sign_and_a_long_has_32_bits(desk: Desk) -> None:
    check = "static_assert(char(-1) > 0 && sizeof(long) == 4 && sizeof(void*) == 4);\n"
    desk.write({"blink.ino": check + PLAIN["blink.ino"]})
    assert desk.lines() == ["hello"]


def test_a_family_without_an_api_is_refused(desk: Desk) -> None:
    desk.write(PLAIN)
    with pytest.raises(SketchError, match=r"sketches cannot be built for a board-x: .* only for esp32, "):
        desk.path(board=Board("board-x"))


def test_a_sketch_is_built_for_the_boards_that_it_is_for(desk: Desk) -> None:
    desk.write(PLAIN)
    write(desk.folder, {"oceanhil.toml": '[sketch.blink]\npath = "blink"\nboards = ["esp8266"]\n'})
    with pytest.raises(SketchError, match=r"sketch 'blink' is not for an esp32: its 'boards' are esp8266"):
        desk.path()


def test_libraries_are_found_by_the_headers_that_are_included_one_by_the_other(desk: Desk) -> None:
    desk.write({"blink.ino": "#include <Lamp.h>\nvoid setup() { lamp(); }\nvoid loop() {}\n"})
    write(desk.folder / "libraries" / "Lamp", LIBRARY)
    write(desk.folder / "libraries" / "Wire", WIRE)
    assert desk.lines() == ["lamp", "wire"]


def test_libraries_are_found_by_what_a_librarys_source_alone_includes(desk: Desk) -> None:
    desk.write({"blink.ino": "#include <Lamp.h>\nvoid setup() { lamp(); }\nvoid loop() {}\n"})
    hidden = {"src/Lamp.h": "void lamp();\n", "src/Lamp.cpp": f"#include <Wire.h>\n{LIBRARY['src/Lamp.cpp']}"}
    write(desk.folder / "libraries" / "Lamp", LIBRARY | hidden)
    write(desk.folder / "libraries" / "Wire", WIRE)
    assert desk.lines() == ["lamp", "wire"]


def test_a_library_that_another_board_needs_is_left_out(desk: Desk) -> None:
    desk.write({"blink.ino": f"#ifdef ESP8266\n#include <Broken.h>\n#endif\n{PLAIN['blink.ino']}"})
    write(desk.folder / "libraries" / "Broken", {"Broken.h": "", "Broken.cpp": "#error of another board\n"})
    assert desk.lines() == ["hello"]


def test_a_header_of_the_core_comes_before_that_of_a_library(desk: Desk) -> None:
    desk.write({"blink.ino": "#include <Net.h>\n#include <WiFi.h>\nvoid setup() { say(wifi()); }\nvoid loop() {}\n"})
    write(desk.folder / "libraries" / "WiFi", {"WiFi.h": "#error of a library\n"})
    write(desk.folder / "libraries" / "Net", {"Net.h": "", "WiFi.h": "#error of a library that is used\n"})
    assert desk.lines() == ["of the core"]


def test_settings_add_folders_of_headers_libraries_and_flags(desk: Desk) -> None:
    desk.write(
        {"blink.ino": "#include <more.h>\n#include <Lamp.h>\nvoid setup() { say(MORE LAMP); }\nvoid loop() {}\n"}
    )
    write(desk.folder, {"headers/more.h": '#define MORE "more"\n', "own/Lamp/Lamp.h": "#define LAMP FLAG\n"})
    settings = 'include = ["headers"]\nlibraries = ["own"]\nflags = ["-DFLAG=\\"flag\\""]\n'
    write(desk.folder, {"oceanhil.toml": f'[sketch.blink]\npath = "blink"\n{settings}'})
    assert desk.lines() == ["moreflag"]


def test_flags_beside_a_sketch_are_read_by_the_core_whose_they_are(desk: Desk) -> None:
    options = "/*@create-file:build.opt@\n  // said\n# and\n * passed over\n  -DLAMPS=2 -O3\n*/\n"
    defined = '#if LAMPS == 3\n#define SAID "esp32"\n#elif LAMPS == 2\n#define SAID "esp8266" DIM MORE\n#endif\n'
    desk.write({"build_opt.h": '-DLAMPS=3 "-DTEXT=a b"\n', "blink.ino.globals.h": f'{options}#define DIM " dim"\n'})
    desk.write({"more.h": '#define MORE " more"\n'})
    with (desk.folder / "blink" / "blink.ino.globals.h").open("a") as file:
        file.write('#include "more.h"\n')
    desk.write({"blink.ino": f"{defined}void setup() {{ say(SAID); }}\nvoid loop() {{}}\n"})
    assert desk.lines() == ["esp32"]
    assert desk.lines(board=Board.ESP8266) == ["esp8266 dim more"]
    with pytest.raises(SketchError, match="SAID"):
        desk.path(board=Board.PICOW)


def test_a_text_of_a_case_takes_the_place_of_one_that_stands_before_every_source(desk: Desk) -> None:
    write(desk.folder, {"oceanhil.toml": '[sketch.blink]\npath = "blink"\ndefines = { TOKEN = "{token}" }\n'})
    desk.write({"blink.ino.globals.h": '#define TOKEN "mine"\n'})
    desk.write({"blink.ino": "void setup() { say(TOKEN); }\nvoid loop() {}\n"})
    assert desk.lines(board=Board.ESP8266, token="other") == ["other"]


def test_a_project_of_platformio_is_built(desk: Desk) -> None:
    files = {
        "platformio.ini": "[env:x]\nplatform = espressif8266\nboard = d1_mini\nbuild_flags = -DN='\"d1\"'\n",
        "include/own.h": "void said(const char* text);\n",
        "src/main.cpp": "#include <Arduino.h>\n#include <own.h>\n#include <Lamp.h>\n"
        "void setup() { said(N LAMP); }\nvoid loop() {}\n",
        "src/net/said.cpp": '#include "own.h"\n#include <Arduino.h>\nvoid said(const char* text) { say(text); }\n',
        "lib/Lamp/src/Lamp.h": '#define LAMP " lamp"\n',
    }
    desk.write(files)
    assert desk.lines(board=Board.ESP8266) == ["d1 lamp"]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [("void setup() {\n  lamp.on();\n}\n", 2, "lamp"), ("void setup() {}\n\nint wrong() {}\n", 3, "return")],
)
def test_an_error_is_told_with_file_and_line_of_the_sketch(text: str, line: int, told: str, desk: Desk) -> None:
    desk.write({"blink.ino": f"{text}void loop() {{}}\n"})
    where = re.escape(str(desk.folder / "blink" / "blink.ino"))
    with pytest.raises(SketchError, match=rf"{where}:{line}:\d+: error: .*{told}"):
        desk.path()


def test_an_error_in_a_condition_is_told_likewise(desk: Desk) -> None:
    desk.write({"blink.ino": f'\n#error "fill in your token"\n{PLAIN["blink.ino"]}'})
    with pytest.raises(SketchError, match=r"blink\.ino:2:2: error: .*\"fill in your token\""):
        desk.path()


def test_a_header_that_nobody_has_is_told_with_the_places_that_were_looked_at(desk: Desk) -> None:
    desk.write({"blink.ino": f"\n#include <Lamp.h>\n{PLAIN['blink.ino']}", "libraries/Wire/Wire.h": ""})
    with pytest.raises(SketchError) as told:
        desk.path()
    where = desk.folder / "blink"
    begin = f"{where / 'blink.ino'}:2: error: nobody has the header 'Lamp.h', looked in '{desk.api / 'api'}', "
    beside = desk.folder / "libraries"
    assert str(told.value).startswith(
        f"{begin}'{where / 'libraries'}', '{beside}' (not there); put its library into '{beside}', or name"
    )


def test_a_header_that_is_there_in_other_letters_is_told_as_it_is_written_there(desk: Desk) -> None:
    desk.write({"blink.ino": f'\n#include "Config.h"\n{PLAIN["blink.ino"]}', "config.h": ""})
    with pytest.raises(SketchError) as told:
        desk.path()
    there = desk.folder / "blink" / "config.h"
    assert f"nobody has the header 'Config.h', but there is '{there}'; write 'config.h'" in str(told.value)


def test_a_header_of_the_sketch_that_is_sought_among_libraries_is_told_with_the_quotes_it_needs(desk: Desk) -> None:
    desk.write({"blink.ino": f"#include <config.h>\n{PLAIN['blink.ino']}", "config.h": ""})
    with pytest.raises(
        SketchError, match=r"nobody has the header 'config\.h', but .*; write #include \"config\.h\", for "
    ):
        desk.path()


def test_a_header_that_lies_in_a_folder_that_is_not_searched_is_told_with_the_folder(desk: Desk) -> None:
    desk.write({"blink.ino": "#include <lamp.h>\nvoid setup() {}\nvoid loop() {}\n", "src/deep/lamp.h": ""})
    folder = re.escape(str(desk.folder / "blink" / "src" / "deep"))
    with pytest.raises(
        SketchError, match=rf"nobody has the header 'lamp\.h', but .*; name the folder '{folder}' in 'inc"
    ):
        desk.path()


def test_lines_are_counted_as_the_compiler_counts_them(desk: Desk) -> None:
    text = "// a\f form feed\n// a\u2028 separator\nvoid setup() { later(); }\nvoid loop() {}\nvoid later() {}\n"
    desk.write({"blink.ino": f"// \v\n// \x1c\nstruct Lamp {{ int a; }};\n{text}"})
    assert desk.lines() == []


def test_of_a_library_that_lacks_a_header_it_is_told_what_it_says_it_needs(desk: Desk) -> None:
    desk.write({"blink.ino": f"#include <Lamp.h>\n{PLAIN['blink.ino']}"})
    described = LIBRARY | {"library.properties": "name=Lamp\ndepends=Adafruit Wire\n"}
    write(desk.folder / "libraries" / "Lamp", described)
    with pytest.raises(SketchError, match=r"Lamp\.h:2: .*'Wire\.h'.*; 'Lamp' says that it needs 'Adafruit Wire'"):
        desk.path()


def test_a_header_that_a_source_of_the_sketch_lacks_is_told_likewise(desk: Desk) -> None:
    desk.write(PLAIN | {"part.cpp": "#include <Lamp.h>\n"})
    with pytest.raises(SketchError, match=r"part\.cpp:1: error: nobody has the header 'Lamp\.h'"):
        desk.path()


def test_a_library_in_machine_code_is_refused_by_name(desk: Desk) -> None:
    desk.write({"blink.ino": f"#include <Lamp.h>\n{PLAIN['blink.ino']}"})
    write(desk.folder / "libraries" / "Lamp", LIBRARY | {"library.properties": "name=Lamp\nprecompiled=true\n"})
    with pytest.raises(SketchError, match=r"blink\.ino:1: 'Lamp\.h' is of the library 'Lamp' .* machine code"):
        desk.path()


def test_what_nothing_defines_is_told_with_the_line_that_uses_it(desk: Desk) -> None:
    desk.write({"blink.ino": "void lamp();\nvoid setup() {\n  lamp();\n}\nvoid loop() {}\n"})
    with pytest.raises(SketchError, match=r"blink\.ino:3: error: 'lamp\(\)' is used.*, and nothing defines it"):
        desk.path()


def test_a_sketch_without_loop_is_told_so(desk: Desk) -> None:
    desk.write({"blink.ino": "void setup() {}\n"})
    with pytest.raises(SketchError, match=r"the sketch has no 'void loop\(\)'"):
        desk.path()


def test_nothing_is_made_twice(desk: Desk) -> None:
    desk.write(PLAIN)
    program = desk.path()
    before = desk.objects(), program.stat().st_mtime_ns
    assert desk.path() == program
    assert (desk.objects(), program.stat().st_mtime_ns) == before


def test_a_change_in_one_file_compiles_that_file(desk: Desk) -> None:
    desk.write(PLAIN | {"part.cpp": "int part;\n", "other.cpp": "int other;\n"})
    desk.path()
    before = desk.objects()
    desk.write({"part.cpp": "int part = 3;\n"})
    desk.path()
    assert [each.name.split("-")[0] for each in desk.objects() - before] == ["part"]


def test_a_change_in_the_sketch_is_noticed(desk: Desk) -> None:
    desk.write(PLAIN)
    desk.path()
    desk.write({"blink.ino": "void setup() { later(); }\nvoid later() { say(CORE); }\nvoid loop() {}\n"})
    assert desk.lines() == ["esp32"]


def test_a_change_in_a_header_compiles_what_includes_it(desk: Desk) -> None:
    files = {"part.h": '#define TEXT "one"\n', "other.cpp": "int other;\n"}
    desk.write(files | {"blink.ino": '#include "part.h"\nvoid setup() { say(TEXT); }\nvoid loop() {}\n'})
    assert desk.lines() == ["one"]
    desk.write({"part.h": '#define TEXT "two"\n'})
    assert desk.lines() == ["two"]


def test_a_header_that_was_not_there_before_is_noticed(desk: Desk) -> None:
    text = '#if __has_include("secrets.h")\n#include "secrets.h"\n#else\n#define TEXT "none"\n#endif\n'
    desk.write(PLAIN | {"blink.ino": text + "void setup() { say(TEXT); }\nvoid loop() {}\n"})
    assert desk.lines() == ["none"]
    desk.write({"secrets.h": '#define TEXT "secret"\n'})
    assert desk.lines() == ["secret"]


def test_a_change_in_a_library_is_noticed(desk: Desk) -> None:
    desk.write({"blink.ino": "#include <Lamp.h>\nvoid setup() { lamp(); }\nvoid loop() {}\n"})
    write(desk.folder / "libraries" / "Lamp", LIBRARY)
    write(desk.folder / "libraries" / "Wire", WIRE)
    desk.lines()
    write(desk.folder / "libraries" / "Wire", {"utility/deep.h": '#define DEEP "other"\n'})
    assert desk.lines() == ["lamp", "other"]


def test_a_library_that_comes_to_need_another_gets_it(desk: Desk) -> None:
    desk.write({"blink.ino": "#include <Lamp.h>\nvoid setup() { lamp(); }\nvoid loop() {}\n"})
    alone = {"src/Lamp.h": "void lamp();\n", "src/Lamp.cpp": "void lamp() {}\n"}
    write(desk.folder / "libraries" / "Lamp", LIBRARY | alone)
    write(desk.folder / "libraries" / "Wire", WIRE)
    assert desk.lines() == []
    write(desk.folder / "libraries" / "Lamp", LIBRARY)
    assert desk.lines() == ["lamp", "wire"]
