"""The poll, which a device sends every five seconds, and the reading of a state by a program."""

from typing import Final

from oceanhil.conformance.contract.control import RELAY, TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.conformance.oceanremote.devices import Session
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Kind

_RELAYS = ("relay1", "relay2")
_SENSORS = ("temperature", "humidity")


def _poll(bench: Bench, session: Session | None = None) -> Answer:
    return bench.ask(bench.poll_request(session or bench.session()))


def _polled(bench: Bench, session: Session | None = None) -> tuple[Answer, dict[str, object]]:
    answer = _poll(bench, session)
    answer.must_have_status(200)
    return answer, answer.json()


@item(
    "poll/accepted",
    "a poll with the permanent token and the session id is answered, with success true",
    kind=Kind.ASSUMPTION,
    source="API; the session header is assumed",
    severity=Severity.CRITICAL,
    style=Style.POSITIVE,
    needs=(TOKEN,),
    rests_on=("wire.session_header",),
)
def accepted(bench: Bench) -> None:
    answer, state = _polled(bench)
    if state.get("success") is not True:
        raise answer.violates("success true", f"{state.get('success')!r}")


def _relay(name: str) -> Item[Bench]:
    @item(
        f"poll/{name}",
        f"a poll tells of {name} with true or false",
        kind=Kind.FACT,
        source="API",
        severity=Severity.CRITICAL,
        style=Style.POSITIVE,
        needs=(TOKEN,),
    )
    def relay(bench: Bench) -> None:
        answer, state = _polled(bench)
        if not isinstance(state.get(name), bool):
            raise answer.violates(f"{name} true or false", f"{state.get(name, 'no such field')!r}")

    return relay


def _sensor(name: str) -> Item[Bench]:
    @item(
        f"poll/{name}",
        f"a poll shows the {name} that was reported, as a number",
        kind=Kind.ASSUMPTION,
        source="API prints the field; no page prints the report",
        style=Style.POSITIVE,
        needs=(TOKEN,),
    )
    def sensor(bench: Bench) -> None:
        bench.report(bench.session(), **{name: 23.5})
        answer, state = _polled(bench)
        if state.get(name) != 23.5:
            raise answer.violates(f"{name} 23.5", f"{state.get(name, 'no such field')!r}")

    return sensor


@item(
    "poll/nothing-measured-yet",
    "a sensor that has never reported is null",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    needs=(TOKEN,),
)
def nothing_measured_yet(bench: Bench) -> None:
    answer, state = _polled(bench, bench.open_session(bench.new_device()))
    for name in _SENSORS:
        if state.get(name, "no such field") is not None:
            raise answer.deviates(f"{name} null", f"{state.get(name, 'no such field')!r}")


@item(
    "poll/relays-start-off",
    "the relays of a device that nobody has switched yet are off",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def relays_start_off(bench: Bench) -> None:
    answer, state = _polled(bench, bench.open_session(bench.new_device()))
    for name in _RELAYS:
        if state.get(name):
            raise answer.deviates(f"{name} false", "true")


@item(
    "poll/changes-nothing",
    "two polls one after the other get the same answer",
    kind=Kind.FACT,
    source="RFC 9110, 9.2.1: GET is safe",
    needs=(TOKEN,),
)
def changes_nothing(bench: Bench) -> None:
    _, before = _polled(bench)
    answer, after = _polled(bench)
    for name in (*_RELAYS, *_SENSORS):
        if before.get(name) != after.get(name):
            raise answer.violates(f"the same {name} twice", "another one the second time")


def _switched(name: str) -> Item[Bench]:
    @item(
        f"poll/{name}-switched",
        f"{name}, switched on in the dashboard, is on in the next poll, and off again when it is switched off",
        kind=Kind.FACT,
        source="API, T21",
        severity=Severity.CRITICAL,
        style=Style.POSITIVE,
        needs=(TOKEN, RELAY),
    )
    def switched(bench: Bench) -> None:
        for wanted in (True, False):
            bench.control.set_state(bench.device().id, {name: wanted})
            answer, state = _polled(bench)
            if state.get(name) is not wanted:
                raise answer.violates(f"{name} {wanted}", f"{state.get(name)!r}")

    return switched


@item(
    "poll/relays-apart",
    "switching one relay leaves the other one as it is",
    kind=Kind.FACT,
    source="API shows one on and one off",
    severity=Severity.CRITICAL,
    needs=(TOKEN, RELAY),
)
def relays_apart(bench: Bench) -> None:
    device = bench.device()
    bench.control.set_state(device.id, {"relay1": False, "relay2": True})
    bench.control.set_state(device.id, {"relay1": True})
    answer, state = _polled(bench)
    bench.control.set_state(device.id, {"relay1": False, "relay2": False})
    if state.get("relay2") is not True:
        raise answer.violates("relay2 still on", f"{state.get('relay2')!r}")


@item(
    "poll/devices-apart",
    "a relay switched for one device is not switched for another",
    kind=Kind.FACT,
    source="API: a token stands for one device",
    severity=Severity.CRITICAL,
    needs=(TOKEN, RELAY),
)
def devices_apart(bench: Bench) -> None:
    other = bench.open_session(bench.other_device())
    bench.control.set_state(bench.device().id, {"relay1": True})
    answer, state = _polled(bench, other)
    bench.control.set_state(bench.device().id, {"relay1": False})
    if state.get("relay1") is True:
        raise answer.violates("the other device's relay off", "on")


@item(
    "poll/without-slash",
    "a poll without the slash at the end is 404",
    kind=Kind.ASSUMPTION,
    source="API prints the path with the slash",
    severity=Severity.MINOR,
    needs=(TOKEN,),
)
def without_slash(bench: Bench) -> None:
    headers = bench.session_headers(bench.session())
    answer = bench.send("GET", bench.names.state_path.rstrip("/"), headers=headers)
    if 300 <= answer.status < 400:
        raise answer.deviates("404", answer.in_words(), Side.REFUSED)
    answer.should_be_refused(ErrorReason.NOT_FOUND)


def _other_method(method: str) -> Item[Bench]:
    @item(
        f"poll/{method.lower()}",
        f"a {method} of the state is 405 and says that GET is allowed",
        kind=Kind.FACT,
        source="RFC 9110, 15.5.6: 405 must name the methods in Allow",
        severity=Severity.MINOR,
        needs=(TOKEN,),
    )
    def other_method(bench: Bench) -> None:
        headers = bench.session_headers(bench.session())
        answer = bench.ask(HttpRequest(method, bench.names.state_path, headers))
        answer.should_be_refused(ErrorReason.METHOD_NOT_ALLOWED)
        answer.must_allow("GET")

    return other_method


@item(
    "poll/more-query",
    "parameters of the query that the server does not know are ignored",
    kind=Kind.ASSUMPTION,
    source="no page",
    severity=Severity.MINOR,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def more_query(bench: Bench) -> None:
    headers = bench.session_headers(bench.session())
    answer = bench.send("GET", bench.names.state_path, headers=headers, query="firmware=9.9.9&x")
    answer.should_be_accepted(dict[str, object])


ITEMS: Final[tuple[Item[Bench], ...]] = (
    accepted,
    *(_relay(name) for name in _RELAYS),
    *(_sensor(name) for name in _SENSORS),
    nothing_measured_yet,
    relays_start_off,
    changes_nothing,
    *(_switched(name) for name in _RELAYS),
    relays_apart,
    devices_apart,
    without_slash,
    _other_method("PUT"),
    _other_method("DELETE"),
    more_query,
)
