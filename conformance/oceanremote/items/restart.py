"""What a restart of the server leaves as it was: what is kept in memory only is gone then, or is back from the disk.

Sessions may be gone: a device opens another one. All that is looked at is made before one restart, which items share.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from oceanhil.conformance.contract.finding import Deviation
from oceanhil.conformance.contract.item import Item, Severity, Style, Trait, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.devices import GivenSession, GivenToken, Identity, Registered
from oceanhil.conformance.oceanremote.subject import DeviceSubject, Preparation
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest
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
    Obtained,
)
from oceanhil.remote.wire.need import Need

_NO_PAGE: Final = "no page speaks of restarts"
_DEAD_TOKENS: Final = (
    ErrorReason.TOKEN_INVALID,
    ErrorReason.TOKEN_REVOKED,
    ErrorReason.TOKEN_EXPIRED,
    ErrorReason.TOKEN_USED,
)
_LATER_S: Final = 60
Look = Callable[[], None]


def _registers(subject: DeviceSubject, obtained: Obtained, who: Identity | None = None) -> Look:
    """Look later whether a token registers."""
    identity = who or subject.identity()
    return lambda: _accepted_as(subject.ask(subject.register_request(obtained.token, identity)), GivenToken)


def _accepted_as(answer: Answer, form: type[GivenToken] | type[GivenSession]) -> None:
    answer.accepted(form)


def _opens(subject: DeviceSubject, device: Registered) -> Look:
    """Look later whether a device opens a session and polls."""

    def look() -> None:
        session = subject.open_session(device)
        subject.ask(subject.poll_request(session)).must_have_status(200)

    return look


def _stay_refused(subject: DeviceSubject, *requests: HttpRequest) -> Look:
    """Ask now, and look later whether what was refused is refused still, for the same reason."""
    before = [subject.ask(request) for request in requests]

    def look() -> None:
        # That one is not refused at all is told by an item that is about it.
        pairs = [(was, subject.ask(request)) for request, was in zip(requests, before, strict=True) if not _is_yes(was)]
        for was, answer in pairs:
            if _is_yes(answer):
                raise answer.violates(f"{was.status} as before the restart", answer.in_words(), Side.REFUSED)
            answer.must_be_refused()
        for was, answer in pairs:
            if answer.status != was.status:
                raise answer.deviates(f"{was.status} as before the restart", answer.in_words(), Side.REFUSED)

    return look


def _is_yes(answer: Answer) -> bool:
    return 200 <= answer.status < 300


def _permanent_token(subject: DeviceSubject) -> Look:
    return _opens(subject, subject.open_session(subject.new_device()).device)


def _unused_token(subject: DeviceSubject) -> Look:
    return _registers(subject, subject.pending())


def _used_token(subject: DeviceSubject) -> Look:
    token = subject.new_device().registration_token
    return _stay_refused(subject, subject.register_request(token, subject.identity()))


def _revoked(subject: DeviceSubject) -> Look:
    session = subject.open_session(subject.new_device())
    subject.control.revoke(session.device.id)
    return _stay_refused(subject, subject.session_request(session.device), subject.poll_request(session))


def _revoked_unused(subject: DeviceSubject) -> Look:
    obtained = subject.pending()
    subject.control.revoke(obtained.id)
    return _stay_refused(subject, subject.register_request(obtained.token, subject.identity()))


def _replaced(subject: DeviceSubject) -> Look:
    device, waiting = subject.new_device(), subject.pending()
    for identity in (device.id, waiting.id):
        subject.regenerate(identity)
    never_used = subject.register_request(waiting.token, subject.identity())
    return _stay_refused(subject, subject.session_request(device), never_used)


def _regenerated(subject: DeviceSubject) -> Look:
    return _registers(subject, subject.regenerate(subject.new_device().id))


def _deleted(subject: DeviceSubject) -> Look:
    device, waiting = subject.new_device(), subject.pending()
    for identity in (device.id, waiting.id):
        subject.control.delete(identity)
    never_used = subject.register_request(waiting.token, subject.identity())
    return _stay_refused(subject, subject.session_request(device), never_used)


def _taken_over(subject: DeviceSubject) -> Look:
    session = subject.open_session(subject.new_device())
    subject.register(subject.pending(), session.device.identity)
    return _stay_refused(subject, subject.session_request(session.device), subject.poll_request(session))


def _new_owner(subject: DeviceSubject) -> Look:
    return _opens(subject, subject.register(subject.pending(), subject.new_device().identity))


def _claimed_for(subject: DeviceSubject) -> tuple[Obtained, Identity]:
    obtained, chosen = subject.pending(), subject.identity()
    subject.control.claim(obtained.id, chosen.mac, chosen.device_id)
    return obtained, chosen


def _claimed(subject: DeviceSubject) -> Look:
    obtained, chosen = _claimed_for(subject)
    refused = _stay_refused(subject, subject.register_request(obtained.token, subject.identity()))
    registers = _registers(subject, obtained, chosen)

    def look() -> None:
        refused()
        registers()

    return look


def _claim_ended(subject: DeviceSubject) -> Look:
    obtained, _ = _claimed_for(subject)
    return _registers(subject, subject.regenerate(obtained.id))


def _claim_lost(subject: DeviceSubject) -> Look:
    obtained, chosen = _claimed_for(subject)
    subject.register(subject.pending(), chosen)
    return _stay_refused(subject, subject.register_request(obtained.token, chosen))


def _reported(subject: DeviceSubject) -> Look:
    session = subject.open_session(subject.new_device())
    told: dict[str, bool | float] = {"relay1": True, "relay2": False, "temperature": 21.25, "humidity": 0}
    subject.report(session, **told)
    return _shows(subject, session.device, told)


def _switched(subject: DeviceSubject) -> Look:
    device = subject.new_device()
    subject.control.set_state(device.id, {"relay2": True})
    return _shows(subject, device, {"relay2": True})


def _shows(subject: DeviceSubject, device: Registered, wanted: dict[str, bool | float]) -> Look:
    def look() -> None:
        answer = subject.ask(subject.poll_request(subject.open_session(device)))
        answer.must_have_status(200)
        for name, value in wanted.items():
            if answer.json().get(name) != value:
                raise answer.deviates(
                    f"{name} {value!r} as before the restart", f"{answer.json().get(name, 'no such field')!r}"
                )

    return look


def _status(subject: DeviceSubject) -> Look:
    pending, registered, again = subject.pending(), subject.new_device(), subject.new_device()
    subject.regenerate(again.id)
    revoked = subject.new_device()
    subject.control.revoke(revoked.id)
    before = {each.id: subject.control.status(each.id) for each in (pending, registered, again, revoked)}

    def look() -> None:
        for identity, was in before.items():
            found = subject.control.status(identity)
            if found != was:
                raise Deviation(f"{was} as before the restart", found)

    return look


def _session(subject: DeviceSubject) -> Look:
    session = subject.open_session(subject.new_device())

    def look() -> None:
        answer = subject.ask(subject.poll_request(session))
        if answer.status == 200:
            return
        codes = {subject.refusal_of(reason).code for reason in _DEAD_TOKENS}
        if answer.told("code") in codes - {subject.refusal_of(ErrorReason.SESSION_UNKNOWN).code}:
            raise answer.violates("a refusal of the session, so that the device opens another one", answer.in_words())
        answer.refused_like(ErrorReason.SESSION_UNKNOWN)

    return look


def _age(subject: DeviceSubject) -> Look:
    obtained, made_s = subject.pending(), subject.now_s()

    def look() -> None:
        subject.advance(max(0.0, made_s + subject.number("registration_token_ttl_s") + _LATER_S - subject.now_s()))
        answer = subject.ask(subject.register_request(obtained.token, subject.identity()))
        if _is_yes(answer):
            raise answer.violates("a refusal, for the token is too old", answer.in_words(), Side.REFUSED)
        answer.refused(ErrorReason.TOKEN_EXPIRED)

    return look


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
        _permanent_token,
        Severity.CRITICAL,
        Style.POSITIVE,
        source="TOKEN: permanent tokens live until revoked",
    ),
    _part(
        "unused-token",
        "a registration token that was made before a restart registers a device after it",
        _unused_token,
        Severity.CRITICAL,
        Style.POSITIVE,
        source="TOKEN cause 1: 24 hours",
    ),
    _part(
        "used-token",
        "a registration token that was used before a restart registers nothing after it",
        _used_token,
        Severity.CRITICAL,
        source=_ONCE,
    ),
    _part("revoked", "what was revoked stays so", _revoked, REVOKE, Severity.CRITICAL, source=_REVOKED),
    _part(
        "revoked-unused",
        "a pending device that was revoked stays so",
        _revoked_unused,
        REVOKE,
        Severity.CRITICAL,
        source=_REVOKED,
    ),
    _part(
        "replaced",
        "the tokens that regenerating replaced stay refused after a restart",
        _replaced,
        REGENERATE,
        Severity.CRITICAL,
    ),
    _part(
        "regenerated",
        "a regenerated token registers after a restart",
        _regenerated,
        REGENERATE,
        Severity.CRITICAL,
        Style.POSITIVE,
        source="TOKEN fix 2",
    ),
    _part("deleted", "the tokens of devices that were deleted stay refused", _deleted, DELETE, Severity.CRITICAL),
    _part("taken-over", "the tokens of a device that lost its MAC stay refused", _taken_over, Severity.CRITICAL),
    _part(
        "new-owner",
        "the device that took a MAC over opens a session after a restart",
        _new_owner,
        Severity.CRITICAL,
        Style.POSITIVE,
        source="TOKEN fix 5: the board registers as a new device",
    ),
    _part("claimed", "a claim by hand holds after a restart, for the claimed board alone", _claimed, CLAIM),
    _part(
        "claim-ended",
        "a claim that regenerating ended is not there again after a restart",
        _claim_ended,
        CLAIM,
        REGENERATE,
        Style.POSITIVE,
        source="TOKEN fix 4: after a change of hardware regenerate the token",
    ),
    _part("claim-lost", "a claimed device whose board registered as another one stays ended", _claim_lost, CLAIM),
    _part("reported", "what a device reported is shown after a restart", _reported),
    _part("switched", "a relay that was switched in the dashboard is as it was after a restart", _switched, RELAY),
    _part("status", "devices that are pending or revoked are so after a restart", _status, STATUS, REVOKE, REGENERATE),
    _part(
        "session",
        "a session is good after a restart, or is refused so that the device opens another one",
        _session,
        Severity.CRITICAL,
        Style.POSITIVE,
    ),
    # The last one: it moves the clock.
    _part(
        "age",
        "a registration token grows no younger by a restart: it is refused after its 24 hours",
        _age,
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
