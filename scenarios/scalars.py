"""The kinds of value a field of a scenario file may have beyond text, number and choice, each with its parser.

A field says its kind by an annotation: `within_us: DurationUs`. The same kind gives the JSON Schema of the field.
"""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Final, get_type_hints

import msgspec

from oceanhil.protocol.identity import parse_mac
from oceanhil.protocol.patterns import LinearPattern
from oceanhil.protocol.settings import ServerSettings
from oceanhil.protocol.units import WHOLE_PPM
from oceanhil.scenarios.bounds import REPEATS_MAX
from oceanhil.scenarios.mistakes import Named
from oceanhil.scenarios.units import DURATION_PATTERN, INSTANT_PATTERN, parse_duration, parse_instant

_SETTINGS: Final[Mapping[str, type]] = get_type_hints(ServerSettings)
Value = str | int | bool
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,4}))?%")
_TENTHS_PATTERN = r"^([+-]?)([0-9]{1,6})(?:\.([0-9]))?$"
_TENTHS = re.compile(_TENTHS_PATTERN)
_CUT = re.compile(r"([0-9]{1,6})\.([0-9]{1,9})")
NO_CUT = "none"
_THEN = ":"
CUTS_MOST = 3
"""Power cuts of one point."""
_SLOWEST_PPM, _FASTEST_PPM = -500_000, WHOLE_PPM


class ScalarKind(msgspec.Struct, frozen=True):
    """How one kind of value is read: `parse` raises ValueError with a whole message; `schema` is for editors."""

    label: str
    parse: Callable[[str], object]
    schema: Mapping[str, object]
    names: Named | None = None
    """What it names, where only the whole file can tell whether that is known."""
    declares: bool = False
    """True where the name is known by standing here."""
    always: frozenset[str] = frozenset()
    """Words that need not be declared."""
    free: str = ""
    """Of a text that may be any: why no word of it can be wrong."""


class CutPoint(msgspec.Struct, frozen=True):
    """Where power is lost: in boot number `boot` (from 1), after `unit` units of flash work in it; `then` once more."""

    boot: int
    unit: int
    then: "CutPoint | None" = None

    def __str__(self) -> str:
        here = f"{self.boot}.{self.unit}"
        return here if self.then is None else f"{here}{_THEN}{self.then}"

    def followed_by(self, last: "CutPoint") -> "CutPoint":
        """Give these cuts, and `last` behind them."""
        return CutPoint(self.boot, self.unit, last if self.then is None else self.then.followed_by(last))

    @property
    def cuts(self) -> "tuple[CutPoint, ...]":
        """Each cut by itself, in their order."""
        return (CutPoint(self.boot, self.unit), *(() if self.then is None else self.then.cuts))


def parse_integer(text: str) -> int:
    """Read a whole number; raises ValueError."""
    if not _INTEGER.fullmatch(text):
        raise ValueError(f"{text!r} is not a whole number")
    return int(text)


def parse_flag(text: str) -> bool:
    """Read `true` or `false`; raises ValueError for anything else, YAML's other spellings too."""
    if text not in {"true", "false"}:
        raise ValueError(f"{text!r} is not a truth value; write true or false")
    return text == "true"


def parse_cut(text: str) -> CutPoint | None:
    """Read `BOOT.UNIT`, several in a row with a colon between them, or `none` for no cut; raises ValueError."""
    if text == NO_CUT:
        return None
    point: CutPoint | None = None
    for word in reversed(text.split(_THEN)):
        found = _CUT.fullmatch(word)
        if found is None or int(found[1]) == 0:
            raise ValueError(f"{text!r} is not a cut point; expected BOOT.UNIT such as '2.104', boots counted from 1")
        if point is not None and int(found[1]) >= point.boot:
            raise ValueError(f"cut point {text!r} goes back in time; expected later boots, such as '2.104:3.7'")
        point = CutPoint(int(found[1]), int(found[2]), point)
    if text.count(_THEN) >= CUTS_MOST:
        raise ValueError(f"cut point {text!r} has too many cuts; expected at most {CUTS_MOST}")
    return point


def is_cut_in(text: str, boot: int) -> bool:
    """Tell whether `text` is a cut point in this boot, or the word for none."""
    try:
        cut = parse_cut(text)
    except ValueError:
        return False
    return cut is None or cut.boot == boot


def loose_value(text: str, *, quoted: bool) -> Value:
    """Read a value whose type the name beside it decides: true, false, a whole number, else a text."""
    if not quoted and text in {"true", "false"}:
        return text == "true"
    if not quoted and _INTEGER.fullmatch(text):
        return int(text)
    return text


def check_setting(name: str, value: Value) -> str | None:
    """Say what is wrong with the value of a server setting; None if nothing is."""
    kind = _SETTINGS[name]
    if type(value) is not kind:
        expected = "true or false" if kind is bool else "a whole number"
        return f"setting {name!r} is {value!r}; expected {expected}"
    return None


