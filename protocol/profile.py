"""The profile: a data file that holds every value no source states as fact, each with its kind and its source.

`load_profile()` reads the built-in file and lays a user's file over it, which may set single values:

    [server]
    max_clock_skew_s = 120
    [errors]
    mac_mismatch = {status = 401}

A value is refused by name when the name is unknown (the nearest valid one is suggested), when its type differs from
the built-in one, or when it lies below the minimum or outside the readings that the server knows.
"""

import tomllib
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from oceanhil.protocol.bounded_text import DataFileError, shortened, toml_tables
from oceanhil.protocol.data_files import read_text
from oceanhil.protocol.error_reason import ErrorReason, ErrorRow
from oceanhil.protocol.settings import DeviceSettings, ServerSettings, WireNames
from oceanhil.protocol.suggestion import suggestion
from oceanhil.protocol.wording import os_reason

BUILT_IN = "oceanremote"
_TABLES = ("profile", "server", "wire", "device", "errors")

Scalar = bool | int | str


class ProfileError(ValueError):
    """A profile that cannot be used; the text says file, name, what was expected and the next step."""


class Kind(Enum):
    """How sure a value is."""

    FACT = "fact"
    CONTRADICTION = "contradiction"
    ASSUMPTION = "assumption"


class ProfileValue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One value with what is known about it."""

    value: Scalar
    kind: Kind
    source: str
    about: str = ""
    unit: str = ""
    minimum: int | None = None
    readings: tuple[Scalar, ...] = ()
    closed: bool = False
    """Whether only the readings are possible: the server knows no others."""


class ErrorEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the `errors` table with what is known about it."""

    status: Annotated[int, msgspec.Meta(ge=400, le=599)]
    message: str
    code: str
    kind: Kind
    source: str

    @property
    def row(self) -> ErrorRow:
        """The part that goes on the wire."""
        return ErrorRow(self.status, self.message, self.code)


Row = TypeVar("Row", bound=msgspec.Struct)


class ProfileHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name and title of a profile."""

    name: str
    title: str


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole profile file."""

    profile: ProfileHead
    server: dict[str, ProfileValue]
    wire: dict[str, ProfileValue]
    device: dict[str, ProfileValue]
    errors: dict[str, ErrorEntry]

    def values(self) -> Mapping[str, ProfileValue]:
        """All values of the three tables by their full name, `table.name`, in the file's order."""
        tables = {"server": self.server, "wire": self.wire, "device": self.device}
        return {f"{table}.{name}": value for table, rows in tables.items() for name, value in rows.items()}


class Profile(msgspec.Struct, frozen=True):
    """A loaded profile: typed values, and the document they came from for those who show it."""

    document: Document
    server: ServerSettings
    wire: WireNames
    device: DeviceSettings
    errors: Mapping[ErrorReason, ErrorRow]

    @property
    def name(self) -> str:
        """The profile's name."""
        return self.document.profile.name

    def override(self, changes: Mapping[str, Scalar]) -> "Profile":
        """Give this profile with some values changed, by full name (`server.session_ttl_s`).

        Raises ProfileError for an unknown name or a value of the wrong type or range.
        """
        document = self.document
        for name, value in changes.items():
            document = _with_value(document, name, value, "override")
        return _build(document)


def load_profile(path: Path | None = None) -> Profile:
    """Load the built-in profile and, if `path` is given, lay that file's values over it; raises ProfileError."""
    if path is None:
        return _built_in()
    profile = _build(_overlay(_built_in().document, path))
    _check_interval(profile, path)
    return profile


def polling_every(profile: Profile, seconds: int) -> Profile:
    """Give the profile of a device that polls every so many seconds; 0: as it is."""
    if not seconds:
        return profile
    return msgspec.structs.replace(profile, device=msgspec.structs.replace(profile.device, poll_interval_s=seconds))


@cache
def _built_in() -> Profile:
    text = (files("oceanhil.protocol") / "profiles" / f"{BUILT_IN}.toml").read_text("utf-8")
    return _build(msgspec.convert(tomllib.loads(text), Document))


def check_value(name: str, known: ProfileValue, value: object) -> str | None:
    """Say what is wrong with `value` as a new value for `known`, or None; used for files and for the admin API."""
    if type(value) is not type(known.value):
        return f"{name} is {value!r}, expected {_type_name(known.value)} such as {known.value!r}"
    if known.minimum is not None and isinstance(value, int) and value < known.minimum:
        return f"{name} is {value!r}, expected at least {known.minimum}"
    if known.closed and value not in known.readings:
        return f"{name} is {value!r}, expected one of {', '.join(map(repr, known.readings))}"
    return None


def _check_interval(profile: Profile, path: Path) -> None:
    """Refuse an interval of one's own in which a session ends; short sessions alone are for whoever tries renewals."""
    interval_s, ttl_s = profile.device.poll_interval_s, profile.server.session_ttl_s
    if interval_s > ttl_s and interval_s != _built_in().device.poll_interval_s:
        raise ProfileError(
            f"{path}: device.poll_interval_s is {interval_s}, expected at most {ttl_s}, which is server.session_ttl_s: "
            "each session would be over before its second poll; poll more often, or let sessions last longer"
        )


def _type_name(value: Scalar) -> str:
    return {bool: "true or false", int: "a whole number", str: "a text"}[type(value)]


