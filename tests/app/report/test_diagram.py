from collections.abc import Mapping

import msgspec
import pytest

from oceanhil.app.report.diagram import Diagram, Row, RowKind, Tone, build_diagram
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.scenarios.result import Failure, Outcome, Result
from oceanhil.scenarios.trace import CLOSEUP_KINDS, Event, EventKind, Scalar, Source
from oceanhil.scenarios.traced_request import TracedRequest
from tests.app.report.conftest import Script

MANY = 1_000
_STATUS_TONES = {
    "pending": Tone.PLAIN,
    "online": Tone.GOOD,
    "away": Tone.WARN,
    "offline": Tone.WARN,
    "revoked": Tone.BAD,
    "deleted": Tone.PLAIN,
}
_OUTCOME_TONES = {
    "passed": Tone.GOOD,
    "failed": Tone.BAD,
    "error": Tone.BAD,
    "skipped": Tone.PLAIN,
    "none": Tone.PLAIN,
}
SECOND = 1_000_000


def happened(t_us: int, source: Source, kind: EventKind, fields: Mapping[str, Scalar], device: str = "device") -> Event:
    return Event(t_us, source, kind, device, fields)


def request(t_us: int, status: int, device: str = "device", **fields: Scalar) -> Event:
    shown = {"method": "POST", "path": "/api/device/register/", "status": status, **fields}
    return happened(t_us, Source.SERVER, EventKind.REQUEST, shown, device)


def serial(t_us: int, text: str) -> Event:
    return happened(t_us, Source.DEVICE, EventKind.SERIAL, {"text": text})


def power(t_us: int, state: str) -> Event:
    return happened(t_us, Source.HARNESS, EventKind.POWER, {"state": state})


def diagram(*events: Event) -> Diagram:
    return build_diagram(events, None, MANY)


def only_row(*events: Event) -> Row:
    (row,) = diagram(*events).rows
    return row


def test_lanes_stand_from_the_harness_to_the_server() -> None:
    load = happened(0, Source.STORAGE, EventKind.LOAD, {"verdict": "valid"})
    step = happened(0, Source.HARNESS, EventKind.STEP, {"lever": "device.power_on"}, "")
    assert diagram(request(0, 200), load, step).lanes == ("harness", "storage", "device", "server")


def test_lanes_that_nothing_happens_in_are_left_out() -> None:
    assert diagram(serial(0, "hello")).lanes == ("device",)


def test_each_device_has_its_lane() -> None:
    drawn = diagram(request(0, 200), request(1, 410, "twin"))
    assert drawn.lanes == ("device", "twin", "server")
    assert [(row.lane, row.to) for row in drawn.rows] == [(0, 2), (1, 2)]


def test_a_request_names_method_path_status_and_code() -> None:
    row = only_row(request(2_580_000, 401, code="token_expired"))
    assert (row.time, row.text, row.reply, row.tone) == (
        "0:00:02.580",
        "POST register",
        "401 token_expired",
        Tone.BAD,
    )


def test_a_report_says_what_it_says_and_an_answer_how_long_to_wait() -> None:
    script = Script().request("POST", "state", 503, relay1=True, relay2=False, temperature="23.5", retry_after=60)
    row = only_row(script.events[0])
    assert (row.text, row.reply) == ("POST state: relay1 on, relay2 off, temperature 23.5", "503, retry after 60 s")
    assert only_row(Script().request("GET", "state", 200, relay1=True).events[0]).text == "GET state"


@pytest.mark.parametrize(
    ("fields", "text", "tone"),
    [
        ({"verdict": "valid"}, "load valid", Tone.GOOD),
        ({"verdict": "empty"}, "load empty", Tone.WARN),
        (
            {"verdict": "valid", "stored": "bad checksum"},
            "load valid, though what is stored is: bad checksum",
            Tone.BAD,
        ),
    ],
)
def test_a_record_is_good_where_it_was_read_and_is_valid(fields: Mapping[str, Scalar], text: str, tone: Tone) -> None:
    row = only_row(Script().add(Source.STORAGE, EventKind.LOAD, fields).events[0])
    assert (row.text, row.tone) == (text, tone)


