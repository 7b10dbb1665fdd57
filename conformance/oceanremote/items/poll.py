"""The poll, which a device sends every five seconds, and the reading of a state by a program."""

from http import HTTPStatus
from typing import Final

from oceanhil.conformance.contract.base_answer import field_in_words, in_json
from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, fact
from oceanhil.conformance.contract.received import Side
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.devices import Session
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.remote.connector.control import RELAY, TOKEN

_RELAYS = ("relay1", "relay2")
_SENSORS = ("temperature", "humidity")


def _poll(subject: DeviceSubject, session: Session | None = None) -> Answer:
    return subject.ask(subject.poll_request(session or subject.session()))


_TOLD_IN_TURN: Final = (17.0, 19.0)
"""Temperatures that are two also where a server rounds them."""


def _polled(subject: DeviceSubject, session: Session | None = None) -> tuple[Answer, dict[str, object]]:
    answer = _poll(subject, session)
    answer.must_have_status(200)
    return answer, answer.json()


@assumption(
    "poll/accepted",
    Severity.CRITICAL,
    Style.POSITIVE,
    TOKEN,
    source="API; the session header is assumed",
    rests_on=("wire.session_header",),
)
def accepted(subject: DeviceSubject) -> None:
    """A poll with the permanent token and the session id is answered, with success true."""
    answer, state = _polled(subject)
    if state.get("success") is not True:
        raise answer.violates("success true", field_in_words(state, "success"))


def _relay(name: str) -> Item[DeviceSubject]:
    @fact(
        f"poll/{name}",
        Severity.CRITICAL,
        Style.POSITIVE,
        TOKEN,
        source="API",
        title=f"a poll tells of {name} with true or false",
    )
    def relay(subject: DeviceSubject) -> None:
        answer, state = _polled(subject)
        if not isinstance(state.get(name), bool):
            raise answer.violates(f"{name} true or false", field_in_words(state, name))

    return relay


def _sensor(name: str) -> Item[DeviceSubject]:
    @assumption(
        f"poll/{name}",
        Style.POSITIVE,
        TOKEN,
        source="API prints the field; no page prints the report",
        title=f"a poll shows the {name} that was reported, as a number",
    )
    def sensor(subject: DeviceSubject) -> None:
        subject.report(subject.session(), **{name: 23.5})
        answer, state = _polled(subject)
        if state.get(name) != 23.5:
            raise answer.violates(f"{name} 23.5", field_in_words(state, name))

    return sensor


@assumption("poll/nothing-measured-yet", Severity.MINOR, TOKEN)
def nothing_measured_yet(subject: DeviceSubject) -> None:
    """A sensor that has never reported is null."""
    answer, state = _polled(subject, subject.open_session(subject.new_device()))
    for name in _SENSORS:
        if state.get(name, "no such field") is not None:
            raise answer.deviates(f"{name} null", field_in_words(state, name))


@assumption("poll/relays-start-off", Severity.CRITICAL, TOKEN)
def relays_start_off(subject: DeviceSubject) -> None:
    """The relays of a device that nobody has switched yet are off."""
    answer, state = _polled(subject, subject.open_session(subject.new_device()))
    for name in _RELAYS:
        if state.get(name):
            raise answer.deviates(f"{name} false", "true")


@fact("poll/changes-nothing", TOKEN, source="RFC 9110, 9.2.1: GET is safe")
def changes_nothing(subject: DeviceSubject) -> None:
    """Two polls one after the other get the same answer."""
    _, before = _polled(subject)
    answer, after = _polled(subject)
    for name in (*_RELAYS, *_SENSORS):
        if before.get(name) != after.get(name):
            raise answer.violates(f"the same {name} twice", "another one the second time")


@fact("poll/no-kept-answer", Severity.CRITICAL, Style.POSITIVE, TOKEN, source="RFC 9111, 4: a kept answer is of before")
def no_kept_answer(subject: DeviceSubject) -> None:
    """A poll gets the state of now: nothing on the way, such as a cache, answers with what it has kept."""
    session, shown = subject.session(), list[object]()
    for told in _TOLD_IN_TURN:
        subject.report(session, temperature=told)
        answer, state = _polled(subject, session)
        shown.append(state.get("temperature"))
    # What is made of the number is for the items about reports.
    if shown[0] != shown[1]:
        return
    fresh = subject.ask(subject.unheard_poll(session))
    is_kept = fresh.status == HTTPStatus.OK and fresh.json().get("temperature") == told
    found = field_in_words(state, "temperature")
    raise answer.violates(
        f"temperature {told}, as reported before",
        f"{found}, and {told} where the query is a new one: something on the way keeps answers" if is_kept else found,
    )


