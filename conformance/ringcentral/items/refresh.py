"""Refresh: the new pair, and what becomes of the one before."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, contradiction, fact, items_of
from oceanhil.conformance.contract.search import end_s
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.remote.connector.control import CLOCK
from oceanhil.remote.connector.ringcentral.control import APP, SECOND_APP, USER


@fact("refresh/accepted", Severity.CRITICAL, Style.POSITIVE, APP, USER, source="REFRESH")
def accepted(subject: TokenSubject) -> None:
    """A refresh token is exchanged for an access token that the API accepts."""
    subject.call(subject.refreshed(subject.log_in()).access).must_have_status(200)


@fact("refresh/new-pair", Severity.CRITICAL, APP, USER, source="REFRESH")
def new_pair(subject: TokenSubject) -> None:
    """A refresh gives another access token and another refresh token."""
    old = subject.log_in()
    new = subject.refreshed(old)
    if new.access == old.access or new.refresh == old.refresh:
        raise subject.last().violates("two new tokens", "one of those before")


@assumption("refresh/same-owner", Style.POSITIVE, APP, USER, source="REFRESH prints them, and does not say it")
def same_owner(subject: TokenSubject) -> None:
    """A refresh keeps owner, scope and endpoint of the session."""
    old = subject.log_in().tokens
    new = subject.refreshed(subject.log_in(endpoint_id=old.endpoint_id)).tokens
    if (old.owner_id, old.scope, old.endpoint_id) != (new.owner_id, new.scope, new.endpoint_id):
        raise subject.last().deviates("owner_id, scope and endpoint_id as before", "others")


@fact("refresh/no-store", APP, USER, source="RFC 6749, 5.1 and 6")
def no_store(subject: TokenSubject) -> None:
    """The answer to a refresh says Cache-Control: no-store."""
    subject.refreshed(subject.log_in())
    answer = subject.last()
    if "no-store" not in answer.headers.get("cache-control", "").lower():
        raise answer.violates("Cache-Control: no-store", repr(answer.headers.get("cache-control", "no such header")))


@fact("refresh/again-and-again", Style.POSITIVE, APP, USER, source="REFRESH")
def again_and_again(subject: TokenSubject) -> None:
    """A session can be refreshed many times."""
    login = subject.log_in()
    for _ in range(3):
        login = subject.refreshed(login)
    subject.call(login.access).must_have_status(200)


@fact("refresh/old-access-dies", Severity.CRITICAL, APP, USER, source="REFRESH")
def old_access_dies(subject: TokenSubject) -> None:
    """The access token before is refused at once."""
    old = subject.log_in()
    subject.refreshed(old)
    subject.call(old.access).refused_as_token()


@contradiction(
    "refresh/old-access-words",
    Style.BOUNDARY,
    APP,
    USER,
    CLOCK,
    source="EXPERIMENT; REFRESH: the code may vary",
    learns=("server.old_access_corrupted_s",),
)
def old_access_words(subject: TokenSubject) -> None:
    """The access token before is called corrupted for a while, and is not found afterwards."""

    def is_called_corrupted(age_s: int) -> bool:
        old = subject.log_in()
        subject.refreshed(old)
        subject.advance(age_s)
        answer = subject.call(old.access)
        answer.refused_as_token()
        return answer.says(Reason.TOKEN_CORRUPTED)

    expected_s = subject.number("old_access_corrupted_s")
    with subject.frozen():
        found_s = end_s(is_called_corrupted, expected_s)
    if found_s is None:
        raise subject.last().deviates(f"other words after {expected_s} s", "the same for a year")
    subject.reads("old_access_corrupted_s", found_s, subject.last())


@contradiction("refresh/old-access-words-at-once", APP, USER, source="EXPERIMENT; REFRESH: the code may vary")
def old_access_words_at_once(subject: TokenSubject) -> None:
    """Right after a refresh the access token before is called corrupted, or is not found."""
    old = subject.log_in()
    subject.refreshed(old)
    answer = subject.call(old.access)
    answer.refused(Reason.TOKEN_CORRUPTED, Reason.TOKEN_NOT_FOUND)
    if not answer.says(Reason.TOKEN_CORRUPTED) and not answer.says(Reason.TOKEN_NOT_FOUND):
        raise answer.deviates("OAU-129 or OAU-213", answer.in_words())


@fact("refresh/old-access-ends-nothing", Severity.CRITICAL, APP, USER, source="REFRESH")
def old_access_ends_nothing(subject: TokenSubject) -> None:
    """A call with the access token before leaves the new one alive."""
    old = subject.log_in()
    new = subject.refreshed(old)
    subject.call(old.access).must_be_refused()
    subject.call(new.access).must_have_status(200)


@assumption("refresh/only-pair-before", APP, USER, source="REFRESH describes the grace of the one before")
def only_pair_before(subject: TokenSubject) -> None:
    """A refresh token from two refreshes ago is worth nothing."""
    first = subject.log_in()
    subject.refreshed(subject.refreshed(first))
    subject.ask(subject.refresh_request(first.refresh)).should_be_refused(Reason.REFRESH_NOT_FOUND)


@assumption(
    "refresh/unknown",
    Severity.CRITICAL,
    APP,
    USER,
    source="status and code from RingCentral's own client code",
    learns=("errors.refresh_not_found",),
)
def unknown(subject: TokenSubject) -> None:
    """A refresh token that was never given out is refused."""
    token = subject.secret(subject.session().refresh[::-1], "UNKNOWN_REFRESH_TOKEN")
    subject.ask(subject.refresh_request(token)).refused_in_these_words(Reason.REFRESH_NOT_FOUND)


@fact(
    "refresh/expired-words",
    APP,
    USER,
    CLOCK,
    source="COMMUNITY (status by RFC 6749)",
    learns=("errors.refresh_expired",),
)
def expired_words(subject: TokenSubject) -> None:
    """A refresh token that is too old is refused as expired."""
    with subject.frozen():
        login = subject.log_in(refresh_token_ttl=1)
        request = subject.refresh_request(login.refresh)
        subject.advance(1)
        subject.ask(request).refused_in_these_words(Reason.REFRESH_EXPIRED)


@fact("refresh/other-app", Severity.CRITICAL, APP, SECOND_APP, USER, source="RFC 6749, 6 and 10.4")
def other_app(subject: TokenSubject) -> None:
    """A refresh token is worth nothing to another application, and stays with its own."""
    login = subject.log_in()
    subject.ask(subject.refresh_request(login.refresh, subject.other_app())).refused(Reason.REFRESH_NOT_FOUND)
    subject.refreshed(login)


@fact("refresh/access-token-instead", Severity.CRITICAL, APP, USER, source="RFC 6749, 1.5")
def access_token_instead(subject: TokenSubject) -> None:
    """An access token does not refresh."""
    login = subject.session()
    subject.ask(subject.refresh_request(login.access, login.app)).refused(Reason.REFRESH_NOT_FOUND)


@fact("refresh/refused-costs-nothing", Severity.CRITICAL, APP, USER, source="REFRESH")
def refused_costs_nothing(subject: TokenSubject) -> None:
    """A refresh that is refused for its form leaves the session as it is."""
    login = subject.log_in()
    subject.ask(subject.refresh_request(login.refresh, grant_type="refresh")).must_be_refused()
    subject.call(login.access).must_have_status(200)
    subject.refreshed(login)


ITEMS: Final = items_of(globals(), TokenSubject)
