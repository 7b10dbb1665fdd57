"""Sessions: how many there may be, and every way in which one ends."""

from collections.abc import Callable

import pytest

from oceanhil.mock_server.ringcentral import session_registry
from oceanhil.mock_server.ringcentral.session import Session
from tests.mock_server.ringcentral.clients import Bench


def test_a_sixth_login_ends_the_oldest_session(bench: Bench) -> None:
    held = [bench.log_in() for _ in range(6)]
    assert [bench.call(tokens).seen for tokens in held] == ["401 OAU-213", *["200"] * 5]
    assert bench.refresh(held[0]).seen == "400 OAU-213"
    assert bench.sessions()[0].ended == "dropped by a newer login beyond the limit"


def test_a_sixth_login_may_be_refused(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(over_limit="refuse")
    held = [bench.log_in() for _ in range(5)]
    assert bench.ask().seen == "429 CMN-301"
    assert {bench.call(tokens).seen for tokens in held} == {"200"}
    bench.revoke(held[0].access)
    assert bench.ask().status == 200


def test_a_login_that_is_refused_for_the_lifetime_it_wishes_ends_no_session(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(session_limit=1, ttl_out_of_range="refuse")
    held = bench.log_in()
    assert bench.ask(access_token_ttl=1).seen == "400 CMN-101"
    assert bench.call(held).status == 200


def test_refreshes_do_not_count_as_logins(bench: Bench) -> None:
    first = tokens = bench.log_in()
    for _ in range(10):
        tokens = bench.refreshed(tokens)
    assert first != tokens
    assert len(bench.sessions()) == 1


def test_the_limit_is_for_a_user_with_an_application(bench: Bench) -> None:
    first = bench.log_in()
    bob, other = bench.service.add_user("bob"), bench.service.add_app("other", is_public=False)
    for _ in range(4):
        bench.log_in(bob)
        bench.log_in(app=other)
        bench.log_in()
    assert bench.call(first).status == 200


def test_a_lowered_limit_ends_as_many_as_are_too_many_at_the_next_login(bench: Bench) -> None:
    held = [bench.log_in() for _ in range(5)]
    bench.change(session_limit=1)
    last = bench.log_in()
    assert [bench.call(tokens).status for tokens in (*held, last)] == [401] * 5 + [200]


def test_a_session_whose_tokens_are_all_too_old_leaves_room(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(session_limit=1, over_limit="refuse")
    bench.log_in()
    bench.wait(604_800)
    assert bench.ask().status == 200


def test_a_login_does_not_look_at_sessions_that_were_seen_to_be_over(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        bench.log_in()
    bench.wait(604_800)
    bench.log_in()
    looked_at: list[str] = []
    is_live = Session.is_live

    def looking(session: Session, at_us: int) -> bool:
        looked_at.append(session.id)
        return is_live(session, at_us)

    monkeypatch.setattr(Session, "is_live", looking)
    bench.log_in()
    assert len(looked_at) == 1


def test_a_session_that_was_over_counts_again_where_the_clock_was_set_back(bench: Bench) -> None:
    bench.change(session_limit=1)
    first = bench.log_in()
    bench.wait(604_800)
    bench.log_in()
    bench.service.set_clock_offset(-604_800, bench.now_us)
    assert bench.call(first).status == 200
    bench.log_in()
    assert bench.call(first).seen == "401 OAU-213"


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_a_revocation_ends_the_whole_session(bench: Bench, kind: str) -> None:
    old = bench.log_in()
    new, other = bench.refreshed(old), bench.log_in()
    assert bench.revoke(getattr(new, kind)).status == 200
    assert (bench.call(new).seen, bench.refresh(new).seen, bench.refresh(old).seen) == (
        "401 OAU-213",
        "400 OAU-213",
        "400 OAU-213",
    )
    assert bench.call(other).status == 200


def test_the_revocation_of_an_unknown_token_is_answered_with_200(bench: Bench) -> None:
    tokens, other = bench.log_in(), bench.service.add_app("other", is_public=False)
    assert bench.revoke("unknown").status == 200
    assert bench.revoke(tokens.access, other).status == 200
    assert bench.call(tokens).status == 200


def test_the_revocation_of_an_unknown_token_may_be_refused(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(revoke_unknown_status=400)
    assert bench.revoke("unknown").seen == "400 OAU-213"


def test_changed_credentials_end_all_sessions_of_the_user(bench: Bench) -> None:
    bob = bench.service.add_user("bob")
    mine, other = [bench.log_in() for _ in range(2)], bench.log_in(bob)
    renewed = bench.service.change_credentials(bench.user.id, bench.now_us)
    assert [bench.call(tokens).seen for tokens in (*mine, other)] == ["401 OAU-213", "401 OAU-213", "200"]
    assert bench.ask().seen == "400 OAU-140"
    assert bench.ask(renewed).status == 200


def test_a_user_may_end_a_session(bench: Bench) -> None:
    tokens = bench.log_in()
    assert bench.service.end_session(bench.sessions()[0].id, bench.now_us).ended == "ended by its user"
    assert bench.call(tokens).seen == "401 OAU-213"


def test_a_session_may_have_an_age_that_no_refresh_exceeds(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(absolute_session_timeout_s=1000)
    tokens = bench.log_in()
    bench.wait(999)
    tokens = bench.refreshed(tokens)
    bench.wait(1)
    assert (bench.call(tokens).seen, bench.refresh(tokens).seen) == ("401 OAU-213", "400 OAU-213")


def test_a_restart_keeps_sessions_and_a_reset_forgets_everything(bench: Bench) -> None:
    tokens = bench.log_in()
    bench.service.restart(bench.now_us)
    assert bench.call(tokens).status == 200
    bench.service.reset(None, bench.now_us)
    assert bench.call(tokens).seen == "401 OAU-213"
    assert bench.service.add_user("alice") == bench.user


def test_dead_tokens_are_forgotten_before_those_of_a_live_session(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_registry, "_MOST_TOKENS", 12)
    quiet, ended, busy = bench.log_in(), bench.log_in(), bench.log_in(bench.service.add_user("bob"))
    bench.revoke(ended.access)
    first = busy
    for _ in range(10):
        busy = bench.refreshed(busy)
    assert (bench.call(quiet).seen, bench.call(busy).seen) == ("200", "200")
    assert [each.ended for each in bench.sessions()] == [None, None]
    assert bench.refresh(first).seen == "400 OAU-213"
    assert bench.refresh(quiet).seen == "200"


def test_beyond_the_most_tokens_the_session_that_was_silent_the_longest_is_forgotten_whole(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_registry, "_MOST_TOKENS", 6)
    held = [bench.log_in() for _ in range(3)]
    held[0] = bench.refreshed(held[0])
    held.append(bench.log_in())
    assert [bench.call(tokens).status for tokens in held] == [200, 401, 200, 200]
    assert bench.refresh(held[1]).seen == "400 OAU-213"
    assert len(bench.sessions()) == 3
