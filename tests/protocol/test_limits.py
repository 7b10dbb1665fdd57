"""Limits of what is read and written, each from both sides, and what a refusal says."""

import ipaddress
import re
import struct
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol import sntp_packet
from oceanhil.protocol.agent import bridge
from oceanhil.protocol.agent.error_code import MAX_ERROR_TEXT, AgentErrorCode, Refusal, WordsError, quoted
from oceanhil.protocol.agent.sentence import (
    Sentence,
    SentenceError,
    SentenceKind,
    checksum,
    decode,
    encode,
)
from oceanhil.protocol.board import Board
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.identity import Derivation, device_id, is_local
from oceanhil.protocol.messages import (
    DeviceState,
    ErrorReply,
    RegisterRequest,
    SessionReply,
    SessionRequest,
    StateReport,
)
from oceanhil.protocol.record import TokenRecord, encode_legacy, encode_reference
from oceanhil.protocol.redact import leaks, may_hold_secret, redact
from oceanhil.protocol.ringcentral.messages import (
    AppKey,
    Envelope,
    RefusalBody,
    TokenAnswer,
    TokenKind,
    call_request,
    login_request,
    read_recordings,
    read_refusal,
    read_tokens,
    recording_path,
)
from oceanhil.protocol.sntp_packet import SntpError
from oceanhil.protocol.tokens import TokenDamage, damaged
from tests.together import together

NONCE = 0x0123456789ABCDEF


FIELDS = struct.Struct(">BBbbII4sQQQQ")


@pytest.mark.parametrize(("length", "is_cut"), [(11, False), (12, False), (13, True), (40, True)])
def test_a_wrong_word_is_quoted_as_far_as_a_secret_may_be_shown(length: int, is_cut: bool) -> None:
    word = "x" * length
    assert quoted(word) == (f"'{'x' * 12}...'" if is_cut else f"'{word}'")


def test_a_refusal_is_ascii_of_bounded_length() -> None:
    code, text = Refusal(AgentErrorCode.BUSY, "é" * 200).to_words()
    assert (code, len(text)) == ("busy", MAX_ERROR_TEXT)
    assert text.isascii()
    assert Refusal.from_words(("never-heard-of", "why")) == Refusal(AgentErrorCode.FAILED, "never-heard-of: why")
    assert Refusal.from_words(("busy",)) == Refusal(AgentErrorCode.BUSY)
    assert Refusal.from_words(()) == Refusal(AgentErrorCode.FAILED, ": ")
    assert WordsError(AgentErrorCode.BUSY, "x").code is AgentErrorCode.BUSY


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("", "x"),
        ("a:b", "x"),
        (" a", "x"),
        ("a\t", "x"),
        ("a", " x"),
        ("a", "x\t"),
        ("a", "x\r"),
        ("a\n", "x"),
        ("a", "€"),
    ],
)
def test_a_header_that_would_be_read_otherwise_is_not_sent(name: str, value: str) -> None:
    with pytest.raises(bridge.BridgeError, match="header"):
        bridge.encode_request(HttpRequest("GET", "/", {name: value}))


@pytest.mark.parametrize(
    ("message", "named"),
    [
        (b"GET / HTTP/1.1\r\n", "no empty line"),
        (b"GET\r\n\r\n", "start line"),
        (b" / HTTP/1.1\r\n\r\n", "start line"),
        (b"GET  HTTP/1.1\r\n\r\n", "start line"),
        (b"GET / HTTP/1.0\r\n\r\n", "version"),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", "header line"),
        (b"GET / HTTP/1.1\r\n: x\r\n\r\n", "header line"),
        (b"GET / HTTP/1.1\r\na : x\r\n\r\n", "header line"),
    ],
)
def test_a_message_that_is_none_is_refused(message: bytes, named: str) -> None:
    with pytest.raises(bridge.BridgeError, match=named):
        bridge.decode_request(message)


@pytest.mark.parametrize("status", ["20", "2000", "abc", "٢٠٠", "-20"])
def test_a_status_is_three_digits(status: str) -> None:
    with pytest.raises(bridge.BridgeError, match="three digits"):
        bridge.decode_response(f"HTTP/1.1 {status} \r\n\r\n".encode())


