"""A refresh that is repeated because its answer was lost, and refreshes at the same time."""

from typing import Final

from oceanhil.conformance.contract.control import CLOCK
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.control import APP, USER
from oceanhil.conformance.ringcentral.edges import end_s
from oceanhil.conformance.ringcentral.requests import Login
from oceanhil.mock_server.ringcentral.refusals import Reason
from oceanhil.protocol.profile import Kind

_AT_ONCE = 4


@item(
    "grace/replay",
    "a refresh that is repeated gives the same new tokens again, or is refused, as the profile says",
    kind=Kind.CONTRADICTION,
    source="REFRESH describes the grace, and says that the token can be used once",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
    learns=("server.replay_refresh",),
)
def replay(bench: TokenBench) -> None:
    old = bench.log_in()
    new = bench.refreshed(old)
    answer = bench.ask(bench.refresh_request(old.refresh))
    if answer.status != 200:
        answer.refused(Reason.REFRESH_NOT_FOUND)
        bench.reads("replay_refresh", found=False, answer=answer)
        return
    _must_be_same(bench, new, bench.opened(answer, old.user, old.app))
    bench.reads("replay_refresh", found=True, answer=answer)


@item(
    "grace/after-use",
    "right after the new access token was used, the refresh can still be repeated",
    kind=Kind.FACT,
    source="REFRESH, EXPERIMENT",
    severity=Severity.MAJOR,
    needs=(APP, USER),
)
def after_use(bench: TokenBench) -> None:
    bench.must_replay()
    if not bench.number("grace_used_s"):
        return
    old = bench.log_in()
    new = bench.refreshed(old)
    bench.call(new.access).must_have_status(200)
    _must_be_same(bench, new, bench.refreshed(old))


@item(
    "grace/used-edge",
    "once the new access token was used, the refresh token before works for ten seconds",
    kind=Kind.FACT,
    source="REFRESH, EXPERIMENT",
    style=Style.BOUNDARY,
    needs=(APP, USER, CLOCK),
    learns=("server.grace_used_s",),
)
def used_edge(bench: TokenBench) -> None:
    _judge_window(bench, "grace_used_s", is_used=True)


@item(
    "grace/unused-edge",
    "while the new access token is not used, the refresh token before works as long as the profile says",
    kind=Kind.CONTRADICTION,
    source="REFRESH: up to 60 minutes; EXPERIMENT: at least",
    style=Style.BOUNDARY,
    needs=(APP, USER, CLOCK),
    learns=("server.grace_unused_s",),
)
def unused_edge(bench: TokenBench) -> None:
    _judge_window(bench, "grace_unused_s", is_used=False)


@item(
    "grace/counts-from-first-use",
    "the ten seconds count from the first use of the new access token, not from the last",
    kind=Kind.ASSUMPTION,
    source="REFRESH, EXPERIMENT",
    style=Style.BOUNDARY,
    needs=(APP, USER, CLOCK),
)
def counts_from_first_use(bench: TokenBench) -> None:
    bench.must_replay()
    window_s = bench.number("grace_used_s")
    if window_s < 2:
        return
    with bench.frozen():
        old = bench.log_in()
        new = bench.refreshed(old)
        for wait_s in (window_s - 1, 1):
            bench.call(new.access).must_have_status(200)
            bench.advance(wait_s)
        bench.ask(bench.refresh_request(old.refresh)).should_be_refused(Reason.REFRESH_NOT_FOUND)


@item(
    "grace/time-left",
    "a refresh that is repeated says how long the tokens still last, not how long they lasted",
    kind=Kind.ASSUMPTION,
    source="a live answer in the documentation's pull request 33 shows 2717 s",
    style=Style.BOUNDARY,
    needs=(APP, USER, CLOCK),
)
def time_left(bench: TokenBench) -> None:
    bench.must_replay()
    wait_s = min(100, bench.number("grace_unused_s") - 1)
    with bench.frozen():
        old = bench.log_in()
        new = bench.refreshed(old)
        bench.advance(wait_s)
        again = bench.refreshed(old)
    if again.tokens.expires_in != new.tokens.expires_in - wait_s:
        raise bench.last().deviates(f"expires_in {new.tokens.expires_in - wait_s}", f"{again.tokens.expires_in}")


