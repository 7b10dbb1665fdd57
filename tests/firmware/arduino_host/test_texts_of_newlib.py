"""What the C library of the boards has and this machine's has not: a module needs no header of Arduino's for it."""

from pathlib import Path
from typing import Final

import pytest

from oceanhil.firmware.sketches.program import build_sketch
from oceanhil.firmware.sketches.sketch import Layout, Sketch
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from tests.firmware.arduino_host.programs import alone

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
COPIES: Final = 'void copy_{0}(char* text) {{ strlcpy(text, "ab", 8); strlcat(text, "cd", 8); }}\n'
LAMP: Final = 'void setup() { char text[8]; strlcpy(text, "ab", sizeof text); }\nvoid loop() { delay(1000); }\n'


def built(folder: Path, board: Board) -> bool:
    main = folder / "lamp.ino"
    main.write_text(LAMP)
    return build_sketch(Sketch("lamp", folder, Layout.FOLDER, main), board).is_file()


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_modules_that_include_nothing_but_the_c_library_have_them(board: Board, tmp_path: Path) -> None:
    folder = tmp_path / "lamp"
    folder.mkdir()
    for name, header in (("plain.c", "string.h"), ("plus.cpp", "string.h"), ("std.cpp", "cstring")):
        (folder / name).write_text(f"#include <{header}>\n{COPIES.format(name.partition('.')[0])}")
    assert built(folder, board)


def test_a_module_that_brings_its_own_keeps_it(tmp_path: Path) -> None:
    folder = tmp_path / "lamp"
    folder.mkdir()
    own = "size_t strlcpy(char* text, const char* source, size_t room) { (void)text; (void)source; return room; }\n"
    (folder / "own.c").write_text(f"#include <string.h>\n{own}")
    assert built(folder, Board.ESP32)


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_words_for_attributes_are_there_as_newlib_has_them(board: Board) -> None:
    before = """
        struct __packed Pair { char first; int second; };
        struct __aligned(16) Wide { char only; };
        static int twice(int number, __unused int other) { return 2 * number; }
    """
    body = 'Serial.printf("%d %d %d\\n", (int)sizeof(Pair), (int)alignof(Wide), twice(3, 4));'
    assert alone(board, "Arduino.h", body, before) == ["5 16 6"]
