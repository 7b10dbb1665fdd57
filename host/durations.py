"""Times of a run in words: a point on its clock, and how long something took."""

from oceanhil.protocol.units import DAY_US, HOUR_US, MINUTE_US, MS_US, SECOND_US
from oceanhil.protocol.wording import clock

__all__ = ["clock", "span"]


def span(duration_us: int) -> str:
    """Write how long something took with its two largest units, such as `59 min 55 s`; below a minute with one."""
    if duration_us < MS_US:
        return f"{duration_us} µs"
    if duration_us < SECOND_US:
        return f"{duration_us // MS_US} ms"
    if duration_us < MINUTE_US:
        return f"{_tenths(duration_us)} s"
    if duration_us < HOUR_US:
        return _two(duration_us, MINUTE_US, "min", SECOND_US, "s")
    if duration_us < DAY_US:
        return _two(duration_us, HOUR_US, "h", MINUTE_US, "min")
    return _two(duration_us, DAY_US, "d", HOUR_US, "h")


def _tenths(duration_us: int) -> str:
    whole, tenth = divmod(duration_us // (SECOND_US // 10), 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def _two(duration_us: int, large_us: int, large: str, small_us: int, small: str) -> str:
    count, rest_us = divmod(duration_us, large_us)
    smaller = rest_us // small_us
    return f"{count:,} {large} {smaller} {small}" if smaller else f"{count:,} {large}"
