"""Commands about the board's clocks and what is wrong with them."""

from typing import Annotated

from oceanhil.protocol import board_faults
from oceanhil.protocol.agent.fields import nothing_is
from oceanhil.protocol.agent.message import Command
from oceanhil.protocol.agent.replies import ClockReading, Done
from oceanhil.protocol.agent.vocabulary import (
    CommandGroup,
    Microseconds,
    PartsPerMillion,
    UnixMicroseconds,
)


class ClockGet(Command[ClockReading], frozen=True):
    """Ask for the board's clocks."""

    NAME = ("CLOCK", "GET")
    GROUP = CommandGroup.CLOCK


class ClockSet(Command[Done], frozen=True):
    """Set the board's wall time, Unix µs."""

    NAME = ("CLOCK", "SET")
    GROUP = CommandGroup.CLOCK
    unix_us: UnixMicroseconds


class ClockDrift(Command[Done], frozen=True):
    """Let the board's clocks run fast (positive) or slow."""

    NAME = ("CLOCK", "DRIFT")
    GROUP = CommandGroup.CLOCK_FAULTS
    parts_per_million: PartsPerMillion


class ClockSleepDrift(Command[Done], frozen=True):
    """Let the oscillator that counts in deep sleep run fast (positive) or slow."""

    NAME = ("CLOCK", "SLEEPDRIFT")
    GROUP = CommandGroup.CLOCK_FAULTS
    parts_per_million: PartsPerMillion


class ClockFault(Command[Done], frozen=True):
    """Give the firmware a wrong idea of time, or mend it."""

    NAME = ("CLOCK", "FAULT")
    GROUP = CommandGroup.CLOCK_FAULTS
    fault: Annotated[board_faults.ClockFault | None, nothing_is("none")]


class ClockUptime(Command[Done], frozen=True):
    """Pretend that the board has been up so long."""

    NAME = ("CLOCK", "UPTIME")
    GROUP = CommandGroup.CLOCK_FAULTS
    uptime_us: Microseconds


class ClockSntpDelay(Command[Done], frozen=True):
    """Let the SNTP client ask for the first time so long after it was started."""

    NAME = ("CLOCK", "SNTPDELAY")
    GROUP = CommandGroup.CLOCK_FAULTS
    delay_us: Microseconds


ClockCommand = ClockGet | ClockSet | ClockDrift | ClockSleepDrift | ClockFault | ClockUptime | ClockSntpDelay