@item(
    "grace/repeated-tokens-work",
    "the tokens of a repeated refresh work",
    kind=Kind.FACT,
    source="REFRESH",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def repeated_tokens_work(bench: TokenBench) -> None:
    bench.must_replay()
    old = bench.log_in()
    bench.refreshed(old)
    again = bench.refreshed(old)
    bench.call(again.access).must_have_status(200)
    bench.refreshed(again)


@item(
    "grace/two-at-once",
    "of two refreshes at the same time both give the same tokens, or one is refused, as the profile says",
    kind=Kind.CONTRADICTION,
    source="REFRESH",
    severity=Severity.CRITICAL,
    style=Style.RACE,
    needs=(APP, USER),
)
def two_at_once(bench: TokenBench) -> None:
    _judge_race(bench, 2)


@item(
    "grace/many-at-once",
    "refreshes of many workers at the same time leave one session with one pair of tokens",
    kind=Kind.CONTRADICTION,
    source="REFRESH",
    severity=Severity.CRITICAL,
    style=Style.RACE,
    needs=(APP, USER),
)
def many_at_once(bench: TokenBench) -> None:
    bench.call(_judge_race(bench, _AT_ONCE).access).must_have_status(200)


@item(
    "grace/call-at-once",
    "a call at the same time as a refresh succeeds or is refused with 401, and the new token works",
    kind=Kind.FACT,
    source="REFRESH",
    severity=Severity.CRITICAL,
    style=Style.RACE,
    needs=(APP, USER),
)
def call_at_once(bench: TokenBench) -> None:
    login = bench.log_in()
    called, refreshed = bench.ask_at_once(
        [bench.bearer_request(login.access), bench.refresh_request(login.refresh, login.app)]
    )
    if called.status != 200:
        called.refused_as_token()
    bench.call(bench.opened(refreshed, login.user, login.app).access).must_have_status(200)


def _judge_window(bench: TokenBench, setting: str, *, is_used: bool) -> None:
    bench.must_replay()

    def is_replayed(age_s: int) -> bool:
        old = bench.log_in()
        new = bench.refreshed(old)
        if is_used:
            bench.call(new.access).must_have_status(200)
        bench.advance(age_s)
        answer = bench.ask(bench.refresh_request(old.refresh))
        return not answer.is_refused(Reason.REFRESH_NOT_FOUND)

    expected_s = bench.number(setting)
    with bench.frozen():
        found_s = end_s(is_replayed, expected_s)
    if found_s is None:
        raise bench.last().deviates(f"{setting} {expected_s}", "for a year at least")
    bench.reads(setting, found_s, bench.last())


def _judge_race(bench: TokenBench, count: int) -> Login:
    login = bench.log_in()
    answers = bench.ask_at_once([bench.refresh_request(login.refresh, login.app)] * count)
    won = [bench.opened(answer, login.user, login.app) for answer in answers if answer.status == 200]
    for lost in [answer for answer in answers if answer.status != 200]:
        lost.refused(Reason.REFRESH_NOT_FOUND)
    wanted = count if bench.value("replay_refresh") else 1
    pairs = {(each.access, each.refresh) for each in won}
    if len(won) != wanted or len(pairs) != 1:
        raise answers[-1].violates(
            f"{wanted} of {count} answered, all alike", f"{len(won)} answered with {len(pairs)} pairs of tokens"
        )
    return won[0]


def _must_be_same(bench: TokenBench, new: Login, again: Login) -> None:
    if (new.access, new.refresh) != (again.access, again.refresh):
        raise bench.last().violates("the same tokens again", "others")


ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    replay,
    after_use,
    used_edge,
    unused_edge,
    counts_from_first_use,
    time_left,
    repeated_tokens_work,
    two_at_once,
    many_at_once,
    call_at_once,
)
