"""The commands of an agent, and how to find one by its words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from oceanhil.protocol.agent.commands.board import Crash, Go, Hold, Info, Ping, Restart, Sleep
from oceanhil.protocol.agent.commands.bridge import HttpAnswer, HttpFail, HttpResend
from oceanhil.protocol.agent.commands.clock import (
    ClockDrift,
    ClockFault,
    ClockGet,
    ClockSet,
    ClockSleepDrift,
    ClockSntpDelay,
    ClockUptime,
)
from oceanhil.protocol.agent.commands.identity import Factory, MacFault, MacRead, MacSet, ProvisionApply, ProvisionSet
from oceanhil.protocol.agent.commands.storage import (
    CutArm,
    CutTear,
    CutUnits,
    EepromBegin,
    EepromCommit,
    EepromErase,
    EepromRead,
    EepromWrite,
    EepromXor,
    FlashErase,
    FlashHash,
    FlashRead,
    FlashWrite,
)
from oceanhil.protocol.agent.errors import AgentErrorCode, WordsError, quoted
from oceanhil.protocol.agent.message import Command, Message

__all__ = [
    "COMMANDS",
    "AnyCommand",
    "ClockDrift",
    "ClockFault",
    "ClockGet",
    "ClockSet",
    "ClockSleepDrift",
    "ClockSntpDelay",
    "ClockUptime",
    "Crash",
    "CutArm",
    "CutTear",
    "CutUnits",
    "EepromBegin",
    "EepromCommit",
    "EepromErase",
    "EepromRead",
    "EepromWrite",
    "EepromXor",
    "Factory",
    "FlashErase",
    "FlashHash",
    "FlashRead",
    "FlashWrite",
    "Go",
    "Hold",
    "HttpAnswer",
    "HttpFail",
    "HttpResend",
    "Info",
    "MacFault",
    "MacRead",
    "MacSet",
    "Ping",
    "ProvisionApply",
    "ProvisionSet",
    "Restart",
    "Sleep",
    "parse_command",
]

AnyCommand = Command[Message]

COMMANDS: Final[tuple[type[AnyCommand], ...]] = (
    Info, Ping, Restart, Hold, Go, Sleep, Crash,
    CutArm, CutTear, CutUnits,
    EepromBegin, EepromRead, EepromWrite, EepromXor, EepromErase, EepromCommit,
    FlashRead, FlashWrite, FlashErase, FlashHash,
    ClockGet, ClockSet, ClockDrift, ClockSleepDrift, ClockFault, ClockUptime, ClockSntpDelay,
    MacRead, MacSet, MacFault,
    ProvisionSet, ProvisionApply, Factory,
    HttpAnswer, HttpFail, HttpResend,
)  # fmt: skip
"""Every command, in the order of the document."""

_BY_NAME: Final[Mapping[tuple[str, ...], type[AnyCommand]]] = MappingProxyType({each.NAME: each for each in COMMANDS})


def parse_command(words: tuple[str, ...]) -> AnyCommand:
    """Read the words of a `$HIL` sentence; raises WordsError with the code that an agent answers."""
    for count in (2, 1):
        command = _BY_NAME.get(words[:count]) if len(words) >= count else None
        if command is not None:
            return command.from_words(words[count:])
    shown = " ".join(map(quoted, words[:2]))
    raise WordsError(AgentErrorCode.UNKNOWN_COMMAND, f"unknown command {shown}")
