"""The JSON Schema of scenario files, for editors; generated from the same structs that read the files."""

import types
from collections.abc import Mapping
from enum import Enum
from inspect import getdoc
from typing import Union, get_args, get_origin

import msgspec

from oceanhil.boards import board_names
from oceanhil.protocol.board import Board
from oceanhil.scenarios.devices.firmware import FirmwareChoice
from oceanhil.scenarios.devices.given import GivenForm
from oceanhil.scenarios.devices.language import DEVICES
from oceanhil.scenarios.devices.steps import NETWORK_STEPS
from oceanhil.scenarios.file_parts import FuzzForm, KnownIdleForm, KnownViolationForm, RemedyForm, SweepForm
from oceanhil.scenarios.forms import field_readers, kind_from
from oceanhil.scenarios.limits import LIMIT_PATTERN, MEASURE
from oceanhil.scenarios.measures import Measure
from oceanhil.scenarios.nodes import Node
from oceanhil.scenarios.ringcentral.language import SERVICE
from oceanhil.scenarios.scalars import Value
from oceanhil.scenarios.step import Step
from oceanhil.scenarios.tally import TallyForm
from oceanhil.scenarios.templates import STEPS, TOGETHER, WHEN
from oceanhil.scenarios.variables import NAME_PATTERN, STORES

Schema = Mapping[str, object]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_VARIABLE: Schema = {"type": "string", "pattern": r"\$\{" + NAME_PATTERN + r"\}"}
_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_VARIABLES: Schema = {"type": "object", "additionalProperties": _TEXT, "minProperties": 1}
_STORE: Schema = {"enum": [*STORES]}


def _board() -> Schema:
    return {"enum": [*board_names()]}


def _one_or_list(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "array", "items": schema}]}


_CONDITIONS: Schema = {
    "type": "object",
    "properties": {"board": _one_or_list(_board()), "store": _one_or_list(_STORE)},
    "additionalProperties": _one_or_list(_TEXT),
}
_OF_SERVICE = f"{SERVICE.subject}:"


def _list_of_steps(prefix: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"#/$defs/{prefix}step"}}


_STEPS = _list_of_steps("")
_SERVICE_STEPS = _list_of_steps(_OF_SERVICE)


def scenario_schema() -> Schema:
    """Make the schema of one scenario file: one about devices, or with the key `service` one about a service."""
    return {
        "$schema": DIALECT,
        "title": "oceanhil scenario",
        "type": "object",
        "if": {"required": [SERVICE.subject]},
        "then": struct_schema(SERVICE.form, _SERVICE_FILE_PARTS),
        "else": struct_schema(DEVICES.form, _FILE_PARTS),
        "$defs": {**_steps_of(DEVICES.steps), **_steps_of(SERVICE.steps, _OF_SERVICE)},
    }


def _steps_of(steps: Mapping[str, type[Step]], prefix: str = "") -> Schema:
    """Give the definitions of a language: of a step, and of each step's argument by its name behind `prefix`."""
    arguments = {f"{prefix}{name}": _argument(step) for name, step in steps.items()}
    return {f"{prefix}step": _step(steps, prefix), **arguments}


def _step(steps: Mapping[str, type[Step]], prefix: str) -> Schema:
    alone = [name for name, step in steps.items() if not _required(step)]
    properties = {name: {"$ref": f"#/$defs/{prefix}{name}"} for name in steps}
    below = _list_of_steps(prefix)
    one_key = {"type": "object", "additionalProperties": False, "minProperties": 1, "maxProperties": 1}
    guarded = {"type": "object", "additionalProperties": False, "required": [WHEN, STEPS]}
    return {
        "anyOf": [
            {"enum": alone},
            {**one_key, "properties": {**properties, TOGETHER: below}},
            {**guarded, "properties": {WHEN: _CONDITIONS, STEPS: below}},
        ]
    }


def _argument(step: type[Step]) -> Schema:
    schemas = key_schemas(step)
    forms: list[Schema] = [] if step.whole else [struct_schema(step)]
    if step.main and set(_required(step)) <= {step.main}:
        forms.append(schemas[step.main])
    if not _required(step):
        forms.append({"type": "null"})
    return {"description": _first_line(step), "anyOf": forms}


def list_schema(title: str, item: Schema, *, may_be_empty: bool) -> Schema:
    """Give the schema of a file that is a list."""
    found: Schema = {"type": "array", "items": item, "minItems": 0 if may_be_empty else 1}
    return {"$schema": DIALECT, "title": title, **({"anyOf": [found, {"type": "null"}]} if may_be_empty else found)}