def _build(document: Document) -> Profile:
    return Profile(
        document,
        msgspec.convert({name: row.value for name, row in document.server.items()}, ServerSettings),
        msgspec.convert({name: _wire_name(name, row.value) for name, row in document.wire.items()}, WireNames),
        msgspec.convert({name: row.value for name, row in document.device.items()}, DeviceSettings),
        {reason: document.errors[reason.value].row for reason in ErrorReason},
    )


def _wire_name(name: str, value: Scalar) -> Scalar:
    """Give a header's name in lower case, as `oceanhil.protocol.http` holds them, however a file writes it."""
    return value.lower() if name.endswith("_header") and isinstance(value, str) else value


def _overlay(document: Document, path: Path) -> Document:
    tables = read_tables(path)
    for table, rows in tables.items():
        if table not in _TABLES:
            raise ProfileError(f"{path}: {_misplaced(document, table, rows)}")
        if not isinstance(rows, dict):
            raise ProfileError(f"{path}: {table} is {rows!r}, expected a table of values: write [{table}] above them")
        for name, value in rows.items():
            document = _with_entry(document, table, name, value, str(path))
    return document


def _misplaced(document: Document, name: str, value: object) -> str:
    if isinstance(value, dict):
        return f"unknown table [{name}]; {suggestion(name, _TABLES)}"
    homes = [known.partition(".")[0] for known in document.values() if known.partition(".")[2] == name]
    hint = f"write [{homes[0]}] above it" if homes else f"write the name of its table above it: {', '.join(_TABLES)}"
    return f"{name} stands outside any table; {hint}"


def read_tables(path: Path) -> dict[str, object]:
    """Read a profile file as TOML; raises ProfileError."""
    try:
        return toml_tables(read_text(path))
    except OSError as error:
        raise ProfileError(f"{path}: cannot be read: {os_reason(error)}; check the path given to --profile") from error
    except DataFileError as error:
        raise ProfileError(f"{path}: {shortened(str(error))}; expected tables of single values") from None


def _with_entry(document: Document, table: str, name: str, value: object, place: str) -> Document:
    if table == "errors":
        return _with_error(document, name, value, place)
    if table == "profile":
        return _with_head(document, name, value, place)
    full_name = f"{table}.{name}"
    if not isinstance(value, dict):
        return _with_value(document, full_name, value, place)
    if "value" not in value:
        raise ProfileError(f"{place}: {full_name} has no 'value'; write {name} = … or {name} = {{value = …}}")
    changed = _with_value(document, full_name, value["value"], place)
    return _with_row(changed, full_name, changed_row(changed.values()[full_name], value, f"{place}: {full_name}"))


def _with_value(document: Document, full_name: str, value: object, place: str) -> Document:
    values = document.values()
    known = values.get(full_name)
    if known is None:
        raise ProfileError(f"{place}: unknown value {full_name!r}; {_meant(full_name, values)}")
    wrong = check_value(full_name, known, value)
    if wrong is not None:
        raise ProfileError(f"{place}: {wrong}")
    return _with_row(document, full_name, msgspec.structs.replace(known, value=value))


def _meant(full_name: str, values: Iterable[str]) -> str:
    name = full_name.rpartition(".")[2]
    elsewhere = [known for known in values if known.rpartition(".")[2] == name]
    return f"did you mean {elsewhere[0]!r}?" if elsewhere else suggestion(full_name, values)


def _with_row(document: Document, full_name: str, row: ProfileValue) -> Document:
    table, _, name = full_name.partition(".")
    rows = {"server": document.server, "wire": document.wire, "device": document.device}[table]
    return msgspec.structs.replace(document, **{table: {**rows, name: row}})


def _with_head(document: Document, name: str, value: object, place: str) -> Document:
    if name == "base":
        if value != BUILT_IN:
            raise ProfileError(f"{place}: profile.base is {value!r}, expected {BUILT_IN!r} here")
        return document
    if name not in {"name", "title"}:
        raise ProfileError(f"{place}: unknown value 'profile.{name}'; {suggestion(name, ('name', 'title'))}")
    if not isinstance(value, str):
        raise ProfileError(f"{place}: profile.{name} is {value!r}, expected a text")
    return msgspec.structs.replace(document, profile=msgspec.structs.replace(document.profile, **{name: value}))


def _with_error(document: Document, name: str, value: object, place: str) -> Document:
    known = document.errors.get(name)
    if known is None:
        raise ProfileError(f"{place}: unknown error 'errors.{name}'; {suggestion(name, document.errors)}")
    if not isinstance(value, dict):
        raise ProfileError(f"{place}: errors.{name} is {value!r}, expected a table such as {{status = 401}}")
    changed = changed_row(known, value, f"{place}: errors.{name}")
    return msgspec.structs.replace(document, errors={**document.errors, name: changed})


def changed_row(known: Row, keys: dict[str, object], place: str) -> Row:
    """Give `known` with some of its fields changed; raises ProfileError, whose text begins with `place`."""
    unknown = sorted(set(keys) - set(known.__struct_fields__))
    if unknown:
        hint = suggestion(unknown[0], known.__struct_fields__)
        raise ProfileError(f"{place} has an unknown key {unknown[0]!r}; {hint}")
    try:
        return msgspec.convert({**msgspec.to_builtins(known), **keys}, type(known))
    except msgspec.ValidationError as error:
        raise ProfileError(f"{place}: {error}") from error
