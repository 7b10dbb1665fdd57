"""The one place of the server that reads the machine's clock."""

import time
from collections.abc import Callable

WallClock = Callable[[], int]


def wall_us() -> int:
    """Give the machine's time in Unix microseconds."""
    return time.time_ns() // 1000
