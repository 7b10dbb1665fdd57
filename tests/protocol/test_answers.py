"""Answers that are changed: what says the same, what does not, and what is left alone."""

import gzip
import json
from collections.abc import Callable

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from oceanhil.app.run.library import library_root
from oceanhil.boards import read_board
from oceanhil.protocol.board import board_from
from oceanhil.protocol.faults import AnswerChange, Fault, FaultError, FaultKind, changed, parse_rule, quoting
from oceanhil.protocol.http import HttpRequest, HttpResponse
from tests.together import together

NAMES = st.sampled_from(["success", "relay1", "relay2", "expires_in", "session_id", "permanent_token", "error"])
VALUES = (
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text('ab\u00e4"\\/\n{}[],: \U0001f30a', max_size=20)
)
BODIES = st.dictionaries(NAMES, VALUES, max_size=7)
STATE = HttpResponse(200, b'{"success": true, "relay1": false, "expires_in": 3600, "error": null}', {"x-a": "b"})
HARMLESS = [change for change in AnswerChange if change.is_harmless]


def answered(fields: object) -> HttpResponse:
    return HttpResponse(200, json.dumps(fields).encode(), {"content-type": "application/json"})


def read(change: AnswerChange, response: HttpResponse = STATE) -> object:
    found: object = json.loads(changed(response, change).body)
    return found


@given(BODIES, st.sampled_from(HARMLESS))
@example({"expires_in": 0}, AnswerChange.EXPONENT)
def test_what_says_the_same_has_every_value_as_it_was(fields: dict[str, object], change: AnswerChange) -> None:
    response = changed(answered(fields), change)
    found = json.loads(response.body)
    assert {name: found[name] for name in fields} == fields
    told = {"content-type": "application/json"}
    assert (response.status, {name: response.headers[name] for name in told}) == (200, told)
    assert change is AnswerChange.LONG_HEADERS or response.headers == told


def test_the_longest_header_that_nobody_asked_for_is_of_300_characters() -> None:
    more = changed(answered({}), AnswerChange.LONG_HEADERS).headers.keys() - answered({}).headers.keys()
    assert max(len(changed(answered({}), AnswerChange.LONG_HEADERS).headers[name]) for name in more) == 300


OBJECTS = [each for each in AnswerChange if each not in {AnswerChange.SPACED, AnswerChange.GZIP, AnswerChange.SPELLED}]


@pytest.mark.parametrize("change", OBJECTS)
def test_a_change_that_is_not_about_blanks_brings_none_and_takes_none_away(change: AnswerChange) -> None:
    fields = {"success": True, "session_id": "abc", "expires_in": 3600, "error": None}
    compact = json.dumps(fields, separators=(",", ":")).encode()
    written = changed(HttpResponse(200, compact, {}), change, {"expires_in": 1200}).body
    assert b'": ' not in written
    assert b'", "' not in written
    if change.is_harmless and not change.is_of_writing and change is not AnswerChange.ESCAPED:
        assert b'"session_id": "abc"' in changed(answered(fields), change, {"expires_in": 1200}).body


def test_scenarios_try_every_change_that_says_the_same() -> None:
    answers = library_root() / "answers"
    whole = yaml.safe_load((answers / "answer-says-the-same.yaml").read_text("utf-8"))
    lifetimes = yaml.safe_load((answers / "session-lifetime-spelled.yaml").read_text("utf-8"))
    tried = {case["name"] for case in whole["cases"]} | set(lifetimes["matrix"]["change"])
    assert tried == {change.value for change in HARMLESS}


@together
@pytest.mark.parametrize(
    "change", [each for each in AnswerChange if each is not AnswerChange.SAME and not each.is_of_writing]
)
def test_every_change_changes_the_answer(change: AnswerChange) -> None:
    assert changed(STATE, change) != STATE


@together
@pytest.mark.parametrize("change", AnswerChange)
@pytest.mark.parametrize("body", [b"", b"no JSON", b"[1]", b"\xff", b"null"])
def test_no_change_stumbles_over_a_body_that_is_no_object(change: AnswerChange, body: bytes) -> None:
    assert changed(HttpResponse(500, body), change, {"a": 1}).status in {200, 302, 500, 502}


@together
@pytest.mark.parametrize("change", AnswerChange)
@pytest.mark.parametrize("edit", [{"fields": {"relay1": True}}, {"without": "relay1"}], ids=["fields", "without"])
def test_a_field_is_laid_over_an_answer_or_refused(change: AnswerChange, edit: dict[str, object]) -> None:
    wanted = {"kind": "answer", "change": change.value, **edit}
    (name,) = edit
    if change.leaves_nothing:
        with pytest.raises(FaultError, match=rf"^fault\.{name} means nothing with change '{change.value}': "):
            parse_rule({"fault": wanted})
    else:
        fault = parse_rule({"fault": wanted}).fault
        edited = changed(STATE, change, fault.fields, fault.without)
        # Of a body whose every value but `success` is gone, one is gone as well.
        assert edited != changed(STATE, change) or change in {AnswerChange.MISSING, AnswerChange.NULLS}