@pytest.mark.parametrize(
    ("kind", "field", "word", "tone"),
    [
        *((EventKind.STATUS, "status", word, tone) for word, tone in _STATUS_TONES.items()),
        *((EventKind.VERDICT, "outcome", word, tone) for word, tone in _OUTCOME_TONES.items()),
        (EventKind.STATUS, "status", "a word of another world", Tone.PLAIN),
        (EventKind.HALT, "reason", "online", Tone.BAD),
        (EventKind.PANIC, "kind", "passed", Tone.BAD),
        (EventKind.DASHBOARD, "action", "online", Tone.PLAIN),
    ],
)
def test_a_note_has_the_tone_of_what_it_says(kind: EventKind, field: str, word: str, tone: Tone) -> None:
    assert only_row(happened(0, Source.SERVER, kind, {field: word})).tone is tone


def test_every_status_and_every_outcome_is_told() -> None:
    assert set(_STATUS_TONES) == {each.value for each in DeviceStatus}
    assert set(_OUTCOME_TONES) == {each.value for each in Outcome}


@pytest.mark.parametrize(
    ("fault", "kind", "reply"),
    [
        ("drop_request", RowKind.REQUEST_LOST, "request lost"),
        ("drop_response", RowKind.REPLY_LOST, "reply lost"),
        ("reset", RowKind.REQUEST_LOST, "connection reset"),
        ("delay+half_open", RowKind.REQUEST_LOST, "late, never answered"),
        (None, RowKind.REPLY_LOST, "no answer"),
    ],
)
def test_lost_messages_say_what_became_of_them(fault: str | None, kind: RowKind, reply: str) -> None:
    row = only_row(request(0, 0, fault=fault))
    assert (row.kind, row.reply) == (kind, reply)


def test_a_damaged_answer_is_a_warning() -> None:
    row = only_row(request(0, 200, fault="truncate"))
    assert (row.kind, row.reply, row.tone) == (RowKind.REQUEST, "200, cut short", Tone.WARN)


def test_a_line_printed_with_a_request_stands_beside_it() -> None:
    row = only_row(request(0, 200), serial(20_000, "[REG] HTTP Response: 200"))
    assert (row.kind, row.log) == (RowKind.REQUEST, "[REG] HTTP Response: 200")


def test_a_later_line_gets_a_row_of_its_own() -> None:
    first, second = diagram(request(0, 200), serial(2 * SECOND, "hello")).rows
    assert (first.log, second.kind, second.log) == ("", RowKind.EMPTY, "hello")


def test_an_idle_stretch_is_one_labelled_row() -> None:
    rows = diagram(serial(0, "a"), serial(3_595 * SECOND, "b")).rows
    assert [(row.kind, row.text) for row in rows][1] == (RowKind.GAP, "… 59 min 55 s …")


def test_polls_are_counted_in_words() -> None:
    polls = [
        happened(
            t * 5 * SECOND, Source.SERVER, EventKind.REQUEST, {"method": "GET", "path": "/s/state/", "status": 200}
        )
        for t in range(720)
    ]
    assert diagram(*polls).rows[-1].text == "… 59 min 50 s, 719 polls …"


def test_a_device_without_power_has_a_broken_lifeline() -> None:
    rows = diagram(serial(0, "x"), power(1, "on"), serial(2 * SECOND, "y"), power(3 * SECOND, "cut")).rows
    assert [bool(row.off) for row in rows] == [True, False, False, True]


def test_a_device_nobody_switches_counts_as_powered() -> None:
    assert only_row(serial(0, "x")).off == 0


def test_the_remedy_begins_with_a_heading() -> None:
    steps = [
        happened(0, Source.HARNESS, EventKind.STEP, {"lever": lever, "remedy": remedy}, "")
        for lever, remedy in (("device.power_on", False), ("device.flash", True))
    ]
    assert [row.text for row in diagram(*steps).rows] == ["device.power_on", "remedy", "device.flash"]