def _switched(name: str) -> Item[DeviceSubject]:
    @fact(
        f"poll/{name}-switched",
        Severity.CRITICAL,
        Style.POSITIVE,
        TOKEN,
        RELAY,
        source="API, T21",
        title=f"{name}, switched on in the dashboard, is on in the next poll, and off again when it is switched off",
    )
    def switched(subject: DeviceSubject) -> None:
        for wanted in (True, False):
            subject.control.set_state(subject.device().id, {name: wanted})
            answer, state = _polled(subject)
            if state.get(name) is not wanted:
                raise answer.violates(f"{name} {in_json(wanted)}", field_in_words(state, name))

    return switched


@fact("poll/relays-apart", Severity.CRITICAL, TOKEN, RELAY, source="API shows one on and one off")
def relays_apart(subject: DeviceSubject) -> None:
    """Switching one relay leaves the other one as it is."""
    device = subject.device()
    subject.control.set_state(device.id, {"relay1": False, "relay2": True})
    subject.control.set_state(device.id, {"relay1": True})
    answer, state = _polled(subject)
    subject.control.set_state(device.id, {"relay1": False, "relay2": False})
    if state.get("relay2") is not True:
        raise answer.violates("relay2 still on", field_in_words(state, "relay2"))


@fact("poll/devices-apart", Severity.CRITICAL, TOKEN, RELAY, source="API: a token stands for one device")
def devices_apart(subject: DeviceSubject) -> None:
    """A relay switched for one device is not switched for another."""
    other = subject.open_session(subject.other_device())
    subject.control.set_state(subject.device().id, {"relay1": True})
    answer, state = _polled(subject, other)
    subject.control.set_state(subject.device().id, {"relay1": False})
    if state.get("relay1") is True:
        raise answer.violates("the other device's relay off", "on")


@assumption("poll/without-slash", Severity.MINOR, TOKEN, source="API prints the path with the slash")
def without_slash(subject: DeviceSubject) -> None:
    """A poll without the slash at the end is 404."""
    headers = subject.session_headers(subject.session())
    answer = subject.send("GET", subject.names.state_path.rstrip("/"), headers=headers)
    if 300 <= answer.status < 400:
        raise answer.deviates("404", answer.in_words(), Side.REFUSED)
    answer.should_be_refused(ErrorReason.NOT_FOUND)


def _other_method(method: str) -> Item[DeviceSubject]:
    @fact(
        f"poll/{method.lower()}",
        Severity.MINOR,
        TOKEN,
        source="RFC 9110, 15.5.6: 405 must name the methods in Allow",
        title=f"a {method} of the state is 405 and says that GET is allowed",
    )
    def other_method(subject: DeviceSubject) -> None:
        headers = subject.session_headers(subject.session())
        answer = subject.ask(HttpRequest(method, subject.names.state_path, headers))
        answer.should_be_refused(ErrorReason.METHOD_NOT_ALLOWED)
        answer.must_allow("GET")

    return other_method


@assumption("poll/more-query", Severity.MINOR, Style.POSITIVE, TOKEN)
def more_query(subject: DeviceSubject) -> None:
    """Parameters of the query that the server does not know are ignored."""
    headers = subject.session_headers(subject.session())
    answer = subject.send("GET", subject.names.state_path, headers=headers, query="firmware=9.9.9&x")
    answer.should_be_accepted(dict[str, object])


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    accepted,
    *(_relay(name) for name in _RELAYS),
    *(_sensor(name) for name in _SENSORS),
    nothing_measured_yet,
    relays_start_off,
    changes_nothing,
    no_kept_answer,
    *(_switched(name) for name in _RELAYS),
    relays_apart,
    devices_apart,
    without_slash,
    _other_method("PUT"),
    _other_method("DELETE"),
    more_query,
)
