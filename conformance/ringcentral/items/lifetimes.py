"""How long tokens last, and what a request may ask for."""

from typing import Final

from oceanhil.conformance.contract.control import CLOCK
from oceanhil.conformance.contract.finding import Lacking
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.control import APP, REFRESH_TOKEN, USER
from oceanhil.conformance.ringcentral.edges import end_s
from oceanhil.mock_server.ringcentral.refusals import Reason
from oceanhil.protocol.profile import Kind

_MINUTE_S = 60
_LONGEST_WISH_S = 10_000_000


@item(
    "lifetime/access",
    "an access token that nobody asked another lifetime for lasts as long as the profile says",
    kind=Kind.CONTRADICTION,
    source="REFRESH: an hour, samples of two; KEEPALIVE and COMMUNITY: 24 hours",
    style=Style.POSITIVE,
    needs=(APP, USER),
    learns=("server.access_token_ttl_s",),
)
def access(bench: TokenBench) -> None:
    found_s = _whole_s(bench.log_in().tokens.expires_in)
    bench.reads("access_token_ttl_s", found_s, bench.last())


@item(
    "lifetime/access-edge",
    "an access token is accepted until expires_in has passed, and not any more then",
    kind=Kind.FACT,
    source="REFRESH",
    severity=Severity.CRITICAL,
    style=Style.BOUNDARY,
    needs=(APP, USER, CLOCK),
)
def access_edge(bench: TokenBench) -> None:
    with bench.frozen():
        said_s = bench.log_in().tokens.expires_in

        def holds(age_s: int) -> bool:
            login = bench.log_in()
            bench.advance(age_s)
            return bench.is_alive(login)

        found_s = end_s(holds, said_s)
    if found_s not in {said_s, _whole_s(said_s)}:
        raise bench.last().violates(f"the end after {said_s} s", f"after {found_s} s")


@item(
    "lifetime/refresh",
    "a refresh token lasts as long as the profile says",
    kind=Kind.FACT,
    source="REFRESH",
    style=Style.POSITIVE,
    needs=(APP, USER),
    learns=("server.refresh_token_ttl_s",),
)
def refresh(bench: TokenBench) -> None:
    login = bench.log_in()
    if not login.tokens.refresh_token:
        raise Lacking(REFRESH_TOKEN)
    bench.reads("refresh_token_ttl_s", _whole_s(login.tokens.refresh_token_expires_in), bench.last())


@item(
    "lifetime/refresh-edge",
    "a refresh token is accepted until refresh_token_expires_in has passed, and not any more then",
    kind=Kind.FACT,
    source="REFRESH",
    severity=Severity.CRITICAL,
    style=Style.BOUNDARY,
    needs=(APP, USER, CLOCK),
)
def refresh_edge(bench: TokenBench) -> None:
    with bench.frozen():
        first = bench.log_in()
        said_s = first.tokens.refresh_token_expires_in if first.refresh else 0
        cap_s = bench.number("absolute_session_timeout_s")
        if cap_s and cap_s <= said_s:
            raise Lacking(REFRESH_TOKEN, "sessions end here before their refresh tokens do")

        def holds(age_s: int) -> bool:
            login = bench.log_in()
            bench.advance(age_s)
            answer = bench.ask(bench.refresh_request(login.refresh))
            return not answer.is_refused(Reason.REFRESH_EXPIRED, Reason.REFRESH_NOT_FOUND)

        found_s = end_s(holds, said_s)
    if found_s not in {said_s, _whole_s(said_s)}:
        raise bench.last().violates(f"the end after {said_s} s", f"after {found_s} s")


