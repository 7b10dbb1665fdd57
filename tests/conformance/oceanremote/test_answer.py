"""What may be demanded of an answer, and what an answer that does not hold is reported as."""

from __future__ import annotations

import pytest

from oceanhil.conformance.contract.base_answer import field_in_words
from oceanhil.conformance.contract.finding import Deviation, Violation
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.evidence.no_answer import NoAnswer, NoAnswerKind
from tests.together import together

PROFILE = load_profile()
MAINTENANCE = b'{"success":false,"error":"Server maintenance","code":"maintenance"}'


def answer(status: int, body: bytes = b"{}") -> Answer:
    exchange = Exchange(HttpRequest("GET", "/"), HttpResponse(status, body))
    return Answer(exchange, PROFILE, lambda reason: PROFILE.errors[reason])


def silence() -> Answer:
    return Answer(
        Exchange(HttpRequest("GET", "/"), None, NoAnswer(NoAnswerKind.TIMEOUT)),
        PROFILE,
        lambda reason: PROFILE.errors[reason],
    )


def test_a_refusal_of_5xx_is_one_if_the_profile_says_so() -> None:
    answer(503, MAINTENANCE).refused(ErrorReason.MAINTENANCE)
    answer(503, MAINTENANCE).refused_in_these_words(ErrorReason.MAINTENANCE)


@pytest.mark.parametrize("status", [500, 502, 504])
def test_any_other_5xx_violates(status: int) -> None:
    for reason in (ErrorReason.MAINTENANCE, ErrorReason.TOKEN_INVALID):
        with pytest.raises(Violation):
            answer(status).refused(reason)


def test_an_accepted_request_that_should_be_refused_is_a_choice() -> None:
    with pytest.raises(Deviation):
        answer(200).should_be_refused(ErrorReason.BAD_REQUEST)


def test_a_redirect_or_a_failure_in_place_of_a_refusal_is_none() -> None:
    for status in (301, 500):
        with pytest.raises(Violation):
            answer(status).should_be_refused(ErrorReason.BAD_REQUEST)


def test_an_assumed_message_may_be_another() -> None:
    body = b'{"success":false,"error":"slow down","code":"rate_limited"}'
    with pytest.raises(Deviation) as found:
        answer(429, body).refused_in_these_words(ErrorReason.RATE_LIMITED)
    assert found.value.readings == {"errors.rate_limited.message": "slow down"}


def test_a_printed_status_may_not() -> None:
    body = b'{"success":false,"error":"Rate limited","code":"rate_limited"}'
    with pytest.raises(Violation):
        answer(403, body).refused_in_these_words(ErrorReason.RATE_LIMITED)


def test_no_answer_is_a_violation_whatever_is_demanded() -> None:
    for demand in (silence().json, silence().must_be_refused, lambda: silence().refused(ErrorReason.MAINTENANCE)):
        with pytest.raises(Violation, match="none: timeout"):
            demand()


@pytest.mark.parametrize("reason", [ErrorReason.TOKEN_INVALID, ErrorReason.MAC_MISMATCH])
def test_another_status_is_a_choice_where_no_page_says_which(reason: ErrorReason) -> None:
    for demand in (answer(418).refused_like, answer(418).should_be_refused):
        with pytest.raises(Deviation):
            demand(reason)


def test_what_must_be_refused_somehow_is_not_accepted() -> None:
    with pytest.raises(Violation):
        answer(200).refused_like(ErrorReason.TOKEN_INVALID)


def test_an_answer_that_is_packed_is_told_to_be_so_and_not_in_its_bytes() -> None:
    for headers, told in (({"content-encoding": "gzip"}, True), ({"content-encoding": "identity"}, False), ({}, False)):
        exchange = Exchange(HttpRequest("GET", "/"), HttpResponse(200, b"\x1f\x8b\x08", headers))
        packed = Answer(exchange, PROFILE, lambda reason: PROFILE.errors[reason])
        with pytest.raises(Violation) as caught:
            packed.json()
        words = "an answer packed by 'gzip', for which nobody asked"
        assert (caught.value.found == words, packed.in_words() == f"200 {words}") == (told, told)


def test_json_behind_a_mark_that_nobody_sees_is_told_to_be_so() -> None:
    with pytest.raises(Violation) as found:
        answer(200, b'\xef\xbb\xbf{"success": true}').json()
    assert found.value.found == "JSON behind a byte order mark (EF BB BF)"


def test_what_was_found_in_a_field_is_told_as_json_spells_it() -> None:
    told = answer(200, b'{"temperature": null, "relay1": true, "humidity": 0.0}').json()
    assert [field_in_words(told, name) for name in ("temperature", "relay1", "humidity", "relay2")] == [
        "null",
        "true",
        "0.0",
        "no such field",
    ]


@together
@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("1767225600", 1_767_225_600),
        ("1767225600.0", 1_767_225_600),
        ("1.7672256e9", 1_767_225_600),
        ("1767225600.5", None),
        ('"1767225600"', None),
        ("true", None),
        ("null", None),
    ],
)
def test_the_server_s_time_is_a_whole_number_however_it_is_written(told: str, seconds: int | None) -> None:
    assert answer(401, f'{{"server_time": {told}}}'.encode()).server_time_s() == seconds
    assert answer(401, b"<html>").server_time_s() is None
