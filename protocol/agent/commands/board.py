"""Commands about the board as a whole: who it is, whether it runs, and how it crashes."""

from oceanhil.protocol.agent.message import Command, Repeat
from oceanhil.protocol.agent.replies import BoardInfo, Done
from oceanhil.protocol.agent.vocabulary import CommandGroup, Microseconds
from oceanhil.protocol.panics import PanicKind
from oceanhil.protocol.resets import ResetKind


class Info(Command[BoardInfo], frozen=True):
    """Ask who answers and what it can do."""

    NAME = ("INFO",)


class Ping(Command[Done], frozen=True):
    """Ask whether anybody answers."""

    NAME = ("PING",)


class Restart(Command[Done], frozen=True):
    """Start again; the reply comes first."""

    NAME = ("RESTART",)
    REPEAT = Repeat.STARTS_BOOT
    reason: ResetKind


class Hold(Command[Done], frozen=True):
    """Stop the program and let nothing run but the agent; nothing changes when it is held already."""

    NAME = ("HOLD",)
    GROUP = CommandGroup.HOLD
    ANSWER_MS = 3000


class Go(Command[Done], frozen=True):
    """Boot a held board, with reason power-on; nothing changes when it runs already."""

    NAME = ("GO",)
    GROUP = CommandGroup.HOLD
    REPEAT = Repeat.STARTS_BOOT


class Sleep(Command[Done], frozen=True):
    """Go into deep sleep; its own timer wakes the board. The reply comes first."""

    NAME = ("SLEEP",)
    GROUP = CommandGroup.SLEEP
    REPEAT = Repeat.STARTS_BOOT
    duration_us: Microseconds


class Crash(Command[Done], frozen=True):
    """Crash as a program of this family does: panic text, then the reset it leads to. The reply comes first."""

    NAME = ("CRASH",)
    GROUP = CommandGroup.CRASH
    REPEAT = Repeat.STARTS_BOOT
    kind: PanicKind


BoardCommand = Ping | Restart | Hold | Go | Sleep | Crash
"""About the board as a whole."""
