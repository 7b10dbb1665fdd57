"""The families that the core in C++ knows: `python -m tools.tables` writes its header from `boards`.

A family with a number is in it (`BuildTarget.number`). Its board is named in the header by a constant, and in the agent
protocol and at the beginning of its device IDs by its word.
"""

from typing import Final

from oceanhil.boards import core_families
from oceanhil.firmware.build import CORE_DIRECTORY

PATH: Final = CORE_DIRECTORY / "include" / "oceanremote" / "families.h"
_HEAD: Final = """\
/// The families of boards that the core knows: `python -m tools.tables` writes this file from boards/.
#ifndef OCEANREMOTE_FAMILIES_H
#define OCEANREMOTE_FAMILIES_H

// clang-format off
"""
_ENUM: Final = """\
/// A family keeps its number for ever.
typedef enum or_family {{
{constants}
}} or_family;

"""
_EACH: Final = """\
/// Calls `row` for each: its constant, and its word in the agent protocol, with which, in capitals, device IDs begin.
#define OR_EACH_FAMILY(row) \\
{rows}
"""
_TAIL: Final = """\
// clang-format on

#endif
"""


def header() -> str:
    """Give the text of `families.h`."""
    known = core_families()
    constants = ",\n".join(f"    {each.core_constant} = {each.build.number}" for each in known)
    rows = " \\\n".join(f'    row({each.core_constant}, "{each.board.value}")' for each in known)
    return "".join((_HEAD, _ENUM.format(constants=constants), _EACH.format(rows=rows), _TAIL))
