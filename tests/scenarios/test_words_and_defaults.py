"""What a step does when nothing else is said, what its words stand for, and limits of the language from both sides."""

from pathlib import Path
from typing import get_args

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule, Malformation, Match, Unit, forms
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.devices.invariants.crashes import NoCrash
from oceanhil.scenarios.devices.steps import DEVICE_STEPS
from oceanhil.scenarios.devices.steps.device import TokenEdit, edit_token
from oceanhil.scenarios.forms import field_readers
from oceanhil.scenarios.loader import load_any
from oceanhil.scenarios.mistakes import Mistakes, ScenarioError
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.runner import run_case
from oceanhil.scenarios.scalars import CutPoint, check_setting, loose_value, parse_cut
from oceanhil.scenarios.schema import scenario_schema
from oceanhil.scenarios.tally import Amount, parse_amount
from oceanhil.scenarios.trace import EventKind, Source, Trace
from oceanhil.scenarios.trace_file import read_trace
from oceanhil.scenarios.units import format_duration, parse_duration, parse_instant
from oceanhil.scenarios.world import Capability
from oceanhil.scenarios.yaml_marks import parse
from tests.scenarios.devices.invariants.watching import seen_by
from tests.scenarios.fake_world import FakeFactory, Planned, S, boot, line, requested
from tests.scenarios.writing import case_of, mistakes_in, saved, text_of
from tests.together import together

SCHEMA = scenario_schema()
Kind = FaultKind
NUMBERS = {None: "1", Unit.SECONDS: "1s", Unit.STATUS: "503"}
PEER = Match(board=Board.ESP32, peer="10.0.0.7")


def _run(steps: str, factory: FakeFactory | None = None) -> tuple[Result, FakeFactory]:
    factory = factory or FakeFactory({})
    return run_case(case_of("", steps), factory, load_profile()), factory


def _rule(steps: str) -> FaultRule:
    result, factory = _run(steps)
    assert result.outcome is Outcome.PASSED
    (rule,) = factory.worlds[-1].server.rules
    return rule


STATE = "/api/device/state/"
HEADER = Malformation.HEADER


@together
@pytest.mark.parametrize(
    ("step", "rule"),
    [
        ("status", FaultRule(Fault(Kind.STATUS, status=500))),
        ("no_session_id", FaultRule(Fault(Kind.STATUS, status=200))),
        ("{kind: status, status: 503, retry_after: 7s}", FaultRule(Fault(Kind.STATUS, status=503, retry_after=7))),
        ("{kind: status, retry_after: 0s}", FaultRule(Fault(Kind.STATUS, status=500))),
        ("{kind: delay, delay: 3s}", FaultRule(Fault(Kind.DELAY, seconds=3))),
        ("{kind: delay, delay: 0s}", FaultRule(Fault(Kind.DELAY, seconds=0))),
        ("truncate", FaultRule(Fault(Kind.TRUNCATE, keep_bytes=10))),
        ("{kind: truncate, keep_bytes: 4}", FaultRule(Fault(Kind.TRUNCATE, keep_bytes=4))),
        ("slow", FaultRule(Fault(Kind.SLOW, bytes_per_second=100))),
        (
            "{kind: slow, bytes_per_second: 9, head: true}",
            FaultRule(Fault(Kind.SLOW, bytes_per_second=9, head=True)),
        ),
        ("segments", FaultRule(Fault(Kind.SEGMENTS))),
        ("{kind: segments, segment_bytes: 7}", FaultRule(Fault(Kind.SEGMENTS, keep_bytes=7))),
        ("{kind: malformed, how: header}", FaultRule(Fault(Kind.MALFORMED, how=HEADER))),
        ("half_open", FaultRule(Fault(Kind.HALF_OPEN))),
        ("{kind: refuse, times: 1}", FaultRule(Fault(Kind.REFUSE), times=1)),
        ("{kind: reset, path: state, method: get}", FaultRule(Fault(Kind.RESET), Match(STATE, "GET"))),
        ("{kind: reset, board: esp32, peer: 10.0.0.7}", FaultRule(Fault(Kind.RESET), PEER)),
        ("{kind: reset, device: device}", FaultRule(Fault(Kind.RESET), Match(device="ESP32_246F28000001"))),
        (
            "{kind: reset, times: 2, after: 3, probability: 25%, seed: 4, duration: 90s}",
            FaultRule(Fault(Kind.RESET), Match(), 2, 0.25, 4, 3, 90),
        ),
    ],
)
def test_a_fault_is_the_servers_rule_with_what_it_leaves_out(step: str, rule: FaultRule) -> None:
    assert _rule(f"- server.fault: {step}") == rule


