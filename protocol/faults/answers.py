"""Answers that are wrong, or only strange, and yet well formed: what a change makes of an answer of the server.

What is it: each member of `AnswerChange` is one thing that proxies, portals, other versions of a server or a mistake in
one have been seen to do. It takes a whole answer and gives a whole answer: lengths are right, HTTP is right.

Three of them change no byte of what is said, only how it is written on the wire (`is_of_writing`): in chunks, plain or
with all that may stand beside them, or with headers that come twice. Who writes bytes does those; to who hands over
whole answers they are nothing.

What each does to fields, to the bytes of a body or to headers stands in the tables at the end, under its name.

What it must not know: what a device makes of it. Which changes are harmless follows from RFC 8259 alone.
"""

import gzip
import json
import re
import struct
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Final, Self, cast

from oceanhil.protocol.faults.kind import DescribedWord
from oceanhil.protocol.http import HttpRequest, HttpResponse

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Fields = dict[str, Json]

_LONG: Final = 300
# So that the whole answer stays below 1 KB: how long one may be no page says (RFC 8259, section 9).
_LONG_TEXT: Final = 200
_PADDED_BYTES: Final = 8192
# Less than what libraries for small devices give up at: ArduinoJson 7 at 10.
_DEEP: Final = 8
_DEEPER: Final = 500
# None that begins with 0: with more digits behind it that would be no JSON.
_LIFETIME: Final = re.compile(rb'("expires_in": ?)([1-9][0-9]*)(?![0-9.eE])')
_QUOTED: Final = re.compile(
    r"\{([\w-]+)(?:\[([0-9]*):([0-9]*)\])?(?::(plain|percent|small_percent|percent_twice|escaped|escaped_twice))?\}"
)
# The first and the last character of each length in UTF-8, those beside the surrogates, and signs of Latin-1.
_EDGES: Final = "\u007f\u0080\u00b0\u00bb\u00bf\u00c0\u00ff\u07ff\u0800\ud7ff\ue000\ufffd\uffff\U00010000\U0010ffff"
# Every escape of RFC 8259, section 7, digits in both cases, a pair of surrogates.
_ESCAPES: Final = r'"\"\\\/\b\f\n\r\t\u0001\u001f\u00E9\u00e9\uD83C\uDF0A"'
# A text by itself, for in a list of several a reader that takes its end for its middle may find back by chance: the
# backslash before the last quotation mark is itself escaped.
_ENDS: Final = r'"C:\\"'
# Every form of a number, section 6.
_NUMBERS: Final = "[0, -0, 9, -10, 0.5, -0.25, 1e2, 1E2, 1e+2, 1E-2, 12.5e-07, 0e0, 18446744073709551616, 1e-400]"
_PORTAL: Final = (
    b"<!DOCTYPE html><html><head><title>Welcome</title></head><body><form action='/login' method='post'>"
    b"<p>Please accept the terms to use this network.</p><button>Accept</button></form></body></html>"
)
_PROXY_PAGE: Final = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n"
    b"</body>\r\n</html>\r\n"
)


class Meaning(Enum):
    """What becomes of what an answer says."""

    LOST = "lost"
    KEPT = "kept"
    WRITTEN_OTHERWISE = "written-otherwise"
    """Kept, and written in another form on the wire."""


