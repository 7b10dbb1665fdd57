"""Durations and dates as scenario files write them: `24h 1s`, `90m`, `-200ms`; `2038-01-19T03:14:07Z`.

A duration's unit is compulsory, and so is the `Z` of a date: it is in UTC.
"""

import re
from datetime import UTC, datetime, timedelta

from oceanhil.protocol.units import DAY_US, HOUR_US, MINUTE_US, MS_US, SECOND_US

UNITS_US = {
    "w": 7 * DAY_US,
    "d": DAY_US,
    "h": HOUR_US,
    "m": MINUTE_US,
    "s": SECOND_US,
    "ms": MS_US,
    "us": 1,
}
_PART_PATTERN = r"([0-9]{1,18})(?:\.([0-9]{1,6}))? *(us|ms|w|d|h|m|s)"
_PART = re.compile(_PART_PATTERN)
_WHOLE = re.compile(rf"([+-]?)({_PART_PATTERN}(?: *{_PART_PATTERN})*)")
_BARE_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_LONGEST_US = 100 * 366 * DAY_US

INSTANT_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
_INSTANT = re.compile(INSTANT_PATTERN)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DURATION_PATTERN = rf"^\s*{_WHOLE.pattern}\s*$"
"""What `parse_duration` reads, but for its bound of 100 years."""


def parse_duration(text: str) -> int:
    """Read a duration into whole µs; raises ValueError saying what is wrong.

    Parts add up and a sign in front holds for all of them: `-1m 30s` is -90,000,000. A unit may stand apart from its
    number, as in `6 s`. At most 100 years.
    """
    found = _WHOLE.fullmatch(text.strip())
    if found is None:
        raise ValueError(_complaint(text))
    total_us = sum(_part_us(*part.groups()) for part in _PART.finditer(found[2]))
    if total_us > _LONGEST_US:
        raise ValueError(f"duration {text!r} is longer than 100 years; expected a shorter one")
    return -total_us if found[1] == "-" else total_us


def parse_instant(text: str) -> int:
    """Read a date in UTC such as `2038-01-19T03:14:07Z` into Unix µs; raises ValueError saying what is wrong."""
    if _INSTANT.fullmatch(text) is None:
        raise ValueError(f"{text!r} is not a date; expected one in UTC such as '2038-01-19T03:14:07Z'")
    try:
        return (datetime.fromisoformat(text) - _EPOCH) // timedelta(microseconds=1)
    except ValueError as error:
        raise ValueError(f"{text!r} is not a date: {error}") from error


def format_duration(duration_us: int) -> str:
    """Write a duration in the form `parse_duration` reads, largest unit first: 86,401,000,000 is `1d 1s`."""
    rest_us = abs(duration_us)
    parts: list[str] = []
    for unit in ("d", "h", "m", "s", "ms", "us"):
        count, rest_us = divmod(rest_us, UNITS_US[unit])
        if count:
            parts.append(f"{count}{unit}")
    return ("-" if duration_us < 0 else "") + (" ".join(parts) or "0s")


def _part_us(whole: str, decimals: str | None, unit: str) -> int:
    fraction_us = int(decimals) * UNITS_US[unit] // 10 ** len(decimals) if decimals else 0
    return int(whole) * UNITS_US[unit] + fraction_us


def _complaint(text: str) -> str:
    units = " ".join(UNITS_US)
    if _BARE_NUMBER.fullmatch(text.strip()):
        return f"duration {text!r} has no unit; write '{text}s' for seconds (units: {units})"
    return f"{text!r} is not a duration; expected one such as '24h 1s' or '-200ms' (units: {units})"
