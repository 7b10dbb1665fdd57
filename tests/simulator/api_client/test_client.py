"""What the reference client does with its tokens, what it says, and when it stops."""

import pytest

from oceanhil.protocol.http import HttpResponse
from oceanhil.protocol.ringcentral.messages import TokenKind
from oceanhil.protocol.tokens import TokenDamage, damaged
from tests.simulator.api_client.service import DEAD, OK, REFUSED, Scripted, tokens


def access_of(service: Scripted) -> list[str]:
    return [request.headers["authorization"] for request in service.requests if request.method == "GET"]


def test_after_a_login_it_calls_with_the_token_it_got() -> None:
    service = Scripted(tokens(1), OK)
    client = service.client()
    assert client.login()
    assert client.call() is OK
    assert access_of(service) == ["Bearer access-1"]
    assert service.lines == ["[LOGIN] HTTP 200", "[CALL] HTTP 200"]


def test_after_a_refresh_it_calls_with_the_new_token() -> None:
    service = Scripted(tokens(1), tokens(2), OK)
    client = service.client()
    client.login()
    assert client.refresh()
    client.call()
    assert access_of(service) == ["Bearer access-2"]


def test_each_refresh_asks_with_the_refresh_token_of_the_one_before() -> None:
    service = Scripted(*(tokens(number) for number in range(1, 5)))
    client = service.client()
    assert all([client.login(), client.refresh(), client.refresh(), client.recover()])
    assert [request.body.rpartition(b"=")[2] for request in service.requests[1:]] == [
        b"refresh-1", b"refresh-2", b"refresh-3",
    ]  # fmt: skip


def test_where_the_service_gave_no_refresh_token_it_recovers_by_a_login_at_once() -> None:
    service = Scripted(HttpResponse(200, b'{"access_token": "access-1", "expires_in": 3600}'), tokens(2))
    client = service.client()
    client.login()
    assert client.recover()
    assert (service.stops, len(service.requests)) == (["refresh: no refresh token, log in"], 2)


def test_it_recovers_by_no_login_while_it_cannot_know_that_its_tokens_are_dead() -> None:
    service = Scripted(tokens(1), None, HttpResponse(503))
    client = service.client()
    client.login()
    assert not client.recover()
    assert not client.recover()
    assert (len(service.requests), service.stops) == (3, [])


@pytest.mark.parametrize("damage", TokenDamage)
def test_a_damaged_access_token_is_sent_as_it_is_and_leaves_the_refresh_token_whole(damage: TokenDamage) -> None:
    service = Scripted(tokens(1), REFUSED, tokens(2), OK)
    client = service.client()
    client.login()
    client.damage(damage)
    client.call()
    assert client.refresh()
    client.call()
    assert access_of(service) == [f"Bearer {damaged('access-1', damage)}", "Bearer access-2"]
    assert service.requests[2].body.endswith(b"=refresh-1")


def test_there_is_no_token_to_damage_before_a_login() -> None:
    service = Scripted()
    service.client().damage(TokenDamage.CUT)
    assert service.stops == ["store: no tokens, log in"]


def test_a_refused_refresh_stops_it_and_says_why_and_keeps_the_tokens() -> None:
    service = Scripted(tokens(1), DEAD)
    client = service.client()
    client.login()
    before = client.store.tokens
    assert not client.refresh()
    assert service.stops == ["refresh: refused, log in again"]
    assert service.lines[-2:] == ["[REFRESH] HTTP 400 OAU-213 no", "[REFRESH] stopped: refused, log in again"]
    assert client.store.tokens is before


def test_a_lost_answer_does_not_stop_it_and_the_next_refresh_asks_with_the_same_token() -> None:
    service = Scripted(tokens(1), None, tokens(2))
    client = service.client()
    client.login()
    assert not client.refresh()
    assert service.stops == []
    assert client.refresh()
    assert service.requests[1].body == service.requests[2].body


def test_it_recovers_by_a_refresh_or_else_by_a_login() -> None:
    service = Scripted(tokens(1), tokens(2), DEAD, tokens(3))
    client = service.client()
    client.login()
    assert client.recover()
    assert client.recover()
    assert client.store.tokens is not None
    assert client.store.tokens.access == "access-3"


