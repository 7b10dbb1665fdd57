"""OceanRemote's own side: its operations, done by a connector or on the built-in server; how to tell its servers."""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import unquote

import msgspec

from oceanhil.mock_server.client import Client
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_status import BY_WORD, DeviceStatus, shown_status
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.identity import format_mac, parse_mac
from oceanhil.protocol.profile import BUILT_IN, Profile
from oceanhil.remote.connector.connector import HttpCall
from oceanhil.remote.connector.control import (
    CLAIM,
    CLOCK,
    DELETE,
    REGENERATE,
    RELAY,
    RESTART,
    REVOKE,
    STATUS,
    TOKEN,
    Obtained,
)
from oceanhil.remote.connector.operation import OperationSpec, Removal, Value
from oceanhil.remote.connector.service_side import ServiceSide
from oceanhil.remote.connector.shared_operations import SHARED_OPERATIONS, SharedControl, play_shared
from oceanhil.remote.evidence.exchange import is_json_object
from oceanhil.remote.wire.need import Need
from oceanhil.remote.wire.pace import Limits
from oceanhil.remote.wire.preflight import Probe

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
        words=tuple(BY_WORD),
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
    OperationSpec(name=RESTART.name, about="end the server's process and begin another one"),
    *SHARED_OPERATIONS,
)
"""Every operation."""


_OWN: Final = (TOKEN, REGENERATE, REVOKE, DELETE, STATUS, RELAY, CLAIM, RESTART)


class ConnectorControl(SharedControl):
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

    def status(self, identity: str) -> DeviceStatus:
        """Give a device's status."""
        return shown_status(self._operator.perform(STATUS.name, {"id": identity})["status"])

    def set_state(self, identity: str, fields: Mapping[str, bool]) -> None:
        """Switch relays, one after another."""
        for relay, is_on in fields.items():
            self._operator.perform(RELAY.name, {"id": identity, "relay": relay, "on": is_on})

    def claim(self, identity: str, mac: bytes, device_id: str) -> None:
        """Claim a pending device by hand."""
        inputs: Mapping[str, Value] = {"id": identity, "mac": format_mac(mac), "device_id": device_id}
        self._operator.perform(CLAIM.name, inputs)

    @property
    def restarts_afterwards(self) -> bool:
        """Where it is asked for by HTTP."""
        operation = self._operator.connector.operations.get(RESTART.name)
        return operation is not None and isinstance(operation.way, HttpCall)

    def restart(self, until_it_answers: Callable[[], None]) -> None:
        """End the server's process and begin another one, whose test clock may be that of the machine again."""
        before_s = self._clock.now_s() if CLOCK in self.needs else None
        self._operator.perform(RESTART.name)
        until_it_answers()
        if before_s is not None:
            self._clock.note_restart(before_s)


def play(client: Client, name: str, inputs: Mapping[str, Value]) -> Mapping[str, str]:
    """Do the operation `name` with these inputs and give its values; raises ClientError."""
    identity = str(inputs.get("id", ""))
    if name == TOKEN.name:
        generated = client.generate(Board(str(inputs["board"])), str(inputs["name"]))
        return {"id": generated.id, "token": generated.registration_token}
    if name == REGENERATE.name:
        return {"token": client.regenerate(identity).registration_token}
    if name == STATUS.name:
        return {"status": client.device(identity).status}
    if not _is_done(client, name, identity, inputs):
        return play_shared(client, name, inputs)
    return {}


def _is_done(client: Client, name: str, identity: str, inputs: Mapping[str, Value]) -> bool:
    """Do it if it is one of a device, and tell whether it is."""
    match name:
        case REVOKE.name:
            client.revoke(identity)
        case DELETE.name:
            client.delete(identity)
        case RELAY.name:
            client.set_state(identity, **{str(inputs["relay"]): bool(inputs["on"])})
        case RESTART.name:
            client.restart()
        case CLAIM.name:
            mac = parse_mac(str(inputs["mac"]))
            assert mac is not None
            client.claim(identity, mac, str(inputs["device_id"]))
        case _:
            return False
    return True


_NOT_THERE = frozenset({404, 405, 407, 501, 502, 504})


def make_side(profile: Profile) -> ServiceSide:
    """Describe the service under a profile."""
    names, server = profile.wire, profile.server

    def is_registration(request: HttpRequest) -> bool:
        return unquote(request.path).rstrip("/") == names.register_path.rstrip("/")

    return ServiceSide(
        operations=OPERATIONS,
        by_connector=ConnectorControl,
        play=play,
        probe=Probe(
            service=BUILT_IN,
            title="OceanRemote",
            # A poll without a token: refused, and no contact of any device.
            request=HttpRequest("GET", names.state_path, {"accept": "application/json"}),
            is_ours=_is_ours,
        ),
        production_hosts=(names.register_host, names.api_host),
        limits=Limits(
            requests_per_s=server.rate_limit_api_per_s,
            registrations_per_min=server.rate_limit_register_per_min,
            connections=server.rate_limit_connections,
        ),
        is_registration=is_registration,
    )


def _is_ours(response: HttpResponse) -> bool:
    """Accept whatever refuses in JSON at the documented path: what else it does is for the items to judge.

    Only a service whose refusals are known to look otherwise is told apart: RingCentral's have an `errorCode`.
    """
    if response.status in _NOT_THERE or 300 <= response.status < 400 or not is_json_object(response):
        return False
    return "errorCode" not in msgspec.json.decode(response.body, type=dict[str, msgspec.Raw])
