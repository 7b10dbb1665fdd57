"""What a server says of itself, apart from what it only repeats of the request."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Final

import msgspec

from oceanhil.protocol.not_json import NOT_JSON

_BETWEEN: Final = r"\W{0,12}"
"""Quotes, arrows, commas, brackets and indentation; no word."""
_OF_NOTHING: Final = r"(?:none|null|nil|undefined)?"
_FIELDS_LEAST: Final = 2
_FIELDS_MOST: Final = 8


def without_echo(text: str, sent: bytes) -> str:
    """Give a text of an answer without the object that was sent, be it as JSON, as a text in JSON, or as it came.

    Be it also as another language writes it: between brackets, with each of its fields and nothing else.
    """
    try:
        asked = msgspec.json.decode(sent, type=dict[str, object])
    except NOT_JSON:
        return text
    if not asked:
        return text
    with suppress(*NOT_JSON):
        text = msgspec.json.encode(_left(msgspec.json.decode(text), asked)).decode()
    body = sent.decode("utf-8", "replace")
    text = text.replace(body, "").replace(msgspec.json.encode(body).decode()[1:-1], "")
    # One field between brackets may be the one that is named.
    return _written_anew(asked).sub("", text) if _FIELDS_LEAST <= len(asked) <= _FIELDS_MOST else text


def _left(said: object, asked: Mapping[str, object]) -> object:
    """Give what is said with nothing where it is what was asked."""
    if said == asked:
        return None
    if isinstance(said, dict):
        return {name: _left(value, asked) for name, value in said.items()}
    return [_left(value, asked) for value in said] if isinstance(said, list) else said


def _written_anew(asked: Mapping[str, object]) -> re.Pattern[str]:
    """Make the pattern of an object in whatever notation: Python's, Ruby's, Java's or PHP's, in whatever order."""
    fields = [_BETWEEN.join([rf"(?<!\w){re.escape(name)}(?!\w)", *_words(value)]) for name, value in asked.items()]
    field = f"(?:{'|'.join(fields)})"
    rest = rf"(?:{_BETWEEN}{field}){{{len(fields) - 1}}}"
    return re.compile(rf"[\[{{(<]{_BETWEEN}{field}{rest}{_BETWEEN}[\]}})>]", re.IGNORECASE)


def _words(value: object) -> Iterator[str]:
    """Give patterns of the words in a value, as they stand one behind the other."""
    match value:
        case dict():
            for name, inner in value.items():
                yield re.escape(str(name))
                yield from _words(inner)
        case list():
            for inner in value:
                yield from _words(inner)
        case None:
            yield _OF_NOTHING
        case str() if not value:
            return
        case _:
            yield re.escape(str(value))
