"""Revocation, and the other ways in which a session ends."""

from typing import Final

import msgspec

from oceanhil.conformance.contract.item import Severity, Style, assumption, contradiction, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.ringcentral.requests import with_headers
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.ringcentral.messages import AppKey, revoke_request
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.remote.connector.ringcentral.control import APP, CREDENTIALS, END, SECOND_APP, USER


@fact("revoke/by-access-token", Severity.CRITICAL, Style.POSITIVE, APP, USER, source="TOKENS")
def by_access_token(subject: TokenSubject) -> None:
    """The revocation of an access token ends it."""
    login = subject.log_in()
    subject.revoke(login.access).must_have_status(200)
    subject.call(login.access).refused_as_token()


@fact("revoke/refresh-token-too", Severity.CRITICAL, APP, USER, source="TOKENS")
def refresh_token_too(subject: TokenSubject) -> None:
    """The revocation of an access token ends the refresh token of its session."""
    login = subject.log_in()
    subject.revoke(login.access).must_have_status(200)
    subject.ask(subject.refresh_request(login.refresh)).refused(Reason.REFRESH_NOT_FOUND)


@fact("revoke/by-refresh-token", Severity.CRITICAL, Style.POSITIVE, APP, USER, source="TOKENS")
def by_refresh_token(subject: TokenSubject) -> None:
    """The revocation of a refresh token ends the whole session."""
    login = subject.log_in()
    subject.revoke(login.refresh).must_have_status(200)
    subject.call(login.access).refused_as_token()
    subject.ask(subject.refresh_request(login.refresh)).refused(Reason.REFRESH_NOT_FOUND)


@fact("revoke/after-refresh", Severity.CRITICAL, APP, USER, source="TOKENS")
def after_refresh(subject: TokenSubject) -> None:
    """The revocation after a refresh ends the tokens of before and of now."""
    old = subject.log_in()
    new = subject.refreshed(old)
    subject.revoke(new.access).must_have_status(200)
    for token in (old.refresh, new.refresh):
        subject.ask(subject.refresh_request(token)).refused(Reason.REFRESH_NOT_FOUND)


@assumption("revoke/by-token-before", APP, USER, source="TOKENS: every token of the session")
def by_token_before(subject: TokenSubject) -> None:
    """The revocation of a token that a refresh has replaced ends the session too."""
    old = subject.log_in()
    new = subject.refreshed(old)
    subject.revoke(old.refresh).must_have_status(200)
    if subject.is_alive(new):
        answer = subject.last()
        raise answer.deviates("the session to be over", "the new access token still works")


@fact("revoke/words", APP, USER, source="COMMUNITY", learns=("errors.token_not_found",))
def words(subject: TokenSubject) -> None:
    """A token whose session was revoked is not found."""
    login = subject.log_in()
    subject.revoke(login.access).must_have_status(200)
    subject.call(login.access).refused_in_these_words(Reason.TOKEN_NOT_FOUND)


@fact("revoke/other-session-lives", Severity.CRITICAL, APP, USER, source="TOKENS")
def other_session_lives(subject: TokenSubject) -> None:
    """The revocation of one session leaves another of the same user alive."""
    kept = subject.session()
    if subject.number("session_limit") > 1:
        subject.revoke(subject.log_in(kept.user).access).must_have_status(200)
    else:
        subject.revoke(subject.log_in().access).must_have_status(200)
    subject.call(kept.access).must_have_status(200)


@contradiction(
    "revoke/unknown",
    APP,
    USER,
    source="RFC 7009, 2.2 and TOKENS in an older text; changelog of release 1.0.42",
    learns=("server.revoke_unknown_status",),
)
def unknown(subject: TokenSubject) -> None:
    """The revocation of a token that was never given out is answered as the profile says."""
    answer = subject.revoke(subject.session().access[::-1])
    answer.must_have_status(200, *range(400, 429))
    subject.reads("revoke_unknown_status", answer.status, answer)


@assumption("revoke/unknown-words", Severity.MINOR, APP, USER, learns=("errors.revoke_unknown",))
def unknown_words(subject: TokenSubject) -> None:
    """Where the revocation of an unknown token is refused, it is refused like an unknown token."""
    with subject.having(revoke_unknown_status=400):
        subject.revoke(subject.session().access[::-1]).refused_in_these_words(Reason.REVOKE_UNKNOWN)


@contradiction("revoke/twice", APP, USER, source="RFC 7009, 2.2")
def twice(subject: TokenSubject) -> None:
    """A second revocation is answered like that of an unknown token."""
    login = subject.log_in()
    subject.revoke(login.access).must_have_status(200)
    _must_be_unknown(subject, login.access)


