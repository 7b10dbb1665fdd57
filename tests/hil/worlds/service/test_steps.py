"""What each step about the token service does, and how each expectation fails."""

import pytest

from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.trace import EventKind
from tests.hil.worlds.service.running import found_by, ran

PASSING = (
    ("client.login", "client.call", "expect.answer: 200"),
    ("client.call", "expect.stopped: no tokens, log in", "expect.no_request"),
    ("client.refresh", "expect.stopped: no refresh token, log in"),
    ("client.login", "server.end_session", "expect.session: {live: false, ended: ended by its user}"),
    ("client.login", "client.copy_tokens: {on: b, source: worker}", "expect.holders: {live: [worker, b]}"),
    ("client.login", "client.download", "expect.recordings: 3", "client.download", "expect.recordings: 3"),
    ("client.login", "together: [client.revoke, expect.sessions: 0]"),
    (
        "server.settings: {api_error_envelope: flat}",
        "client.login",
        "client.damage_token: cut",
        "client.call",
        "expect.answer: {status: 401, code: TokenInvalid, envelope: flat}",
    ),
    (
        "client.login",
        "server.settings: {api_error_envelope: list}",
        "client.damage_token: quoted",
        "client.call",
        "expect.answer: {status: 401, code: OAU-149, envelope: list}",
    ),
    (
        "server.fault: {kind: status, path: token, status: 503, times: 1}",
        "client.login",
        "expect.answer: 503",
        "client.login",
        "expect.answer: 200",
    ),
    (
        "server.fault: drop_request",
        "client.login",
        "expect.no_answer",
        "expect.sessions: 0",
        "server.clear_faults",
        "client.login",
        "expect.sessions: 1",
    ),
    (
        "server.fault: {name: lost, kind: drop_request}",
        "server.fault: {name: busy, kind: status, status: 503}",
        "client.login",
        "expect.no_answer",
        "server.clear_faults: lost",
        "client.login",
        "expect.answer: 503",
        "server.clear_faults: busy",
        "client.login",
        "expect.sessions: 1",
    ),
    ("server.fault: drop_response", "client.login", "expect.no_answer", "expect.sessions: 1"),
    ("client.login", "client.lose_reply", "client.recover", "expect.no_answer", "expect.sessions: 1"),
    (
        "client.login",
        "server.fault: {kind: status, path: token, status: 503, times: 1}",
        "mark",
        "client.recover",
        "expect.answer: 503",
        "expect.count: {path: token, count: 1}",
    ),
    (
        "client.login: first",
        "client.share_tokens: {on: second, source: first}",
        "client.use_lock: first",
        "client.use_lock: second",
        "client.prepare_refresh: first",
        "client.recover: second",
        "expect.no_request: second",
        "expect.sessions: 1",
    ),
)
UNMET = (
    (("expect.answer: 200",), "an answer to worker: 200 | no request since the last expected answer"),
    (
        ("client.login", "expect.answer: {status: 401, code: OAU-213}"),
        "an answer to worker: 401 OAU-213 | POST /restapi/oauth/token -> 200",
    ),
    (("client.login", "expect.answer: 200", "expect.answer: 200"), "no request since the last expected answer"),
    (("client.login", "expect.no_answer"), "a request of worker without an answer | POST /restapi/oauth/token"),
    (("client.login", "expect.no_request"), "no request of worker | POST /restapi/oauth/token -> 200"),
    (("expect.sessions: {live: 1, ended: 0}",), "sessions: 1 live, 0 ended | 0 live, 0 ended"),
    (("expect.session: {live: true}",), "a session of worker | the service knows none of its tokens"),
    (
        ("client.login", "expect.session: {live: false, refreshes: 1, ended: revoked}"),
        "the session of worker: live false, ended revoked, refreshes 1 | live true, ended not, refreshes 0",
    ),
    (("server.end_session",), "a session of worker | none; put a client.login step before"),
    (("client.login", "expect.holders: {dead: [worker]}"), "worker to hold a dead access token | GET"),
    (("client.login", "expect.count: {path: token, count: 2}"), "requests to token: 2 | 1"),
    (("client.login", "mark", "expect.count: {path: token, count: 1}"), "requests to token: 1 | 0"),
    (("expect.recordings: 1",), "recordings: 1, each once | 0: none"),
    (("client.login", "expect.says: hello"), "worker to say 'hello' | [LOGIN] HTTP 200"),
    (("expect.stopped: refused",), "worker to stop: 'refused' | nothing"),
)


@pytest.mark.parametrize("steps", PASSING, ids=" / ".join)
def test_these_steps_pass(steps: tuple[str, ...]) -> None:
    result = ran(*steps)
    assert result.outcome is Outcome.PASSED, result.failure


@pytest.mark.parametrize(("steps", "expected"), UNMET)
def test_an_expectation_that_is_not_met_says_what_was_found(steps: tuple[str, ...], expected: str) -> None:
    assert expected in found_by(*steps)


def test_a_failure_names_step_file_line_and_column() -> None:
    failure = ran("client.login", "expect.answer: 401").failure
    assert failure is not None
    assert (failure.step, failure.file, failure.line, failure.column) == ("expect.answer: 401", "probe.yaml", 7, 5)


def test_a_wish_that_the_service_refuses_is_an_error_of_the_world() -> None:
    result = ran("server.settings: {max_body_bytes: 1000000000}")
    assert result.outcome is Outcome.ERROR
    assert result.reason.startswith("the service refused: max_body_bytes is 1000000000, expected at most")


def test_the_trace_names_tokens_and_sessions_and_no_board() -> None:
    result = ran("client.login", "client.refresh", "client.call")
    requests = [event.fields for event in result.events if event.kind is EventKind.REQUEST]
    assert [fields.get("issued") for fields in requests] == ["access-1", "access-2", None]
    assert [fields.get("token") for fields in requests] == [None, "refresh-1", "access-2"]
    assert len({fields["session"] for fields in requests}) == 1
    assert (result.board, result.service, result.subject) == ("", "ringcentral", "ringcentral")


def test_a_client_waits_as_long_as_it_is_told_after_429() -> None:
    result = ran(
        "server.fault: {kind: status, status: 429, retry_after: 60s, times: 1}",
        "client.login",
        "expect.answer: {status: 429, code: CMN-301, retry_after: 60s}",
        "client.login",
        "expect.no_request",
        "expect.says: waits, the service said to come back in 60 s",
        "time.advance: 60s",
        "client.login",
        "expect.answer: 200",
    )
    assert result.outcome is Outcome.PASSED, result.failure
