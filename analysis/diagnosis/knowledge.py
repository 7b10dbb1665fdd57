"""The two data files as typed, checked, compiled values.

Names of signals may hold fields of their pattern in braces (`{tag}-{status}`). Rules name signals by shell-style
patterns with alternatives: `reg-410|reg-used`, `*-429`, `@explained` for the group of that name.
"""

import fnmatch
import re
import tomllib
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from oceanhil.analysis.diagnosis.model import LineKind, Reference
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.suggestion import suggestion

_NAMES_REMEMBERED = 65_536
KIND_OF_TAG: Mapping[str, LineKind] = {
    "SYSTEM": LineKind.SYSTEM,
    "EEPROM": LineKind.STORAGE,
    "WiFi": LineKind.WIFI,
    "TIME": LineKind.TIME,
    "TLS": LineKind.TIME,
    "REG": LineKind.REGISTRATION,
    "SESSION": LineKind.SESSION,
    "POLL": LineKind.POLL,
    "INFO": LineKind.ONLINE,
}


class KnowledgeError(ValueError):
    """A data file of this package is wrong; the text says where."""


class Need(Enum):
    """What a log must have shown before a line means what its row says."""

    NOTHING = "nothing"
    REFUSAL = "refusal"
    """That it is an OceanRemote device's, or in the lines just before that the server refused something."""
    DEVICE = "device"
    """That it is an OceanRemote device's."""


class SignalRow(msgspec.Struct, frozen=True):
    """A row of `signals.toml`: lines with `tag` (may be empty) in which `pattern` is found mean `name`."""

    name: str
    kind: LineKind
    tag: str
    pattern: str
    need: Need = Need.NOTHING


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a cause is pointed to.

    `lines` stand in this order in one boot, none of `not_between` between the first and the last; `before` were seen
    earlier in the log, `never_before` were not; `unless` are nowhere in that boot; the last of `lines` came at least
    `times` times in a row. Any of `resolved_by`, or the device ONLINE, later in the log means that it is over; a
    `routine` rule then counts for nothing. What is `lasting` comes again although the device is ONLINE meanwhile.
    Where these lines tell more than the cause's others, `remedy` is in place of the cause's own.
    """

    lines: tuple[str, ...]
    confidence: int
    before: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    not_between: tuple[str, ...] = ()
    never_before: tuple[str, ...] = ()
    times: int = 1
    resolved_by: tuple[str, ...] = ()
    routine: bool = False
    lasting: bool = False
    note: str = ""
    remedy: str = ""


class Cause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A documented cause of `causes.toml`."""

    id: str
    title: str
    remedy: str
    documented: tuple[Reference, ...]
    scenarios: tuple[str, ...] = ()
    reasons: tuple[ErrorReason, ...] = ()
    rule: tuple[Rule, ...] = ()


