"""Authorization codes: exchanged once, in time, by the application and for the address they were made for."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, fact, items_of
from oceanhil.conformance.contract.search import YEAR_S, end_s
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.ringcentral.messages import AppKey
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.remote.connector.control import CLOCK
from oceanhil.remote.connector.ringcentral.control import APP, CODE, SECOND_APP, USER

_HERE = "https://conform.invalid/callback"


@fact("code/accepted", Severity.CRITICAL, Style.POSITIVE, APP, USER, CODE, source="REFRESH; RFC 6749, 4.1.3")
def accepted(subject: TokenSubject) -> None:
    """An authorization code is exchanged for an access token that the API accepts."""
    answer = _exchanged(subject, _code(subject))
    subject.call(subject.opened(answer, subject.user(), subject.app()).access).must_have_status(200)


@fact(
    "code/twice", Severity.CRITICAL, APP, USER, CODE, source="RFC 6749, 4.1.2; ERRORS", learns=("errors.code_unknown",)
)
def twice(subject: TokenSubject) -> None:
    """An authorization code works once."""
    code = _code(subject)
    subject.opened(_exchanged(subject, code), subject.user(), subject.app())
    _exchanged(subject, code).refused_in_these_words(Reason.CODE_UNKNOWN)


@fact("code/twice-at-once", Severity.CRITICAL, Style.RACE, APP, USER, CODE, source="RFC 6749, 4.1.2")
def twice_at_once(subject: TokenSubject) -> None:
    """Of two exchanges of an authorization code at the same time one succeeds."""
    request = subject.token_request(_fields(_code(subject)))
    answers = subject.race([request, request])
    won = [answer for answer in answers if answer.status == 200]
    for answer in won:
        subject.opened(answer, subject.user(), subject.app())
    if len(won) != 1:
        raise answers[-1].violates("one exchange to succeed", f"{len(won)}")


@assumption(
    "code/expired",
    Style.BOUNDARY,
    APP,
    USER,
    CODE,
    CLOCK,
    source="ERRORS: codes expire, no length",
    learns=("server.authorization_code_ttl_s",),
)
def expired(subject: TokenSubject) -> None:
    """An authorization code is accepted for as long as the profile says."""

    def holds(age_s: int) -> bool:
        code = _code(subject)
        subject.advance(age_s)
        answer = _exchanged(subject, code)
        if answer.is_refused(Reason.CODE_EXPIRED, Reason.CODE_UNKNOWN):
            return False
        subject.opened(answer, subject.user(), subject.app())
        return True

    with subject.frozen():
        found_s = end_s(holds, subject.number("authorization_code_ttl_s"))
    if found_s is None:
        raise subject.last().violates("an end", "accepted after a year")
    subject.reads("authorization_code_ttl_s", found_s, subject.last())


@fact("code/expired-words", APP, USER, CODE, CLOCK, source="ERRORS", learns=("errors.code_expired",))
def expired_words(subject: TokenSubject) -> None:
    """An authorization code that is too old is refused as expired."""
    code = _code(subject)
    subject.advance(YEAR_S)
    _exchanged(subject, code).refused_in_these_words(Reason.CODE_EXPIRED)


@fact(
    "code/other-address",
    Severity.CRITICAL,
    APP,
    USER,
    CODE,
    source="ERRORS; RFC 6749, 4.1.3",
    learns=("errors.code_redirect",),
)
def other_address(subject: TokenSubject) -> None:
    """An authorization code is exchanged for the redirect_uri only that it was made for."""
    fields = _fields(_code(subject)) | {"redirect_uri": "https://conform.invalid/other"}
    subject.ask(subject.token_request(fields)).refused_in_these_words(Reason.CODE_REDIRECT)


@fact(
    "code/other-app",
    Severity.CRITICAL,
    APP,
    SECOND_APP,
    USER,
    CODE,
    source="ERRORS; RFC 6749, 4.1.3",
    learns=("errors.code_other_app",),
)
def other_app(subject: TokenSubject) -> None:
    """An authorization code is worth nothing to another application."""
    answer = _exchanged(subject, _code(subject), subject.other_app())
    answer.refused_in_these_words(Reason.CODE_OTHER_APP)


def _code(subject: TokenSubject) -> str:
    subject.make_room(subject.user(), subject.app())
    code = subject.side.code(subject.user(), subject.app(), _HERE)
    return subject.secret(code, "AUTHORIZATION_CODE")


def _fields(code: str) -> dict[str, str]:
    return {"grant_type": "authorization_code", "code": code, "redirect_uri": _HERE}


def _exchanged(subject: TokenSubject, code: str, app: AppKey | None = None) -> Answer:
    return subject.ask(subject.token_request(_fields(code), app))


ITEMS: Final = items_of(globals(), TokenSubject)
