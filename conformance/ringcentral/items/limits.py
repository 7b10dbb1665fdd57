"""Rate limits: what is announced, what is counted, and the penalty. Each item counts for an application of its own."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, contradiction, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.ringcentral.items.request_count import (
    HEADERS,
    NEEDED,
    admitted,
    exhaust,
    fresh,
    judge_group,
    log_in_once,
)
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.remote.connector.ringcentral.control import APP, USER


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


ITEMS: Final = items_of(globals(), TokenSubject)
