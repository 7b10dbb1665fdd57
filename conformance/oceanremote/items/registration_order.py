"""A refused registration consumes nothing, and of several faults the one that is judged first is told."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from oceanhil.conformance.contract.control import CLAIM, TOKEN, Obtained
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.attempts import attempt, attempt_body
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.devices import GivenToken
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Kind
from oceanhil.protocol.tokens import TokenKind

_SKEW_S = 100_000


def _unconsumed(what: str, title: str, spoil: Callable[[Bench, Obtained], HttpRequest]) -> Item[Bench]:
    """Make an item of a registration that `spoil` makes and that is refused, before the same token in a good one."""

    @item(
        f"registration-order/{what}-consumes-nothing",
        title,
        kind=Kind.FACT,
        source="TOKEN FAQ: a token is invalidated once a device registers successfully",
        severity=Severity.CRITICAL,
        needs=(TOKEN,),
    )
    def unconsumed(bench: Bench) -> None:
        obtained = bench.pending()
        answer = bench.ask(spoil(bench, obtained))
        if answer.exchange.response is not None:
            answer.should_be_refused_somehow()
        bench.ask(bench.register_request(obtained.token, bench.identity())).accepted(GivenToken)

    return unconsumed


def _without_mac(bench: Bench, obtained: Obtained) -> HttpRequest:
    return bench.register_request(obtained.token, bench.identity(), mac_address=...)


def _as_text(bench: Bench, obtained: Obtained) -> HttpRequest:
    return bench.register_request(obtained.token, bench.identity(), headers={"content-type": "text/plain"})


def _too_large(bench: Bench, obtained: Obtained) -> HttpRequest:
    return bench.register_request(obtained.token, bench.identity(), more="x" * (bench.bytes_above_limit(times=4)))


def _with_wrong_clock(bench: Bench, obtained: Obtained) -> HttpRequest:
    return bench.register_request(obtained.token, bench.identity(), headers=bench.at(-_SKEW_S))


@item(
    "registration-order/other-mac-consumes-nothing",
    "a registration from another board than the claimed one leaves the token to the claimed one",
    kind=Kind.ASSUMPTION,
    source="T27 names the claim by hand, not its effect",
    needs=(TOKEN, CLAIM),
)
def other_mac_consumes_nothing(bench: Bench) -> None:
    obtained, chosen = bench.pending(), bench.identity()
    bench.control.claim(obtained.id, chosen.mac, chosen.device_id)
    bench.ask(bench.register_request(obtained.token, bench.identity())).should_be_refused(ErrorReason.MAC_MISMATCH)
    bench.register(obtained, chosen)


@item(
    "registration-order/attempts-consume-nothing",
    "a token registers its device however often others guessed at it",
    kind=Kind.FACT,
    source="TOKEN FAQ: a token is invalidated once a device registers successfully",
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(TOKEN,),
)
def attempts_consume_nothing(bench: Bench) -> None:
    obtained = bench.pending()
    for end in ("A", "B", "C"):
        bench.ask(bench.register_request(obtained.token + end, bench.identity())).must_be_refused()
    bench.register(obtained)


def _first(
    what: str, title: str, ask: Callable[[Bench], Answer], first: ErrorReason | None, second: ErrorReason
) -> Item[Bench]:
    """Make an item of a request with two faults, of which `first` is to be told; `None` is that of a used token."""

    @item(
        f"registration-order/{what}",
        title,
        kind=Kind.ASSUMPTION,
        source="no page",
        severity=Severity.MINOR,
        needs=(TOKEN,),
    )
    def told_first(bench: Bench) -> None:
        answer, wanted = ask(bench), first or bench.used_reason()
        answer.may_hang_up(wanted)
        # Who does not know a method at all may say so (RFC 9110, 9.1).
        is_of_method = wanted is ErrorReason.METHOD_NOT_ALLOWED
        answer.should_be_refused_somehow(also=HTTPStatus.NOT_IMPLEMENTED if is_of_method else 0)
        if not _is(bench, answer, wanted):
            raise answer.deviates(wanted.value, second.value if _is(bench, answer, second) else answer.in_words())

    return told_first


def _is(bench: Bench, answer: Answer, reason: ErrorReason) -> bool:
    """Tell whether this is the refusal for `reason`, as far as another one does not have the same status."""
    row = bench.refusal_of(reason)
    if answer.status != row.status:
        return False
    others = {bench.refusal_of(other).message for other in ErrorReason if other is not reason}
    return answer.told("error") not in others - {row.message}


def _good_token_bad_everything(bench: Bench) -> Answer:
    return attempt(bench, {"mac_address": "none"}, bench.at(-_SKEW_S))


def _unknown_token(bench: Bench, **changed: object) -> HttpRequest:
    token = bench.unknown_token(TokenKind.REGISTRATION)
    return bench.register_request(token, bench.identity(), headers=bench.at(-_SKEW_S), **changed)


def _used_token_wrong_clock(bench: Bench) -> Answer:
    token = bench.device().registration_token
    return bench.ask(bench.register_request(token, bench.identity(), headers=bench.at(-_SKEW_S)))


def _large_text(bench: Bench) -> Answer:
    return attempt_body(bench, b"x" * (bench.bytes_above_limit(times=4)), {"content-type": "text/plain"})


def _text_that_is_no_json(bench: Bench) -> Answer:
    return attempt_body(bench, b"no JSON", {"content-type": "text/plain"})


def _put_of_text(bench: Bench) -> Answer:
    headers: Mapping[str, str] = {"content-type": "text/plain"}
    return bench.send("PUT", bench.names.register_path, headers=headers, body=b"no JSON")


ITEMS: Final[tuple[Item[Bench], ...]] = (
    _unconsumed("bad-field", "a registration without a MAC consumes no token", _without_mac),
    _unconsumed("wrong-type", "a registration that says it is text consumes no token", _as_text),
    _unconsumed("large-body", "a registration that is too large consumes no token", _too_large),
    _unconsumed("wrong-clock", "a registration that is refused for its clock consumes no token", _with_wrong_clock),
    other_mac_consumes_nothing,
    attempts_consume_nothing,
    _first(
        "method-before-type",
        "a wrong method is told before a wrong content type",
        _put_of_text,
        ErrorReason.METHOD_NOT_ALLOWED,
        ErrorReason.UNSUPPORTED_MEDIA_TYPE,
    ),
    _first(
        "size-before-type",
        "a body that is too large is told before a wrong content type",
        _large_text,
        ErrorReason.TOO_LARGE,
        ErrorReason.UNSUPPORTED_MEDIA_TYPE,
    ),
    _first(
        "type-before-body",
        "a wrong content type is told before a body that is no JSON",
        _text_that_is_no_json,
        ErrorReason.UNSUPPORTED_MEDIA_TYPE,
        ErrorReason.BAD_REQUEST,
    ),
    _first(
        "body-before-token",
        "a field that is wrong is told before a token that is unknown",
        lambda bench: bench.ask(_unknown_token(bench, ip="none")),
        ErrorReason.BAD_REQUEST,
        ErrorReason.TOKEN_INVALID,
    ),
    _first(
        "body-before-clock",
        "a field that is wrong is told before a clock that is wrong",
        _good_token_bad_everything,
        ErrorReason.BAD_REQUEST,
        ErrorReason.CLOCK_SKEW,
    ),
    _first(
        "token-before-clock",
        "a token that is unknown is told before a clock that is wrong",
        lambda bench: bench.ask(_unknown_token(bench)),
        ErrorReason.TOKEN_INVALID,
        ErrorReason.CLOCK_SKEW,
    ),
    _first(
        "used-before-clock",
        "a token that is used is told before a clock that is wrong",
        _used_token_wrong_clock,
        None,
        ErrorReason.CLOCK_SKEW,
    ),
)
