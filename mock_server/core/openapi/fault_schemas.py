"""The schemas of fault rules, as strict as the rules themselves: from what `oceanhil.protocol.faults` declares."""

from collections.abc import Iterable, Mapping

from oceanhil.mock_server.core.operation import Json
from oceanhil.protocol.faults import AnswerChange, Fault, FaultKind, FaultRule, Form, Parameter, forms
from oceanhil.protocol.faults.rule import LONGEST_TEXT
from oceanhil.protocol.http import METHODS

_NULL: Json = {"type": "null"}
_REFERENCE = "#/components/schemas/"


def with_faults(schemas: Mapping[str, Json]) -> Mapping[str, Json]:
    """Replace the schemas of rule and fault by ones that are as strict as the server."""
    fault, rule, match = schemas["Fault"], schemas["FaultRule"], _match(schemas["Match"])
    variants: dict[FaultKind, Json] = {kind: {"$ref": _REFERENCE + _title(kind)} for kind in FaultKind}
    # Each kind is a constant of its own variant now, and each change stands in one of two.
    kept = {name: schema for name, schema in schemas.items() if name not in {"FaultKind", "AnswerChange"}}
    about = "What goes wrong; each kind has its own fields."
    return {
        **kept,
        **{_title(kind): _of_kind(kind, properties(fault)) for kind in FaultKind},
        "Match": match,
        "Fault": {"title": "Fault", "description": about, "oneOf": [*variants.values()]},
        "FaultRule": _rules(rule, variants, match),
    }


def properties(schema: Json) -> Mapping[str, Json]:
    """Give the schemas of an object's fields."""
    found = schema["properties"]
    assert isinstance(found, dict)
    return found


def _rules(rule: Json, variants: Mapping[FaultKind, Json], match: Json) -> Json:
    bounded = {name: _within(form, properties(rule)[name]) for name, form in forms(FaultRule).items()}
    fields = {**properties(rule), **bounded}
    of_connection = [variant for kind, variant in variants.items() if not kind.is_of_requests]
    others = [variant for variant in variants.values() if variant not in of_connection]
    of_requests = {**rule, "title": "FaultRuleOfRequests", "properties": {**fields, "fault": {"oneOf": others}}}
    known = {name: _NULL for name in properties(match) if name != "peer"}
    of_connections = {
        **rule,
        "title": "FaultRuleOfConnections",
        "description": "A rule about connections: nothing but the peer is known, and it must end by itself.",
        "properties": {
            **fields,
            "fault": _either(of_connection),
            "match": {**match, "properties": {**properties(match), **known}},
        },
        "anyOf": [_with_number(name, fields[name]) for name in ("times", "duration")],
    }
    return {"title": "FaultRule", "description": rule["description"], "oneOf": [of_requests, of_connections]}


def _either(variants: list[Json]) -> Json:
    return variants[0] if len(variants) == 1 else {"oneOf": variants}


def _with_number(name: str, form: Json) -> Json:
    """Ask that a field is there and not null."""
    return {"required": [name], "properties": {name: _there(form)}}


def _there(form: Json) -> Json:
    """Give the schema of a field that is there: no null, nothing for when it is left out."""
    kept = {key: value for key, value in form.items() if key not in {"default", "anyOf"}}
    if "anyOf" in form:
        assert isinstance(form["anyOf"], list)
        return {**kept, **form["anyOf"][0]}
    kinds = form["type"]
    return {**kept, "type": kinds[0] if isinstance(kinds, list) else kinds}


def _within(form: Form, schema: Json) -> Json:
    """Add the range of numbers, or the bounds of a text, to a field's schema."""
    kept = {key: value for key, value in schema.items() if key != "default"}
    shortest = {"minLength": form.shortest} if form.shortest else {}
    return {**_short(kept), **_bounds(form), **shortest, "default": schema["default"]}


def _bounds(form: Form) -> Json:
    if form.range is None:
        return {}
    return {"exclusiveMinimum" if form.range.is_above else "minimum": form.range.minimum, "maximum": form.range.maximum}


def _match(match: Json) -> Json:
    fields = {name: _short(form) for name, form in properties(match).items()}
    return {**match, "properties": {**fields, "method": {**fields["method"], "pattern": _either_case(METHODS)}}}


def _either_case(words: Iterable[str]) -> str:
    """Give the pattern of these words, whatever is a capital in them."""
    spelled = ("".join(f"[{letter}{letter.lower()}]" for letter in word) for word in words)
    return f"^({'|'.join(spelled)})$"


def _short(form: Json) -> Json:
    """Bound the length of a field that is a text."""
    return {**form, "maxLength": LONGEST_TEXT} if form.get("type") == ["string", "null"] else form


def _of_kind(kind: FaultKind, fields: Mapping[str, Json]) -> Json:
    if kind is not FaultKind.ANSWER:
        return _variant(kind, fields)
    whole = _variant(kind, fields)
    return {"title": whole["title"], "oneOf": [_with_changes(whole, leave_nothing=each) for each in (False, True)]}


def _with_changes(answers: Json, *, leave_nothing: bool) -> Json:
    """Give the faults whose change leaves something of the body, or those where no field can be another or missing."""
    changes = [each.value for each in AnswerChange if each.leaves_nothing is leave_nothing]
    idle = dict.fromkeys(("fields", "without"), _NULL) if leave_nothing else {}
    of_body = "WithoutBody" if leave_nothing else "WithBody"
    fields = {**properties(answers), **idle, "change": {"type": "string", "enum": changes}}
    return {**answers, "title": f"{answers['title']}{of_body}", "properties": fields}


def _variant(kind: FaultKind, fields: Mapping[str, Json]) -> Json:
    own = {parameter.name: _parameter(parameter, fields[parameter.name]) for parameter in kind.parameters}
    needed = [parameter.name for parameter in kind.parameters if parameter.is_needed]
    return {
        "title": _title(kind),
        "type": "object",
        "properties": {**dict.fromkeys(fields, _NULL), **own, "kind": {"const": kind.value}},
        "required": ["kind", *needed],
        "additionalProperties": False,
    }


def _parameter(parameter: Parameter, schema: Json) -> Json:
    bounds = _bounds(forms(Fault).get(parameter.name, Form()))
    least = {} if parameter.minimum is None else {"minimum": parameter.minimum}
    bounded = {**_short(schema), **bounds, **least}
    return _there(bounded) if parameter.is_needed else bounded


def _title(kind: FaultKind) -> str:
    return "".join(part.capitalize() for part in kind.value.split("_")) + "Fault"
