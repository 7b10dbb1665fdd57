"""Functions of the device program at their limits."""

import msgspec
import pytest

from oceanhil.protocol.http import HttpFailure, HttpResponse
from oceanhil.protocol.messages import ErrorReply
from oceanhil.protocol.settings import DeviceSettings
from oceanhil.simulator.program.answers import is_skew, read_body, refusal, status_of
from oceanhil.simulator.program.backoff import Backoff, retry_after_s
from oceanhil.simulator.program.session import lifetime_ms
from tests.simulator.board.fake_observer import PROFILE
from tests.together import together

SETTINGS: DeviceSettings = PROFILE.device


def refused(**fields: object) -> ErrorReply:
    return refusal(HttpResponse(400, msgspec.json.encode(fields)))


def test_a_refusal_without_words_has_some() -> None:
    assert refusal(HttpResponse(500, b"<html>")) == ErrorReply(
        success=False, error="unreadable answer", code="", server_time=None
    )
    assert (refused().error, refused(error="").error, refused(error=" \n").error) == (
        "unreadable answer",
        "no message",
        " ?",
    )


@pytest.mark.parametrize(("length", "shown"), [(79, 79), (80, 80), (81, 80), (400, 80), (1000, 80)])
def test_a_message_is_shown_in_80_characters(length: int, shown: int) -> None:
    assert (
        refused(error="a b " * (length // 4) + "a" * (length % 4)).error
        == (("a b " * (length // 4) + "a" * (length % 4))[:shown])
    )


@pytest.mark.parametrize(
    ("token", "words"), [(386, " so it is not"), (387, " so it is "), (391, " so it "), (399, " ")]
)
def test_what_follows_a_long_token_is_shown_as_far_as_words_of_400_characters_are_whole(token: int, words: str) -> None:
    # As in the firmware in C++ (kMessageCharacters).
    assert refused(error="A" * token + " so it is not").error == "A" * 12 + "…" + words


def test_of_a_message_that_is_one_long_run_nothing_is_shown() -> None:
    assert refused(error="A" * 400).error == "no message"


@together
@pytest.mark.parametrize(
    ("error", "shown"),
    [
        ("0123456789abc", "0123456789ab…"),
        ("0123456789ab", "0123456789ab"),
        ("Authentication needed", "Authentication needed"),
        ("a" * 31, "a" * 31),
        ("a" * 32, "a" * 12 + "…"),
        ("unauthorized_client", "unauthorized…"),
        ("%41bcdefghijkl", "%41bcdefghij…"),
        (r"\u0041bcdefgh", r"\u0041bcdefg…"),
        ("abcdefghi-klm and nopqrstuvwxyz", "abcdefghi-kl… and …"),
        ("oc_reg bcdefghijklmn", "oc_reg …"),
        ("oc-reg bcdefghijklmn", "oc-reg bcdefghijklmn"),
        ("a%41 bcdefghijklmno", "a%41 …"),
        ("ocarina bcdefghijklmno", "ocarina bcdefghijklmno"),
    ],
)
def test_a_long_run_that_is_no_word_is_cut_and_of_its_further_pieces_nothing_is_shown(error: str, shown: str) -> None:
    assert refused(error=error).error == shown


@together
@pytest.mark.parametrize("between", [" ", ",", '":"'])
@pytest.mark.parametrize("at", range(345, 402))
def test_a_token_at_the_end_of_what_is_read_shows_at_most_12_characters(at: int, between: str) -> None:
    shown = refused(error="a" * at + between + "z" * 43).error
    assert shown.count("z") in {0, 12}


def test_what_cannot_be_printed_is_a_question_mark() -> None:
    assert refused(error="a\x1b[31m\tb\r\nc").error == "a?[31m?b??c"


def test_no_message_holds_a_sentence_of_the_agent() -> None:
    assert refused(error="$HEV,0,CUT,12*06").error == "?HEV,0,CUT,12*06"


def test_code_and_time_of_a_refusal_are_read() -> None:
    found = refused(error="e", code="clock_skew", server_time=7)
    assert (found.code, found.server_time, is_skew(found), is_skew(refused(error="e"))) == (
        "clock_skew",
        7,
        True,
        False,
    )


def test_a_body_that_is_none_or_too_deep_is_none() -> None:
    decoder = msgspec.json.Decoder(dict[str, object])
    assert read_body(decoder, HttpResponse(200, b'{"a": 1}')) == {"a": 1}
    for body in (b"", b"[]", b'{"a":', b'{"a": "\xff"}', b'{"a":' + b"[" * 64 + b"]" * 64 + b"}"):
        assert read_body(decoder, HttpResponse(200, body)) is None
    assert read_body(decoder, HttpResponse(200, b'{"a":' + b"[" * 63 + b"]" * 63 + b"}")) is not None


@pytest.mark.parametrize("failure", HttpFailure)
def test_a_failure_is_printed_by_its_code(failure: HttpFailure) -> None:
    printed = {"NOT_CONNECTED": -4, "CONNECTION_LOST": -5, "TIMEOUT": -11}
    before_a_connection = {"REFUSED", "TLS", "TLS_UNTRUSTED", "TLS_ALERT"}
    assert status_of(failure) == printed.get(failure.name, -1)
    assert {each.name for each in HttpFailure} == {*printed, *before_a_connection}
    assert status_of(HttpResponse(503)) == 503


@pytest.mark.parametrize(
    ("header", "limit_s", "wait_s"),
    [
        ("9999999999", 10**10, 9_999_999_999),
        ("10000000000", 10**10, 10**10),
        ("00000000001", 60, 1),
        ("0000000001", 60, 1),
        (" 7 ", 60, 7),
        ("61", 60, 60),
        ("60", 60, 60),
        ("-1", 60, 0),
        ("1.5", 60, 0),
    ],
)
def test_a_wait_has_up_to_ten_digits_and_a_limit(header: str, limit_s: int, wait_s: int) -> None:
    assert retry_after_s(HttpResponse(429, b"", {"retry-after": header}), limit_s) == wait_s


@pytest.mark.parametrize(
    ("status", "is_long"),
    [(399, False), (400, True), (408, False), (425, False), (424, True), (426, True), (499, True), (500, False)],
)
def test_only_refusals_that_will_not_pass_are_waited_out_long(status: int, is_long: bool) -> None:
    wait_ms = Backoff(SETTINGS).after(HttpResponse(status), 0)
    assert wait_ms == 1000 * (SETTINGS.refused_retry_s if is_long else SETTINGS.retry_first_s)


def test_the_wait_doubles_to_its_limit_and_jitter_is_a_tenth() -> None:
    backoff, expected = Backoff(SETTINGS), SETTINGS.retry_first_s
    for _ in range(12):
        assert backoff.after_failure(0) == 1000 * expected
        expected = min(2 * expected, SETTINGS.retry_max_s)
    assert backoff.after_failure(500_000) == 1050 * SETTINGS.retry_max_s
    backoff.reset()
    assert backoff.after_failure(0) == 1000 * SETTINGS.retry_first_s


@together
@pytest.mark.parametrize(
    ("written", "ms"),
    [(b"3600", 3_600_000), (b"1e3", 1_000_000), (b"1E+2", 100_000), (b"12e-1", 1_200), (b"0.0019", 1), (b"00", None),
     (b"1e-9", 0), (b"2147483647e-3", 2_147_483_647), (b"2147483648e-3", None), (b".5", None), (b"1.", None),
     (b'"5"', None), (b"null", None), (b"1" * 64, None), (b"0." + b"0" * 62, None)],
)  # fmt: skip
def test_a_lifetime_is_read_without_floating_point(written: bytes, ms: int | None) -> None:
    assert lifetime_ms(written) == ms
