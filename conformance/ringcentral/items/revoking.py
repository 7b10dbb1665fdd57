"""Revocation, and the other ways in which a session ends."""

from typing import Final

import msgspec

from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.control import APP, SECOND_APP, USER
from oceanhil.conformance.ringcentral.requests import with_headers
from oceanhil.mock_server.ringcentral.refusals import Reason
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.ringcentral import AppKey, revoke_request


@item(
    "revoke/by-access-token",
    "the revocation of an access token ends it",
    kind=Kind.FACT,
    source="TOKENS",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def by_access_token(bench: TokenBench) -> None:
    login = bench.log_in()
    bench.revoke(login.access).must_have_status(200)
    bench.call(login.access).refused_as_token()


@item(
    "revoke/refresh-token-too",
    "the revocation of an access token ends the refresh token of its session",
    kind=Kind.FACT,
    source="TOKENS",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def refresh_token_too(bench: TokenBench) -> None:
    login = bench.log_in()
    bench.revoke(login.access).must_have_status(200)
    bench.ask(bench.refresh_request(login.refresh)).refused(Reason.REFRESH_NOT_FOUND)


@item(
    "revoke/by-refresh-token",
    "the revocation of a refresh token ends the whole session",
    kind=Kind.FACT,
    source="TOKENS",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def by_refresh_token(bench: TokenBench) -> None:
    login = bench.log_in()
    bench.revoke(login.refresh).must_have_status(200)
    bench.call(login.access).refused_as_token()
    bench.ask(bench.refresh_request(login.refresh)).refused(Reason.REFRESH_NOT_FOUND)


@item(
    "revoke/after-refresh",
    "the revocation after a refresh ends the tokens of before and of now",
    kind=Kind.FACT,
    source="TOKENS",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def after_refresh(bench: TokenBench) -> None:
    old = bench.log_in()
    new = bench.refreshed(old)
    bench.revoke(new.access).must_have_status(200)
    for token in (old.refresh, new.refresh):
        bench.ask(bench.refresh_request(token)).refused(Reason.REFRESH_NOT_FOUND)


@item(
    "revoke/by-token-before",
    "the revocation of a token that a refresh has replaced ends the session too",
    kind=Kind.ASSUMPTION,
    source="TOKENS: every token of the session",
    severity=Severity.MAJOR,
    needs=(APP, USER),
)
def by_token_before(bench: TokenBench) -> None:
    old = bench.log_in()
    new = bench.refreshed(old)
    bench.revoke(old.refresh).must_have_status(200)
    if bench.is_alive(new):
        answer = bench.last()
        raise answer.deviates("the session to be over", "the new access token still works")


@item(
    "revoke/words",
    "a token whose session was revoked is not found",
    kind=Kind.FACT,
    source="COMMUNITY",
    needs=(APP, USER),
    learns=("errors.token_not_found",),
)
def words(bench: TokenBench) -> None:
    login = bench.log_in()
    bench.revoke(login.access).must_have_status(200)
    bench.call(login.access).refused_in_these_words(Reason.TOKEN_NOT_FOUND)


@item(
    "revoke/other-session-lives",
    "the revocation of one session leaves another of the same user alive",
    kind=Kind.FACT,
    source="TOKENS",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def other_session_lives(bench: TokenBench) -> None:
    kept = bench.session()
    if bench.number("session_limit") > 1:
        bench.revoke(bench.log_in(kept.user).access).must_have_status(200)
    else:
        bench.revoke(bench.log_in().access).must_have_status(200)
    bench.call(kept.access).must_have_status(200)


@item(
    "revoke/unknown",
    "the revocation of a token that was never given out is answered as the profile says",
    kind=Kind.CONTRADICTION,
    source="RFC 7009, 2.2 and TOKENS in an older text; changelog of release 1.0.42",
    needs=(APP, USER),
    learns=("server.revoke_unknown_status",),
)
def unknown(bench: TokenBench) -> None:
    answer = bench.revoke(bench.session().access[::-1])
    answer.must_have_status(200, *range(400, 429))
    bench.reads("revoke_unknown_status", answer.status, answer)


@item(
    "revoke/unknown-words",
    "where the revocation of an unknown token is refused, it is refused like an unknown token",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    needs=(APP, USER),
    learns=("errors.revoke_unknown",),
)
def unknown_words(bench: TokenBench) -> None:
    with bench.having(revoke_unknown_status=400):
        bench.revoke(bench.session().access[::-1]).refused_in_these_words(Reason.REVOKE_UNKNOWN)


@item(
    "revoke/twice",
    "a second revocation is answered like that of an unknown token",
    kind=Kind.CONTRADICTION,
    source="RFC 7009, 2.2",
    needs=(APP, USER),
)
def twice(bench: TokenBench) -> None:
    login = bench.log_in()
    bench.revoke(login.access).must_have_status(200)
    _must_be_unknown(bench, login.access)


@item(
    "revoke/other-app",
    "no application can revoke another's tokens",
    kind=Kind.FACT,
    source="RFC 7009, 2.1",
    severity=Severity.CRITICAL,
    needs=(APP, SECOND_APP, USER),
)
def other_app(bench: TokenBench) -> None:
    login = bench.log_in()
    _must_be_unknown(bench, login.access, bench.other_app())
    bench.call(login.access).must_have_status(200)


@item(
    "revoke/no-client",
    "a revocation without the application's credentials is refused and ends nothing",
    kind=Kind.FACT,
    source="RFC 7009, 2.1",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def no_client(bench: TokenBench) -> None:
    login = bench.log_in()
    bench.ask(with_headers(revoke_request(login.app, login.access), {"authorization": ""})).refused(
        Reason.CLIENT_MISSING
    )
    bench.call(login.access).must_have_status(200)


@item(
    "revoke/wrong-client",
    "a revocation with a wrong client secret is refused and ends nothing",
    kind=Kind.FACT,
    source="RFC 7009, 2.1",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def wrong_client(bench: TokenBench) -> None:
    login = bench.log_in()
    wrong = bench.known_app(msgspec.structs.replace(login.app, client_secret=login.app.client_secret[::-1]))
    bench.ask(revoke_request(wrong, login.access)).refused(Reason.CLIENT_WRONG)
    bench.call(login.access).must_have_status(200)


@item(
    "revoke/nothing",
    "a revocation without a token is refused",
    kind=Kind.FACT,
    source="RFC 7009, 2.1",
    severity=Severity.MINOR,
    needs=(APP,),
)
def nothing(bench: TokenBench) -> None:
    bench.ask(revoke_request(bench.app(), "")).refused(Reason.PARAMETER_WRONG)


@item(
    "revoke/two-at-once",
    "two revocations of a token at the same time both end well",
    kind=Kind.CONTRADICTION,
    source="RFC 7009, 2.2",
    style=Style.RACE,
    needs=(APP, USER),
)
def two_at_once(bench: TokenBench) -> None:
    login = bench.log_in()
    answers = bench.ask_at_once([revoke_request(login.app, login.access)] * 2)
    for answer in answers:
        answer.is_refused(Reason.REVOKE_UNKNOWN)
    if all(answer.status != 200 for answer in answers):
        raise answers[0].violates("200 for one at least", answers[0].in_words(), Side.ACCEPTED)
    bench.call(login.access).refused_as_token()


@item(
    "revoke/refresh-at-once",
    "after a revocation and a refresh at the same time the session is over, whichever came first",
    kind=Kind.FACT,
    source="TOKENS",
    severity=Severity.CRITICAL,
    style=Style.RACE,
    needs=(APP, USER),
)
def refresh_at_once(bench: TokenBench) -> None:
    login = bench.log_in()
    refreshed, revoked = bench.ask_at_once(
        [bench.refresh_request(login.refresh, login.app), revoke_request(login.app, login.refresh)]
    )
    revoked.must_have_status(200)
    if refreshed.status == 200:
        bench.call(bench.opened(refreshed, login.user, login.app).access).refused_as_token()
    else:
        refreshed.refused(Reason.REFRESH_NOT_FOUND)


def _must_be_unknown(bench: TokenBench, token: str, app: AppKey | None = None) -> None:
    answer = bench.revoke(token, app)
    if answer.status != 200:
        answer.refused(Reason.REVOKE_UNKNOWN)


ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    by_access_token,
    refresh_token_too,
    by_refresh_token,
    after_refresh,
    by_token_before,
    words,
    other_session_lives,
    unknown,
    unknown_words,
    twice,
    other_app,
    no_client,
    wrong_client,
    nothing,
    two_at_once,
    refresh_at_once,
)
