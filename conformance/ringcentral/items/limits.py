"""Rate limits: what is announced, what is counted, and the penalty, which is how long every request is refused.

Each item counts for an application and a user that nobody has counted yet.
"""

from collections.abc import Callable
from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, contradiction, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.contract.search import end_s
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.retry_after import is_http_date, read_retry_after
from oceanhil.protocol.ringcentral.messages import CALL_LOG_PATH, EXTENSION_PATH, AppKey, recording_path
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.remote.connector.control import CLOCK, SETTINGS
from oceanhil.remote.connector.ringcentral.control import APP, OWN_PEOPLE, USER, User
from oceanhil.remote.wire.need import Lacking

HEADERS: Final = ("x-rate-limit-group", "x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-window")
NEEDED: Final = (APP, USER, OWN_PEOPLE, SETTINGS, CLOCK)
"""What every item needs that uses up a limit."""
PATHS: Final = {"light": EXTENSION_PATH, "medium": recording_path("1"), "heavy": CALL_LOG_PATH}
"""A call of each group."""
_REQUESTS_MAX: Final = 400


def fresh(subject: TokenSubject) -> tuple[AppKey, User, str]:
    """Give an application and a user that nobody counted yet, and an access token of theirs."""
    app, user = subject.other_app(), subject.lone_user()
    login = subject.log_in(user, app)
    return app, user, login.access


def log_in_once(subject: TokenSubject, user: User, app: AppKey) -> Answer:
    """Ask for tokens, and end the session again."""
    answer = subject.ask(subject.login_request(user, app))
    if answer.status == 200:
        subject.revoke(subject.tokens(answer).access_token, app)
    return answer


def admitted(ask: Callable[[], Answer]) -> int:
    """Ask until it is refused, and tell how often it was not."""
    for number in range(_REQUESTS_MAX):
        answer = ask()
        if answer.status != 200:
            answer.refused(Reason.RATE_EXCEEDED)
            return number
    raise answer.violates(f"at most {_REQUESTS_MAX - 1} requests", "more")


def judge_group(subject: TokenSubject, group: str) -> None:
    """Find out how many calls of a group are admitted, and compare it with the profile."""
    access = fresh(subject)[2]
    with subject.limited():
        found = admitted(lambda: subject.call(access, PATHS[group]))
    subject.reads(f"rate_limit_{group}", found, subject.last())


def exhaust(subject: TokenSubject, access: str, group: str) -> Answer:
    """Make calls until one is refused, and give that answer."""
    admitted(lambda: subject.call(access, PATHS[group]))
    return subject.last()


@assumption(
    "limits/announced",
    Severity.MINOR,
    Style.POSITIVE,
    APP,
    USER,
    source="LIMITS states the limits; whether a server applies them is its own affair",
    learns=("server.rate_limit_enabled",),
)
def announced(subject: TokenSubject) -> None:
    """An answer with 200 tells the limit it was counted for, if limits are in force."""
    with subject.limits_as_found():
        answer = subject.call(subject.session().access)
    answer.must_have_status(200)
    subject.reads("rate_limit_enabled", any(name in answer.headers for name in HEADERS), answer)


@fact("limits/headers", Style.POSITIVE, *NEEDED, source="LIMITS")
def headers(subject: TokenSubject) -> None:
    """Group, limit, what remains and window stand in the headers, and what remains goes down."""
    access = fresh(subject)[2]
    with subject.limited():
        first, second = subject.call(access), subject.call(access)
    limit = subject.number("rate_limit_light")
    for answer, left in ((first, limit - 1), (second, limit - 2)):
        found = tuple(answer.headers.get(name, "") for name in HEADERS)
        wanted = ("light", str(limit), str(max(0, left)), str(subject.number("rate_window_s")))
        if answer.status == 200 and found != wanted:
            raise answer.violates(f"{wanted}", f"{found}")


@fact("limits/auth", Style.BOUNDARY, *NEEDED, source="LIMITS", learns=("server.rate_limit_auth",))
def auth(subject: TokenSubject) -> None:
    """A user may ask for tokens five times in a window."""
    app, user, _ = fresh(subject)
    with subject.limited():
        found = admitted(lambda: log_in_once(subject, user, app))
    subject.reads("rate_limit_auth", found, subject.last())


@contradiction(
    "limits/auth-scope",
    *NEEDED,
    source="LIMITS: per user; COMMUNITY: per application",
    learns=("server.rate_limit_auth_scope",),
)
def auth_scope(subject: TokenSubject) -> None:
    """Requests for tokens are counted for the user, or for the application, as the profile says."""
    app, user, _ = fresh(subject)
    other = subject.other_user()
    with subject.limited():
        admitted(lambda: log_in_once(subject, user, app))
        answer = log_in_once(subject, other, app)
    subject.reads("rate_limit_auth_scope", "user" if answer.status == 200 else "app", answer)


@fact("limits/light", Style.BOUNDARY, *NEEDED, source="LIMITS", learns=("server.rate_limit_light",))
def light(subject: TokenSubject) -> None:
    """A user may make fifty light calls in a window."""
    judge_group(subject, "light")


@fact("limits/medium", Style.BOUNDARY, *NEEDED, source="LIMITS", learns=("server.rate_limit_medium",))
def medium(subject: TokenSubject) -> None:
    """A user may make forty medium calls in a window."""
    judge_group(subject, "medium")


@fact("limits/heavy", Style.BOUNDARY, *NEEDED, source="LIMITS", learns=("server.rate_limit_heavy",))
def heavy(subject: TokenSubject) -> None:
    """A user may make ten heavy calls in a window."""
    judge_group(subject, "heavy")


