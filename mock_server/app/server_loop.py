"""One event loop in a thread of its own for many servers: each is started and stopped by itself, in a millisecond."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Self, TypeVar

from oceanhil.mock_server.app.server import MockServer

_Result = TypeVar("_Result")


class ServerLoop:
    """A context manager: the loop runs from entering to leaving. Servers are to be stopped before that."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mock servers", daemon=True)

    def __enter__(self) -> Self:
        """Start."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop the loop and wait for its thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def start(self, make: Callable[[], MockServer], host: str = "127.0.0.1", port: int = 0) -> MockServer:
        """Make a server in the loop's thread and let it listen; raises OSError as `MockServer.start` does."""

        async def start() -> MockServer:
            server = make()
            await server.start(host, port)
            return server

        return self._run(start())

    def stop(self, server: MockServer) -> None:
        """Stop a server and wait until its connections are closed."""
        self._run(server.stop())

    def call(self, operation: Callable[[], _Result]) -> _Result:
        """Run `operation` in the loop's thread, between two requests, and give its result."""

        async def run() -> _Result:
            return operation()

        return self._run(run())

    def _run(self, work: Coroutine[object, object, _Result]) -> _Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