def test_what_is_wrong_is_what_its_name_says() -> None:
    assert read(AnswerChange.NOT_SUCCESS) == {"success": False, "relay1": False, "expires_in": 3600, "error": None}
    assert read(AnswerChange.NO_SUCCESS) == {"relay1": False, "expires_in": 3600, "error": None}
    assert read(AnswerChange.MISSING) == {"success": True}
    assert read(AnswerChange.NULLS) == {"success": True, "relay1": None, "expires_in": None, "error": None}
    assert read(AnswerChange.TEXTS) == {"success": "true", "relay1": "false", "expires_in": "3600", "error": None}
    assert read(AnswerChange.UPPER_CASE) == {"SUCCESS": True, "RELAY1": False, "EXPIRES_IN": 3600, "ERROR": None}
    assert read(AnswerChange.ARRAY) == [json.loads(STATE.body)]


@pytest.mark.parametrize(
    "change",
    [AnswerChange.CUT, AnswerChange.CUT_BETWEEN, AnswerChange.TRAILING, AnswerChange.EMPTY, AnswerChange.PORTAL],
)
def test_what_is_no_json_any_more_cannot_be_read(change: AnswerChange) -> None:
    with pytest.raises(ValueError, match=r"line 1"):
        read(change)


def test_a_packed_body_says_so_and_a_page_is_html() -> None:
    packed = changed(STATE, AnswerChange.GZIP)
    assert (gzip.decompress(packed.body), packed.headers["content-encoding"]) == (STATE.body, "gzip")
    pages = [changed(STATE, change) for change in (AnswerChange.PORTAL, AnswerChange.PROXY_PAGE)]
    assert [(page.status, page.headers["content-type"]) for page in pages] == [(200, "text/html"), (502, "text/html")]
    assert "location" in changed(STATE, AnswerChange.REDIRECT).headers


def test_a_padded_body_is_eight_kilobytes_long() -> None:
    assert 8192 <= len(changed(STATE, AnswerChange.PADDED).body) < 8300


def test_names_that_are_long_leave_the_longest_answer_below_a_kilobyte() -> None:
    granted = {"success": True, "device_id": "ESP32C3_246F28AABBCC", "permanent_token": "t" * 64, "server_time": 2**31}
    found = changed(answered(granted), AnswerChange.LONG_KEYS).body
    assert 900 < len(found) < 1024


def test_fields_are_laid_over_the_body_before_it_is_changed() -> None:
    response = changed(STATE, AnswerChange.UPPER_CASE, {"expires_in": "soon", "new": []})
    assert json.loads(response.body) == {
        "SUCCESS": True,
        "RELAY1": False,
        "EXPIRES_IN": "soon",
        "ERROR": None,
        "NEW": [],
    }


def test_what_is_the_same_is_so_but_for_its_fields() -> None:
    assert changed(STATE, AnswerChange.SAME) == STATE
    assert json.loads(changed(STATE, AnswerChange.SAME, {"relay1": None}).body)["relay1"] is None


def test_a_field_is_taken_away_behind_those_that_are_laid_over() -> None:
    response = changed(STATE, AnswerChange.SAME, {"new": 1}, "expires_in")
    assert json.loads(response.body) == {"success": True, "relay1": False, "error": None, "new": 1}
    assert changed(STATE, AnswerChange.SAME, None, "is_not_there") == STATE


@pytest.mark.parametrize("change", [AnswerChange.CHUNKED, AnswerChange.IN_CHUNKS, AnswerChange.HEADERS_TWICE])
def test_what_is_only_written_otherwise_says_the_same(change: AnswerChange) -> None:
    assert changed(STATE, change) == STATE
    assert (change.is_of_writing, change.is_harmless) == (True, True)


def test_what_is_spelled_otherwise_is_read_as_it_was() -> None:
    url = "https://oceanremote.net/docs"
    response = changed(answered({"error": url, "expires_in": 3600}), AnswerChange.SPELLED)
    assert rb"https:\/\/oceanremote.net\/docs" in response.body
    found = json.loads(response.body)
    assert (found["error"], found["expires_in"]) == (url, 3600)
    assert found["escapes"] == '"\\/\b\f\n\r\t\x01\x1féé\U0001f30a'
    assert {len(sign.encode()) for name in found for sign in name} == {1, 2, 3, 4}


def test_a_text_ends_behind_a_backslash_that_is_itself_escaped() -> None:
    response = changed(answered({}), AnswerChange.SPELLED)
    assert rb'"C:\\"' in response.body
    assert json.loads(response.body)["ends"] == "C:\\"