class AnswerChange(DescribedWord):
    """What is changed, by its word in rules."""

    meaning: Meaning

    def __new__(cls, word: str, about: str = "", meaning: Meaning = Meaning.LOST) -> Self:
        """Declare one: the word, what the client gets, what becomes of what was said."""
        member = object.__new__(cls)
        member._value_, member.about, member.meaning = word, about, meaning
        return member

    @property
    def is_harmless(self) -> bool:
        """Whether the answer says what it said before (RFC 8259), so that everybody must understand it."""
        return self.meaning is not Meaning.LOST

    @property
    def is_of_writing(self) -> bool:
        """Whether only the form on the wire changes; whoever writes the answer does it, `changed` leaves it alone."""
        return self.meaning is Meaning.WRITTEN_OTHERWISE

    @property
    def leaves_nothing(self) -> bool:
        """Whether nothing of the body is left, so that none of its fields can be another one or be missing."""
        return self is AnswerChange.EMPTY or self in _PAGES

    SAME = "same", "the answer as it was, except for the values that `fields` replaces", Meaning.KEPT
    SPACED = "spaced", "blanks and line breaks wherever JSON allows them", Meaning.KEPT
    REVERSED = "reversed", "the fields in the other order", Meaning.KEPT
    ESCAPED = "escaped", r"every character of every text as `\u00xx`, beyond U+FFFF as two of them", Meaning.KEPT
    EXTRA = "extra", "twenty unknown fields: texts, numbers, lists, objects", Meaning.KEPT
    LOOKALIKE = (
        "lookalike",
        "unknown fields whose names begin like known ones, or hold them inside an object",
        Meaning.KEPT,
    )
    LONG_KEYS = "long_keys", f"unknown fields with names of {_LONG} characters", Meaning.KEPT
    PADDED = "padded", f"an unknown text that makes the body {_PADDED_BYTES} bytes long", Meaning.KEPT
    DEEP = "deep", f"an unknown field of {_DEEP} nested lists", Meaning.KEPT
    SPELLED = (
        "spelled",
        r"`/` as `\/`; unknown fields with every escape, at the end too, every form of number, every length of UTF-8",
        Meaning.KEPT,
    )
    NUL = "nul", r"an unknown text with `\u0000` in it, which a reader may refuse", Meaning.KEPT
    REPEATED = "repeated", "each field twice, first with another value: the last one counts", Meaning.KEPT
    CHUNKED = (
        "chunked",
        "the body in chunks with extensions, fields after the last one; a client of HTTP/1.0 gets it in one piece",
        Meaning.WRITTEN_OTHERWISE,
    )
    IN_CHUNKS = (
        "in_chunks",
        "the body in chunks and no more; a client of HTTP/1.0 gets it in one piece",
        Meaning.WRITTEN_OTHERWISE,
    )
    HEADERS_TWICE = (
        "headers_twice",
        "every header except the length twice, the second time in other case",
        Meaning.WRITTEN_OTHERWISE,
    )
    LONG_HEADERS = (
        "long_headers",
        f"headers of reports, as networks in front of a server add them, the longest of {_LONG} characters",
        Meaning.KEPT,
    )
    EXPONENT = "exponent", "`expires_in` with a fraction and an exponent, as 360000000.00000e-5", Meaning.KEPT
    CAPITAL_EXPONENT = (
        "capital_exponent",
        "`expires_in` as a fraction with a capital exponent, as 0.003600E+6",
        Meaning.KEPT,
    )
    SCIENTIFIC = "scientific", "`expires_in` as a digit, what follows it and an exponent, as 3.6e3", Meaning.KEPT
    NOT_SUCCESS = "not_success", "`success` is false, all else as it was"
    NO_SUCCESS = "no_success", "`success` is missing"
    MISSING = "missing", "every field except `success` is missing"
    NULLS = "nulls", "every value except `success` is null"
    TEXTS = "texts", "numbers and truth values as texts"
    UPPER_CASE = "upper_case", "the names of fields in capitals"
    ARRAY = "array", "the object as the only element of a list"
    CUT = "cut", "the last third of the JSON is missing, the length is right"
    CUT_BETWEEN = "cut_between", "the last field and the closing brace are missing, the length is right"
    TRAILING = "trailing", "the JSON, and more JSON after it"
    EMPTY = "empty", "no body"
    PORTAL = "portal", "status 200 and the HTML page of a captive portal"
    PROXY_PAGE = "proxy_page", "status 502 and the HTML page of a proxy"
    REDIRECT = "redirect", "status 302 to a login page"
    GZIP = "gzip", "the body compressed by gzip, although the client did not ask for it"
    LATIN_1 = "latin_1", "a text in ISO 8859-1, which is not UTF-8"
    DEEPER = "deeper", f"an unknown field of {_DEEPER} nested lists, more than a device has to bear"
    RETRY_DATE = "retry_date", "`Retry-After` with a date that is past"
    RETRY_BLANK = "retry_blank", "`Retry-After` with nothing in it"
    RETRY_NEGATIVE = "retry_negative", "`Retry-After` with a number below zero"
    RETRY_FRACTION = "retry_fraction", "`Retry-After` with a fraction of a second, as 1.5"
    RETRY_WORDS = "retry_words", "`Retry-After` with a number and a word, as 2 minutes"


