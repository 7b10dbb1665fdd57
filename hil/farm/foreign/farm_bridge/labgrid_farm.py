"""labgrid's farm, by the messages of its coordinator; power is switched by labgrid's own command line.

What labgrid knows of somebody is `HOST/USER`, as its own client says it (`$LG_HOSTNAME`, `$LG_USERNAME`): a place is
that user's until it is released, whether a client is connected or not. A coordinator that is started again has
forgotten who had what: a place that is still free then is taken again, one that is not is lost. A place without
matching exporters can be acquired, and has nothing in it.

Source: labgrid 26.0.1, `remote/proto/labgrid-coordinator.proto`, `remote/coordinator.py`, `remote/client.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Final, TypeVar

import grpc
from labgrid.remote.common import Place
from labgrid.remote.generated import labgrid_coordinator_pb2 as messages
from labgrid.remote.generated import labgrid_coordinator_pb2_grpc as services
from labgrid.util import labgrid_version

from .farm import Acquired, FarmTrouble, FoundPlace, Tell, Why
from .labgrid_session import ANSWER_S, LabgridSession, address, found
from .labgrid_waiting import ASK_AGAIN_S, LabgridWaiting, cancel

_POWER_S: Final = 30.0
Result = TypeVar("Result")


class LabgridFarm:
    """The farm of the coordinator at `$LG_COORDINATOR`; implements `Farm`."""

    def __init__(self) -> None:
        self._address = os.environ.get("LG_COORDINATOR", "") or "127.0.0.1:20408"
        host = os.environ.get("LG_HOSTNAME", "") or socket.gethostname()
        self._me = f"{host}/{os.environ.get('LG_USERNAME', '') or getpass.getuser()}"
        self._reserved: dict[str, str] = {}
        """The tokens of reservations that have got a place, by its name."""

    @property
    def version(self) -> str:
        """The version of labgrid."""
        return str(labgrid_version())

    async def find(self, name: str, tags: Mapping[str, str]) -> list[FoundPlace]:
        """Give the places of this name that have these tags."""
        async with self._session() as session:
            if name:
                session.place(name)
            return [
                found(session, place)
                for _, place in sorted(session.places.items())
                if name in {"", place.name} and tags.items() <= place.tags.items()
            ]

    async def acquire(self, name: str, wait_s: float | None, tell: Tell) -> Acquired:
        """Take a place; a reservation waits for one that is taken, and is cancelled in whatever way that ends."""
        return await self._visited(LabgridWaiting([name], tell, wait_s), partial(self._had, name))

    async def wait(self, names: Sequence[str], wait_s: float | None, tell: Tell) -> None:
        """Wait until one of these places can be had; the reservation that got it lasts until that is acquired."""
        await self._visited(LabgridWaiting(names, tell, wait_s), self._waited)

    async def resume(self, name: str) -> Acquired:
        """Give where a place is reached that this user has; one that the coordinator has forgotten is taken again."""
        async with self._session() as session:
            place = session.place(name)
            if place.acquired == self._me:
                return Acquired(address(session, place), before=True)
            if holder := await self._holder(session, place):
                raise FarmTrouble(Why.TAKEN, f"place {name!r} of labgrid is taken by {holder}")
            return await self._taken(session, name)

    async def release(self, name: str) -> None:
        """Give a place back, if it is this user's."""
        async with self._session() as session:
            await session.stub.ReleasePlace(messages.ReleasePlaceRequest(placename=name, fromuser=self._me))

    async def power(self, name: str, action: str) -> None:
        """Switch power as `labgrid-client -p NAME power ACTION` does, which knows all of labgrid's switches."""
        client = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "labgrid.remote.client", "-x", self._address, "-p", name, "power", action),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            said, _ = await asyncio.wait_for(client.communicate(), _POWER_S)
        except TimeoutError:
            client.kill()
            await client.wait()
            raise FarmTrouble(Why.REFUSED, f"labgrid's power {action} of place {name!r} took {_POWER_S:g} s") from None
        if client.returncode:
            last = (said.decode("utf-8", "replace").strip().splitlines() or ["no word"])[-1]
            raise FarmTrouble(Why.REFUSED, f"labgrid's power {action} of place {name!r} failed: {last}")

    async def close(self) -> None:
        """Cancel reservations of places that nobody took in the end."""
        if self._reserved:
            async with self._session() as session:
                for name in list(self._reserved):
                    await self._cancel(session, name)

    # Inside

    async def _visited(
        self, waiting: LabgridWaiting, ask: Callable[[LabgridSession, LabgridWaiting], Awaitable[Result | None]]
    ) -> Result:
        """Ask, a visit each time, until there is something to give; the coordinator may be away for a while."""
        while True:
            try:
                async with self._session() as session:
                    waiting.answered()
                    if (given := await ask(session, waiting)) is not None:
                        return given
            except FarmTrouble as trouble:
                if trouble.why is not Why.UNREACHABLE or not waiting.bears_absence:
                    raise
                await asyncio.sleep(ASK_AGAIN_S)

    async def _had(self, name: str, session: LabgridSession, waiting: LabgridWaiting) -> Acquired | None:
        """Give the place if it can be had; None after waiting for it."""
        place = session.place(name)
        if place.acquired == self._me:
            return Acquired(address(session, place), before=True)
        if not await self._holder(session, place):
            return await self._taken(session, name)
        await self._waited(session, waiting)
        return None

    async def _waited(self, session: LabgridSession, waiting: LabgridWaiting) -> bool | None:
        """Give True if one of the places can be had; None after waiting for it."""
        holders = {name: await self._holder(session, session.place(name)) for name in waiting.names}
        if not all(holders.values()):
            return True
        waiting.for_(holders)
        self._reserved |= await waiting.reserved(session)
        return None

    async def _holder(self, session: LabgridSession, place: Place) -> str:
        """Say who else has a place, or for whom it is reserved; empty if nobody."""
        if place.acquired == self._me:
            return ""
        return place.acquired or await self._reserved_for(session, place)

    async def _cancel(self, session: LabgridSession, name: str) -> None:
        """Cancel the reservation that got a place: who has it, or does not want it, needs none."""
        if name in self._reserved:
            await cancel(session, self._reserved.pop(name))

    async def _taken(self, session: LabgridSession, name: str) -> Acquired:
        """Acquire a free place."""
        try:
            await session.stub.AcquirePlace(messages.AcquirePlaceRequest(placename=name))
            return await self._reached(session, name)
        finally:
            await self._cancel(session, name)

    async def _reached(self, session: LabgridSession, name: str) -> Acquired:
        """Look where a place is that was acquired just now; one that cannot be used is released at once."""
        try:
            # The exporter may have started a server for the port.
            await session.look()
            return Acquired(address(session, session.place(name)))
        except BaseException:
            await session.stub.ReleasePlace(messages.ReleasePlaceRequest(placename=name, fromuser=self._me))
            raise

    async def _reserved_for(self, session: LabgridSession, place: Place) -> str:
        """Say for whom else a free place is reserved; empty if for nobody."""
        if not place.reservation:
            return ""
        known = await session.stub.GetReservations(messages.GetReservationsRequest())
        owner = next((each.owner for each in known.reservations if each.token == place.reservation), "")
        return "" if owner == self._me else f"{owner} (reserved)"

    @contextlib.asynccontextmanager
    async def _session(self) -> AsyncIterator[LabgridSession]:
        """Visit the coordinator; whatever it refuses is told in its own words."""
        try:
            async with grpc.aio.insecure_channel(self._address) as channel:
                session = LabgridSession(services.CoordinatorStub(channel))
                try:
                    await session.begin(self.version, self._me)
                    yield session
                finally:
                    session.end()
        except TimeoutError:
            raise FarmTrouble(Why.UNREACHABLE, f"{self._place} did not answer in {ANSWER_S:g} s") from None
        except grpc.aio.AioRpcError as error:
            raise self._trouble(error) from None

    @property
    def _place(self) -> str:
        return f"the labgrid coordinator at {self._address!r} ($LG_COORDINATOR)"

    def _trouble(self, error: grpc.aio.AioRpcError) -> FarmTrouble:
        details = (error.details() or "no word").lower()
        match error.code():
            case grpc.StatusCode.UNAVAILABLE | grpc.StatusCode.CANCELLED:
                text = f"{self._place} cannot be reached: {details}; start it, or say where it is"
                return FarmTrouble(Why.UNREACHABLE, text)
            case grpc.StatusCode.UNIMPLEMENTED | grpc.StatusCode.INTERNAL | grpc.StatusCode.UNKNOWN:
                text = f"what answers at {self._address!r} ($LG_COORDINATOR) is no coordinator of labgrid 26: {details}"
                return FarmTrouble(Why.VERSION, text)
            case _:
                text = f"labgrid refuses: {details}; the logs of its coordinator and of the exporter say why"
                return FarmTrouble(Why.REFUSED, text)
