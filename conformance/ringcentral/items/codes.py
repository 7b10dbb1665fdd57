"""Authorization codes: exchanged once, in time, by the application and for the address they were made for."""

from typing import Final

from oceanhil.conformance.contract.control import CLOCK
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.ringcentral.answer import Answer
from oceanhil.conformance.ringcentral.bench import TokenBench
from oceanhil.conformance.ringcentral.control import APP, CODE, SECOND_APP, USER
from oceanhil.conformance.ringcentral.edges import YEAR_S, end_s
from oceanhil.mock_server.ringcentral.refusals import Reason
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.ringcentral import AppKey

_HERE = "https://conform.invalid/callback"


@item(
    "code/accepted",
    "an authorization code is exchanged for an access token that the API accepts",
    kind=Kind.FACT,
    source="REFRESH; RFC 6749, 4.1.3",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(APP, USER, CODE),
)
def accepted(bench: TokenBench) -> None:
    answer = _exchanged(bench, _code(bench))
    bench.call(bench.opened(answer, bench.user(), bench.app()).access).must_have_status(200)


@item(
    "code/twice",
    "an authorization code works once",
    kind=Kind.FACT,
    source="RFC 6749, 4.1.2; ERRORS",
    severity=Severity.CRITICAL,
    needs=(APP, USER, CODE),
    learns=("errors.code_unknown",),
)
def twice(bench: TokenBench) -> None:
    code = _code(bench)
    bench.opened(_exchanged(bench, code), bench.user(), bench.app())
    _exchanged(bench, code).refused_in_these_words(Reason.CODE_UNKNOWN)


@item(
    "code/twice-at-once",
    "of two exchanges of an authorization code at the same time one succeeds",
    kind=Kind.FACT,
    source="RFC 6749, 4.1.2",
    severity=Severity.CRITICAL,
    style=Style.RACE,
    needs=(APP, USER, CODE),
)
def twice_at_once(bench: TokenBench) -> None:
    request = bench.token_request(_fields(_code(bench)))
    answers = bench.ask_at_once([request, request])
    won = [answer for answer in answers if answer.status == 200]
    for answer in won:
        bench.opened(answer, bench.user(), bench.app())
    if len(won) != 1:
        raise answers[-1].violates("one exchange to succeed", f"{len(won)}")


@item(
    "code/expired",
    "an authorization code is accepted for as long as the profile says",
    kind=Kind.ASSUMPTION,
    source="ERRORS: codes expire, no length",
    style=Style.BOUNDARY,
    needs=(APP, USER, CODE, CLOCK),
    learns=("server.authorization_code_ttl_s",),
)
def expired(bench: TokenBench) -> None:
    def holds(age_s: int) -> bool:
        code = _code(bench)
        bench.advance(age_s)
        answer = _exchanged(bench, code)
        if answer.is_refused(Reason.CODE_EXPIRED, Reason.CODE_UNKNOWN):
            return False
        bench.opened(answer, bench.user(), bench.app())
        return True

    with bench.frozen():
        found_s = end_s(holds, bench.number("authorization_code_ttl_s"))
    if found_s is None:
        raise bench.last().violates("an end", "accepted after a year")
    bench.reads("authorization_code_ttl_s", found_s, bench.last())


@item(
    "code/expired-words",
    "an authorization code that is too old is refused as expired",
    kind=Kind.FACT,
    source="ERRORS",
    needs=(APP, USER, CODE, CLOCK),
    learns=("errors.code_expired",),
)
def expired_words(bench: TokenBench) -> None:
    code = _code(bench)
    bench.advance(YEAR_S)
    _exchanged(bench, code).refused_in_these_words(Reason.CODE_EXPIRED)


@item(
    "code/other-address",
    "an authorization code is exchanged for the redirect_uri only that it was made for",
    kind=Kind.FACT,
    source="ERRORS; RFC 6749, 4.1.3",
    severity=Severity.CRITICAL,
    needs=(APP, USER, CODE),
    learns=("errors.code_redirect",),
)
def other_address(bench: TokenBench) -> None:
    fields = _fields(_code(bench)) | {"redirect_uri": "https://conform.invalid/other"}
    bench.ask(bench.token_request(fields)).refused_in_these_words(Reason.CODE_REDIRECT)


@item(
    "code/other-app",
    "an authorization code is worth nothing to another application",
    kind=Kind.FACT,
    source="ERRORS; RFC 6749, 4.1.3",
    severity=Severity.CRITICAL,
    needs=(APP, SECOND_APP, USER, CODE),
    learns=("errors.code_other_app",),
)
def other_app(bench: TokenBench) -> None:
    answer = _exchanged(bench, _code(bench), bench.other_app())
    answer.refused_in_these_words(Reason.CODE_OTHER_APP)


def _code(bench: TokenBench) -> str:
    bench.make_room(bench.user(), bench.app())
    code = bench.side.code(bench.user(), bench.app(), _HERE)
    return bench.secret(code, "AUTHORIZATION_CODE")


def _fields(code: str) -> dict[str, str]:
    return {"grant_type": "authorization_code", "code": code, "redirect_uri": _HERE}


def _exchanged(bench: TokenBench, code: str, app: AppKey | None = None) -> Answer:
    return bench.ask(bench.token_request(_fields(code), app))


ITEMS: Final[tuple[Item[TokenBench], ...]] = (
    accepted,
    twice,
    twice_at_once,
    expired,
    expired_words,
    other_address,
    other_app,
)
