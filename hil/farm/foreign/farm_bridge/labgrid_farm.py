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
import time
from collections.abc import AsyncIterator, Mapping
from typing import Final

import grpc
from labgrid.remote.common import Place, ReservationState, ResourceEntry, queue_as_aiter
from labgrid.remote.generated import labgrid_coordinator_pb2 as messages
from labgrid.remote.generated import labgrid_coordinator_pb2_grpc as services
from labgrid.util import labgrid_version

from .farm import Acquired, FarmTrouble, FoundPlace, Scalar, Tell, Why

_ANSWER_S: Final = 10.0
_ASK_AGAIN_S: Final = 1.0
_POWER_S: Final = 30.0
_GONE_S: Final = 60.0
"""How long who waits for a place waits for the coordinator to come back."""
_PORTS: Final = "NetworkSerialPort"
_BOARDS: Final = "OceanhilBoard"
"""What an exporter says of the board beside a port, in the same group: `oceanhil boards labgrid` writes it."""
_POWER: Final = frozenset(
    {
        "NetworkPowerPort",
        "NetworkSiSPMPowerPort",
        "NetworkSysfsGPIO",
        "NetworkUSBPowerPort",
        "NetworkYKUSHPowerPort",
        "PDUDaemonPort",
        "TasmotaPowerPort",
    }
)
"""What labgrid's client can switch power with (`ClientSession.power`)."""
_SCHEMES: Final = {"rfc2217": "rfc2217", "raw": "socket"}


class _Session:
    """One visit to the coordinator: what there is, as it was when it was last asked."""

    def __init__(self, stub: services.CoordinatorStub) -> None:
        self.stub = stub
        self.places: dict[str, Place] = {}
        self.resources: dict[tuple[str, str, str], ResourceEntry] = {}
        self._said: asyncio.Queue[messages.ClientInMessage | None] = asyncio.Queue()
        self._stream = stub.ClientStream(queue_as_aiter(self._said))
        self._syncs = 0

    async def begin(self, version: str, me: str) -> None:
        """Say who is here, and learn what there is."""
        self._said.put_nowait(messages.ClientInMessage(startup=messages.StartupDone(version=version, name=me)))
        self._said.put_nowait(messages.ClientInMessage(subscribe=messages.Subscribe(all_places=True)))
        self._said.put_nowait(messages.ClientInMessage(subscribe=messages.Subscribe(all_resources=True)))
        await self.look()

    async def look(self) -> None:
        """Learn what there is now."""
        self._syncs += 1
        self._said.put_nowait(messages.ClientInMessage(sync=messages.Sync(id=self._syncs)))
        async with asyncio.timeout(_ANSWER_S):
            while (heard := await self._stream.read()) is not grpc.aio.EOF:
                for update in heard.updates:
                    self._take_in(update)
                if heard.HasField("sync") and heard.sync.id == self._syncs:
                    return
        raise FarmTrouble(Why.UNREACHABLE, "the labgrid coordinator ended the conversation")

    def end(self) -> None:
        """Go."""
        self._said.put_nowait(None)
        self._stream.cancel()

    def _take_in(self, update: messages.UpdateResponse) -> None:
        match update.WhichOneof("kind"):
            case "place":
                self.places[update.place.name] = Place.from_pb2(update.place)
            case "del_place":
                self.places.pop(update.del_place, None)
            case "resource":
                data = ResourceEntry.data_from_pb2(update.resource)
                self.resources[_path(update.resource.path)] = ResourceEntry(data)
            case "del_resource":
                self.resources.pop(_path(update.del_resource), None)
            case _:
                pass

    def place(self, name: str) -> Place:
        """Give a place; raises FarmTrouble."""
        if name not in self.places:
            known = ", ".join(sorted(self.places)) or "none"
            raise FarmTrouble(Why.UNKNOWN, f"labgrid has no place {name!r}; it has: {known}")
        return self.places[name]

    def of(self, place: Place) -> list[ResourceEntry]:
        """Give what belongs to a place."""
        return [each for _, each in self._of(place)]

    def port_of(self, place: Place) -> tuple[str, str, ResourceEntry] | None:
        """Give the serial port of a place, with its exporter and the group in it."""
        found = ((path[0], path[1], each) for path, each in self._of(place) if each.cls == _PORTS)
        return next(found, None)

    def board_beside(self, exporter: str, group: str) -> dict[str, Scalar]:
        """Give what an exporter says of the board beside a port, whether it belongs to a place or not."""
        found = (
            dict(each.args)
            for path, each in self.resources.items()
            if path[:2] == (exporter, group) and each.cls == _BOARDS
        )
        return next(found, {})

    def _of(self, place: Place) -> list[tuple[tuple[str, str, str], ResourceEntry]]:
        return [
            (path, each)
            for path, each in self.resources.items()
            if place.hasmatch((path[0], path[1], each.cls, path[2]))
        ]


