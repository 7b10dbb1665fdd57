"""The other ways in which a session ends: by the user, and by a change of credentials."""

from typing import Final

from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.control import APP, CREDENTIALS, END, USER
from oceanhil.mock_server.ringcentral.refusals import Reason
from oceanhil.protocol.profile import Kind


@item(
    "ended/credentials-changed",
    "a change of the user's credentials ends all sessions of the user",
    kind=Kind.FACT,
    source="TOKENS",
    severity=Severity.CRITICAL,
    needs=(APP, USER, CREDENTIALS),
)
def credentials_changed(bench: TokenBench) -> None:
    login = bench.log_in(bench.lone_user())
    bench.new_credentials(login.user)
    bench.call(login.access).refused_as_token()
    bench.ask(bench.refresh_request(login.refresh)).refused(Reason.REFRESH_NOT_FOUND)


@item(
    "ended/old-credential",
    "after a change of the user's credentials the old JWT is refused and the new one is not",
    kind=Kind.FACT,
    source="TOKENS, JWT",
    severity=Severity.CRITICAL,
    needs=(APP, USER, CREDENTIALS),
)
def old_credential(bench: TokenBench) -> None:
    old = bench.lone_user()
    new = bench.new_credentials(old)
    bench.ask(bench.login_request(old)).refused(Reason.CREDENTIALS_WRONG)
    bench.log_in(new)


@item(
    "ended/by-user",
    "a session that the user ends is over, with both tokens",
    kind=Kind.FACT,
    source="TOKENS",
    severity=Severity.CRITICAL,
    needs=(APP, USER, END),
)
def by_user(bench: TokenBench) -> None:
    login = bench.log_in(bench.lone_user())
    bench.side.end_sessions(login.user)
    bench.call(login.access).refused_as_token()
    bench.ask(bench.refresh_request(login.refresh)).refused(Reason.REFRESH_NOT_FOUND)


@item(
    "ended/login-again",
    "after the end of a session the user can log in again",
    kind=Kind.FACT,
    source="TOKENS",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def login_again(bench: TokenBench) -> None:
    bench.revoke(bench.log_in().access).must_have_status(200)
    bench.call(bench.log_in().access).must_have_status(200)


ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    credentials_changed,
    old_credential,
    by_user,
    login_again,
)