def _needed(kind: FaultKind) -> str:
    """Give the keys that a kind cannot be without, each with some value of its own."""
    numbers, types = forms(Fault), {field.encode_name: field.type for field in msgspec.structs.fields(Fault)}
    needed = [parameter for parameter in kind.parameters if parameter.is_needed]
    words = {each.key: next(iter(get_args(types[each.name])[0])).value for each in needed if each.name not in numbers}
    words |= {each.key: NUMBERS[numbers[each.name].unit] for each in needed if each.name in numbers}
    return "".join(f"{key}: {word}, " for key, word in words.items())


@together
@pytest.mark.parametrize("kind", FaultKind)
def test_every_kind_and_every_field_of_the_server_can_be_written(kind: FaultKind) -> None:
    keys = field_readers(DEVICE_STEPS["server.fault"])
    assert {parameter.key for parameter in kind.parameters} <= keys.keys()
    assert {*Match.__struct_fields__, *FaultRule.__struct_fields__} - {"fault", "match"} <= keys.keys()
    assert not mistakes_in(text_of("", f"- server.fault: {{kind: {kind.value}, {_needed(kind)}times: 1}}"))


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("refuse", "times or duration is missing: kind 'refuse' needs one of them"),
        ("{kind: refuse, times: 1, path: state}", "match may have only 'peer' with kind 'refuse'"),
        ("{kind: segments, segment_bytes: 0}", "fault.bytes is 0, expected at least 1 with kind 'segments'"),
        ("{kind: slow, bytes_per_second: 0}", "fault.bytes_per_second is 0.0, expected more than 0"),
        ("malformed", "server.fault lacks the key 'how', which kind 'malformed' needs; add it"),
        ("{kind: malformed, how: heder}", "unknown malformation 'heder'; did you mean 'header'?"),
        ("{kind: no_session_id, status: 201}", "status belongs to kind 'status', not 'no_session_id'; leave it out"),
        ("half-open", "unknown fault kind 'half-open'; did you mean 'half_open'?"),
    ],
)
def test_a_fault_that_cannot_be_is_told_while_the_file_is_read(step: str, said: str) -> None:
    (mistake,) = mistakes_in(text_of("", f"- server.fault: {step}"))
    assert said in mistake


@pytest.mark.parametrize(("kind", "lacking"), [("refuse", "connection-faults"), ("reset", "")])
def test_where_nothing_can_be_refused_a_scenario_that_refuses_is_skipped_by_name(kind: str, lacking: str) -> None:
    factory = FakeFactory(capabilities=frozenset(Capability) - {Capability.CONNECTION_FAULTS})
    result, _ = _run(f"- server.fault: {{kind: {kind}, times: 1}}", factory)
    assert result.outcome is (Outcome.SKIPPED if lacking else Outcome.PASSED)
    assert lacking in result.reason


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("tls-alert", "alert is missing: 'tls-alert' needs it"),
        ("{fault: tls-alert, alert: unknown_cat}", "unknown tls alert 'unknown_cat'; did you mean 'unknown_ca'?"),
        ("{fault: dns-lies, alert: unknown_ca}", "alert belongs to 'tls-alert', not 'dns-lies'; leave it out"),
        ("mtu-black-hole", "mtu is missing: 'mtu-black-hole' needs it"),
        ("{fault: mtu-black-hole, mtu: 1500}", "mtu is 1500, expected 68 to 1499 bytes"),
        ("{fault: ipv6-only, mtu: 1400}", "mtu belongs to 'mtu-black-hole', not 'ipv6-only'; leave it out"),
        ("dns-lie", "unknown path trouble 'dns-lie'; did you mean 'dns-lies'?"),
    ],
)
def test_a_broken_path_that_cannot_be_is_told_while_the_file_is_read(step: str, said: str) -> None:
    (mistake,) = mistakes_in(text_of("", f"- radio.break_path: {step}"))
    assert said in mistake


def test_where_no_path_can_be_broken_a_scenario_that_breaks_it_is_skipped_by_name() -> None:
    factory = FakeFactory(capabilities=frozenset(Capability) - {Capability.PATH_FAULTS})
    result, _ = _run("- radio.break_path: dns-lies", factory)
    assert (result.outcome, "path-faults" in result.reason) == (Outcome.SKIPPED, True)


@pytest.mark.parametrize(("kind", "key"), [("status", "retry_after"), ("delay", "delay")])
def test_a_header_and_a_delay_are_whole_seconds(kind: str, key: str) -> None:
    (mistake,) = mistakes_in(text_of("", f"- server.fault: {{kind: {kind}, {key}: 1500ms}}"))
    assert f": {key} is '1s 500ms'; expected whole seconds" in mistake


