"""Which secret was given to whom: to the same device once more it is a repetition, to another one a device too many."""

from collections.abc import Callable

import msgspec
import pytest

from oceanhil.conformance.oceanremote.grants import Grants
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.evidence.exchange import Exchange

NAMES = load_profile().wire
MAC, OTHER_MAC = "24:6F:28:00:00:01", "24:6F:28:00:00:02"
Ask = Callable[[str, str], Exchange]


def registered(token: str, mac: str) -> Exchange:
    body = msgspec.json.encode({"token": token, "mac_address": mac})
    return Exchange(HttpRequest("POST", NAMES.register_path, body=body), HttpResponse(200, b"{}"))


def opened(token: str, mac: str) -> Exchange:
    body = msgspec.json.encode({"mac_address": mac})
    request = HttpRequest("POST", NAMES.session_path, {NAMES.token_header: token}, body)
    return Exchange(request, HttpResponse(200, b"{}"))


@pytest.mark.parametrize("ask", [registered, opened])
def test_a_secret_that_another_device_was_given_is_given_twice(ask: Ask) -> None:
    grants = Grants(NAMES)
    grants.note(ask("one", MAC), "same")
    grants.note(again := ask("two", OTHER_MAC), "same")
    assert grants.twice == [again]


@pytest.mark.parametrize("ask", [registered, opened])
@pytest.mark.parametrize(
    ("token", "mac"),
    [
        pytest.param(" ONE", MAC.lower(), id="a repetition in another spelling"),
        pytest.param("two", MAC, id="a board that is registered anew"),
        pytest.param("one", OTHER_MAC, id="a MAC that the server does not look at"),
    ],
)
def test_the_same_device_may_be_given_what_it_has(ask: Ask, token: str, mac: str) -> None:
    grants = Grants(NAMES)
    grants.note(ask("one", MAC), "same")
    grants.note(ask(token, mac), "same")
    assert grants.twice == []


def test_of_a_request_that_nobody_can_read_nothing_is_told() -> None:
    grants = Grants(NAMES)
    packed = Exchange(HttpRequest("POST", NAMES.register_path, body=b"\x1f\x8b"), HttpResponse(200, b"{}"))
    for exchange in (registered("one", MAC), packed, registered("two", "no MAC"), opened("", OTHER_MAC)):
        grants.note(exchange, "same", "")
    assert grants.twice == []
