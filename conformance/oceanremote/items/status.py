"""What the dashboard says of a device: by its life as a record, and by how long ago it was heard from."""

from collections.abc import Callable
from typing import Final

from oceanhil.conformance.contract.control import CLOCK, REGENERATE, REVOKE, STATUS, TOKEN
from oceanhil.conformance.contract.finding import Deviation, Lacking, Violation
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.search import largest_that_holds
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.devices import Registered
from oceanhil.protocol.profile import Kind, Scalar
from oceanhil.protocol.tokens import TokenKind

_LIMITS = "T26"
_AGE_S_MOST = 10**7


def _should_be(bench: Bench, device: Registered, wanted: str) -> None:
    """Demand a status, where no page says so."""
    found = bench.control.status(device.id)
    if found != wanted:
        raise Deviation(wanted, found)


@item(
    "status/pending",
    "a device that has not registered yet is PENDING",
    kind=Kind.FACT,
    source="TOKEN, T27",
    needs=(TOKEN, STATUS),
)
def pending(bench: Bench) -> None:
    found = bench.control.status(bench.unused().id)
    if found != "PENDING":
        raise Violation("PENDING", found)


@item(
    "status/online",
    "a device that has just opened a session and polled is ONLINE",
    kind=Kind.FACT,
    source=_LIMITS,
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN, STATUS),
)
def online(bench: Bench) -> None:
    if CLOCK in bench.needs:
        found = _status_at(bench, 0)
    else:
        device, heard_s = _heard_from(bench), bench.now_s()
        found = bench.control.status(device.id)
        if found != "ONLINE" and bench.now_s() - heard_s >= _online_s(bench) - 1:
            raise Lacking(
                STATUS, f"reading the status took {bench.now_s() - heard_s:.0f} s, and it was another one then"
            )
    if found != "ONLINE":
        raise Violation("ONLINE", found)


@item(
    "status/registered-only",
    "a device that has registered, and done nothing since, is not ONLINE",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    needs=(TOKEN, STATUS),
)
def registered_only(bench: Bench) -> None:
    _should_be(bench, bench.new_device(), "OFFLINE")


def _heard_from(bench: Bench) -> Registered:
    """Give the shared device when it has polled: no page says that a new session alone is a sign of life."""
    session = bench.open_session(bench.device())
    bench.ask(bench.poll_request(session)).must_have_status(200)
    return session.device


def _online_s(bench: Bench) -> int:
    return bench.number("online_below_s")


def _status_at(bench: Bench, age_s: int) -> str:
    """Give the status of a device that was heard from so long ago."""
    with bench.frozen():
        device = _heard_from(bench)
        bench.advance(age_s)
        return bench.control.status(device.id)


def _readings_of_online(bench: Bench) -> dict[str, Scalar]:
    """Find the age from which a device is no longer ONLINE on this server, which is not the profile's."""
    edge_s = bench.server.online_below_s
    last_s = largest_that_holds(lambda age_s: _status_at(bench, age_s) == "ONLINE", edge_s, _AGE_S_MOST)
    return {"server.online_below_s": last_s + 1} if last_s < _AGE_S_MOST else {}


@item(
    "status/9-seconds",
    "a device that was heard from 9 s ago is ONLINE",
    kind=Kind.FACT,
    source=_LIMITS,
    style=Style.POSITIVE,
    needs=(TOKEN, STATUS, CLOCK),
    learns=("server.online_below_s",),
)
def nine_seconds(bench: Bench) -> None:
    found = _status_at(bench, bench.server.online_below_s - 1)
    if found != "ONLINE":
        raise Violation("ONLINE", found, readings=_readings_of_online(bench))


@item(
    "status/exactly-10-seconds",
    "a device that was heard from exactly 10 s ago is AWAY",
    kind=Kind.CONTRADICTION,
    source="T26: exactly 10 s is AWAY; tutorial 29 reads as ONLINE",
    severity=Severity.MINOR,
    style=Style.BOUNDARY,
    needs=(TOKEN, STATUS, CLOCK),
    learns=("server.online_below_s",),
)
def exactly_10_seconds(bench: Bench) -> None:
    found = _status_at(bench, bench.server.online_below_s)
    if found == "ONLINE":
        raise Deviation("AWAY", found, readings=_readings_of_online(bench))
    if found != "AWAY":
        raise Violation("AWAY", found)


@item(
    "status/11-seconds",
    "a device that was heard from 11 s ago is AWAY",
    kind=Kind.FACT,
    source=_LIMITS,
    needs=(TOKEN, STATUS, CLOCK),
)
def eleven_seconds(bench: Bench) -> None:
    found = _status_at(bench, bench.server.online_below_s + 1)
    if found != "AWAY":
        raise Violation("AWAY", found)


def _reads_offline(bench: Bench, wanted: str, near_s: int) -> None:
    """Find the age from which a device is OFFLINE on this server, which is not the profile's."""
    found_s = largest_that_holds(lambda age_s: _status_at(bench, age_s) != "OFFLINE", near_s, _AGE_S_MOST)
    if found_s == _AGE_S_MOST:
        raise Violation(wanted, "a device that is never OFFLINE")
    raise Violation(wanted, f"OFFLINE after {found_s} s", readings={"server.offline_above_s": found_s})


