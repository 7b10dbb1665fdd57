"""The table of commands by which the core's agent answers: `python -m tools.tables` writes it.

The commands are declared in `protocol.agent.commands`. A row names the method of `oceanremote::Agent` that does
a command; agent.h declares one for each, so that a command that nobody wrote does not link.
"""

import re
from collections.abc import Iterator
from typing import Final

from oceanhil.firmware.build import CORE_DIRECTORY
from oceanhil.protocol.agent.commands import COMMANDS, AnyCommand
from oceanhil.protocol.agent.message import Repeat
from oceanhil.protocol.agent.vocabulary import SIMULATED_ONLY, CommandGroup

PATH: Final = CORE_DIRECTORY / "src" / "agent" / "commands.def"
_HEAD: Final = """\
// What a bench may ask: `python -m tools.tables` writes this file from protocol/agent/commands.
//
// OR_GROUP: a group of commands, and its word among the capabilities.
// OR_COMMAND: first word, second word, number of arguments, whether a repetition must not be done again, the group it
// needs, and what does it. OR_ABSENT: the same of one that no firmware can do.
// clang-format off
#ifndef OR_GROUP
#define OR_GROUP(group, word)
#endif
#ifndef OR_COMMAND
#define OR_COMMAND(first, second, arguments, once, group, handler)
#endif
#ifndef OR_ABSENT
#define OR_ABSENT(first, second, arguments, once, group)
#endif
"""
_TAIL: Final = """\
#undef OR_GROUP
#undef OR_COMMAND
#undef OR_ABSENT
// clang-format on
"""


def table() -> str:
    """Give the text of `commands.def`."""
    return "".join((_HEAD, *_rows(), _TAIL))


def _rows() -> Iterator[str]:
    for group in CommandGroup:
        yield f'OR_GROUP({_group(group)}, "{group.value}")\n'
    for command in COMMANDS:
        yield f"{_row(command)}\n"


def _row(command: type[AnyCommand]) -> str:
    first, second = (*command.NAME, "")[:2]
    once = str(command.REPEAT is not Repeat.HARMLESS).lower()
    fields = f'"{first}", "{second}", {len(command.__struct_fields__)}, {once}, {_group(command.GROUP)}'
    if command.GROUP in SIMULATED_ONLY:
        return f"OR_ABSENT({fields})"
    return f"OR_COMMAND({fields}, {_snake(command.__name__)})"


def _group(group: CommandGroup | None) -> str:
    return "kAlways" if group is None else "k" + group.name.title().replace("_", "")


def _snake(name: str) -> str:
    return re.sub(r"(?<=.)(?=[A-Z])", "_", name).lower()
