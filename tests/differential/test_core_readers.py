"""What the core's readers make of any bytes is what the Python program makes of them."""

import json
import unicodedata

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.record import (
    RecordFlag,
    RecordReading,
    RecordVerdict,
    TokenRecord,
    decode_legacy,
    decode_reference,
    encode_legacy,
    encode_reference,
)
from oceanhil.simulator.program import answers, registration, session
from oceanhil.simulator.program import poll as polling
from oceanhil.simulator.program.backoff import retry_after_s
from oceanhil.simulator.program.session import lifetime_ms
from tests.firmware import probe

FIELDS = (
    "error", "code", "server_time", "success", "permanent_token", "session_id", "expires_in", "relay1", "relay2", "x",
)  # fmt: skip
LONG_S = "\u017f"
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(max_size=20),
    st.sampled_from(["clock_skew", "session_expired", "oc_perm_" + "p" * 43, "x" * 64, "x" * 65, "a\0b"]),
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner))
BODIES = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=6).map(
    lambda fields: json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")
)
SECRETS = st.lists(
    st.sampled_from(
        ["oc_reg_", "oc_perm_", "OC_Sess_", "%6f%63_reg%5f", "\\u006fc_perm_", "oc_%2572eg_", "o", "_", "%", "%25",
         "%2541", "\\u0041", "\\n", " ", "…", "é", "+", "=", "a" * 5, "b" * 13, "F" * 16, "0f" * 9, LONG_S, "x" * 33,
         "%zz", "\\", "\x00"]
    ),
    max_size=13,
).map("".join)  # fmt: skip
# Pieces of JSON put together at random: most are malformed in some way.
PIECES = st.sampled_from(
    [b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\\u00e9", b"\\ud83d", b"\\ude00", b"\\n", b"\x01", b"\xff",
     b"\xc3\xa9", b"true", b"false", b"null", b"0", b"-", b"12", b".5", b"e9", b"E-3", b" ", b"\n", b'"error"',
     b'"code"', b'"relay1"', b'"success"', b'"expires_in"', b'"a"']
)  # fmt: skip
SCRAPS = st.lists(PIECES, max_size=14).map(b"".join)


def spoilt(body: bytes, at: int, byte: int) -> bytes:
    return body[: at % (len(body) + 1)] + bytes([byte]) + body[at % (len(body) + 1) + 1 :]


def decoded(decoder: msgspec.json.Decoder[answers.T], body: bytes) -> answers.T | None:
    return answers.read_body(decoder, HttpResponse(200, body))


def is_assigned(text: str) -> bool:
    """Whether a character is one depends on the version of Unicode, which is Python's own and not the core's."""
    return "Cn" not in {unicodedata.category(character) for character in text}


def check_body(body: bytes, piece_bytes: int = 512) -> None:
    reply = probe.read_reply(body, piece_bytes)
    refusal = decoded(answers._REFUSAL, body)
    assert bool(reply.is_refusal) == (refusal is not None)
    if refusal is not None:
        if is_assigned(refusal.error):
            assert (reply.shown_text or "unreadable answer") == shown_as(refusal.error)
        time = refusal.server_time
        sensible = time is not None and 0 <= time <= 253_402_300_799
        assert (reply.server_time if reply.has_server_time else None) == (time if sensible else None)
    state = decoded(polling._WANTED, body)
    assert bool(reply.is_state) == (state is not None)
    if state is not None:
        assert tuple(reply.relays) == tuple({None: 0, False: 1, True: 2}[on] for on in (state.relay1, state.relay2))
        assert bool(reply.success) == state.success
    registered = decoded(registration._REPLY, body)
    assert bool(reply.is_registration) == (registered is not None)
    if registered is not None and not reply.token_longer:
        assert reply.token_text == registered.permanent_token
    opened = decoded(session._REPLY, body)
    assert bool(reply.is_session) == (opened is not None)
    if opened is not None:
        expected_ms = lifetime_ms(bytes(opened.expires_in))
        assert (reply.lifetime_ms if reply.has_lifetime else None) == expected_ms


def shown_as(message: str) -> str:
    return answers._fit_to_print(message)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(BODIES, st.integers(1, 40))
def test_every_body_is_read_as_by_the_python_program_however_it_is_cut_into_pieces(body: bytes, piece: int) -> None:
    check_body(body, piece)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(BODIES, st.integers(0, 500), st.integers(0, 255))