@item(
    "status/300-seconds",
    "a device that was heard from exactly 300 s ago is not OFFLINE yet",
    kind=Kind.FACT,
    source=_LIMITS,
    style=Style.BOUNDARY,
    needs=(TOKEN, STATUS, CLOCK),
    learns=("server.offline_above_s",),
)
def exactly_300_seconds(bench: Bench) -> None:
    edge_s = bench.server.offline_above_s
    if _status_at(bench, edge_s) == "OFFLINE":
        _reads_offline(bench, "AWAY", edge_s)


@item(
    "status/301-seconds",
    "a device that was heard from 301 s ago is OFFLINE",
    kind=Kind.FACT,
    source=_LIMITS,
    style=Style.BOUNDARY,
    needs=(TOKEN, STATUS, CLOCK),
    learns=("server.offline_above_s",),
)
def beyond_300_seconds(bench: Bench) -> None:
    edge_s = bench.server.offline_above_s
    if _status_at(bench, edge_s + 1) != "OFFLINE":
        _reads_offline(bench, "OFFLINE", edge_s)


def _contact(name: str, what: str, act: Callable[[Bench], object]) -> Item[Bench]:
    @item(
        f"status/{name}",
        f"{what} makes a device ONLINE that was AWAY",
        kind=Kind.FACT if name == "poll" else Kind.ASSUMPTION,
        source=_LIMITS if name == "poll" else "T26 speaks of polls; no page names other contacts",
        severity=Severity.CRITICAL if name == "poll" else Severity.MAJOR,
        style=Style.POSITIVE,
        needs=(TOKEN, STATUS, CLOCK),
    )
    def contact(bench: Bench) -> None:
        with bench.frozen():
            session = bench.session()
            bench.control.clock.advance(_online_s(bench) + 1)
            act(bench)
            found = bench.control.status(session.device.id)
        if found != "ONLINE":
            raise (Violation if name == "poll" else Deviation)("ONLINE", found)

    return contact


def _no_contact(name: str, what: str, act: Callable[[Bench], object]) -> Item[Bench]:
    @item(
        f"status/{name}",
        f"{what} is no sign of life of the device",
        kind=Kind.ASSUMPTION,
        source="no page",
        needs=(TOKEN, STATUS, CLOCK),
    )
    def no_contact(bench: Bench) -> None:
        with bench.frozen():
            device = bench.session().device
            bench.control.clock.advance(_online_s(bench) + 1)
            act(bench)
            _should_be(bench, device, "AWAY")

    return no_contact


def _from_another_mac(bench: Bench) -> None:
    bench.ask(bench.session_request(bench.device(), mac_address=bench.identity().mac_text)).must_be_refused()


def _api_read(bench: Bench) -> None:
    headers = {bench.names.token_header: bench.device().permanent_token}
    bench.send("GET", bench.names.state_path, headers=headers).must_have_status(200)


def _unknown_session(bench: Bench) -> None:
    made_up = {bench.names.session_header: bench.unknown_token(TokenKind.SESSION)}
    bench.ask(bench.poll_request(bench.session(), headers=made_up)).must_be_refused()


def _malformed_report(bench: Bench) -> None:
    bench.ask(bench.report_request(bench.session(), {"temperature": "warm"})).must_be_refused()


@item(
    "status/revoked",
    "a device whose tokens were revoked is REVOKED, not ONLINE",
    kind=Kind.ASSUMPTION,
    source="no page",
    needs=(TOKEN, STATUS, REVOKE),
)
def revoked(bench: Bench) -> None:
    _should_be(bench, bench.ended(REVOKE).device, "REVOKED")


@item(
    "status/regenerated",
    "a device whose token was regenerated is PENDING until it registers again",
    kind=Kind.ASSUMPTION,
    source="no page",
    needs=(TOKEN, STATUS, REGENERATE),
)
def regenerated(bench: Bench) -> None:
    _should_be(bench, bench.ended(REGENERATE).device, "PENDING")


ITEMS: Final[tuple[Item[Bench], ...]] = (
    pending,
    online,
    registered_only,
    nine_seconds,
    exactly_10_seconds,
    eleven_seconds,
    exactly_300_seconds,
    beyond_300_seconds,
    _contact("poll", "a poll", lambda bench: bench.ask(bench.poll_request(bench.session())).must_have_status(200)),
    _contact(
        "report",
        "a report",
        lambda bench: bench.report(bench.session(), humidity=50.0),
    ),
    _contact("new-session", "another session", lambda bench: bench.open_session(bench.device())),
    _no_contact("mac-mismatch", "a session request from another MAC", _from_another_mac),
    _no_contact("api-read", "a program's reading of the state", _api_read),
    _no_contact("unknown-session", "a poll with an unknown session", _unknown_session),
    _no_contact("malformed-report", "a report that is refused for its form", _malformed_report),
    revoked,
    regenerated,
)
