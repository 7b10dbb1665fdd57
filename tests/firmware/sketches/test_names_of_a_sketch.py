"""A sketch's own names beside those of the API and of the C library, which cannot be in its way."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from oceanhil.firmware.sketches.errors import SketchError
from oceanhil.firmware.sketches.own_names import with_own_names
from tests.firmware.sketches.tiny_api import API, Desk, write

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("compiler")]

HOOK = {
    "src/common/hook.cpp": '#include <Arduino.h>\nextern "C" __attribute__((weak)) void hook() { say("the API"); }\n'
}

# A class of the API's, part of it in its header, with which it says what it says.
VOICE = {
    "src/common/voice.h": "#pragma once\nstruct Voice {\n    Voice(const char* text);\n"
    "    void tell() { say(text_); }\n    virtual void end() { say(text_); }\n    const char* text_;\n};\n",
    "src/common/voice.cpp": '#include <Arduino.h>\n#include "src/common/voice.h"\n'
    'Voice::Voice(const char* text) : text_(text) {}\nextern "C" void speak() { Voice voice("API"); '
    "Voice* volatile any = &voice; any->tell(); any->end(); }\n",
}


@pytest.mark.long
def test_a_function_of_the_api_and_a_sketchs_of_that_name_are_two(desk: Desk) -> None:
    desk.write(
        {
            "blink.ino": 'void line(const char*);\nvoid setup() { say("API"); line("own"); }\nvoid loop() {}\n',
            "part.cpp": '#include <Arduino.h>\nvoid line(const char* text) { say("mine"); say(text); }\n',
        }
    )
    assert desk.lines() == ["API", "mine", "own"]


@pytest.mark.long
def test_an_inline_function_of_a_sketch_is_as_much_its_own_as_another(desk: Desk) -> None:
    own = 'inline void line(const char*) { say("mine"); }\n'
    desk.write({"blink.ino": f'{own}void setup() {{ say("API"); line("API"); }}\nvoid loop() {{}}\n'})
    assert desk.lines() == ["API", "mine"]


def test_a_class_that_a_sketch_has_in_a_header_is_another_than_the_apis(desk: Desk, tmp_path: Path) -> None:
    write(tmp_path / "api", API | VOICE)
    own = replace(desk, api=tmp_path / "api")
    others = 'Voice(int n) { count = n; } void tell() { say("mine"); } virtual void end() { say("my end"); }'
    voice = f'struct Voice {{ int count; Voice(const char*) {{ say("my own"); }} {others} }};\n'
    used = 'Voice first("");\nvoid setup() { Voice v(1); v.tell(); first.end(); speak(); }\nvoid loop() {}\n'
    own.write({"blink.ino": f'extern "C" void speak();\n{voice}{used}'})
    assert own.lines() == ["my own", "mine", "my end", "API", "API"]


def test_a_variable_of_a_sketch_is_called_as_a_function_of_the_c_library(desk: Desk) -> None:
    desk.write({"blink.ino": 'int puts = 3;\nvoid setup() { say(puts == 3 ? "three" : ""); }\nvoid loop() {}\n'})
    assert desk.lines() == ["three"]


def test_what_the_api_leaves_to_a_sketch_is_the_sketchs_for_it_too(desk: Desk, tmp_path: Path) -> None:
    write(tmp_path / "api", API | HOOK)
    own = replace(desk, api=tmp_path / "api")
    own.write({"blink.ino": 'extern "C" void hook();\nvoid setup() { hook(); }\nvoid loop() {}\n'})
    assert own.lines() == ["the API"]
    own.write({"part.cpp": '#include <Arduino.h>\nextern "C" void hook() { say("the sketch"); }\n'})
    assert own.lines() == ["the sketch"]


def test_two_files_of_a_sketch_with_the_same_name_are_still_an_error(desk: Desk) -> None:
    desk.write({"blink.ino": "int lamp;\nvoid setup() {}\nvoid loop() {}\n", "part.cpp": "int lamp;\n"})
    with pytest.raises(SketchError, match=re.escape("'lamp' is defined a second time")):
        desk.path()


def test_a_program_that_begins_itself_is_still_an_error(desk: Desk) -> None:
    desk.write({"blink.ino": "void setup() {}\nvoid loop() {}\nint main() { return 0; }\n"})
    with pytest.raises(SketchError, match=re.escape("'main' is defined a second time")):
        desk.path()


def test_of_objects_in_another_form_nothing_is_known(tmp_path: Path) -> None:
    (tmp_path / "a.o").write_bytes(b"\xcf\xfa\xed\xfe")
    assert with_own_names([tmp_path / "a.o"], [tmp_path / "a.o"]) == (tmp_path / "a.o",)
