"""Refresh: the new pair, and what becomes of the one before."""

from typing import Final

from oceanhil.conformance.contract.control import CLOCK
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.control import APP, SECOND_APP, USER
from oceanhil.conformance.ringcentral.edges import end_s
from oceanhil.mock_server.ringcentral.refusals import Reason
from oceanhil.protocol.profile import Kind


@item(
    "refresh/accepted",
    "a refresh token is exchanged for an access token that the API accepts",
    kind=Kind.FACT,
    source="REFRESH",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def accepted(bench: TokenBench) -> None:
    bench.call(bench.refreshed(bench.log_in()).access).must_have_status(200)


@item(
    "refresh/new-pair",
    "a refresh gives another access token and another refresh token",
    kind=Kind.FACT,
    source="REFRESH",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def new_pair(bench: TokenBench) -> None:
    old = bench.log_in()
    new = bench.refreshed(old)
    if new.access == old.access or new.refresh == old.refresh:
        raise bench.last().violates("two new tokens", "one of those before")


@item(
    "refresh/same-owner",
    "a refresh keeps owner, scope and endpoint of the session",
    kind=Kind.ASSUMPTION,
    source="REFRESH prints them, and does not say it",
    severity=Severity.MAJOR,
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def same_owner(bench: TokenBench) -> None:
    old = bench.log_in().tokens
    new = bench.refreshed(bench.log_in(endpoint_id=old.endpoint_id)).tokens
    if (old.owner_id, old.scope, old.endpoint_id) != (new.owner_id, new.scope, new.endpoint_id):
        raise bench.last().deviates("owner_id, scope and endpoint_id as before", "others")


@item(
    "refresh/no-store",
    "the answer to a refresh says Cache-Control: no-store",
    kind=Kind.FACT,
    source="RFC 6749, 5.1 and 6",
    severity=Severity.MAJOR,
    needs=(APP, USER),
)
def no_store(bench: TokenBench) -> None:
    bench.refreshed(bench.log_in())
    answer = bench.last()
    if "no-store" not in answer.headers.get("cache-control", "").lower():
        raise answer.violates("Cache-Control: no-store", repr(answer.headers.get("cache-control", "no such header")))


@item(
    "refresh/again-and-again",
    "a session can be refreshed many times",
    kind=Kind.FACT,
    source="REFRESH",
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def again_and_again(bench: TokenBench) -> None:
    login = bench.log_in()
    for _ in range(3):
        login = bench.refreshed(login)
    bench.call(login.access).must_have_status(200)


@item(
    "refresh/old-access-dies",
    "the access token before is refused at once",
    kind=Kind.FACT,
    source="REFRESH",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def old_access_dies(bench: TokenBench) -> None:
    old = bench.log_in()
    bench.refreshed(old)
    bench.call(old.access).refused_as_token()


@item(
    "refresh/old-access-words",
    "the access token before is called corrupted for a while, and is not found afterwards",
    kind=Kind.CONTRADICTION,
    source="EXPERIMENT; REFRESH: the code may vary",
    style=Style.BOUNDARY,
    needs=(APP, USER, CLOCK),
    learns=("server.old_access_corrupted_s",),
)
def old_access_words(bench: TokenBench) -> None:
    def is_called_corrupted(age_s: int) -> bool:
        old = bench.log_in()
        bench.refreshed(old)
        bench.advance(age_s)
        answer = bench.call(old.access)
        answer.refused_as_token()
        return answer.says(Reason.TOKEN_CORRUPTED)

    expected_s = bench.number("old_access_corrupted_s")
    with bench.frozen():
        found_s = end_s(is_called_corrupted, expected_s)
    if found_s is None:
        raise bench.last().deviates(f"other words after {expected_s} s", "the same for a year")
    bench.reads("old_access_corrupted_s", found_s, bench.last())


@item(
    "refresh/old-access-words-at-once",
    "right after a refresh the access token before is called corrupted, or is not found",
    kind=Kind.CONTRADICTION,
    source="EXPERIMENT; REFRESH: the code may vary",
    needs=(APP, USER),
)
def old_access_words_at_once(bench: TokenBench) -> None:
    old = bench.log_in()
    bench.refreshed(old)
    answer = bench.call(old.access)
    answer.refused(Reason.TOKEN_CORRUPTED, Reason.TOKEN_NOT_FOUND)
    if not answer.says(Reason.TOKEN_CORRUPTED) and not answer.says(Reason.TOKEN_NOT_FOUND):
        raise answer.deviates("OAU-129 or OAU-213", answer.in_words())


@item(
    "refresh/old-access-ends-nothing",
    "a call with the access token before leaves the new one alive",
    kind=Kind.FACT,
    source="REFRESH",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def old_access_ends_nothing(bench: TokenBench) -> None:
    old = bench.log_in()
    new = bench.refreshed(old)
    bench.call(old.access).must_be_refused()
    bench.call(new.access).must_have_status(200)


@item(
    "refresh/only-pair-before",
    "a refresh token from two refreshes ago is worth nothing",
    kind=Kind.ASSUMPTION,
    source="REFRESH describes the grace of the one before",
    severity=Severity.MAJOR,
    needs=(APP, USER),
)
def only_pair_before(bench: TokenBench) -> None:
    first = bench.log_in()
    bench.refreshed(bench.refreshed(first))
    bench.ask(bench.refresh_request(first.refresh)).should_be_refused(Reason.REFRESH_NOT_FOUND)


@item(
    "refresh/unknown",
    "a refresh token that was never given out is refused",
    kind=Kind.ASSUMPTION,
    source="status and code from RingCentral's own client code",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
    learns=("errors.refresh_not_found",),
)
def unknown(bench: TokenBench) -> None:
    token = bench.secret(bench.session().refresh[::-1], "UNKNOWN_REFRESH_TOKEN")
    bench.ask(bench.refresh_request(token)).refused_in_these_words(Reason.REFRESH_NOT_FOUND)


@item(
    "refresh/expired-words",
    "a refresh token that is too old is refused as expired",
    kind=Kind.FACT,
    source="COMMUNITY (status by RFC 6749)",
    needs=(APP, USER, CLOCK),
    learns=("errors.refresh_expired",),
)
def expired_words(bench: TokenBench) -> None:
    with bench.frozen():
        login = bench.log_in(refresh_token_ttl=1)
        request = bench.refresh_request(login.refresh)
        bench.advance(1)
        bench.ask(request).refused_in_these_words(Reason.REFRESH_EXPIRED)


@item(
    "refresh/other-app",
    "a refresh token is worth nothing to another application, and stays with its own",
    kind=Kind.FACT,
    source="RFC 6749, 6 and 10.4",
    severity=Severity.CRITICAL,
    needs=(APP, SECOND_APP, USER),
)
def other_app(bench: TokenBench) -> None:
    login = bench.log_in()
    bench.ask(bench.refresh_request(login.refresh, bench.other_app())).refused(Reason.REFRESH_NOT_FOUND)
    bench.refreshed(login)


@item(
    "refresh/access-token-instead",
    "an access token does not refresh",
    kind=Kind.FACT,
    source="RFC 6749, 1.5",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def access_token_instead(bench: TokenBench) -> None:
    login = bench.session()
    bench.ask(bench.refresh_request(login.access, login.app)).refused(Reason.REFRESH_NOT_FOUND)


@item(
    "refresh/refused-costs-nothing",
    "a refresh that is refused for its form leaves the session as it is",
    kind=Kind.FACT,
    source="REFRESH",
    severity=Severity.CRITICAL,
    needs=(APP, USER),
)
def refused_costs_nothing(bench: TokenBench) -> None:
    login = bench.log_in()
    bench.ask(bench.refresh_request(login.refresh, grant_type="refresh")).must_be_refused()
    bench.call(login.access).must_have_status(200)
    bench.refreshed(login)


ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    accepted,
    new_pair,
    same_owner,
    no_store,
    again_and_again,
    old_access_dies,
    old_access_words,
    old_access_words_at_once,
    old_access_ends_nothing,
    only_pair_before,
    unknown,
    expired_words,
    other_app,
    access_token_instead,
    refused_costs_nothing,
)
