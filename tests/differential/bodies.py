"""Random bodies of answers: JSON that is right, nearly right and wrong, with the names that a device looks for."""

import json

from hypothesis import strategies as st

from protocol.http import HttpResponse
from tests.simulator.answers import NOW_S, PERMANENT, SESSION
from tests.simulator.device_program.test_hostile_server import RETRY_AFTER, STATUSES
from tests.simulator.fake_hardware import REGISTRATION

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
_SPACES = st.sampled_from(["", "", " ", "\n\t ", "\r\n", "\x0b", "\xa0", "\ufeff"])

_texts = st.sampled_from(_TEXTS) | st.text(st.characters(exclude_categories=["Cn", "Cs"]), max_size=100)
_scalars = st.none() | st.booleans() | st.sampled_from(_NUMBERS) | st.floats(allow_nan=False) | st.integers() | _texts
_nested = st.recursive(_scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3))
_encoded = st.builds(lambda value, ascii_only: json.dumps(value, ensure_ascii=ascii_only), _nested, st.booleans())
_values = _encoded | st.sampled_from(_RAW_NUMBERS) | st.sampled_from(_BAD_TEXTS)


def _member(name: str, value: str, before: str, after: str) -> str:
    return f'{before}"{name}"{after}:{before}{value}{after}'


_members = st.builds(_member, st.sampled_from(_NAMES) | st.just("succ\\u0065ss"), _values, _SPACES, _SPACES)
_fitting = st.sampled_from(
    [
        '"success": true',
        f'"permanent_token": "{PERMANENT}"',
        f'"session_id": "{SESSION}"',
        '"expires_in": 40',
        '"relay1": true',
        '"relay2": false',
        '"error": "Clock skew too large"',
        '"code": "clock_skew"',
        f'"server_time": {NOW_S - 600}',
    ]
)
_objects = st.lists(_fitting | _members, max_size=8).map(lambda members: "{" + ",".join(members) + "}")


def _mutilated(text: str, place: int, other: bytes, *, cut: bool) -> bytes:
    raw = text.encode()
    place %= len(raw) + 1
    return raw[:place] if cut else raw[:place] + other + raw[place + len(other) :]


BODIES = st.one_of(
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
