"""Limits for devices that poll more seldom than every documented 5 s, or more often.

What it is: scenarios are written for a poll every 5 s (T26), and say how soon a device has learned what only a poll
tells it, and how often it has asked. Firmware whose profile says another `poll_interval_s` keeps the same promises as
much later as its next poll may be.

What it must not know: whose firmware it is, and what a step looks at.

Laws: at the documented interval each limit is the one of the file, and no other interval makes one stricter. A count of
sessions for each of which there is an interval's time stays as it is.
"""

from functools import cache
from typing import Final

from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.settings import DeviceSettings
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.units import format_duration

ONCE_A_POLL: Final = frozenset({"state", "session"})
"""The words for the paths that a device asks no more often than it polls: its session is renewed when a poll is due."""

POLL_DUE: Final = "until its next poll"
"""Why a limit is longer than that of the file, for messages."""


def interval_us(device: DeviceSettings) -> int:
    """Give the time between two polls, in µs."""
    return device.poll_interval_s * SECOND_US


def limit_words(file_us: int, applied_us: int, why: str = POLL_DUE) -> str:
    """Give a limit for messages; one other than the file's with that of the file, and why it is another."""
    applied = format_duration(applied_us)
    return applied if applied_us == file_us else f"{applied} ({format_duration(file_us)} in the file, and {why})"


def later_us(device: DeviceSettings) -> int:
    """Give how much later than by the documented interval the next poll may come, in µs."""
    return max(0, interval_us(device) - documented_us())


def sooner_us(device: DeviceSettings) -> int:
    """Give how much sooner than by the documented interval the next poll may come, in µs."""
    return max(0, documented_us() - interval_us(device))


def least_count(device: DeviceSettings, count: int, passed_us: int) -> int:
    """Give how many are enough where `count` of them are wanted in `passed_us` by the documented interval.

    One is wanted in any case, if one was: who looks gives it the time to come.
    """
    has_room = passed_us >= count * interval_us(device)
    return count if has_room else least_polls(device, count)


def least_polls(device: DeviceSettings, polls: int) -> int:
    """Give how many polls are enough where so many are wanted by the documented interval; at least one, if one was."""
    if not polls or not later_us(device):
        return polls
    return max(1, polls * documented_us() // interval_us(device))


def most_polls(device: DeviceSettings, polls: int) -> int:
    """Give how many polls are not too many where so many are not by the documented interval."""
    return max(polls, -(-polls * documented_us() // interval_us(device)))


def asked_in(time_us: int, device: DeviceSettings, session_ttl_s: int) -> int:
    """Give how many polls, reports and renewals an online device makes at most in so much time, in µs, undisturbed."""
    polls, reports, renewals = (
        -(-time_us // (seconds * SECOND_US))
        for seconds in (device.poll_interval_s, device.report_interval_s, session_ttl_s)
    )
    return polls + reports + min(renewals, polls)


@cache
def documented_us() -> int:
    """Give the interval that scenarios are written for, in µs."""
    return interval_us(load_profile().device)
