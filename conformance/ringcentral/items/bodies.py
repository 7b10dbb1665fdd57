"""The body of a request for tokens: its type, its coding, its size."""

from typing import Final

import msgspec

from oceanhil.conformance.contract.item import Severity, Style, assumption, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.contract.search import largest_in_steps
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.requests import with_headers, with_pairs
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.http import FORM_TYPE
from oceanhil.protocol.ringcentral.messages import JWT_BEARER
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.remote.connector.ringcentral.control import APP, USER

_SMALL_BYTES = 1024
# Each trial is a login, and a body to send: no server is asked for more than it must.
_HUGE_BYTES = 2 * 1024 * 1024
_STEP_BYTES = 64 * 1024


@fact("form/charset", Style.POSITIVE, APP, USER, source="RFC 9110, 8.3")
def charset(subject: TokenSubject) -> None:
    """The content type of a form may name its charset."""
    request = with_headers(subject.login_request(), {"content-type": f"{FORM_TYPE}; charset=UTF-8"})
    subject.opened(subject.ask(request), subject.user(), subject.app())


@assumption(
    "form/json",
    APP,
    USER,
    source="JWT and REFRESH print a form; no page says that nothing else is read",
    learns=("errors.unreadable",),
)
def json_body(subject: TokenSubject) -> None:
    """A request for tokens as JSON is refused."""
    body = msgspec.json.encode({"grant_type": JWT_BEARER, "assertion": subject.user().jwt})
    request = msgspec.structs.replace(subject.login_request(), body=body)
    answer = subject.ask(with_headers(request, {"content-type": "application/json"}))
    _must_be_no_login(subject, answer)
    answer.refused_in_these_words(Reason.UNREADABLE, is_choice=True)


@assumption(
    "form/no-content-type",
    Severity.MINOR,
    APP,
    USER,
    source="JWT and REFRESH print the type; no page says what becomes of a form without",
)
def no_content_type(subject: TokenSubject) -> None:
    """A form that is not called one is refused."""
    answer = subject.ask(with_headers(subject.login_request(), {"content-type": ""}))
    _must_be_no_login(subject, answer)
    answer.refused(Reason.UNREADABLE)


@fact("form/field-twice", APP, USER, source="ERRORS; RFC 6749, 3.2", learns=("errors.parameter_twice",))
def field_twice(subject: TokenSubject) -> None:
    """A field that is there twice is refused."""
    pairs = [("grant_type", JWT_BEARER), ("assertion", subject.user().jwt), ("grant_type", JWT_BEARER)]
    subject.ask(with_pairs(subject.login_request(), pairs)).refused_in_these_words(Reason.PARAMETER_TWICE)


@fact("form/query", Style.ABUSE, APP, USER, source="RFC 6749, 4.3.2 and 3.2: the request's body")
def query(subject: TokenSubject) -> None:
    """Fields of a login are not read from the query, where logs keep them."""
    request = subject.login_request()
    moved = msgspec.structs.replace(request, query=request.body.decode(), body=b"")
    subject.ask(moved).must_be_refused()


@fact("form/empty", Severity.MINOR, APP, source="RFC 6749, 5.2")
def empty(subject: TokenSubject) -> None:
    """An empty form is refused."""
    subject.ask(subject.token_request({})).refused(Reason.PARAMETER_WRONG, Reason.UNREADABLE)


@fact("form/not-utf-8", Style.ABUSE, APP, source="RFC 6749, appendix B")
def not_utf8(subject: TokenSubject) -> None:
    """A form that is no UTF-8 is refused."""
    request = subject.token_request({"grant_type": JWT_BEARER})
    for spoilt in (b"&assertion=\xff\xfe", b"&assertion=%00"):
        subject.ask(msgspec.structs.replace(request, body=request.body + spoilt)).must_be_refused()


@assumption("form/too-many-fields", Severity.MINOR, Style.ABUSE, APP)
def too_many_fields(subject: TokenSubject) -> None:
    """A form of ten thousand fields is refused."""
    pairs = [("grant_type", JWT_BEARER), *((f"f{number}", "") for number in range(10_000))]
    subject.ask(with_pairs(subject.token_request({}), pairs)).should_be_refused(
        Reason.UNREADABLE, Reason.PARAMETER_WRONG, Reason.PARAMETER_TWICE
    )


@assumption("form/largest", Severity.MINOR, Style.BOUNDARY, APP, USER, learns=("server.max_body_bytes",))
def largest(subject: TokenSubject) -> None:
    """A body of the largest size is read, and one byte more is refused."""
    expected = subject.number("max_body_bytes")
    if _is_read(subject, expected) and not _is_read(subject, expected + 1):
        return
    found = largest_in_steps(lambda size: size < _SMALL_BYTES or _is_read(subject, size), _STEP_BYTES, _HUGE_BYTES)
    subject.reads("max_body_bytes", found, subject.last())


def _must_be_no_login(subject: TokenSubject, answer: Answer) -> None:
    """Demand a refusal where no page forbids to accept: only a Deviation if there are tokens, which are ended again."""
    if answer.status == 200:
        subject.opened(answer, subject.user(), subject.app())
        raise answer.deviates("a refusal", "tokens", Side.REFUSED)


def _is_read(subject: TokenSubject, size: int) -> bool:
    """Tell whether a login whose body is filled up to this size succeeds; the session is ended again."""
    request = subject.login_request(filling="")
    filled = msgspec.structs.replace(request, body=request.body + b"x" * (size - len(request.body)))
    answer = subject.ask(filled)
    if answer.status == 200:
        subject.revoke(subject.tokens(answer).access_token)
        return True
    answer.must_be_refused()
    return False


ITEMS: Final = items_of(globals(), TokenSubject)
