"""A server that already has many devices, as a process of its own.

    python -m bench.server.crowd NUMBER [--db FILE [--fill 0]] [--sample N]

Says `ready` and JSON when it is: its URL and the credentials of every N-th device; ends when stdin does. All
devices are registered, have a session and have polled, and the journal is full.
"""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from bench.server.devices import Credentials, registered
from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.core import Core
from oceanhil.protocol.profile import load_profile

_AT_ONCE = 100


class Ready(msgspec.Struct, frozen=True):
    """What the process says."""

    url: str
    sample: list[Credentials]

    @property
    def port(self) -> int:
        return urlsplit(self.url).port or 0


async def fill(core: Core, number: int, every: int, settle: Callable[[], Awaitable[object]]) -> list[Credentials]:
    """Put devices in, letting a store keep up as clients that wait for answers do; gives every so many of them."""
    sample = []
    for index, credentials in enumerate(registered(core, range(number))):
        if index % every == 0:
            sample.append(credentials)
        if index % _AT_ONCE == 0:
            await settle()
    return sample


async def nothing() -> None:
    """Wait for nothing."""


async def serve(number: int, every: int, database: Path | None) -> None:
    core = Core(load_profile(), seed=1)
    async with contextlib.AsyncExitStack() as stack:
        keeper = None
        if database is not None:
            from oceanhil.mock_server.store import Keeper

            keeper = Keeper(core, database, wall_us)
            await keeper.start()
            stack.push_async_callback(keeper.close)
        server = await stack.enter_async_context(MockServer(core, store=keeper))
        settle = nothing if keeper is None else keeper.settle
        sample = await fill(core, number, every, settle)
        await settle()
        sys.stdout.write(f"ready {msgspec.json.encode(Ready(server.url, sample)).decode()}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("number", type=int)
    parser.add_argument("--db", type=Path)
    parser.add_argument("--fill", type=int, default=1, help="0: the file has them already")
    parser.add_argument("--sample", type=int, default=1_000)
    options = parser.parse_args()
    asyncio.run(serve(options.number * options.fill, options.sample, options.db))


if __name__ == "__main__":
    main()
