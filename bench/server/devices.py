"""Devices put into a core directly, by the requests that they would send."""

import json
from collections.abc import Iterator

import msgspec

from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.core import Core
from oceanhil.protocol.board import Board
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.identity import format_mac

_FIRST_MAC = 0x246F28000000
_PEER = "127.0.0.1"
_JSON = {"content-type": "application/json"}
REGISTER, SESSION, STATE = "/api/device/register/", "/api/device/session/", "/api/device/state/"


class Credentials(msgspec.Struct, frozen=True):
    """What a device polls with."""

    token: str
    session: str

    def headers(self) -> dict[str, str]:
        """Give the headers of a poll that tell who it is."""
        return {"x-device-token": self.token, "x-session-id": self.session}

    def poll(self) -> bytes:
        """Give the bytes of a poll."""
        return (
            f"GET {STATE} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ESP32HTTPClient\r\n"
            f"X-Device-Token: {self.token}\r\nX-Session-Id: {self.session}\r\nConnection: keep-alive\r\n\r\n"
        ).encode()


def identity(number: int) -> dict[str, str]:
    """Give what the device with this number says of itself."""
    mac = format_mac((_FIRST_MAC + number).to_bytes(6))
    return {"device_id": "ESP32_" + mac.replace(":", ""), "mac_address": mac}


def registered(core: Core, numbers: range) -> Iterator[Credentials]:
    """Make, register and connect a device for each number, and let it poll once."""
    for number in numbers:
        generated = core.create_device(Board.ESP32, f"device {number}", wall_us())
        ip = ".".join(str(octet) for octet in (10, *number.to_bytes(3)))
        registration = {**identity(number), "token": generated.registration_token, "ip": ip}
        token = _post(core, REGISTER, registration)["permanent_token"]
        session = _post(core, SESSION, identity(number), token)["session_id"]
        credentials = Credentials(token, session)
        core.handle(HttpRequest("GET", STATE, credentials.headers(), peer=_PEER), wall_us())
        yield credentials


def _post(core: Core, path: str, body: dict[str, str], token: str = "") -> dict[str, str]:
    headers = {**_JSON, "x-device-token": token} if token else _JSON
    delivery = core.handle(HttpRequest("POST", path, headers, json.dumps(body).encode(), peer=_PEER), wall_us())
    assert delivery.response is not None
    answer: dict[str, str] = json.loads(delivery.response.body)
    return answer
