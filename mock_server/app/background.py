"""The server in a thread of its own, for callers that are not asynchronous: tests, worlds of real boards."""

import asyncio
import contextlib
import errno
import ssl
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from types import TracebackType
from typing import Self, TypeVar

from oceanhil.host.wall_clock import WallClock, wall_us
from oceanhil.mock_server.app.limits import TransportLimits
from oceanhil.mock_server.app.server import MockServer
from oceanhil.mock_server.core.admin.access import AccessPolicy
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.service import Service
from oceanhil.mock_server.core.site import Page
from oceanhil.mock_server.operation.log import LogSink

_Result = TypeVar("_Result")
_START_TIMEOUT_S = 10.0


class BackgroundServer:
    """A context manager: the server runs from entering to leaving."""

    def __init__(
        self,
        service: Service,
        policy: AccessPolicy | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        clock: WallClock = wall_us,
        limits: TransportLimits | None = None,
        pages: Iterable[Page] = (),
        log: LogSink | None = None,
    ) -> None:
        """Prepare to serve `service`, and `pages` beside the built-in ones, on `host` and `port` (0: any).

        With `tls` it speaks HTTPS; `mock_server.network.authority` makes certificates for tests. `log` hears of every
        request, in the server's thread.
        """
        self._service = service
        self._policy = policy
        self._bind = (host, port, tls)
        self._clock = clock
        self._limits = limits
        self._pages = tuple(pages)
        self._log = log
        self._started: Future[tuple[MockServer, asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="mock server", daemon=True)

    @property
    def _has_begun(self) -> bool:
        return self._thread.ident is not None

    @property
    def _running(self) -> tuple[MockServer, asyncio.AbstractEventLoop, asyncio.Event]:
        if not self._has_begun:
            raise RuntimeError("this server has not begun; it runs inside of 'with BackgroundServer(core) as server:'")
        return self._started.result(_START_TIMEOUT_S)

    @property
    def url(self) -> str:
        """The base URL, without a slash at the end."""
        return self._running[0].url

    @property
    def port(self) -> int:
        """The port."""
        return self._running[0].port

    def call(self, operation: Callable[[Core, int], _Result]) -> _Result:
        """Run `operation(core, now_us)` in the server's thread, between two requests, and give its result."""
        _, loop, _ = self._running

        async def run() -> _Result:
            assert isinstance(self._service, Core), "this server has another service"
            return operation(self._service, self._clock())

        return asyncio.run_coroutine_threadsafe(run(), loop).result()

    def serve_instead(self, core: Service) -> None:
        """Serve another service from the next request on, on the same port; returns when that is so."""
        server, loop, _ = self._running

        async def turn() -> None:
            self._service = core
            server.serve_instead(core)

        asyncio.run_coroutine_threadsafe(turn(), loop).result()

    def __enter__(self) -> Self:
        """Start and wait until the port is open; raises OSError as `MockServer.start` does."""
        self._thread.start()
        if self._started.exception(_START_TIMEOUT_S) is not None:
            self._thread.join()
        self._started.result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()

    def stop(self) -> None:
        """Stop the server and wait for its thread; may be called twice, and before it began."""
        if not self._has_begun:
            return
        _, loop, ending = self._running
        if self._thread.is_alive():
            with contextlib.suppress(RuntimeError):  # the loop may close between the question and the call
                loop.call_soon_threadsafe(ending.set)
        self._thread.join()

    def _in_words(self, error: OSError) -> OSError:
        if error.errno != errno.EADDRINUSE:
            return error
        host, port, _ = self._bind
        return OSError(error.errno, f"port {port} of {host} is in use; stop what listens there, or take port=0 for any")

    async def _serve(self) -> None:
        server = MockServer(
            self._service, self._policy, clock=self._clock, limits=self._limits, pages=self._pages, log=self._log
        )
        ending = asyncio.Event()
        try:
            await server.start(*self._bind)
        except OSError as error:
            self._started.set_exception(self._in_words(error))
            return
        self._started.set_result((server, asyncio.get_running_loop(), ending))
        await ending.wait()
        await server.stop()
