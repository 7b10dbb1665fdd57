"""Which secret was given for what: for the same once more it is a repetition, for another one a device too many."""

from collections.abc import Callable

import msgspec
import pytest

from oceanhil.conformance.oceanremote.grants import Grants
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.evidence.exchange import Exchange

NAMES = load_profile().wire


def registered(token: str) -> Exchange:
    body = msgspec.json.encode({"token": token})
    return Exchange(HttpRequest("POST", NAMES.register_path, body=body), HttpResponse(200, b"{}"))


def opened(token: str) -> Exchange:
    request = HttpRequest("POST", NAMES.session_path, {NAMES.token_header: token})
    return Exchange(request, HttpResponse(200, b"{}"))


@pytest.mark.parametrize("ask", [registered, opened])
def test_a_secret_that_is_given_for_another_one_is_given_twice(ask: Callable[[str], Exchange]) -> None:
    grants = Grants(NAMES)
    grants.note(ask("one"), "same")
    grants.note(again := ask("two"), "same")
    assert grants.twice == [again]


@pytest.mark.parametrize("ask", [registered, opened])
def test_a_repetition_gives_what_was_given(ask: Callable[[str], Exchange]) -> None:
    grants = Grants(NAMES)
    for spelled in ("one", " ONE"):
        grants.note(ask(spelled), "same")
    assert grants.twice == []


def test_of_a_request_that_nobody_can_read_nothing_is_told() -> None:
    grants = Grants(NAMES)
    packed = Exchange(HttpRequest("POST", NAMES.register_path, body=b"\x1f\x8b"), HttpResponse(200, b"{}"))
    for exchange in (registered("one"), packed, opened("")):
        grants.note(exchange, "same", "")
    assert grants.twice == []