@item(
    "lifetime/wish",
    "a request may ask for a shorter access token",
    kind=Kind.FACT,
    source="NET",
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def wish(bench: TokenBench) -> None:
    wanted_s = (bench.number("access_token_ttl_min_s") + bench.number("access_token_ttl_max_s")) // 2
    if not _fits(bench, wanted_s):
        raise bench.last().violates(f"expires_in {wanted_s}", bench.last().in_words())


@item(
    "lifetime/wish-shortest",
    "600 s is the shortest lifetime that a request may ask for",
    kind=Kind.FACT,
    source="NET",
    style=Style.BOUNDARY,
    needs=(APP, USER),
    learns=("server.access_token_ttl_min_s",),
)
def wish_shortest(bench: TokenBench) -> None:
    expected_s = bench.number("access_token_ttl_min_s")
    found_s = end_s(lambda ttl_s: not _fits(bench, ttl_s), expected_s, bench.number("access_token_ttl_max_s"))
    bench.reads("access_token_ttl_min_s", found_s or 0, bench.last())


@item(
    "lifetime/wish-longest",
    "3600 s is the longest lifetime that a request may ask for",
    kind=Kind.FACT,
    source="NET",
    style=Style.BOUNDARY,
    needs=(APP, USER),
    learns=("server.access_token_ttl_max_s",),
)
def wish_longest(bench: TokenBench) -> None:
    least_s, expected_s = bench.number("access_token_ttl_min_s"), bench.number("access_token_ttl_max_s")
    above_s = end_s(lambda ttl_s: ttl_s <= least_s or _fits(bench, ttl_s), expected_s + 1, _LONGEST_WISH_S)
    if above_s is None:
        raise bench.last().violates(f"at most {expected_s} s", f"even {_LONGEST_WISH_S} s")
    bench.reads("access_token_ttl_max_s", above_s - 1, bench.last())


@item(
    "lifetime/wish-none",
    "a lifetime outside the range becomes the nearest in it, or is refused",
    kind=Kind.ASSUMPTION,
    source="NET states the range, not the answer",
    style=Style.BOUNDARY,
    needs=(APP, USER),
    learns=("server.ttl_out_of_range",),
)
def wish_none(bench: TokenBench) -> None:
    _judge_wish(bench, "0")


@item(
    "lifetime/wish-negative",
    "the lifetime -1, for which the JavaScript SDK asks after a 401, is answered like any other outside the range",
    kind=Kind.ASSUMPTION,
    source="@ringcentral/sdk 5.0.11",
    severity=Severity.MAJOR,
    style=Style.BOUNDARY,
    needs=(APP, USER),
    learns=("server.ttl_out_of_range",),
)
def wish_negative(bench: TokenBench) -> None:
    _judge_wish(bench, "-1")


@item(
    "lifetime/wish-garbled",
    "a lifetime that is no number is refused",
    kind=Kind.ASSUMPTION,
    source="no page",
    style=Style.NEGATIVE,
    needs=(APP, USER),
)
def wish_garbled(bench: TokenBench) -> None:
    answer = bench.ask(bench.login_request(access_token_ttl="soon"))  # noqa: S106 - a lifetime, no password
    if answer.status == 200:
        bench.opened(answer, bench.user(), bench.app())
        raise answer.deviates("a refusal", "tokens: the field is passed over", Side.REFUSED)
    answer.refused(Reason.PARAMETER_WRONG)


@item(
    "lifetime/refresh-wish",
    "a request may ask for a shorter refresh token",
    kind=Kind.FACT,
    source="NET, FAQ",
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def refresh_wish(bench: TokenBench) -> None:
    wanted_s = min(_MINUTE_S * _MINUTE_S, max(1, bench.number("refresh_token_ttl_s") - 1))
    login = bench.log_in(refresh_token_ttl=wanted_s)
    if login.refresh and login.tokens.refresh_token_expires_in not in {wanted_s, wanted_s - 1}:
        found = f"{login.tokens.refresh_token_expires_in}"
        raise bench.last().violates(f"refresh_token_expires_in {wanted_s}", found)


@item(
    "lifetime/refresh-wish-zero",
    "a refresh token that is asked for with lifetime 0 is worth nothing",
    kind=Kind.FACT,
    source="FAQ",
    style=Style.BOUNDARY,
    needs=(APP, USER),
)
def refresh_wish_zero(bench: TokenBench) -> None:
    tokens = bench.log_in(refresh_token_ttl=0).tokens
    if tokens.refresh_token:
        answer = bench.ask(bench.refresh_request(tokens.refresh_token))
        answer.refused(Reason.REFRESH_EXPIRED, Reason.REFRESH_NOT_FOUND)


@item(
    "lifetime/renewed",
    "a refresh gives both tokens their whole lifetime again",
    kind=Kind.FACT,
    source="REFRESH",
    style=Style.POSITIVE,
    needs=(APP, USER, CLOCK),
)
def renewed(bench: TokenBench) -> None:
    with bench.frozen():
        old = bench.log_in()
        bench.advance(min(_MINUTE_S, old.tokens.expires_in // 2, old.tokens.refresh_token_expires_in // 2))
        new = bench.refreshed(old)
    before = (old.tokens.expires_in, old.tokens.refresh_token_expires_in)
    after = (new.tokens.expires_in, new.tokens.refresh_token_expires_in)
    if before != after:
        raise bench.last().violates(f"{before} s again", f"{after} s")


@item(
    "lifetime/refresh-with-wish",
    "a refresh may ask for a lifetime too",
    kind=Kind.FACT,
    source="NET",
    style=Style.POSITIVE,
    needs=(APP, USER),
)
def refresh_with_wish(bench: TokenBench) -> None:
    wanted_s = bench.number("access_token_ttl_min_s")
    new = bench.refreshed(bench.log_in(), access_token_ttl=wanted_s)
    if new.tokens.expires_in not in {wanted_s, wanted_s - 1}:
        raise bench.last().violates(f"expires_in {wanted_s}", f"{new.tokens.expires_in}")


def _whole_s(said_s: int) -> int:
    """Give the lifetime behind `expires_in`: samples show a second less than whole minutes."""
    return said_s + 1 if (said_s + 1) % _MINUTE_S == 0 else said_s


def _fits(bench: TokenBench, wanted_s: int) -> bool:
    """Tell whether a request for this lifetime is given it; the session is ended again."""
    said_s = bench.session().tokens.expires_in
    rounded_s = _whole_s(said_s) - said_s
    answer = bench.ask(bench.login_request(access_token_ttl=wanted_s))
    if answer.status != 200:
        answer.must_be_refused()
        return False
    tokens = bench.tokens(answer)
    bench.revoke(tokens.access_token)
    return tokens.expires_in == wanted_s - rounded_s


def _judge_wish(bench: TokenBench, wanted: str) -> None:
    answer = bench.ask(bench.login_request(access_token_ttl=wanted))
    if answer.status == 200:
        bench.opened(answer, bench.user(), bench.app())
        bench.reads("ttl_out_of_range", "clamp", answer)
    else:
        answer.refused(Reason.PARAMETER_WRONG)
        bench.reads("ttl_out_of_range", "refuse", answer)


ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    access,
    access_edge,
    refresh,
    refresh_edge,
    wish,
    wish_shortest,
    wish_longest,
    wish_none,
    wish_negative,
    wish_garbled,
    refresh_wish,
    refresh_wish_zero,
    renewed,
    refresh_with_wish,
)
