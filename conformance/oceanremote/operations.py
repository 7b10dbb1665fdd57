"""The operations of OceanRemote's own side, as connector files name them."""

from typing import Final

from oceanhil.conformance.contract.control import CLAIM, DELETE, REGENERATE, RELAY, REVOKE, STATUS, TOKEN
from oceanhil.remote.connector.levers import LEVERS
from oceanhil.remote.connector.operation import OperationSpec, Removal

DEVICE: Final = "device"

OPERATIONS: Final = (
    OperationSpec(
        name=TOKEN.name,
        about="obtain registration tokens: generate firmware for a new pending device",
        takes=("board", "name"),
        gives=("id", "token"),
        optional=("id",),
        secret=("token",),
        creates=DEVICE,
    ),
    OperationSpec(
        name=REGENERATE.name,
        about="regenerate a device's registration token",
        takes=("id",),
        gives=("token",),
        secret=("token",),
        acts_on=DEVICE,
    ),
    OperationSpec(
        name=REVOKE.name,
        about="revoke a device's tokens",
        takes=("id",),
        acts_on=DEVICE,
        removes=Removal.PARTLY,
        repeatable=True,
    ),
    OperationSpec(
        name=DELETE.name, about="delete a device", takes=("id",), acts_on=DEVICE, removes=Removal.FULLY, repeatable=True
    ),
    OperationSpec(
        name=STATUS.name,
        about="read a device's status",
        takes=("id",),
        gives=("status",),
        words=("PENDING", "ONLINE", "AWAY", "OFFLINE", "REVOKED"),
        acts_on=DEVICE,
        repeatable=True,
    ),
    OperationSpec(
        name=RELAY.name,
        about="switch a device's relay",
        takes=("id", "relay", "on"),
        acts_on=DEVICE,
        repeatable=True,
    ),
    OperationSpec(
        name=CLAIM.name, about="claim a pending device by hand", takes=("id", "mac", "device_id"), acts_on=DEVICE
    ),
    *LEVERS,
)
"""Every operation."""
