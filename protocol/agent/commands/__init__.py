"""The commands of an agent, and how to find one by its words.

What is declared here is declared once: a class has the words that name a command, its arguments with their bounds, its
reply, its group, its time and what a repetition does. Of that is made the table that the C++ core answers by
(`python -m tools.tables`), and the tables of docs/agent-protocol.md are compared with it. A new
command that one side forgets does not pass: in the simulated agent it is a type error, in the C++ core one of the
linker, and tests name it in the document and in the client. Each module here is a table of one subject's commands.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, get_args

from oceanhil.protocol.agent.commands.board import BoardCommand, Crash, Go, Hold, Info, Ping, Restart, Sleep
from oceanhil.protocol.agent.commands.bridge import HttpAnswer, HttpCommand, HttpFail, HttpResend
from oceanhil.protocol.agent.commands.clock import (
    ClockCommand,
    ClockDrift,
    ClockFault,
    ClockGet,
    ClockSet,
    ClockSleepDrift,
    ClockSntpDelay,
    ClockUptime,
)
from oceanhil.protocol.agent.commands.identity import (
    Factory,
    MacCommand,
    MacFault,
    MacRead,
    MacSet,
    ProvisionApply,
    ProvisionCommand,
    ProvisionSet,
)
from oceanhil.protocol.agent.commands.outputs import OutputCommand, RelaysRead, SensorSet
from oceanhil.protocol.agent.commands.storage import (
    CutArm,
    CutCommand,
    CutTear,
    CutUnits,
    EepromBegin,
    EepromCommand,
    EepromCommit,
    EepromErase,
    EepromRead,
    EepromWrite,
    EepromXor,
    FlashCommand,
    FlashErase,
    FlashHash,
    FlashRead,
    FlashWrite,
)
from oceanhil.protocol.agent.error_code import AgentErrorCode, WordsError, quoted

__all__ = [
    "COMMANDS",
    "AnyCommand",
    "BoardCommand",
    "ClockCommand",
    "ClockDrift",
    "ClockFault",
    "ClockGet",
    "ClockSet",
    "ClockSleepDrift",
    "ClockSntpDelay",
    "ClockUptime",
    "Crash",
    "CutArm",
    "CutCommand",
    "CutTear",
    "CutUnits",
    "EepromBegin",
    "EepromCommand",
    "EepromCommit",
    "EepromErase",
    "EepromRead",
    "EepromWrite",
    "EepromXor",
    "Factory",
    "FlashCommand",
    "FlashErase",
    "FlashHash",
    "FlashRead",
    "FlashWrite",
    "Go",
    "Hold",
    "HttpAnswer",
    "HttpCommand",
    "HttpFail",
    "HttpResend",
    "Info",
    "MacCommand",
    "MacFault",
    "MacRead",
    "MacSet",
    "OutputCommand",
    "Ping",
    "ProvisionApply",
    "ProvisionCommand",
    "ProvisionSet",
    "RelaysRead",
    "Restart",
    "SensorSet",
    "Sleep",
    "command_type",
    "parse_command",
]

AnyCommand = (
    Info
    | BoardCommand
    | CutCommand
    | EepromCommand
    | FlashCommand
    | ClockCommand
    | OutputCommand
    | MacCommand
    | ProvisionCommand
    | Factory
    | HttpCommand
)
"""What may come: whoever carries commands out handles each of these, or mypy says which one is forgotten."""

COMMANDS: Final[tuple[type[AnyCommand], ...]] = get_args(AnyCommand)
"""Every command, in the order of the document."""

_BY_NAME: Final[Mapping[tuple[str, ...], type[AnyCommand]]] = MappingProxyType({each.NAME: each for each in COMMANDS})


def command_type(words: tuple[str, ...]) -> type[AnyCommand] | None:
    """Find the command that the first words of a `$HIL` sentence name; None when they name none."""
    return _BY_NAME.get(words[:2]) or _BY_NAME.get(words[:1])


def parse_command(words: tuple[str, ...]) -> AnyCommand:
    """Read the words of a `$HIL` sentence; raises WordsError with the code that an agent answers."""
    command = command_type(words)
    if command is not None:
        return command.from_words(words[len(command.NAME) :])
    shown = " ".join(map(quoted, words[:2]))
    raise WordsError(AgentErrorCode.UNKNOWN_COMMAND, f"unknown command {shown}")