def changed(
    response: HttpResponse, change: AnswerChange, fields: Mapping[str, object] | None = None, without: str | None = None
) -> HttpResponse:
    """Give the answer with `fields` laid over its own and the field `without` taken away, and then with this change.

    A body that is no JSON object stays as it is where only its fields would change.
    """
    if fields:
        response = _edited(response, lambda found: found | cast("Fields", dict(fields)))
    if without is not None:
        response = _edited(response, lambda found: {name: value for name, value in found.items() if name != without})
    if change is AnswerChange.SAME or change.is_of_writing:
        return response
    if change in _PAGES:
        return _PAGES[change]
    if change in _OF_OBJECTS and not _is_object(response.body):
        return response
    if change in _FIELDS:
        return _edited(response, _FIELDS[change])
    body = _BYTES[change](response.body) if change in _BYTES else response.body
    return HttpResponse(response.status, body, {**response.headers, **_HEADERS.get(change, {})})


def quoting(fields: Mapping[str, object], request: HttpRequest, response: HttpResponse) -> Mapping[str, object]:
    """Give `fields` with what stood in the request or in the answer in place of `{NAME}`.

    It is the name of one of the request's headers, else of a text in its body, else of one in the answer's body; what
    is none of these stays as it is written. `{NAME[FROM:TO]}` is a part of it, counted as in Python; behind a colon
    stands one of the forms in which gateways show texts, such as `{NAME:percent}`.
    """
    known = _shown(response.body) | _shown(request.body)
    shown = {name: value for name, value in known.items() if isinstance(value, str)}
    shown |= {name.lower(): value for name, value in request.headers.items()}

    def quoted(found: re.Match[str]) -> str:
        value = shown.get(found[1].lower())
        if value is None:
            return found[0]
        begin, end = (int(each) if each else None for each in (found[2], found[3]))
        return _FORMS[found[4] or "plain"](value[begin:end])

    return {name: _QUOTED.sub(quoted, value) if isinstance(value, str) else value for name, value in fields.items()}


def _each_byte(form: str) -> Callable[[str], str]:
    return lambda text: "".join(form % byte for byte in text.encode())


_FORMS: Final[Mapping[str, Callable[[str], str]]] = {
    "plain": lambda text: text,
    "percent": _each_byte("%%%02X"),
    "small_percent": _each_byte("%%%02x"),
    "percent_twice": _each_byte("%%25%02X"),
    "escaped": _each_byte("\\u%04x"),
    "escaped_twice": _each_byte("\\\\u%04X"),
}
"""How a text is shown in words about it: as it is, each byte percent-encoded, or as an escape of JSON, once more."""


def _shown(body: bytes) -> Fields:
    return _object(body.decode("utf-8")) if _is_object(body) else {}


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body.decode("utf-8")), dict)
    except ValueError:
        return False


def _object(text: str) -> Fields:
    found: Fields = json.loads(text)
    return found


def _edited(response: HttpResponse, edit: Callable[[Fields], Fields]) -> HttpResponse:
    if not _is_object(response.body):
        return response
    edited = edit(_object(response.body.decode("utf-8")))
    body = json.dumps(edited, ensure_ascii=False, separators=_separators(response.body)).encode()
    return HttpResponse(response.status, body, response.headers)


def _separators(body: bytes) -> tuple[str, str]:
    """Give what a server writes between fields, and behind a name: with blanks, or without.

    A change that is not about blanks must not bring any: who reads no blank would be red for something else.
    """
    return (", ", ": ") if b'": ' in body else (",", ":")


def _joined(body: bytes, pairs: Iterable[tuple[str, Json]]) -> str:
    between, behind = _separators(body)
    return between.join(f"{_written(name)}{behind}{_written(value)}" for name, value in pairs)