def test_a_header_that_comes_twice_is_one_list() -> None:
    request = bridge.decode_request(b"GET /a?b=c HTTP/1.1\r\nX: 1\r\nx:\t2 \r\n\r\nbody", "192.0.2.7")
    assert (request.path, request.query, request.headers["x"]) == ("/a", "b=c", "1, 2")
    assert (request.body, request.peer) == (b"body", "192.0.2.7")
    with pytest.raises(bridge.BridgeError, match="path"):
        bridge.encode_request(HttpRequest("GET", "/a?b"))


def test_an_answer_of_a_time_server_has_the_fields_of_rfc_4330() -> None:
    now_us = 1_768_478_400_250_000
    fields = FIELDS.unpack(sntp_packet.answer(sntp_packet.request(NONCE), now_us))
    stamp = sntp_packet.to_stamp(now_us)
    assert fields == (0x24, 1, 0, -20, 0, 0, b"LOCL", stamp, NONCE, stamp, stamp)
    assert (stamp >> 32, stamp & 0xFFFFFFFF) == (1_768_478_400 + 2_208_988_800, 1 << 30)


def test_who_asks_too_often_is_told_so_without_a_time() -> None:
    asked = bytearray(sntp_packet.request(NONCE))
    asked[0], asked[2] = 0x1B, 6
    fields = FIELDS.unpack(sntp_packet.slow_down(bytes(asked)))
    assert fields == (0xC0 | 0x18 | 4, 0, 6, -20, 0, 0, b"RATE", 0, NONCE, 0, 0)
    with pytest.raises(SntpError, match="refuses"):
        sntp_packet.read_answer(sntp_packet.slow_down(bytes(asked)), NONCE)
    with pytest.raises(SntpError, match="47 bytes, expected 48"):
        sntp_packet.slow_down(bytes(asked[:47]))


@pytest.mark.parametrize(("version", "fits"), [(0, False), (1, True), (2, True), (3, True), (4, True), (5, False)])
def test_versions_1_to_4_are_answered_in_their_own(version: int, fits: bool) -> None:
    asked = bytes([version << 3 | 3]) + sntp_packet.request(NONCE)[1:]
    if fits:
        assert sntp_packet.answer(asked, 0)[0] == version << 3 | 4
        return
    with pytest.raises(SntpError, match=f"version {version}, expected 1 to 4"):
        sntp_packet.answer(asked, 0)


@pytest.mark.parametrize(("stratum", "fits"), [(0, False), (1, True), (15, True), (16, False)])
def test_an_answer_is_believed_up_to_stratum_15(stratum: int, fits: bool) -> None:
    data = bytearray(sntp_packet.answer(sntp_packet.request(NONCE), 10**15))
    data[1] = stratum
    if fits:
        assert sntp_packet.read_answer(bytes(data) + b"more", NONCE) == 10**15
        return
    with pytest.raises(SntpError, match=r"refuses|not set"):
        sntp_packet.read_answer(bytes(data), NONCE)


@pytest.mark.parametrize("mode", [0, 1, 2, 4, 5, 7])
def test_only_a_client_is_answered(mode: int) -> None:
    with pytest.raises(SntpError, match=f"mode {mode}, expected 3"):
        sntp_packet.answer(bytes([4 << 3 | mode]) + sntp_packet.request(NONCE)[1:], 0)


def test_the_two_halves_of_the_stamps_meet_in_1968() -> None:
    assert sntp_packet.from_stamp(1 << 63) == -61_505_152 * 10**6
    assert sntp_packet.from_stamp((1 << 63) - 1) == 4_233_462_144 * 10**6


SECRETS = ["oc_perm_" + "a" * 43, "0123456789abcdef" * 2, "x" * 32, "0" * 16]


@pytest.mark.parametrize("secret", SECRETS)
def test_a_leak_is_listed_whole_and_cut(secret: str) -> None:
    text = f"before {secret} after"
    assert may_hold_secret(text)
    assert leaks(text) == [secret]
    assert redact(text) == f"before {secret[:12]}… after"


@pytest.mark.parametrize("short", ["oc_reg_", "oc_perm_abcd", "oc_reg_abcde"])
def test_what_may_be_shown_whole_is_no_leak(short: str) -> None:
    assert leaks(short) == []
    assert redact(short) == short


