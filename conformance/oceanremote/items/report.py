"""What a device tells of its sensors and relays."""

from typing import Final

from oceanhil.conformance.contract.control import TOKEN
from oceanhil.conformance.contract.item import Item, Severity, Style, item
from oceanhil.conformance.oceanremote.answer import JSON_TYPE, Answer
from oceanhil.conformance.oceanremote.attempts import without_header
from oceanhil.conformance.oceanremote.bench import Bench
from oceanhil.protocol.errors import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import Kind, Scalar
from oceanhil.protocol.tokens import TokenKind

_NO_PAGE = "no page prints the report"
_BASE: Final = {"relay1": False, "relay2": True, "temperature": 19.5, "humidity": 40.0}


def _report(bench: Bench, **fields: object) -> Answer:
    return bench.ask(bench.report_request(bench.session(), fields))


def _send_body(bench: Bench, body: bytes, content_type: str = JSON_TYPE) -> Answer:
    headers = {"content-type": content_type, **bench.session_headers(bench.session())}
    return bench.ask(HttpRequest("POST", bench.names.state_path, headers, body))


def _reported(bench: Bench, **fields: object) -> Answer:
    return bench.report(bench.session(), **fields)


def _polled(bench: Bench) -> tuple[Answer, dict[str, object]]:
    answer = bench.ask(bench.poll_request(bench.session()))
    answer.must_have_status(200)
    return answer, answer.json()


def _shows(bench: Bench, wanted: dict[str, float], why: str) -> None:
    """Demand that the next poll shows these values."""
    answer, state = _polled(bench)
    for name, value in wanted.items():
        if state.get(name) != value:
            raise answer.violates(f"{name} {value!r} {why}", f"{state.get(name, 'no such field')!r}")