def _other(value: Json) -> Json:
    """Give another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    return "another" if isinstance(value, str) else value


def _pairs(body: bytes) -> list[tuple[str, Json]]:
    return list(_object(body.decode("utf-8")).items())


def _written(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


def _repeated(body: bytes) -> bytes:
    pairs = [(name, _other(value)) for name, value in _pairs(body)] + _pairs(body)
    return f"{{{_joined(body, pairs)}}}".encode()


def _escaped(body: bytes) -> bytes:
    def text(value: str) -> str:
        # As two numbers beyond the first plane: a pair of surrogates (RFC 8259, section 7).
        units = struct.unpack(f">{len(value.encode('utf-16-be')) // 2}H", value.encode("utf-16-be"))
        return '"' + "".join(f"\\u{unit:04x}" for unit in units) + '"'

    pairs = (f"{text(name)}:{text(each) if isinstance(each, str) else _written(each)}" for name, each in _pairs(body))
    return ("{" + ",".join(pairs) + "}").encode()


def _spaced(body: bytes) -> bytes:
    pairs = (f"\r\n\t {_written(name)} \n:\t {_written(value)} " for name, value in _pairs(body))
    return (" \r\n{" + ",".join(pairs) + "\n}\r\n ").encode()


def _spelled(body: bytes) -> bytes:
    between, behind = _separators(body)
    known = _joined(body, _pairs(body)).replace("/", r"\/")
    unknown = {'""': "[[], {}, null, true, false]", '"escapes"': _ESCAPES, '"ends"': _ENDS, '"numbers"': _NUMBERS}
    before = [f"{name}{behind}{value}" for name, value in unknown.items()]
    return ("{" + between.join(filter(None, [*before, known, _joined(body, [(_EDGES, _EDGES)])])) + "}").encode()


def _cut_between(body: bytes) -> bytes:
    return f"{{{_joined(body, _pairs(body)[:-1])}".encode()


def _extra(fields: Fields) -> Fields:
    unknown: list[Json] = ["text", 12.5e-3, -7, None, True, [], {}, [1, [2, "3"]], {"a": {"b": [None]}}, '\\"/\u00e4']
    before: Fields = {f"x{number}": value for number, value in enumerate(unknown)}
    behind: Fields = {f"y{number}": value for number, value in enumerate(unknown)}
    return before | fields | behind


def _lookalike(fields: Fields) -> Fields:
    wrong: Fields = {name: _other(value) for name, value in fields.items()}
    longer: Fields = {f"{name}_old": value for name, value in wrong.items()}
    shorter: Fields = {name[:-1]: value for name, value in wrong.items() if name[:-1] not in fields}
    later: Fields = {f"{name}_name": "text" for name in fields}
    return {"previous": wrong} | longer | fields | shorter | later | {"history": [wrong]}


def _nested(fields: Fields, depth: int) -> Fields:
    nested: Json = 1
    for _ in range(depth):
        nested = [nested]
    return {"deep": nested} | fields


def _padded(fields: Fields) -> Fields:
    missing = _PADDED_BYTES - len(_written(fields))
    return {"padding": "x" * max(0, missing)} | fields


def _as_text(value: Json) -> Json:
    return _written(value) if isinstance(value, bool | int | float) else value


def _as_fraction(found: re.Match[bytes]) -> bytes:
    return b"%s0.00%sE+%d" % (found[1], found[2], 2 + len(found[2]))


def _as_scientific(found: re.Match[bytes]) -> bytes:
    digits = found[2].rstrip(b"0")
    return b"%s%se%d" % (found[1], b".".join(filter(None, (digits[:1], digits[1:]))), len(found[2]) - 1)


_FIELDS: Final[Mapping[AnswerChange, Callable[[Fields], Fields]]] = {
    AnswerChange.REVERSED: lambda fields: dict(reversed(fields.items())),
    AnswerChange.EXTRA: _extra,
    AnswerChange.LOOKALIKE: _lookalike,
    AnswerChange.LONG_KEYS: lambda fields: {"k" * _LONG: 1} | fields | {"z" * _LONG: "z" * _LONG_TEXT},
    AnswerChange.PADDED: _padded,
    # RFC 8259, section 9: an implementation may set limits on what characters texts hold.
    AnswerChange.NUL: lambda fields: {"nul": "a\0b"} | fields,
    AnswerChange.DEEP: lambda fields: _nested(fields, _DEEP),
    AnswerChange.DEEPER: lambda fields: _nested(fields, _DEEPER),
    AnswerChange.NOT_SUCCESS: lambda fields: fields | {"success": False},
    AnswerChange.NO_SUCCESS: lambda fields: {name: value for name, value in fields.items() if name != "success"},
    AnswerChange.MISSING: lambda fields: {name: value for name, value in fields.items() if name == "success"},
    AnswerChange.NULLS: lambda fields: {name: value if name == "success" else None for name, value in fields.items()},
    AnswerChange.TEXTS: lambda fields: {name: _as_text(value) for name, value in fields.items()},
    AnswerChange.UPPER_CASE: lambda fields: {name.upper(): value for name, value in fields.items()},
}
_BYTES: Final[Mapping[AnswerChange, Callable[[bytes], bytes]]] = {
    AnswerChange.SPACED: _spaced,
    AnswerChange.ESCAPED: _escaped,
    AnswerChange.REPEATED: _repeated,
    AnswerChange.SPELLED: _spelled,
    AnswerChange.EXPONENT: lambda body: _LIFETIME.sub(rb"\g<0>00000.00000e-5", body),
    AnswerChange.CAPITAL_EXPONENT: lambda body: _LIFETIME.sub(_as_fraction, body),
    AnswerChange.SCIENTIFIC: lambda body: _LIFETIME.sub(_as_scientific, body),
    AnswerChange.CUT_BETWEEN: _cut_between,
    AnswerChange.ARRAY: lambda body: b"[" + body + b"]",
    AnswerChange.CUT: lambda body: body[: len(body) * 2 // 3],
    AnswerChange.TRAILING: lambda body: body + b',{"success":false}',
    AnswerChange.EMPTY: lambda _body: b"",
    AnswerChange.GZIP: lambda body: gzip.compress(body, mtime=0),
    AnswerChange.LATIN_1: lambda body: body.replace(b"{", b'{"place":"M\xfcnchen",', 1),
}
_OF_OBJECTS: Final = frozenset(
    {
        AnswerChange.SPACED,
        AnswerChange.ESCAPED,
        AnswerChange.REPEATED,
        AnswerChange.SPELLED,
        AnswerChange.CUT_BETWEEN,
        AnswerChange.EXPONENT,
        AnswerChange.CAPITAL_EXPONENT,
        AnswerChange.SCIENTIFIC,
        AnswerChange.LATIN_1,
    }
)
_REPORT_TO: Final = '{"group":"network","max_age":604800,"endpoints":[{"url":"https://reports.example/v4?s=%s"}]}'
_HEADERS: Final[Mapping[AnswerChange, Mapping[str, str]]] = {
    # Network Error Logging (W3C), sections 5 and 6.
    AnswerChange.LONG_HEADERS: {
        "report-to": _REPORT_TO % ("a" * (_LONG - len(_REPORT_TO % ""))),
        "nel": '{"report_to":"network","max_age":604800,"success_fraction":0}',
    },
    AnswerChange.GZIP: {"content-encoding": "gzip"},
    # The example of RFC 9110, section 10.2.3.
    AnswerChange.RETRY_DATE: {"retry-after": "Fri, 31 Dec 1999 23:59:59 GMT"},
    AnswerChange.RETRY_BLANK: {"retry-after": ""},
    AnswerChange.RETRY_NEGATIVE: {"retry-after": "-1"},
    AnswerChange.RETRY_FRACTION: {"retry-after": "1.5"},
    AnswerChange.RETRY_WORDS: {"retry-after": "2 minutes"},
}
_HTML: Final = {"content-type": "text/html"}
_PAGES: Final[Mapping[AnswerChange, HttpResponse]] = {
    AnswerChange.PORTAL: HttpResponse(200, _PORTAL, _HTML),
    AnswerChange.PROXY_PAGE: HttpResponse(502, _PROXY_PAGE, _HTML),
    AnswerChange.REDIRECT: HttpResponse(302, b"", {"location": "http://portal.local/login"}),
}
