"""Which application asks: its proof, and what is refused."""

from typing import Final

import msgspec

from oceanhil.conformance.contract.item import Severity, Style, assumption, contradiction, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.ringcentral.requests import with_headers
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.ringcentral.messages import AppKey
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.remote.connector.ringcentral.control import APP, PUBLIC_APP, USER


@fact("client/public", Style.POSITIVE, PUBLIC_APP, USER, source="REFRESH")
def public(subject: TokenSubject) -> None:
    """An application without secret names itself by client_id in the body."""
    app, user = subject.side.public_app(), subject.user()
    request = with_headers(subject.login_request(user, app, client_id=app.client_id), {"authorization": ""})
    tokens = subject.tokens(subject.ask(request))
    subject.call(tokens.access_token).must_have_status(200)
    if tokens.refresh_token:
        again = subject.refresh_request(tokens.refresh_token, app, client_id=app.client_id)
        subject.tokens(subject.ask(with_headers(again, {"authorization": ""})))


@contradiction(
    "client/missing",
    Severity.CRITICAL,
    APP,
    USER,
    source="a live answer in the documentation's pull request 33; ERRORS",
    learns=("errors.client_missing",),
)
def missing(subject: TokenSubject) -> None:
    """A request for tokens that names no application is refused."""
    request = with_headers(subject.login_request(), {"authorization": ""})
    subject.ask(request).refused_in_these_words(Reason.CLIENT_MISSING)


@fact("client/secret-left-out", Severity.CRITICAL, Style.ABUSE, APP, USER, source="RFC 6749, 3.2.1")
def secret_left_out(subject: TokenSubject) -> None:
    """An application that has a secret cannot do without it."""
    request = subject.login_request(client_id=subject.app().client_id)
    subject.ask(with_headers(request, {"authorization": ""})).refused(Reason.CLIENT_MISSING, Reason.CLIENT_WRONG)


@fact("client/wrong-secret", Severity.CRITICAL, APP, USER, source="ERRORS", learns=("errors.client_wrong",))
def wrong_secret(subject: TokenSubject) -> None:
    """A wrong client secret is refused."""
    app = subject.app()
    wrong = subject.known_app(msgspec.structs.replace(app, client_secret=app.client_secret[::-1]))
    subject.ask(subject.login_request(app=wrong)).refused_in_these_words(Reason.CLIENT_WRONG)


@fact("client/empty-secret", Severity.CRITICAL, Style.ABUSE, APP, USER, source="ERRORS")
def empty_secret(subject: TokenSubject) -> None:
    """An empty client secret is refused."""
    app = AppKey(subject.app().client_id, "")
    subject.ask(subject.login_request(app=app)).refused(Reason.CLIENT_WRONG, Reason.CLIENT_MISSING)


@fact("client/unknown", Severity.CRITICAL, APP, USER, source="ERRORS")
def unknown(subject: TokenSubject) -> None:
    """An application that is not registered is refused like a wrong secret."""
    app = msgspec.structs.replace(subject.app(), client_id="conform-nobody")
    subject.ask(subject.login_request(app=subject.known_app(app))).refused(Reason.CLIENT_WRONG)


@assumption("client/bearer-instead", Severity.CRITICAL, Style.ABUSE, APP, USER)
def bearer_instead(subject: TokenSubject) -> None:
    """An access token is no proof of an application."""
    request = with_headers(subject.login_request(), {"authorization": f"Bearer {subject.session().access}"})
    subject.ask(request).refused(Reason.CLIENT_MISSING, Reason.CLIENT_WRONG)


@fact("client/garbled", Style.ABUSE, APP, USER, source="RFC 7617, 2")
def garbled(subject: TokenSubject) -> None:
    """Basic without base64 behind it is refused."""
    for proof in ("Basic", "Basic !!!", "Basic Y29uZm9ybQ==", "Basic //79"):
        request = with_headers(subject.login_request(), {"authorization": proof})
        subject.ask(request).refused(Reason.CLIENT_MISSING, Reason.CLIENT_WRONG)


@contradiction(
    "client/encoded",
    Severity.MINOR,
    Style.POSITIVE,
    APP,
    USER,
    source="RFC 6749, 2.3.1 encodes them; REFRESH prints them as they are",
)
def encoded(subject: TokenSubject) -> None:
    """Client id and secret may be form-encoded before they are put into Basic."""
    app = subject.app()
    # Every character, so that there is something to decode in any secret.
    escaped = "".join(f"%{byte:02X}" for byte in app.client_secret.encode())
    answer = subject.ask(subject.login_request(app=subject.known_app(AppKey(app.client_id, escaped))))
    if 400 <= answer.status < 500:
        raise answer.deviates("tokens", answer.in_words(), Side.ACCEPTED)
    subject.opened(answer, subject.user(), app)


@fact("client/scheme-in-any-case", Severity.MINOR, Style.POSITIVE, APP, USER, source="RFC 9110, 11.1")
def scheme_in_any_case(subject: TokenSubject) -> None:
    """The word Basic may be written in any case."""
    request = subject.login_request()
    proof = request.headers["authorization"].partition(" ")[2]
    answer = subject.ask(with_headers(request, {"authorization": f"basic {proof}"}))
    subject.opened(answer, subject.user(), subject.app())


@fact("client/query", Style.ABUSE, APP, USER, source="RFC 6749, 2.3.1")
def query(subject: TokenSubject) -> None:
    """An application cannot name itself in the query, where logs keep it."""
    app = subject.app()
    request = with_headers(subject.login_request(), {"authorization": ""})
    named = f"client_id={app.client_id}&client_secret={app.client_secret}"
    subject.ask(msgspec.structs.replace(request, query=named)).refused(Reason.CLIENT_MISSING, Reason.CLIENT_WRONG)


ITEMS: Final = items_of(globals(), TokenSubject)
