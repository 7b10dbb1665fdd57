"""Reading an OpenAPI document back: references, fields and what a type says, as words for a page."""

import json
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from oceanhil.mock_server.core.operation import Json
from oceanhil.protocol.provenance import KIND_KEY, SOURCE_KEY

_WORDS: Mapping[str, str] = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "pattern": "like {}",
}
_NOTHING: Json = {}


class Known(msgspec.Struct, frozen=True):
    """Kind and source of a statement, both empty for what is the mock server's own."""

    kind: str
    source: str


class Field(msgspec.Struct, frozen=True):
    """One field of a message; `types` are words, those in `named` are names of schemas."""

    name: str
    types: Sequence[str]
    named: frozenset[str]
    is_required: bool
    about: str
    limits: Sequence[str]
    known: Known


class Reader:
    """Reads one document."""

    def __init__(self, document: Json) -> None:
        """Read `document`, as `openapi_document` makes it."""
        self.document = document

    def resolved(self, value: object) -> Json:
        """Follow a reference, if `value` is one."""
        found = as_object(value)
        while "$ref" in found:
            place: object = self.document
            for step in str(found["$ref"]).removeprefix("#/").split("/"):
                place = as_object(place)[step]
            found = as_object(place)
        return found

    def fields(self, schema: object) -> Sequence[Field]:
        """Give the fields of an object; none for a schema that is a choice."""
        found = self.resolved(schema)
        needed = found.get("required", [])
        assert isinstance(needed, list)
        return [
            self._field(name, as_object(form), is_required=name in needed)
            for name, form in as_object(found.get("properties", _NOTHING)).items()
        ]

    def choices(self, schema: object) -> Sequence[str]:
        """Give the names of the schemas that a schema is a choice of."""
        return [name for name, _ in _type_words(self.resolved(schema))] if "oneOf" in self.resolved(schema) else []

    def _field(self, name: str, form: Json, *, is_required: bool) -> Field:
        words = list(_type_words(form))
        limits = [text.format(json.dumps(form[key], ensure_ascii=False)) for key, text in _WORDS.items() if key in form]
        if "default" in form:
            limits.append(f"{json.dumps(form['default'])} if left out")
        return Field(
            name,
            [word for word, _ in words],
            frozenset(word for word, is_name in words if is_name),
            is_required,
            str(form.get("description", "")),
            limits,
            known(form),
        )


def known(described: Json) -> Known:
    """Read the two extensions."""
    return Known(str(described.get(KIND_KEY, "")), str(described.get(SOURCE_KEY, "")))


def as_object(value: object) -> dict[str, object]:
    """Take a value of the document that is an object."""
    assert isinstance(value, dict), value
    return value


def _type_words(form: Json) -> Iterator[tuple[str, bool]]:
    """Give the words that say what a value is, and whether each is the name of a schema."""
    if "$ref" in form:
        yield str(form["$ref"]).rpartition("/")[2], True
    elif "const" in form:
        yield json.dumps(form["const"]), False
    elif "enum" in form:
        assert isinstance(form["enum"], list)
        yield from ((json.dumps(value), False) for value in form["enum"])
    elif "oneOf" in form or ("anyOf" in form and "type" not in form):
        choices = form.get("oneOf") or form["anyOf"]
        assert isinstance(choices, list)
        for choice in choices:
            yield from _type_words(choice)
    elif form.get("type") == "array":
        yield from ((f"{word}[]", False) if not is_name else (word, True) for word, is_name in _items(form))
    else:
        kinds = form.get("type", form.get("title", "anything"))
        yield from ((str(kind), False) for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _items(form: Json) -> Iterator[tuple[str, bool]]:
    yield "list of", False
    yield from _type_words(as_object(form["items"]))
