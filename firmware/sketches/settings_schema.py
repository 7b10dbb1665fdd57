"""The JSON Schema of `oceanhil.toml`, for editors; made from the form by which the file is read."""

from collections.abc import Mapping
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from oceanhil.boards import board_names
from oceanhil.firmware.sketches.settings import LEAST_HEAP, MACRO, SKETCH_NAME, SketchForm
from oceanhil.firmware.sketches.wiring import RELAYS
from oceanhil.protocol.line_rules import line_name
from oceanhil.protocol.lines import Line


class SettingsForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sketches for the world sketch of oceanhil."""

    sketch: dict[Annotated[str, Meta(pattern=f"^{SKETCH_NAME.pattern}$")], SketchForm] = {}


_OF_WORDS: Final = {"propertyNames": {"pattern": f"^{MACRO.pattern}$"}}


def settings_schema() -> Mapping[str, object]:
    """Make the JSON Schema of an `oceanhil.toml`.

    It says everything about single keys; whether folders are there, and whether a rule has all fields of the line that
    it means, only reading the file tells.
    """
    (schema,), definitions = msgspec.json.schema_components([SettingsForm], ref_template="#/$defs/{name}")
    form = definitions[SketchForm.__name__]
    keys = form["properties"]
    more: Mapping[str, Mapping[str, object]] = {
        "boards": {"items": {"enum": [*board_names()]}},
        "defines": _OF_WORDS,
        "heap": {"minimum": LEAST_HEAP},
        "relays": {"propertyNames": {"enum": [*RELAYS]}},
        "lines": {"additionalProperties": {"enum": [*map(line_name, Line), *(line.template for line in Line)]}},
    }
    narrowed = {name: {**keys[name], **more.get(name, {})} for name in keys}
    whole = {**form, "properties": narrowed, "dependentRequired": {"file_texts": ["files"]}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "oceanhil.toml",
        **schema,
        "$defs": {**definitions, SketchForm.__name__: whole},
    }
