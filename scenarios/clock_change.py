"""What a CLOCK event says in its field `change`: written by every world, read by invariants, laws and models.

The words are people's, in traces and reports; who judges by them reads them here, where they are made.
"""

import re
from typing import Final, NamedTuple

from oceanhil.protocol.board_faults import ClockFault
from oceanhil.protocol.units import MS_US, SECOND_US
from oceanhil.scenarios.units import format_duration

_SERVER: Final = "server clock "
_DEVICE: Final = "device clock "
_DRIFT: Final = "drift "
_IN_SLEEP: Final = "in deep sleep "
_DRIFTS: Final = re.compile(rf"{_DRIFT}(?P<in_sleep>{_IN_SLEEP})?(?P<ppm>[+-]\d+) ppm")


class Drift(NamedTuple):
    """How fast or slow a clock of a device runs from now on: that of the running board, or that of its deep sleep."""

    parts_per_million: int
    is_in_sleep: bool


def server_moved_words(delta_us: int) -> str:
    """Say that the server's clock jumped."""
    return f"{_SERVER}{delta_us / SECOND_US:+g} s"


def server_frozen_words(*, is_frozen: bool) -> str:
    """Say that the server's clock stands still, or goes on."""
    return f"{_SERVER}{'stopped' if is_frozen else 'runs again'}"


def device_moved_words(change_s: int) -> str:
    """Say that the clock of a running device was set, and by how much that moved it."""
    return f"{_DEVICE}{change_s:+d} s"


def drift_words(parts_per_million: int, *, is_in_sleep: bool = False) -> str:
    """Say how fast or slow a device's clock runs from now on."""
    return f"{_DRIFT}{_IN_SLEEP if is_in_sleep else ''}{parts_per_million:+d} ppm"


def time_words(fault: ClockFault | None) -> str:
    """Say what is wrong with the firmware's idea of time, or that nothing is any more."""
    return "time mended" if fault is None else f"time is {fault.value}"


def time_client_words(delay_us: int) -> str:
    """Say how long the time client of a device waits before it asks."""
    return f"SNTP client waits {delay_us // MS_US} ms"


def uptime_words(uptime_us: int) -> str:
    """Say since when a device believes that it is up."""
    return f"uptime {uptime_us // SECOND_US} s"


def passed_words(duration_us: int) -> str:
    """Say how much time passed for everybody at once."""
    return f"+{format_duration(duration_us)}"


def is_server_set_back(change: str) -> bool:
    """Tell whether the words say that the server's clock went back."""
    return change.startswith(f"{_SERVER}-")


def is_device_moved(change: str) -> bool:
    """Tell whether the words say that a device's clock was set."""
    return change.startswith(_DEVICE)


def drift_in(change: str) -> Drift | None:
    """Give how fast or slow the words say that a device's clock runs; None for words about anything else."""
    found = _DRIFTS.fullmatch(change)
    return None if found is None else Drift(int(found["ppm"]), found["in_sleep"] is not None)
