"""Requests as a description allows them, and as it does not; the part of JSON Schema that the document uses."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from oceanhil.mock_server.core.openapi.document_reader import Reader, as_object

if TYPE_CHECKING:
    from collections.abc import Mapping

JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=10),
    st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=8), st.integers(), max_size=2),
)  # fmt: skip


class Values:
    """Strategies for the values that a schema allows."""

    def __init__(self, document: dict[str, object]) -> None:
        self._reader = Reader(document)

    def of(self, schema: object) -> st.SearchStrategy[object]:
        form = self._reader.resolved(schema)
        if "const" in form:
            return st.just(form["const"])
        if "enum" in form:
            return st.sampled_from(as_list(form["enum"]))
        if "oneOf" in form or ("anyOf" in form and "type" not in form):
            return st.one_of([self.of(choice) for choice in as_list(form.get("oneOf", form.get("anyOf")))])
        kinds = form["type"] if isinstance(form["type"], list) else [form["type"]]
        return st.one_of([self._of_kind(str(kind), form) for kind in kinds])

    def _of_kind(self, kind: str, form: Mapping[str, object]) -> st.SearchStrategy[object]:
        if kind == "object":
            return self._objects(form)
        if kind == "string":
            return _texts(form)
        if kind == "integer":
            return st.integers(_whole(form, "minimum"), _whole(form, "maximum"))
        if kind == "number":
            return _numbers(form)
        if kind == "array":
            return st.lists(self.of(form["items"]), max_size=_whole(form, "maxItems"))
        return {"boolean": st.booleans(), "null": st.none()}[kind]

    def _objects(self, form: Mapping[str, object]) -> st.SearchStrategy[object]:
        fields = {name: self.of(each) for name, each in as_object(form.get("properties", {})).items()}
        needed = {str(name): fields[str(name)] for name in as_list(form.get("required", []))}
        optional = {name: each for name, each in fields.items() if name not in needed}
        made = st.fixed_dictionaries(needed, optional=optional)
        if form.get("title") == "ClockChange":
            return made.filter(lambda value: value and not {"advance", "offset"} <= value.keys())
        if "anyOf" in form:
            forced = [as_object(as_object(choice)["properties"]) for choice in as_list(form["anyOf"])]
            return st.one_of([_overlaid(made, {name: self.of(each) for name, each in more.items()}) for more in forced])
        return made


def as_list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


def _overlaid(
    made: st.SearchStrategy[dict[str, object]], more: Mapping[str, st.SearchStrategy[object]]
) -> st.SearchStrategy[object]:
    return st.tuples(made, st.fixed_dictionaries(dict(more))).map(lambda both: both[0] | both[1])


def _texts(form: Mapping[str, object]) -> st.SearchStrategy[object]:
    if isinstance(form.get("anyOf"), list):
        return st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str)
    if isinstance(form.get("pattern"), str):
        return st.from_regex(str(form["pattern"]), fullmatch=True)
    return st.text(min_size=_whole(form, "minLength") or 0, max_size=_whole(form, "maxLength") or 80)


def _whole(form: Mapping[str, object], name: str) -> int | None:
    value = form.get(name)
    assert value is None or isinstance(value, int)
    return value


def _numbers(form: Mapping[str, object]) -> st.SearchStrategy[object]:
    above, least = form.get("exclusiveMinimum"), form.get("minimum")
    low = least if above is None else math.nextafter(float(str(above)), math.inf)
    lowest = None if low is None else float(str(low))
    highest = None if form.get("maximum") is None else float(str(form["maximum"]))
    return st.floats(lowest, highest, allow_nan=False, allow_infinity=False)
