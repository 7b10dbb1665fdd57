"""The report as JSON: the whole run, for programs and as the baseline of a later one."""

import msgspec

from oceanhil.conformance.contract.result import ConformReport


def json_text(report: ConformReport) -> str:
    """Write the report, indented, fields in their order, with a line break at the end."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n"


def report_schema() -> dict[str, object]:
    """Make the JSON Schema of a report."""
    schema: dict[str, object] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Report of oceanhil conform",
    }
    return schema | msgspec.json.schema(ConformReport)
