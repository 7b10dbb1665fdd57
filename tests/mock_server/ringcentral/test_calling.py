"""API calls: which token lets one in, and every form in which one is refused."""

from collections.abc import Callable

import pytest

from oceanhil.protocol.http import HttpRequest
from tests.mock_server.ringcentral.clients import ME, TOKEN, Bench, Tokens

ACCOUNT = "/restapi/v1.0/account/~"


def test_a_call_without_a_token_is_refused_in_the_gateways_own_form(bench: Bench) -> None:
    reply = bench.send(HttpRequest("GET", ME))
    expected = {"errorCode": "AGW-401", "message": "Authorization header is not specified"}
    assert (reply.status, reply.body) == (401, expected)


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer ", "token"])
def test_a_header_that_is_not_bearer_is_refused(bench: Bench, header: str) -> None:
    assert bench.send(HttpRequest("GET", ME, {"authorization": header})).seen == "401 OAU-134"


def test_the_scheme_is_taken_in_any_case(bench: Bench) -> None:
    tokens = bench.log_in()
    assert bench.send(HttpRequest("GET", ME, {"authorization": f"bearer {tokens.access}"})).status == 200


def test_a_damaged_token_is_told_from_rubbish(bench: Bench) -> None:
    access = bench.log_in().access
    changed = access[:30] + ("a" if access[30] != "a" else "b") + access[31:]
    assert bench.call(Tokens(changed, "")).seen == "401 OAU-129"
    for rubbish in (access[:-1], access + "x", "nothing", "é" * 84, access.replace("U0", "V0", 1)):
        assert bench.call(Tokens(rubbish, "")).seen == "401 OAU-149"


@pytest.mark.parametrize(("waited_s", "seen"), [(3599.999999, "200"), (3600, "401 OAU-128")])
def test_an_access_token_ends_with_its_age(bench: Bench, waited_s: float, seen: str) -> None:
    tokens = bench.log_in()
    bench.wait(waited_s)
    assert bench.call(tokens).seen == seen


def test_an_expired_token_may_be_not_found(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(expired_access="not_found")
    tokens = bench.log_in()
    bench.wait(3600)
    assert bench.call(tokens).seen == "401 OAU-213"


def test_a_token_in_the_query_is_taken_and_reported(bench: Bench) -> None:
    access = bench.log_in().access
    assert bench.send(HttpRequest("GET", ME, query=f"access_token={access}")).status == 200
    entry = bench.service.journal_since()[-1]
    assert entry.note == "the access token travels in the query: proxies and logs keep it"
    assert access not in entry.query
    bench.change(accept_query_token=False)
    assert bench.send(HttpRequest("GET", ME, query=f"access_token={access}")).seen == "401 AGW-401"


@pytest.mark.parametrize(
    ("form", "body"),
    [
        ("full", {"errorCode": "TokenInvalid", "message": "Token not found", "errors": 1}),
        ("flat", {"errorCode": "TokenInvalid", "message": "Token not found"}),
        ("list", {"errors": 1}),
    ],
)
def test_every_documented_form_of_a_refused_call(bench: Bench, form: str, body: dict[str, object]) -> None:
    bench.change(api_error_envelope=form)
    tokens = bench.log_in()
    bench.revoke(tokens.access)
    reply = bench.call(tokens)
    items = [{"errorCode": "OAU-213", "message": "Token not found"}]
    assert reply.body == {name: items if name == "errors" else value for name, value in body.items()}


@pytest.mark.parametrize("form", ["oauth", "list"])
def test_every_documented_form_of_a_refusal_of_the_token_endpoint(bench: Bench, form: str) -> None:
    bench.change(token_error_envelope=form)
    reply = bench.form(TOKEN, {"grant_type": "refresh_token", "refresh_token": "unknown"})
    words = {"error": "invalid_grant", "error_description": "Token not found"} if form == "oauth" else {}
    assert reply.body == {**words, "errors": [{"errorCode": "OAU-213", "message": "Token not found"}]}


@pytest.mark.parametrize("path", [ACCOUNT, ME, f"{ME}/call-log", f"{ACCOUNT}/recording/7/content"])
def test_there_is_something_to_ask_for(bench: Bench, path: str) -> None:
    assert bench.call(bench.log_in(), path).status == 200


def test_an_unknown_resource_is_404_and_a_wrong_method_405(bench: Bench) -> None:
    tokens = bench.log_in()
    assert bench.call(tokens, "/restapi/v1.0/nowhere").body == {
        "errorCode": "AGW-404",
        "message": "Resource not found",
        "errors": [],
    }
    request = HttpRequest("DELETE", ME, {"authorization": f"Bearer {tokens.access}"})
    assert bench.send(request).status == 405
