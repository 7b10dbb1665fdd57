"""The body of a request for tokens: its type, its coding, its size."""

from typing import Final

import msgspec

from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.contract.search import largest_in_steps
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.control import APP, USER
from oceanhil.conformance.ringcentral.requests import FORM_TYPE, with_headers, with_pairs
from oceanhil.mock_server.ringcentral.refusals import Reason
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.ringcentral import JWT_BEARER

_SMALL_BYTES = 1024
# Each trial is a login, and a body to send: no server is asked for more than it must.
_HUGE_BYTES = 2 * 1024 * 1024
_STEP_BYTES = 64 * 1024


@item(
    "form/charset",
    "the content type of a form may name its charset",
    kind=Kind.FACT,
    source="RFC 9110, 8.3",
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def charset(bench: TokenBench) -> None:
    request = with_headers(bench.login_request(), {"content-type": f"{FORM_TYPE}; charset=UTF-8"})
    bench.opened(bench.ask(request), bench.user(), bench.app())


@item(
    "form/json",
    "a request for tokens as JSON is refused",
    kind=Kind.ASSUMPTION,
    source="JWT and REFRESH print a form; no page says that nothing else is read",
    needs=(APP, USER),
    learns=("errors.unreadable",),
)
def json_body(bench: TokenBench) -> None:
    body = msgspec.json.encode({"grant_type": JWT_BEARER, "assertion": bench.user().jwt})
    request = msgspec.structs.replace(bench.login_request(), body=body)
    answer = bench.ask(with_headers(request, {"content-type": "application/json"}))
    _must_be_no_login(bench, answer)
    answer.refused_in_these_words(Reason.UNREADABLE, is_choice=True)


@item(
    "form/no-content-type",
    "a form that is not called one is refused",
    kind=Kind.ASSUMPTION,
    source="JWT and REFRESH print the type; no page says what becomes of a form without",
    severity=Severity.MINOR,
    needs=(APP, USER),
)
def no_content_type(bench: TokenBench) -> None:
    answer = bench.ask(with_headers(bench.login_request(), {"content-type": ""}))
    _must_be_no_login(bench, answer)
    answer.refused(Reason.UNREADABLE)


@item(
    "form/field-twice",
    "a field that is there twice is refused",
    kind=Kind.FACT,
    source="ERRORS; RFC 6749, 3.2",
    needs=(APP, USER),
    learns=("errors.parameter_twice",),
)
def field_twice(bench: TokenBench) -> None:
    pairs = [("grant_type", JWT_BEARER), ("assertion", bench.user().jwt), ("grant_type", JWT_BEARER)]
    bench.ask(with_pairs(bench.login_request(), pairs)).refused_in_these_words(Reason.PARAMETER_TWICE)


@item(
    "form/query",
    "fields of a login are not read from the query, where logs keep them",
    kind=Kind.FACT,
    source="RFC 6749, 4.3.2 and 3.2: the request's body",
    severity=Severity.MAJOR,
    style=Style.ABUSE,
    needs=(APP, USER),
)
def query(bench: TokenBench) -> None:
    request = bench.login_request()
    moved = msgspec.structs.replace(request, query=request.body.decode(), body=b"")
    bench.ask(moved).must_be_refused()


@item(
    "form/empty",
    "an empty form is refused",
    kind=Kind.FACT,
    source="RFC 6749, 5.2",
    severity=Severity.MINOR,
    needs=(APP,),
)
def empty(bench: TokenBench) -> None:
    bench.ask(bench.token_request({})).refused(Reason.PARAMETER_WRONG, Reason.UNREADABLE)


@item(
    "form/not-utf-8",
    "a form that is no UTF-8 is refused",
    kind=Kind.FACT,
    source="RFC 6749, appendix B",
    style=Style.ABUSE,
    needs=(APP,),
)
def not_utf8(bench: TokenBench) -> None:
    request = bench.token_request({"grant_type": JWT_BEARER})
    for spoilt in (b"&assertion=\xff\xfe", b"&assertion=%00"):
        bench.ask(msgspec.structs.replace(request, body=request.body + spoilt)).must_be_refused()


@item(
    "form/too-many-fields",
    "a form of ten thousand fields is refused",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    style=Style.ABUSE,
    needs=(APP,),
)
def too_many_fields(bench: TokenBench) -> None:
    pairs = [("grant_type", JWT_BEARER), *((f"f{number}", "") for number in range(10_000))]
    bench.ask(with_pairs(bench.token_request({}), pairs)).should_be_refused(
        Reason.UNREADABLE, Reason.PARAMETER_WRONG, Reason.PARAMETER_TWICE
    )


@item(
    "form/largest",
    "a body of the largest size is read, and one byte more is refused",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    style=Style.BOUNDARY,
    needs=(APP, USER),
    learns=("server.max_body_bytes",),
)
def largest(bench: TokenBench) -> None:
    expected = bench.number("max_body_bytes")
    if _is_read(bench, expected) and not _is_read(bench, expected + 1):
        return
    found = largest_in_steps(lambda size: size < _SMALL_BYTES or _is_read(bench, size), _STEP_BYTES, _HUGE_BYTES)
    bench.reads("max_body_bytes", found, bench.last())


def _must_be_no_login(bench: TokenBench, answer: Answer) -> None:
    """Demand a refusal where no page forbids to accept: only a Deviation if there are tokens, which are ended again."""
    if answer.status == 200:
        bench.opened(answer, bench.user(), bench.app())
        raise answer.deviates("a refusal", "tokens", Side.REFUSED)


def _is_read(bench: TokenBench, size: int) -> bool:
    """Tell whether a login whose body is filled up to this size succeeds; the session is ended again."""
    request = bench.login_request(filling="")
    filled = msgspec.structs.replace(request, body=request.body + b"x" * (size - len(request.body)))
    answer = bench.ask(filled)
    if answer.status == 200:
        bench.revoke(bench.tokens(answer).access_token)
        return True
    answer.must_be_refused()
    return False


ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    charset,
    json_body,
    no_content_type,
    field_twice,
    query,
    empty,
    not_utf8,
    too_many_fields,
    largest,
)
