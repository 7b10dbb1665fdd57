"""Times of a run in words: a point on its clock, and how long something took."""

from oceanhil.protocol.wording import clock

__all__ = ["clock", "span"]

_MILLISECOND_US = 1_000
_SECOND_US = 1_000_000
_MINUTE_US = 60 * _SECOND_US
_HOUR_US = 60 * _MINUTE_US
_DAY_US = 24 * _HOUR_US


def span(duration_us: int) -> str:
    """Write how long something took with its two largest units, such as `59 min 55 s`; below a minute with one."""
    if duration_us < _MILLISECOND_US:
        return f"{duration_us} µs"
    if duration_us < _SECOND_US:
        return f"{duration_us // _MILLISECOND_US} ms"
    if duration_us < _MINUTE_US:
        return f"{_tenths(duration_us)} s"
    if duration_us < _HOUR_US:
        return _two(duration_us, _MINUTE_US, "min", _SECOND_US, "s")
    if duration_us < _DAY_US:
        return _two(duration_us, _HOUR_US, "h", _MINUTE_US, "min")
    return _two(duration_us, _DAY_US, "d", _HOUR_US, "h")


def _tenths(duration_us: int) -> str:
    whole, tenth = divmod(duration_us // (_SECOND_US // 10), 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def _two(duration_us: int, large_us: int, large: str, small_us: int, small: str) -> str:
    count, rest_us = divmod(duration_us, large_us)
    smaller = rest_us // small_us
    return f"{count:,} {large} {smaller} {small}" if smaller else f"{count:,} {large}"
