"""What a device tells of its sensors and relays."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from oceanhil.conformance.contract.base_answer import field_in_words, in_json
from oceanhil.conformance.contract.item import Item, Severity, Style, assumption, fact
from oceanhil.conformance.oceanremote.answer import Answer
from oceanhil.conformance.oceanremote.attempts import LETTERS, without_header
from oceanhil.conformance.oceanremote.subject import DeviceSubject
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.tokens import TokenKind
from oceanhil.remote.connector.control import RELAY, TOKEN

_NO_PAGE = "no page prints the report"
_IGNORED = "no page; fields that nobody knows are ignored, so that firmware may send more than one server reads"
_NO_NUMBERS: Final = (b"NaN", b"Infinity", b"-Infinity", b"1e999")
"""What some parsers of JSON take for a number, and their writers write so again."""
_BASE: Final = {"relay1": False, "relay2": True, "temperature": 19.5, "humidity": 40.0}


def _report(subject: DeviceSubject, **fields: object) -> Answer:
    return subject.ask(subject.report_request(subject.session(), fields))


def _reported(subject: DeviceSubject, **fields: object) -> Answer:
    return subject.report(subject.session(), **fields)


def _polled(subject: DeviceSubject) -> tuple[Answer, dict[str, object]]:
    answer = subject.poll()
    answer.must_have_status(200)
    return answer, answer.json()


def _shows(subject: DeviceSubject, wanted: dict[str, float], why: str) -> None:
    """Demand that the next poll shows these values."""
    answer, state = _polled(subject)
    for name, value in wanted.items():
        if state.get(name) != value:
            raise answer.violates(f"{name} {in_json(value)} {why}", field_in_words(state, name))


@assumption("report/accepted", Style.POSITIVE, TOKEN, source=_NO_PAGE)
def accepted(subject: DeviceSubject) -> None:
    """A report of all four fields is accepted, with success true."""
    answer = _reported(subject, **_BASE)
    if answer.json().get("success") is not True:
        raise answer.deviates("success true", field_in_words(answer.json(), "success"))


def _shown(name: str, value: Scalar | float) -> Item[DeviceSubject]:
    @assumption(
        f"report/{name}-shown",
        Style.POSITIVE,
        TOKEN,
        source=_NO_PAGE,
        title=f"the {name} that a device reports is in the next poll, and the other fields stay as they were",
    )
    def shown(subject: DeviceSubject) -> None:
        _reported(subject, **_BASE)
        _reported(subject, **{name: value})
        _shows(subject, {**_BASE, name: float(value)}, "after a report of one field")

    return shown


def _kept(what: str, words: str, fields: dict[str, Scalar | float]) -> Item[DeviceSubject]:
    """Make an item about values that are false, empty or an edge to programs, and values like others to people."""

    @assumption(
        f"report/{what}",
        Style.BOUNDARY,
        TOKEN,
        source=_NO_PAGE,
        title=f"{words} is in the next poll, and is still there when something else was reported",
    )
    def kept(subject: DeviceSubject) -> None:
        _reported(subject, relay1=True, relay2=True, temperature=19.5, humidity=40.0)
        _reported(subject, **fields)
        _shows_exactly(subject, fields, "after it was reported")
        _reported(subject, **{name: value for name, value in _BASE.items() if name not in fields})
        _shows_exactly(subject, fields, "after a report of the other fields")

    return kept


def _shows_exactly(subject: DeviceSubject, wanted: Mapping[str, Scalar | float], why: str) -> None:
    """As `_shows`, and no truth stands for a number, nor a number for a truth."""
    answer, state = _polled(subject)
    for name, value in wanted.items():
        found = state.get(name)
        if found != value or isinstance(found, bool) is not isinstance(value, bool):
            raise answer.violates(f"{name} {in_json(value)} {why}", field_in_words(state, name))


@assumption("report/zero-at-first", Style.BOUNDARY, TOKEN, source=_NO_PAGE)
def zero_at_first(subject: DeviceSubject) -> None:
    """A device whose first report is of zeros and relays that are off shows just that, and no null."""
    session = subject.open_session(subject.new_device())
    fields: dict[str, Scalar | float] = {"relay1": False, "relay2": False, "temperature": 0.0, "humidity": 0.0}
    subject.report(session, **fields)
    answer = subject.ask(subject.poll_request(session))
    answer.must_have_status(200)
    for name, value in fields.items():
        if answer.json().get(name) != value:
            raise answer.violates(f"{name} {in_json(value)}", field_in_words(answer.json(), name))


def _takes_back(name: str) -> Item[DeviceSubject]:
    @assumption(
        f"report/{name}-taken-back",
        TOKEN,
        RELAY,
        source=_NO_PAGE,
        title=f"{name}, reported as it was before, takes back what the dashboard wanted meanwhile",
    )
    def takes_back(subject: DeviceSubject) -> None:
        for was in (False, True):
            _reported(subject, **{name: was})
            subject.control.set_state(subject.device().id, {name: not was})
            _reported(subject, **{name: was})
            answer, state = _polled(subject)
            if state.get(name) is not was:
                wanted = f"{name} {in_json(was)}, as was reported after the dashboard had switched it"
                raise answer.deviates(wanted, field_in_words(state, name))

    return takes_back


def _wrong_type(name: str, value: object, what: str) -> Item[DeviceSubject]:
    @assumption(
        f"report/{name}-{what.replace(' ', '-')}",
        Severity.MINOR,
        TOKEN,
        source=_NO_PAGE,
        title=f"a report whose {name} is {what} is 400, and the message names the field",
    )
    def wrong_type(subject: DeviceSubject) -> None:
        _report(subject, **{name: value}).should_name(name)

    return wrong_type


def _wrong_body(name: str, what: str, body: bytes) -> Item[DeviceSubject]:
    @assumption(f"report/{name}", Severity.MINOR, TOKEN, source=_NO_PAGE, title=f"a report whose body is {what} is 400")
    def wrong_body(subject: DeviceSubject) -> None:
        subject.report_body(body).should_be_refused(ErrorReason.BAD_REQUEST)

    return wrong_body


def _passes(name: str, what: str, fields: dict[str, object]) -> Item[DeviceSubject]:
    @assumption(f"report/{name}", Style.POSITIVE, TOKEN, source=_NO_PAGE, title=f"a report {what} is accepted")
    def passes(subject: DeviceSubject) -> None:
        _reported(subject, **fields)

    return passes


@assumption("report/own-success", Severity.CRITICAL, TOKEN, source=_IGNORED)
def own_success(subject: DeviceSubject) -> None:
    """A report that names success and error of its own does not put them into the polls behind it."""
    session = subject.open_session(subject.new_device())
    answer = subject.ask(subject.report_request(session, {"success": False, "error": "no sensor", "temperature": 21.5}))
    if answer.status != HTTPStatus.OK:
        # What it refuses it does not keep.
        answer.must_be_refused()
    poll = subject.ask(subject.poll_request(session))
    poll.must_have_status(HTTPStatus.OK)
    for name, wanted in (("success", "true"), ("error", "no such field")):
        if (found := field_in_words(poll.json(), name)) != wanted:
            raise poll.violates(f"{name}: {wanted}", f"{name}: {found}, as the report had it")


@assumption("report/more-fields-not-told", Severity.MINOR, TOKEN, source=_IGNORED)
def more_fields_not_told(subject: DeviceSubject) -> None:
    """What a report names beside relays and sensors is in no poll, whose reader may have room for four fields only."""
    session = subject.open_session(subject.new_device())
    before = subject.ask(subject.poll_request(session)).accepted(dict[str, object])
    fields = {"rssi": -61, "uptime_s": 9, "firmware": "1.4.2", "temperature": 21.5}
    subject.report(session, **fields)
    poll = subject.ask(subject.poll_request(session))
    if told := sorted((poll.accepted(dict[str, object]).keys() - before.keys()) & fields.keys()):
        raise poll.deviates("the fields of before", f"{', '.join(told)}, too")


@assumption("report/all-or-nothing", TOKEN, source="no page; a refused request changes nothing")
def all_or_nothing(subject: DeviceSubject) -> None:
    """A report with one wrong field changes none of the others."""
    _reported(subject, **_BASE)
    answer = _report(subject, relay1=True, temperature="warm", humidity=77.0)
    answer.should_be_refused(ErrorReason.BAD_REQUEST)
    _shows(subject, _BASE, "after a report that was refused")


@assumption("report/last-one-counts", TOKEN, source=_NO_PAGE)
def last_one_counts(subject: DeviceSubject) -> None:
    """Of two reports the later one is shown."""
    for value in (30.0, 10.0):
        _reported(subject, temperature=value)
    _shows(subject, {"temperature": 10.0}, "after the later report")


@assumption("report/new-session-keeps-state", Style.POSITIVE, TOKEN, source=_NO_PAGE)
def new_session_keeps_state(subject: DeviceSubject) -> None:
    """What was reported before is still shown when the device has another session."""
    _reported(subject, **_BASE)
    subject.open_session(subject.device())
    _shows(subject, _BASE, "in the next session")


@fact("report/devices-apart", Severity.CRITICAL, TOKEN, source="API: a token stands for one device")
def devices_apart(subject: DeviceSubject) -> None:
    """What one device reports is not shown to another."""
    _reported(subject, temperature=61.25)
    answer = subject.ask(subject.poll_request(subject.open_session(subject.other_device())))
    answer.must_have_status(200)
    if answer.json().get("temperature") == 61.25:
        raise answer.violates("the other device's own temperature", "the one that was reported by somebody else")


@assumption("report/without-session", TOKEN, source="T31: the permanent token is used only to open a session")
def without_session(subject: DeviceSubject) -> None:
    """A report without a session is refused: nobody could tell it from a forged one."""
    request = subject.report_request(subject.session(), {"temperature": 1.0})
    answer = subject.ask(without_header(request, subject.names.session_header))
    answer.should_be_refused(ErrorReason.SESSION_UNKNOWN)


def _refused_for(name: str, what: str, reason: ErrorReason) -> Item[DeviceSubject]:
    @fact(
        f"report/{name}",
        Severity.CRITICAL,
        TOKEN,
        source="TOKEN, T31",
        title=f"a report with {what} is refused and changes nothing",
    )
    def refused_for(subject: DeviceSubject) -> None:
        _reported(subject, temperature=15.0)
        session = subject.session()
        wrong = {
            "unknown-session": (subject.names.session_header, subject.made_up(TokenKind.SESSION)),
            "session-of-another": (
                subject.names.session_header,
                subject.open_session(subject.other_device()).session_id,
            ),
            "unknown-token": (subject.names.token_header, subject.made_up(TokenKind.PERMANENT)),
        }
        header, value = wrong[name]
        headers = {**subject.session_headers(session), header: value}
        subject.ask(subject.post(subject.names.state_path, {"temperature": 99.0}, headers)).refused(reason)
        _shows(subject, {"temperature": 15.0}, "after a report that was refused")

    return refused_for


@fact("report/keeps-json", Severity.CRITICAL, TOKEN, source="RFC 8259, 6: Infinity and NaN are not permitted")
def keeps_json(subject: DeviceSubject) -> None:
    """Whatever a report says, the next poll is JSON: a number that is none is refused, or not kept."""
    for number in _NO_NUMBERS:
        _reported(subject, **_BASE)
        subject.report_body(b'{"temperature": %s}' % number)
        _polled(subject)
    _reported(subject, **_BASE)


@assumption("report/text", Severity.MINOR, TOKEN, source=_NO_PAGE)
def text(subject: DeviceSubject) -> None:
    """A report as plain text is 415."""
    answer = subject.report_body(b'{"temperature": 1}', "text/plain")
    answer.should_be_refused(ErrorReason.UNSUPPORTED_MEDIA_TYPE)


@assumption("report/too-large", Severity.MINOR, Style.BOUNDARY, TOKEN, source=_NO_PAGE)
def too_large(subject: DeviceSubject) -> None:
    """A report larger than the limit is 413."""
    answer = subject.report_body(b"{}".ljust(subject.bytes_above_limit(times=1)))
    answer.should_be_refused(ErrorReason.TOO_LARGE)


ITEMS: Final[tuple[Item[DeviceSubject], ...]] = (
    accepted,
    _shown("relay1", value=True),
    _shown("relay2", value=False),
    _shown("temperature", 21.25),
    _shown("humidity", 55.0),
    _kept("temperature-zero", "a temperature of 0", {"temperature": 0}),
    _kept("temperature-minus-zero", "a temperature of -0.0, which is 0,", {"temperature": -0.0}),
    _kept("temperature-frost", "a temperature below zero", {"temperature": -40.5}),
    _kept("humidity-zero", "a humidity of 0", {"humidity": 0}),
    _kept("humidity-hundred", "a humidity of 100", {"humidity": 100}),
    *(_kept(f"{name}-off", f"{name} that is off", {name: False}) for name in ("relay1", "relay2")),
    zero_at_first,
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
    _passes("utf-8", "with letters beyond ASCII in it, in UTF-8,", {"place": LETTERS}),
    _passes("nothing", "of nothing at all", {}),
    *(_takes_back(name) for name in ("relay1", "relay2")),
    own_success,
    more_fields_not_told,
    all_or_nothing,
    last_one_counts,
    new_session_keeps_state,
    devices_apart,
    without_session,
    _refused_for("unknown-session", "a session that was never given", ErrorReason.SESSION_UNKNOWN),
    _refused_for("session-of-another", "the session of another device", ErrorReason.SESSION_UNKNOWN),
    _refused_for("unknown-token", "a token that was never issued", ErrorReason.TOKEN_INVALID),
    keeps_json,
    text,
    too_large,
)
