"""Conversations with a pure server at times of the test's choosing, recorded as the proxy records them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from oceanhil.mock_server.core import Core
from oceanhil.mock_server.proxy.recording import ProxyOutcome, Recorder
from oceanhil.protocol.board import Board
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import Profile, Scalar, load_profile

START_US = 1_767_225_600_000_000
REGISTER, SESSION, STATE = "/api/device/register/", "/api/device/session/", "/api/device/state/"
MAC, OTHER_MAC = "24:6F:28:AA:BB:CC", "24:6F:28:AA:BB:DD"
ID, OTHER_ID = "ESP32_246F28AABBCC", "ESP32_246F28AABBDD"
SECOND_US = 1_000_000
PROFILE = load_profile()
Meddler = Callable[[HttpRequest, HttpResponse], HttpResponse | None]


def profile(**server: Scalar) -> Profile:
    return PROFILE.override({f"server.{name}": value for name, value in server.items()})


class Conversation:
    """A server, a clock that only this moves, and a file; `meddle` makes other answers of the server's."""

    def __init__(self, path: Path, profile: Profile = PROFILE, upstream: str = "http://192.168.1.10:8080") -> None:
        self.core = Core(profile, seed=1)
        self.path = path
        self.now_us = START_US
        self.meddle: Meddler = lambda _, answer: answer
        self.duration_us = 20_000
        self._recorder = Recorder(path, profile.wire, upstream, START_US, print)

    def close(self) -> None:
        self._recorder.close()

    def wait(self, seconds: float) -> None:
        self.now_us += round(seconds * SECOND_US)

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        query: str = "",
        *,
        lost: bool = False,
    ) -> HttpResponse:
        """Send a request; it takes 20 ms, and the next one comes half a second later."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        typed = {"content-type": "application/json"} if raw else {}
        request = HttpRequest(method, path, {**typed, **(headers or {})}, raw, query, "192.168.1.50")
        honest = self.core.handle(request, self.now_us + self.duration_us // 2).response
        assert honest is not None
        answer = self.meddle(request, honest)
        sent = None if lost or answer is None else answer.status
        error = "the upstream closed the connection" if answer is None else ""
        self._recorder.record(
            request, ProxyOutcome(answer, error, (), sent), self.now_us, self.now_us + self.duration_us
        )
        self.now_us += self.duration_us + SECOND_US // 2
        return answer or HttpResponse(502)

    def pending(self) -> str:
        return self.core.create_device(Board.ESP32, "pump", self.now_us).registration_token

    def register(self, token: str, mac: str = MAC, device_id: str = ID, **headers: str) -> HttpResponse:
        fields = {"token": token, "device_id": device_id, "mac_address": mac, "ip": "192.168.1.50"}
        return self.ask("POST", REGISTER, fields, headers)

    def said(self, answer: HttpResponse, name: str) -> str:
        return str(json.loads(answer.body)[name])

    def registered(self, mac: str = MAC, device_id: str = ID) -> str:
        """Register a new device; gives its permanent token."""
        return self.said(self.register(self.pending(), mac, device_id), "permanent_token")

    def open(self, token: str, mac: str = MAC, device_id: str = ID, **headers: str) -> HttpResponse:
        fields = {"device_id": device_id, "mac_address": mac}
        return self.ask("POST", SESSION, fields, {"x-device-token": token, **headers})

    def session(self, token: str) -> str:
        """Open a session; gives its id."""
        return self.said(self.open(token), "session_id")

    def poll(self, token: str, session: str | None = None) -> HttpResponse:
        return self.ask("GET", STATE, None, _headers(token, session))

    def report(self, token: str, session: str | None = None) -> HttpResponse:
        return self.ask("POST", STATE, {"temperature": 21.5}, _headers(token, session))


def _headers(token: str, session: str | None) -> dict[str, str]:
    return {"x-device-token": token} | ({} if session is None else {"x-session-id": session})
