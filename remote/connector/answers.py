"""Finding the values of an operation in what came back, and putting the server's words into ours."""

import json
import re
from collections.abc import Mapping
from itertools import islice
from typing import Final

import msgspec

from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.patterns import LinearPattern
from oceanhil.remote.connector.connector import AnswerPlace, Operation, Where
from oceanhil.remote.connector.control import ControlError, DoubtfulError
from oceanhil.remote.evidence.exchange import is_page, page_title
from oceanhil.remote.evidence.lent_secrets import Concealer

_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")


class Reply(msgspec.Struct, frozen=True):
    """What came back from a call or a command."""

    text: str
    headers: Mapping[str, str] = {}
    """Names in lower case."""


def values_of(operation: Operation, reply: Reply, concealer: Concealer) -> Mapping[str, str]:
    """Give every value whose place is known; raises DoubtfulError, in whose text no value stands."""
    found: dict[str, str] = {}
    # The id comes first: what was created and cannot be used must still be removed.
    for name in sorted(operation.answer, key=lambda each: each != "id"):
        try:
            found[name] = _value(operation, name, reply, concealer)
        except ControlError as error:
            raise DoubtfulError(str(error), operation.spec.name, found) from None
    return found


def _value(operation: Operation, name: str, reply: Reply, concealer: Concealer) -> str:
    spec, where = operation.spec, operation.answer[name]
    what = f"{spec.name}: {name!r} is not in the answer"
    found = _found(where, reply, what, concealer)
    if not isinstance(found, str | bool | int | float) and name not in spec.whole:
        raise ControlError(f"{what}: at {where.text!r} is {_kind(found, concealer)}, expected a text", spec.name)
    text = found if isinstance(found, str) else msgspec.json.encode(found).decode()
    # Of a document that may be anything nothing is something, too: a log in which no line stands yet.
    if not text and name not in spec.whole:
        raise ControlError(f"{what}: its place is empty", spec.name)
    return in_our_words(operation, name, text, concealer)


def in_our_words(operation: Operation, name: str, text: str, concealer: Concealer) -> str:
    """Translate one value by the table of words; raises ControlError for a word that nobody knows."""
    spec = operation.spec
    table = operation.answer[name].words if name in operation.answer else {}
    if text in table:
        return table[text]
    if not spec.words:
        return text
    if text.upper() in spec.words:
        return text.upper()
    raise ControlError(
        f"{spec.name}: unknown word {concealer.excerpt(text)!r} for {name!r}; say which of"
        f" {', '.join(spec.words)} it means, in [operation.{spec.name}.answer.{name}.words]",
        spec.name,
    )


def _found(where: Where, reply: Reply, what: str, concealer: Concealer) -> object:
    operation = what.partition(":")[0]
    match where.place:
        case AnswerPlace.WHOLE:
            return reply.text.strip()
        case AnswerPlace.HEADER:
            value = reply.headers.get(where.text.lower())
            if value is None:
                raise ControlError(f"{what}: it has no header {where.text!r}", operation)
            return _matched(where.pattern, value, f" of the header {where.text!r}", what) if where.pattern else value
        case AnswerPlace.REGEX:
            return _matched(where.text, reply.text, "", what)
        case AnswerPlace.JSON:
            return _at_pointer(reply.text, where.text, what, concealer)


def _matched(pattern: str, text: str, place: str, what: str) -> str:
    """Give the first group of a pattern, or all that it matches; an error tells how long the text is, not the text."""
    found = LinearPattern(pattern, multiline=True).search(text)
    if found is None:
        size = f"{len(text)} characters{place}"
        raise ControlError(f"{what}: nothing in {size} matches {pattern!r}", what.partition(":")[0])
    return found[min(1, len(found) - 1)]


def _at_pointer(text: str, pointer: str, what: str, concealer: Concealer) -> object:
    """Follow a JSON pointer (RFC 6901); an error names fields, never what is in them."""
    operation = what.partition(":")[0]
    try:
        place = _document(text)
    except NOT_JSON:
        page = (
            f"HTML with the title {concealer.excerpt(page_title(text))!r}"
            if is_page(text)
            else f"{len(text)} characters of something else"
        )
        raise ControlError(f"{what}: expected JSON, found {page if text.strip() else 'nothing'}", operation) from None
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(place, dict) and key in place:
            place = place[key]
        elif isinstance(place, list) and key.isdigit() and int(key) < len(place):
            place = place[int(key)]
        else:
            raise ControlError(f"{what}: no {key!r} of {pointer!r} in {_kind(place, concealer)}", operation)
    return place


def _document(text: str) -> object:
    """Decode JSON; raises one of NOT_JSON. Half a surrogate pair spoils no answer: a client sent it (RFC 8259, 8.2)."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        if not _SURROGATE.search(text):
            raise
    try:
        mended = json.dumps(json.loads(text), ensure_ascii=False)
    except ValueError as error:
        raise msgspec.DecodeError(str(error)) from None
    return msgspec.json.decode(mended.encode("utf-8", "replace"))


def _kind(value: object, concealer: Concealer) -> str:
    """Say what a part of a document is without showing what is in it; a token may be the name of a field, too."""
    match value:
        case dict():
            names = ", ".join(repr(concealer.excerpt(str(name))) for name in islice(value, 8))
            return f"an object with {names or 'nothing'}"
        case list():
            return f"a list of {len(value)}"
        case None:
            return "null"
        case _:
            return "a text" if isinstance(value, str) else "a number"
