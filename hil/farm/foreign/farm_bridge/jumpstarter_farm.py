"""Jumpstarter's farm: the exporter at `$JUMPSTARTER_HOST`, which is what a lease of `jmp shell` gives, or one alone.

Who has an exporter is its controller's matter, and was decided before: there is nothing to acquire here, and nobody to
wait for. What is in the exporter is a tree of drivers; a place is a serial driver, or a driver that has one, with what
else it has beside it: `desk` is the driver of that name, and `exporter` the whole. A board's line comes over gRPC; it
is offered here on a port of loopback, as bytes alone.

Source: jumpstarter 0.9.0, `client/client.py`, `utils/env.py`, and the drivers pyserial, network and power of that
version.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from importlib.metadata import version
from typing import Final, TypeVar

import grpc
from anyio.from_thread import start_blocking_portal
from jumpstarter.client import DriverClient, client_from_path
from jumpstarter.common.exceptions import JumpstarterException
from jumpstarter_driver_network.adapters import TcpPortforwardAdapter

from .farm import Acquired, FarmTrouble, FoundPlace, Tell, Why

_CONNECT_S: Final = 15.0
_ANSWER_S: Final = 30.0
_CLIENT: Final = "jumpstarter.dev/client"
_SERIAL: Final = "jumpstarter_driver_pyserial."
_POWER: Final = "jumpstarter_driver_power."
_ALLOWED: Final = [f"jumpstarter_driver_{name}.*" for name in ("composite", "network", "power", "pyserial")]
_WHOLE: Final = "exporter"
Result = TypeVar("Result")


class JumpstarterFarm:
    """One exporter; implements `Farm`."""

    def __init__(self, host: str, root: DriverClient, exits: ExitStack) -> None:
        self._host = host
        self._root = root
        self._exits = exits
        self._forwards: dict[str, tuple[str, ExitStack]] = {}

    @classmethod
    async def connected(cls) -> JumpstarterFarm:
        """Connect to the exporter; raises FarmTrouble."""
        host = os.environ.get("JUMPSTARTER_HOST", "")
        if not host:
            text = "$JUMPSTARTER_HOST is not set: run this in 'jmp shell', or name an exporter's address, HOST:PORT"
            raise FarmTrouble(Why.UNREACHABLE, text)
        exits = ExitStack()

        def connect() -> DriverClient:
            portal = exits.enter_context(start_blocking_portal())
            client = client_from_path(
                host,
                portal,
                exits.enter_context(ExitStack()),
                allow=[each for each in os.environ.get("JMP_DRIVERS_ALLOW", "").split(",") if each] or _ALLOWED,
                unsafe=os.environ.get("JMP_DRIVERS_ALLOW") == "UNSAFE",
                insecure="1" in {os.environ.get("JMP_GRPC_INSECURE"), os.environ.get("JUMPSTARTER_GRPC_INSECURE")},
                passphrase=os.environ.get("JMP_GRPC_PASSPHRASE") or None,
            )
            return exits.enter_context(portal.wrap_async_context_manager(client))

        return cls(host, await _in_thread(connect, f"the Jumpstarter exporter at {host!r}", _CONNECT_S), exits)

    @property
    def version(self) -> str:
        """The version of Jumpstarter."""
        return version("jumpstarter")

    async def find(self, name: str, tags: Mapping[str, str]) -> list[FoundPlace]:
        """Give the places of this name; the exporter's labels are the tags of all."""
        labels = dict(_pair(each) for each in os.environ.get("JMP_EXPORTER_LABELS", "").split(",") if "=" in each)
        if name:
            self._place(name)
        return [
            FoundPlace(
                name=each,
                tags=labels,
                holder="",
                has_port=_beside(client, _SERIAL) is not None,
                has_power=_beside(client, _POWER) is not None,
            )
            for each, client in self._places()
            if name in {"", each} and tags.items() <= labels.items()
        ]

    async def acquire(self, name: str, wait_s: float | None, tell: Tell) -> Acquired:
        """Offer a place's line on a port of this machine."""
        del wait_s, tell
        if name not in self._forwards:
            serial = _beside(self._place(name), _SERIAL)
            if serial is None:
                has = ", ".join(sorted(self._place(name).children)) or "nothing"
                raise FarmTrouble(Why.UNFIT, f"place {name!r} of Jumpstarter has no serial port: it has {has}")
            exits = ExitStack()
            forward = TcpPortforwardAdapter(client=serial)
            host, port = await _in_thread(
                lambda: exits.enter_context(forward), f"the line of place {name!r}", _ANSWER_S
            )
            self._forwards[name] = (f"socket://{host}:{port}", exits)
        return Acquired(self._forwards[name][0])

    async def wait(self, names: Sequence[str], wait_s: float | None, tell: Tell) -> None:
        """Return at once: whoever has the exporter has all of its places."""
        del names, wait_s, tell

    async def resume(self, name: str) -> Acquired:
        """Give where a place's line is."""
        return await self.acquire(name, 0.0, _tell_nobody)

    async def release(self, name: str) -> None:
        """Offer a place's line no longer."""
        if name in self._forwards:
            _, exits = self._forwards.pop(name)
            await _in_thread(exits.close, f"the line of place {name!r}", _ANSWER_S)

    async def power(self, name: str, action: str) -> None:
        """Switch power by the driver beside the serial one."""
        switch = _beside(self._place(name), _POWER)
        if switch is None:
            raise FarmTrouble(Why.UNFIT, f"place {name!r} of Jumpstarter has no power driver")
        do: Callable[[], None] = getattr(switch, action)
        await _in_thread(do, f"power {action} of place {name!r}", _ANSWER_S)

    async def close(self) -> None:
        """Disconnect."""
        for name in list(self._forwards):
            await self.release(name)
        await _in_thread(self._exits.close, "the connection", _ANSWER_S)

    def _place(self, name: str) -> DriverClient:
        found = dict(self._places())
        if name not in found:
            known = ", ".join(sorted(found)) or "none"
            raise FarmTrouble(Why.UNKNOWN, f"the exporter at {self._host!r} has no place {name!r}; it has: {known}")
        return found[name]

    def _places(self) -> Iterator[tuple[str, DriverClient]]:
        yield _WHOLE, self._root
        yield from self._root.children.items()


def _beside(client: DriverClient, kind: str) -> DriverClient | None:
    """Give the first driver of a kind in a place: itself, or one that it has."""
    return next((each for each in (client, *client.children.values()) if each.labels[_CLIENT].startswith(kind)), None)


async def _in_thread(do: Callable[[], Result], what: str, timeout_s: float) -> Result:
    """Do what blocks; raises FarmTrouble for what goes wrong there, or takes too long."""
    try:
        return await asyncio.wait_for(asyncio.to_thread(do), timeout_s)
    except TimeoutError:
        raise FarmTrouble(Why.UNREACHABLE, f"{what} did not answer in {timeout_s:g} s") from None
    except grpc.aio.AioRpcError as error:
        raise FarmTrouble(Why.UNREACHABLE, f"{what} cannot be reached: {(error.details() or '').lower()}") from None
    except (JumpstarterException, OSError) as error:
        raise FarmTrouble(Why.UNREACHABLE, f"{what} cannot be reached: {error}") from None


def _pair(text: str) -> tuple[str, str]:
    key, _, value = text.partition("=")
    return key, value


def _tell_nobody(_text: str) -> None:
    return
