"""Random bodies of answers: JSON that is right, nearly right and wrong, with the names that a device looks for."""

import json

from hypothesis import strategies as st

from oceanhil.protocol.http import HttpResponse
from tests.simulator.answers import NOW_S, PERMANENT, SESSION
from tests.simulator.program.fake_hardware import REGISTRATION
from tests.simulator.program.test_hostile_server import RETRY_AFTER, STATUSES

_NAMES = (
    "success",
    "permanent_token",
    "session_id",
    "expires_in",
    "relay1",
    "relay2",
    "error",
    "code",
    "server_time",
    "device_id",
)
_CODES = ["clock_skew", "session_expired", "session_unknown", "token_invalid"]
_TEXTS = [PERMANENT, SESSION, REGISTRATION, "Token already used or expired", "x" * 64, "y" * 65, "z" * 400, *_CODES]
_NUMBERS = [0, -1, 1, 30, 59.9995, 3600, 3600.5, 2_147_483, 2_147_484, NOW_S, 253_402_300_800, 2**63, 2**64, 1e300]
# Numbers as no encoder writes them, and what is no number.
_RAW_NUMBERS = [
    "-0",
    "-0.0",
    "1e3",
    "1E+2",
    "3.6e3",
    "0.001",
    "1e400",
    "-1e-400",
    "01",
    "1.",
    ".5",
    "+1",
    "NaN",
    "9" * 40,
]
_BAD_TEXTS = [r'"\ud83d\ude00"', r'"\ud800"', r'"\ude00x"', r'"\u00e9\/\b"', r'"\x"', '"\t"', '"', r'"\u12"', "'a'"]
_SPACES = st.sampled_from(["", "", " ", "\n\t ", "\r\n"])

# What may be a secret in a server's text, in the disguises that `oceanhil.protocol.redact` knows, whole and in pieces.
_SECRET_PIECES = (
    *(
        "oc_reg_",
        "oc_perm_",
        "OC_Reg_",
        "oc",
        "_perm_",
        "%6f",
        "%6F",
        "%256f",
        "%25",
        "%",
        "\\u006f",
        "\\\\u0063",
        "\\u00",
    ),
    *(
        "\u0131",
        "\u017f",
        "\u212a",
        "a1b2c3d4e5f60718",
        "%61%62",
        "\\u0061",
        "A" * 15,
        "Zz-_9",
        "-",
        "_",
        " ",
        ".",
        "…",
        "é",
    ),
)
_secrets = st.lists(st.sampled_from(_SECRET_PIECES) | st.text("0123456789abcdefxyz-_", max_size=12), max_size=12)
_texts = (
    _secrets.map("".join)
    | st.sampled_from(_TEXTS)
    | st.text(st.characters(exclude_categories=["Cn", "Cs"]), max_size=100)
)
_tokens = st.sampled_from([PERMANENT, SESSION, "x", "x" * 64, "y" * 65]) | st.text(st.characters(max_codepoint=126))
_numbers = st.sampled_from(_NUMBERS) | st.floats(allow_nan=False) | st.integers() | st.integers(0, 100)
_nested = st.recursive(
    st.none() | st.booleans() | _numbers | _texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
)


def _encoded(values: st.SearchStrategy[object]) -> st.SearchStrategy[str]:
    return st.builds(lambda value, ascii_only: json.dumps(value, ensure_ascii=ascii_only), values, st.booleans())


def _member(name: str, value: str, before: str, after: str) -> str:
    return f'{before}"{name}"{after}:{before}{value}{after}'


def _members(names: tuple[str, ...], values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(_member, st.sampled_from(names), values, _SPACES, _SPACES)


# Each name with values of its own kind, and one member with any value that there is.
_fitting = st.one_of(
    _members(("success", "relay1", "relay2"), st.sampled_from(["true", "true", "true", "false"])),
    _members(("permanent_token", "session_id"), _encoded(_tokens)),
    _members(("expires_in",), _encoded(_numbers) | st.sampled_from(_RAW_NUMBERS[:7])),
    _members(("server_time",), _encoded(st.integers(NOW_S - 999, NOW_S + 999) | st.integers())),
    _members(("error",), _encoded(_texts)),
    _members(("code",), _encoded(st.sampled_from(_CODES) | _texts)),
    _members(("device_id", "x", "succ\\u0065ss"), _encoded(_nested)),
)
_any = _members(_NAMES, _encoded(_nested) | st.sampled_from(_RAW_NUMBERS) | st.sampled_from(_BAD_TEXTS))


def _object(ready: list[str], members: list[str], odd: str, place: int) -> str:
    every = [*ready, *members]
    if place < len(every):
        every.insert(place, odd)
    return "{" + ",".join(every) + "}"


_READY: tuple[list[str], ...] = (
    [f'"permanent_token":"{PERMANENT}"'],
    [f'"session_id":"{SESSION}"'],
    ['"code":"clock_skew"'],
    [],
)
_objects = st.builds(_object, st.sampled_from(_READY), st.lists(_fitting, max_size=5), _any, st.integers(0, 20))


def _mutilated(text: str, place: int, other: bytes, *, cut: bool) -> bytes:
    raw = text.encode()
    place %= len(raw) + 1
    return raw[:place] if cut else raw[:place] + other + raw[place + len(other) :]


BODIES = st.one_of(
    _objects.map(str.encode),
    _objects.map(str.encode),
    _objects.map(str.encode),
    st.builds(_mutilated, _objects, st.integers(0, 999), st.binary(max_size=2), cut=st.booleans()),
    _nested.map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=40),
)
"""The bytes of a body."""

ANSWERS = st.builds(
    lambda status, body, after: HttpResponse(status, body, {} if after is None else {"retry-after": after}),
    st.sampled_from([200, 200, 200, 401, *STATUSES]),
    BODIES,
    st.none()
    | st.sampled_from([*RETRY_AFTER, " 7 ", "007", "7.5", "+7", "7,8", "\t9"])
    | st.integers(0, 9999).map(str),
)
"""Whole answers, which arrive."""