@item(
    "report/accepted",
    "a report of all four fields is accepted, with success true",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def accepted(bench: Bench) -> None:
    answer = _reported(bench, **_BASE)
    if answer.json().get("success") is not True:
        raise answer.deviates("success true", f"{answer.json().get('success')!r}")


def _shown(name: str, value: Scalar | float) -> Item[Bench]:
    @item(
        f"report/{name}-shown",
        f"the {name} that a device reports is in the next poll, and the other fields stay as they were",
        kind=Kind.ASSUMPTION,
        source=_NO_PAGE,
        style=Style.POSITIVE,
        needs=(TOKEN,),
    )
    def shown(bench: Bench) -> None:
        _reported(bench, **_BASE)
        _reported(bench, **{name: value})
        _shows(bench, {**_BASE, name: float(value)}, "after a report of one field")

    return shown


def _wrong_type(name: str, value: object, what: str) -> Item[Bench]:
    @item(
        f"report/{name}-{what.replace(' ', '-')}",
        f"a report whose {name} is {what} is 400, and the message names the field",
        kind=Kind.ASSUMPTION,
        source=_NO_PAGE,
        severity=Severity.MINOR,
        needs=(TOKEN,),
    )
    def wrong_type(bench: Bench) -> None:
        _report(bench, **{name: value}).should_name(name)

    return wrong_type


def _wrong_body(name: str, what: str, body: bytes) -> Item[Bench]:
    @item(
        f"report/{name}",
        f"a report whose body is {what} is 400",
        kind=Kind.ASSUMPTION,
        source=_NO_PAGE,
        severity=Severity.MINOR,
        needs=(TOKEN,),
    )
    def wrong_body(bench: Bench) -> None:
        _send_body(bench, body).should_be_refused(ErrorReason.BAD_REQUEST)

    return wrong_body


def _passes(name: str, what: str, fields: dict[str, object]) -> Item[Bench]:
    @item(
        f"report/{name}",
        f"a report {what} is accepted",
        kind=Kind.ASSUMPTION,
        source=_NO_PAGE,
        style=Style.POSITIVE,
        needs=(TOKEN,),
    )
    def passes(bench: Bench) -> None:
        _reported(bench, **fields)

    return passes


@item(
    "report/all-or-nothing",
    "a report with one wrong field changes none of the others",
    kind=Kind.ASSUMPTION,
    source="no page; a refused request changes nothing",
    needs=(TOKEN,),
)
def all_or_nothing(bench: Bench) -> None:
    _reported(bench, **_BASE)
    answer = _report(bench, relay1=True, temperature="warm", humidity=77.0)
    answer.should_be_refused(ErrorReason.BAD_REQUEST)
    _shows(bench, _BASE, "after a report that was refused")


@item(
    "report/last-one-counts",
    "of two reports the later one is shown",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    needs=(TOKEN,),
)
def last_one_counts(bench: Bench) -> None:
    for value in (30.0, 10.0):
        _reported(bench, temperature=value)
    _shows(bench, {"temperature": 10.0}, "after the later report")


@item(
    "report/new-session-keeps-state",
    "what was reported before is still shown when the device has another session",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    style=Style.POSITIVE,
    needs=(TOKEN,),
)
def new_session_keeps_state(bench: Bench) -> None:
    _reported(bench, **_BASE)
    bench.open_session(bench.device())
    _shows(bench, _BASE, "in the next session")


@item(
    "report/devices-apart",
    "what one device reports is not shown to another",
    kind=Kind.FACT,
    source="API: a token stands for one device",
    severity=Severity.CRITICAL,
    needs=(TOKEN,),
)
def devices_apart(bench: Bench) -> None:
    _reported(bench, temperature=61.25)
    answer = bench.ask(bench.poll_request(bench.open_session(bench.other_device())))
    answer.must_have_status(200)
    if answer.json().get("temperature") == 61.25:
        raise answer.violates("the other device's own temperature", "the one that was reported by somebody else")


@item(
    "report/without-session",
    "a report without a session is refused: nobody could tell it from a forged one",
    kind=Kind.ASSUMPTION,
    source="T31: the permanent token is used only to open a session",
    needs=(TOKEN,),
)
def without_session(bench: Bench) -> None:
    request = bench.report_request(bench.session(), {"temperature": 1.0})
    answer = bench.ask(without_header(request, bench.names.session_header))
    answer.should_be_refused(ErrorReason.SESSION_UNKNOWN)


def _refused_for(name: str, what: str, reason: ErrorReason) -> Item[Bench]:
    @item(
        f"report/{name}",
        f"a report with {what} is refused and changes nothing",
        kind=Kind.FACT,
        source="TOKEN, T31",
        severity=Severity.CRITICAL,
        needs=(TOKEN,),
    )
    def refused_for(bench: Bench) -> None:
        _reported(bench, temperature=15.0)
        session = bench.session()
        wrong = {
            "unknown-session": (bench.names.session_header, bench.unknown_token(TokenKind.SESSION)),
            "session-of-another": (bench.names.session_header, bench.open_session(bench.other_device()).session_id),
            "unknown-token": (bench.names.token_header, bench.unknown_token(TokenKind.PERMANENT)),
        }
        header, value = wrong[name]
        headers = {**bench.session_headers(session), header: bench.secret(value, "OTHER_TOKEN")}
        bench.ask(bench.post(bench.names.state_path, {"temperature": 99.0}, headers)).refused(reason)
        _shows(bench, {"temperature": 15.0}, "after a report that was refused")

    return refused_for


@item(
    "report/text",
    "a report as plain text is 415",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.MINOR,
    needs=(TOKEN,),
)
def text(bench: Bench) -> None:
    answer = _send_body(bench, b'{"temperature": 1}', "text/plain")
    answer.should_be_refused(ErrorReason.UNSUPPORTED_MEDIA_TYPE)


@item(
    "report/too-large",
    "a report larger than the limit is 413",
    kind=Kind.ASSUMPTION,
    source=_NO_PAGE,
    severity=Severity.MINOR,
    style=Style.BOUNDARY,
    needs=(TOKEN,),
)
def too_large(bench: Bench) -> None:
    answer = _send_body(bench, b"{}".ljust(bench.bytes_above_limit(times=1)))
    answer.should_be_refused(ErrorReason.TOO_LARGE)


ITEMS: Final[tuple[Item[Bench], ...]] = (
    accepted,
    _shown("relay1", value=True),
    _shown("relay2", value=False),
    _shown("temperature", 21.25),
    _shown("humidity", 55.0),
    *(_wrong_type(name, "on", "a text") for name in ("relay1", "relay2")),
    _wrong_type("relay1", 1, "a number"),
    *(_wrong_type(name, "23.5", "a text") for name in ("temperature", "humidity")),
    _wrong_type("temperature", value=True, what="true or false"),
    _wrong_body("not-a-number", "not-a-number for a temperature, which is no JSON", b'{"temperature": NaN}'),
    _wrong_body("no-json", "no JSON", b"temperature=1"),
    _wrong_body("list", "a list", b"[1]"),
    _wrong_body("empty-body", "empty", b""),
    _passes("whole-number", "of a whole number of degrees", {"temperature": 20}),
    _passes("frost", "of a temperature below zero", {"temperature": -40.5}),
    _passes("null", "that a sensor has failed, with null,", {"temperature": None}),
    _passes("more-fields", "with fields that the server does not know", {"rssi": -61, "uptime_s": 9}),
    _passes("nothing", "of nothing at all", {}),
    all_or_nothing,
    last_one_counts,
    new_session_keeps_state,
    devices_apart,
    without_session,
    _refused_for("unknown-session", "a session that was never given", ErrorReason.SESSION_UNKNOWN),
    _refused_for("session-of-another", "the session of another device", ErrorReason.SESSION_UNKNOWN),
    _refused_for("unknown-token", "a token that was never issued", ErrorReason.TOKEN_INVALID),
    text,
    too_large,
)
