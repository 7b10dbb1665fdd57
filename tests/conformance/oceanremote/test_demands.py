"""Which finding an answer is that is not as demanded: another reading, which a profile may describe, or a violation."""

from collections.abc import Callable

import msgspec
import pytest

from oceanhil.conformance.contract.finding import Deviation, Violation
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.devices import GivenToken
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.evidence.no_answer import NoAnswer, NoAnswerKind

PROFILE = load_profile()
INVALID = {"error": "Invalid token", "code": "token_invalid"}


def answered(status: int, body: object = None) -> Answer:
    response = HttpResponse(status, msgspec.json.encode(body or {}), {"content-type": "application/json"})
    return Answer(Exchange(HttpRequest("POST", "/"), response), PROFILE, PROFILE.errors.__getitem__)


def perhaps_accepted(answer: Answer) -> None:
    answer.should_be_accepted(GivenToken)


@pytest.mark.parametrize("status", [301, 500])
@pytest.mark.parametrize("demand", [perhaps_accepted, Answer.should_be_refused_somehow])
def test_a_redirect_or_a_failure_violates_whatever_is_left_open(status: int, demand: Callable[[Answer], None]) -> None:
    with pytest.raises(Violation):
        demand(answered(status))


def test_what_only_should_be_accepted_and_is_not_differs() -> None:
    with pytest.raises(Deviation):
        perhaps_accepted(answered(400))


def test_what_only_should_be_refused_somehow_and_is_not_differs() -> None:
    with pytest.raises(Deviation):
        answered(200).should_be_refused_somehow()
    answered(418).should_be_refused_somehow()


def test_another_status_of_an_assumed_refusal_is_left_to_its_own_item_to_learn() -> None:
    with pytest.raises(Deviation) as found:
        answered(422).refused(ErrorReason.BAD_REQUEST)
    assert found.value.readings == {}


def test_the_item_about_a_refusal_learns_its_words() -> None:
    with pytest.raises(Deviation) as found:
        answered(422, {"error": "Wrong", "code": "wrong"}).refused_in_these_words(ErrorReason.BAD_REQUEST)
    names = {name.rpartition(".")[2]: value for name, value in found.value.readings.items()}
    assert names == {"status": 422, "message": "Wrong", "code": "wrong"}


def test_a_message_that_names_a_field_may_be_any() -> None:
    body = {"error": "ip is missing", "code": "bad_request"}
    answered(400, body).refused_in_these_words(ErrorReason.BAD_REQUEST, any_message=True)


LISTED = ({"detail": [{"loc": ["body", "ip"]}]}, {"errors": {"ip": ["is invalid"]}}, {"error": "no ip"})


@pytest.mark.parametrize("body", LISTED)
def test_a_field_is_named_wherever_frameworks_list_what_is_wrong(body: object) -> None:
    answered(400, body).should_name("ip")


@pytest.mark.parametrize("body", [{"errors": ["description is missing"]}, {"ipv4": "?"}, None])
def test_a_field_is_not_named_by_another_word(body: object) -> None:
    with pytest.raises(Deviation):
        answered(400, body).should_name("ip")


SENT = {"token": "t", "device_id": "ESP32_1", "ip": 17}


@pytest.mark.parametrize("echo", [SENT, [SENT], msgspec.json.encode(SENT).decode()])
@pytest.mark.parametrize(("error", "is_named"), [("Bad request", False), ("ip is wrong", True)])
def test_who_only_repeats_what_was_sent_names_no_field(echo: object, error: str, is_named: bool) -> None:
    body = {"error": error, "received": {"body": echo}}
    response = HttpResponse(400, msgspec.json.encode(body), {"content-type": "application/json"})
    request = HttpRequest("POST", "/", body=msgspec.json.encode(SENT))
    answer = Answer(Exchange(request, response), PROFILE, PROFILE.errors.__getitem__)
    assert answer.names("ip") is is_named


def test_a_text_that_repeats_the_request_as_it_came_names_no_field() -> None:
    request = HttpRequest("POST", "/", body=msgspec.json.encode(SENT))
    response = HttpResponse(400, b"cannot take " + request.body, {"content-type": "text/plain"})
    answer = Answer(Exchange(request, response), PROFILE, PROFILE.errors.__getitem__)
    assert not answer.names("ip")


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/problem+json"])
def test_an_answer_that_is_to_be_json_and_is_cut_violates(kind: str) -> None:
    cut = HttpResponse(400, '{"error":"Küche"'.encode(), {"content-type": kind})
    answer = Answer(Exchange(HttpRequest("POST", "/"), cut), PROFILE, PROFILE.errors.__getitem__)
    with pytest.raises(Violation, match="JSON to its end"):
        answer.must_be_whole()


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"error":"no"}', b'\xef\xbb\xbf{"error":"no"}'])
def test_an_answer_of_another_kind_without_a_body_or_with_a_mark_before_it_is_whole(body: bytes) -> None:
    kind = "text/html" if body.startswith(b"<") else "application/json"
    response = HttpResponse(400, body, {"content-type": kind})
    Answer(Exchange(HttpRequest("POST", "/"), response), PROFILE, PROFILE.errors.__getitem__).must_be_whole()


def test_another_code_of_a_printed_refusal_only_differs() -> None:
    with pytest.raises(Deviation):
        answered(401, INVALID | {"code": "nope"}).refused_in_these_words(ErrorReason.TOKEN_INVALID)


def test_other_words_of_a_printed_refusal_violate() -> None:
    with pytest.raises(Violation):
        answered(401, INVALID | {"error": "Nope"}).refused_in_these_words(ErrorReason.TOKEN_INVALID)


def test_a_server_may_hang_up_on_a_body_that_is_too_large_and_on_nothing_else() -> None:
    silence = Answer(
        Exchange(HttpRequest("POST", "/"), None, NoAnswer(NoAnswerKind.CONNECTION_LOST)),
        PROFILE,
        PROFILE.errors.__getitem__,
    )
    with pytest.raises(Deviation):
        silence.should_be_refused(ErrorReason.TOO_LARGE)
    with pytest.raises(Violation):
        silence.should_be_refused(ErrorReason.BAD_REQUEST)


@pytest.mark.parametrize("reason", [ErrorReason.NOT_FOUND, ErrorReason.TOO_LARGE])
def test_a_refusal_that_is_no_json_differs_where_no_page_prints_it_and_its_status_is_learned(
    reason: ErrorReason,
) -> None:
    page = HttpResponse(400, b"<html>", {"content-type": "text/html"})
    answer = Answer(Exchange(HttpRequest("POST", "/"), page), PROFILE, PROFILE.errors.__getitem__)
    with pytest.raises(Deviation) as found:
        answer.refused_in_these_words(reason)
    assert found.value.readings == {f"errors.{reason.value}.status": 400}


def test_a_printed_refusal_that_is_no_json_violates() -> None:
    page = HttpResponse(401, b"<html>", {"content-type": "text/html"})
    answer = Answer(Exchange(HttpRequest("POST", "/"), page), PROFILE, PROFILE.errors.__getitem__)
    with pytest.raises(Violation):
        answer.refused_in_these_words(ErrorReason.TOKEN_INVALID)
