"""HTTP itself: nothing redirects, nothing falls over, nothing answers with a page for people."""

from typing import Final

import msgspec

from oceanhil.conformance.contract.item import Severity, Style, assumption, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.requests import with_headers
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.ringcentral.messages import EXTENSION_PATH, TOKEN_PATH
from oceanhil.remote.connector.ringcentral.control import APP, USER
from oceanhil.remote.evidence.no_answer import NoAnswerKind
from oceanhil.remote.wire.raw_connection import Form, chunked

_BIG_HEADER = "x" * 100_000


@assumption(
    "http/no-redirect",
    Severity.CRITICAL,
    APP,
    USER,
    source="no page; RFC 9110, 15.4: after 301, 302 and 303 a POST may become a GET",
)
def no_redirect(subject: TokenSubject) -> None:
    """A request for tokens is not redirected, for clients would send their secrets along or lose them."""
    request = subject.login_request()
    for path in (f"{TOKEN_PATH}/", TOKEN_PATH.upper(), TOKEN_PATH.replace("/oauth", "//oauth")):
        answer = subject.ask(msgspec.structs.replace(request, path=path))
        answer.must_not_redirect("no redirect (3xx)")
        if answer.status == 200:
            subject.opened(answer, subject.user(), subject.app())


@fact("http/chunked", Style.POSITIVE, APP, USER, source="RFC 9112, 7.1")
def in_chunks(subject: TokenSubject) -> None:
    """A form may come in chunks."""
    request = subject.login_request()
    framed = msgspec.structs.replace(request, body=chunked(request.body, 7))
    answer = subject.send_as(framed, Form(is_framed=False, more=("Transfer-Encoding: chunked",)))
    subject.opened(answer, subject.user(), subject.app())


@fact("http/after-refusal", Severity.CRITICAL, APP, USER, source="RFC 9112, 9.3")
def after_refusal(subject: TokenSubject) -> None:
    """After a refusal the next request on the same connection is understood."""
    session = subject.session()
    subject.ask(subject.token_request({"grant_type": "conform", "filling": "x" * 2_000})).must_be_refused()
    subject.call(session.access).must_have_status(200)


@fact("http/two-lengths", Severity.CRITICAL, Style.ABUSE, APP, USER, source="RFC 9112, 6.3")
def two_lengths(subject: TokenSubject) -> None:
    """A request with two lengths is refused."""
    # A good login by either length: else it would be refused for another reason.
    request = subject.login_request(filling="xx")
    answer = subject.send_as(request, Form(more=(f"Content-Length: {len(request.body) - 1}",)))
    _end_again(subject, answer)
    _must_be_turned_away(answer)


@fact(
    "http/two-framings",
    Severity.CRITICAL,
    Style.ABUSE,
    APP,
    USER,
    source="RFC 9112, 6.1: a server must close the connection after it",
)
def two_framings(subject: TokenSubject) -> None:
    """A request with a length and chunks is refused, or at least the last one on its connection."""
    request = subject.login_request()
    framed = msgspec.structs.replace(request, body=chunked(request.body, 100))
    both, plain = Form(more=("Transfer-Encoding: chunked",)), Form()
    answer, behind = subject.send_in_turn([(framed, both), (HttpRequest("GET", EXTENSION_PATH), plain)])
    if answer.exchange.status != 200:
        _must_be_turned_away(answer)
        return
    _end_again(subject, answer)
    if behind.exchange.response is not None:
        raise behind.violates("a closed connection", f"another answer: {behind.in_words()}")
    raise answer.deviates("a refusal (4xx)", "tokens", Side.REFUSED)


@fact("http/no-host", Severity.MINOR, Style.ABUSE, source="RFC 9112, 3.2")
def no_host(subject: TokenSubject) -> None:
    """A request without Host is refused."""
    _must_be_turned_away(subject.send_as(HttpRequest("GET", EXTENSION_PATH), Form(hosts=())))


@fact("http/no-http", Severity.CRITICAL, Style.ABUSE, source="RFC 9112, 2.2")
def no_http(subject: TokenSubject) -> None:
    """What is no HTTP is refused, or the connection ends."""
    for data in (b"conform\r\n\r\n", b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n\r\n"):
        _must_be_turned_away(subject.send_raw(data))


@assumption("http/own-form", Severity.MINOR, Style.ABUSE)
def own_form(subject: TokenSubject) -> None:
    """Also what is no HTTP is refused in a form that clients of the service can read."""
    answer = subject.send_raw(b"conform\r\n\r\n")
    if answer.exchange.response is not None and answer.refusal is None:
        raise answer.deviates("a code and a message", answer.in_words())


@fact("http/large-header", Severity.MINOR, Style.ABUSE, source="RFC 9110, 5.4")
def large_header(subject: TokenSubject) -> None:
    """A header of 100,000 characters is refused."""
    _must_be_turned_away(subject.ask(HttpRequest("GET", EXTENSION_PATH, {"x-conform": _BIG_HEADER})))


@assumption("http/odd-paths", Severity.CRITICAL, Style.ABUSE, APP, USER)
def odd_paths(subject: TokenSubject) -> None:
    """Paths that nobody means are refused, and harm nothing."""
    headers = subject.bearer_request(subject.session().access).headers
    for path in ("/restapi/%00", "/restapi/../../etc/passwd", "/restapi/" + "a" * 4_000, "/restapi/%zz"):
        answer = subject.ask(HttpRequest("GET", path, headers))
        if answer.status < 400:
            raise answer.deviates("a refusal", answer.in_words(), Side.REFUSED)
        answer.must_be_refused()


@fact("http/odd-methods", Severity.MINOR, Style.ABUSE, APP, source="RFC 9110, 9.1")
def odd_methods(subject: TokenSubject) -> None:
    """Methods that nobody means are refused."""
    request = subject.token_request({"grant_type": "conform"})
    for method in ("PUT", "DELETE", "CONFORM"):
        answer = subject.ask(msgspec.structs.replace(request, method=method))
        if answer.status != 501:
            answer.must_be_refused()


@fact("http/no-page", APP, source="ERRORS")
def no_page(subject: TokenSubject) -> None:
    """No refusal is a page for people."""
    browser = {"accept": "text/html"}
    for request in (
        with_headers(subject.token_request({"grant_type": "conform"}), browser),
        HttpRequest("GET", EXTENSION_PATH, browser),
        HttpRequest("GET", TOKEN_PATH, browser),
    ):
        answer = subject.ask(request)
        answer.must_be_refused()
        if "html" in answer.headers.get("content-type", ""):
            raise answer.violates("JSON", "HTML")


def _end_again(subject: TokenSubject, answer: Answer) -> None:
    """End the session of a login that ought to have been refused."""
    if answer.exchange.status == 200:
        subject.opened(answer, subject.user(), subject.app())


def _must_be_turned_away(answer: Answer) -> None:
    """Demand a refusal, or the end of the connection without an answer."""
    if answer.exchange.response is None and answer.exchange.no_answer_kind is not NoAnswerKind.TIMEOUT:
        return
    if answer.status != 501:
        answer.must_be_refused()


ITEMS: Final = items_of(globals(), TokenSubject)
