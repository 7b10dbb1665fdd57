"""The texts of scenario files: names, which must be known or declared, and free texts, each with the reason why.

Every field that is a text says which of the two it is, so that no typo can pass for a name that nothing answers to.
"""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Annotated

import msgspec

from oceanhil.protocol.http import METHODS
from oceanhil.protocol.profile import Profile, load_profile
from oceanhil.protocol.settings import DeviceSettings, ServerSettings
from oceanhil.protocol.suggestion import suggestion
from oceanhil.scenarios.mistakes import Mention, Mistakes, Named
from oceanhil.scenarios.scalars import ScalarKind

ENDPOINTS: Mapping[str, str] = {"register": "register_path", "session": "session_path", "state": "state_path"}
"""The words for the paths of a device's requests, and the values of the profile that they stand for."""
ANY = "any"
"""Stands for all devices, or all clients, where requests are looked at."""
NO_ANSWER = 0
"""The status of a request that got no answer."""
_LOWEST, _SENT_FROM, _HIGHEST = 100, 200, 599
_LITERAL_PATH: Mapping[str, object] = {"type": "string", "pattern": "^/"}
_ENDPOINT: Mapping[str, object] = {"anyOf": [{"enum": [*ENDPOINTS]}, _LITERAL_PATH]}
_ANY_TEXT: Mapping[str, object] = {"type": ["string", "number", "boolean"]}
_STATUS: Mapping[str, object] = {
    "anyOf": [{"type": "integer", "minimum": _LOWEST, "maximum": _HIGHEST}, {"const": NO_ANSWER}]
}
_SENT: Mapping[str, object] = {"type": "integer", "minimum": _SENT_FROM, "maximum": _HIGHEST}


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """Names that are known besides those of a file: by a profile, by a world."""

    paths: frozenset[str] = frozenset()
    statuses: frozenset[int] = frozenset()
    codes: frozenset[str] = frozenset()
    drivers: frozenset[str] | None = None
    """None: drivers are not judged, for each world has its own."""
    by_any_profile: bool = False
    """True: paths as such, statuses and codes are not judged, for any profile may be meant."""

    def with_more(self, more: "Known | None") -> "Known":
        """Give these and `more`."""
        if more is None:
            return self
        drivers = None if more.drivers is None else more.drivers | (self.drivers or frozenset())
        sets = {name: getattr(self, name) | getattr(more, name) for name in ("paths", "statuses", "codes")}
        return Known(drivers=drivers, by_any_profile=self.by_any_profile or more.by_any_profile, **sets)


def names_of(profile: Profile, drivers: Iterable[str] | None = None) -> Known:
    """Give the names that a profile has, and the drivers of a world."""
    return Known(
        paths=frozenset(getattr(profile.wire, value) for value in ENDPOINTS.values()),
        statuses=frozenset(row.status for row in profile.errors.values()),
        drivers=None if drivers is None else frozenset(drivers),
    )


def built_in_names() -> Known:
    """Give the names of the built-in profile."""
    return names_of(load_profile())


class Declared(msgspec.Struct, frozen=True):
    """The names that a file declares, beside those that are known everywhere."""

    known: Known
    words: Mapping[Named, frozenset[str]]

    def refuse_unknown(self, mentions: Iterable[Mention], mistakes: Mistakes) -> None:
        """Note each name that is neither known nor declared, with the nearest that is."""
        for mention in mentions:
            known = self.words.get(mention.named, frozenset())
            if mention.declares or mention.word in known or self._is_known(mention):
                continue
            noun = _NOUNS.get(mention.named, f"unknown {mention.named.value} {{word!r}}")
            hint = self._nearest_status(mention) if mention.named is Named.STATUS else suggestion(mention.word, known)
            mistakes.add(mention.place, f"{noun.format(word=mention.word)}; {hint}")

    def _is_known(self, mention: Mention) -> bool:
        is_of_profile = mention.named in {Named.STATUS, Named.CODE} or mention.word.startswith("/")
        if self.known.by_any_profile and is_of_profile:
            return True
        if mention.named is Named.STATUS:
            return int(mention.word) in self._statuses
        if mention.named is Named.ENDPOINT:
            return any(mention.word.startswith(path[:-1]) for path in self.known.paths if path.endswith("*"))
        return mention.named is Named.DRIVER and self.known.drivers is None

    @property
    def _statuses(self) -> frozenset[int]:
        return self.known.statuses | {NO_ANSWER, *(status.value for status in HTTPStatus)}

    def _nearest_status(self, mention: Mention) -> str:
        declared = (int(word) for word in self.words.get(Named.STATUS, ()))
        known = sorted({*self._statuses, *declared} - {NO_ANSWER})
        return f"did you mean {min(known, key=lambda status: abs(status - int(mention.word)))}?"


_NOUNS: Mapping[Named, str] = {
    Named.DEVICE: "no step puts firmware on a device {word!r}, and 'devices' does not name it",
    Named.READING: "no 'storage.remember' step remembers {word!r}",
    Named.CLIENT: "no step gives tokens to a client {word!r}",
    Named.FAULT: "no step injects a fault under the name {word!r}",
}


