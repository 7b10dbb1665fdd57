"""What regenerating, revoking and deleting do to a registration token."""

from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.remote.connector.control import CLOCK, DELETE, REGENERATE, REVOKE, TOKEN


@fact(
    "registration-renewal/expired-is-mended",
    Severity.CRITICAL,
    Style.POSITIVE,
    TOKEN,
    CLOCK,
    REGENERATE,
    source="TOKEN fixes 1 and 2",
)
def expired_is_mended(subject: DeviceSubject) -> None:
    """A regenerated token registers the device whose first token expired."""
    obtained = subject.pending()
    subject.advance(subject.server.registration_token_ttl_s + 1)
    subject.register(subject.regenerate(obtained.id))


@fact("registration-renewal/regenerated", Severity.CRITICAL, Style.POSITIVE, TOKEN, REGENERATE, source="TOKEN fix 2")
def regenerated(subject: DeviceSubject) -> None:
    """A regenerated token registers the device."""
    subject.register(subject.regenerate(subject.pending().id))


@assumption(
    "registration-renewal/replaced",
    Severity.CRITICAL,
    Style.ABUSE,
    TOKEN,
    REGENERATE,
    source="no page says what becomes of it",
)
def replaced(subject: DeviceSubject) -> None:
    """The token that a regenerated one replaces is refused, though it was never used."""
    obtained = subject.pending()
    subject.regenerate(obtained.id)
    answer = subject.ask(subject.register_request(obtained.token, subject.identity()))
    answer.should_be_refused(ErrorReason.TOKEN_REVOKED)


@fact(
    "registration-renewal/used-then-regenerated",
    Style.ABUSE,
    TOKEN,
    REGENERATE,
    source="TOKEN FAQ: registration tokens are one-time use only",
)
def used_then_regenerated(subject: DeviceSubject) -> None:
    """The used token of a device whose token was regenerated stays refused."""
    device = subject.new_device()
    subject.regenerate(device.id)
    subject.ask(subject.register_request(device.registration_token, device.identity)).must_be_refused()


@fact("registration-renewal/revoked", Severity.CRITICAL, TOKEN, REVOKE, source="TOKEN error table: Token revoked")
def revoked(subject: DeviceSubject) -> None:
    """A pending device that was revoked does not register."""
    obtained = subject.pending()
    subject.control.revoke(obtained.id)
    answer = subject.ask(subject.register_request(obtained.token, subject.identity()))
    answer.refused(ErrorReason.TOKEN_REVOKED)


@fact(
    "registration-renewal/revoked-is-mended",
    Severity.CRITICAL,
    Style.POSITIVE,
    TOKEN,
    REVOKE,
    REGENERATE,
    source="TOKEN error table: regenerate token from dashboard",
)
def revoked_is_mended(subject: DeviceSubject) -> None:
    """A regenerated token registers a device that was revoked."""
    device = subject.new_device()
    subject.control.revoke(device.id)
    subject.register(subject.regenerate(device.id), device.identity)


@assumption(
    "registration-renewal/deleted", Severity.CRITICAL, TOKEN, DELETE, source="no page says which refusal; TOKEN fix 7"
)
def deleted(subject: DeviceSubject) -> None:
    """A pending device that was deleted does not register: its token is unknown."""
    obtained = subject.pending()
    subject.control.delete(obtained.id)
    answer = subject.ask(subject.register_request(obtained.token, subject.identity()))
    answer.must_be_refused()
    if answer.status != subject.refusal_of(ErrorReason.TOKEN_INVALID).status:
        raise answer.deviates("the refusal of an unknown token", answer.in_words(), Side.REFUSED)


@fact(
    "registration-renewal/deleted-is-added-again",
    Severity.CRITICAL,
    Style.POSITIVE,
    TOKEN,
    DELETE,
    source="TOKEN fix 7",
)
def deleted_is_added_again(subject: DeviceSubject) -> None:
    """A board whose device was deleted registers as a new device."""
    device = subject.new_device()
    subject.control.delete(device.id)
    subject.register(subject.pending(), device.identity)


@assumption(
    "registration-renewal/regenerated-twice",
    Severity.CRITICAL,
    Style.ABUSE,
    TOKEN,
    REGENERATE,
    source="no page says what becomes of it",
)
def regenerated_twice(subject: DeviceSubject) -> None:
    """Of two regenerated tokens only the last one registers the device."""
    identity = subject.pending().id
    first, last = subject.regenerate(identity), subject.regenerate(identity)
    answer = subject.ask(subject.register_request(first.token, subject.identity()))
    answer.should_be_refused(ErrorReason.TOKEN_REVOKED)
    subject.register(last)


@assumption(
    "registration-renewal/used-then-deleted", Severity.CRITICAL, TOKEN, DELETE, source="no page says which refusal"
)
def used_then_deleted(subject: DeviceSubject) -> None:
    """The used token of a device that was deleted registers nothing, also not the board that it registered before."""
    device = subject.new_device()
    subject.control.delete(device.id)
    request = subject.register_request(device.registration_token, device.identity)
    subject.ask(request).refused_like(ErrorReason.TOKEN_INVALID)


@assumption(
    "registration-renewal/revoked-then-deleted", Severity.CRITICAL, TOKEN, REVOKE, DELETE, source="no page says so"
)
def revoked_then_deleted(subject: DeviceSubject) -> None:
    """A token that was revoked and whose device was then deleted registers nothing."""
    obtained = subject.pending()
    subject.control.revoke(obtained.id)
    subject.control.delete(obtained.id)
    answer = subject.ask(subject.register_request(obtained.token, subject.identity()))
    answer.refused_like(ErrorReason.TOKEN_INVALID)


ITEMS: Final = items_of(globals(), DeviceSubject)
