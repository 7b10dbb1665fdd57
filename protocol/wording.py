"""Times, counts of things and reasons of the machine, as every message, report and page writes them."""

from datetime import UTC, datetime, timedelta
from typing import Final

from oceanhil.protocol.units import DAY_US, HOUR_US, MINUTE_US, MS_US, SECOND_US

_UNITS_US: Final = (DAY_US, HOUR_US, MINUTE_US, SECOND_US, MS_US)
_IRREGULAR: Final = {"life": "lives"}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HISSING: Final = ("s", "x", "ch", "sh")


def clock(t_us: int) -> str:
    """Write a point in time, µs since the run began, as `0:00:12.345`, from a day on as `1 d 0:00:12.345`."""
    parts: list[int] = []
    for unit_us in _UNITS_US:
        count, t_us = divmod(t_us, unit_us)
        parts.append(count)
    days, hours, minutes, seconds, milliseconds = parts
    text = f"{hours}:{minutes:02}:{seconds:02}.{milliseconds:03}"
    return f"{days} d {text}" if days else text


def utc(unix_s: float) -> str:
    """Write a moment, Unix s, for people: `2026-03-01 12:00:05Z`; one beyond all calendars in seconds, as `1e18 s`."""
    return _moment(unix_s, " ", "seconds")


def rfc3339(unix_s: float, *, has_ms: bool = False) -> str:
    """Write a moment, Unix s, as RFC 3339 does in files: `2026-03-01T12:00:05Z`; with ms `2026-03-01T12:00:05.123Z`.

    One beyond all calendars is written in seconds, as `utc` does.
    """
    return _moment(unix_s, "T", "milliseconds" if has_ms else "seconds")


def _moment(unix_s: float, between: str, to: str) -> str:
    try:
        moment = _EPOCH + timedelta(seconds=unix_s)
    except (ValueError, OverflowError):
        return f"{unix_s:.0f} s"
    return moment.isoformat(between, to).replace("+00:00", "Z")


def plural(number: int, one: str, more: str = "") -> str:
    """Count things: `1 byte`, `2,048 bytes`, `2 processes`, `3 entries`, `2 lives`; `more` as in `agreed`."""
    return f"{number:,} {agreed(number, one, more)}"


def agreed(number: int, one: str, more: str = "") -> str:
    """Give the words for so many things: `one` or, of any other number, `more`; unsaid, that is the plural of `one`."""
    return one if number == 1 else more or _plural_of(one)


def _plural_of(noun: str) -> str:
    before, space, last = noun.rpartition(" ")
    if last in _IRREGULAR:
        return f"{before}{space}{_IRREGULAR[last]}"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(_HISSING) else f"{noun}s"


def os_reason(error: OSError) -> str:
    """Give why the operating system refused, as words inside a sentence: `no space left on device`."""
    return (error.strerror or str(error) or type(error).__name__).lower()
