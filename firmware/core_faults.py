"""The faults that a board may pretend to have: `python -m tools.tables` writes the core's header from the protocol.

They are declared in `protocol.board_faults`. In the header each has a constant, which a port is told, and its word in
the agent protocol.
"""

from collections.abc import Iterator
from enum import Enum
from typing import Final

from oceanhil.firmware.build import CORE_DIRECTORY
from oceanhil.protocol.board_faults import ClockFault, MacFault

PATH: Final = CORE_DIRECTORY / "include" / "oceanremote" / "faults.h"
_HEAD: Final = """\
/// What a board may pretend to be wrong with it: `python -m tools.tables` writes this file from
/// protocol/board_faults.py, which says what each fault is.
#ifndef OCEANREMOTE_FAULTS_H
#define OCEANREMOTE_FAULTS_H

// clang-format off
"""
_TAIL: Final = """\
// clang-format on

#endif
"""


def header() -> str:
    """Give the text of `faults.h`."""
    return "".join((_HEAD, *_kind("clock", ClockFault), *_kind("mac", MacFault), _TAIL))


def _kind(name: str, faults: type[Enum]) -> Iterator[str]:
    """Give the constants of one kind of fault, and what lists them with their words; 0 is none."""
    constants = [f"OR_{name.upper()}_{each.name}" for each in faults]
    yield f"typedef enum or_{name}_fault {{\n    OR_{name.upper()}_SOUND = 0,\n"
    yield ",\n".join(f"    {constant} = {number}" for number, constant in enumerate(constants, 1))
    yield f"\n}} or_{name}_fault;\n\n"
    yield "/// Calls `row` for each: its constant, and its word in the agent protocol.\n"
    yield f"#define OR_EACH_{name.upper()}_FAULT(row) \\\n"
    rows = (f'    row({constant}, "{each.value}")' for constant, each in zip(constants, faults, strict=True))
    yield " \\\n".join(rows) + "\n\n"
