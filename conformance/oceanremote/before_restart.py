"""What is made before a restart of the server, each with what looks at it after it: preparations of `items.restart`."""

from collections.abc import Callable
from typing import Final

from oceanhil.conformance.contract.base_answer import field_in_words, in_json
from oceanhil.conformance.contract.finding import Deviation
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.devices import GivenToken, Identity, Registered
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.remote.connector.control import Obtained

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

    def look() -> None:
        subject.ask(subject.register_request(obtained.token, identity)).accepted(GivenToken)

    return look


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


def permanent_token(subject: DeviceSubject) -> Look:
    """Prepare: a registered device."""
    return _opens(subject, subject.open_session(subject.new_device()).device)


def unused_token(subject: DeviceSubject) -> Look:
    """Prepare: a pending device."""
    return _registers(subject, subject.pending())


def used_token(subject: DeviceSubject) -> Look:
    """Prepare: a device that has registered; its token is tried."""
    token = subject.new_device().registration_token
    return _stay_refused(subject, subject.register_request(token, subject.identity()))


def revoked(subject: DeviceSubject) -> Look:
    """Prepare: a device that was revoked, with its session."""
    session = subject.open_session(subject.new_device())
    subject.control.revoke(session.device.id)
    return _stay_refused(subject, subject.session_request(session.device), subject.poll_request(session))


def revoked_unused(subject: DeviceSubject) -> Look:
    """Prepare: a pending device that was revoked."""
    obtained = subject.pending()
    subject.control.revoke(obtained.id)
    return _stay_refused(subject, subject.register_request(obtained.token, subject.identity()))


def replaced(subject: DeviceSubject) -> Look:
    """Prepare: two devices whose tokens were regenerated: their old ones."""
    device, waiting = subject.new_device(), subject.pending()
    for identity in (device.id, waiting.id):
        subject.regenerate(identity)
    never_used = subject.register_request(waiting.token, subject.identity())
    return _stay_refused(subject, subject.session_request(device), never_used)


def regenerated(subject: DeviceSubject) -> Look:
    """Prepare: a regenerated token."""
    return _registers(subject, subject.regenerate(subject.new_device().id))


def deleted(subject: DeviceSubject) -> Look:
    """Prepare: two devices that were deleted: their tokens."""
    device, waiting = subject.new_device(), subject.pending()
    for identity in (device.id, waiting.id):
        subject.control.delete(identity)
    never_used = subject.register_request(waiting.token, subject.identity())
    return _stay_refused(subject, subject.session_request(device), never_used)


def taken_over(subject: DeviceSubject) -> Look:
    """Prepare: a device that lost its MAC, with its session."""
    session = subject.open_session(subject.new_device())
    subject.register(subject.pending(), session.device.identity)
    return _stay_refused(subject, subject.session_request(session.device), subject.poll_request(session))


def new_owner(subject: DeviceSubject) -> Look:
    """Prepare: a device that took a MAC over."""
    return _opens(subject, subject.register(subject.pending(), subject.new_device().identity))


def claimed(subject: DeviceSubject) -> Look:
    """Prepare: a device that was claimed by hand."""
    obtained, chosen = subject.claimed()
    refused = _stay_refused(subject, subject.register_request(obtained.token, subject.identity()))
    # Where any board is let in, which an item of its own tells, this one has used up the token.
    is_kept = not _is_yes(subject.last())
    registers = _registers(subject, obtained, chosen)

    def look() -> None:
        refused()
        if is_kept:
            registers()

    return look


def claim_ended(subject: DeviceSubject) -> Look:
    """Prepare: a device that was claimed by hand and regenerated."""
    obtained, _ = subject.claimed()
    return _registers(subject, subject.regenerate(obtained.id))


def claim_lost(subject: DeviceSubject) -> Look:
    """Prepare: a device that was claimed for a board which registered as another one."""
    obtained, chosen = subject.claimed()
    subject.register(subject.pending(), chosen)
    return _stay_refused(subject, subject.register_request(obtained.token, chosen))


def reported(subject: DeviceSubject) -> Look:
    """Prepare: what a device reported."""
    session = subject.open_session(subject.new_device())
    told: dict[str, bool | float] = {"relay1": True, "relay2": False, "temperature": 21.25, "humidity": 0}
    subject.report(session, **told)
    return _shows(subject, session.device, told)


def switched(subject: DeviceSubject) -> Look:
    """Prepare: a relay that was switched."""
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
                    f"{name} {in_json(value)} as before the restart", field_in_words(answer.json(), name)
                )

    return look


def status(subject: DeviceSubject) -> Look:
    """Prepare: what is said of devices that wait and of one that is revoked."""
    pending, registered, again = subject.pending(), subject.new_device(), subject.new_device()
    subject.regenerate(again.id)
    revoked = subject.new_device()
    subject.control.revoke(revoked.id)
    before = {each.id: subject.control.status(each.id) for each in (pending, registered, again, revoked)}

    def look() -> None:
        for identity, was in before.items():
            found = subject.control.status(identity)
            if found != was:
                raise Deviation(f"{was.shown} as before the restart", found.shown)

    return look


def session(subject: DeviceSubject) -> Look:
    """Prepare: a session."""
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


def age(subject: DeviceSubject) -> Look:
    """Prepare: a registration token, with the time at which it was made."""
    obtained, made_s = subject.pending(), subject.now_s()

    def look() -> None:
        subject.advance(max(0.0, made_s + subject.number("registration_token_ttl_s") + _LATER_S - subject.now_s()))
        answer = subject.ask(subject.register_request(obtained.token, subject.identity()))
        if _is_yes(answer):
            raise answer.violates("a refusal, for the token is too old", answer.in_words(), Side.REFUSED)
        answer.refused(ErrorReason.TOKEN_EXPIRED)

    return look
