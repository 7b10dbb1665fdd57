"""A refused registration consumes nothing, and of several faults the one that is judged first is told."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, fact
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.attempts import attempt, attempt_body
from oceanhil.conformance.oceanremote.devices import GivenToken
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.tokens import TokenKind
from oceanhil.remote.connector.control import CLAIM, TOKEN, Obtained


def _unconsumed(what: str, title: str, spoil: Callable[[DeviceSubject, Obtained], HttpRequest]) -> Item[DeviceSubject]:
    """Make an item of a registration that `spoil` makes and that is refused, before the same token in a good one."""

    @fact(
        f"registration-order/{what}-consumes-nothing",
        Severity.CRITICAL,
        TOKEN,
        source="TOKEN FAQ: a token is invalidated once a device registers successfully",
        title=title,
    )
    def unconsumed(subject: DeviceSubject) -> None:
        obtained = subject.pending()
        answer = subject.ask(spoil(subject, obtained))
        if answer.exchange.response is not None:
            answer.should_be_refused_somehow()
        subject.ask(subject.register_request(obtained.token, subject.identity())).accepted(GivenToken)

    return unconsumed


def _without_mac(subject: DeviceSubject, obtained: Obtained) -> HttpRequest:
    return subject.register_request(obtained.token, subject.identity(), mac_address=...)


def _as_text(subject: DeviceSubject, obtained: Obtained) -> HttpRequest:
    return subject.register_request(obtained.token, subject.identity(), headers={"content-type": "text/plain"})


def _too_large(subject: DeviceSubject, obtained: Obtained) -> HttpRequest:
    return subject.register_request(obtained.token, subject.identity(), more="x" * (subject.bytes_above_limit(times=4)))


def _with_wrong_clock(subject: DeviceSubject, obtained: Obtained) -> HttpRequest:
    return subject.register_request(obtained.token, subject.identity(), headers=subject.at(-subject.far_s()))


@assumption(
    "registration-order/other-mac-consumes-nothing", TOKEN, CLAIM, source="T27 names the claim by hand, not its effect"
)
def other_mac_consumes_nothing(subject: DeviceSubject) -> None:
    """A registration from another board than the claimed one leaves the token to the claimed one."""
    obtained, chosen = subject.claimed()
    subject.ask(subject.register_request(obtained.token, subject.identity())).should_be_refused(
        ErrorReason.MAC_MISMATCH
    )
    subject.register(obtained, chosen)


@fact(
    "registration-order/attempts-consume-nothing",
    Severity.CRITICAL,
    Style.ABUSE,
    TOKEN,
    source="TOKEN FAQ: a token is invalidated once a device registers successfully",
)
def attempts_consume_nothing(subject: DeviceSubject) -> None:
    """A token registers its device however often others guessed at it."""
    obtained = subject.pending()
    for end in ("A", "B", "C"):
        subject.ask(subject.register_request(obtained.token + end, subject.identity())).must_be_refused()
    subject.register(obtained)


@fact(
    "registration-order/refusals-consume-nothing",
    Severity.CRITICAL,
    Style.ABUSE,
    TOKEN,
    source="TOKEN FAQ: a token is invalidated once a device registers successfully",
)
def refusals_consume_nothing(subject: DeviceSubject) -> None:
    """Of all registrations of this run that were refused none has used up a good token."""
    attempt(subject, {"ip": "none"})
    good = attempt(subject)
    used_up = subject.used_up()
    if used_up is not None:
        answer, count = used_up
        others = f", or behind one of {count - 1} before it" if count > 1 else ""
        raise answer.violates("a token that is good still", f"one that is used, behind {answer.in_words()}{others}")
    good.accepted(GivenToken)


def _first(
    what: str, title: str, ask: Callable[[DeviceSubject], Answer], first: ErrorReason | None, second: ErrorReason
) -> Item[DeviceSubject]:
    """Make an item of a request with two faults, of which `first` is to be told; `None` is that of a used token."""

    @assumption(f"registration-order/{what}", Severity.MINOR, TOKEN, title=title)
    def told_first(subject: DeviceSubject) -> None:
        answer, wanted = ask(subject), first or subject.used_reason()
        answer.may_hang_up(wanted)
        # Who does not know a method at all may say so (RFC 9110, 9.1).
        is_of_method = wanted is ErrorReason.METHOD_NOT_ALLOWED
        answer.should_be_refused_somehow(also=HTTPStatus.NOT_IMPLEMENTED if is_of_method else 0)
        if not _is(subject, answer, wanted):
            raise answer.deviates(wanted.value, second.value if _is(subject, answer, second) else answer.in_words())

    return told_first


def _is(subject: DeviceSubject, answer: Answer, reason: ErrorReason) -> bool:
    """Tell whether this is the refusal for `reason`, as far as another one does not have the same status."""
    if answer.status not in subject.statuses_of(reason):
        return False
    others = {subject.refusal_of(other).message for other in ErrorReason if other is not reason}
    return answer.told("error") not in others - {subject.refusal_of(reason).message}


def _good_token_bad_everything(subject: DeviceSubject) -> Answer:
    return attempt(subject, {"mac_address": "none"}, subject.at(-subject.far_s()))


def _unknown_token(subject: DeviceSubject, **changed: object) -> HttpRequest:
    token = subject.unknown_token(TokenKind.REGISTRATION)
    return subject.register_request(token, subject.identity(), headers=subject.at(-subject.far_s()), **changed)


def _used_token_wrong_clock(subject: DeviceSubject) -> Answer:
    token = subject.device_used_lately().registration_token
    return subject.ask(subject.register_request(token, subject.identity(), headers=subject.at(-subject.far_s())))


def _large_text(subject: DeviceSubject) -> Answer:
    return attempt_body(subject, b"x" * (subject.bytes_above_limit(times=4)), {"content-type": "text/plain"})


def _text_that_is_no_json(subject: DeviceSubject) -> Answer:
    return attempt_body(subject, b"no JSON", {"content-type": "text/plain"})


def _put_of_text(subject: DeviceSubject) -> Answer:
    headers: Mapping[str, str] = {"content-type": "text/plain"}
    return subject.send("PUT", subject.names.register_path, headers=headers, body=b"no JSON")


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    _unconsumed("bad-field", "a registration without a MAC consumes no token", _without_mac),
    _unconsumed("wrong-type", "a registration that says it is text consumes no token", _as_text),
    _unconsumed("large-body", "a registration that is too large consumes no token", _too_large),
    _unconsumed("wrong-clock", "a registration that is refused for its clock consumes no token", _with_wrong_clock),
    other_mac_consumes_nothing,
    attempts_consume_nothing,
    refusals_consume_nothing,
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
        lambda subject: subject.ask(_unknown_token(subject, ip="none")),
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
        lambda subject: subject.ask(_unknown_token(subject)),
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
