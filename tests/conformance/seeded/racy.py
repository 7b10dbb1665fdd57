"""Servers with a gap between looking and noting, of any width: in one event loop, or with a thread for each request."""

import asyncio
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import msgspec

from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import AnswerDisturbance
from oceanhil.mock_server.core.rate_limits import Zone
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.connector.admin import AdminControl
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire

WIRE: Final = load_profile().wire
TIMEOUT_S: Final = 5.0
_Answered = tuple[HttpResponse | None, AnswerDisturbance | None]
Racy = Callable[[Core, HttpRequest, Callable[[], None]], HttpResponse | None]
"""Answers a request, calling the function between looking and noting."""


def token_race(core: Core, request: HttpRequest, gap: Callable[[], None]) -> HttpResponse | None:
    """Look at a registration token, then register whoever was let through."""
    if request.path == WIRE.register_path and request.method == "POST":
        token = msgspec.json.decode(request.body, type=dict[str, object]).get("token")
        device = core._registry.find_registration(str(token))
        if device is not None and device.used_us is None:
            gap()
            device.used_us = None
    return core.handle(request, wall_us()).response


def window_race(core: Core, request: HttpRequest, gap: Callable[[], None]) -> HttpResponse | None:
    """Lose that race only where answers are given again."""
    if core.settings()["idempotent_register_window"]:
        return token_race(core, request, gap)
    return core.handle(request, wall_us()).response


def lost_update(core: Core, request: HttpRequest, gap: Callable[[], None]) -> HttpResponse | None:
    """Read the state, then write it back with what was reported."""
    device = core._registry.find(request.headers.get(WIRE.token_header, ""))
    if request.method == "POST" and request.path == WIRE.state_path and device is not None:
        relay1 = device.state.relay1
        gap()
        answer = core.handle(request, wall_us()).response
        core.set_state(device.id, {"relay1": relay1}, wall_us())
        return answer
    return core.handle(request, wall_us()).response


def late_count(core: Core, request: HttpRequest, gap: Callable[[], None]) -> HttpResponse | None:
    """Judge by what was counted when the request came, and count it only when it is answered."""
    limits = core._limits
    counted = limits._admitted
    limits._admitted = seen = {key: deque(stamps) for key, stamps in counted.items()}
    answer = core.handle(request, wall_us()).response
    limits._admitted = counted
    gap()
    key = (Zone.REGISTER if request.path == WIRE.register_path else Zone.API, request.peer)
    if answer is not None and answer.status != HTTPStatus.TOO_MANY_REQUESTS and seen.get(key):
        counted.setdefault(key, deque()).append(seen[key][-1])
    return answer


def in_one_loop(racy: Racy, width_s: float) -> Callable[[], MockServer]:
    """Serve with a gap in which the event loop does other things, as while a database is asked."""

    def make() -> MockServer:
        core = Core(load_profile(), seed=1)

        async def forward(request: HttpRequest) -> _Answered:
            return await _with_pause(lambda gap: racy(core, request, gap), width_s), None

        return MockServer(core, forward=forward)

    return make


async def _with_pause(work: Callable[[Callable[[], None]], HttpResponse | None], width_s: float) -> HttpResponse | None:
    """Run `work` in a thread of its own only to be able to pause in its middle; everything else of it is in turn."""
    loop = asyncio.get_running_loop()
    turn: asyncio.Queue[Awaitable[None] | HttpResponse | None] = asyncio.Queue()
    go_on = threading.Event()

    def gap() -> None:
        loop.call_soon_threadsafe(turn.put_nowait, asyncio.sleep(width_s))
        go_on.wait(TIMEOUT_S)

    def run() -> None:
        loop.call_soon_threadsafe(turn.put_nowait, work(gap))

    threading.Thread(target=run, daemon=True).start()
    said = await turn.get()
    if said is not None and not isinstance(said, HttpResponse):
        await said
        go_on.set()
        said = await turn.get()
    assert said is None or isinstance(said, HttpResponse)
    return said


@contextmanager
def in_threads(servers: ServerLoop, racy: Racy, width_s: float) -> Iterator[DeviceSubject]:
    """Serve devices with a thread for each connection, and the server's own side beside it; a subject for both."""
    core = Core(load_profile(), seed=1)
    lock = threading.RLock()
    server = servers.start(lambda: MockServer(core))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            path, _, query = self.path.partition("?")
            with lock:
                told = racy(core, HttpRequest(self.command, path, headers, body, query), self.gap)
            if told is None:
                return
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)

        do_GET = do_POST = answer  # noqa: N815 - names that the base class looks for

        def gap(self) -> None:
            lock.release()
            threading.Event().wait(width_s)
            lock.acquire()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base class has it
            pass

    devices = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    devices.daemon_threads = True
    thread = threading.Thread(target=devices.serve_forever, args=(0.01,))
    thread.start()
    target = Target(f"http://127.0.0.1:{devices.server_address[1]}", timeout_s=TIMEOUT_S)
    try:
        with Client(server.url) as client:
            made = DeviceSubject(lambda heard: Wire(target, heard=heard), AdminControl(client), load_profile(), seed=1)
            with closing(made):
                yield made
    finally:
        devices.shutdown()
        thread.join()
        devices.server_close()
        servers.stop(server)