def declared_in(
    known: Known, mentions: Iterable[Mention], more: Mapping[Named, Iterable[str]], words: Iterable[str] = ENDPOINTS
) -> Declared:
    """Gather what is declared by the `mentions` of a file and by `more`; `words` stand for paths."""
    found: dict[Named, set[str]] = {named: set() for named in Named}
    found[Named.ENDPOINT] |= {*words, *known.paths}
    found[Named.CODE] |= known.codes
    found[Named.DRIVER] |= known.drivers or frozenset()
    for named, names in more.items():
        found[named] |= set(names)
    for mention in mentions:
        if mention.declares:
            found[mention.named].add(mention.word)
    return Declared(known, {named: frozenset(names) for named, names in found.items()})


def annotated(kind: ScalarKind) -> msgspec.Meta:
    """Annotate a field with its kind."""
    return msgspec.Meta(extra={"kind": kind})


def named(
    what: Named, *, declares: bool = False, always: tuple[str, ...] = (), schema: Mapping[str, object] | None = None
) -> msgspec.Meta:
    """Annotate a text that names something; the words `always` are known everywhere, `schema` is for editors."""
    kind = ScalarKind("a text", str, schema or _ANY_TEXT, what, declares, frozenset(always))
    return msgspec.Meta(extra={"kind": kind})


def free_text(reason: str) -> msgspec.Meta:
    """Annotate a text that may be any, and say why."""
    kind = ScalarKind("a text", str, _ANY_TEXT, free=reason)
    return msgspec.Meta(extra={"kind": kind})


def one_of(noun: str, words: Sequence[str]) -> msgspec.Meta:
    """Annotate a text that is one of `words`, each of them a `noun`."""

    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"unknown {noun} {text!r}; {suggestion(text, words)}")
        return text

    return annotated(ScalarKind(f"one of {', '.join(words)}", parse, {"enum": [*words]}))


def _parse_status(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not (_LOWEST <= int(text) <= _HIGHEST or int(text) == NO_ANSWER):
        raise ValueError(f"unknown status {text!r}; expected {_LOWEST} to {_HIGHEST}, or {NO_ANSWER} for no answer")
    return int(text)


def _parse_fault_status(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not _SENT_FROM <= int(text) <= _HIGHEST:
        raise ValueError(f"status {text!r} cannot be sent; expected {_SENT_FROM} to {_HIGHEST}")
    return int(text)


def _parse_path(text: str) -> str:
    if not text.startswith("/"):
        raise ValueError(f"path {text!r} does not begin with '/'; expected one such as '/firmware/update/'")
    return text


def _parse_method(text: str) -> str:
    if text.upper() not in METHODS:
        raise ValueError(f"unknown method {text!r}; {suggestion(text.upper(), METHODS)}")
    return text.upper()


def _parse_setting(text: str) -> str:
    known = ServerSettings.__annotations__
    if text not in known:
        hint = "the device's own values are set by a profile" if text in DeviceSettings.__annotations__ else ""
        raise ValueError(f"unknown setting {text!r}; {hint or suggestion(text, known)}")
    return text


DeviceName = Annotated[str, named(Named.DEVICE)]
"""A device: the main one, or one that some step puts firmware on."""
DeviceOrAny = Annotated[str, named(Named.DEVICE, always=(ANY,))]
"""A device, or `any` for all of them."""
NewDevice = Annotated[str, named(Named.DEVICE, declares=True)]
"""A device that stays without firmware."""
ClientName = Annotated[str, named(Named.CLIENT)]
"""A client of a service: the main one, or one that some step gives tokens."""
ClientOrAny = Annotated[str, named(Named.CLIENT, always=(ANY,))]
"""A client, or `any` for all of them."""
Reading = Annotated[str, named(Named.READING)]
"""A reading of storage that some step remembers."""
NewReading = Annotated[str, named(Named.READING, declares=True)]
"""A reading of storage, remembered under this name."""
FaultName = Annotated[str, named(Named.FAULT)]
"""A fault that some step injects under this name."""
NewFault = Annotated[str, named(Named.FAULT, declares=True)]
"""A fault, injected under this name; several may have one, and end together."""
Endpoint = Annotated[str, named(Named.ENDPOINT, schema=_ENDPOINT)]
"""A path of requests: a word of `ENDPOINTS`, a path of the profile in force, or one that the file declares."""
NewPath = Annotated[str, annotated(ScalarKind("a path", _parse_path, _LITERAL_PATH, Named.ENDPOINT, declares=True))]
"""A path that a file declares."""
Status = Annotated[int, annotated(ScalarKind("a status", _parse_status, _STATUS, Named.STATUS))]
"""An HTTP status that is seen: a registered one, one of the profile in force, one that a fault of the file sends."""
FaultStatus = Annotated[int, annotated(ScalarKind("a status", _parse_fault_status, _SENT, Named.STATUS, declares=True))]
"""An HTTP status that a fault sends."""
Method = Annotated[
    str, annotated(ScalarKind("a method", _parse_method, {"enum": [*METHODS, *map(str.lower, METHODS)]}))
]
"""An HTTP method, in capitals whatever the file has."""
SettingName = Annotated[
    str, annotated(ScalarKind("a setting", _parse_setting, {"enum": [*ServerSettings.__annotations__]}))
]
"""A value of the profile's table `server`."""
