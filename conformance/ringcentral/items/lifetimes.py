"""How long tokens last, and what a request may ask for."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, contradiction, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.contract.search import end_s
from oceanhil.conformance.ringcentral.subject import TokenSubject
from oceanhil.protocol.ringcentral.refusal import Reason
from oceanhil.remote.connector.control import CLOCK
from oceanhil.remote.connector.ringcentral.control import APP, REFRESH_TOKEN, USER
from oceanhil.remote.wire.need import Lacking

_MINUTE_S = 60
_LONGEST_WISH_S = 10_000_000


@contradiction(
    "lifetime/access",
    Style.POSITIVE,
    APP,
    USER,
    source="REFRESH: an hour, samples of two; KEEPALIVE and COMMUNITY: 24 hours",
    learns=("server.access_token_ttl_s",),
)
def access(subject: TokenSubject) -> None:
    """An access token that nobody asked another lifetime for lasts as long as the profile says."""
    found_s = _whole_s(subject.log_in().tokens.expires_in)
    subject.reads("access_token_ttl_s", found_s, subject.last())


@fact("lifetime/access-edge", Severity.CRITICAL, Style.BOUNDARY, APP, USER, CLOCK, source="REFRESH")
def access_edge(subject: TokenSubject) -> None:
    """An access token is accepted until expires_in has passed, and not any more then."""
    with subject.frozen():
        said_s = subject.log_in().tokens.expires_in

        def holds(age_s: int) -> bool:
            login = subject.log_in()
            subject.advance(age_s)
            return subject.is_alive(login)

        found_s = end_s(holds, said_s)
    if found_s not in {said_s, _whole_s(said_s)}:
        raise subject.last().violates(f"the end after {said_s} s", f"after {found_s} s")


@fact("lifetime/refresh", Style.POSITIVE, APP, USER, source="REFRESH", learns=("server.refresh_token_ttl_s",))
def refresh(subject: TokenSubject) -> None:
    """A refresh token lasts as long as the profile says."""
    login = subject.log_in()
    if not login.tokens.refresh_token:
        raise Lacking(REFRESH_TOKEN)
    subject.reads("refresh_token_ttl_s", _whole_s(login.tokens.refresh_token_expires_in), subject.last())


@fact("lifetime/refresh-edge", Severity.CRITICAL, Style.BOUNDARY, APP, USER, CLOCK, source="REFRESH")
def refresh_edge(subject: TokenSubject) -> None:
    """A refresh token is accepted until refresh_token_expires_in has passed, and not any more then."""
    with subject.frozen():
        first = subject.log_in()
        said_s = first.tokens.refresh_token_expires_in if first.refresh else 0
        cap_s = subject.number("absolute_session_timeout_s")
        if cap_s and cap_s <= said_s:
            raise Lacking(REFRESH_TOKEN, "sessions end here before their refresh tokens do")

        def holds(age_s: int) -> bool:
            login = subject.log_in()
            subject.advance(age_s)
            answer = subject.ask(subject.refresh_request(login.refresh))
            return not answer.is_refused(Reason.REFRESH_EXPIRED, Reason.REFRESH_NOT_FOUND)

        found_s = end_s(holds, said_s)
    if found_s not in {said_s, _whole_s(said_s)}:
        raise subject.last().violates(f"the end after {said_s} s", f"after {found_s} s")


@fact("lifetime/wish", Style.POSITIVE, APP, USER, source="NET")
def wish(subject: TokenSubject) -> None:
    """A request may ask for a shorter access token."""
    wanted_s = (subject.number("access_token_ttl_min_s") + subject.number("access_token_ttl_max_s")) // 2
    if not _fits(subject, wanted_s):
        raise subject.last().violates(f"expires_in {wanted_s}", subject.last().in_words())


@fact("lifetime/wish-shortest", Style.BOUNDARY, APP, USER, source="NET", learns=("server.access_token_ttl_min_s",))
def wish_shortest(subject: TokenSubject) -> None:
    """600 s is the shortest lifetime that a request may ask for."""
    expected_s = subject.number("access_token_ttl_min_s")
    found_s = end_s(lambda ttl_s: not _fits(subject, ttl_s), expected_s, subject.number("access_token_ttl_max_s"))
    subject.reads("access_token_ttl_min_s", found_s or 0, subject.last())


@fact("lifetime/wish-longest", Style.BOUNDARY, APP, USER, source="NET", learns=("server.access_token_ttl_max_s",))
def wish_longest(subject: TokenSubject) -> None:
    """3600 s is the longest lifetime that a request may ask for."""
    least_s, expected_s = subject.number("access_token_ttl_min_s"), subject.number("access_token_ttl_max_s")
    above_s = end_s(lambda ttl_s: ttl_s <= least_s or _fits(subject, ttl_s), expected_s + 1, _LONGEST_WISH_S)
    if above_s is None:
        raise subject.last().violates(f"at most {expected_s} s", f"even {_LONGEST_WISH_S} s")
    subject.reads("access_token_ttl_max_s", above_s - 1, subject.last())


@assumption(
    "lifetime/wish-none",
    Style.BOUNDARY,
    APP,
    USER,
    source="NET states the range, not the answer",
    learns=("server.ttl_out_of_range",),
)
def wish_none(subject: TokenSubject) -> None:
    """A lifetime outside the range becomes the nearest in it, or is refused."""
    _judge_wish(subject, "0")


@assumption(
    "lifetime/wish-negative",
    Style.BOUNDARY,
    APP,
    USER,
    source="@ringcentral/sdk 5.0.11",
    learns=("server.ttl_out_of_range",),
)
def wish_negative(subject: TokenSubject) -> None:
    """The lifetime -1, for which the JavaScript SDK asks after a 401, is answered like any other outside the range."""
    _judge_wish(subject, "-1")


@assumption("lifetime/wish-garbled", APP, USER)
def wish_garbled(subject: TokenSubject) -> None:
    """A lifetime that is no number is refused."""
    answer = subject.ask(subject.login_request(access_token_ttl="soon"))  # noqa: S106 - a lifetime, no password
    if answer.status == 200:
        subject.opened(answer, subject.user(), subject.app())
        raise answer.deviates("a refusal", "tokens: the field is passed over", Side.REFUSED)
    answer.refused(Reason.PARAMETER_WRONG)


@fact("lifetime/refresh-wish", Style.POSITIVE, APP, USER, source="NET, FAQ")
def refresh_wish(subject: TokenSubject) -> None:
    """A request may ask for a shorter refresh token."""
    wanted_s = min(_MINUTE_S * _MINUTE_S, max(1, subject.number("refresh_token_ttl_s") - 1))
    login = subject.log_in(refresh_token_ttl=wanted_s)
    if login.refresh and login.tokens.refresh_token_expires_in not in {wanted_s, wanted_s - 1}:
        found = f"{login.tokens.refresh_token_expires_in}"
        raise subject.last().violates(f"refresh_token_expires_in {wanted_s}", found)


@fact("lifetime/refresh-wish-zero", Style.BOUNDARY, APP, USER, source="FAQ")
def refresh_wish_zero(subject: TokenSubject) -> None:
    """A refresh token that is asked for with lifetime 0 is worth nothing."""
    tokens = subject.log_in(refresh_token_ttl=0).tokens
    if tokens.refresh_token:
        answer = subject.ask(subject.refresh_request(tokens.refresh_token))
        answer.refused(Reason.REFRESH_EXPIRED, Reason.REFRESH_NOT_FOUND)


@fact("lifetime/renewed", Style.POSITIVE, APP, USER, CLOCK, source="REFRESH")
def renewed(subject: TokenSubject) -> None:
    """A refresh gives both tokens their whole lifetime again."""
    with subject.frozen():
        old = subject.log_in()
        subject.advance(min(_MINUTE_S, old.tokens.expires_in // 2, old.tokens.refresh_token_expires_in // 2))
        new = subject.refreshed(old)
    before = (old.tokens.expires_in, old.tokens.refresh_token_expires_in)
    after = (new.tokens.expires_in, new.tokens.refresh_token_expires_in)
    if before != after:
        raise subject.last().violates(f"{before} s again", f"{after} s")


@fact("lifetime/refresh-with-wish", Style.POSITIVE, APP, USER, source="NET")
def refresh_with_wish(subject: TokenSubject) -> None:
    """A refresh may ask for a lifetime too."""
    wanted_s = subject.number("access_token_ttl_min_s")
    new = subject.refreshed(subject.log_in(), access_token_ttl=wanted_s)
    if new.tokens.expires_in not in {wanted_s, wanted_s - 1}:
        raise subject.last().violates(f"expires_in {wanted_s}", f"{new.tokens.expires_in}")


def _whole_s(said_s: int) -> int:
    """Give the lifetime behind `expires_in`: samples show a second less than whole minutes."""
    return said_s + 1 if (said_s + 1) % _MINUTE_S == 0 else said_s


def _fits(subject: TokenSubject, wanted_s: int) -> bool:
    """Tell whether a request for this lifetime is given it; the session is ended again."""
    said_s = subject.session().tokens.expires_in
    rounded_s = _whole_s(said_s) - said_s
    answer = subject.ask(subject.login_request(access_token_ttl=wanted_s))
    if answer.status != 200:
        answer.must_be_refused()
        return False
    tokens = subject.tokens(answer)
    subject.revoke(tokens.access_token)
    return tokens.expires_in == wanted_s - rounded_s


def _judge_wish(subject: TokenSubject, wanted: str) -> None:
    answer = subject.ask(subject.login_request(access_token_ttl=wanted))
    if answer.status == 200:
        subject.opened(answer, subject.user(), subject.app())
        subject.reads("ttl_out_of_range", "clamp", answer)
    else:
        answer.refused(Reason.PARAMETER_WRONG)
        subject.reads("ttl_out_of_range", "refuse", answer)


ITEMS: Final = items_of(globals(), TokenSubject)
