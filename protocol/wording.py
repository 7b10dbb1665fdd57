"""Times of a run, counts of things and reasons of the machine, as every message, report and page writes them."""

from typing import Final

from oceanhil.protocol.units import DAY_US, HOUR_US, MINUTE_US, MS_US, SECOND_US

_UNITS_US: Final = (DAY_US, HOUR_US, MINUTE_US, SECOND_US, MS_US)
_IRREGULAR: Final = {"life": "lives"}
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
