"""A close-up about the token service has both messages and what clients hold, and gives no secret away."""

import base64
from urllib.parse import quote

import pytest

from oceanhil.hil.worlds.service.closeup import MessageTexts
from oceanhil.hil.worlds.service.factory import InProcessWorlds
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.ringcentral.messages import TokenKind
from oceanhil.protocol.tokens import TokenDamage
from oceanhil.scenarios.ringcentral.world import ServiceRequest
from oceanhil.scenarios.runner import run_service_case
from oceanhil.scenarios.scenario import Case
from oceanhil.scenarios.subject import ServiceName
from oceanhil.scenarios.trace import EventKind
from tests.hil.worlds.service.library import cases
from tests.hil.worlds.test_closeup import without_closeup

REQUEST = ServiceRequest(service=ServiceName.RINGCENTRAL, seed=1, is_closeup=True)


@pytest.mark.parametrize("case", [pytest.param(each, id=each.replay_id) for each in cases()[::3]])
def test_a_closeup_is_the_same_run_with_both_messages(case: Case) -> None:
    plain = run_service_case(case, InProcessWorlds())
    close = run_service_case(case, InProcessWorlds(), is_closeup=True)
    assert tuple(without_closeup(close.events)) == plain.events
    requests = [event.fields for event in close.events if event.kind is EventKind.REQUEST]
    assert requests
    assert all(str(fields["sent"]).startswith(f"{fields['method']} {fields['path']}") for fields in requests)
    assert all(("answered" in fields) == bool(fields["status"]) for fields in requests)


def test_tokens_have_their_names_in_messages_and_in_what_a_client_holds() -> None:
    world = InProcessWorlds().make(REQUEST)
    client = world.client("worker")
    client.login()
    client.refresh()
    client.call()
    requests = [event.fields for event in world.trace if event.kind is EventKind.REQUEST]
    login, refresh, call = (str(fields["sent"]).splitlines() for fields in requests)
    assert "authorization: Basic …" in login
    assert login[-1] == "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=…"
    assert refresh[-1] == "grant_type=refresh_token&refresh_token=refresh-1"
    assert '"access_token":"access-2"' in str(requests[1]["answered"])
    assert "authorization: Bearer access-2" in call
    states = [event.fields for event in world.trace if event.kind is EventKind.STATE]
    assert [fields["tokens"] for fields in states] == ["", "access-1, refresh-1", "access-2, refresh-2"]
    assert states[0]["server_off_ms"] == 1_768_478_400_000


@pytest.mark.parametrize("damage", list(TokenDamage))
def test_no_secret_is_in_a_closeup(damage: TokenDamage) -> None:
    world = InProcessWorlds().make(REQUEST)
    client = world.client("worker")
    client.login()
    client.damage(damage)
    client.call()
    client.revoke(TokenKind.ACCESS)
    client.revoke(TokenKind.REFRESH)
    world.control.change_credentials()
    client.login()
    world.hand_credentials("worker")
    client.login()
    text = "\n".join(str(value) for event in world.trace for value in event.fields.values())
    secrets = world.secrets()
    assert len(secrets) >= 6
    for secret in secrets:
        for form in (secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode().rstrip("=")):
            middle = form[len(form) // 2 :][:12]
            assert len(middle) < 8 or middle not in text, f"{middle} of a secret"


def test_a_part_of_a_token_that_looks_like_none_is_cut() -> None:
    texts = MessageTexts(lambda: {"first-part-of-it-then-Xq7": "access-1"}, lambda: ["secret-word"])
    form = {"content-type": "application/x-www-form-urlencoded"}
    request = HttpRequest("POST", "/revoke", form, b"token=part-of-it-then-Xq&hint=secret-word&plain=a+b", "", "")
    answer = HttpResponse(200, b"first-part-of-it-then-Xq7 was it", {})
    sent, answered = texts.show(request, answer)
    assert sent.splitlines()[-1] == "token=part-o…&hint=…&plain=a b"
    assert answered is not None
    assert answered.splitlines()[-1] == "access-1 was it"
