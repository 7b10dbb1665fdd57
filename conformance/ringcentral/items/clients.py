"""Which application asks: its proof, and what is refused."""

from typing import Final

import msgspec

from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.control import APP, PUBLIC_APP, USER
from oceanhil.conformance.ringcentral.requests import with_headers
from oceanhil.mock_server.ringcentral.refusals import Reason
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.ringcentral import AppKey


@item(
    "client/public",
    "an application without secret names itself by client_id in the body",
    kind=Kind.FACT,
    source="REFRESH",
    severity=Severity.MAJOR,
    style=Style.POSITIVE,
    needs=(PUBLIC_APP, USER),
)
def public(bench: TokenBench) -> None:
    app, user = bench.side.public_app(), bench.user()
    request = with_headers(bench.login_request(user, app, client_id=app.client_id), {"authorization": ""})
    tokens = bench.tokens(bench.ask(request))
    bench.call(tokens.access_token).must_have_status(200)
    if tokens.refresh_token:
        again = bench.refresh_request(tokens.refresh_token, app, client_id=app.client_id)
        bench.tokens(bench.ask(with_headers(again, {"authorization": ""})))


@item(
    "client/missing",
    "a request for tokens that names no application is refused",
    kind=Kind.CONTRADICTION,
    source="a live answer in the documentation's pull request 33; ERRORS",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
    learns=("errors.client_missing",),
)
def missing(bench: TokenBench) -> None:
    request = with_headers(bench.login_request(), {"authorization": ""})
    bench.ask(request).refused_in_these_words(Reason.CLIENT_MISSING)


@item(
    "client/secret-left-out",
    "an application that has a secret cannot do without it",
    kind=Kind.FACT,
    source="RFC 6749, 3.2.1",
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(APP, USER),
)
def secret_left_out(bench: TokenBench) -> None:
    request = bench.login_request(client_id=bench.app().client_id)
    bench.ask(with_headers(request, {"authorization": ""})).refused(Reason.CLIENT_MISSING, Reason.CLIENT_WRONG)


@item(
    "client/wrong-secret",
    "a wrong client secret is refused",
    kind=Kind.FACT,
    source="ERRORS",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
    learns=("errors.client_wrong",),
)
def wrong_secret(bench: TokenBench) -> None:
    app = bench.app()
    wrong = bench.known_app(msgspec.structs.replace(app, client_secret=app.client_secret[::-1]))
    bench.ask(bench.login_request(app=wrong)).refused_in_these_words(Reason.CLIENT_WRONG)


@item(
    "client/empty-secret",
    "an empty client secret is refused",
    kind=Kind.FACT,
    source="ERRORS",
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(APP, USER),
)
def empty_secret(bench: TokenBench) -> None:
    app = AppKey(bench.app().client_id, "")
    bench.ask(bench.login_request(app=app)).refused(Reason.CLIENT_WRONG, Reason.CLIENT_MISSING)


@item(
    "client/unknown",
    "an application that is not registered is refused like a wrong secret",
    kind=Kind.FACT,
    source="ERRORS",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def unknown(bench: TokenBench) -> None:
    app = msgspec.structs.replace(bench.app(), client_id="conform-nobody")
    bench.ask(bench.login_request(app=bench.known_app(app))).refused(Reason.CLIENT_WRONG)


@item(
    "client/bearer-instead",
    "an access token is no proof of an application",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(APP, USER),
)
def bearer_instead(bench: TokenBench) -> None:
    request = with_headers(bench.login_request(), {"authorization": f"Bearer {bench.session().access}"})
    bench.ask(request).refused(Reason.CLIENT_MISSING, Reason.CLIENT_WRONG)


@item(
    "client/garbled",
    "Basic without base64 behind it is refused",
    kind=Kind.FACT,
    source="RFC 7617, 2",
    style=Style.ABUSE,
    needs=(APP, USER),
)
def garbled(bench: TokenBench) -> None:
    for proof in ("Basic", "Basic !!!", "Basic Y29uZm9ybQ==", "Basic //79"):
        request = with_headers(bench.login_request(), {"authorization": proof})
        bench.ask(request).refused(Reason.CLIENT_MISSING, Reason.CLIENT_WRONG)


@item(
    "client/encoded",
    "client id and secret may be form-encoded before they are put into Basic",
    kind=Kind.CONTRADICTION,
    source="RFC 6749, 2.3.1 encodes them; REFRESH prints them as they are",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def encoded(bench: TokenBench) -> None:
    app = bench.app()
    # Every character, so that there is something to decode in any secret.
    escaped = "".join(f"%{byte:02X}" for byte in app.client_secret.encode())
    answer = bench.ask(bench.login_request(app=bench.known_app(AppKey(app.client_id, escaped))))
    if 400 <= answer.status < 500:
        raise answer.deviates("tokens", answer.in_words(), Side.ACCEPTED)
    bench.opened(answer, bench.user(), app)


@item(
    "client/scheme-in-any-case",
    "the word Basic may be written in any case",
    kind=Kind.FACT,
    source="RFC 9110, 11.1",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def scheme_in_any_case(bench: TokenBench) -> None:
    request = bench.login_request()
    proof = request.headers["authorization"].partition(" ")[2]
    answer = bench.ask(with_headers(request, {"authorization": f"basic {proof}"}))
    bench.opened(answer, bench.user(), bench.app())


@item(
    "client/query",
    "an application cannot name itself in the query, where logs keep it",
    kind=Kind.FACT,
    source="RFC 6749, 2.3.1",
    style=Style.ABUSE,
    needs=(APP, USER),
)
def query(bench: TokenBench) -> None:
    app = bench.app()
    request = with_headers(bench.login_request(), {"authorization": ""})
    named = f"client_id={app.client_id}&client_secret={app.client_secret}"
    bench.ask(msgspec.structs.replace(request, query=named)).refused(Reason.CLIENT_MISSING, Reason.CLIENT_WRONG)


ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    public,
    missing,
    secret_left_out,
    wrong_secret,
    empty_secret,
    unknown,
    bearer_instead,
    garbled,
    encoded,
    scheme_in_any_case,
    query,
)