def _parse_percent(text: str) -> int:
    found = _PERCENT.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a share; expected one such as '2.5%'")
    millionths = int(found[1]) * 10_000 + int((found[2] or "").ljust(4, "0"))
    if millionths > WHOLE_PPM:
        raise ValueError(f"{text!r} is more than everything; expected at most '100%'")
    return millionths


def _parse_mac_address(text: str) -> bytes:
    mac = parse_mac(text)
    if mac is None:
        raise ValueError(f"{text!r} is not a MAC address; expected one such as '24:6F:28:AA:BB:CC'")
    return mac


def _not_negative_duration(text: str) -> int:
    duration_us = parse_duration(text)
    if duration_us < 0:
        raise ValueError(f"duration {text!r} is negative; expected 0s or more")
    return duration_us


def _not_negative_integer(text: str) -> int:
    number = parse_integer(text)
    if number < 0:
        raise ValueError(f"{text!r} is negative; expected 0 or more")
    return number


def _parse_repeats(text: str) -> int:
    number = _not_negative_integer(text)
    if number > REPEATS_MAX:
        raise ValueError(f"{text!r} is more often than anybody waits for; expected at most {REPEATS_MAX}")
    return number


def _parse_tenths(text: str) -> int:
    found = _TENTHS.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no number with at most one digit behind the point, such as 23.5")
    tenths = 10 * int(found[2]) + int(found[3] or 0)
    return -tenths if found[1] == "-" else tenths


def _parse_drift(text: str) -> int:
    number = parse_integer(text)
    if not _SLOWEST_PPM <= number <= _FASTEST_PPM:
        raise ValueError(f"{text!r} ppm is no clock; expected {_SLOWEST_PPM} (half speed) to {_FASTEST_PPM} (double)")
    return number


def scalar_kind(label: str, parse: Callable[[str], object], **schema: object) -> msgspec.Meta:
    """The annotation for fields that `parse` reads; `schema` is their JSON Schema."""
    return msgspec.Meta(extra={"kind": ScalarKind(label, parse, schema)})


_DURATION = scalar_kind("a duration such as 30s", _not_negative_duration, type="string", pattern=DURATION_PATTERN)
_SHIFT = scalar_kind("a duration such as -301s", parse_duration, type="string", pattern=DURATION_PATTERN)
_INSTANT = scalar_kind("a date such as 2038-01-19T03:14:07Z", parse_instant, type="string", pattern=INSTANT_PATTERN)
_COUNT = scalar_kind("a whole number from 0", _not_negative_integer, type="integer", minimum=0)
_REPEATS = scalar_kind(
    f"a whole number from 0 to {REPEATS_MAX}", _parse_repeats, type="integer", minimum=0, maximum=REPEATS_MAX
)
_DRIFT = scalar_kind("parts per million", _parse_drift, type="integer", minimum=_SLOWEST_PPM, maximum=_FASTEST_PPM)
_SHARE = scalar_kind("a share such as 5%", _parse_percent, type="string", pattern=r"^[0-9]{1,3}(\.[0-9]{1,4})?%$")
_MEASURE = scalar_kind(
    "a number such as 23.5",
    _parse_tenths,
    type=["number", "string"],
    pattern=_TENTHS_PATTERN,
)
_MAC = scalar_kind("a MAC address", _parse_mac_address, type="string")
_REGEX = scalar_kind("a regular expression", LinearPattern, type="string", format="regex")
_POINT = scalar_kind(
    "a cut point such as 2.104",
    parse_cut,
    type=["string", "number"],
    pattern=r"^([0-9]+\.[0-9]+(:[0-9]+\.[0-9]+){0,2}|none)$",
)

DurationUs = Annotated[int, _DURATION]
"""A length of time in µs, 0 or more."""
ShiftUs = Annotated[int, _SHIFT]
"""A shift of a clock in µs, forwards or backwards."""
InstantUs = Annotated[int, _INSTANT]
"""A date in UTC, as Unix µs."""
Count = Annotated[int, _COUNT]
"""A whole number, 0 or more."""
Repeats = Annotated[int, _REPEATS]
"""How often something is done, 0 to `REPEATS_MAX` times."""
DriftPpm = Annotated[int, _DRIFT]
"""How much faster (positive) or slower than true time a clock runs, in parts per million."""
PartsPerMillion = Annotated[int, _SHARE]
"""A share, written in percent."""
Tenths = Annotated[int, _MEASURE]
"""A measured value, in tenths."""
MacAddress = Annotated[bytes, _MAC]
"""Six octets."""
Regex = Annotated[LinearPattern, _REGEX]
"""A regular expression that is searched for anywhere in a line."""
Cut = Annotated[CutPoint | None, _POINT]
"""A cut point; None for no cut."""
