"""The board's clocks, and what is wrong with them."""

from typing import assert_never

from oceanhil.protocol.agent.commands import (
    ClockCommand,
    ClockDrift,
    ClockFault,
    ClockGet,
    ClockSet,
    ClockSleepDrift,
    ClockSntpDelay,
    ClockUptime,
)
from oceanhil.protocol.agent.replies import ClockReading
from oceanhil.simulator.agent.outcome import DONE, AgentOutcome
from oceanhil.simulator.agent.target import AgentTarget
from oceanhil.simulator.board.clock import break_clock


def carry_out(target: AgentTarget, command: ClockCommand) -> AgentOutcome:
    """Do one of the CLOCK commands. Wall time that is set in a hold goes on in the boot that ends it."""
    clock = target.clock
    match command:
        case ClockGet():
            return AgentOutcome(ClockReading(target.unix_us(), clock.uptime_us(target.now_us) // 1000))
        case ClockSet():
            target.set_unix_us(command.unix_us)
        case ClockDrift():
            clock.set_drift(target.now_us, command.parts_per_million)
        case ClockSleepDrift():
            clock.set_sleep_drift(command.parts_per_million)
        case ClockFault():
            break_clock(clock, target.sntp, command.fault)
        case ClockUptime():
            clock.set_uptime_us(target.now_us, command.uptime_us)
        case ClockSntpDelay():
            target.sntp.start_up_delay_us = command.delay_us
        case _:
            assert_never(command)
    return DONE


def mend(target: AgentTarget) -> None:
    """Take every fault from the board's clocks; what they show stays."""
    target.clock.set_drift(target.now_us, 0)
    target.clock.set_sleep_drift(0)
    break_clock(target.clock, target.sntp, None)
    target.sntp.start_up_delay_us = 0
