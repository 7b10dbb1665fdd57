"""HTTP itself: nothing redirects, nothing falls over, nothing answers with a page for people."""

from typing import Final

import msgspec

from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.control import APP, USER
from oceanhil.conformance.ringcentral.requests import with_headers
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.ringcentral import EXTENSION_PATH, TOKEN_PATH
from oceanhil.remote.wire.raw_request import Form, chunked

_BIG_HEADER = "x" * 100_000


@item(
    "http/no-redirect",
    "a request for tokens is not redirected, for clients would send their secrets along or lose them",
    kind=Kind.ASSUMPTION,
    source="no page; RFC 9110, 15.4: after 301, 302 and 303 a POST may become a GET",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def no_redirect(bench: TokenBench) -> None:
    request = bench.login_request()
    for path in (f"{TOKEN_PATH}/", TOKEN_PATH.upper(), TOKEN_PATH.replace("/oauth", "//oauth")):
        answer = bench.ask(msgspec.structs.replace(request, path=path))
        answer.must_not_redirect("no redirect (3xx)")
        if answer.status == 200:
            bench.opened(answer, bench.user(), bench.app())


@item(
    "http/chunked",
    "a form may come in chunks",
    kind=Kind.FACT,
    source="RFC 9112, 7.1",
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def in_chunks(bench: TokenBench) -> None:
    request = bench.login_request()
    framed = msgspec.structs.replace(request, body=chunked(request.body, 7))
    answer = bench.send_as(framed, Form(is_framed=False, more=("Transfer-Encoding: chunked",)))
    bench.opened(answer, bench.user(), bench.app())


@item(
    "http/after-refusal",
    "after a refusal the next request on the same connection is understood",
    kind=Kind.FACT,
    source="RFC 9112, 9.3",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def after_refusal(bench: TokenBench) -> None:
    session = bench.session()
    bench.ask(bench.token_request({"grant_type": "conform", "filling": "x" * 2_000})).must_be_refused()
    bench.call(session.access).must_have_status(200)


@item(
    "http/two-lengths",
    "a request with two lengths is refused",
    kind=Kind.FACT,
    source="RFC 9112, 6.3",
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(APP, USER),
)
def two_lengths(bench: TokenBench) -> None:
    # A good login by either length: else it would be refused for another reason.
    request = bench.login_request(filling="xx")
    answer = bench.send_as(request, Form(more=(f"Content-Length: {len(request.body) - 1}",)))
    _end_again(bench, answer)
    _must_be_turned_away(answer)


@item(
    "http/two-framings",
    "a request with a length and chunks is refused, or at least the last one on its connection",
    kind=Kind.FACT,
    source="RFC 9112, 6.1: a server must close the connection after it",
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(APP, USER),
)
def two_framings(bench: TokenBench) -> None:
    request = bench.login_request()
    framed = msgspec.structs.replace(request, body=chunked(request.body, 100))
    both, plain = Form(more=("Transfer-Encoding: chunked",)), Form()
    answer, behind = bench.send_in_turn([(framed, both), (HttpRequest("GET", EXTENSION_PATH), plain)])
    if answer.exchange.status != 200:
        _must_be_turned_away(answer)
        return
    _end_again(bench, answer)
    if behind.exchange.response is not None:
        raise behind.violates("a closed connection", f"another answer: {behind.in_words()}")
    raise answer.deviates("a refusal (4xx)", "tokens", Side.REFUSED)


@item(
    "http/no-host",
    "a request without Host is refused",
    kind=Kind.FACT,
    source="RFC 9112, 3.2",
    severity=Severity.MINOR,
    style=Style.ABUSE,
)
def no_host(bench: TokenBench) -> None:
    _must_be_turned_away(bench.send_as(HttpRequest("GET", EXTENSION_PATH), Form(hosts=())))


@item(
    "http/no-http",
    "what is no HTTP is refused, or the connection ends",
    kind=Kind.FACT,
    source="RFC 9112, 2.2",
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
)
def no_http(bench: TokenBench) -> None:
    for data in (b"conform\r\n\r\n", b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03\r\n\r\n"):
        _must_be_turned_away(bench.send_raw(data))


@item(
    "http/own-form",
    "also what is no HTTP is refused in a form that clients of the service can read",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    style=Style.ABUSE,
)
def own_form(bench: TokenBench) -> None:
    answer = bench.send_raw(b"conform\r\n\r\n")
    if answer.exchange.response is not None and answer.refusal is None:
        raise answer.deviates("a code and a message", answer.in_words())


@item(
    "http/large-header",
    "a header of 100,000 characters is refused",
    kind=Kind.FACT,
    source="RFC 9110, 5.4",
    severity=Severity.MINOR,
    style=Style.ABUSE,
)
def large_header(bench: TokenBench) -> None:
    _must_be_turned_away(bench.ask(HttpRequest("GET", EXTENSION_PATH, {"x-conform": _BIG_HEADER})))


@item(
    "http/odd-paths",
    "paths that nobody means are refused, and harm nothing",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(APP, USER),
)
def odd_paths(bench: TokenBench) -> None:
    headers = bench.bearer_request(bench.session().access).headers
    for path in ("/restapi/%00", "/restapi/../../etc/passwd", "/restapi/" + "a" * 4_000, "/restapi/%zz"):
        answer = bench.ask(HttpRequest("GET", path, headers))
        if answer.status < 400:
            raise answer.deviates("a refusal", answer.in_words(), Side.REFUSED)
        answer.must_be_refused()


@item(
    "http/odd-methods",
    "methods that nobody means are refused",
    kind=Kind.FACT,
    source="RFC 9110, 9.1",
    severity=Severity.MINOR,
    style=Style.ABUSE,
    needs=(APP,),
)
def odd_methods(bench: TokenBench) -> None:
    request = bench.token_request({"grant_type": "conform"})
    for method in ("PUT", "DELETE", "CONFORM"):
        answer = bench.ask(msgspec.structs.replace(request, method=method))
        if answer.status != 501:
            answer.must_be_refused()


@item(
    "http/no-page",
    "no refusal is a page for people",
    kind=Kind.FACT,
    source="ERRORS",
    severity=Severity.MAJOR,
    needs=(APP,),
)
def no_page(bench: TokenBench) -> None:
    browser = {"accept": "text/html"}
    for request in (
        with_headers(bench.token_request({"grant_type": "conform"}), browser),
        HttpRequest("GET", EXTENSION_PATH, browser),
        HttpRequest("GET", TOKEN_PATH, browser),
    ):
        answer = bench.ask(request)
        answer.must_be_refused()
        if "html" in answer.headers.get("content-type", ""):
            raise answer.violates("JSON", "HTML")


def _end_again(bench: TokenBench, answer: Answer) -> None:
    """End the session of a login that ought to have been refused."""
    if answer.exchange.status == 200:
        bench.opened(answer, bench.user(), bench.app())


def _must_be_turned_away(answer: Answer) -> None:
    """Demand a refusal, or the end of the connection without an answer."""
    if answer.exchange.response is None and answer.exchange.failure != "timeout":
        return
    if answer.status != 501:
        answer.must_be_refused()


ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    no_redirect,
    in_chunks,
    after_refusal,
    two_lengths,
    two_framings,
    no_host,
    no_http,
    own_form,
    large_header,
    odd_paths,
    odd_methods,
    no_page,
)
