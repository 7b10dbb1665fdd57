"""The schemas of all messages: from their types, with what only the server's checks and the profile know."""

import inspect
from collections.abc import Iterable, Mapping

import msgspec

from oceanhil.boards import board_names, describe_board
from oceanhil.mock_server.core.live_values import largest_values
from oceanhil.mock_server.core.openapi.fault_schemas import properties, with_faults
from oceanhil.mock_server.core.operation import Json
from oceanhil.protocol.device_status import BY_WORD
from oceanhil.protocol.messages import ErrorReply
from oceanhil.protocol.profile import Profile, ProfileValue
from oceanhil.protocol.provenance import KIND_KEY, SOURCE_KEY
from oceanhil.protocol.settings import ServerSettings

_TEMPLATE = "#/components/schemas/{name}"
# What msgspec cannot be told at the type: rules between fields, and the words of a text.
_MORE: Mapping[str, Json] = {
    "ClockChange": {"minProperties": 1, "not": {"required": ["advance", "offset"]}},
}
_WORDS: Mapping[str, Mapping[str, Json]] = {
    "DeviceView": {"status": {"enum": list(BY_WORD)}, "board": {"enum": list(board_names())}},
}


class SettingsForm(msgspec.Struct, frozen=True):
    """What a service's settings are: their type, which says how large each may be, and the profile's table of them."""

    kind: type[msgspec.Struct]
    known: Mapping[str, ProfileValue]


def settings_of(profile: Profile) -> SettingsForm:
    """Give the form of OceanRemote's settings."""
    return SettingsForm(ServerSettings, profile.document.server)


def make_schemas(types: Iterable[type], form: SettingsForm) -> Mapping[str, Json]:
    """Give the schemas of `types` and of everything they are made of, by name, and those of the settings."""
    wanted = [*{kind.__name__: kind for kind in (*types, form.kind, ErrorReply)}.values()]
    _, components = msgspec.json.schema_components(wanted, ref_template=_TEMPLATE, schema_hook=_any_value)
    schemas = {name: _completed(name, _tidy(schema)) for name, schema in components.items()}
    settings = _settings(schemas.pop(form.kind.__name__), form)
    made = {**with_faults(schemas), **settings, "EventStream": _EVENTS}
    return dict(sorted(made.items()))


def reference(name: str) -> Json:
    """Point to a schema by name."""
    return {"$ref": _TEMPLATE.format(name=name)}


def _any_value(kind: type) -> dict[str, object]:
    if kind is object:
        return {"description": "Any value."}
    return describe_board(kind)


def _completed(name: str, schema: Json) -> Json:
    words = _WORDS.get(name)
    if words is None:
        return {**schema, **_MORE.get(name, {})}
    fields = {field: {**form, **words.get(field, {})} for field, form in properties(schema).items()}
    return {**schema, "properties": fields}


def _tidy(value: object) -> dict[str, object]:
    tidied = _tidied(value)
    assert isinstance(tidied, dict)
    return tidied


def _tidied(value: object) -> object:
    """Write choices of plain types as one list of types, and docstrings without their indentation."""
    if isinstance(value, list):
        return [_tidied(item) for item in value]
    if not isinstance(value, dict):
        return value
    tidied = {key: _tidied(item) for key, item in value.items() if not (key == "required" and item == [])}
    if isinstance(tidied.get("description"), str):
        tidied["description"] = inspect.cleandoc(str(tidied["description"])).replace("None", "null")
    choices = tidied.get("anyOf")
    if isinstance(choices, list) and all(list(choice) == ["type"] for choice in choices):
        kinds = [
            choice["type"] for choice in choices if choice["type"] != "integer" or {"type": "number"} not in choices
        ]
        del tidied["anyOf"]
        return {"type": kinds[0] if len(kinds) == 1 else kinds, **tidied}
    return tidied


def _settings(typed: Json, form: SettingsForm) -> Mapping[str, Json]:
    fields = {name: _setting(name, field, form) for name, field in properties(typed).items()}
    about = "The profile's server values, as they are in force in this process."
    shown = {"title": "Settings", "description": about, "type": "object", "properties": fields, "required": [*fields]}
    change = {
        "title": "SettingsChange",
        "description": "Those that are to change; all are taken or, if one is wrong, none.",
        "type": "object",
        "properties": fields,
        "additionalProperties": False,
    }
    return {"Settings": shown, "SettingsChange": change}


def _setting(name: str, field: Json, form: SettingsForm) -> Json:
    known = form.known[name]
    unit = f" ({known.unit})" if known.unit else ""
    marks = {KIND_KEY: known.kind.value, SOURCE_KEY: known.source}
    schema = {**field, "description": known.about + unit, "default": known.value, **marks}
    if known.closed:
        return {**schema, "enum": list(known.readings)}
    if known.minimum is not None:
        return {**schema, "minimum": known.minimum, "maximum": largest_values(form.kind)[name]}
    return schema


_EVENTS: Json = {
    "title": "EventStream",
    "description": 'Server-sent events (WHATWG HTML, 9.2): `event: KIND`, `data: {"time": …, "data": …}`.',
    "type": "string",
}
