"""A scripted server: what it is asked, and what it answers to each kind of request."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from oceanhil.protocol.http import Exchanged, HttpResponse
from oceanhil.protocol.profile import load_profile

NOW_S = 1_768_478_400
PERMANENT = "oc_perm_" + "P" * 43
SESSION = "a1b2c3d4e5f60718293a4b5c6d7e8f90"
_WIRE = load_profile().wire


@dataclass(frozen=True, slots=True)
class Sent:
    """A request, and when it left the device (s)."""

    at_s: float
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> object:
        return json.loads(self.body)


Answer = Callable[[Sent], Exchanged]


def reply(status: int, body: object, **headers: str) -> HttpResponse:
    """An answer with a JSON body, or with just these bytes; header names with `_` for `-`."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return HttpResponse(status, raw, {name.replace("_", "-"): value for name, value in headers.items()})


def refused(status: int, error: str = "Invalid token", code: str = "token_invalid", **more: object) -> HttpResponse:
    return reply(status, {"success": False, "error": error, "code": code, **more})


def registered(token: object = PERMANENT) -> HttpResponse:
    return reply(200, {"success": True, "device_id": "x", "permanent_token": token, "server_time": NOW_S})


def opened(session: object = SESSION, expires_in: object = 3600) -> HttpResponse:
    return reply(200, {"success": True, "session_id": session, "expires_in": expires_in, "server_time": NOW_S})


def state(*, relay1: object = False, relay2: object = False) -> HttpResponse:
    return reply(200, {"success": True, "relay1": relay1, "relay2": relay2, "temperature": 23.5, "humidity": 62.0})


def answers(
    register: Sequence[Exchanged] = (),
    session: Sequence[Exchanged] = (),
    poll: Sequence[Exchanged] = (),
    report: Sequence[Exchanged] = (),
) -> Answer:
    """Answer each kind of request with its script, the last answer again and again; without a script, as one likes."""
    scripts = {
        ("POST", _WIRE.register_path): list(register) or [registered()],
        ("POST", _WIRE.session_path): list(session) or [opened()],
        ("GET", _WIRE.state_path): list(poll) or [state()],
        ("POST", _WIRE.state_path): list(report) or [reply(200, {"success": True})],
    }

    def answer(request: Sent) -> Exchanged:
        script = scripts[request.method, request.path]
        return script.pop(0) if len(script) > 1 else script[0]

    return answer
