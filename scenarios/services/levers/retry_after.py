"""The header `Retry-After` as steps write it: a length of time."""

from oceanhil.scenarios.units import UNITS_US, format_duration

_SECOND_US = UNITS_US["s"]


def whole_seconds(retry_after_us: int) -> int:
    """Give `retry_after_us` in s, as RFC 9110, section 10.2.3 has it; raises ValueError for a part of a second."""
    if retry_after_us % _SECOND_US:
        raise ValueError(f"retry_after is {format_duration(retry_after_us)!r}; expected whole seconds")
    return retry_after_us // _SECOND_US