def test_a_device_is_reset_at_random_moments_that_its_seed_decides() -> None:
    def resets(step: str) -> list[str]:
        result, factory = _run(f"- device.power_on\n- {step}")
        notes = [note for note in factory.worlds[-1].calls if ".reset " in note]
        return [*notes, str(result.simulated_us)]

    plain = resets("device.reset_randomly")
    assert len(plain) == 3 + 1
    assert plain == resets("device.reset_randomly: {count: 3, within: 60s, seed: 0}")
    assert plain[-1] == str(60 * S)
    assert len(resets("device.reset_randomly: {count: 20, within: 5s}")) == 21
    assert len({tuple(resets(f"device.reset_randomly: {{count: 5, seed: {seed}}}")) for seed in range(8)}) > 1


@given(st.text("abcdef", min_size=2, max_size=60))
def test_a_token_is_spoilt_in_one_place_and_the_rest_stays(token: str) -> None:
    middle = len(token) // 2
    assert {edit: edit_token(token, edit) for edit in TokenEdit} == {
        TokenEdit.PREPEND_SPACE: f" {token}",
        TokenEdit.APPEND_SPACE: f"{token} ",
        TokenEdit.LINE_BREAK: f"{token[:middle]}\n{token[middle:]}",
        TokenEdit.DROP_LAST: token[:-1],
        TokenEdit.APPEND_CHAR: f"{token}A",
        TokenEdit.FOREIGN_ALPHABET: f"{token[:middle]}ä{token[middle + 1 :]}",
        TokenEdit.IN_QUOTES: f'"{token}"',
        TokenEdit.BRACKETED_PASTE: f"\x1b[200~{token}\x1b[201~",
        TokenEdit.TWICE: f"{token}{token}",
        TokenEdit.WHOLE_LINE: (f'const char* REGISTRATION_TOKEN = "{token}";  // valid for 24 hours, works once'),
        TokenEdit.EMPTY: "",
    }


@pytest.mark.parametrize("suffix", [".yaml", ".yml"])
def test_both_usual_endings_of_yaml_are_read(tmp_path: Path, suffix: str) -> None:
    path = saved(tmp_path, "probe", text_of())
    assert load_any(path.rename(path.with_suffix(suffix))).id == "probe"


def test_another_ending_is_no_scenario(tmp_path: Path) -> None:
    path = saved(tmp_path, "probe", text_of())
    with pytest.raises((ScenarioError, ValueError)):
        load_any(tmp_path / "nothing.yaml")
    assert path.exists()


def test_a_listener_that_leaves_hears_no_more() -> None:
    trace, heard = Trace(), list[object]()
    trace.listen(heard.append)
    trace.add(1, Source.DEVICE, EventKind.SERIAL, "a", {"text": "one"})
    trace.unlisten(heard.append)
    trace.add(2, Source.SERVER, EventKind.STATUS, "", {"status": "online"})
    assert heard == trace.events[:1]
    assert (len(trace), list(trace), read_trace(trace.to_jsonl()).events) == (2, trace.events, tuple(trace))
    assert trace.to_jsonl().splitlines()[0] == (
        b'{"t_us":1,"source":"device","kind":"serial","device":"a","fields":{"text":"one"}}'
    )


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (b"id: probe\n  title: \xff", "2:10: byte 0xff"),
        (b"id: pr\xffobe", "1:7: byte 0xff"),
        (b"id: probe\n\ttitle: x", "2:1: a tab"),
        (b"id: pr\x07obe", "1:7: a control character"),
        (b"a: 1\nid: pr\x07obe", "2:7: a control character"),
        (b"id: probe\nid: other", "2:1: key 'id' stands here a second time; the first is in line 1"),
    ],
)
def test_a_byte_that_cannot_stand_there_is_told_with_line_and_column(text: bytes, place: str) -> None:
    mistakes = Mistakes()
    parse(text, "f.yaml", mistakes)
    assert any(str(mistake).startswith(f"f.yaml:{place}") for mistake in mistakes)


def test_a_variable_without_quotes_is_explained_on_its_own_line_only() -> None:
    (mistake,) = mistakes_in(text_of("", "- expect.online\n- expect.request: {path: ${where}}"))
    assert 'inside { } or [ ] a variable needs quotes: "${name}"' in mistake
    (other,) = mistakes_in(text_of("", '- expect.serial: "${x}"\n- expect.request: {path: a'))
    assert "needs quotes" not in other


