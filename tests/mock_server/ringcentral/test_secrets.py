"""No secret is ever shown in full, but in the one answer that gives it out."""

from urllib.parse import quote

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oceanhil.mock_server.core.events import Event
from oceanhil.protocol.http import HttpRequest
from tests.mock_server.ringcentral.clients import JWT, ME, REVOKE, TOKEN, Bench, basic
from tests.together import together

PLACES = ("path", "query", "named", "bearer", "basic", "scheme", "form", "agent", "method")
KINDS = ("access", "refresh", "client_secret", "assertion", "code", "password")


class Told:
    """A bench of which everything that it tells is kept."""

    def __init__(self) -> None:
        self.bench = Bench()
        self.events: list[Event] = []
        self.bench.service.subscribe(self.events.append)
        tokens = self.bench.log_in()
        code = self.bench.service.add_code(self.bench.user.id, self.bench.app.client_id, "", self.bench.now_us).code
        secret = self.bench.app.client_secret
        assert secret is not None
        user = self.bench.user
        self.secrets = dict(
            zip(KINDS, (tokens.access, tokens.refresh, secret, user.jwt, code, user.password), strict=True)
        )

    def everything(self) -> str:
        service, now_us = self.bench.service, self.bench.now_us
        people = (service.users(now_us), service.apps(), service.sessions(now_us))
        lists = (*people, service.health(now_us), service.settings())
        told = (service.journal_since(), [event.data for event in self.events], service.fault_log.since(0), lists)
        return msgspec.json.encode(told).decode()


def request_with(secret: str, place: str) -> HttpRequest:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    match place:
        case "path":
            return HttpRequest("GET", f"/restapi/{secret}")
        case "query":
            return HttpRequest("GET", ME, query=secret)
        case "named":
            return HttpRequest("GET", ME, query=f"code={quote(secret)}&client_secret={secret}")
        case "bearer" | "basic":
            return HttpRequest("GET", ME, {"authorization": f"{place} {secret}"})
        case "scheme":
            return HttpRequest("GET", ME, {"authorization": secret})
        case "agent":
            return HttpRequest("GET", ME, {"user-agent": secret})
        case "method":
            return HttpRequest(secret, ME)
        case _:
            return HttpRequest("POST", TOKEN, headers, f"grant_type={secret}&{secret}=1&token={secret}".encode())


@together
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_secret_in_the_wrong_place_is_told_nowhere(kind: str, place: str) -> None:
    told = Told()
    secret = told.secrets[kind]
    reply = told.bench.send(request_with(secret, place))
    assert secret not in told.everything()
    assert secret not in msgspec.json.encode((reply.body, reply.headers)).decode()


def test_the_secrets_of_a_whole_life_are_told_nowhere() -> None:
    told = Told()
    bench = told.bench
    tokens = bench.log_in()
    new = bench.refreshed(tokens)
    bench.call(new)
    bench.revoke(new.refresh)
    bench.service.change_credentials(bench.user.id, bench.now_us)
    everything = told.everything()
    shown = [secret for secret in (*told.secrets.values(), *msgspec.structs.astuple(new)) if secret in everything]
    assert shown == []


def test_client_credentials_are_not_shown_at_all() -> None:
    bench = Bench()
    bench.ask()
    assert bench.service.journal_since()[0].headers["authorization"] == "Basic …"
    assert basic(bench.app)["authorization"][6:] not in str(bench.service.journal_since())


def test_of_a_bearer_token_only_the_beginning_is_shown_which_all_have() -> None:
    bench = Bench()
    bench.call(bench.log_in())
    assert bench.service.journal_since()[-1].headers["authorization"] == "Bearer U0pDMTFQMDFQ…"


@pytest.mark.slow
@given(st.binary(max_size=200), st.sampled_from([TOKEN, REVOKE, ME]), st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_request_is_too_strange_for_an_answer(body: bytes, path: str, authorization: str, query: str) -> None:
    bench = Bench()
    headers = {"authorization": authorization, "content-type": "application/x-www-form-urlencoded"}
    reply = bench.send(HttpRequest("POST" if path != ME else "GET", path, headers, body, query))
    assert 400 <= reply.status < 500
    assert msgspec.json.encode(bench.service.journal_since())


@pytest.mark.parametrize("name", ["access_token", "refresh_token", "code", "Assertion", "client_secret", "pass%77ord"])
def test_a_parameter_named_like_a_secret_is_cut_whatever_it_looks_like(name: str) -> None:
    bench = Bench()
    bench.send(HttpRequest("GET", ME, query=f"a=b&{name}=no token by its look"))
    # A password is short: nothing of it is shown.
    shown = "…" if name in {"client_secret", "pass%77ord"} else "no token by …"
    assert bench.service.journal_since()[0].query == f"a=b&{name}={shown}"


@pytest.mark.parametrize("name", ["password", "assertion"])
def test_a_refused_login_does_not_repeat_what_was_sent(name: str) -> None:
    bench = Bench()
    grant = JWT if name == "assertion" else "password"
    reply = bench.form(TOKEN, {"grant_type": grant, "username": "alice", name: "hunter2-hunter2"})
    assert "hunter2" not in str(reply.body)
    assert "hunter2" not in str(bench.service.journal_since())
