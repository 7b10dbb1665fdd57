"""How many sessions a user may have, and which ends when there is one too many."""

from typing import Final

from oceanhil.conformance.contract.finding import Deviation
from oceanhil.conformance.contract.item import Severity, Style, assumption, contradiction, fact, items_of
from oceanhil.conformance.contract.search import end_s
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.requests import Login
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.ringcentral.messages import AppKey
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.remote.connector.control import CLOCK
from oceanhil.remote.connector.ringcentral.control import APP, SECOND_APP, SECOND_USER, USER, User

_LOGINS_MAX = 30
_LOGINS_AT_ONCE = 8
_LONG_S = 60 * 24 * 3600
EVICT = "evict_oldest"
REFUSE = "refuse"


@contradiction(
    "session/limit",
    Severity.CRITICAL,
    Style.BOUNDARY,
    APP,
    USER,
    source="TOKENS: usually five; FAQ: five, elsewhere one; COMMUNITY: the oldest ends; ERRORS: 429",
    learns=("server.session_limit", "server.over_limit"),
)
def limit(subject: TokenSubject) -> None:
    """A user may have so many sessions with an application, and one login too many does what the profile says."""
    with subject.taking_429():
        found, policy = _measured(subject, subject.lone_user())
    expected: dict[str, Scalar] = {
        "session_limit": subject.value("session_limit"),
        "over_limit": subject.value("over_limit"),
    }
    measured: dict[str, Scalar] = {"session_limit": found, "over_limit": policy}
    other = {f"server.{name}": value for name, value in measured.items() if expected[name] != value}
    if other:
        words = f"{expected['session_limit']} sessions, then {expected['over_limit']}"
        raise Deviation(words, f"{found} sessions, then {policy}", subject.last().exchange, readings=other)


@contradiction("session/oldest-ends", Severity.CRITICAL, Style.BOUNDARY, APP, USER, source="COMMUNITY")
def oldest_ends(subject: TokenSubject) -> None:
    """Where a login too many ends a session, it ends the oldest, and no other."""
    with subject.having(over_limit=EVICT):
        logins = _filled(subject, subject.lone_user(), surplus=1)
        alive = [subject.is_alive(login) for login in logins]
    if alive != [False, *[True] * (len(logins) - 1)]:
        raise subject.last().violates("the first session alone to be over", f"alive, oldest first: {alive}")


@contradiction("session/refresh-ends-too", Severity.CRITICAL, Style.BOUNDARY, APP, USER, source="COMMUNITY")
def refresh_ends_too(subject: TokenSubject) -> None:
    """The refresh token of a session that was dropped is worth nothing."""
    with subject.having(over_limit=EVICT):
        oldest = _filled(subject, subject.lone_user(), surplus=1)[0]
        subject.ask(subject.refresh_request(oldest.refresh)).refused(Reason.REFRESH_NOT_FOUND)


@assumption(
    "session/refused-words",
    Style.BOUNDARY,
    APP,
    USER,
    source="ERRORS states 429, not the body",
    learns=("errors.sessions_full",),
)
def refused_words(subject: TokenSubject) -> None:
    """Where a login too many is refused, it is with 429."""
    with subject.having(over_limit=REFUSE), subject.taking_429():
        # Not by the number that the profile says: it may not be known yet that this server has another.
        _measured(subject, subject.lone_user())
        subject.last().refused_in_these_words(Reason.SESSIONS_FULL)


@assumption("session/refused-harms-none", Severity.CRITICAL, APP, USER, source="ERRORS")
def refused_harms_none(subject: TokenSubject) -> None:
    """A login that is refused for the limit leaves all sessions alive."""
    with subject.having(over_limit=REFUSE), subject.taking_429():
        user = subject.lone_user()
        logins = _filled(subject, user)
        subject.ask(subject.login_request(user)).must_be_refused()
        alive = [subject.is_alive(login) for login in logins]
    if not all(alive):
        raise subject.last().violates("all sessions alive", f"alive, oldest first: {alive}")


@assumption("session/room-after-revocation", APP, USER, source="TOKENS: the limit counts active sessions")
def room_after_revocation(subject: TokenSubject) -> None:
    """Where a login too many is refused, a revocation makes room for it."""
    with subject.having(over_limit=REFUSE), subject.taking_429():
        user = subject.lone_user()
        first = _filled(subject, user)[0]
        subject.revoke(first.access).must_have_status(200)
        _raw_login(subject, user, subject.app())