@together
@pytest.mark.parametrize(
    ("steps", "is_valid"),
    [
        ([{"device.set_drift": {"ppm": 1_000_000}}], None),
        (["device.power_on"], True),
        ([{"device.power_on": None}], True),
        (["device.power_onn"], False),
        ([{"server.fault": {"kind": "status", "times": -1}}], False),
        ([{"server.fault": {"kind": "status", "nothing": 1}}], False),
        ([{"server.fault": "status"}], True),
        ([{"time.run": "9s"}], True),
        ([{"time.run": "nine"}], False),
        ([{"time.run": "${how_long}"}], True),
        ([{"together": ["device.power_on"]}], True),
        ([{"when": {"board": "esp32"}, "steps": ["device.power_on"]}], True),
        ([{"when": {"board": "esp32"}}], False),
        ([{"device.power_on": None, "time.run": "9s"}], False),
    ],
)
def test_the_schema_says_what_the_reader_says(steps: list[object], is_valid: bool | None) -> None:
    file = {"id": "probe", "title": "A probe", "group": "probes", "steps": steps}
    if is_valid is not None:
        assert jsonschema.Draft202012Validator(SCHEMA).is_valid(file) is is_valid
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid({**file, "stepps": []})
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid({"id": "probe", "steps": steps})


@together
@pytest.mark.parametrize(
    ("part", "is_valid"),
    [
        ({"given": {"network": {"latency": "50ms"}}}, True),
        ({"given": {"network": {"latencyy": "50ms"}}}, False),
        ({"given": {"settings": {"session_ttl_s": 60}}}, True),
        ({"given": {"nothing": 1}}, False),
        ({"matrix": {"a": ["1", 2]}}, True),
        ({"matrix": {}}, False),
        ({"cases": [{"name": "a", "x": 1}]}, True),
        ({"cases": [{"x": 1}]}, False),
        ({"cases": []}, False),
        ({"by_board": {"esp32": {"x": 1}}}, True),
        ({"sweep": {"cut": {"boot": 1, "of": "flash-units"}}}, True),
        ({"sweep": {"cut": {"boot": 1, "of": "flash-units"}, "more": {"boot": 1, "of": "flash-units"}}}, False),
        ({"remedy": {"text": "so", "steps": ["device.power_on"]}}, True),
        ({"remedy": {"steps": ["nothing"]}}, False),
    ],
)
def test_the_schema_knows_every_part_of_a_file(part: dict[str, object], is_valid: bool) -> None:
    file = {"id": "probe", "title": "A probe", "group": "probes", "steps": ["device.power_on"], **part}
    assert jsonschema.Draft202012Validator(SCHEMA).is_valid(file) is is_valid


def test_a_file_about_a_service_has_a_schema_of_its_own() -> None:
    file = {"id": "probe", "title": "A probe", "group": "probes", "service": "ringcentral", "steps": ["client.login"]}
    validator = jsonschema.Draft202012Validator(SCHEMA)
    assert validator.is_valid(file)
    assert not validator.is_valid({**file, "steps": ["device.power_on"]})
    assert not validator.is_valid({key: value for key, value in file.items() if key != "service"})
    assert SCHEMA["title"] == "oceanhil scenario"


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("2.104", CutPoint(2, 104)),
        ("none", None),
        ("1.0", CutPoint(1, 0)),
        ("999999.999999999", CutPoint(999999, 999999999)),
        ("2.104:3.7", CutPoint(2, 104, CutPoint(3, 7))),
        ("1.0:2.0:9.5", CutPoint(1, 0, CutPoint(2, 0, CutPoint(9, 5)))),
    ],
)
def test_a_cut_point_is_a_boot_and_a_unit(text: str, point: CutPoint | None) -> None:
    assert parse_cut(text) == point
    assert point is None or str(point) == text


@pytest.mark.parametrize("text", ["0.1", "1", "1.", "-1.2", "1.2.3", "1234567.1", "", "None", "1.2:", ":", "1.2:none"])
def test_what_is_no_cut_point_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="boots counted from 1"):
        parse_cut(text)


