"""Maintenance, as a server shows it whose settings a test may change."""

from typing import Final

from oceanhil.conformance.contract.finding import Deviation
from oceanhil.conformance.contract.item import Severity, Style, assumption, items_of
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.devices import GivenToken
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.retry_after import read_retry_after
from oceanhil.remote.connector.control import CLOCK, SETTINGS, STATUS, TOKEN

_NAMED = "FLASH FAQ names maintenance, not its answer"
_NEEDS = (TOKEN, SETTINGS)
_WAIT_S = 120
_BEFORE, _MEANWHILE = 20.5, 24.5


def _during(subject: DeviceSubject, request: HttpRequest, **more: int) -> Answer:
    with subject.changed_settings(maintenance=True, **more), subject.taking_429():
        return subject.ask(request)


@assumption("maintenance/words", *_NEEDS, source=_NAMED, learns=("errors.maintenance",))
def words(subject: DeviceSubject) -> None:
    """During maintenance a poll is 503, in words that say so."""
    answer = _during(subject, subject.poll_request(subject.session()))
    if answer.status == 200:
        raise answer.deviates("503", answer.in_words(), Side.REFUSED)
    answer.refused_in_these_words(ErrorReason.MAINTENANCE)


@assumption("maintenance/session", *_NEEDS, source=_NAMED)
def session(subject: DeviceSubject) -> None:
    """During maintenance a request for a session is 503."""
    _during(subject, subject.session_request(subject.device())).should_be_refused(ErrorReason.MAINTENANCE)


@assumption("maintenance/report", *_NEEDS, source=f"{_NAMED}; a refused request changes nothing")
def report(subject: DeviceSubject) -> None:
    """During maintenance a report is 503, and what it told is not kept."""
    session_ = subject.session()
    subject.report(session_, temperature=_BEFORE)
    _during(subject, subject.report_request(session_, {"temperature": _MEANWHILE})).should_be_refused(
        ErrorReason.MAINTENANCE
    )
    answer = subject.poll()
    answer.must_have_status(200)
    if (told := answer.json().get("temperature")) != _BEFORE:
        raise answer.violates(f"temperature {_BEFORE}", f"{told!r}")


@assumption(
    "maintenance/token-not-consumed", Severity.CRITICAL, *_NEEDS, source=f"{_NAMED}; a refused request consumes nothing"
)
def token_not_consumed(subject: DeviceSubject) -> None:
    """A registration during maintenance is 503, and its token is good afterwards."""
    obtained, who = subject.pending(), subject.identity()
    request = subject.register_request(obtained.token, who)
    _during(subject, request).should_be_refused(ErrorReason.MAINTENANCE)
    subject.ask(request).accepted(GivenToken)


@assumption("maintenance/session-survives", Style.POSITIVE, *_NEEDS, source=_NAMED)
def session_survives(subject: DeviceSubject) -> None:
    """A session that was open before maintenance is open after it."""
    request = subject.poll_request(subject.session())
    _during(subject, request)
    answer = subject.ask(request)
    if 400 <= answer.status < 500:
        raise answer.deviates("status 200", answer.in_words(), Side.ACCEPTED)
    answer.must_have_status(200)


@assumption("maintenance/retry-after", Style.POSITIVE, *_NEEDS, source="RFC 9110, 10.2.3; no page")
def retry_after(subject: DeviceSubject) -> None:
    """A server that says when maintenance ends says it in whole seconds."""
    answer = _during(subject, subject.poll_request(subject.session()), maintenance_retry_after_s=_WAIT_S)
    if answer.headers.get("retry-after") != str(_WAIT_S):
        told = answer.headers.get("retry-after", "no such header")
        raise answer.deviates(f"503 with Retry-After: {_WAIT_S}", f"{answer.status} with {told}")


@assumption("maintenance/no-retry-after", Severity.MINOR, *_NEEDS, learns=("server.maintenance_retry_after_s",))
def no_retry_after(subject: DeviceSubject) -> None:
    """A server that does not know when maintenance ends promises nothing."""
    request = subject.poll_request(subject.session())
    answer = _during(subject, request)
    told_s = read_retry_after(answer.headers.get("retry-after", ""))
    subject.reads("maintenance_retry_after_s", told_s or 0, answer)


@assumption("maintenance/shape-first", Severity.MINOR, *_NEEDS)
def shape_first(subject: DeviceSubject) -> None:
    """A malformed request is 400 during maintenance too: it will not be better afterwards."""
    answer = _during(subject, subject.session_request(subject.device(), mac_address="none"))
    if answer.status == subject.refusal_of(ErrorReason.MAINTENANCE).status:
        raise answer.deviates("400", answer.in_words(), Side.REFUSED)
    answer.should_be_refused(ErrorReason.BAD_REQUEST)


@assumption(
    "maintenance/no-contact",
    Severity.MINOR,
    *_NEEDS,
    STATUS,
    CLOCK,
    source="no page; a refused request changes nothing",
)
def no_contact(subject: DeviceSubject) -> None:
    """A poll during maintenance is no sign of life."""
    session_ = subject.session()
    with subject.frozen():
        subject.let_pass(subject.number("online_below_s") + 1)
        _during(subject, subject.poll_request(session_))
        found = subject.control.status(session_.device.id)
    if found is DeviceStatus.ONLINE:
        raise Deviation(DeviceStatus.AWAY.shown, found.shown)


ITEMS: Final = items_of(globals(), DeviceSubject)
