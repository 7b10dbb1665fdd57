"""Journal, events and faults: shared by all services, and filled by this one."""

from urllib.parse import urlencode

from oceanhil.mock_server.core.events import Event, EventKind
from oceanhil.protocol.faults import parse_rule
from oceanhil.protocol.http import HttpRequest
from tests.mock_server.ringcentral.clients import TOKEN, Bench, basic


def add_fault(bench: Bench, **rule: object) -> None:
    bench.service.add_fault(parse_rule(rule), bench.now_us)


def bench_request(bench: Bench, fields: dict[str, str]) -> HttpRequest:
    headers = {"content-type": "application/x-www-form-urlencoded"} | basic(bench.app)
    return HttpRequest("POST", TOKEN, headers, urlencode(fields).encode())


def test_the_journal_says_which_session_and_why(bench: Bench) -> None:
    old = bench.log_in()
    bench.refreshed(old)
    bench.call(old)
    session = bench.sessions()[0].id
    entry = bench.service.journal_newest(1, 0, session)[0]
    assert (entry.status, entry.code, entry.note) == (401, "OAU-129", "the access token was replaced by a refresh")


def test_the_journal_says_what_ended_a_session(bench: Bench) -> None:
    first, *_ = [bench.log_in() for _ in range(6)]
    bench.call(first)
    note = bench.service.journal_since()[-1].note
    assert note == "the session was dropped by a newer login beyond the limit"


def test_a_lost_reply_has_happened_and_the_next_try_gets_the_same(bench: Bench) -> None:
    old = bench.log_in()
    add_fault(bench, match={"path": TOKEN}, fault={"kind": "drop_response"}, times=1)
    fields = {"grant_type": "refresh_token", "refresh_token": old.refresh}
    request = bench_request(bench, fields)
    assert bench.service.handle(request, bench.now_us).response is None
    assert bench.sessions()[0].refreshes == 1
    assert bench.refresh(old).status == 200
    assert bench.sessions()[0].replays == 1


def test_a_lost_request_has_not_happened(bench: Bench) -> None:
    old = bench.log_in()
    add_fault(bench, match={"path": TOKEN}, fault={"kind": "drop_request"}, times=1)
    fields = {"grant_type": "refresh_token", "refresh_token": old.refresh}
    assert bench.service.handle(bench_request(bench, fields), bench.now_us).response is None
    assert bench.sessions()[0].refreshes == 0
    assert bench.service.journal_since()[-1].fault == "drop_request"


def test_a_fault_may_be_for_one_user_or_session(bench: Bench) -> None:
    bob = bench.service.add_user("bob")
    mine, his = bench.log_in(), bench.log_in(bob)
    add_fault(bench, match={"device": "bob"}, fault={"kind": "status", "status": 503, "retry_after": 7})
    assert (bench.call(mine).status, bench.call(his).status) == (200, 503)
    assert bench.call(his).headers["retry-after"] == "7"


def test_an_injected_status_is_answered_in_the_services_own_form(bench: Bench) -> None:
    add_fault(bench, match={}, fault={"kind": "status", "status": 429})
    assert bench.ask().body == {
        "error": "temporarily_unavailable",
        "error_description": "Request rate exceeded",
        "errors": [{"errorCode": "CMN-301", "message": "Request rate exceeded"}],
    }


def test_events_tell_requests_and_sessions(bench: Bench) -> None:
    heard: list[Event] = []
    bench.service.subscribe(heard.append)
    bench.log_in()
    bench.service.end_session(bench.sessions()[0].id, bench.now_us)
    kinds = [event.kind for event in heard]
    assert kinds == [EventKind.REQUEST, EventKind.SESSION, EventKind.SESSION]
    assert isinstance(heard[-1].data, dict)
    assert heard[-1].data["ended"] == "ended by its user"


def test_the_same_seed_gives_the_same_tokens() -> None:
    assert Bench().log_in() == Bench().log_in()
