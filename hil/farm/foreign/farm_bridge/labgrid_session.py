"""One visit to labgrid's coordinator: what there is, and what a place of it has.

A virtual board of an exporter (`oceanhil_labgrid.py`) is a port that says itself which board it is; of any other port
that is said beside it.

Source: labgrid 26.0.1, `remote/proto/labgrid-coordinator.proto`, `remote/client.py`.
"""

from __future__ import annotations

import asyncio
from typing import Final

import grpc
from labgrid.remote.common import Place, ResourceEntry, queue_as_aiter
from labgrid.remote.generated import labgrid_coordinator_pb2 as messages
from labgrid.remote.generated import labgrid_coordinator_pb2_grpc as services

from .farm import FarmTrouble, FoundPlace, Scalar, Why

ANSWER_S: Final = 10.0
"""So long a coordinator that is there may take."""
_VIRTUAL: Final = "NetworkOceanhilVirtualBoard"
_PORTS: Final = frozenset({"NetworkSerialPort", _VIRTUAL})
_SAID: Final = ("kind", "agent", "time", "control")
"""What a virtual board says of itself."""
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


class LabgridSession:
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
        async with asyncio.timeout(ANSWER_S):
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
        found = ((path[0], path[1], each) for path, each in self._of(place) if each.cls in _PORTS)
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


def found(session: LabgridSession, place: Place) -> FoundPlace:
    """Say what there is of a place."""
    port = session.port_of(place)
    return FoundPlace(
        name=place.name,
        tags=dict(place.tags),
        holder=place.acquired or "",
        has_port=port is not None,
        has_power=any(each.cls in _POWER for each in session.of(place)),
        board={} if port is None else _board(session, *port),
        host="" if port is None else str(port[2].args.get("host") or ""),
    )


def _board(session: LabgridSession, exporter: str, group: str, port: ResourceEntry) -> dict[str, Scalar]:
    """Give what is said of the board on a port."""
    if port.cls == _VIRTUAL:
        return {key: port.args[key] for key in _SAID if key in port.args}
    return session.board_beside(exporter, group)


def address(session: LabgridSession, place: Place) -> str:
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
