"""JSON that people read, too: files of state, reports, and what commands print with `--json`."""

import msgspec


def indented_json(value: object) -> bytes:
    """Write what msgspec can encode as JSON in UTF-8: a line for each member, and no line's end behind the last."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2)
