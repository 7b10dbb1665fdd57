"""The JSON Schemas of files beside an exploration, for editors: laws of one's own, and findings that are known."""

from oceanhil.exploration.known import KnownFinding
from oceanhil.exploration.own_laws import BESIDE, IS, STEPS, LawForm
from oceanhil.scenarios.schema import Schema, key_schemas, list_schema, struct_schema


def laws_schema() -> Schema:
    """Make the JSON Schema of a file of laws."""
    said = {kind: key_schemas(step)[IS] for kind, step in STEPS.items()}
    beside = {key: key_schemas(STEPS[kind])[key] for key, kind in BESIDE.items()}
    law = struct_schema(LawForm, {**said, **beside})
    kinds = {"oneOf": [{"required": [kind]} for kind in STEPS]}
    belongs = {"dependentRequired": {key: [kind] for key, kind in BESIDE.items()}}
    return list_schema("oceanhil laws", {**law, **kinds, **belongs}, may_be_empty=False)


def known_findings_schema() -> Schema:
    """Make the JSON Schema of a file of known findings, for `oceanhil explore --known`."""
    return list_schema("oceanhil known findings", struct_schema(KnownFinding), may_be_empty=True)