@assumption(
    "session/refresh-stays", Severity.CRITICAL, Style.BOUNDARY, APP, USER, source="TOKENS limits sessions, not tokens"
)
def refresh_stays(subject: TokenSubject) -> None:
    """A refresh stays in its session: however many there are, no other session ends."""
    oldest, *others = _filled(subject, subject.lone_user())
    newest = others[-1] if others else oldest
    for _ in range(2):
        newest = subject.refreshed(newest)
    if others and not subject.is_alive(oldest):
        raise subject.last().deviates("the oldest session alive", "it ended by a refresh of another")


@fact("session/other-user", Severity.CRITICAL, APP, USER, SECOND_USER, source="TOKENS, FAQ")
def other_user(subject: TokenSubject) -> None:
    """Sessions of one user are not counted for another."""
    mine = subject.session()
    _filled(subject, subject.other_user(), surplus=1 if subject.value("over_limit") == EVICT else 0)
    if not subject.is_alive(mine):
        raise subject.last().violates("the session alive", "it was dropped by another user's logins")


@fact("session/other-app", APP, SECOND_APP, USER, source="FAQ")
def other_app(subject: TokenSubject) -> None:
    """Sessions of a user with one application are not counted for another."""
    mine = subject.session()
    _filled(subject, mine.user, subject.other_app())
    if not subject.is_alive(mine):
        raise subject.last().violates("the session alive", "it was dropped by logins with another application")


@fact("session/limit-race", Style.RACE, APP, USER, source="TOKENS")
def limit_race(subject: TokenSubject) -> None:
    """Logins at the same time never leave more sessions than the limit."""
    user, most = subject.lone_user(), subject.number("session_limit")
    with subject.taking_429():
        answers = subject.race([subject.login_request(user)] * max(_LOGINS_AT_ONCE, most + 1))
    for refused in [answer for answer in answers if answer.status != 200]:
        refused.refused(Reason.SESSIONS_FULL)
    logins = [subject.opened(answer, user, subject.app()) for answer in answers if answer.status == 200]
    alive = sum(subject.is_alive(login) for login in logins)
    if alive != min(most, len(answers)):
        raise subject.last().violates(f"{most} sessions alive", f"{alive} after {len(answers)} logins at once")


@assumption(
    "session/age",
    Style.BOUNDARY,
    APP,
    USER,
    CLOCK,
    source="TOKENS names an absolute session timeout, not its length",
    learns=("server.absolute_session_timeout_s",),
)
def age(subject: TokenSubject) -> None:
    """A session that is refreshed in time goes on as long as the profile says."""
    expected_s = subject.number("absolute_session_timeout_s")
    with subject.frozen():
        found_s = end_s(
            lambda age_s: _is_refreshed_till(subject, age_s), expected_s or _LONG_S, expected_s * 2 or _LONG_S
        )
    if expected_s or (found_s is not None and found_s < _LONG_S):
        subject.reads("absolute_session_timeout_s", found_s or 0, subject.last())


def _measured(subject: TokenSubject, user: User) -> tuple[int, str]:
    """Log in until a login is refused or has ended the first session; gives how many fit and which it was."""
    first: Login | None = None
    for number in range(_LOGINS_MAX):
        answer = subject.ask(subject.login_request(user))
        if first is not None and answer.status != 200:
            answer.must_be_refused()
            return number, REFUSE
        login = subject.opened(answer, user, subject.app())
        first = first or login
        if not subject.is_alive(first):
            return number, EVICT
    raise subject.last().violates("a limit of sessions", f"none up to {_LOGINS_MAX}")


def _filled(subject: TokenSubject, user: User, app: AppKey | None = None, *, surplus: int = 0) -> list[Login]:
    """Open as many sessions as may be, and `surplus` more."""
    return [_raw_login(subject, user, app or subject.app()) for _ in range(subject.number("session_limit") + surplus)]


def _raw_login(subject: TokenSubject, user: User, app: AppKey) -> Login:
    answer: Answer = subject.ask(subject.login_request(user, app))
    return subject.opened(answer, user, app)


def _is_refreshed_till(subject: TokenSubject, age_s: int) -> bool:
    """Keep a session alive by refreshing it, and tell whether that still works at this age."""
    login = subject.log_in()
    step_s = max(1, login.tokens.refresh_token_expires_in - 1) if login.refresh else 1
    passed_s = 0
    while True:
        if passed_s:
            answer = subject.ask(subject.refresh_request(login.refresh))
            if answer.status != 200:
                answer.must_be_refused()
                return False
            login = subject.opened(answer, login.user, login.app)
        if passed_s >= age_s:
            return True
        wait_s = min(step_s, age_s - passed_s)
        subject.advance(wait_s)
        passed_s += wait_s


ITEMS: Final = items_of(globals(), TokenSubject)
