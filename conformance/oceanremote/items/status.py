"""What the dashboard says of a device: by its life as a record, and by how long ago it was heard from."""

from collections.abc import Callable
from typing import Final

from oceanhil.conformance.contract.finding import Deviation, Finding, Violation
from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, contradiction, fact, item
from oceanhil.conformance.contract.search import largest_that_holds
from oceanhil.conformance.oceanremote.devices import Registered
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.profile import Kind, Scalar
from oceanhil.protocol.tokens import TokenKind
from oceanhil.remote.connector.control import CLOCK, REGENERATE, REVOKE, STATUS, TOKEN
from oceanhil.remote.wire.need import Lacking

_LIMITS = "T26"
_AGE_S_MOST = 10**7


def _demand(found: DeviceStatus, wanted: DeviceStatus, finding: type[Finding] = Violation) -> None:
    if found is not wanted:
        raise finding(wanted.shown, found.shown)


def _should_be(subject: DeviceSubject, device: Registered, wanted: DeviceStatus) -> None:
    """Demand a status, where no page says so."""
    _demand(subject.control.status(device.id), wanted, Deviation)


@fact("status/pending", TOKEN, STATUS, source="TOKEN, T27")
def pending(subject: DeviceSubject) -> None:
    """A device that has not registered yet is PENDING."""
    _demand(subject.control.status(subject.unused().id), DeviceStatus.PENDING)


@fact("status/online", Severity.CRITICAL, Style.POSITIVE, TOKEN, STATUS, source=_LIMITS)
def online(subject: DeviceSubject) -> None:
    """A device that has just opened a session and polled is ONLINE."""
    if CLOCK in subject.needs:
        found = _status_at(subject, 0)
    else:
        device, heard_s = _heard_from(subject), subject.now_s()
        found = subject.control.status(device.id)
        if found is not DeviceStatus.ONLINE and subject.now_s() - heard_s >= subject.number("online_below_s") - 1:
            raise Lacking(
                STATUS, f"reading the status took {subject.now_s() - heard_s:.0f} s, and it was another one then"
            )
    _demand(found, DeviceStatus.ONLINE)


@assumption("status/registered-only", Severity.MINOR, TOKEN, STATUS)
def registered_only(subject: DeviceSubject) -> None:
    """A device that has registered, and done nothing since, is not ONLINE."""
    _should_be(subject, subject.new_device(), DeviceStatus.OFFLINE)


def _heard_from(subject: DeviceSubject) -> Registered:
    """Give the shared device when it has polled: no page says that a new session alone is a sign of life."""
    session = subject.open_session(subject.device())
    subject.ask(subject.poll_request(session)).must_have_status(200)
    return session.device


def _status_at(subject: DeviceSubject, age_s: int) -> DeviceStatus:
    """Give the status of a device that was heard from so long ago."""
    with subject.frozen():
        device = _heard_from(subject)
        subject.advance(age_s)
        return subject.control.status(device.id)


def _readings_of_online(subject: DeviceSubject) -> dict[str, Scalar]:
    """Find the age from which a device is no longer ONLINE on this server, which is not the profile's."""
    edge_s = subject.server.online_below_s
    last_s = largest_that_holds(lambda age_s: _status_at(subject, age_s) is DeviceStatus.ONLINE, edge_s, _AGE_S_MOST)
    return {"server.online_below_s": last_s + 1} if last_s < _AGE_S_MOST else {}


@fact("status/9-seconds", Style.POSITIVE, TOKEN, STATUS, CLOCK, source=_LIMITS, learns=("server.online_below_s",))
def nine_seconds(subject: DeviceSubject) -> None:
    """A device that was heard from 9 s ago is ONLINE."""
    found = _status_at(subject, subject.server.online_below_s - 1)
    if found is not DeviceStatus.ONLINE:
        raise Violation(DeviceStatus.ONLINE.shown, found.shown, readings=_readings_of_online(subject))


@contradiction(
    "status/exactly-10-seconds",
    Severity.MINOR,
    Style.BOUNDARY,
    TOKEN,
    STATUS,
    CLOCK,
    source="T26: exactly 10 s is AWAY; tutorial 29 reads as ONLINE",
    learns=("server.online_below_s",),
)
def exactly_10_seconds(subject: DeviceSubject) -> None:
    """A device that was heard from exactly 10 s ago is AWAY."""
    found = _status_at(subject, subject.server.online_below_s)
    if found is DeviceStatus.ONLINE:
        raise Deviation(DeviceStatus.AWAY.shown, found.shown, readings=_readings_of_online(subject))
    _demand(found, DeviceStatus.AWAY)


@fact("status/11-seconds", TOKEN, STATUS, CLOCK, source=_LIMITS)
def eleven_seconds(subject: DeviceSubject) -> None:
    """A device that was heard from 11 s ago is AWAY."""
    _demand(_status_at(subject, subject.server.online_below_s + 1), DeviceStatus.AWAY)


def _reads_offline(subject: DeviceSubject, wanted: DeviceStatus, near_s: int) -> None:
    """Find the age from which a device is OFFLINE on this server, which is not the profile's."""
    found_s = largest_that_holds(
        lambda age_s: _status_at(subject, age_s) is not DeviceStatus.OFFLINE, near_s, _AGE_S_MOST
    )
    if found_s == _AGE_S_MOST:
        raise Violation(wanted.shown, f"a device that is never {DeviceStatus.OFFLINE.shown}")
    raise Violation(
        wanted.shown, f"{DeviceStatus.OFFLINE.shown} after {found_s} s", readings={"server.offline_above_s": found_s}
    )