def test_a_number_of_seconds_is_written_as_scientists_write_it() -> None:
    written = {1: b"1e0", 30: b"3e1", 3600: b"3.6e3", 3601: b"3.601e3"}
    changed_ones = {each: changed(answered({"expires_in": each}), AnswerChange.SCIENTIFIC).body for each in written}
    assert changed_ones == {each: b'{"expires_in": %s}' % text for each, text in written.items()}


def test_a_nul_is_written_as_json_has_it() -> None:
    body = changed(HttpResponse(200, b'{"a": 1}'), AnswerChange.NUL).body
    assert rb"a\u0000b" in body
    assert json.loads(body) == {"nul": "a\0b", "a": 1}


def test_what_lies_beyond_the_first_plane_is_escaped_as_two_surrogates() -> None:
    body = changed(HttpResponse(200, '{"a": "é\U0001f30a"}'.encode()), AnswerChange.ESCAPED).body
    assert body == rb'{"\u0061":"\u00e9\ud83c\udf0a"}'
    assert json.loads(body) == {"a": "é\U0001f30a"}


def test_an_object_that_is_cut_between_two_fields_lacks_the_last_one() -> None:
    assert changed(STATE, AnswerChange.CUT_BETWEEN).body == b'{"success": true, "relay1": false, "expires_in": 3600'


SENT = HttpRequest("POST", "/", {"x-session-id": "5e5510"}, b'{"token": "oc_reg_1", "number": 7}')
GRANTED = HttpResponse(200, b'{"permanent_token": "oc_perm_2", "token": "another"}')


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Bad session {x-session-id}.", "Bad session 5e5510."),
        ("{X-Session-ID}{token}", "5e5510oc_reg_1"),
        ("{permanent_token}", "oc_perm_2"),
        ("{token:percent} {token:plain}", "%6F%63%5F%72%65%67%5F%31 oc_reg_1"),
        ("{token[:3]}.{token[3:7]}.{token[7:]}", "oc_.reg_.1"),
        ("{token[6:]:small_percent}{token[6:]:percent_twice}", "%5f%31%255F%2531"),
        ("{token[6:]:escaped} {token[6:]:escaped_twice}", r"\u005f\u0031 \\u005F\\u0031"),
        ("{token[9:]}{token[:-1]}", "{token[:-1]}"),
        ("{token:reverse} {none:percent}", "{token:reverse} {none:percent}"),
        ("{number} {unknown} {} {a b} {", "{number} {unknown} {} {a b} {"),
    ],
)
def test_a_text_repeats_what_request_and_answer_have_by_that_name(text: str, quoted: str) -> None:
    assert quoting({"error": text, "relay1": None}, SENT, GRANTED) == {"error": quoted, "relay1": None}


def test_a_request_whose_body_is_no_json_shows_its_headers() -> None:
    request = HttpRequest("POST", "/", {"x-session-id": "5e5510"}, b"token=oc_reg_1")
    assert quoting({"error": "{token} {x-session-id}"}, request, HttpResponse(500)) == {"error": "{token} 5e5510"}


def test_the_name_of_a_field_is_no_essay() -> None:
    with pytest.raises(FaultError, match=r"fault.without has 301 characters, expected at most 300"):
        Fault(FaultKind.ANSWER, change=AnswerChange.SAME, without="x" * 301)


def test_a_change_is_needed() -> None:
    with pytest.raises(FaultError, match=r"fault.change is missing: kind 'answer' needs it"):
        Fault(FaultKind.ANSWER, fields={"a": 1})


@pytest.mark.parametrize("read", [board_from, read_board])
def test_fields_may_hold_any_json(read: Callable[[type, object], object]) -> None:
    fields = {"a": None, "b": [1, {"c": 2.5}], "d": "x", "e": True}
    rule = parse_rule({"fault": {"kind": "answer", "change": "same", "fields": fields}}, read)
    assert rule.fault.fields == fields


def _depth(value: object) -> int:
    return 1 + _depth(value[0]) if isinstance(value, list) else 0


@pytest.mark.parametrize(("change", "depth"), [(AnswerChange.DEEP, 8), (AnswerChange.DEEPER, 500)])
def test_lists_lie_as_deep_in_each_other_as_the_change_says(change: AnswerChange, depth: int) -> None:
    found = read(change)
    assert isinstance(found, dict)
    assert _depth(found["deep"]) == depth
    assert f" {depth} " in change.about


def test_an_answer_that_is_empty_has_not_a_byte() -> None:
    assert changed(STATE, AnswerChange.EMPTY).body == b""


def test_names_alike_stand_before_and_behind_the_real_ones_and_never_in_their_place() -> None:
    found = read(AnswerChange.LOOKALIKE)
    assert isinstance(found, dict)
    real = json.loads(STATE.body)
    assert {name: found[name] for name in real} == real
    for name in real:
        assert {f"{name}_old", f"{name}_name", name[:-1]} <= set(found)
    assert (found["success_old"], found["expires_in_old"]) == (False, 3601)
