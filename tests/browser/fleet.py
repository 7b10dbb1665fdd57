"""Twenty thousand devices, made and registered in the server itself."""

import json

from oceanhil.mock_server.core import Core
from oceanhil.protocol.board import Board
from oceanhil.protocol.http import HttpRequest
from tests.browser.world import REGISTER, SESSION, STATE

DEVICES = 20_000
_JSON = {"content-type": "application/json"}


def enlist(core: Core, now_us: int) -> list[HttpRequest]:
    """Register many devices, each with a session; gives the poll of each."""
    polls = []
    for number in range(DEVICES):
        made = core.create_device(Board.ESP32, f"rack-{number // 100}-{number % 100}", now_us, [f"row-{number % 40}"])
        mac = f"24:6F:28:{number >> 16:02X}:{number >> 8 & 255:02X}:{number & 255:02X}"
        names = {"device_id": f"ESP32_{mac.replace(':', '')}", "mac_address": mac}
        body = {**names, "token": made.registration_token, "ip": "10.0.0.2"}
        token = _ask(core, REGISTER, _JSON, body, now_us)["permanent_token"]
        session = _ask(core, SESSION, {**_JSON, "x-device-token": token}, names, now_us)["session_id"]
        polls.append(HttpRequest("GET", STATE, {"x-device-token": token, "x-session-id": session}))
    return polls


def _ask(core: Core, path: str, headers: dict[str, str], body: object, now_us: int) -> dict[str, str]:
    response = core.handle(HttpRequest("POST", path, headers, json.dumps(body).encode()), now_us).response
    assert response is not None
    answer: dict[str, str] = json.loads(response.body)
    return answer