@pytest.mark.parametrize(
    ("text", "said"), [("3.1:2.1", "later boots"), ("2.1:2.5", "later boots"), ("1.1:2.1:3.1:4.1", "at most 3")]
)
def test_cuts_in_a_row_come_one_after_the_other(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_cut(text)


def test_cuts_in_a_row_are_put_together_and_taken_apart() -> None:
    both = CutPoint(2, 104).followed_by(CutPoint(3, 7))
    assert str(both) == "2.104:3.7"
    assert both.followed_by(CutPoint(4, 1)).cuts == (CutPoint(2, 104), CutPoint(3, 7), CutPoint(4, 1))


@pytest.mark.parametrize(
    ("text", "quoted", "value"),
    [
        ("true", False, True),
        ("true", True, "true"),
        ("7", False, 7),
        ("-7", False, -7),
        ("7", True, "7"),
        ("x", False, "x"),
    ],
)
def test_a_value_of_any_type_is_told_by_its_look_and_its_quotes(text: str, quoted: bool, value: object) -> None:
    assert loose_value(text, quoted=quoted) == value
    assert type(loose_value(text, quoted=quoted)) is type(value)


def test_a_setting_is_checked_by_its_type() -> None:
    own = {name: row.value for name, row in load_profile().document.server.items()}
    assert {name: wrong for name, value in own.items() if (wrong := check_setting(name, value))} == {}
    assert check_setting("session_ttl_s", 60) is None
    assert check_setting("maintenance", value=True) is None
    assert "expected a whole number" in str(check_setting("session_ttl_s", value=True))
    assert "expected true or false" in str(check_setting("maintenance", 1))


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("0s", 0),
        ("1us", 1),
        ("-1m 30s", -90 * S),
        ("1w", 7 * 86_400 * S),
        ("1.5ms", 1500),
        ("36600d", 36_600 * 86_400 * S),
    ],
)
def test_a_duration_is_read_in_microseconds(text: str, us: int) -> None:
    assert parse_duration(text) == us
    assert parse_duration(format_duration(us)) == us


def test_durations_end_at_a_hundred_years_and_need_a_unit() -> None:
    with pytest.raises(ValueError, match="longer than 100 years"):
        parse_duration("36600d 1us")
    with pytest.raises(ValueError, match="has no unit; write '5s' for seconds"):
        parse_duration("5")
    with pytest.raises(ValueError, match="is not a duration"):
        parse_duration("five")
    assert parse_instant("2038-01-19T03:14:07Z") == 2_147_483_647 * S
    assert [format_duration(us) for us in (0, 90 * S, -1, 86_401 * S)] == ["0s", "1m 30s", "-1us", "1d 1s"]


@pytest.mark.parametrize(
    ("word", "found", "total", "holds"),
    [
        ("some", 1, 9, True),
        ("some", 0, 9, False),
        ("none", 0, 9, True),
        ("none", 1, 9, False),
        ("all", 9, 9, True),
        ("all", 8, 9, False),
        ("3", 3, 9, True),
        ("3", 4, 9, False),
    ],
)
def test_an_amount_holds_or_not(word: str, found: int, total: int, holds: bool) -> None:
    assert parse_amount(word) == Amount(word)
    assert parse_amount(word).holds(found, total) is holds
    assert parse_amount(word).needs_some is (word in {"some", "3"})


@pytest.mark.parametrize("text", ["", "few", "-1", "1.5", "٣"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        parse_amount(text)


def test_every_capability_has_a_word_of_its_own() -> None:
    words = [capability.value for capability in Capability]
    assert len(set(words)) == len(words)
    assert all(
        word == capability.name.lower().replace("_", "-") for word, capability in zip(words, Capability, strict=True)
    )


def test_a_case_with_another_seed_keeps_its_overrides_apart() -> None:
    case = case_of()
    assert case.seeded(3).replay_id.endswith("#seed=3")
    seeded = case.seeded(0, {"server.session_ttl_s": "60"})
    assert (seeded.replay.overrides, "set.server.session_ttl_s=60" in seeded.replay_id) == (
        {"server.session_ttl_s": "60"},
        True,
    )
    assert case.replay.overrides == {}


def test_a_crash_is_told_with_the_first_of_its_frames() -> None:
    fields = {"kind": "abort", "found": "abort()", "frames": "main.cpp:7\nloop.cpp:3"}
    said = seen_by(NoCrash, boot(), Planned(S, EventKind.PANIC, fields))
    assert said.endswith("crashed: abort(); main.cpp:7")


def test_what_was_said_before_a_failure_is_the_boards_own() -> None:
    steps = "- device.power_on\n- expect.online: 1s"
    factory = FakeFactory({"device.power_on": (boot(), line("[INFO] hello", S // 2), requested("state", 200, S // 4))})
    result, _ = _run(steps, factory)
    assert result.failure is not None
    assert "[INFO] hello" in result.failure.found
    assert (result.failure.invariant, result.reason, result.attempts) == ("", "", 1)
    assert case_of().scenario.remedy_text == ""
    assert case_of("", "", Board.PICOW).replay.board is Board.PICOW
