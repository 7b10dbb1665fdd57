"""Refresh: what becomes of the pair before, and the two windows in which the same answer is given again."""

from collections.abc import Callable

import pytest

from tests.mock_server.ringcentral.clients import Bench, tokens_of


def test_a_refresh_stays_in_its_session(bench: Bench) -> None:
    bench.refreshed(bench.log_in())
    (session,) = bench.sessions()
    assert (session.refreshes, session.live, session.user) == (1, True, bench.user.id)


def test_the_old_access_token_is_corrupted_and_after_ten_seconds_not_found(bench: Bench) -> None:
    old = bench.log_in()
    new = bench.refreshed(old)
    assert bench.call(old).seen == "401 OAU-129"
    bench.wait(9.999999)
    assert bench.call(old).seen == "401 OAU-129"
    bench.wait(0.000001)
    assert bench.call(old).seen == "401 OAU-213"
    assert bench.call(new).status == 200


def test_the_old_access_token_may_be_not_found_at_once(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(old_access_corrupted_s=0)
    old = bench.log_in()
    bench.refreshed(old)
    assert bench.call(old).seen == "401 OAU-213"


def test_a_repeated_refresh_gives_the_same_tokens(bench: Bench) -> None:
    old = bench.log_in()
    assert bench.refreshed(old) == bench.refreshed(old)
    (session,) = bench.sessions()
    assert (session.refreshes, session.replays) == (1, 1)


def test_a_repeated_refresh_says_how_long_the_tokens_still_last(bench: Bench) -> None:
    old = bench.log_in()
    bench.refreshed(old)
    bench.wait(100.5)
    reply = bench.refresh(old)
    assert (reply.body["expires_in"], reply.body["refresh_token_expires_in"]) == (3500, 604_700)


def test_a_repeated_refresh_gives_a_refresh_token_that_helps_even_behind_the_end_of_the_access_token(
    bench: Bench,
) -> None:
    old = bench.log_in()
    new = tokens_of(bench.refresh(old, access_token_ttl=600))
    bench.wait(600)
    assert bench.refresh(old).body["expires_in"] == 0
    assert bench.call(bench.refreshed(new)).status == 200


@pytest.mark.parametrize(("waited_s", "seen"), [(3599.999999, "200"), (3600, "400 OAU-213")])
def test_unused_tokens_may_be_asked_for_again_for_an_hour(bench: Bench, waited_s: float, seen: str) -> None:
    old = bench.log_in()
    bench.refreshed(old)
    bench.wait(waited_s)
    assert bench.refresh(old).seen == seen


@pytest.mark.parametrize(("waited_s", "seen"), [(9.999999, "200"), (10, "400 OAU-213")])
def test_used_tokens_may_be_asked_for_again_for_ten_seconds(bench: Bench, waited_s: float, seen: str) -> None:
    old = bench.log_in()
    new = bench.refreshed(old)
    bench.wait(30)
    bench.call(new)
    bench.wait(waited_s)
    assert bench.refresh(old).seen == seen


def test_the_ten_seconds_begin_with_the_first_use(bench: Bench) -> None:
    old = bench.log_in()
    new = bench.refreshed(old)
    bench.call(new)
    bench.wait(9)
    bench.call(new)
    bench.wait(1)
    assert bench.refresh(old).seen == "400 OAU-213"


def test_a_clock_set_back_gives_nothing_a_longer_life_than_it_was_given(bench: Bench) -> None:
    old = bench.log_in()
    bench.refreshed(old)
    bench.service.set_clock_offset(-1000, bench.now_us)
    assert bench.refresh(old).body["expires_in"] == 3600


def test_a_use_at_the_end_of_the_hour_does_not_lengthen_it(bench: Bench) -> None:
    old = bench.log_in()
    new = bench.refreshed(old)
    bench.wait(3599)
    bench.call(new)
    bench.wait(1)
    assert bench.refresh(old).seen == "400 OAU-213"


def test_only_the_pair_before_is_answered_again(bench: Bench) -> None:
    first = bench.log_in()
    bench.refreshed(bench.refreshed(first))
    assert bench.refresh(first).seen == "400 OAU-213"


def test_a_refresh_token_may_work_only_once(make_bench: Callable[..., Bench]) -> None:
    bench = make_bench(replay_refresh=False)
    old = bench.log_in()
    bench.refreshed(old)
    assert bench.refresh(old).seen == "400 OAU-213"


@pytest.mark.parametrize(("waited_s", "seen"), [(604_799.999999, "200"), (604_800, "400 OAU-210")])
def test_a_refresh_token_ends_with_its_age(bench: Bench, waited_s: float, seen: str) -> None:
    tokens = bench.log_in()
    bench.wait(waited_s)
    assert bench.refresh(tokens).seen == seen


def test_a_refresh_token_is_one_applications(bench: Bench) -> None:
    other = bench.service.add_app("other", is_public=False)
    tokens = bench.log_in()
    assert bench.refresh(tokens, other).seen == "400 OAU-213"
    assert bench.refresh(tokens).status == 200


def test_an_access_token_does_not_refresh_and_a_refresh_token_does_not_call(bench: Bench) -> None:
    tokens = bench.log_in()
    swapped = type(tokens)(tokens.refresh, tokens.access)
    assert (bench.refresh(swapped).seen, bench.call(swapped).seen) == ("400 OAU-213", "401 OAU-213")


def test_a_refresh_may_ask_for_another_lifetime(bench: Bench) -> None:
    reply = bench.refresh(bench.log_in(), access_token_ttl=600)
    tokens = tokens_of(reply)
    bench.wait(600)
    assert (reply.body["expires_in"], bench.call(tokens).seen) == (600, "401 OAU-128")
