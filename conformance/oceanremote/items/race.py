"""Requests that arrive at the same time, and actions in the dashboard while a device talks."""

from collections.abc import Callable
from functools import partial
from typing import Final

from oceanhil.conformance.contract.item import Severity, Style, assumption, fact, items_of
from oceanhil.conformance.oceanremote.devices import GivenSession, Session
from oceanhil.conformance.oceanremote.subject import SESSION_SECRET, DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.remote.connector.control import DELETE, RELAY, REVOKE, TOKEN

_MANY = 8
_ROUNDS = 3


@assumption("race/two-sessions", Style.RACE, TOKEN, source="no page; a new session ends the old one")
def two_sessions(subject: DeviceSubject) -> None:
    """Of sessions that a device opens at the same time exactly one is live afterwards."""
    device = subject.device()
    request = subject.session_request(device)
    answers = subject.race([request] * subject.at_most(_MANY, request))
    # A server may answer all of them with one session: that is one, however often it is given.
    given = {subject.secret(answer.accepted(GivenSession).session_id, SESSION_SECRET): None for answer in answers}
    polls = [subject.ask(subject.poll_request(Session(device, session_id))) for session_id in given]
    live = sum(poll.status == 200 for poll in polls)
    if live == 0:
        raise polls[-1].violates("one live session", "none")
    if live > 1:
        raise polls[-1].deviates("one live session", f"{live} of {len(given)}")


@fact("race/session-ids-differ", Severity.CRITICAL, Style.RACE, TOKEN, source="T31: a session stands for one device")
def session_ids_differ(subject: DeviceSubject) -> None:
    """Sessions that are opened at the same time have different ids."""
    requests = [subject.session_request(device) for device in (subject.device(), subject.other_device())]
    answers = subject.race(requests)
    given = {answer.accepted(GivenSession).session_id for answer in answers}
    if len(given) < len(requests):
        raise answers[-1].violates("two different session ids", "the same for two devices")


@assumption("race/polls", Style.RACE, TOKEN, source="no page; a device whose answer is slow asks again")
def polls(subject: DeviceSubject) -> None:
    """Polls of a device that arrive at the same time are all answered."""
    request = subject.poll_request(subject.session())
    for answer in subject.race([request] * subject.at_most(_MANY, request)):
        answer.must_have_status(200)


@assumption("race/reports", Severity.MINOR, Style.RACE, TOKEN)
def reports(subject: DeviceSubject) -> None:
    """Of reports that arrive at the same time one is shown as a whole, never half of one and half of another."""
    session = subject.session()
    subject.report(session, temperature=0.0, humidity=0.0)
    one = subject.report_request(session, {"temperature": 0.0, "humidity": 0.0})
    count = subject.at_most(_MANY, one)
    sent = [subject.report_request(session, {"temperature": float(n), "humidity": float(n)}) for n in range(count)]
    for answer in subject.race(sent):
        answer.must_have_status(200)
    shown = subject.ask(subject.poll_request(session))
    state = shown.json()
    if state.get("temperature") != state.get("humidity"):
        raise shown.violates("temperature and humidity of one report", "those of two")


@assumption("race/report-and-poll", Style.RACE, TOKEN)
def report_and_poll(subject: DeviceSubject) -> None:
    """A poll beside a report shows the state before it or after it, and is answered."""
    session = subject.session()
    subject.report(session, temperature=1.0, humidity=1.0)
    report = subject.report_request(session, {"temperature": 2.0, "humidity": 2.0})
    answers = subject.race([report, subject.poll_request(session)])
    for answer in answers:
        answer.must_have_status(200)
    state = answers[1].json()
    if state.get("temperature") != state.get("humidity"):
        raise answers[1].violates("the state before the report or after it", "half of each")


@assumption("race/poll-and-new-session", Style.RACE, TOKEN)
def poll_and_new_session(subject: DeviceSubject) -> None:
    """A poll beside a new session is answered or refused for its session, nothing else."""
    session = subject.session()
    answers = subject.race([subject.poll_request(session), subject.session_request(session.device)])
    answers[1].accepted(GivenSession)
    if answers[0].status != 200:
        answers[0].refused_like(ErrorReason.SESSION_UNKNOWN)


def _while_polling(subject: DeviceSubject, session: Session, act: Callable[[], None], reason: ErrorReason) -> None:
    """Let `act` happen while polls arrive: each is answered or refused for `reason`; afterwards all are refused."""
    request = subject.poll_request(session)
    for answer in subject.race([request] * subject.at_most(_MANY, request), act):
        if answer.status != 200:
            answer.refused_like(reason)
    subject.ask(request).refused_like(reason)


@assumption(
    "race/poll-and-revoke",
    Severity.CRITICAL,
    Style.RACE,
    TOKEN,
    REVOKE,
    source="TOKEN cause 5; no page says when it takes effect",
)
def poll_and_revoke(subject: DeviceSubject) -> None:
    """Polls while the device is revoked are answered or refused as revoked, and refused from then on."""
    session = subject.open_session(subject.new_device())
    _while_polling(subject, session, lambda: subject.control.revoke(session.device.id), ErrorReason.TOKEN_REVOKED)


@assumption("race/poll-and-delete", Severity.CRITICAL, Style.RACE, TOKEN, DELETE)
def poll_and_delete(subject: DeviceSubject) -> None:
    """Polls while the device is deleted are answered or refused as unknown, and refused from then on."""
    session = subject.open_session(subject.new_device())
    _while_polling(subject, session, lambda: subject.control.delete(session.device.id), ErrorReason.TOKEN_INVALID)


@assumption("race/report-and-switch", Severity.CRITICAL, Style.RACE, TOKEN, RELAY)
def report_and_switch(subject: DeviceSubject) -> None:
    """A relay switched in the dashboard while the device reports its sensors is not lost."""
    session = subject.session()
    subject.report(session, temperature=22.0)
    request = subject.report_request(session, {"temperature": 22.0})
    for wanted in (True, False) * _ROUNDS:
        switch = partial(subject.control.set_state, session.device.id, {"relay1": wanted})
        subject.race([request], switch)[0].must_have_status(200)
        shown = subject.ask(subject.poll_request(session))
        if shown.json().get("relay1") is not wanted:
            raise shown.violates(f"relay1 {wanted}", "as it was before: the report undid the switch")


ITEMS: Final = items_of(globals(), DeviceSubject)
