"""The JSON Schema of a user's profile, for editors; made from the profiles that it is laid over."""

from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Final

import msgspec

from oceanhil.protocol.profile import (
    BUILT_IN,
    ErrorEntry,
    ProfileHead,
    ProfileValue,
    load_profile,
)
from oceanhil.protocol.service_profile import Refusal, built_in_document

Schema = Mapping[str, object]
_TYPES: Final[Mapping[type, str]] = {bool: "boolean", int: "integer", str: "string"}
_BASE: Final = "base"
_HAS_BASE: Final = {"required": ["profile"], "properties": {"profile": {"required": [_BASE]}}}


def profile_schema() -> Schema:
    """Make the JSON Schema of a profile file: one for the boards' platform, or with `base` one for a service.

    Of a service that others have added it says nothing.
    """
    profiles = (each.name for each in (files("oceanhil.protocol") / "profiles").iterdir())
    services = sorted(name.removesuffix(".toml") for name in profiles if name != f"{BUILT_IN}.toml")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "oceanhil profile",
        "type": "object",
        "allOf": [
            *({"if": _is_for(name), "then": _service_tables(name)} for name in services),
            {"if": {"not": {"allOf": [_HAS_BASE, {"not": _is_for(BUILT_IN)}]}}, "then": _boards_tables()},
        ],
    }


def _is_for(service: str) -> Schema:
    return {**_HAS_BASE, "properties": {"profile": {"required": [_BASE], "properties": {_BASE: {"const": service}}}}}


def _boards_tables() -> Schema:
    document = load_profile().document
    tables = {"server": document.server, "wire": document.wire, "device": document.device}
    rows = {table: _of_values(values) for table, values in tables.items()}
    return _object({"profile": _head(BUILT_IN), **rows, "errors": _of_refusals(document.errors, ErrorEntry)})


def _service_tables(service: str) -> Schema:
    document = built_in_document(service)
    rows = {"server": _of_values(document.server), "errors": _of_refusals(document.errors, Refusal)}
    return _object({"profile": _head(service), **rows})


def _head(base: str) -> Schema:
    return _object({_BASE: {"const": base}, **{name: {"type": "string"} for name in ProfileHead.__struct_fields__}})


def _of_values(rows: Mapping[str, ProfileValue]) -> Schema:
    return _object({name: _of_value(row) for name, row in rows.items()})


def _of_value(row: ProfileValue) -> Schema:
    """Give the schema of one value: alone, or in a table with what is known of it."""
    alone: dict[str, object] = {"type": _TYPES[type(row.value)], "default": row.value}
    if row.minimum is not None:
        alone["minimum"] = row.minimum
    if row.closed:
        alone["enum"] = [*row.readings]
    known = {**_fields(ProfileValue), "value": alone}
    unit = f" ({row.unit})" if row.unit else ""
    return {"description": f"{row.about}{unit}", "anyOf": [alone, {**_object(known), "required": ["value"]}]}


def _of_refusals(names: Iterable[str], row: type[msgspec.Struct]) -> Schema:
    return _object({name: _object(_fields(row)) for name in names})


def _fields(row: type[msgspec.Struct]) -> Mapping[str, object]:
    """Give the schemas of a row's fields, of which a user's file may have any."""
    (_,), definitions = msgspec.json.schema_components([row], ref_template="#/$defs/{name}")
    found: Mapping[str, Mapping[str, object]] = definitions[row.__name__]["properties"]
    return {name: _resolved(each, definitions) for name, each in found.items()}


def _resolved(schema: Mapping[str, object], definitions: Mapping[str, object]) -> object:
    """Give what a reference of a struct to an enumeration leads to."""
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return definitions.get(name, schema)


def _object(properties: Mapping[str, object]) -> Mapping[str, object]:
    return {"type": "object", "properties": properties, "additionalProperties": False}
