"""Commands about the board's MAC and what is provisioned on it."""

from typing import Annotated

from oceanhil.protocol import board_faults
from oceanhil.protocol.agent.fields import nothing_is
from oceanhil.protocol.agent.message import Command, Repeat
from oceanhil.protocol.agent.replies import Done, MacReading
from oceanhil.protocol.agent.vocabulary import CommandGroup, Mac, ProvisionField, Value


class MacRead(Command[MacReading], frozen=True):
    """Read the MAC as firmware does."""

    NAME = ("MAC", "READ")
    GROUP = CommandGroup.MAC


class MacSet(Command[Done], frozen=True):
    """Give the board another MAC."""

    NAME = ("MAC", "SET")
    GROUP = CommandGroup.MAC_OVERRIDE
    mac: Mac


class MacFault(Command[Done], frozen=True):
    """Break the fuses that hold the MAC, or mend them."""

    NAME = ("MAC", "FAULT")
    GROUP = CommandGroup.MAC_FAULTS
    fault: Annotated[board_faults.MacFault | None, nothing_is("none")]


class ProvisionSet(Command[Done], frozen=True):
    """Collect one field of what APPLY puts on the board."""

    NAME = ("PROVISION", "SET")
    GROUP = CommandGroup.PROVISION
    field: ProvisionField
    value: Value


class ProvisionApply(Command[Done], frozen=True):
    """Put the collected fields on the board; a running board starts again, by its pin. The reply comes first."""

    NAME = ("PROVISION", "APPLY")
    GROUP = CommandGroup.PROVISION
    REPEAT = Repeat.STARTS_BOOT
    ANSWER_MS = 3000


class Factory(Command[Done], frozen=True):
    """Erase storage and provisioning, disarm power cuts, end every fault; the board is held afterwards."""

    NAME = ("FACTORY",)
    GROUP = CommandGroup.PROVISION
    ANSWER_MS = 15_000


MacCommand = MacRead | MacSet | MacFault
ProvisionCommand = ProvisionSet | ProvisionApply
