"""Registrations that are to be refused, or to pass in spite of how they are written, as many items need them."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import msgspec

from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import JSON_TYPE, Answer
from oceanhil.conformance.oceanremote.devices import GivenToken, Identity
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.tokens import TokenKind
from oceanhil.remote.connector.control import Obtained
from oceanhil.remote.evidence.no_answer import NoAnswerKind

LETTERS: Final = "Küche 厨房 🌊"
"""A text of two, three and four bytes a letter (RFC 3629), as it may stand in a body."""
_AS_IT_IS: Final[Mapping[str, object]] = {}


def attempt(
    subject: DeviceSubject, changed: Mapping[str, object] = _AS_IT_IS, headers: Mapping[str, str] | None = None
) -> Answer:
    """Send a registration that is to be refused although its token is good; `changed` replaces fields of the body."""
    return subject.try_unused(
        subject.register_request(subject.unused().token, subject.identity(), headers=headers, **changed)
    )


def attempt_body(subject: DeviceSubject, body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
    """Send `body` as a registration that is to be refused."""
    sent = {"content-type": JSON_TYPE, **subject.time_headers(), **(headers or {})}
    return subject.try_unused(HttpRequest("POST", subject.names.register_path, sent, body))


def good_body(subject: DeviceSubject, obtained: Obtained, who: Identity | None = None) -> bytes:
    """Give the body of a good registration, to be sent in another way or spoilt."""
    return subject.register_request(obtained.token, who or subject.identity()).body


def unused_body(subject: DeviceSubject) -> bytes:
    """Give the body of a registration that is good but for what an item makes of it."""
    return good_body(subject, subject.unused())


def made_up_body(subject: DeviceSubject) -> bytes:
    """Give the body of a registration with a token that was never issued, to be sent where nothing could hide one."""
    return good_body(subject, Obtained("", subject.unknown_token(TokenKind.REGISTRATION)))


def made_up_token(subject: DeviceSubject) -> str:
    """Give a registration token that was never issued, which is shown as `$OTHER_REGISTRATION_TOKEN`."""
    return subject.made_up(TokenKind.REGISTRATION)


def vain_registration(subject: DeviceSubject) -> HttpRequest:
    """Make a registration that is refused anyway, but counts."""
    return subject.register_request(made_up_token(subject), subject.identity())


def must_not_be_read(subject: DeviceSubject, answer: Answer) -> None:
    """Demand that a body with a made-up token is refused, and not because of its token.

    Where a server refuses bad bodies with the same status, nobody can tell.
    """
    of_token, of_body = (
        subject.refusal_of(each).status for each in (ErrorReason.TOKEN_INVALID, ErrorReason.BAD_REQUEST)
    )
    if answer.status == of_token != of_body:
        raise answer.deviates("a refusal of the body", answer.in_words(), Side.REFUSED)
    answer.should_be_refused_somehow()


def passes(
    subject: DeviceSubject, changed: Mapping[str, object] = _AS_IT_IS, headers: Mapping[str, str] | None = None
) -> None:
    """Demand that a registration with these fields changed is accepted, though no page says so."""
    who = subject.identity()
    answer = subject.ask(subject.register_request(subject.pending().token, who, headers=headers, **changed))
    answer.should_be_accepted(GivenToken)


def body_passes(
    subject: DeviceSubject, body: bytes, headers: Mapping[str, str] | None = None, *, is_choice: bool = False
) -> None:
    """Demand that a registration in these bytes is accepted, as a standard says or, `is_choice`, as nobody says."""
    sent = {"content-type": JSON_TYPE, **subject.time_headers(), **(headers or {})}
    answer = subject.ask(HttpRequest("POST", subject.names.register_path, sent, body))
    if is_choice:
        answer.should_be_accepted(GivenToken)
    else:
        answer.accepted(GivenToken)


def without_header(request: HttpRequest, name: str) -> HttpRequest:
    """Give `request` without the header `name`."""
    rest = {header: value for header, value in request.headers.items() if header != name}
    return msgspec.structs.replace(request, headers=rest)


def sized(subject: DeviceSubject, size: int) -> HttpRequest:
    """Make a registration with a made-up token whose body has `size` bytes."""
    body = subject.register_request(subject.unknown_token(TokenKind.REGISTRATION), subject.identity()).body
    # Spaces between the tokens of JSON mean nothing (RFC 8259, 2).
    padded = body[:-1] + b" " * (size - len(body)) + b"}"
    return HttpRequest(
        "POST", subject.names.register_path, {"content-type": JSON_TYPE, **subject.time_headers()}, padded
    )


def must_be_apart(subject: DeviceSubject, refused: HttpRequest, good: HttpRequest) -> None:
    """Demand that a request is answered behind a refused one on the same connection, unless that is announced to end.

    RFC 9112, section 9.3: a server reads all of a body, or closes the connection behind its answer. A method that it
    does not know it may refuse with 501 (RFC 9110, 9.1).
    """
    answer, behind = subject.send_in_turn([subject.raw(refused), subject.raw(good)])
    if answer.exchange.status != HTTPStatus.NOT_IMPLEMENTED:
        answer.must_be_refused()
    must_be_answered_behind(behind)


def must_be_answered_behind(behind: Answer) -> None:
    """Demand 200 for what came behind another request on its connection, unless that was announced to end."""
    if behind.exchange.response is None and behind.exchange.no_answer_kind is not NoAnswerKind.ANNOUNCED_END:
        raise behind.deviates("an answer to each, or an end that is announced", behind.in_words(), Side.ACCEPTED)
    if behind.exchange.response is not None:
        behind.must_have_status(200)
