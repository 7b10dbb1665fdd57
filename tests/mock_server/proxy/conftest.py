"""A server, a proxy before it, both on loopback ports, and a client that talks to either."""

import asyncio
import http.client
import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import ExitStack, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
import pytest

from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.app.server import MockServer
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.proxy.core import ProxyCore
from oceanhil.mock_server.proxy.exchange import ProxyExchange
from oceanhil.mock_server.proxy.recording import Recorder
from oceanhil.mock_server.proxy.upstream import Upstream, UpstreamTimes
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from tests.mock_server.hand_clock import HandClock
from tests.mock_server.proxy.scripted import Scripted

MAC, DEVICE_ID = "24:6F:28:AA:BB:CC", "ESP32_246F28AABBCC"
REGISTER, SESSION, STATE = "/api/device/register/", "/api/device/session/", "/api/device/state/"
PROFILE = load_profile()
CLIENT_TIMEOUT_S = 10.0


class Got(msgspec.Struct, frozen=True):
    """An answer: status, headers in their order but for the date, body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        decoded: dict[str, object] = json.loads(self.body)
        return decoded


def ask(port: int, method: str, target: str, body: object = None, headers: Mapping[str, str] | None = None) -> Got:
    """Send one request on a connection of its own; raises what `http.client` raises."""
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    sent = {"Content-Type": "application/json"} if raw else {}
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=CLIENT_TIMEOUT_S)
    try:
        client.request(method, target, raw or None, {**sent, **(headers or {})})
        answer = client.getresponse()
        shown = tuple((name.lower(), value) for name, value in answer.getheaders() if name.lower() != "date")
        return Got(answer.status, shown, answer.read())
    finally:
        client.close()


class ProxyServer:
    """A proxy in a thread of its own."""

    def __init__(self, url: str, clock: HandClock, record: Path | None, times: UpstreamTimes, ca: Path | None) -> None:
        self.core = ProxyCore(PROFILE, 0, url)
        self._url = url
        self._clock = clock
        self._record = record
        self._times = times
        self._tls = None if ca is None else ssl.create_default_context(cafile=str(ca))
        self._started: Future[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self.told: list[str] = []

    @property
    def port(self) -> int:
        return self._started.result(10)[0]

    def ask(self, method: str, target: str, body: object = None, headers: Mapping[str, str] | None = None) -> Got:
        return ask(self.port, method, target, body, headers)

    def admin(self, method: str, path: str, body: object = None) -> dict[str, object]:
        return self.ask(method, f"/_admin{path}", body).json

    def fault(self, kind: str, **values: object) -> None:
        self.admin("POST", "/faults", {"fault": {"kind": kind, **values}, "times": 1})

    def __enter__(self) -> Self:
        self._thread.start()
        self._started.result(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        _, loop, ending = self._started.result(10)
        if self._thread.is_alive():
            loop.call_soon_threadsafe(ending.set)
        self._thread.join()

    async def _serve(self) -> None:
        ending, clock, record = asyncio.Event(), self._clock, self._record
        recorder = None if record is None else Recorder(record, PROFILE.wire, self._url, clock(), self.told.append)
        with recorder or nullcontext():
            async with Upstream(self._url, "proxy-under-test", self._tls, self._times) as upstream:
                forward = ProxyExchange(self.core, upstream, recorder, clock)
                async with MockServer(self.core, clock=clock, forward=forward) as server:
                    self._started.set_result((server.port, asyncio.get_running_loop(), ending))
                    await ending.wait()
                await forward.close()


class Pair:
    """A server and a proxy before it."""

    def __init__(self, origin: BackgroundServer, proxy: ProxyServer, clock: HandClock) -> None:
        self.origin = origin
        self.proxy = proxy
        self.clock = clock

    def token(self) -> str:
        made = self.origin.call(lambda core, now_us: core.create_device(Board.ESP32, "pump", now_us))
        return made.registration_token

    def register(self, token: str) -> str:
        body = {"token": token, "device_id": DEVICE_ID, "mac_address": MAC, "ip": "192.168.1.50"}
        return str(self.proxy.ask("POST", REGISTER, body).json["permanent_token"])

    def online(self) -> dict[str, str]:
        """Register a device through the proxy and open its session; gives the headers of its polls."""
        token = self.register(self.token())
        identity = {"device_id": DEVICE_ID, "mac_address": MAC}
        session = self.proxy.ask("POST", SESSION, identity, {"X-Device-Token": token}).json["session_id"]
        return {"X-Device-Token": token, "X-Session-Id": str(session)}


@pytest.fixture
def proxy_to() -> Iterator[Callable[..., ProxyServer]]:
    """Start proxies; they end with the test."""
    with ExitStack() as stack:

        def start(
            url: str,
            clock: HandClock | None = None,
            record: Path | None = None,
            times: UpstreamTimes | None = None,
            ca: Path | None = None,
        ) -> ProxyServer:
            return stack.enter_context(ProxyServer(url, clock or HandClock(), record, times or UpstreamTimes(), ca))

        yield start


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return tmp_path / "conversation.jsonl"


@pytest.fixture
def pair(proxy_to: Callable[..., ProxyServer], recording: Path) -> Iterator[Pair]:
    clock = HandClock()
    with BackgroundServer(Core(PROFILE, seed=1), clock=clock) as origin:
        yield Pair(origin, proxy_to(origin.url, clock, recording), clock)


@pytest.fixture
def scripted() -> Iterator[Callable[..., Scripted]]:
    """Start origin servers that say what they are told to."""
    with ExitStack() as stack:

        def start(answer: bytes | None, *, closes: bool = False) -> Scripted:
            return stack.enter_context(Scripted(answer, closes=closes))

        yield start
