"""Whose flash a backup is put back on: the board that it is of, and no other that has been plugged in meanwhile."""

from collections.abc import Collection, Sequence
from typing import Protocol

from oceanhil.hil.boards.journal import Pending
from oceanhil.hil.download.download_errors import WrongBoardError
from oceanhil.protocol.agent.replies import BoardInfo
from oceanhil.protocol.identity import parse_mac


class IdentifyingAgent(Protocol):
    """What is needed of `oceanhil.hil.agent.client.AgentClient`."""

    def open(self) -> BoardInfo:
        """Ask who answers."""

    def mac_set(self, mac: bytes) -> None:
        """Give it another MAC."""


def be_itself(agent: IdentifyingAgent, own: bytes, others: Collection[bytes]) -> None:
    """See that the board of this agent has the MAC `own`, and give it that again where it has one of `others`.

    Those are MACs that a run gave it. A board that cannot read its MAC (zeros) tells nothing. Raises WrongBoardError
    for another board, and AgentError.
    """
    found = agent.open().mac
    if found == own or not any(found):
        return
    if found not in others:
        raise WrongBoardError(own, found)
    agent.mac_set(own)


def be_the_changed_one(agent: IdentifyingAgent, pending: Sequence[Pending], mac: bytes | None) -> None:
    """Do so for a board that runs have changed and not put back; `mac` is the inventory's, where it has one."""
    for each in pending:
        own = parse_mac(each.mac) or mac
        if own is not None:
            be_itself(agent, own, [other for text in each.other_macs if (other := parse_mac(text))])