@fact("limits/groups-apart", *NEEDED, source="LIMITS")
def groups_apart(subject: TokenSubject) -> None:
    """Calls of one group are not counted for another."""
    access = fresh(subject)[2]
    with subject.limited():
        exhaust(subject, access, "heavy")
        subject.call(access).must_have_status(200)


@assumption("limits/revocation-free", *NEEDED, source="LIMITS groups requests for tokens, not revocations")
def revocation_free(subject: TokenSubject) -> None:
    """A revocation is possible when no more tokens are to be had."""
    app, user, access = fresh(subject)
    with subject.limited():
        admitted(lambda: log_in_once(subject, user, app))
        answer = subject.revoke(access, app)
    if answer.says(Reason.RATE_EXCEEDED):
        raise answer.deviates("200", answer.in_words(), Side.ACCEPTED)
    answer.is_refused(Reason.REVOKE_UNKNOWN)


# Less than an access token lasts.
_AGE_S_MAX = 500


@fact("limits/words", *NEEDED, source="ERRORS", learns=("errors.rate_exceeded",))
def words(subject: TokenSubject) -> None:
    """One request too many is refused with 429."""
    access = fresh(subject)[2]
    with subject.limited():
        exhaust(subject, access, "heavy").refused_in_these_words(Reason.RATE_EXCEEDED)


@contradiction("limits/retry-after", *NEEDED, source="LIMITS: in most cases", learns=("server.send_retry_after",))
def retry_after(subject: TokenSubject) -> None:
    """A refusal says in Retry-After how many seconds to wait, or not, as the profile says."""
    access = fresh(subject)[2]
    with subject.limited():
        answer = exhaust(subject, access, "heavy")
        said = answer.headers.get("retry-after", "")
        subject.reads("send_retry_after", bool(said), answer)
        if not said:
            return
        if is_http_date(said):
            raise answer.deviates("Retry-After in whole seconds", repr(said[:40]))
        told_s = read_retry_after(said)
        if not told_s:
            raise answer.violates("Retry-After in whole seconds", repr(said[:40]))
        subject.let_pass(told_s)
        subject.call(access, PATHS["heavy"]).must_have_status(200)


@fact("limits/refused-headers", Severity.MINOR, *NEEDED, source="LIMITS")
def refused_headers(subject: TokenSubject) -> None:
    """A refusal tells group and limit too, and that nothing remains."""
    access = fresh(subject)[2]
    with subject.limited():
        answer = exhaust(subject, access, "heavy")
    found = (answer.headers.get(HEADERS[0], ""), answer.headers.get(HEADERS[2], ""))
    if found != ("heavy", "0"):
        raise answer.violates("group heavy, 0 remaining", f"{found}")


@fact("limits/window", Style.BOUNDARY, *NEEDED, source="LIMITS", learns=("server.rate_window_s",))
def window(subject: TokenSubject) -> None:
    """The window slides: what is older than a minute is not counted."""

    def is_still_counted(age_s: int) -> bool:
        access = fresh(subject)[2]
        for _ in range(subject.number("rate_limit_heavy")):
            subject.call(access, PATHS["heavy"]).must_have_status(200)
        subject.let_pass(age_s)
        answer = subject.call(access, PATHS["heavy"])
        return answer.is_refused(Reason.RATE_EXCEEDED)

    with subject.limited():
        found_s = end_s(is_still_counted, subject.number("rate_window_s"), _AGE_S_MAX)
    if found_s is None:
        raise subject.last().violates("an end", f"still counted after {_AGE_S_MAX} s")
    subject.reads("rate_window_s", found_s, subject.last())


@fact("limits/penalty", Style.BOUNDARY, *NEEDED, source="LIMITS", learns=("server.rate_penalty_s",))
def penalty(subject: TokenSubject) -> None:
    """After one request too many everything of the group is refused for the penalty, and longer than the window."""
    window_s = subject.number("rate_window_s")

    def is_refused(age_s: int) -> bool:
        access = fresh(subject)[2]
        for _ in range(subject.number("rate_limit_heavy")):
            subject.call(access, PATHS["heavy"]).must_have_status(200)
        # At the end of the window, so that it is the penalty alone which counts from here.
        subject.let_pass(window_s - 1)
        subject.call(access, PATHS["heavy"]).refused(Reason.RATE_EXCEEDED)
        subject.let_pass(age_s)
        answer = subject.call(access, PATHS["heavy"])
        return answer.is_refused(Reason.RATE_EXCEEDED)

    with subject.limited():
        found_s = end_s(is_refused, subject.number("rate_penalty_s"), _AGE_S_MAX)
    if found_s is None:
        raise subject.last().violates("an end", f"still refused after {_AGE_S_MAX} s")
    # Within the last second of the window a penalty of 0 cannot be told from one of 1.
    subject.reads(
        "rate_penalty_s", 0 if found_s == 1 and not subject.number("rate_penalty_s") else found_s, subject.last()
    )


@fact("limits/penalty-again", Style.BOUNDARY, *NEEDED, source="LIMITS")
def penalty_again(subject: TokenSubject) -> None:
    """Every request during the penalty starts it again."""
    length_s = max(subject.number("rate_penalty_s"), subject.number("rate_window_s"))
    if length_s != subject.number("rate_penalty_s") or length_s < 2:
        raise Lacking(SETTINGS, "the window is longer than the penalty here")
    access = fresh(subject)[2]
    with subject.limited():
        exhaust(subject, access, "heavy")
        for _ in range(2):
            subject.let_pass(length_s - 1)
            subject.call(access, PATHS["heavy"]).refused(Reason.RATE_EXCEEDED)
        subject.let_pass(length_s)
        subject.call(access, PATHS["heavy"]).must_have_status(200)


ITEMS: Final = items_of(globals(), TokenSubject)
