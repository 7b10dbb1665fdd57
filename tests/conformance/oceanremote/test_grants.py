"""Which secret was given to whom: to the same device once more it is a repetition, to another one a device too many."""

import gzip
from collections.abc import Callable

import msgspec
import pytest

from oceanhil.conformance.oceanremote.grants import Grants
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.wire.raw_connection import Form, as_bytes, chunked

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


def as_bytes_in_chunks(exchange: Exchange) -> Exchange:
    request = exchange.request
    form = Form(is_framed=False, more=("Transfer-Encoding: chunked",))
    head = as_bytes(msgspec.structs.replace(request, body=b""), "http://127.0.0.1", form)
    return Exchange(HttpRequest("POST", request.path), exchange.response, raw=head + chunked(request.body, 7, "note=1"))


def packed(exchange: Exchange) -> Exchange:
    request = exchange.request
    headers = {**request.headers, "content-encoding": "gzip"}
    changed = msgspec.structs.replace(request, headers=headers, body=gzip.compress(request.body))
    return msgspec.structs.replace(exchange, request=changed)


@pytest.mark.parametrize("form", [as_bytes_in_chunks, packed])
@pytest.mark.parametrize("ask", [registered, opened])
def test_what_a_device_was_given_is_known_however_it_asked(ask: Ask, form: Callable[[Exchange], Exchange]) -> None:
    grants = Grants(NAMES)
    grants.note(form(ask("one", MAC)), "same")
    grants.note(again := form(ask("two", OTHER_MAC)), "same")
    assert grants.twice == [again]


def polled(token: str, session: str) -> Exchange:
    headers = {NAMES.token_header: token, NAMES.session_header: session}
    return Exchange(HttpRequest("GET", NAMES.state_path, headers), HttpResponse(403, b"{}"))


NAMED = {
    "reg1": "REGISTRATION_TOKEN",
    "one": "PERMANENT_TOKEN",
    "first": "SESSION_ID",
    "reg2": "REGISTRATION_TOKEN",
    "two": "PERMANENT_TOKEN",
    "second": "SESSION_ID",
    "made up": "OTHER_PERMANENT_TOKEN",
}


def two_devices() -> Grants:
    grants = Grants(NAMES)
    for mac, registration, permanent, session in ((MAC, "reg1", "one", "first"), (OTHER_MAC, "reg2", "two", "second")):
        grants.note(registered(registration, mac), permanent)
        grants.note(opened(permanent, mac), session)
    return grants


def test_secrets_of_two_devices_have_names_of_their_own() -> None:
    told = two_devices().told_apart(NAMED, [registered("reg1", MAC), polled("one", "second")])
    assert told == NAMED | {"reg2": "REGISTRATION_TOKEN_2", "two": "PERMANENT_TOKEN_2", "second": "SESSION_ID_2"}


def test_the_only_device_that_is_shown_has_the_plain_names() -> None:
    shown = [registered("reg2", OTHER_MAC), as_bytes_in_chunks(opened("two", OTHER_MAC)), polled("two", "made up")]
    assert two_devices().told_apart(NAMED, shown) == NAMED


def test_of_a_request_that_nobody_can_read_nothing_is_told() -> None:
    grants = Grants(NAMES)
    spoilt = Exchange(HttpRequest("POST", NAMES.register_path, body=b"\x1f\x8b"), HttpResponse(200, b"{}"))
    no_gzip = msgspec.structs.replace(spoilt, request=HttpRequest("POST", "/", {"content-encoding": "gzip"}, b"no"))
    no_chunks = msgspec.structs.replace(spoilt, raw=b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n")
    for exchange in (
        registered("one", MAC),
        spoilt,
        no_gzip,
        no_chunks,
        registered("two", "no MAC"),
        opened("", OTHER_MAC),
    ):
        grants.note(exchange, "same", "")
    assert grants.twice == []