def test_without_the_habit_every_job_logs_in() -> None:
    service = Scripted(tokens(1), OK, tokens(2), OK)
    service.client().work(2)
    assert access_of(service) == ["Bearer access-1", "Bearer access-2"]


def test_with_the_habit_only_the_first_job_logs_in() -> None:
    service = Scripted(tokens(1), OK, OK, OK)
    client = service.client()
    client.reuses_tokens = True
    client.work(3)
    assert access_of(service) == ["Bearer access-1"] * 3


def test_work_ends_at_the_first_refusal() -> None:
    service = Scripted(tokens(1), REFUSED)
    client = service.client()
    client.reuses_tokens = True
    client.work(5)
    assert len(service.requests) == 2


def test_a_download_ends_at_the_first_refusal_and_goes_on_where_it_was() -> None:
    log = HttpResponse(200, b'{"records": [{"recording": {"id": "1"}}, {}, {"recording": {"id": "2"}}]}')
    service = Scripted(tokens(1), log, OK, REFUSED, log, OK)
    client = service.client()
    client.login()
    client.download()
    assert list(client.recordings) == ["1"]
    client.download()
    assert list(client.recordings) == ["1", "2"]
    assert service.requests[-1].path.endswith("/recording/2/content")


@pytest.mark.parametrize(
    ("most", "recordings"), [(0, []), (1, ["1"]), (2, ["1", "2"]), (3, ["1", "2", "3"]), (None, ["1", "2", "3"])]
)
def test_a_download_takes_as_many_as_it_is_told(most: int | None, recordings: list[str]) -> None:
    log = HttpResponse(
        200, b'{"records": [{"recording": {"id": "1"}}, {"recording": {"id": "2"}}, {"recording": {"id": "3"}}]}'
    )
    service = Scripted(tokens(1), log, *[OK] * len(recordings))
    client = service.client()
    client.login()
    client.download(most)
    assert list(client.recordings) == recordings
    assert service.lines == ["[LOGIN] HTTP 200", "[CALL_LOG] HTTP 200", *["[DOWNLOAD] HTTP 200"] * len(recordings)]


def test_work_ends_with_a_login_that_brings_nothing() -> None:
    service = Scripted(None)
    service.client().work(5)
    assert [request.method for request in service.requests] == ["POST"]


def test_either_token_may_be_revoked_and_both_are_kept() -> None:
    service = Scripted(tokens(1), OK, OK)
    client = service.client()
    client.login()
    before = client.store.tokens
    client.revoke()
    client.revoke(TokenKind.REFRESH)
    assert [request.body for request in service.requests[1:]] == [b"token=access-1", b"token=refresh-1"]
    assert client.store.tokens is before
    assert service.lines[1:] == ["[REVOKE] HTTP 200"] * 2


def test_after_429_it_sends_nothing_until_the_time_is_over() -> None:
    service = Scripted(tokens(1), HttpResponse(429, b"", {"retry-after": "5"}), OK)
    client = service.client()
    client.login()
    client.call()
    service.now_us += 4_999_999
    assert client.call() is None
    assert service.lines[-1] == "[CALL] waits, the service said to come back in 1 s"
    service.now_us += 1
    assert client.call() is OK


def test_after_429_with_a_number_without_end_it_sends_nothing_any_more() -> None:
    service = Scripted(tokens(1), HttpResponse(429, b"", {"retry-after": "9" * 5_000}), OK)
    client = service.client()
    client.login()
    client.call()
    service.now_us += 10**15
    assert client.call() is None


@pytest.mark.parametrize("header", ["", "soon", "-1"])
def test_429_without_a_time_means_half_a_minute(header: str) -> None:
    service = Scripted(HttpResponse(429, b"", {"retry-after": header}), tokens(1))
    client = service.client()
    client.login()
    service.now_us += 29_999_999
    assert not client.login()
    service.now_us += 1
    assert client.login()


def test_a_message_of_the_service_that_repeats_a_token_is_cut_in_the_log() -> None:
    token = "U0pDMTFQMDFQ" + "x" * 72
    service = Scripted(tokens(1), HttpResponse(401, f'{{"errorCode": "X", "message": "bad {token}"}}'.encode()))
    client = service.client()
    client.login()
    client.call()
    assert token not in "\n".join(service.lines)
