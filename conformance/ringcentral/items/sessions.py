"""How many sessions a user may have, and which ends when there is one too many."""

from typing import Final

from oceanhil.conformance.contract.control import CLOCK
from oceanhil.conformance.contract.finding import Deviation
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.control import APP, SECOND_APP, SECOND_USER, USER, User
from oceanhil.conformance.ringcentral.edges import end_s
from oceanhil.conformance.ringcentral.requests import Login
from oceanhil.mock_server.ringcentral.refusals import Reason
from oceanhil.protocol.profile import Kind, Scalar
from oceanhil.protocol.ringcentral import AppKey

_LOGINS_MAX = 30
_LOGINS_AT_ONCE = 8
_LONG_S = 60 * 24 * 3600
EVICT = "evict_oldest"
REFUSE = "refuse"


@item(
    "session/limit",
    "a user may have so many sessions with an application, and one login too many does what the profile says",
    kind=Kind.CONTRADICTION,
    source="TOKENS: usually five; FAQ: five, elsewhere one; COMMUNITY: the oldest ends; ERRORS: 429",
    severity=Severity.CRITICAL,
    style=Style.BOUNDARY,
    needs=(APP, USER),
    learns=("server.session_limit", "server.over_limit"),
)
def limit(bench: TokenBench) -> None:
    with bench.taking_429():
        found, policy = _measured(bench, bench.lone_user())
    expected: dict[str, Scalar] = {
        "session_limit": bench.value("session_limit"),
        "over_limit": bench.value("over_limit"),
    }
    measured: dict[str, Scalar] = {"session_limit": found, "over_limit": policy}
    other = {f"server.{name}": value for name, value in measured.items() if expected[name] != value}
    if other:
        words = f"{expected['session_limit']} sessions, then {expected['over_limit']}"
        raise Deviation(words, f"{found} sessions, then {policy}", bench.last().exchange, readings=other)


@item(
    "session/oldest-ends",
    "where a login too many ends a session, it ends the oldest, and no other",
    kind=Kind.CONTRADICTION,
    source="COMMUNITY",
    severity=Severity.CRITICAL,
    style=Style.BOUNDARY,
    needs=(APP, USER),
)
def oldest_ends(bench: TokenBench) -> None:
    with bench.having(over_limit=EVICT):
        logins = _filled(bench, bench.lone_user(), surplus=1)
        alive = [bench.is_alive(login) for login in logins]
    if alive != [False, *[True] * (len(logins) - 1)]:
        raise bench.last().violates("the first session alone to be over", f"alive, oldest first: {alive}")


@item(
    "session/refresh-ends-too",
    "the refresh token of a session that was dropped is worth nothing",
    kind=Kind.CONTRADICTION,
    source="COMMUNITY",
    severity=Severity.CRITICAL,
    style=Style.BOUNDARY,
    needs=(APP, USER),
)
def refresh_ends_too(bench: TokenBench) -> None:
    with bench.having(over_limit=EVICT):
        oldest = _filled(bench, bench.lone_user(), surplus=1)[0]
        bench.ask(bench.refresh_request(oldest.refresh)).refused(Reason.REFRESH_NOT_FOUND)


@item(
    "session/refused-words",
    "where a login too many is refused, it is with 429",
    kind=Kind.ASSUMPTION,
    source="ERRORS states 429, not the body",
    style=Style.BOUNDARY,
    needs=(APP, USER),
    learns=("errors.sessions_full",),
)
def refused_words(bench: TokenBench) -> None:
    with bench.having(over_limit=REFUSE), bench.taking_429():
        # Not by the number that the profile says: it may not be known yet that this server has another.
        _measured(bench, bench.lone_user())
        bench.last().refused_in_these_words(Reason.SESSIONS_FULL)


