"""The board's MAC: read as firmware does, another one, broken fuses."""

from protocol.agent.commands import AnyCommand, MacFault, MacRead, MacSet
from protocol.agent.errors import AgentErrorCode, WordsError
from protocol.agent.replies import MacReading
from protocol.agent.vocabulary import MacFaultWord
from simulator import fuses
from simulator.agent.outcome import DONE, Outcome
from simulator.agent.target import AgentTarget


def carry_out(target: AgentTarget, command: AnyCommand) -> Outcome:
    """Do one of the MAC commands."""
    match command:
        case MacRead():
            try:
                return Outcome(MacReading(target.read_mac()))
            except fuses.MacUnreadableError as error:
                raise WordsError(AgentErrorCode.UNREADABLE, str(error)) from error
        case MacSet():
            target.fuse_words = fuses.burn(target.board, command.mac)
        case MacFault():
            unbroken = command.fault is MacFaultWord.NONE
            target.fuse_fault = None if unbroken else fuses.FuseFault(command.fault.value)
        case _:
            raise TypeError(f"{command!r} is not about the MAC")
    return DONE