def _path(path: messages.Resource.Path) -> tuple[str, str, str]:
    return path.exporter_name, path.group_name, path.resource_name


class _Waiting:
    """Waiting for one place until `give_up_s` of the monotonic clock; None: as long as it takes."""

    def __init__(self, name: str, tell: Tell, give_up_s: float | None) -> None:
        self.name = name
        self._tell = tell
        self._give_up_s = give_up_s
        self._answered_s = time.monotonic()
        self._holder = ""

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return self._give_up_s is not None and time.monotonic() >= self._give_up_s

    @property
    def bears_absence(self) -> bool:
        """Whether a coordinator that is away is waited for: it answered when the waiting began, and not long ago."""
        return bool(self._holder) and time.monotonic() - self._answered_s < _GONE_S

    def answered(self) -> None:
        """Take note that the coordinator is there."""
        self._answered_s = time.monotonic()

    def for_(self, holder: str) -> None:
        """Say whom it is waited for, when that changes; raises FarmTrouble when the time is up."""
        if self.is_over:
            raise FarmTrouble(Why.TAKEN, f"place {self.name!r} of labgrid is taken by {holder}")
        if self._holder != holder:
            self._tell(f"{holder} has place {self.name!r} of labgrid; a reservation waits for it")
        self._holder = holder


class LabgridFarm:
    """The farm of the coordinator at `$LG_COORDINATOR`; implements `Farm`."""

    def __init__(self) -> None:
        self._address = os.environ.get("LG_COORDINATOR", "") or "127.0.0.1:20408"
        host = os.environ.get("LG_HOSTNAME", "") or socket.gethostname()
        self._me = f"{host}/{os.environ.get('LG_USERNAME', '') or getpass.getuser()}"

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
                _found(session, place)
                for _, place in sorted(session.places.items())
                if name in {"", place.name} and tags.items() <= place.tags.items()
            ]

    async def acquire(self, name: str, wait_s: float | None, tell: Tell) -> Acquired:
        """Take a place; a reservation waits for one that is taken, and is cancelled in whatever way that ends."""
        waiting = _Waiting(name, tell, None if wait_s is None else time.monotonic() + wait_s)
        while True:
            try:
                async with self._session() as session:
                    waiting.answered()
                    if (found := await self._had(session, name, waiting)) is not None:
                        return found
            except FarmTrouble as trouble:
                if trouble.why is not Why.UNREACHABLE or not waiting.bears_absence:
                    raise
                await asyncio.sleep(_ASK_AGAIN_S)

    async def resume(self, name: str) -> Acquired:
        """Give where a place is reached that this user has; one that the coordinator has forgotten is taken again."""
        async with self._session() as session:
            place = session.place(name)
            if place.acquired == self._me:
                return Acquired(_address(session, place), before=True)
            holder = place.acquired or await self._reserved_for(session, place)
            if holder:
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
        """Nothing is held from one visit to the next."""

    # Inside

    async def _had(self, session: _Session, name: str, waiting: _Waiting) -> Acquired | None:
        """Give the place if it can be had; None after waiting for it in vain."""
        place = session.place(name)
        if place.acquired == self._me:
            return Acquired(_address(session, place), before=True)
        holder = place.acquired or await self._reserved_for(session, place)
        if not holder:
            return await self._taken(session, name)
        waiting.for_(holder)
        return await self._reached(session, name) if await self._is_given(session, waiting) else None

    async def _taken(self, session: _Session, name: str) -> Acquired:
        """Acquire a free place."""
        await session.stub.AcquirePlace(messages.AcquirePlaceRequest(placename=name))
        return await self._reached(session, name)

    async def _reached(self, session: _Session, name: str) -> Acquired:
        """Look where a place is that was acquired just now; one that cannot be used is released at once."""
        try:
            # The exporter may have started a server for the port.
            await session.look()
            return Acquired(_address(session, session.place(name)))
        except BaseException:
            await session.stub.ReleasePlace(messages.ReleasePlaceRequest(placename=name, fromuser=self._me))
            raise

    async def _reserved_for(self, session: _Session, place: Place) -> str:
        """Say for whom else a free place is reserved; empty if for nobody."""
        if not place.reservation:
            return ""
        found = await session.stub.GetReservations(messages.GetReservationsRequest())
        owner = next((each.owner for each in found.reservations if each.token == place.reservation), "")
        return "" if owner == self._me else f"{owner} (reserved)"

    async def _is_given(self, session: _Session, waiting: _Waiting) -> bool:
        """Wait until a reservation gets the place, and acquire it; False if the time is up, or nothing came of it."""
        request = messages.CreateReservationRequest(prio=0.0)
        request.filters["main"].CopyFrom(messages.Reservation.Filter(filter={"name": waiting.name}))
        token = (await session.stub.CreateReservation(request)).reservation.token
        try:
            while not waiting.is_over:
                found = await session.stub.PollReservation(messages.PollReservationRequest(token=token))
                if found.reservation.state == ReservationState.allocated.value:
                    await session.stub.AcquirePlace(messages.AcquirePlaceRequest(placename=waiting.name))
                    return True
                if found.reservation.state != ReservationState.waiting.value:
                    return False
                await asyncio.sleep(_ASK_AGAIN_S)
            return False
        finally:
            # Of a place that was acquired too: who has it needs no reservation.
            with contextlib.suppress(grpc.aio.AioRpcError):
                await session.stub.CancelReservation(messages.CancelReservationRequest(token=token))

    @contextlib.asynccontextmanager
    async def _session(self) -> AsyncIterator[_Session]:
        """Visit the coordinator; whatever it refuses is told in its own words."""
        try:
            async with grpc.aio.insecure_channel(self._address) as channel:
                session = _Session(services.CoordinatorStub(channel))
                try:
                    await session.begin(self.version, self._me)
                    yield session
                finally:
                    session.end()
        except TimeoutError:
            raise FarmTrouble(Why.UNREACHABLE, f"{self._place} did not answer in {_ANSWER_S:g} s") from None
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


