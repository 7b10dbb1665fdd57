"""The operations of OceanRemote's own side done on the built-in server, for dry runs of a connector."""

from collections.abc import Mapping

from oceanhil.conformance.contract.control import CLAIM, DELETE, REGENERATE, RELAY, REVOKE, STATUS, TOKEN
from oceanhil.mock_server.client import Client
from oceanhil.protocol.board import Board
from oceanhil.protocol.identity import parse_mac
from oceanhil.remote.connector.levers import play_lever
from oceanhil.remote.connector.operation import Value


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
        return play_lever(client, name, inputs)
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
        case CLAIM.name:
            mac = parse_mac(str(inputs["mac"]))
            assert mac is not None
            client.claim(identity, mac, str(inputs["device_id"]))
        case _:
            return False
    return True
