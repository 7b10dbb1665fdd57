"""What can change in the network round devices, as data: what each change is, and what a trace says of it.

A step makes a change and the world's network applies it. The control channel of a virtual board carries the same
structs, each as an object with its name in `do`; what a change does is told by the simulated network alone
(`simulator/network.py`).

A NETWORK event says a change's `words` in its field `change`. The words are people's, in traces and reports; who judges
by them reads them here, where they are made. The moment viewer, which is JavaScript, is given those of a way
(`app/moment/page.py`).
"""

import re
from collections.abc import Hashable
from typing import Annotated, Final

import msgspec

from oceanhil.protocol.faults import PathFault
from oceanhil.protocol.surroundings import Band, Host
from oceanhil.protocol.units import WHOLE_PPM

_Span = Annotated[
    int, msgspec.Meta(ge=0, description="a whole number of µs from 0 on", examples=["300_000 for 300 ms"])
]
_Share = Annotated[
    int,
    msgspec.Meta(
        ge=0, le=WHOLE_PPM, description="parts per million, a whole number to 1_000_000", examples=["500_000 for half"]
    ),
]
_ACCESS_POINT: Final = "access point "
_BLOCKED: Final = "blocked"
_REACHABLE: Final = "reachable"
_HOST: Final = re.compile(rf"(?P<host>[\w-]+) (?P<state>{_BLOCKED}|{_REACHABLE})")
_PATH: Final = "path to the server "
_SOUND: Final = "sound"
WAY_WORDS: Final = {"path": _PATH.strip(), "sound": _SOUND, "blocked": _BLOCKED, "reachable": _REACHABLE}
"""What is said of a way that is closed or open, for readers that are no Python."""
_LOSS: Final = re.compile(r"loss (?P<ppm>\d+) ppm")


class _Change(msgspec.Struct, frozen=True, tag_field="do", forbid_unknown_fields=True):
    """What all changes have beside their `words`."""

    @property
    def subject(self) -> Hashable:
        """What it is about: of two changes with the same subject the later one holds."""
        return type(self)


class AccessPointChange(_Change, frozen=True, tag="access_point"):
    """Replace the access point; devices that are joined to the old one lose it."""

    ssid: str
    password: str
    band: Band = Band.GHZ_2_4

    @property
    def words(self) -> str:
        """Without the password."""
        return f"{_ACCESS_POINT}{self.ssid!r}, {self.band.value}"


class HostChange(_Change, frozen=True, tag="block"):
    """Keep every device from reaching a host, or let it."""

    host: Host
    blocked: bool

    @property
    def subject(self) -> Hashable:
        """The host."""
        return self.host

    @property
    def words(self) -> str:
        """Which host, and whether it can be reached."""
        return f"{self.host.value} {_BLOCKED if self.blocked else _REACHABLE}"


class JoinTime(_Change, frozen=True, tag="join_time"):
    """Let every attempt to join that begins from now on take this long, with DHCP."""

    takes_us: _Span

    @property
    def words(self) -> str:
        """How long."""
        return f"joining takes {self.takes_us} µs"


class Latency(_Change, frozen=True, tag="latency"):
    """Delay every message by this much in each direction."""

    one_way_us: _Span

    @property
    def words(self) -> str:
        """How long."""
        return f"latency {self.one_way_us} µs each way"


class Loss(_Change, frozen=True, tag="loss"):
    """Lose each exchange with this probability, drawn from the seed of run or board."""

    parts_per_million: _Share

    @property
    def words(self) -> str:
        """How many."""
        return f"loss {self.parts_per_million} ppm"


class PathChange(_Change, frozen=True, tag="path"):
    """Break the path to the server below HTTP, for every device; None mends it."""

    fault: PathFault | None

    @property
    def words(self) -> str:
        """In which way it is broken, or that it is sound again."""
        return f"{_PATH}{_SOUND if self.fault is None else self.fault.words}"


AirChange = AccessPointChange | HostChange | JoinTime | Latency | Loss
"""A change of what is round a board, which a virtual board's own surroundings can have too."""
NetworkChange = AirChange | PathChange
"""Any change; a real path to a server is nobody's to break."""


def is_access_point(change: str) -> bool:
    """Tell whether the words say that there is another access point."""
    return change.startswith(_ACCESS_POINT)


def host_in(change: str) -> HostChange | None:
    """Give the change by which the words say that a host can be reached or not; None for other words."""
    found = _HOST.fullmatch(change)
    return None if found is None else HostChange(Host(found["host"]), found["state"] == _BLOCKED)


def is_path_sound(change: str) -> bool | None:
    """Tell whether the words say that the path to the server is sound; None for words about anything else."""
    return change.endswith(f" {_SOUND}") if change.startswith(_PATH) else None


def loss_ppm_in(change: str) -> int | None:
    """Give how many exchanges of a million the words say are lost; None for words about anything else."""
    found = _LOSS.fullmatch(change)
    return None if found is None else int(found["ppm"])