def _found(session: _Session, place: Place) -> FoundPlace:
    port = session.port_of(place)
    return FoundPlace(
        name=place.name,
        tags=dict(place.tags),
        holder=place.acquired or "",
        has_port=port is not None,
        has_power=any(each.cls in _POWER for each in session.of(place)),
        board={} if port is None else session.board_beside(port[0], port[1]),
        host="" if port is None else str(port[2].args.get("host") or ""),
    )


def _address(session: _Session, place: Place) -> str:
    """Give the URL of an acquired place's line; raises FarmTrouble."""
    name = place.name
    port = session.port_of(place)
    if port is None:
        what = "its exporter is not connected" if place.matches else "it matches nothing: labgrid-client add-match"
        others = ", ".join(sorted({each.cls for each in session.of(place)}))
        has = f"it has {others} only" if others else what
        raise FarmTrouble(Why.UNFIT, f"place {name!r} of labgrid has no serial port: {has}")
    exporter, _, entry = port
    if not entry.avail:
        raise FarmTrouble(Why.UNFIT, f"the serial port of place {name!r} is not plugged in, says exporter {exporter!r}")
    if entry.extra.get("proxy_required"):
        text = f"exporter {exporter!r} wants its ports reached through SSH (--isolated), which oceanhil does not do"
        raise FarmTrouble(Why.UNFIT, f"place {name!r} of labgrid: {text}; forward the port, or export it without")
    scheme = _SCHEMES.get(str(entry.args.get("protocol") or "rfc2217"))
    host, number = entry.args.get("host"), entry.args.get("port")
    if scheme is None or not host or not number:
        what = f"its serial port is at {host!r}, {number!r}, by {entry.args.get('protocol')!r}"
        raise FarmTrouble(Why.UNFIT, f"place {name!r} of labgrid cannot be reached: {what}")
    return f"{scheme}://{f'[{host}]' if ':' in str(host) else host}:{number}"
