"""What regenerating, revoking and deleting do to a registration token."""

from typing import Final

from oceanhil.conformance.contract.control import CLOCK, DELETE, REGENERATE, REVOKE, TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.profile import Kind


@item(
    "registration-renewal/expired-is-mended",
    "a regenerated token registers the device whose first token expired",
    kind=Kind.FACT,
    source="TOKEN fixes 1 and 2",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN, CLOCK, REGENERATE),
)
def expired_is_mended(bench: Bench) -> None:
    obtained = bench.pending()
    bench.advance(bench.server.registration_token_ttl_s + 1)
    bench.register(bench.regenerate(obtained.id))


@item(
    "registration-renewal/regenerated",
    "a regenerated token registers the device",
    kind=Kind.FACT,
    source="TOKEN fix 2",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN, REGENERATE),
)
def regenerated(bench: Bench) -> None:
    bench.register(bench.regenerate(bench.pending().id))


@item(
    "registration-renewal/replaced",
    "the token that a regenerated one replaces is refused, though it was never used",
    kind=Kind.ASSUMPTION,
    source="no page says what becomes of it",
    severity=Severity.CRITICAL,
    style=Style.ABUSE,
    needs=(TOKEN, REGENERATE),
)
def replaced(bench: Bench) -> None:
    obtained = bench.pending()
    bench.regenerate(obtained.id)
    answer = bench.ask(bench.register_request(obtained.token, bench.identity()))
    answer.should_be_refused(ErrorReason.TOKEN_REVOKED)


@item(
    "registration-renewal/used-then-regenerated",
    "the used token of a device whose token was regenerated stays refused",
    kind=Kind.FACT,
    source="TOKEN FAQ: registration tokens are one-time use only",
    style=Style.ABUSE,
    needs=(TOKEN, REGENERATE),
)
def used_then_regenerated(bench: Bench) -> None:
    device = bench.new_device()
    bench.regenerate(device.id)
    bench.ask(bench.register_request(device.registration_token, device.identity)).must_be_refused()


@item(
    "registration-renewal/revoked",
    "a pending device that was revoked does not register",
    kind=Kind.FACT,
    source="TOKEN error table: Token revoked",
    severity=Severity.CRITICAL,
    needs=(TOKEN, REVOKE),
)
def revoked(bench: Bench) -> None:
    obtained = bench.pending()
    bench.control.revoke(obtained.id)
    answer = bench.ask(bench.register_request(obtained.token, bench.identity()))
    answer.refused(ErrorReason.TOKEN_REVOKED)


@item(
    "registration-renewal/revoked-is-mended",
    "a regenerated token registers a device that was revoked",
    kind=Kind.FACT,
    source="TOKEN error table: regenerate token from dashboard",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN, REVOKE, REGENERATE),
)
def revoked_is_mended(bench: Bench) -> None:
    device = bench.new_device()
    bench.control.revoke(device.id)
    bench.register(bench.regenerate(device.id), device.identity)


@item(
    "registration-renewal/deleted",
    "a pending device that was deleted does not register: its token is unknown",
    kind=Kind.ASSUMPTION,
    source="no page says which refusal; TOKEN fix 7",
    severity=Severity.CRITICAL,
    needs=(TOKEN, DELETE),
)
def deleted(bench: Bench) -> None:
    obtained = bench.pending()
    bench.control.delete(obtained.id)
    answer = bench.ask(bench.register_request(obtained.token, bench.identity()))
    answer.must_be_refused()
    if answer.status != bench.refusal_of(ErrorReason.TOKEN_INVALID).status:
        raise answer.deviates("the refusal of an unknown token", answer.in_words(), Side.REFUSED)


@item(
    "registration-renewal/deleted-is-added-again",
    "a board whose device was deleted registers as a new device",
    kind=Kind.FACT,
    source="TOKEN fix 7",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN, DELETE),
)
def deleted_is_added_again(bench: Bench) -> None:
    device = bench.new_device()
    bench.control.delete(device.id)
    bench.register(bench.pending(), device.identity)


ITEMS: Final[tuple[Item[Bench], ...]] = (
    expired_is_mended,
    regenerated,
    replaced,
    used_then_regenerated,
    revoked,
    revoked_is_mended,
    deleted,
    deleted_is_added_again,
)