class Hint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to tell about a log without a finding that has all of `seen` and nothing of `lacks`.

    One that is `silent` is for logs in which hardly a line is left that nobody knows, one that `is_oceanremote` for
    those of OceanRemote's devices.
    """

    text: str
    seen: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    silent: bool = False
    is_oceanremote: bool = False


class _Causes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    group: dict[str, str]
    healthy: Cause
    cause: tuple[Cause, ...]
    hint: tuple[Hint, ...]


class _Signals(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    mark: str
    refusal: str
    poll: str
    parts: dict[str, str]
    words: dict[str, str]
    request: dict[str, str]
    request_oceanremote: dict[str, str]
    tagged: dict[str, dict[str, str]]
    untagged: dict[LineKind, dict[str, str]]
    refused: dict[LineKind, dict[str, str]]
    oceanremote: dict[LineKind, dict[str, str]]


@cache
def signal_rows() -> tuple[SignalRow, ...]:
    """All rows of `signals.toml`, in the order in which they are tried."""
    signals = _signals()
    tagged = [
        SignalRow(name, KIND_OF_TAG[tag], tag, _whole(pattern))
        for tags, rows in signals.tagged.items()
        for tag in tags.split("|")
        for name, pattern in rows.items()
    ]
    untagged = [
        SignalRow(name, kind, "", _whole(pattern), need)
        for need, kinds in (
            (Need.NOTHING, signals.untagged),
            (Need.REFUSAL, signals.refused),
            (Need.DEVICE, signals.oceanremote),
        )
        for kind, rows in kinds.items()
        for name, pattern in rows.items()
    ]
    return (*tagged, *untagged)


def _whole(pattern: str) -> str:
    """Put the pieces that a pattern names in their places."""
    for name, part in _signals().parts.items():
        pattern = pattern.replace(f"@{name}@", part)
    return pattern


@cache
def mark() -> re.Pattern[str]:
    """What only the lines of an OceanRemote device have, whoever wrote its firmware."""
    return re.compile(_signals().mark)


@cache
def refusal() -> re.Pattern[str]:
    """How the body of a refusal begins."""
    return re.compile(_signals().refusal)


@cache
def poll() -> re.Pattern[str]:
    """How the request that is made again and again is named."""
    return re.compile(_signals().poll)


@cache
def words() -> Mapping[str, str]:
    """What words in other scripts become, as a pattern of each."""
    return _signals().words


@cache
def request_rows() -> tuple[SignalRow, ...]:
    """Which request a line is about, besides what it means otherwise."""
    return tuple(
        SignalRow(name, LineKind.SERVER, "", _whole(pattern), need)
        for need, rows in ((Need.NOTHING, _signals().request), (Need.DEVICE, _signals().request_oceanremote))
        for name, pattern in rows.items()
    )


@cache
def causes() -> tuple[Cause, ...]:
    """All causes, in the file's order."""
    return _causes().cause


@cache
def healthy() -> Cause:
    """What to say when nothing is wrong."""
    return _causes().healthy


@cache
def hints() -> tuple[Hint, ...]:
    """All hints, in the order in which they are tried."""
    return _causes().hint


def any_matches(names: Iterable[str], wanted: str) -> bool:
    """Tell whether one of the signal `names` is what the rule's pattern `wanted` asks for."""
    matches = _matcher(wanted).match
    return any(matches(name) for name in names)


@lru_cache(maxsize=_NAMES_REMEMBERED)
def is_called(name: str, wanted: str) -> bool:
    """Tell whether one signal is what a rule asks for; the same few hundred are asked for by each rule of each log."""
    return _matcher(wanted).match(name) is not None


@cache
def _matcher(wanted: str) -> re.Pattern[str]:
    groups = _causes().group
    parts = (part for name in wanted.split("|") for part in groups.get(name.removeprefix("@"), name).split("|"))
    return re.compile("|".join(map(fnmatch.translate, parts)))


@cache
def _signals() -> _Signals:
    document = _load("signals.toml")
    check_sections(document)
    return msgspec.convert(document, _Signals)


def check_sections(document: Mapping[str, object]) -> None:
    """Look whether the sections of a `signals.toml` are those that there are; raises KnowledgeError."""
    kinds = {kind.value: kind for kind in LineKind}
    for table, known in (("untagged", kinds), ("refused", kinds), ("oceanremote", kinds), ("tagged", KIND_OF_TAG)):
        sections = document.get(table)
        for section in sections if isinstance(sections, dict) else ():
            for name in section.split("|") if table == "tagged" else (section,):
                if name not in known:
                    raise KnowledgeError(f'signals.toml: [{table}."{section}"]: {name!r}: {suggestion(name, known)}')


@cache
def _causes() -> _Causes:
    return msgspec.convert(_load("causes.toml"), _Causes)


def _load(name: str) -> Mapping[str, object]:
    return tomllib.loads((files("oceanhil.analysis.diagnosis") / name).read_text("utf-8"))