@item(
    "session/refused-harms-none",
    "a login that is refused for the limit leaves all sessions alive",
    kind=Kind.ASSUMPTION,
    source="ERRORS",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def refused_harms_none(bench: TokenBench) -> None:
    with bench.having(over_limit=REFUSE), bench.taking_429():
        user = bench.lone_user()
        logins = _filled(bench, user)
        bench.ask(bench.login_request(user)).must_be_refused()
        alive = [bench.is_alive(login) for login in logins]
    if not all(alive):
        raise bench.last().violates("all sessions alive", f"alive, oldest first: {alive}")


@item(
    "session/room-after-revocation",
    "where a login too many is refused, a revocation makes room for it",
    kind=Kind.ASSUMPTION,
    source="TOKENS: the limit counts active sessions",
    needs=(APP, USER),
)
def room_after_revocation(bench: TokenBench) -> None:
    with bench.having(over_limit=REFUSE), bench.taking_429():
        user = bench.lone_user()
        first = _filled(bench, user)[0]
        bench.revoke(first.access).must_have_status(200)
        _raw_login(bench, user, bench.app())


@item(
    "session/refresh-stays",
    "a refresh stays in its session: however many there are, no other session ends",
    kind=Kind.ASSUMPTION,
    source="TOKENS limits sessions, not tokens",
    severity=Severity.CRITICAL,
    style=Style.BOUNDARY,
    needs=(APP, USER),
)
def refresh_stays(bench: TokenBench) -> None:
    oldest, *others = _filled(bench, bench.lone_user())
    newest = others[-1] if others else oldest
    for _ in range(2):
        newest = bench.refreshed(newest)
    if others and not bench.is_alive(oldest):
        raise bench.last().deviates("the oldest session alive", "it ended by a refresh of another")


@item(
    "session/other-user",
    "sessions of one user are not counted for another",
    kind=Kind.FACT,
    source="TOKENS, FAQ",
    severity=Severity.CRITICAL,
    needs=(APP, USER, SECOND_USER),
)
def other_user(bench: TokenBench) -> None:
    mine = bench.session()
    _filled(bench, bench.other_user(), surplus=1 if bench.value("over_limit") == EVICT else 0)
    if not bench.is_alive(mine):
        raise bench.last().violates("the session alive", "it was dropped by another user's logins")


@item(
    "session/other-app",
    "sessions of a user with one application are not counted for another",
    kind=Kind.FACT,
    source="FAQ",
    severity=Severity.MAJOR,
    needs=(APP, SECOND_APP, USER),
)
def other_app(bench: TokenBench) -> None:
    mine = bench.session()
    _filled(bench, mine.user, bench.other_app())
    if not bench.is_alive(mine):
        raise bench.last().violates("the session alive", "it was dropped by logins with another application")


@item(
    "session/limit-race",
    "logins at the same time never leave more sessions than the limit",
    kind=Kind.FACT,
    source="TOKENS",
    style=Style.RACE,
    needs=(APP, USER),
)
def limit_race(bench: TokenBench) -> None:
    user, most = bench.lone_user(), bench.number("session_limit")
    with bench.taking_429():
        answers = bench.ask_at_once([bench.login_request(user)] * max(_LOGINS_AT_ONCE, most + 1))
    for refused in [answer for answer in answers if answer.status != 200]:
        refused.refused(Reason.SESSIONS_FULL)
    logins = [bench.opened(answer, user, bench.app()) for answer in answers if answer.status == 200]
    alive = sum(bench.is_alive(login) for login in logins)
    if alive != min(most, len(answers)):
        raise bench.last().violates(f"{most} sessions alive", f"{alive} after {len(answers)} logins at once")


@item(
    "session/age",
    "a session that is refreshed in time goes on as long as the profile says",
    kind=Kind.ASSUMPTION,
    source="TOKENS names an absolute session timeout, not its length",
    style=Style.BOUNDARY,
    needs=(APP, USER, CLOCK),
    learns=("server.absolute_session_timeout_s",),
)
def age(bench: TokenBench) -> None:
    expected_s = bench.number("absolute_session_timeout_s")
    with bench.frozen():
        found_s = end_s(
            lambda age_s: _is_refreshed_till(bench, age_s), expected_s or _LONG_S, expected_s * 2 or _LONG_S
        )
    if expected_s or (found_s is not None and found_s < _LONG_S):
        bench.reads("absolute_session_timeout_s", found_s or 0, bench.last())


def _measured(bench: TokenBench, user: User) -> tuple[int, str]:
    """Log in until a login is refused or has ended the first session; gives how many fit and which it was."""
    first: Login | None = None
    for number in range(_LOGINS_MAX):
        answer = bench.ask(bench.login_request(user))
        if first is not None and answer.status != 200:
            answer.must_be_refused()
            return number, REFUSE
        login = bench.opened(answer, user, bench.app())
        first = first or login
        if not bench.is_alive(first):
            return number, EVICT
    raise bench.last().violates("a limit of sessions", f"none up to {_LOGINS_MAX}")


def _filled(bench: TokenBench, user: User, app: AppKey | None = None, *, surplus: int = 0) -> list[Login]:
    """Open as many sessions as may be, and `surplus` more."""
    return [_raw_login(bench, user, app or bench.app()) for _ in range(bench.number("session_limit") + surplus)]


def _raw_login(bench: TokenBench, user: User, app: AppKey) -> Login:
    answer: Answer = bench.ask(bench.login_request(user, app))
    return bench.opened(answer, user, app)


def _is_refreshed_till(bench: TokenBench, age_s: int) -> bool:
    """Keep a session alive by refreshing it, and tell whether that still works at this age."""
    login = bench.log_in()
    step_s = max(1, login.tokens.refresh_token_expires_in - 1) if login.refresh else 1
    passed_s = 0
    while True:
        if passed_s:
            answer = bench.ask(bench.refresh_request(login.refresh))
            if answer.status != 200:
                answer.must_be_refused()
                return False
            login = bench.opened(answer, login.user, login.app)
        if passed_s >= age_s:
            return True
        wait_s = min(step_s, age_s - passed_s)
        bench.advance(wait_s)
        passed_s += wait_s


ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    limit,
    oldest_ends,
    refresh_ends_too,
    refused_words,
    refused_harms_none,
    room_after_revocation,
    refresh_stays,
    other_user,
    other_app,
    limit_race,
    age,
)