@fact("status/300-seconds", Style.BOUNDARY, TOKEN, STATUS, CLOCK, source=_LIMITS, learns=("server.offline_above_s",))
def exactly_300_seconds(subject: DeviceSubject) -> None:
    """A device that was heard from exactly 300 s ago is not OFFLINE yet."""
    edge_s = subject.server.offline_above_s
    if _status_at(subject, edge_s) is DeviceStatus.OFFLINE:
        _reads_offline(subject, DeviceStatus.AWAY, edge_s)


@fact("status/301-seconds", Style.BOUNDARY, TOKEN, STATUS, CLOCK, source=_LIMITS, learns=("server.offline_above_s",))
def beyond_300_seconds(subject: DeviceSubject) -> None:
    """A device that was heard from 301 s ago is OFFLINE."""
    edge_s = subject.server.offline_above_s
    if _status_at(subject, edge_s + 1) is not DeviceStatus.OFFLINE:
        _reads_offline(subject, DeviceStatus.OFFLINE, edge_s)


def _contact(name: str, what: str, act: Callable[[DeviceSubject], object]) -> Item[DeviceSubject]:
    @item(
        f"status/{name}",
        Severity.CRITICAL if name == "poll" else Severity.MAJOR,
        Style.POSITIVE,
        TOKEN,
        STATUS,
        CLOCK,
        kind=Kind.FACT if name == "poll" else Kind.ASSUMPTION,
        source=_LIMITS if name == "poll" else "T26 speaks of polls; no page names other contacts",
        title=f"{what} makes a device ONLINE that was AWAY",
    )
    def contact(subject: DeviceSubject) -> None:
        with subject.frozen():
            session = subject.session()
            subject.let_pass(subject.number("online_below_s") + 1)
            act(subject)
            found = subject.control.status(session.device.id)
        _demand(found, DeviceStatus.ONLINE, Violation if name == "poll" else Deviation)

    return contact


@fact("status/each-poll", Severity.MAJOR, Style.POSITIVE, TOKEN, STATUS, CLOCK, source=_LIMITS)
def each_poll(subject: DeviceSubject) -> None:
    """A poll counts however soon it comes after the one before: from then on the device is ONLINE for 10 s."""
    edge_s = subject.number("online_below_s")
    with subject.frozen():
        session = subject.open_session(subject.device())
        subject.ask(subject.poll_request(session)).must_have_status(200)
        subject.let_pass(edge_s // 2)
        subject.ask(subject.poll_request(session)).must_have_status(200)
        subject.advance(edge_s - 1)
        found = subject.control.status(session.device.id)
    _demand(found, DeviceStatus.ONLINE)


def _no_contact(name: str, what: str, act: Callable[[DeviceSubject], object]) -> Item[DeviceSubject]:
    @assumption(f"status/{name}", TOKEN, STATUS, CLOCK, title=f"{what} is no sign of life of the device")
    def no_contact(subject: DeviceSubject) -> None:
        with subject.frozen():
            device = subject.session().device
            subject.let_pass(subject.number("online_below_s") + 1)
            act(subject)
            _should_be(subject, device, DeviceStatus.AWAY)

    return no_contact


def _from_another_mac(subject: DeviceSubject) -> None:
    subject.ask(subject.session_request(subject.device(), mac_address=subject.identity().mac_text)).must_be_refused()


def _api_read(subject: DeviceSubject) -> None:
    subject.read_with(subject.device().permanent_token).must_have_status(200)


def _unknown_session(subject: DeviceSubject) -> None:
    made_up = {subject.names.session_header: subject.unknown_token(TokenKind.SESSION)}
    subject.ask(subject.poll_request(subject.session(), headers=made_up)).must_be_refused()


def _malformed_report(subject: DeviceSubject) -> None:
    subject.ask(subject.report_request(subject.session(), {"temperature": "warm"})).must_be_refused()


@assumption("status/revoked", TOKEN, STATUS, REVOKE)
def revoked(subject: DeviceSubject) -> None:
    """A device whose tokens were revoked is REVOKED, not ONLINE."""
    _should_be(subject, subject.ended(REVOKE).device, DeviceStatus.REVOKED)


@assumption("status/regenerated", TOKEN, STATUS, REGENERATE)
def regenerated(subject: DeviceSubject) -> None:
    """A device whose token was regenerated is PENDING until it registers again."""
    _should_be(subject, subject.ended(REGENERATE).device, DeviceStatus.PENDING)


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    pending,
    online,
    registered_only,
    nine_seconds,
    exactly_10_seconds,
    eleven_seconds,
    exactly_300_seconds,
    beyond_300_seconds,
    each_poll,
    _contact("poll", "a poll", lambda subject: subject.poll().must_have_status(200)),
    _contact(
        "report",
        "a report",
        lambda subject: subject.report(subject.session(), humidity=50.0),
    ),
    _contact("new-session", "another session", lambda subject: subject.open_session(subject.device())),
    _no_contact("mac-mismatch", "a session request from another MAC", _from_another_mac),
    _no_contact("api-read", "a program's reading of the state", _api_read),
    _no_contact("unknown-session", "a poll with an unknown session", _unknown_session),
    _no_contact("malformed-report", "a report that is refused for its form", _malformed_report),
    revoked,
    regenerated,
)
