"""Why a request got no answer: programs compare the kind, people read the words."""

import pytest

from oceanhil.protocol.http import HttpFailure, HttpRequest, HttpResponse
from oceanhil.remote.evidence.exchange import Exchange, shown
from oceanhil.remote.evidence.no_answer import NoAnswer, NoAnswerKind, no_answer
from tests.together import together

ASKED = HttpRequest("GET", "/")


@together
@pytest.mark.parametrize("failure", list(HttpFailure))
def test_each_failure_that_a_board_knows_is_a_kind_in_the_same_words(failure: HttpFailure) -> None:
    assert (no_answer(failure).kind.name, no_answer(failure).words) == (failure.name, failure.words)


@together
@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (NoAnswer(NoAnswerKind.TLS_UNTRUSTED), "TLS untrusted"),
        (NoAnswer(NoAnswerKind.CONNECTION_LOST, "BrokenPipeError"), "connection lost (BrokenPipeError)"),
        (NoAnswer(NoAnswerKind.RECORDED), "no answer"),
        (NoAnswer(NoAnswerKind.RECORDED, "net::ERR_EMPTY_RESPONSE"), "net::ERR_EMPTY_RESPONSE"),
    ],
)
def test_people_read_the_kind_and_what_else_is_known(reason: NoAnswer, words: str) -> None:
    exchange = Exchange(ASKED, None, reason)
    assert shown(exchange, "http://x", {}).received == f"no answer: {words}"
    assert exchange.no_answer_kind is reason.kind


def test_where_there_is_an_answer_nothing_kept_it_away() -> None:
    exchange = Exchange(ASKED, HttpResponse(200))
    assert (exchange.no_answer_kind, exchange.no_answer_words) == (None, "")
