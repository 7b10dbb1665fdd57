"""The lines that the core prints: `python -m tools.tables` writes its table from `protocol.lines`."""

import re
from typing import Final

from oceanhil.firmware.build import CORE_DIRECTORY
from oceanhil.protocol.lines import Line

PATH: Final = CORE_DIRECTORY / "src" / "lines.def"
_ELSEWHERE: Final = frozenset({Line.WIFI_CONNECTED, Line.WIFI_FAILED, Line.SYSTEM_RESTART})
"""Printed in two pieces, as an attempt to join begins and ends; the last one, by no firmware of this project."""
_GLYPH: Final = "{glyph}"
_FIELD: Final = re.compile(r"\{\w+\}")
_HEAD: Final = """\
// Every line the firmware prints: `python -m tools.tables` writes this file from protocol/lines.py; `{}` is a field.
// The lines of joining are printed in two pieces, elsewhere; the glyph of a success is left out.
// clang-format off
"""
_TAIL: Final = "// clang-format on\n"


def table() -> str:
    """Give the text of `lines.def`."""
    return "".join((_HEAD, *(_row(line) for line in Line if line not in _ELSEWHERE), _TAIL))


def _row(line: Line) -> str:
    constant = "k" + line.name.title().replace("_", "")
    return f'OR_LINE({constant}, "{_FIELD.sub("{}", line.template.replace(_GLYPH, ""))}")\n'
