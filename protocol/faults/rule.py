"""A fault rule as data: which requests, what goes wrong, how often and how long; and what is wrong with one.

What a field means, and which numbers fit, stands beside it as a `Form`.
"""

import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import Annotated, Final

import msgspec

from oceanhil.protocol.board import Board, board_from
from oceanhil.protocol.faults.answers import AnswerChange
from oceanhil.protocol.faults.kind import FaultKind, Malformation
from oceanhil.protocol.http import METHODS, HttpRequest
from oceanhil.protocol.redact import redact
from oceanhil.protocol.suggestion import suggestion

LARGEST: Final = 2**63 - 1
LONGEST_TEXT: Final = 300
"""A path, a device ID or an address is shorter; a rule is shown to everybody who asks."""
_WRONG_WORD: Final = re.compile(r"enum value.*\$\.fault\.(\w+)`$")
_WORDS: Final[Mapping[str, type[Enum]]] = {"kind": FaultKind, "how": Malformation, "change": AnswerChange}


class FaultError(ValueError):
    """A fault rule that cannot be; its text names the field, what it is and what was expected."""


class Range(msgspec.Struct, frozen=True):
    """Which numbers a field may hold: `minimum` is not one of them if `is_above`; `expected` says so in words."""

    minimum: float
    maximum: float
    expected: str
    is_above: bool = False

    def __contains__(self, value: float) -> bool:
        return value <= self.maximum and (value > self.minimum if self.is_above else value >= self.minimum)


class Unit(Enum):
    """What the number in a field is, where it is more than a number."""

    SECONDS = "s"
    STATUS = "HTTP status"


class Form(msgspec.Struct, frozen=True):
    """What is said of a field beside its type: what it means, which numbers fit, what if it is left out, its unit.

    A text has `shortest` characters at least, and LONGEST_TEXT at most.
    """

    about: str = ""
    range: Range | None = None
    absent: str = ""
    unit: Unit | None = None
    shortest: int = 0


_S = Unit.SECONDS
_TIMES = Range(1, LARGEST, "at least 1; leave it out for always")
_SHARE = Range(0, 1, "0 to 1")
_SEED = Range(-LARGEST, LARGEST, "at most 63 bits")
_AFTER = Range(0, LARGEST, "how many matching requests to pass over, at least 0")
_DURATION_S = Range(0, 10**9, "seconds, more than 0; leave it out for always", is_above=True)