def struct_schema(cls: type[msgspec.Struct], parts: Mapping[str, Schema] | None = None) -> Schema:
    """Give the schema of a struct that a file's table is read into; `parts`: of keys that are read otherwise."""
    return {
        "description": _first_line(cls),
        "type": "object",
        "properties": {**key_schemas(cls), **(parts or {})},
        "required": _required(cls),
        "additionalProperties": False,
    }


def key_schemas(cls: type[msgspec.Struct]) -> dict[str, Schema]:
    """Give the schemas of its keys."""
    annotations = {field.encode_name: field.type for field in msgspec.structs.fields(cls)}
    # Whatever has a reader has a schema; what has none is refused there.
    return {key: _of(annotations[key]) for key in field_readers(cls)}


def _required(cls: type[msgspec.Struct]) -> list[str]:
    return [key for key, field in field_readers(cls).items() if field.required]


def _of(annotation: object) -> Schema:
    if kind := kind_from(annotation):
        return _or_variable(dict(kind.schema))
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in {Union, types.UnionType}:
        return _of_union(frozenset(arguments) - {types.NoneType}, optional=types.NoneType in arguments)
    if origin is tuple:
        item = _of(arguments[0])
        return {"anyOf": [item, {"type": "array", "items": item}]}
    if origin is not None:
        names = kind_from(arguments[0])
        keys = {} if names is None else {"propertyNames": _key_schema(names.schema)}
        return {"type": "object", "additionalProperties": _of(arguments[1]), **keys}
    return _of_plain(annotation)


def _key_schema(schema: Schema) -> Schema:
    """Give the schema of a key, which is always a string in JSON."""
    return {} if "type" in schema else schema


def _of_union(wanted: frozenset[object], *, optional: bool) -> Schema:
    if wanted == frozenset(get_args(Node)):
        return {}
    if wanted == frozenset(get_args(Value)):
        return _TEXT
    (only,) = wanted
    return {"anyOf": [_of(only), {"const": "none"}]} if optional else _of(only)


def _of_plain(annotation: object) -> Schema:
    if annotation is bool:
        return _or_variable({"type": "boolean"})
    assert isinstance(annotation, type)
    if annotation is Board:
        return _or_variable(_board())
    if issubclass(annotation, Enum):
        return _or_variable({"enum": [choice.value for choice in annotation]})
    assert issubclass(annotation, msgspec.Struct)
    return struct_schema(annotation)


def _or_variable(schema: Schema) -> Schema:
    return {"anyOf": [schema, _VARIABLE]}


def _first_line(cls: type) -> str:
    return (getdoc(cls) or "").partition("\n")[0]


_NETWORK: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {word: _one_or_list({"$ref": f"#/$defs/{step.name}"}) for word, step in NETWORK_STEPS.items()},
}
_AXES: Mapping[str, Schema] = {
    "matrix": {
        "type": "object",
        "minProperties": 1,
        "properties": {"store": {"type": "array", "items": _STORE}},
        "additionalProperties": {"type": "array", "items": _TEXT},
    },
    "cases": {"type": "array", "minItems": 1, "items": {**_VARIABLES, "required": ["name"]}},
}
_SERVICE_FILE_PARTS: Mapping[str, Schema] = {
    **_AXES,
    "steps": _SERVICE_STEPS,
    "remedy": struct_schema(RemedyForm, {"steps": _SERVICE_STEPS}),
}
_LIMIT: Schema = _one_or_list({"anyOf": [{"type": "string", "pattern": LIMIT_PATTERN}, _VARIABLE]})
_FILE_PARTS: Mapping[str, Schema] = {
    **_AXES,
    "steps": _STEPS,
    MEASURE: {
        "description": "Limits on what is measured of the run, such as '< 6 s'",
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {each.value: {**_LIMIT, "description": each.title} for each in Measure},
    },
    "by_board": {"type": "object", "propertyNames": _board(), "additionalProperties": _VARIABLES},
    "sweep": {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": struct_schema(SweepForm),
    },
    "fuzz": struct_schema(FuzzForm),
    "given": struct_schema(
        GivenForm,
        {
            "settings": {"$ref": "#/$defs/server.settings"},
            "firmware": struct_schema(FirmwareChoice),
            "network": _NETWORK,
        },
    ),
    "tally": _one_or_list(struct_schema(TallyForm, {"when": _CONDITIONS, "outcomes": {"type": "object"}})),
    "remedy": struct_schema(RemedyForm, {"steps": _STEPS}),
    "known_violations": _one_or_list(struct_schema(KnownViolationForm, {"when": _CONDITIONS})),
    "known_idle": _one_or_list(struct_schema(KnownIdleForm, {"step": {"$ref": "#/$defs/step"}})),
}
