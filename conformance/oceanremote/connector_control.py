"""OceanRemote's own side by a connector file."""

from collections.abc import Mapping
from typing import Final

from oceanhil.conformance.contract.control import (
    CLAIM,
    DELETE,
    REGENERATE,
    RELAY,
    REVOKE,
    STATUS,
    TOKEN,
    Obtained,
)
from oceanhil.conformance.contract.item import Need
from oceanhil.protocol.identity import format_mac
from oceanhil.remote.connector.levers import LeverControl
from oceanhil.remote.connector.operation import Value

_OWN: Final = (TOKEN, REGENERATE, REVOKE, DELETE, STATUS, RELAY, CLAIM)


class ConnectorControl(LeverControl):
    """Operations by a connector, on devices that it created itself."""

    @property
    def needs(self) -> frozenset[Need]:
        """What the connector says."""
        return super().needs | {need for need in _OWN if self._operator.can(need.name)}

    def obtain(self, board: str, name: str) -> Obtained:
        """Generate firmware."""
        values = self._operator.perform(TOKEN.name, {"board": board, "name": name})
        return Obtained(values["id"], values["token"])

    def regenerate(self, identity: str) -> Obtained:
        """Give a device a new registration token."""
        return Obtained(identity, self._operator.perform(REGENERATE.name, {"id": identity})["token"])

    def revoke(self, identity: str) -> None:
        """Revoke a device's tokens."""
        self._operator.perform(REVOKE.name, {"id": identity})

    def delete(self, identity: str) -> None:
        """Delete a device."""
        self._operator.perform(DELETE.name, {"id": identity})

    def status(self, identity: str) -> str:
        """Give a device's status."""
        return self._operator.perform(STATUS.name, {"id": identity})["status"]

    def set_state(self, identity: str, fields: Mapping[str, bool]) -> None:
        """Switch relays, one after another."""
        for relay, is_on in fields.items():
            self._operator.perform(RELAY.name, {"id": identity, "relay": relay, "on": is_on})

    def claim(self, identity: str, mac: bytes, device_id: str) -> None:
        """Claim a pending device by hand."""
        inputs: Mapping[str, Value] = {"id": identity, "mac": format_mac(mac), "device_id": device_id}
        self._operator.perform(CLAIM.name, inputs)
