"""The server on a loopback port, with its clock in the test's hand and clients that know no better than bytes."""

import json
import socket
import struct
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import msgspec
import pytest

from oceanhil.mock_server.app import BackgroundServer, TransportLimits
from oceanhil.mock_server.core import AccessPolicy, Core
from oceanhil.protocol.board import Board
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from tests.mock_server.hand_clock import HandClock

QUICK = TransportLimits(head_timeout_s=0.3, body_timeout_s=0.2, linger_s=0.2, stop_timeout_s=1.0, event_pause_s=0.05)
PATIENT = TransportLimits(stop_timeout_s=1.0)
CLIENT_TIMEOUT_S = 10.0
MAC, DEVICE_ID = "24:6F:28:AA:BB:CC", "ESP32_246F28AABBCC"
REGISTER, SESSION, STATE = "/api/device/register/", "/api/device/session/", "/api/device/state/"


class Answer(msgspec.Struct, frozen=True):
    """One answer as it came over the wire; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        decoded: dict[str, object] = json.loads(self.body)
        return decoded


class RawClient:
    """A TCP connection that sends bytes and reads answers one by one."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), CLIENT_TIMEOUT_S)
        self._unread = b""

    def send(self, data: bytes) -> "RawClient":
        self.socket.sendall(data)
        return self

    def ask(self, method: str, path: str, body: bytes = b"", *headers: str) -> "RawClient":
        lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *headers]
        if body:
            lines += [f"Content-Length: {len(body)}", "Content-Type: application/json"]
        return self.send("\r\n".join([*lines, "", ""]).encode() + body)

    def half_close(self) -> "RawClient":
        self.socket.shutdown(socket.SHUT_WR)
        return self

    def answer(self, *, to_head: bool = False) -> Answer:
        head = self.read_until(b"\r\n\r\n").decode("latin-1")
        status_line, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        length = 0 if to_head else int(headers.get("content-length", 0))
        return Answer(int(status_line.split(" ")[1]), headers, self._read(length))

    def rest(self) -> bytes:
        """Everything up to the end of the connection; raises ConnectionResetError for a reset."""
        while chunk := self.socket.recv(65_536):
            self._unread += chunk
        rest, self._unread = self._unread, b""
        return rest

    def reset(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def read_until(self, end: bytes) -> bytes:
        while end not in self._unread:
            chunk = self.socket.recv(65_536)
            if not chunk:
                raise EOFError(self._unread)
            self._unread += chunk
        found, _, self._unread = self._unread.partition(end)
        return found + end

    def _read(self, length: int) -> bytes:
        while len(self._unread) < length:
            chunk = self.socket.recv(65_536)
            if not chunk:
                raise EOFError(self._unread)
            self._unread += chunk
        found, self._unread = self._unread[:length], self._unread[length:]
        return found


class Served:
    """A server in the background and everything a test needs to talk to it."""

    def __init__(self, server: BackgroundServer, clock: HandClock, stack: ExitStack) -> None:
        self.server = server
        self.clock = clock
        self._stack = stack

    def connect(self) -> RawClient:
        client = RawClient(self.server.port)
        self._stack.callback(client.socket.close)
        return client

    def ask(self, method: str, path: str, body: object = None, *headers: str) -> Answer:
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self.connect().ask(method, path, raw, *headers).answer(to_head=method == "HEAD")

    def admin(self, method: str, path: str, body: object = None) -> dict[str, object]:
        answer = self.ask(method, f"/_admin{path}", body)
        assert answer.status in {200, 201}, answer
        return answer.json

    def fault(self, kind: str, times: int = 1, **values: float) -> None:
        self.admin("POST", "/faults", {"fault": {"kind": kind, **values}, "match": {"path": STATE}, "times": times})

    def online(self) -> tuple[str, str]:
        """Register a device; gives the two headers of its polls."""

        def act(core: Core, now_us: int) -> tuple[str, str]:
            identity = {"device_id": DEVICE_ID, "mac_address": MAC}
            registration = core.create_device(Board.ESP32, "pump", now_us).registration_token
            token = _post(core, now_us, REGISTER, {**identity, "token": registration, "ip": "::1"})["permanent_token"]
            session = _post(core, now_us, SESSION, identity, token)["session_id"]
            return f"X-Device-Token: {token}", f"X-Session-Id: {session}"

        return self.server.call(act)


def _post(core: Core, now_us: int, path: str, body: dict[str, str], token: str = "") -> dict[str, str]:
    headers = {"content-type": "application/json", "x-device-token": token}
    response = core.handle(HttpRequest("POST", path, headers, json.dumps(body).encode()), now_us).response
    assert response is not None
    decoded: dict[str, str] = json.loads(response.body)
    return decoded


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Start servers; all connections and servers end with the test."""
    with ExitStack() as stack:

        def start(limits: TransportLimits = PATIENT, policy: AccessPolicy | None = None) -> Served:
            clock = HandClock()
            core = Core(load_profile(), seed=1)
            server = stack.enter_context(BackgroundServer(core, policy, clock=clock, limits=limits))
            return Served(server, clock, stack)

        yield start


@pytest.fixture
def served(serve: Callable[..., Served]) -> Served:
    return serve()


@pytest.fixture
def quick(serve: Callable[..., Served]) -> Served:
    """A server with very little patience."""
    return serve(QUICK)
