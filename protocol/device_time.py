"""The device's own time, `X-Device-Time: <Unix seconds>`, and how far it may be off.

The five-minute rule is printed on the page "Firmware Flash Success But No Connection", cause 7; the header is assumed.
"""

import re

import msgspec

_DECIMAL = re.compile(r"([+-]?)([0-9]+)(?:\.([0-9]+))?")
_US = 1_000_000
_MOST_DIGITS = 18


class DeviceTime(msgspec.Struct, frozen=True):
    """A device's time in Unix microseconds, and whether it was sent in whole seconds."""

    time_us: int
    is_whole: bool


def parse_device_time(text: str) -> DeviceTime | None:
    """Read the header's value; None if it is not a finite decimal number. Digits beyond microseconds are dropped."""
    found = _DECIMAL.fullmatch(text.strip())
    if found is None:
        return None
    sign, whole, fraction = found.groups()
    digits = whole.lstrip("0") or "0"
    # So far off that the exact number does not matter, and too long for int() to read.
    whole_s = 10**_MOST_DIGITS if len(digits) > _MOST_DIGITS else int(digits)
    fraction_us = int((fraction or "0")[:6].ljust(6, "0"))
    time_us = whole_s * _US + fraction_us
    return DeviceTime(-time_us if sign == "-" else time_us, fraction is None)


def is_skewed(device_time: DeviceTime, now_us: int, max_skew_s: int) -> bool:
    """Tell whether the device's time differs from the server's by more than `max_skew_s`.

    A time in whole seconds is compared with the server's whole seconds: the device has cut its own in the same way, so
    exactly 300 s are accepted and 301 s refused in both directions, whatever the fractions.
    """
    if device_time.is_whole:
        return abs(device_time.time_us // _US - now_us // _US) > max_skew_s
    return abs(device_time.time_us - now_us) > max_skew_s * _US