@pytest.mark.parametrize("text", ["x" * 31, "0" * 15, "g" * 31, "a.b." * 20])
def test_shorter_runs_are_no_secrets(text: str) -> None:
    assert leaks(text) == []
    assert redact(text) == text


@given(st.text("ABab01-_", min_size=8, max_size=96))
def test_a_cut_token_lacks_its_last_quarter(token: str) -> None:
    lost = len(token) - len(damaged(token, TokenDamage.CUT))
    assert lost == -(-len(token) // 4)


@given(st.text("ABab01-_", min_size=4, max_size=96))
def test_damage_is_where_it_is_said_to_be(token: str) -> None:
    middle = len(token) // 2
    other = damaged(token, TokenDamage.CHARACTER)
    assert [at for at in range(len(token)) if other[at] != token[at]] == [middle]
    assert other[middle] == ("B" if token[middle] == "A" else "A")
    assert damaged(token, TokenDamage.QUOTED) == f'"{token}"'
    assert {damage.value for damage in TokenDamage} == {"character", "cut", "quoted"}


REFUSALS: list[tuple[bytes, RefusalBody | None]] = [
    (b'{"errorCode": "A", "message": "m"}', RefusalBody("A", "m", Envelope.FLAT, outer="A")),
    (
        b'{"errorCode": "A", "message": "m", "errors": [{"errorCode": "B", "message": "n"}]}',
        RefusalBody("B", "n", Envelope.FULL, outer="A"),
    ),
    (b'{"errorCode": "A", "message": "m", "errors": []}', RefusalBody("A", "m", Envelope.FULL, outer="A")),
    (b'{"errors": [{"errorCode": "B", "message": "n"}]}', RefusalBody("B", "n", Envelope.LIST)),
    (b'{"errors": [{}]}', RefusalBody("", "", Envelope.LIST)),
    (b'{"error": "invalid_grant"}', RefusalBody("", "", Envelope.OAUTH, "invalid_grant")),
    (
        b'{"error": "e", "errors": [{"errorCode": "OAU-213", "message": "n"}]}',
        RefusalBody("OAU-213", "n", Envelope.OAUTH, "e"),
    ),
    (b"{}", None),
    (b'{"message": "m"}', None),
    (b"no JSON", None),
    (b"\xff", None),
]


@together
@pytest.mark.parametrize(("body", "expected"), REFUSALS)
@pytest.mark.parametrize("status", [400, 401, 503])
def test_a_refusal_is_read_in_each_of_its_forms(body: bytes, expected: RefusalBody | None, status: int) -> None:
    assert read_refusal(HttpResponse(status, body)) == expected


@pytest.mark.parametrize("status", [200, 204, 302, 399])
def test_what_is_not_refused_is_no_refusal(status: int) -> None:
    assert read_refusal(HttpResponse(status, REFUSALS[0][0])) is None


def test_tokens_and_secrets_stay_out_of_what_is_printed() -> None:
    answer = read_tokens(HttpResponse(200, b'{"access_token": "aa", "expires_in": 0, "refresh_token": "rr"}'))
    assert answer == TokenAnswer("aa", 0, "rr", 0)
    assert repr(answer) == "TokenAnswer(expires_in=0)"
    assert repr(AppKey("id", "secret")) == "AppKey('id')"
    assert read_tokens(HttpResponse(200, b'{"access_token": "aa", "expires_in": -1}')) is None
    assert read_tokens(HttpResponse(201, b'{"access_token": "aa", "expires_in": 1}')) is None


def test_requests_to_a_token_service_are_forms_and_calls() -> None:
    login = login_request(AppKey("id", "secret"), "jwt")
    assert (login.path, login.headers["content-type"]) == ("/restapi/oauth/token", "application/x-www-form-urlencoded")
    call = call_request("/x", "token")
    assert (call.method, call.path, call.headers["accept"]) == ("GET", "/x", "*/*")
    assert recording_path("7") == "/restapi/v1.0/account/~/recording/7/content"
    log = b'{"records": [{"recording": {"id": "1"}}, {}, {"recording": {"id": "2"}}]}'
    assert read_recordings(HttpResponse(200, log)) == ("1", "2")


@given(st.binary(min_size=6, max_size=6))
def test_every_way_to_derive_an_id_takes_the_digits_it_is_named_after(mac: bytes) -> None:
    digits, turned = mac.hex().upper(), mac[::-1].hex().upper()
    shown = {way: device_id(Board.ESP32, mac, way).removeprefix("ESP32_") for way in Derivation}
    assert shown == {
        Derivation.STATION_MAC: digits,
        Derivation.REVERSED: turned,
        Derivation.NO_LEADING_ZEROS: turned.lstrip("0") or "0",
        Derivation.LOW_32_BITS: turned[4:],
        Derivation.CHIP_ID: digits[6:],
        Derivation.BEFORE_WIFI: "0" * 12,
    }


def test_a_request_for_the_time_says_nothing_but_its_nonce() -> None:
    assert FIELDS.unpack(sntp_packet.request(NONCE)) == (0x23, 0, 0, 0, 0, 0, bytes(4), 0, 0, 0, NONCE)


def test_bodies_are_described_by_examples_that_fit_them() -> None:
    schema = msgspec.json.schema_components([RegisterRequest, SessionRequest])[1]["RegisterRequest"]["properties"]
    for name in ("device_id", "mac_address"):
        for example in schema[name]["examples"]:
            assert re.search(schema[name]["pattern"], example)
    assert schema["token"]["minLength"] == 1
    assert [str(ipaddress.ip_address(example)) for example in schema["ip"]["examples"]] == schema["ip"]["examples"]
    assert {each["format"] for each in schema["ip"]["anyOf"]} == {"ipv4", "ipv6"}


def test_what_is_left_out_is_not_sent() -> None:
    assert msgspec.json.encode(StateReport(relay1=True)) == b'{"relay1":true}'
    assert msgspec.json.encode(ErrorReply(False, "why", "code")) == b'{"success":false,"error":"why","code":"code"}'
    assert msgspec.json.encode(SessionReply(True)) == b'{"success":true}'
    assert msgspec.json.decode(msgspec.json.encode(DeviceState())) == {
        "success": True,
        "relay1": False,
        "relay2": False,
        "temperature": None,
        "humidity": None,
    }


@pytest.mark.parametrize(
    ("first", "is_made_up"), [(0x00, False), (0x01, False), (0x02, True), (0x24, False), (0x26, True)]
)
def test_a_mac_of_nobody_is_known_by_its_bit(first: int, is_made_up: bool) -> None:
    assert is_local(bytes([first, 1, 2, 3, 4, 5])) is is_made_up


@pytest.mark.parametrize("encode_record", [encode_legacy, encode_reference])
def test_a_character_that_no_byte_holds_is_written_as_a_question_mark(
    encode_record: Callable[[TokenRecord], bytes],
) -> None:
    assert b"a?b" in encode_record(TokenRecord("a€b"))


def test_an_escape_that_is_none_is_shown_with_its_sign() -> None:
    line = encode(Sentence(SentenceKind.OK, 1, ("a b",)))
    for escape in ("%zz", "%2"):
        content = (
            line[1 : line.index(b"*")].replace(b"a b", f"a{escape}".encode()).replace(b"a%20b", f"a{escape}".encode())
        )
        broken = b"$%s*%02X\r\n" % (content, checksum(content))
        with pytest.raises(SentenceError, match=re.escape(f"{escape.encode()!r} in a word, expected '%'")):
            decode(broken)


@pytest.mark.parametrize("length", [11, 12, 13, 14])
def test_a_look_at_a_text_is_worth_it_beyond_what_may_be_shown(length: int) -> None:
    assert may_hold_secret("x" * length) is (length > 12)


@pytest.mark.parametrize(("method", "path"), [("", "/"), ("GET", ""), ("GE T", "/"), ("GET", "/a b")])
def test_a_start_line_that_would_be_read_otherwise_is_not_sent(method: str, path: str) -> None:
    with pytest.raises(bridge.BridgeError, match="start line"):
        bridge.encode_request(HttpRequest(method, path))


def test_the_words_of_a_token_service_are_those_of_its_scenarios() -> None:
    assert [envelope.value for envelope in Envelope] == ["oauth", "full", "flat", "list"]
    assert [kind.value for kind in TokenKind] == ["access", "refresh"]
