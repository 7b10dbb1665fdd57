"""The other ways in which a session ends: by the user, and by a change of credentials."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, fact, items_of
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.remote.connector.ringcentral.control import APP, CREDENTIALS, END, USER


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
