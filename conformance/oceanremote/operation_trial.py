"""The operations of a connector are tried before items rely on them: what they do not do would be blamed on the server.

Only what is seen from outside counts: a device's answers, its status. An operation of which nothing at all is seen is
the connector's matter; one of which something is seen did its work, and whether that is right is for the items.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from oceanhil.conformance.contract.base_answer import in_json
from oceanhil.conformance.contract.base_subject import verify_clock
from oceanhil.conformance.contract.finding import Finding
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.attempts import made_up_token
from oceanhil.conformance.oceanremote.devices import Identity, Registered
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.remote.connector.clock import CLOCK_ADVANCE
from oceanhil.remote.connector.control import (
    CLOCK,
    DELETE,
    REGENERATE,
    RELAY,
    REVOKE,
    STATUS,
    TOKEN,
    ControlError,
    Obtained,
    UnfitError,
)
from oceanhil.remote.wire.need import Lacking, Need
from oceanhil.remote.wire.pace import retry_after_s

_NOT_KNOWN: Final = frozenset({401, 403, 404, 410})
"""With these a server refuses a token of which it knows nothing."""
_TRIALS: Final = 2
_DAY_S: Final = 86_400
_FORWARD_S: Final = (_DAY_S, 366 * _DAY_S, 11 * 366 * _DAY_S)
"""How far a clock is moved, step by step, until a limiter that counts by it lets in again."""
_TOO_MANY: Final = 429


def verify(subject: DeviceSubject, wanted: frozenset[Need], told: Callable[[str], None]) -> None:
    """Try what is wanted and enter what does not do what it says into `subject.unfit`; `told` hears of other troubles.

    What fails instead is left to the items, which tell it by name, and so is what the server does wrong.
    """
    checks: Mapping[Need, Callable[[], None]] = {
        TOKEN: lambda: _try_token(subject, told),
        STATUS: lambda: _try_status(subject),
        RELAY: lambda: _try_relay(subject),
        REGENERATE: lambda: _try_regenerate(subject),
        REVOKE: lambda: _try_revoke(subject),
        DELETE: lambda: _try_delete(subject),
    }
    verify_clock(subject, wanted, told)
    for need, check in checks.items():
        if need in wanted & subject.needs and TOKEN in subject.needs:
            _note(subject, need, check)
    if {CLOCK, TOKEN} <= wanted & subject.needs:
        _note(subject, CLOCK, lambda: _try_what_the_clock_does(subject))


def _note(subject: DeviceSubject, need: Need, check: Callable[[], None]) -> None:
    """Try an operation; one that fails is tried again, for it may fail only now and then."""
    for _ in range(_TRIALS):
        subject.begin()
        try:
            check()
        except UnfitError as error:
            subject.unfit[need.name] = subject.hide(str(error))
            subject.control.distrust(need)
        except ControlError:
            continue
        except (Finding, Lacking):
            pass
        return


def _try_token(subject: DeviceSubject, told: Callable[[str], None]) -> None:
    """See that a registration token is one of this server's; the device that it registers is the shared one."""
    obtained = subject.pending()
    if CLOCK in subject.needs:
        _must_be_let_in(subject, told)
    subject.adopt(_registered(subject, obtained, TOKEN))


def _must_be_let_in(subject: DeviceSubject, told: Callable[[str], None]) -> None:
    """Move the clock forward if a limiter counts registrations of a time that is yet to come, after a run before."""
    with subject.asking_for_429():
        answer = _with_unknown_token(subject)
        if answer.exchange.response is None or answer.status != _TOO_MANY:
            return
        for step_s in (retry_after_s(answer.exchange.response), *_FORWARD_S):
            subject.advance(min(step_s, _FORWARD_S[-1]))
            if _with_unknown_token(subject).status != _TOO_MANY:
                told(
                    "registrations were refused with 429 until the server's clock was moved forward: a limiter counts"
                    " by it, and an earlier run put it back"
                )
                return


def _registered(subject: DeviceSubject, obtained: Obtained, by: Need) -> Registered:
    """Register a device with what `by` gave; an UnfitError if it is refused like a token that was never issued."""
    answer = _attempt(subject, obtained, who := subject.identity())
    if answer.status == 200:
        return subject.registered(answer, obtained, who)
    unknown = _with_unknown_token(subject)
    if answer.status in _NOT_KNOWN and answer.in_words() == unknown.in_words():
        raise UnfitError(
            by.name,
            f"the token that it gave is refused like one that was never issued: {answer.in_words()}",
            "see where 'token' stands in its answer, and whether it goes to the server under test",
        )
    raise answer.violates("status 200", answer.in_words())


