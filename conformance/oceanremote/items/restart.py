"""What a restart of the server leaves as it was: what is kept in memory only is gone then, or is back from the disk.

Sessions may be gone: a device opens another one. All that is looked at is made before one restart, which items share.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from oceanhil.conformance.contract.item import Item, Severity, Style, Trait, item
from oceanhil.conformance.oceanremote import before_restart
from oceanhil.conformance.oceanremote.before_restart import Look
from oceanhil.conformance.oceanremote.subject import DeviceSubject, Preparation
from oceanhil.protocol.profile import Kind
from oceanhil.remote.connector.control import (
    CLAIM,
    CLOCK,
    DELETE,
    REGENERATE,
    RELAY,
    RESTART,
    REVOKE,
    STATUS,
    TOKEN,
)
from oceanhil.remote.wire.need import Need

_NO_PAGE: Final = "no page speaks of restarts"


@dataclass(frozen=True, slots=True)
class _Part:
    """One thing that is made before the restart and looked at after it; `source` is a page's if it says so."""

    name: str
    title: str
    prepare: Callable[[DeviceSubject], Look]
    traits: tuple[Trait, ...]
    source: str

    @property
    def preparation(self) -> Preparation:
        """What it needs to be prepared."""
        return frozenset(trait for trait in self.traits if isinstance(trait, Need)), self.prepare


def _part(
    name: str, title: str, prepare: Callable[[DeviceSubject], Look], *traits: Trait, source: str = _NO_PAGE
) -> _Part:
    return _Part(name, title, prepare, (TOKEN, *traits), source)


_ONCE: Final = "TOKEN FAQ: registration tokens are one-time use only"
_REVOKED: Final = "TOKEN error table: Token revoked"
_PARTS: Final = (
    _part(
        "permanent-token",
        "a permanent token opens a session after a restart of the server",
        before_restart.permanent_token,
        Severity.CRITICAL,
        Style.POSITIVE,
        source="TOKEN: permanent tokens live until revoked",
    ),
    _part(
        "unused-token",
        "a registration token that was made before a restart registers a device after it",
        before_restart.unused_token,
        Severity.CRITICAL,
        Style.POSITIVE,
        source="TOKEN cause 1: 24 hours",
    ),
    _part(
        "used-token",
        "a registration token that was used before a restart registers nothing after it",
        before_restart.used_token,
        Severity.CRITICAL,
        source=_ONCE,
    ),
    _part("revoked", "what was revoked stays so", before_restart.revoked, REVOKE, Severity.CRITICAL, source=_REVOKED),
    _part(
        "revoked-unused",
        "a pending device that was revoked stays so",
        before_restart.revoked_unused,
        REVOKE,
        Severity.CRITICAL,
        source=_REVOKED,
    ),
    _part(
        "replaced",
        "the tokens that regenerating replaced stay refused after a restart",
        before_restart.replaced,
        REGENERATE,
        Severity.CRITICAL,
    ),
    _part(
        "regenerated",
        "a regenerated token registers after a restart",
        before_restart.regenerated,
        REGENERATE,
        Severity.CRITICAL,
        Style.POSITIVE,
        source="TOKEN fix 2",
    ),
    _part(
        "deleted",
        "the tokens of devices that were deleted stay refused",
        before_restart.deleted,
        DELETE,
        Severity.CRITICAL,
    ),
    _part(
        "taken-over",
        "the tokens of a device that lost its MAC stay refused",
        before_restart.taken_over,
        Severity.CRITICAL,
    ),
    _part(
        "new-owner",
        "the device that took a MAC over opens a session after a restart",
        before_restart.new_owner,
        Severity.CRITICAL,
        Style.POSITIVE,
        source="TOKEN fix 5: the board registers as a new device",
    ),
    _part(
        "claimed", "a claim by hand holds after a restart, for the claimed board alone", before_restart.claimed, CLAIM
    ),
    _part(
        "claim-ended",
        "a claim that regenerating ended is not there again after a restart",
        before_restart.claim_ended,
        CLAIM,
        REGENERATE,
        Style.POSITIVE,
        source="TOKEN fix 4: after a change of hardware regenerate the token",
    ),
    _part(
        "claim-lost",
        "a claimed device whose board registered as another one stays ended",
        before_restart.claim_lost,
        CLAIM,
    ),
    _part("reported", "what a device reported is shown after a restart", before_restart.reported),
    _part(
        "switched",
        "a relay that was switched in the dashboard is as it was after a restart",
        before_restart.switched,
        RELAY,
    ),
    _part(
        "status",
        "devices that are pending or revoked are so after a restart",
        before_restart.status,
        STATUS,
        REVOKE,
        REGENERATE,
    ),
    _part(
        "session",
        "a session is good after a restart, or is refused so that the device opens another one",
        before_restart.session,
        Severity.CRITICAL,
        Style.POSITIVE,
    ),
    # The last one: it moves the clock.
    _part(
        "age",
        "a registration token grows no younger by a restart: it is refused after its 24 hours",
        before_restart.age,
        CLOCK,
        Severity.CRITICAL,
        source="TOKEN cause 1: 24 hours",
    ),
)
_PREPARATIONS: Final = MappingProxyType({part.name: part.preparation for part in _PARTS})


def _as_item(part: _Part) -> Item[DeviceSubject]:
    @item(
        f"restart/{part.name}",
        *part.traits,
        RESTART,
        kind=Kind.ASSUMPTION if part.source is _NO_PAGE else Kind.FACT,
        source=part.source,
        title=part.title,
    )
    def stays(subject: DeviceSubject) -> None:
        subject.after_restart(part.name, _PREPARATIONS)

    return stays


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = tuple(_as_item(part) for part in _PARTS)
