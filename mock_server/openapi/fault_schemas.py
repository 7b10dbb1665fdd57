"""The schemas of fault rules: which fields a kind has, needs, and what they may hold, from the checks' own tables."""

from collections.abc import Mapping

from oceanhil.mock_server.core.delivery import DisturbanceKind
from oceanhil.mock_server.core.fault_check import ALLOWED, LARGEST, LONGEST_TEXT, MAX_DURATION_S, NEEDED, RANGES
from oceanhil.mock_server.openapi.operation import Json

_NULL: Json = {"type": "null"}
_REFERENCE = "#/components/schemas/"


def with_faults(schemas: Mapping[str, Json]) -> Mapping[str, Json]:
    """Replace the schemas of rule and fault by ones that are as strict as the server."""
    fault, rule, match = schemas["Fault"], schemas["FaultRule"], schemas["Match"]
    kinds = {f"{_title(kind)}Fault": _of_kind(kind, properties(fault)) for kind in DisturbanceKind}
    refuse = f"{_title(DisturbanceKind.REFUSE)}Fault"
    variants: list[Json] = [{"$ref": _REFERENCE + name} for name in kinds]
    others = [variant for name, variant in zip(kinds, variants, strict=True) if name != refuse]
    # Each kind is a constant of its own variant now.
    kept = {name: schema for name, schema in schemas.items() if name != DisturbanceKind.__name__}
    return {
        **kept,
        **kinds,
        "Match": _match(match),
        "Fault": {"title": "Fault", "description": "What goes wrong; each kind has its own fields.", "oneOf": variants},
        "FaultRule": _rules(rule, others, {"$ref": _REFERENCE + refuse}, _match(match)),
    }


def properties(schema: Json) -> Mapping[str, Json]:
    """Give the schemas of an object's fields."""
    found = schema["properties"]
    assert isinstance(found, dict)
    return found


def _rules(rule: Json, others: list[Json], refuse: Json, match: Json) -> Json:
    fields = {**properties(rule), **_BOUNDS}
    of_requests = {**rule, "title": "FaultRuleOfRequests", "properties": {**fields, "fault": {"oneOf": others}}}
    known = {name: _NULL for name in properties(match) if name != "peer"}
    of_connections = {
        **rule,
        "title": "FaultRuleOfConnections",
        "description": "A rule about connections: nothing but the peer is known, and it must end by itself.",
        "properties": {**fields, "fault": refuse, "match": {**match, "properties": {**properties(match), **known}}},
        "anyOf": [_with_number(name, fields[name]) for name in ("times", "duration")],
    }
    return {"title": "FaultRule", "description": rule["description"], "oneOf": [of_requests, of_connections]}


def _with_number(name: str, form: Json) -> Json:
    """Ask that a field is there and not null."""
    kept = {key: value for key, value in form.items() if key != "default"}
    return {"required": [name], "properties": {name: {**kept, "type": _kind_of_number(form)}}}


def _kind_of_number(form: Json) -> object:
    kinds = form["type"]
    return kinds[0] if isinstance(kinds, list) else kinds


def _match(match: Json) -> Json:
    texts = {
        name: {**form, "maxLength": LONGEST_TEXT} if form.get("type") == ["string", "null"] else form
        for name, form in properties(match).items()
    }
    return {**match, "properties": texts}


def _of_kind(kind: DisturbanceKind, fields: Mapping[str, Json]) -> Json:
    needed = NEEDED.get(kind)
    allowed = {"kind", *ALLOWED.get(kind, ())}
    forms = {name: _form(name, form, name == needed) if name in allowed else _NULL for name, form in fields.items()}
    if kind is DisturbanceKind.SEGMENTS:
        forms["bytes"] = {**forms["bytes"], "minimum": 1}
    return {
        "title": f"{_title(kind)}Fault",
        "type": "object",
        "properties": {**forms, "kind": {"const": kind.value}},
        "required": ["kind", *([needed] if needed else [])],
        "additionalProperties": False,
    }


def _form(name: str, form: Json, is_needed: bool) -> Json:  # noqa: FBT001 - a value, not a mode
    range_ = RANGES.get(name)
    bounds: Json = {}
    if range_ is not None:
        bounds = {"exclusiveMinimum" if range_.is_above else "minimum": range_.minimum, "maximum": range_.maximum}
    if not is_needed:
        return {**form, **bounds}
    kept = {key: value for key, value in form.items() if key not in {"default", "anyOf"}}
    if "anyOf" in form:
        assert isinstance(form["anyOf"], list)
        return {**kept, **form["anyOf"][0]}
    return {**kept, **bounds, "type": _kind_of_number(form)}


def _title(kind: DisturbanceKind) -> str:
    return "".join(part.capitalize() for part in kind.value.split("_"))


_NUMBER_OR_NULL = ["number", "null"]
_WHOLE_OR_NULL = ["integer", "null"]
_BOUNDS: Mapping[str, Json] = {
    "times": {"type": _WHOLE_OR_NULL, "minimum": 1, "maximum": LARGEST, "default": None},
    "probability": {"type": "number", "minimum": 0, "maximum": 1, "default": 1.0},
    "seed": {"type": "integer", "minimum": -LARGEST, "maximum": LARGEST, "default": 0},
    "after": {"type": "integer", "minimum": 0, "maximum": LARGEST, "default": 0},
    "duration": {"type": _NUMBER_OR_NULL, "exclusiveMinimum": 0, "maximum": MAX_DURATION_S, "default": None},
}
