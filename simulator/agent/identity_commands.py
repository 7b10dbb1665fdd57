"""The board's MAC: read as firmware does, another one, broken fuses."""

from typing import assert_never

from oceanhil.protocol.agent.commands import MacCommand, MacFault, MacRead, MacSet
from oceanhil.protocol.agent.error_code import AgentErrorCode, WordsError
from oceanhil.protocol.agent.replies import MacReading
from oceanhil.simulator.agent.outcome import DONE, AgentOutcome
from oceanhil.simulator.agent.target import AgentTarget
from oceanhil.simulator.identity import fuses


def carry_out(target: AgentTarget, command: MacCommand) -> AgentOutcome:
    """Do one of the MAC commands."""
    match command:
        case MacRead():
            try:
                return AgentOutcome(MacReading(target.read_mac()))
            except fuses.MacUnreadableError as error:
                raise WordsError(AgentErrorCode.UNREADABLE, str(error)) from error
        case MacSet():
            target.fuse_words = fuses.burn(target.board, command.mac)
        case MacFault():
            target.fuse_fault = command.fault
        case _:
            assert_never(command)
    return DONE
