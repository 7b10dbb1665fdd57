"""The board's relays, read as its pins stand, and another reading in place of its sensor's."""

from typing import assert_never

from oceanhil.protocol.agent.commands import OutputCommand, RelaysRead, SensorSet
from oceanhil.protocol.agent.replies import RelaysReading
from oceanhil.protocol.agent.vocabulary import RelayState
from oceanhil.protocol.record import RecordFlag
from oceanhil.simulator.agent.outcome import DONE, AgentOutcome
from oceanhil.simulator.agent.target import AgentTarget


def carry_out(target: AgentTarget, command: OutputCommand) -> AgentOutcome:
    """Do one of the commands about relays and sensor."""
    match command:
        case RelaysRead():
            return AgentOutcome(RelaysReading(*states(target.outputs.on), *target.outputs.switched))
        case SensorSet():
            target.outputs.pretend(command.temperature_tenths, command.humidity_tenths)
            return DONE
        case _:
            assert_never(command)


def states(on: RecordFlag) -> tuple[RelayState, RelayState]:
    """Say in the agent's words how relays 1 and 2 stand when those in `on` are closed."""
    first, second = RecordFlag.RELAY1 in on, RecordFlag.RELAY2 in on
    return RelayState.ON if first else RelayState.OFF, RelayState.ON if second else RelayState.OFF
