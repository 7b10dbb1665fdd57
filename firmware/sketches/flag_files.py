"""Files beside a sketch in which it gives flags to the compiler, each read by one core.

Sources: arduino-esp32, `platform.txt` (`build.opt.name`); esp8266/Arduino, doc/faq/a06-global-build-options.rst.
"""

import re
from pathlib import Path
from typing import Final

from oceanhil.firmware.sketches.joining import source_text
from oceanhil.firmware.sketches.platformio_project import flag_words, kept_flags
from oceanhil.firmware.sketches.sketch import Layout, Sketch
from oceanhil.firmware.sketches.targets import Target

_OF_ESP32: Final = "build_opt.h"
_OF_ESP8266: Final = ".globals.h"
_OPTIONS: Final = re.compile(r"^\s*/\*@create-file:build\.opt@[ \t]*\n(.*?)^\s*\*/", re.MULTILINE | re.DOTALL)
_PASSED_OVER: Final = ("*", "//", "#")


def flags_beside(sketch: Sketch, target: Target) -> tuple[str, ...]:
    """Give what a sketch in a folder of its own tells this core's compiler there; raises SketchError."""
    if sketch.layout is not Layout.FOLDER or sketch.main is None:
        return ()
    if target.api == "esp32":
        file = sketch.folder / _OF_ESP32
        return _kept(file, source_text(file)) if file.is_file() else ()
    if target.api == "esp8266":
        file = sketch.folder / f"{sketch.main.name}{_OF_ESP8266}"
        # Whatever it says beside its flags stands before every source.
        return (*_kept(file, _options(source_text(file))), "-include", str(file)) if file.is_file() else ()
    return ()


def _options(text: str) -> str:
    """Give the flags in the one comment that is for them, without its own comments."""
    found = _OPTIONS.search(text)
    lines = (line.strip() for line in (found[1] if found else "").split("\n"))
    return "\n".join(line for line in lines if not line.startswith(_PASSED_OVER))


def _kept(file: Path, text: str) -> tuple[str, ...]:
    return kept_flags(file.parent, flag_words(text, str(file)))
