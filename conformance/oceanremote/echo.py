"""What a server says of itself, apart from what it only repeats of the request."""

from collections.abc import Mapping
from contextlib import suppress

import msgspec

from oceanhil.protocol.not_json import NOT_JSON


def without_echo(text: str, sent: bytes) -> str:
    """Give a text of an answer without the object that was sent, be it as JSON, as a text in JSON, or as it came."""
    try:
        asked = msgspec.json.decode(sent, type=dict[str, object])
    except NOT_JSON:
        return text
    if not asked:
        return text
    with suppress(*NOT_JSON):
        text = msgspec.json.encode(_left(msgspec.json.decode(text), asked)).decode()
    body = sent.decode("utf-8", "replace")
    return text.replace(body, "").replace(msgspec.json.encode(body).decode()[1:-1], "")


def _left(said: object, asked: Mapping[str, object]) -> object:
    """Give what is said with nothing where it is what was asked."""
    if said == asked:
        return None
    if isinstance(said, dict):
        return {name: _left(value, asked) for name, value in said.items()}
    return [_left(value, asked) for value in said] if isinstance(said, list) else said