def test_a_body_with_one_wrong_byte_too(body: bytes, at: int, byte: int) -> None:
    check_body(spoilt(body, at, byte))


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(SCRAPS)
@example(b'{"error":"\\ud83d\\ude00"}')
@example(b'{"error":"\\ud83d"}')
@example(b'{"expires_in":[1e999]}')
def test_scraps_of_json_too(body: bytes) -> None:
    check_body(b'{"error":' + body + b"}")
    check_body(body)


@pytest.mark.parametrize(
    "number",
    ["0", "-0", "1e-400", "1e308", "1e309", "9" * 4300, "9" * 4301, "0." + "0" * 400 + "1", "2147483.647",
     "2147483.648", "4.9", "1e3", "12E-1", "18446744073709551616", "0.0005"],
)  # fmt: skip
def test_numbers_at_the_borders_are_read_as_by_the_python_program(number: str) -> None:
    check_body(b'{"expires_in":%s}' % number.encode())
    check_body(b'{"server_time":%s}' % number.encode())


@settings(max_examples=300, deadline=None)
@given(SECRETS)
@example("oc_reg_" + "a" * 30 + " " + "b" * 30)
@example("%6f%63%5freg_" + "x" * 43)
@example("\\u006f\\u0063_perm_" + "y" * 20)
@example(f"oc_{LONG_S}ess_" + "z" * 20)
@example(f"oc_reg_{LONG_S}oc_reg_")
@example("A" * 370 + " " + "z" * 43)
@example("A" * 370 + "," + "z" * 43)
@example("A" * 500)
def test_secrets_are_cut_as_by_the_python_program(text: str) -> None:
    assert probe.fit_to_print(text) == shown_as(text)


@given(st.text(alphabet=st.characters(codec="latin-1"), max_size=30))
def test_retry_after_is_read_as_by_the_python_program(header: str) -> None:
    expected = retry_after_s(HttpResponse(429, b"", {"retry-after": header}), 86_400)
    # Latin-1 has two kinds of space that no server sends and firmware does not know.
    if not {"\x85", "\xa0"} & set(header):
        assert probe.retry_after_s(header.encode("latin-1"), 86_400) == expected


RECORDS = st.builds(
    TokenRecord,
    st.text(alphabet=st.characters(codec="latin-1"), min_size=1, max_size=64),
    st.sampled_from([RecordFlag(bits) for bits in range(8)]),
    st.integers(0, 2**32 - 1),
    st.text(alphabet="ESP_0189AF", max_size=24),
)


USABLE = st.builds(
    TokenRecord,
    st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=64),
    st.sampled_from([RecordFlag(bits) for bits in range(8)]),
    st.integers(0, 2**32 - 1),
    st.text(alphabet="ESP_0189AF", max_size=24),
)


def check_record(data: bytes, *, legacy: bool) -> None:
    expected: RecordReading = decode_legacy(data) if legacy else decode_reference(data)
    found = probe.decode_record(data, legacy=legacy)
    assert list(RecordVerdict)[found.verdict] is expected.verdict
    if expected.record is not None:
        assert bytes(found.token[: found.token_bytes]).decode("latin-1") == expected.record.token
        assert (found.flags, found.sequence) == (expected.record.flags, expected.record.sequence)
        assert bytes(found.device_id[: found.device_id_bytes]).decode("latin-1") == expected.record.device_id


@given(RECORDS, st.booleans())
def test_a_record_with_any_token_gets_the_same_verdict_in_both_programs(record: TokenRecord, legacy: bool) -> None:
    check_record(encode_legacy(record) if legacy else encode_reference(record), legacy=legacy)


@given(USABLE, st.booleans())
def test_a_record_has_the_same_bytes_in_both_programs(record: TokenRecord, legacy: bool) -> None:
    data = encode_legacy(record) if legacy else encode_reference(record)
    check_record(data, legacy=legacy)
    assert probe.encode_record(probe.decode_record(data, legacy=legacy), legacy=legacy) == data


@given(RECORDS, st.booleans(), st.integers(0, 103), st.integers(0, 255))
def test_a_damaged_record_gets_the_same_verdict_in_both_programs(
    record: TokenRecord, legacy: bool, at: int, byte: int
) -> None:
    data = encode_legacy(record) if legacy else encode_reference(record)
    check_record(spoilt(data, at % len(data), byte)[: len(data)], legacy=legacy)


@given(st.binary(min_size=104, max_size=104), st.booleans())
def test_any_bytes_get_the_same_verdict_in_both_programs(data: bytes, legacy: bool) -> None:
    check_record(data[:38] if legacy else data, legacy=legacy)
