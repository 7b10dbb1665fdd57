"""A module in C of a sketch: what the SDK of its board declares for C compiles there, in any order."""

from pathlib import Path
from typing import Final

import pytest

from oceanhil.firmware.build import FIRMWARE_DIRECTORY
from oceanhil.firmware.sketches.program import build_sketch
from oceanhil.firmware.sketches.sketch import Layout, Sketch
from oceanhil.firmware.sketches.targets import target_of
from oceanhil.protocol.board import PLATFORM_BOARDS, Board

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
API: Final = FIRMWARE_DIRECTORY / "arduino_host" / "api"
FOR_C: Final = '#ifdef __cplusplus\nextern "C" {'
# Declared as the cores have them: for C, and with default arguments, or within what is of C++ alone.
CPP_ALL_THE_SAME: Final = frozenset({"core_esp8266_waveform.h", "sigma_delta.h", "ESP8266WiFi.h"})


def headers_for_c(board: Board) -> list[str]:
    folder = API / target_of(board).api
    found = [each for each in folder.rglob("*.h") if FOR_C in each.read_text("utf-8")]
    return sorted(each.relative_to(folder).as_posix() for each in found if each.name not in CPP_ALL_THE_SAME)


@pytest.mark.parametrize("board", PLATFORM_BOARDS)
def test_headers_that_are_for_c_compile_as_c(board: Board, tmp_path: Path) -> None:
    folder = tmp_path / "lamp"
    folder.mkdir()
    main = folder / "lamp.ino"
    main.write_text("void setup() {}\nvoid loop() { delay(1000); }\n")
    headers = headers_for_c(board)
    assert len(headers) >= 20
    # Of two that need each other one comes first in one of the files, the other one in the other.
    for name, order in (("onwards", headers), ("backwards", headers[::-1])):
        includes = "".join(f"#include <{header}>\n" for header in order)
        (folder / f"{name}.c").write_text(f"{includes}int {name};\n")
    assert build_sketch(Sketch("lamp", folder, Layout.FOLDER, main), board).is_file()
