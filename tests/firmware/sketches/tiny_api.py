"""An Arduino API of a few lines, so that a sketch compiles in a tenth of a second; sketches to build with it."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from oceanhil.firmware.sketches.build import SketchBuild
from oceanhil.firmware.sketches.finding import find_sketch
from oceanhil.firmware.sketches.program import build_sketch
from oceanhil.protocol.board import Board

API = {
    "api/common/Arduino.h": '#pragma once\n#include <string.h>\n#include "core.h"\nvoid setup();\nvoid loop();\n'
    'extern "C" void say(const char* text);\n#define IRAM_ATTR __attribute__((section(".text.iram")))\n',
    "api/common/WiFi.h": '#pragma once\ninline const char* wifi() { return "of the core"; }\n',
    "api/esp32/core.h": '#define CORE "esp32"\n',
    "api/esp8266/core.h": '#define CORE "esp8266"\n',
    "api/rp2040/core.h": '#define CORE "rp2040"\n',
    "machine/machine.h": "#pragma once\nvoid line(const char* text);\n",
    "machine/main.cpp": '#include <stdio.h>\n#include <Arduino.h>\n#include "machine.h"\n'
    "void line(const char* text) { puts(text); }\nint main() { setup(); loop(); }\n",
    "src/common/say.cpp": '#include <Arduino.h>\n#include "machine/machine.h"\n'
    "void say(const char* text) { line(text); }\n",
}


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder with sketches, the API that they are built with, and where what is made is kept."""

    folder: Path
    api: Path
    cache: Path
    words: Mapping[str, str] = field(default_factory=dict)

    def path(self, name: str = "blink", board: Board = Board.ESP32, **words: str) -> Path:
        """Build a sketch with these words in it."""
        how = SketchBuild(words, api=self.api, cache=self.cache)
        return build_sketch(find_sketch(name, self.folder), board, how)

    def lines(self, name: str = "blink", board: Board = Board.ESP32, **words: str) -> list[str]:
        """Build a sketch, run it and give what it says."""
        program = self.path(name, board, **words)
        return subprocess.run([program], capture_output=True, text=True, check=True, timeout=10).stdout.splitlines()

    def write(self, files: Mapping[str, str]) -> None:
        """Write files of the sketch `blink`."""
        write(self.folder / "blink", files)

    def objects(self, stem: str = "*") -> set[Path]:
        """Give the object files that were made."""
        return set((self.cache / "sketches" / "objects").glob(f"{stem}-*.o"))