def _attempt(subject: DeviceSubject, obtained: Obtained, who: Identity) -> Answer:
    """Register, and where that is refused once more with the device's time, which some servers want."""
    answer = subject.ask(subject.register_request(obtained.token, who))
    if answer.status == 200:
        return answer
    return subject.ask(subject.register_request(obtained.token, who, headers=subject.at(0)))


def _with_unknown_token(subject: DeviceSubject) -> Answer:
    token = made_up_token(subject)
    return subject.ask(subject.register_request(token, subject.identity(), headers=subject.at(0)))


def _try_status(subject: DeviceSubject) -> None:
    """See that a device that waits and one that has just polled have not the same status."""
    subject.poll().must_have_status(200)
    polled, waiting = subject.control.status(subject.device().id), subject.control.status(subject.pending().id)
    if polled == waiting:
        raise UnfitError(
            STATUS.name,
            f"it says {polled.shown} of a device that has never registered, and of one that has registered and polled",
            "see whether it asks for the device with {id}",
        )


def _try_relay(subject: DeviceSubject) -> None:
    """See that a poll tells of a relay that was switched; one that tells of no relays at all is the server's.

    A cache that keeps answers to polls is not the operation's fault either: one that was never sent before gets past.
    """
    session, said = subject.session(), set[object]()
    for is_on in (True, False):
        subject.control.set_state(session.device.id, {"relay1": is_on})
        said.add(subject.ask(subject.poll_request(session)).json().get("relay1"))
        unheard = subject.ask(subject.unheard_poll(session))
        if unheard.status == HTTPStatus.OK:  # Some servers refuse a query of which they know nothing.
            said.add(unheard.json().get("relay1"))
    if len(said) == 1 and None not in said:
        raise UnfitError(
            RELAY.name,
            f"a poll tells relay1 = {in_json(said.pop())} whether it was switched on or off",
            "see whether it acts on the device with {id}, and what it makes of {on}",
        )


def _try_regenerate(subject: DeviceSubject) -> None:
    """See that it gives another token, and one of this server's."""
    before = subject.pending()
    after = subject.regenerate(before.id)
    if after.token == before.token:
        raise UnfitError(
            REGENERATE.name, "it gives the token again that the device had", "see where 'token' stands in its answer"
        )
    _registered(subject, after, REGENERATE)


def _try_revoke(subject: DeviceSubject) -> None:
    """See that something becomes of a device that is revoked: its status, its registration or its session."""
    obtained, who = subject.pending(), subject.identity()
    subject.control.revoke(obtained.id)
    if STATUS in subject.needs and subject.control.status(obtained.id) is DeviceStatus.REVOKED:
        return
    answer = _attempt(subject, obtained, who)
    if answer.status != 200:
        return
    device = subject.registered(answer, obtained, who)
    subject.control.revoke(device.id)
    if any(subject.ask(subject.session_request(device, headers=each)).status == 200 for each in ({}, subject.at(0))):
        raise UnfitError(
            REVOKE.name,
            "a device that it revoked registers, and when that is revoked it opens a session",
            "see whether it acts on the device with {id}",
        )


def _try_delete(subject: DeviceSubject) -> None:
    """See that the token of a device that is deleted registers it no more."""
    obtained = subject.pending()
    subject.control.delete(obtained.id)
    if _attempt(subject, obtained, subject.identity()).status == 200:
        raise UnfitError(
            DELETE.name,
            "a device that it deleted registers all the same",
            "see whether it acts on the device with {id}",
        )


def _try_what_the_clock_does(subject: DeviceSubject) -> None:
    """See that what devices meet goes by the clock that is moved: sessions, tokens, the status, or a device's time."""
    session, waiting = subject.open_session(subject.device()), subject.pending()
    subject.ask(subject.poll_request(session)).must_have_status(200)
    before = subject.control.status(session.device.id) if STATUS in subject.needs else None
    subject.advance(2 * _DAY_S)
    seen: tuple[Callable[[], bool], ...] = (
        lambda: subject.ask(subject.poll_request(session)).status != 200,
        lambda: before is not None and subject.control.status(session.device.id) is not before,
        lambda: _is_refused_for_its_time(subject, session.device),
        lambda: _attempt(subject, waiting, subject.identity()).status != 200,
    )
    if not any(look() for look in seen):
        raise UnfitError(
            CLOCK_ADVANCE,
            "two days later by the server's clock a session polls, a device's status is the same, the time of two days"
            " ago is right for it, and a registration token registers",
            "see whether the clock is the one by which the server judges",
        )


def _is_refused_for_its_time(subject: DeviceSubject, device: Registered) -> bool:
    """Tell whether the time before the clock was moved is wrong now, and the time after it right."""
    was, now = (subject.ask(subject.session_request(device, headers=subject.at(skew))) for skew in (-2 * _DAY_S, 0))
    return was.status != 200 == now.status
