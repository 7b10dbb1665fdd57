"""The profile of a service other than OceanRemote's: its settings and its refusals, each with kind and source.

`load_service_profile` reads the text that comes with the service, and lays a user's file over it, which may set single
values as one for the built-in profile does:

    [profile]
    base = "ringcentral"
    [server]
    session_limit = 1
    [errors]
    not_found = {status = 400}
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Generic, TypeVar

import msgspec

from oceanhil.protocol.profile import (
    Kind,
    ProfileError,
    ProfileHead,
    ProfileValue,
    changed_row,
    check_value,
    read_tables,
)
from oceanhil.protocol.suggestion import suggestion

_TABLES = ("profile", "server", "errors")
_HEAD = ("base", "name", "title")
SettingsT = TypeVar("SettingsT", bound=msgspec.Struct)


class Refusal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the `errors` table: status, `code` and `message` on the wire, and what is known about them.

    `error` is the word of OAuth (RFC 6749, 5.2); `outer` the code of the envelope, if it is another one than `code`.
    """

    status: Annotated[int, msgspec.Meta(ge=400, le=599)]
    code: str
    message: str
    kind: Kind
    source: str
    error: str = ""
    outer: str = ""


class ServiceDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A whole profile file."""

    profile: ProfileHead
    server: dict[str, ProfileValue]
    errors: dict[str, Refusal]


class ServiceProfile(msgspec.Struct, Generic[SettingsT], frozen=True):
    """A loaded profile: typed settings, and the document they came from for those who show it."""

    document: ServiceDocument
    server: SettingsT

    @property
    def name(self) -> str:
        """The profile's name."""
        return self.document.profile.name

    @property
    def errors(self) -> Mapping[str, Refusal]:
        """The refusals by name."""
        return self.document.errors


def load_service_profile(text: str, settings: type[SettingsT], path: Path | None = None) -> ServiceProfile[SettingsT]:
    """Read the profile `text`, and lay the file at `path` over it if there is one; raises ProfileError.

    `settings` is the struct with a field for every value of the table `server`.
    """
    document = msgspec.convert(tomllib.loads(text), ServiceDocument)
    if path is not None:
        document = _overlay(document, path)
    values = {name: row.value for name, row in document.server.items()}
    return ServiceProfile(document, msgspec.convert(values, settings))


def built_in_settings(name: str) -> Mapping[str, ProfileValue]:
    """Give the settings of a service whose profile comes with this project, by name."""
    return built_in_document(name).server


def built_in_refusals(name: str) -> Mapping[str, Refusal]:
    """Give the refusals of a service whose profile comes with this project, by name."""
    return built_in_document(name).errors


@cache
def built_in_document(name: str) -> ServiceDocument:
    """Give the profile of a service that comes with this project."""
    text = (files("oceanhil.protocol") / "profiles" / f"{name}.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), ServiceDocument)


def base_of(path: Path) -> str | None:
    """Give the name of the profile that the file at `path` is to be laid over, None for the usual one.

    Raises ProfileError.
    """
    head = read_tables(path).get("profile")
    base = head.get("base") if isinstance(head, dict) else None
    if base is not None and not isinstance(base, str):
        raise ProfileError(f"{path}: profile.base is {base!r}, expected the name of a profile")
    return base


def _overlay(document: ServiceDocument, path: Path) -> ServiceDocument:
    for table, rows in read_tables(path).items():
        if table not in _TABLES:
            raise ProfileError(f"{path}: unknown table [{table}]; {suggestion(table, _TABLES)}")
        if not isinstance(rows, dict):
            raise ProfileError(f"{path}: {table} is {rows!r}, expected a table of values: write [{table}] above them")
        for name, value in rows.items():
            document = _with_entry(document, table, name, value, str(path))
    return document


def _with_entry(document: ServiceDocument, table: str, name: str, value: object, place: str) -> ServiceDocument:
    if table == "server":
        row = _changed_value(document.server, name, value, place)
        return msgspec.structs.replace(document, server={**document.server, name: row})
    if table == "errors":
        refusal = _changed_refusal(document.errors, name, value, place)
        return msgspec.structs.replace(document, errors={**document.errors, name: refusal})
    if name not in _HEAD:
        raise ProfileError(f"{place}: unknown value 'profile.{name}'; {suggestion(name, _HEAD)}")
    if not isinstance(value, str):
        raise ProfileError(f"{place}: profile.{name} is {value!r}, expected a text")
    if name == "base":
        return document
    return msgspec.structs.replace(document, profile=msgspec.structs.replace(document.profile, **{name: value}))


def _changed_value(rows: Mapping[str, ProfileValue], name: str, value: object, place: str) -> ProfileValue:
    known = rows.get(name)
    if known is None:
        raise ProfileError(f"{place}: unknown value 'server.{name}'; {suggestion(name, rows)}")
    keys = value if isinstance(value, dict) else {"value": value}
    if "value" not in keys:
        raise ProfileError(f"{place}: server.{name} has no 'value'; write {name} = … or {name} = {{value = …}}")
    wrong = check_value(f"server.{name}", known, keys["value"])
    if wrong is not None:
        raise ProfileError(f"{place}: {wrong}")
    return changed_row(known, keys, f"{place}: server.{name}")


def _changed_refusal(rows: Mapping[str, Refusal], name: str, value: object, place: str) -> Refusal:
    known = rows.get(name)
    if known is None:
        raise ProfileError(f"{place}: unknown error 'errors.{name}'; {suggestion(name, rows)}")
    if not isinstance(value, dict):
        raise ProfileError(f"{place}: errors.{name} is {value!r}, expected a table such as {{status = 401}}")
    return changed_row(known, value, f"{place}: errors.{name}")
