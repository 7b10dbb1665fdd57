"""Grants, and how a client says which application it is."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from oceanhil.protocol.http import HttpRequest
from tests.mock_server.ringcentral.clients import JWT, TOKEN, Bench, basic

FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_a_jwt_gives_tokens_in_the_documented_form(bench: Bench) -> None:
    reply = bench.ask()
    assert reply.status == 200
    names = "access_token token_type expires_in refresh_token refresh_token_expires_in scope owner_id endpoint_id"
    assert list(reply.body) == names.split()
    shown = [reply.body[name] for name in ("token_type", "expires_in", "refresh_token_expires_in", "owner_id")]
    assert shown == ["bearer", 3600, 604_800, bench.user.id]
    assert reply.headers["cache-control"] == "no-store"


def test_a_password_logs_in_by_name_or_id(bench: Bench) -> None:
    for username in ("alice", bench.user.id):
        fields = {"grant_type": "password", "username": username, "password": bench.user.password}
        assert bench.form(TOKEN, fields).status == 200
    fields["password"] = "wrong"
    assert bench.form(TOKEN, fields).seen == "400 OAU-140"


def test_an_authorization_code_works_once(bench: Bench) -> None:
    code = bench.service.add_code(bench.user.id, bench.app.client_id, "https://app/back", bench.now_us).code
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": "https://app/back"}
    assert bench.form(TOKEN, {**fields, "redirect_uri": "https://evil/"}).seen == "403 OAU-109"
    assert bench.form(TOKEN, fields).status == 200
    assert bench.form(TOKEN, fields).seen == "403 OAU-106"


def test_an_authorization_code_ends_with_its_age(bench: Bench) -> None:
    code = bench.service.add_code(bench.user.id, bench.app.client_id, "", bench.now_us).code
    bench.wait(60)
    assert bench.form(TOKEN, {"grant_type": "authorization_code", "code": code}).seen == "403 OAU-108"


def test_an_authorization_code_is_one_applications(bench: Bench) -> None:
    code = bench.service.add_code(bench.user.id, bench.app.client_id, "", bench.now_us).code
    other = bench.service.add_app("other", is_public=False)
    assert bench.form(TOKEN, {"grant_type": "authorization_code", "code": code}, other).seen == "403 OAU-110"


def test_a_public_application_sends_its_id_in_the_body(bench: Bench) -> None:
    public = bench.service.add_app("page", is_public=True)
    assert bench.ask(app=public).seen == "401 OAU-123"
    assert bench.ask(app=public, client_id=public.client_id).status == 200


def test_the_id_alone_does_not_do_for_an_application_with_a_secret(bench: Bench) -> None:
    fields = {"grant_type": JWT, "assertion": bench.user.jwt, "client_id": bench.app.client_id}
    request = HttpRequest("POST", TOKEN, FORM, urlencode(fields).encode())
    assert bench.send(request).seen == "401 OAU-123"


@pytest.mark.parametrize("header", ["Basic bm9ib2R5Ondyb25n", "Basic !", "Basic", "Bearer abc", "Basic bm9jb2xvbg=="])
def test_wrong_client_credentials_are_refused(bench: Bench, header: str) -> None:
    body = urlencode({"grant_type": JWT, "assertion": bench.user.jwt}).encode()
    reply = bench.send(HttpRequest("POST", TOKEN, {**FORM, "authorization": header}, body))
    assert (reply.status, reply.body["error"]) == (401, "invalid_client")
    assert bench.sessions() == []


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (b"", "400 CMN-101"),
        (b"grant_type=magic", "400 OAU-151"),
        (b"grant_type=refresh_token", "400 CMN-101"),
        (b"grant_type=refresh_token&refresh_token=a&refresh_token=b", "400 OAU-111"),
        (b"grant_type=password&username=alice", "400 CMN-101"),
        (b"grant_type=refresh_token&refresh_token=a&access_token_ttl=soon", "400 CMN-101"),
        (b"\xff\xfe", "400 CMN-104"),
        (b"&".join(b"f%d=1" % number for number in range(80)), "400 CMN-104"),
        (b"a=" + b"x" * 70_000, "400 CMN-104"),
    ],
)
def test_a_malformed_request_changes_nothing(bench: Bench, body: bytes, seen: str) -> None:
    assert bench.send(HttpRequest("POST", TOKEN, FORM | basic(bench.app), body)).seen == seen
    assert bench.sessions() == []


def test_a_form_of_another_type_is_refused(bench: Bench) -> None:
    headers = {"content-type": "application/json"} | basic(bench.app)
    assert bench.send(HttpRequest("POST", TOKEN, headers, b"{}")).seen == "400 CMN-104"


def test_only_posts_reach_the_token_endpoint(bench: Bench) -> None:
    reply = bench.send(HttpRequest("GET", TOKEN))
    assert (reply.status, reply.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(("asked", "given"), [(600, 600), (3600, 3600), (599, 600), (3601, 3600), (-1, 600)])
def test_a_lifetime_outside_the_range_is_clamped(bench: Bench, asked: int, given: int) -> None:
    assert bench.ask(access_token_ttl=asked).body["expires_in"] == given


def test_a_lifetime_outside_the_range_may_be_refused(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(ttl_out_of_range="refuse")
    reply = bench.ask(access_token_ttl=-1)
    assert (reply.seen, reply.body["errors"]) == (
        "400 CMN-101",
        [{"errorCode": "CMN-101", "message": "Parameter value is invalid", "parameterName": "access_token_ttl"}],
    )


def test_a_refresh_token_may_be_asked_to_die_at_once(bench: Bench) -> None:
    tokens = bench.log_in(refresh_token_ttl=0)
    assert bench.refresh(tokens).seen == "400 OAU-210"
    assert bench.call(tokens).status == 200


def test_an_application_may_be_set_up_without_refresh_tokens(make_bench: Callable[..., Bench]) -> None:
    reply = make_bench(issue_refresh_token=False).ask()
    assert "refresh_token" not in reply.body
    assert "refresh_token_expires_in" not in reply.body


def test_an_endpoint_id_comes_back(bench: Bench) -> None:
    assert bench.ask(endpoint_id="desk-7").body["endpoint_id"] == "desk-7"
