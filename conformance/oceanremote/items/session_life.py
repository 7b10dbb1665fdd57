"""How long a session lives. All of it needs a clock that tests can move: nobody waits an hour."""

from typing import Final

from oceanhil.conformance.contract.finding import Deviation
from oceanhil.conformance.contract.item import Severity, Style, assumption, fact, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.contract.search import largest_that_holds, largest_unless_endless
from oceanhil.conformance.oceanremote.lifetime import lives
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.remote.connector.control import CLOCK, STATUS, TOKEN

_LIFETIME = "TOKEN: sessions last 60 minutes"
_STEPS = 3
_FAR = 10
_LIFE_S_MOST = 10**8


def _life_s(subject: DeviceSubject) -> int:
    return subject.number("session_ttl_s")


@fact(
    "session-life/expired",
    TOKEN,
    CLOCK,
    source=f"{_LIFETIME}; the answer is assumed",
    learns=("errors.session_expired",),
)
def expired(subject: DeviceSubject) -> None:
    """A poll on a session that is far older than 60 minutes is refused, in words that say so."""
    session = subject.session()
    subject.advance(_FAR * _life_s(subject))
    subject.ask(subject.poll_request(session)).refused_in_these_words(ErrorReason.SESSION_EXPIRED)


@fact("session-life/one-second-more", Style.BOUNDARY, TOKEN, CLOCK, source=_LIFETIME, learns=("server.session_ttl_s",))
def one_second_more(subject: DeviceSubject) -> None:
    """A session that is one second older than 60 minutes has ended."""
    life_s = subject.server.session_ttl_s
    if lives(subject, life_s + 1):
        found_s = largest_unless_endless(lambda age_s: lives(subject, age_s), life_s + 1, _LIFE_S_MOST)
        subject.reads("session_ttl_s", found_s, subject.last(), must=True)


@fact(
    "session-life/just-before",
    Severity.CRITICAL,
    Style.BOUNDARY,
    TOKEN,
    CLOCK,
    source=_LIFETIME,
    learns=("server.session_ttl_s",),
)
def just_before(subject: DeviceSubject) -> None:
    """A session that is one second younger than 60 minutes is good."""
    life_s = subject.server.session_ttl_s
    if not lives(subject, life_s - 1):
        found_s = largest_that_holds(lambda age_s: lives(subject, age_s), life_s - 1, life_s)
        subject.reads("session_ttl_s", found_s, subject.last(), must=True)


@assumption(
    "session-life/exactly-60-minutes",
    Style.BOUNDARY,
    TOKEN,
    CLOCK,
    source=f"{_LIFETIME}; no page says which side the edge is on",
)
def exactly(subject: DeviceSubject) -> None:
    """A session that is exactly 60 minutes old is still good."""
    if not lives(subject, _life_s(subject)):
        raise subject.last().deviates("status 200", subject.last().in_words(), Side.ACCEPTED)


@fact("session-life/polling-does-not-prolong", TOKEN, CLOCK, source=_LIFETIME)
def polling_does_not_prolong(subject: DeviceSubject) -> None:
    """A session ends 60 minutes after it was opened, however often the device polls."""
    step_s = _life_s(subject) // _STEPS - 1
    with subject.frozen():
        session = subject.open_session(subject.device())
        for _ in range(_STEPS):
            subject.advance(step_s)
            subject.ask(subject.poll_request(session)).must_have_status(200)
        subject.advance(_life_s(subject) - _STEPS * step_s + 1)
        answer = subject.ask(subject.poll_request(session))
    answer.refused(ErrorReason.SESSION_EXPIRED)


@fact("session-life/reporting-does-not-prolong", TOKEN, CLOCK, source=_LIFETIME)
def reporting_does_not_prolong(subject: DeviceSubject) -> None:
    """A session ends 60 minutes after it was opened, however often the device reports."""
    # Where polls may go on for longer than is printed, reports need not.
    reported_s = min(_life_s(subject), subject.server.session_ttl_s) - 1
    with subject.frozen():
        session = subject.open_session(subject.device())
        subject.advance(reported_s)
        subject.report(session, temperature=20.0)
        subject.advance(_life_s(subject) - reported_s + 1)
        answer = subject.ask(subject.poll_request(session))
    answer.refused(ErrorReason.SESSION_EXPIRED)


@fact("session-life/report-refused", TOKEN, CLOCK, source=_LIFETIME)
def report_refused(subject: DeviceSubject) -> None:
    """A report on an expired session is refused and changes nothing."""
    session = subject.session()
    subject.report(session, temperature=21.0)
    subject.advance(_life_s(subject) + 1)
    subject.ask(subject.report_request(session, {"temperature": 99.0})).refused(ErrorReason.SESSION_EXPIRED)
    answer = subject.poll()
    if answer.json().get("temperature") == 99.0:
        raise answer.violates("temperature as it was before", "the temperature of the refused report")


@fact(
    "session-life/renewed",
    Severity.CRITICAL,
    Style.POSITIVE,
    TOKEN,
    CLOCK,
    source=f"{_LIFETIME} and are then renewed; permanent tokens live until revoked",
)
def renewed(subject: DeviceSubject) -> None:
    """A device whose session has expired gets another one with the same permanent token."""
    subject.session()
    subject.advance(_life_s(subject) + 1)
    subject.poll().must_have_status(200)


@fact("session-life/renewed-early", Style.BOUNDARY, TOKEN, CLOCK, source=_LIFETIME)
def renewed_early(subject: DeviceSubject) -> None:
    """A session that is opened before the old one ends lives 60 minutes of its own."""
    with subject.frozen():
        subject.open_session(subject.device())
        subject.advance(_life_s(subject) - 60)
        session = subject.open_session(subject.device())
        subject.advance(_life_s(subject) - 1)
        subject.ask(subject.poll_request(session)).must_have_status(200)


@fact("session-life/stays-expired", TOKEN, CLOCK, source=_LIFETIME)
def stays_expired(subject: DeviceSubject) -> None:
    """An expired session does not come back when the device gets another one."""
    old = subject.session()
    subject.advance(_life_s(subject) + 1)
    subject.session()
    subject.ask(subject.poll_request(old)).must_be_refused()


@fact(
    "session-life/permanent-token-lives-on",
    Severity.CRITICAL,
    Style.POSITIVE,
    TOKEN,
    CLOCK,
    source="TOKEN: permanent tokens live until revoked",
)
def permanent_token_lives_on(subject: DeviceSubject) -> None:
    """A permanent token is good after a year."""
    device = subject.device()
    subject.advance(365 * 86_400)
    subject.open_session(device)


@assumption("session-life/expired-is-no-contact", TOKEN, CLOCK, STATUS)
def expired_is_no_contact(subject: DeviceSubject) -> None:
    """Polling on an expired session does not make a device ONLINE."""
    session = subject.session()
    subject.advance(_life_s(subject) + 1)
    subject.ask(subject.poll_request(session)).must_be_refused()
    status = subject.control.status(session.device.id)
    if status is DeviceStatus.ONLINE:
        raise Deviation(DeviceStatus.OFFLINE.shown, status.shown)


ITEMS: Final = items_of(globals(), DeviceSubject)
