"""What a NETWORK event says in its field `change`: written by every world, read by invariants and reports.

The words are people's, in traces and reports; who judges by them reads them here, where they are made. The moment
viewer, which is JavaScript, is given those of a way (`app/moment/page.py`).
"""

import re
from typing import Final, NamedTuple

from oceanhil.protocol.board_faults import MacFault
from oceanhil.protocol.faults import PathFault
from oceanhil.protocol.surroundings import Band, Host

_ACCESS_POINT: Final = "access point "
_BLOCKED: Final = "blocked"
_REACHABLE: Final = "reachable"
_HOST: Final = re.compile(rf"(?P<host>[\w-]+) (?P<state>{_BLOCKED}|{_REACHABLE})")
_PATH: Final = "path to the server "
_SOUND: Final = "sound"
WAY_WORDS: Final = {"path": _PATH.strip(), "sound": _SOUND, "blocked": _BLOCKED, "reachable": _REACHABLE}
"""What is said of a way that is closed or open, for readers that are no Python."""
_LOSS: Final = re.compile(r"loss (?P<ppm>\d+) ppm")


class HostChange(NamedTuple):
    """A host that can be reached no longer, or again."""

    host: Host
    is_blocked: bool


def access_point_words(ssid: str, band: Band) -> str:
    """Say that there is another access point."""
    return f"{_ACCESS_POINT}{ssid!r}, {band.value}"


def host_words(host: Host, *, is_blocked: bool) -> str:
    """Say that a host can be reached no longer, or again."""
    return f"{host.value} {_BLOCKED if is_blocked else _REACHABLE}"


def path_words(fault: PathFault | None) -> str:
    """Say what the path to the server is like: broken in this way, or sound again."""
    return f"{_PATH}{_SOUND if fault is None else fault.words}"


def latency_words(one_way_us: int) -> str:
    """Say how long every message takes."""
    return f"latency {one_way_us} µs each way"


def join_time_words(duration_us: int) -> str:
    """Say how long joining takes."""
    return f"joining takes {duration_us} µs"


def loss_words(parts_per_million: int) -> str:
    """Say how many exchanges are lost."""
    return f"loss {parts_per_million} ppm"


def mac_words(mac: bytes) -> str:
    """Say that a board has another MAC."""
    return f"MAC {mac.hex(':').upper()}"


def fuses_words(fault: MacFault | None) -> str:
    """Say what is wrong with the place of a board's own MAC, or that nothing is any more."""
    return "fuses mended" if fault is None else f"fuses {fault.value}"


def is_access_point(change: str) -> bool:
    """Tell whether the words say that there is another access point."""
    return change.startswith(_ACCESS_POINT)


def host_in(change: str) -> HostChange | None:
    """Give the host of which the words say that it can be reached or not; None for other words."""
    found = _HOST.fullmatch(change)
    return None if found is None else HostChange(Host(found["host"]), found["state"] == _BLOCKED)


def is_path_sound(change: str) -> bool | None:
    """Tell whether the words say that the path to the server is sound; None for words about anything else."""
    return change.endswith(f" {_SOUND}") if change.startswith(_PATH) else None


def loss_ppm_in(change: str) -> int | None:
    """Give how many exchanges of a million the words say are lost; None for words about anything else."""
    found = _LOSS.fullmatch(change)
    return None if found is None else int(found["ppm"])
