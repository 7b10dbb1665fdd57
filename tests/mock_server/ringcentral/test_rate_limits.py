"""Rate limits: a sliding window, and a penalty that every request starts again."""

from collections.abc import Callable

import msgspec
import pytest

from oceanhil.mock_server.ringcentral import rate_limits
from oceanhil.protocol.ringcentral.admin import NewUser
from oceanhil.protocol.ringcentral.profile import load_profile
from tests.mock_server.ringcentral.clients import TOKEN, Bench

LIMITED = {"rate_limit_enabled": True}


def test_without_the_setting_nothing_is_limited(bench: Bench) -> None:
    assert {bench.ask().status for _ in range(20)} == {200}
    assert "x-rate-limit-limit" not in bench.ask().headers


def test_a_sixth_request_for_tokens_in_a_minute_is_refused(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(**LIMITED)
    assert [bench.ask().status for _ in range(5)] == [200] * 5
    reply = bench.ask()
    assert (reply.seen, reply.headers["retry-after"]) == ("429 CMN-301", "60")
    assert len(bench.sessions()) == 5


def test_headers_count_down(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(**LIMITED)
    tokens = bench.log_in()
    headers = [bench.call(tokens).headers for _ in range(2)]
    assert [each["x-rate-limit-remaining"] for each in headers] == ["49", "48"]
    assert [headers[0][f"x-rate-limit-{name}"] for name in ("group", "limit", "window")] == ["light", "50", "60"]


def test_a_request_during_the_penalty_starts_it_again(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(rate_limit_light=1, **LIMITED)
    tokens = bench.log_in()
    seen = []
    for waited_s in (0, 0, 59, 59, 60):
        bench.wait(waited_s)
        seen.append(bench.call(tokens).status)
    assert seen == [200, 429, 429, 429, 200]


def test_groups_are_counted_apart(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(rate_limit_light=1, rate_limit_heavy=1, **LIMITED)
    tokens = bench.log_in()
    paths = ["/restapi/v1.0/account/~", "/restapi/v1.0/account/~/extension/~/call-log"]
    assert [bench.call(tokens, path).status for path in (*paths, *paths)] == [200, 200, 429, 429]


def test_requests_for_tokens_count_for_the_user_or_the_application(make_bench: Callable[..., Bench]) -> None:
    for scope, status in (("user", 200), ("app", 429)):
        bench = make_bench(rate_limit_auth_scope=scope, **LIMITED)
        bob: NewUser = bench.service.add_user("bob")
        for _ in range(5):
            bench.ask()
        assert bench.ask(bob).status == status


def test_refused_logins_count(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(**LIMITED)
    stranger = NewUser("1", "x", "wrong", "wrong")
    assert [bench.ask(stranger).status for _ in range(6)] == [400] * 5 + [429]


@pytest.mark.parametrize("wrong", ["unknown", "another application's", "too old", "for another address"])
def test_refused_codes_count_too(make_bench: Callable[..., Bench], wrong: str) -> None:
    bench = make_bench(**LIMITED)
    app = bench.service.add_app("other", is_public=False) if wrong == "another application's" else bench.app
    code = bench.service.add_code(bench.user.id, app.client_id, "https://a.example", bench.now_us).code
    if wrong == "too old":
        bench.wait(86_400)
    address = "https://b.example" if wrong == "for another address" else "https://a.example"
    fields = {"grant_type": "authorization_code", "code": "x" if wrong == "unknown" else code, "redirect_uri": address}
    assert [bench.form(TOKEN, fields).status for _ in range(6)] == [403] * 5 + [429]


def test_a_login_beyond_the_limit_of_sessions_tells_what_is_left_of_the_rate(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(rate_limit_auth=50, over_limit="refuse", session_limit=1, **LIMITED)
    bench.log_in()
    refused = bench.ask()
    assert (refused.status, refused.headers["x-rate-limit-remaining"]) == (429, "48")
    assert "retry-after" not in refused.headers


def test_retry_after_may_be_left_out(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(rate_limit_auth=1, send_retry_after=False, **LIMITED)
    bench.ask()
    assert "retry-after" not in bench.ask().headers


def test_a_clock_set_back_locks_nobody_out(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(rate_limit_auth=1, **LIMITED)
    bench.service.set_clock_offset(1000, bench.now_us)
    bench.ask()
    assert bench.ask().status == 429
    bench.service.set_clock_offset(0, bench.now_us)
    assert bench.ask().status == 200


def test_a_window_longer_than_the_penalty_is_what_a_client_is_told_to_wait(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(rate_limit_auth=1, rate_window_s=3600, rate_penalty_s=60, **LIMITED)
    bench.ask()
    bench.wait(600)
    assert bench.ask().headers["retry-after"] == "3000"
    bench.wait(3000)
    assert bench.ask().status == 200


def test_of_too_many_askers_the_one_that_was_silent_the_longest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "_MOST_KEYS", 2)
    values = msgspec.structs.replace(load_profile().server, rate_limit_auth=1)
    limits = rate_limits.PenaltyLimits()
    waits = [limits.admit(rate_limits.Group.AUTH, who, values, 0).wait_s for who in ("a", "b", "a", "c", "a", "b")]
    assert [wait > 0 for wait in waits] == [False, False, True, False, True, False]
