"""Rate limits: a sliding window, and a penalty that every request starts again."""

from collections.abc import Callable

from oceanhil.protocol.ringcentral.admin import NewUser
from tests.mock_server.ringcentral.clients import Bench

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