@fact("revoke/other-app", Severity.CRITICAL, APP, SECOND_APP, USER, source="RFC 7009, 2.1")
def other_app(subject: TokenSubject) -> None:
    """No application can revoke another's tokens."""
    login = subject.log_in()
    _must_be_unknown(subject, login.access, subject.other_app())
    subject.call(login.access).must_have_status(200)


@fact("revoke/no-client", Severity.CRITICAL, APP, USER, source="RFC 7009, 2.1")
def no_client(subject: TokenSubject) -> None:
    """A revocation without the application's credentials is refused and ends nothing."""
    login = subject.log_in()
    subject.ask(with_headers(revoke_request(login.app, login.access), {"authorization": ""})).refused(
        Reason.CLIENT_MISSING
    )
    subject.call(login.access).must_have_status(200)


@fact("revoke/wrong-client", Severity.CRITICAL, APP, USER, source="RFC 7009, 2.1")
def wrong_client(subject: TokenSubject) -> None:
    """A revocation with a wrong client secret is refused and ends nothing."""
    login = subject.log_in()
    wrong = subject.known_app(msgspec.structs.replace(login.app, client_secret=login.app.client_secret[::-1]))
    subject.ask(revoke_request(wrong, login.access)).refused(Reason.CLIENT_WRONG)
    subject.call(login.access).must_have_status(200)


@fact("revoke/nothing", Severity.MINOR, APP, source="RFC 7009, 2.1")
def nothing(subject: TokenSubject) -> None:
    """A revocation without a token is refused."""
    subject.ask(revoke_request(subject.app(), "")).refused(Reason.PARAMETER_WRONG)


@contradiction("revoke/two-at-once", Style.RACE, APP, USER, source="RFC 7009, 2.2")
def two_at_once(subject: TokenSubject) -> None:
    """Two revocations of a token at the same time both end well."""
    login = subject.log_in()
    answers = subject.race([revoke_request(login.app, login.access)] * 2)
    for answer in answers:
        answer.is_refused(Reason.REVOKE_UNKNOWN)
    if all(answer.status != 200 for answer in answers):
        raise answers[0].violates("200 for one at least", answers[0].in_words(), Side.ACCEPTED)
    subject.call(login.access).refused_as_token()


@fact("revoke/refresh-at-once", Severity.CRITICAL, Style.RACE, APP, USER, source="TOKENS")
def refresh_at_once(subject: TokenSubject) -> None:
    """After a revocation and a refresh at the same time the session is over, whichever came first."""
    login = subject.log_in()
    refreshed, revoked = subject.race(
        [subject.refresh_request(login.refresh, login.app), revoke_request(login.app, login.refresh)]
    )
    revoked.must_have_status(200)
    if refreshed.status == 200:
        subject.call(subject.opened(refreshed, login.user, login.app).access).refused_as_token()
    else:
        refreshed.refused(Reason.REFRESH_NOT_FOUND)


def _must_be_unknown(subject: TokenSubject, token: str, app: AppKey | None = None) -> None:
    answer = subject.revoke(token, app)
    if answer.status != 200:
        answer.refused(Reason.REVOKE_UNKNOWN)


@fact("ended/credentials-changed", Severity.CRITICAL, APP, USER, CREDENTIALS, source="TOKENS")
def credentials_changed(subject: TokenSubject) -> None:
    """A change of the user's credentials ends all sessions of the user."""
    login = subject.log_in(subject.lone_user())
    subject.new_credentials(login.user)
    subject.call(login.access).refused_as_token()
    subject.ask(subject.refresh_request(login.refresh)).refused(Reason.REFRESH_NOT_FOUND)


@fact("ended/old-credential", Severity.CRITICAL, APP, USER, CREDENTIALS, source="TOKENS, JWT")
def old_credential(subject: TokenSubject) -> None:
    """After a change of the user's credentials the old JWT is refused and the new one is not."""
    old = subject.lone_user()
    new = subject.new_credentials(old)
    subject.ask(subject.login_request(old)).refused(Reason.CREDENTIALS_WRONG)
    subject.log_in(new)


@fact("ended/by-user", Severity.CRITICAL, APP, USER, END, source="TOKENS")
def by_user(subject: TokenSubject) -> None:
    """A session that the user ends is over, with both tokens."""
    login = subject.log_in(subject.lone_user())
    subject.side.end_sessions(login.user)
    subject.call(login.access).refused_as_token()
    subject.ask(subject.refresh_request(login.refresh)).refused(Reason.REFRESH_NOT_FOUND)


@fact("ended/login-again", Severity.CRITICAL, Style.POSITIVE, APP, USER, source="TOKENS")
def login_again(subject: TokenSubject) -> None:
    """After the end of a session the user can log in again."""
    subject.revoke(subject.log_in().access).must_have_status(200)
    subject.call(subject.log_in().access).must_have_status(200)


ITEMS: Final = items_of(globals(), TokenSubject)
