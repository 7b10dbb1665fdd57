"""A server core with a clock in the test's hand, and a device that talks to it."""

import json
from collections.abc import Callable, Mapping

import msgspec
import pytest

from oceanhil.mock_server.core import AccessPolicy, AdminSide, Core, Delivery, DeviceView, Generated, JournalEntry
from oceanhil.protocol.board import Board
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import Scalar, load_profile

START_US = 1_700_000_000_000_000
MAC = "24:6F:28:AA:BB:CC"
OTHER_MAC = "24:6F:28:00:00:01"
DEVICE_ID = "ESP32_246F28AABBCC"
REGISTER = "/api/device/register/"
SESSION = "/api/device/session/"
STATE = "/api/device/state/"


class Reply(msgspec.Struct, frozen=True):
    """An answer as a client sees it; status 0 if there was none."""

    status: int
    body: Mapping[str, object]
    headers: Mapping[str, str]

    @property
    def code(self) -> object:
        return self.body.get("code")

    @property
    def error(self) -> object:
        return self.body.get("error")

    def text(self, name: str) -> str:
        value = self.body[name]
        assert isinstance(value, str)
        return value


class Bench:
    """A core, its admin side, and the time."""

    def __init__(self, seed: int = 1, **overrides: Scalar) -> None:
        profile = load_profile().override({f"server.{name}": value for name, value in overrides.items()})
        self.core = Core(profile, seed)
        self.admin_side = AdminSide(self.core, AccessPolicy())
        self.now_us = START_US

    def wait(self, seconds: float) -> None:
        self.now_us += round(seconds * 1_000_000)

    def deliver(self, request: HttpRequest) -> Delivery:
        return self.core.handle(request, self.now_us)

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        *,
        query: str = "",
        peer: str = "192.0.2.1",
    ) -> Reply:
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        sent = {"content-type": "application/json"} if raw else {}
        return reply_of(self.deliver(HttpRequest(method, path, {**sent, **(headers or {})}, raw, query, peer)).response)

    def admin(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None, query: str = ""
    ) -> Reply:
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        sent = {"host": "localhost:8080", **({"content-type": "application/json"} if raw else {}), **(headers or {})}
        return reply_of(self.admin_side.handle(HttpRequest(method, f"/_admin{path}", sent, raw, query), self.now_us))

    def change(self, **settings: Scalar) -> None:
        self.core.put_settings(settings, self.now_us)

    def generate(self, board: Board = Board.ESP32, name: str = "kitchen") -> Generated:
        return self.core.create_device(board, name, self.now_us)

    def register(
        self, token: str, mac: str = MAC, device_id: str = DEVICE_ID, headers: Mapping[str, str] | None = None
    ) -> Reply:
        body = {"token": token, "device_id": device_id, "mac_address": mac, "ip": "192.168.1.100"}
        return self.send("POST", REGISTER, body, headers)

    def open_session(
        self, token: str, mac: str = MAC, device_id: str = DEVICE_ID, headers: Mapping[str, str] | None = None
    ) -> Reply:
        body = {"device_id": device_id, "mac_address": mac}
        return self.send("POST", SESSION, body, {"x-device-token": token, **(headers or {})})

    def poll(self, token: str, session: str | None = None) -> Reply:
        return self.send("GET", STATE, headers=credentials(token, session))

    def report(self, token: str, session: str | None, state: object) -> Reply:
        return self.send("POST", STATE, state, credentials(token, session))

    def registered(self, mac: str = MAC, device_id: str = DEVICE_ID) -> "Registered":
        generated = self.generate()
        reply = self.register(generated.registration_token, mac, device_id)
        return Registered(self, generated, reply.text("permanent_token"), mac, device_id)

    def online(self, mac: str = MAC, device_id: str = DEVICE_ID) -> "Registered":
        device = self.registered(mac, device_id)
        device.renew()
        return device

    def view(self, identity: str) -> DeviceView:
        return self.core.device(identity, self.now_us)

    def journal(self) -> list[JournalEntry]:
        return list(self.core.journal_since(0))


class Registered:
    """A registered device with what it keeps."""

    def __init__(self, bench: Bench, generated: Generated, token: str, mac: str, device_id: str) -> None:
        self.bench = bench
        self.id = generated.id
        self.registration_token = generated.registration_token
        self.token = token
        self.mac = mac
        self.device_id = device_id
        self.session = ""

    @property
    def status(self) -> str:
        return self.bench.view(self.id).status

    def renew(self) -> None:
        self.session = self.bench.open_session(self.token, self.mac, self.device_id).text("session_id")

    def poll(self) -> Reply:
        return self.bench.poll(self.token, self.session)

    def report(self, state: object) -> Reply:
        return self.bench.report(self.token, self.session, state)


def credentials(token: str, session: str | None) -> dict[str, str]:
    return {"x-device-token": token} | ({} if session is None else {"x-session-id": session})


def reply_of(response: HttpResponse | None) -> Reply:
    if response is None:
        return Reply(0, {}, {})
    is_json = response.headers.get("content-type") == "application/json"
    return Reply(response.status, json.loads(response.body) if is_json and response.body else {}, response.headers)


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture(scope="session")
def make_bench() -> Callable[..., Bench]:
    return Bench
