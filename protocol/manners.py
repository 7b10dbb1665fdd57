"""What no careful device does, whoever wrote it: the bounds by which scenarios and recordings judge alike.

They are wider than the profile's own figures, which are this project's choice: other firmware has others.
"""

from collections.abc import Mapping
from typing import Final

from oceanhil.protocol.settings import DeviceSettings
from oceanhil.protocol.units import SECOND_US

REFUSED_WAIT_S: Final = 30
"""So long no refused request is repeated: FLASH, don't re-flash the same code.

Scenarios ask it after 401, 403 and 410, recordings after any 4xx but 408, 425 and 429.
"""
RATE_LIMITED_WAIT_S: Final = 60
"""The same after a 429 that does not say how long."""
STRETCH: Final = 3
"""Waits that are judged together: those between four failures in a row."""
ENOUGH: Final = 1 / 3
"""Of the profile's doubling waits so much is enough: other firmware has other figures, Fibonacci's say, and jitter."""
POLLS_TOGETHER: Final = 6
"""Intervals between polls that are judged together."""
STEADY_POLLS: Final = 24
"""Intervals between polls, two minutes by the profile, of which next to nothing is chance."""
REPORTS_BEFORE: Final = 3
"""So many reports, each in time, tell that a device reports by the clock and not when something has changed."""
_REPORTS_MISSED: Final = 2
MEASURABLE: Final[Mapping[str, tuple[float, float, str]]] = {
    "temperature": (-273.15, 2400, " °C"),
    "humidity": (0, 100, " %"),
}
"""From absolute zero to what thermocouples bear (IEC 60584: type C, 2,315 °C); air is not wetter than wet."""
_DOUBLINGS_MOST: Final = 20


def wait_s(device: DeviceSettings, number: int) -> int:
    """Give the profile's wait after failure `number` in a row, from 1."""
    return int(min(device.retry_first_s * 2 ** min(number - 1, _DOUBLINGS_MOST), device.retry_max_s))


def least_of_failures_us(device: DeviceSettings, number: int) -> int:
    """Give how long the last four of `number` failures in a row take at least."""
    return round(ENOUGH * sum(wait_s(device, each) for each in range(number - STRETCH, number)) * SECOND_US)


def least_often_us(device: DeviceSettings) -> int:
    """Give how far apart two reports are at most: one of them may come with a poll, and fall a little short of that."""
    return _REPORTS_MISSED * (device.report_interval_s + device.poll_interval_s) * SECOND_US


def least_of_polls_us(device: DeviceSettings, intervals: int = POLLS_TOGETHER) -> int:
    """Give how long so many intervals between polls in a row take at least, which nothing disturbs (T26: 5 s each)."""
    return intervals * device.poll_interval_s * SECOND_US * 4 // 5


def least_of_steady_polls_us(device: DeviceSettings) -> int:
    """Give the same of the many that are steady: no clock of a board is as far off, no network shifts all."""
    return STEADY_POLLS * device.poll_interval_s * SECOND_US * 9 // 10