class Match(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which requests: all that fit every field given.

    `path` is exact, or with `*` at its end the beginning of many; `device` an admin id or a device ID; `board` the
    family of the device; `peer` the address a request comes from. `method` is one of HTTP's, in either case.
    """

    path: Annotated[str | None, Form("this path; with `*` at its end, every path that begins so")] = None
    method: Annotated[str | None, Form("this method")] = None
    device: Annotated[str | None, Form("this device, by its id on the admin side or by its device ID")] = None
    board: Annotated[Board | None, Form("devices of this family, such as `esp32`")] = None
    peer: Annotated[str | None, Form("requests from this address")] = None

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            text = getattr(self, name)
            if isinstance(text, str) and len(text) > LONGEST_TEXT:
                raise FaultError(f"match.{name} has {len(text)} characters, expected at most {LONGEST_TEXT}")
        if self.method is not None and not (self.method.isascii() and self.method.upper() in METHODS):
            hint = suggestion(self.method.upper(), METHODS)
            raise FaultError(f"match.method is {redact(self.method)!r}, which no request has; {hint}")

    def fits(self, request: HttpRequest) -> bool:
        """Tell whether what the request itself shows fits."""
        if self.path is not None and not fits_path(self.path, request.path):
            return False
        if self.method is not None and self.method.upper() != request.method:
            return False
        return self.peer is None or self.peer == request.peer

    @property
    def asks_for_sender(self) -> bool:
        """Whether it takes more than the request itself: whose it is."""
        return self.device is not None or self.board is not None


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What goes wrong; each kind has its own fields, the others stay None.

    `keep_bytes`, in JSON `bytes`, counts what is kept of an answer that is cut, and what a piece has of one in pieces.
    """

    kind: FaultKind
    status: Annotated[int | None, Form(range=Range(200, 599, "200 to 599"), unit=Unit.STATUS)] = None
    retry_after: Annotated[int | None, Form(range=Range(1, 10**9, "whole seconds, at least 1"), unit=_S)] = None
    seconds: Annotated[float | None, Form(range=Range(0, 86_400, "0 to 86400"), unit=_S)] = None
    keep_bytes: Annotated[int | None, Form(range=Range(0, LARGEST, "at least 0"))] = msgspec.field(
        default=None, name="bytes"
    )
    bytes_per_second: Annotated[float | None, Form(range=Range(0, 10**9, "more than 0", is_above=True))] = None
    head: bool | None = None
    how: Malformation | None = None
    change: AnswerChange | None = None
    fields: dict[str, object] | None = None
    without: str | None = None

    def __post_init__(self) -> None:
        names = zip(self.__struct_encode_fields__[1:], self.__struct_fields__[1:], strict=True)
        given = {written: getattr(self, name) for written, name in names}
        own, word = {parameter.name: parameter for parameter in self.kind.parameters}, self.kind.value
        for parameter in self.kind.parameters:
            if parameter.is_needed and given[parameter.name] is None:
                raise FaultError(f"fault.{parameter.name} is missing: kind {word!r} needs it")
        for name, value in given.items():
            if value is not None and name not in own:
                raise FaultError(f"fault.{name} does not belong to kind {word!r}; leave it out")
        _check_numbers(given, forms(Fault), "fault.")
        if self.change is not None and self.change.leaves_nothing:
            idle = next((name for name in ("fields", "without") if given[name] is not None), None)
            if idle is not None:
                hint = "nothing of the server's body arrives; leave it out"
                raise FaultError(f"fault.{idle} means nothing with change {self.change.value!r}: {hint}")
        if self.without is not None and len(self.without) > LONGEST_TEXT:
            raise FaultError(f"fault.without has {len(self.without)} characters, expected at most {LONGEST_TEXT}")
        for name, parameter in own.items():
            if parameter.minimum is not None and given[name] is not None and given[name] < parameter.minimum:
                expected = f"at least {parameter.minimum} with kind {word!r}"
                raise FaultError(f"fault.{name} is {given[name]!r}, expected {expected}")

    @property
    def parameters(self) -> Mapping[str, object]:
        """The fields of its kind that are given, as in JSON."""
        given: dict[str, object] = msgspec.to_builtins(self)
        return {name: value for name, value in given.items() if name != "kind"}


class FaultRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule: passes over the first `after` requests that match, then strikes with `probability`.

    It ends when it has struck `times` times, or `duration` seconds of the server's clock after it was added; None:
    never. `seed` makes the sequence of hits and misses repeatable. Several rules may have one `name`, such as all that
    one disturbance is made of, and end together.
    """

    fault: Fault
    match: Match = Match()
    times: Annotated[int | None, Form("how often the rule strikes at most", _TIMES, "without limit")] = None
    probability: Annotated[float, Form("how likely it is to strike a request that fits, 0 to 1", _SHARE, "always")] = (
        1.0
    )
    seed: Annotated[int, Form("which of them: the same seed gives the same hits and misses", _SEED, "0")] = 0
    after: Annotated[int, Form("how many fitting requests pass first", _AFTER, "none")] = 0
    duration: Annotated[
        float | None,
        Form("for how many seconds it holds, by the [server's clock](server.md#clock)", _DURATION_S, "without end"),
    ] = None
    name: Annotated[
        str | None,
        Form("what it is called; all rules with one name can be deleted at once", absent="nothing", shortest=1),
    ] = None

    def __post_init__(self) -> None:
        numbers = {name: form for name, form in forms(FaultRule).items() if form.range is not None}
        _check_numbers({name: getattr(self, name) for name in numbers}, numbers)
        shortest = forms(FaultRule)["name"].shortest
        if self.name is not None and not shortest <= len(self.name) <= LONGEST_TEXT:
            expected = f"expected {shortest} to {LONGEST_TEXT}; or leave it out"
            raise FaultError(f"name has {len(self.name)} characters, {expected}")
        if self.fault.kind.is_of_requests:
            return
        word = self.fault.kind.value
        if self.match != Match(peer=self.match.peer):
            hint = "when a connection is accepted nothing else is known"
            raise FaultError(f"match may have only 'peer' with kind {word!r}: {hint}")
        if self.times is None and self.duration is None:
            hint = "while it refuses, not even the admin side can be reached by new connections"
            raise FaultError(f"times or duration is missing: kind {word!r} needs one of them; {hint}")


@cache
def forms(struct: type[msgspec.Struct]) -> Mapping[str, Form]:
    """Give what is said of the fields of `struct`, by their names in JSON; of some nothing is."""
    said = {field.encode_name: getattr(field.type, "__metadata__", ()) for field in msgspec.structs.fields(struct)}
    return {name: metadata[0] for name, metadata in said.items() if metadata}


def parse_rule(body: Mapping[str, object], read_board: Callable[[type, object], object] = board_from) -> FaultRule:
    """Read a fault rule from decoded JSON; raises FaultError naming the field.

    `read_board` makes a board out of its name, as a `dec_hook` of msgspec; without one every name is taken.
    """
    try:
        return msgspec.convert(body, FaultRule, dec_hook=read_board)
    except msgspec.ValidationError as error:
        if isinstance(error.__cause__, FaultError):
            raise error.__cause__ from None
        raise FaultError(redact(f"wrong fault rule: {error}{_choices(str(error))}")) from None


def fits_path(pattern: str, path: str) -> bool:
    """Tell whether `path` is what the pattern of a rule stands for."""
    return path.startswith(pattern[:-1]) if pattern.endswith("*") else path == pattern


def _check_numbers(values: Mapping[str, float | None], known: Mapping[str, Form], owner: str = "") -> None:
    for name, form in known.items():
        value = values[name]
        if value is not None and form.range is not None and value not in form.range:
            raise FaultError(f"{owner}{name} is {value!r}, expected {form.range.expected}")


def _choices(complaint: str) -> str:
    """Name what can stand in the field that a complaint about a wrong word ends with."""
    found = _WRONG_WORD.search(complaint)
    return "" if found is None else f"; known: {', '.join(word.value for word in _WORDS[found[1]])}"