def test_a_failed_run_ends_with_the_step_that_failed(session: list[Result]) -> None:
    failure = Failure("expect.online", "a.yaml", 1, 1, "online", "pending", in_remedy=False)
    assert build_diagram(session[0].events, failure, MANY).rows[-1].text == "failed here: expect.online"


def broken_at(second: int) -> Failure:
    return Failure("invariant I12", "a.yaml", 1, 1, "title", "found", in_remedy=False, at_us=second * SECOND)


def test_a_broken_invariant_stands_where_and_when_it_was_broken() -> None:
    rows = build_diagram([serial(t * SECOND, f"line {t}") for t in range(5)], broken_at(2), MANY).rows
    assert [row.text or row.log for row in rows[2:5]] == ["line 2", "failed here: invariant I12", "line 3"]
    assert rows[3].time == "0:00:02.000"


def test_what_ought_not_to_have_been_comes_before_any_other_sign() -> None:
    events = [request(0, 401), serial(SECOND, "line"), request(2 * SECOND, 200)]
    failure = msgspec.structs.replace(broken_at(3), sign=2)
    texts = [row.text or row.log for row in build_diagram(events, failure, MANY).rows]
    assert texts == ["POST register", "line", "look here first", "POST register", "failed here: invariant I12"]
    assert build_diagram(events[:2], failure, MANY).rows[0].text == "look here first"


@pytest.mark.parametrize("second", [0, 9, 10, 50, 95, 99])
def test_where_a_run_failed_is_never_left_out(second: int) -> None:
    drawn = build_diagram([serial(t * SECOND, f"line {t}") for t in range(100)], broken_at(second), 30)
    texts = [row.text or row.log for row in drawn.rows]
    at = texts.index("failed here: invariant I12")
    assert texts[at - 1] == f"line {second}"
    assert sum("left out" not in text for text in texts) == 30


@pytest.mark.parametrize("second", [0, 9, 10, 19, 20, 21, 50, 78, 79, 80, 85])
def test_the_first_sign_of_a_failure_stands_before_it_and_is_never_left_out(second: int) -> None:
    events = [serial(t * SECOND, f"line {t}") for t in range(100)]
    events[second] = request(second * SECOND, 401)
    drawn = build_diagram(events, broken_at(90), 30)
    texts = [row.text or row.log for row in drawn.rows]
    at = texts.index("look here first")
    assert (drawn.rows[at].time, drawn.rows[at].tone) == (f"0:{second // 60:02}:{second % 60:02}.000", Tone.WARN)
    assert texts[at + 1] == "POST register"
    assert "failed here: invariant I12" in texts[at:]
    assert sum("left out" not in text for text in texts) == 30
    left = sum(int(text.split(" ")[0]) for text in texts if "left out" in text)
    assert left == 102 - 30


def test_of_too_many_rows_the_middle_is_left_out() -> None:
    drawn = build_diagram([serial(t * SECOND, f"line {t}") for t in range(100)], None, 30)
    assert len(drawn.rows) == 31
    assert drawn.rows[10].text == "70 rows left out"
    assert drawn.rows[-1].log == "line 99"


@pytest.mark.parametrize("kind", [kind for kind in EventKind if kind not in CLOSEUP_KINDS])
def test_every_kind_of_event_can_be_drawn(kind: EventKind) -> None:
    fields = TracedRequest(method="GET", path="/x", status=200).fields() if kind is EventKind.REQUEST else {"text": "x"}
    assert diagram(happened(0, Source.HARNESS, kind, fields)).rows


@pytest.mark.parametrize("kind", [kind for kind in EventKind if kind in CLOSEUP_KINDS])
def test_what_only_a_closeup_has_is_not_drawn(kind: EventKind) -> None:
    assert not diagram(happened(0, Source.HARNESS, kind, {})).rows


def test_control_characters_become_visible_and_long_lines_are_cut() -> None:
    row = only_row(serial(0, "\x1b[31m" + "x" * 5_000))
    assert row.log.startswith("\\u001b[31mxxx")
    assert row.log.endswith("more characters)")
