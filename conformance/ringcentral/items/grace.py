"""A refresh that is repeated because its answer was lost, and refreshes at the same time."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, contradiction, fact, items_of
from oceanhil.conformance.contract.search import end_s
from oceanhil.conformance.ringcentral.requests import Login
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.remote.connector.control import CLOCK
from oceanhil.remote.connector.ringcentral.control import APP, USER

_AT_ONCE = 4


@contradiction(
    "grace/replay",
    Severity.CRITICAL,
    APP,
    USER,
    source="REFRESH describes the grace, and says that the token can be used once",
    learns=("server.replay_refresh",),
)
def replay(subject: TokenSubject) -> None:
    """A refresh that is repeated gives the same new tokens again, or is refused, as the profile says."""
    old = subject.log_in()
    new = subject.refreshed(old)
    answer = subject.ask(subject.refresh_request(old.refresh))
    if answer.status != 200:
        answer.refused(Reason.REFRESH_NOT_FOUND)
        subject.reads("replay_refresh", found=False, answer=answer)
        return
    _must_be_same(subject, new, subject.opened(answer, old.user, old.app))
    subject.reads("replay_refresh", found=True, answer=answer)


@fact("grace/after-use", APP, USER, source="REFRESH, EXPERIMENT")
def after_use(subject: TokenSubject) -> None:
    """Right after the new access token was used, the refresh can still be repeated."""
    subject.must_replay()
    if not subject.number("grace_used_s"):
        return
    old = subject.log_in()
    new = subject.refreshed(old)
    subject.call(new.access).must_have_status(200)
    _must_be_same(subject, new, subject.refreshed(old))


@fact(
    "grace/used-edge", Style.BOUNDARY, APP, USER, CLOCK, source="REFRESH, EXPERIMENT", learns=("server.grace_used_s",)
)
def used_edge(subject: TokenSubject) -> None:
    """Once the new access token was used, the refresh token before works for ten seconds."""
    _judge_window(subject, "grace_used_s", is_used=True)


@contradiction(
    "grace/unused-edge",
    Style.BOUNDARY,
    APP,
    USER,
    CLOCK,
    source="REFRESH: up to 60 minutes; EXPERIMENT: at least",
    learns=("server.grace_unused_s",),
)
def unused_edge(subject: TokenSubject) -> None:
    """While the new access token is not used, the refresh token before works as long as the profile says."""
    _judge_window(subject, "grace_unused_s", is_used=False)


@assumption("grace/counts-from-first-use", Style.BOUNDARY, APP, USER, CLOCK, source="REFRESH, EXPERIMENT")
def counts_from_first_use(subject: TokenSubject) -> None:
    """The ten seconds count from the first use of the new access token, not from the last."""
    subject.must_replay()
    window_s = subject.number("grace_used_s")
    if window_s < 2:
        return
    with subject.frozen():
        old = subject.log_in()
        new = subject.refreshed(old)
        for wait_s in (window_s - 1, 1):
            subject.call(new.access).must_have_status(200)
            subject.advance(wait_s)
        subject.ask(subject.refresh_request(old.refresh)).should_be_refused(Reason.REFRESH_NOT_FOUND)


@assumption(
    "grace/time-left",
    Style.BOUNDARY,
    APP,
    USER,
    CLOCK,
    source="a live answer in the documentation's pull request 33 shows 2717 s",
)
def time_left(subject: TokenSubject) -> None:
    """A refresh that is repeated says how long the tokens still last, not how long they lasted."""
    subject.must_replay()
    wait_s = min(100, subject.number("grace_unused_s") - 1)
    with subject.frozen():
        old = subject.log_in()
        new = subject.refreshed(old)
        subject.advance(wait_s)
        again = subject.refreshed(old)
    if again.tokens.expires_in != new.tokens.expires_in - wait_s:
        raise subject.last().deviates(f"expires_in {new.tokens.expires_in - wait_s}", f"{again.tokens.expires_in}")


@fact("grace/repeated-tokens-work", Severity.CRITICAL, Style.POSITIVE, APP, USER, source="REFRESH")
def repeated_tokens_work(subject: TokenSubject) -> None:
    """The tokens of a repeated refresh work."""
    subject.must_replay()
    old = subject.log_in()
    subject.refreshed(old)
    again = subject.refreshed(old)
    subject.call(again.access).must_have_status(200)
    subject.refreshed(again)


@contradiction("grace/two-at-once", Severity.CRITICAL, Style.RACE, APP, USER, source="REFRESH")
def two_at_once(subject: TokenSubject) -> None:
    """Of two refreshes at the same time both give the same tokens, or one is refused, as the profile says."""
    _judge_race(subject, 2)


@contradiction("grace/many-at-once", Severity.CRITICAL, Style.RACE, APP, USER, source="REFRESH")
def many_at_once(subject: TokenSubject) -> None:
    """Refreshes of many workers at the same time leave one session with one pair of tokens."""
    subject.call(_judge_race(subject, _AT_ONCE).access).must_have_status(200)


@fact("grace/call-at-once", Severity.CRITICAL, Style.RACE, APP, USER, source="REFRESH")
def call_at_once(subject: TokenSubject) -> None:
    """A call at the same time as a refresh succeeds or is refused with 401, and the new token works."""
    login = subject.log_in()
    called, refreshed = subject.race(
        [subject.bearer_request(login.access), subject.refresh_request(login.refresh, login.app)]
    )
    if called.status != 200:
        called.refused_as_token()
    subject.call(subject.opened(refreshed, login.user, login.app).access).must_have_status(200)


def _judge_window(subject: TokenSubject, setting: str, *, is_used: bool) -> None:
    subject.must_replay()

    def is_replayed(age_s: int) -> bool:
        old = subject.log_in()
        new = subject.refreshed(old)
        if is_used:
            subject.call(new.access).must_have_status(200)
        subject.advance(age_s)
        answer = subject.ask(subject.refresh_request(old.refresh))
        return not answer.is_refused(Reason.REFRESH_NOT_FOUND)

    expected_s = subject.number(setting)
    with subject.frozen():
        found_s = end_s(is_replayed, expected_s)
    if found_s is None:
        raise subject.last().deviates(f"{setting} {expected_s}", "for a year at least")
    subject.reads(setting, found_s, subject.last())


def _judge_race(subject: TokenSubject, count: int) -> Login:
    login = subject.log_in()
    answers = subject.race([subject.refresh_request(login.refresh, login.app)] * count)
    won = [subject.opened(answer, login.user, login.app) for answer in answers if answer.status == 200]
    for lost in [answer for answer in answers if answer.status != 200]:
        lost.refused(Reason.REFRESH_NOT_FOUND)
    wanted = count if subject.value("replay_refresh") else 1
    pairs = {(each.access, each.refresh) for each in won}
    if len(won) != wanted or len(pairs) != 1:
        raise answers[-1].violates(
            f"{wanted} of {count} answered, all alike", f"{len(won)} answered with {len(pairs)} pairs of tokens"
        )
    return won[0]


def _must_be_same(subject: TokenSubject, new: Login, again: Login) -> None:
    if (new.access, new.refresh) != (again.access, again.refresh):
        raise subject.last().violates("the same tokens again", "others")


ITEMS: Final = items_of(globals(), TokenSubject)
