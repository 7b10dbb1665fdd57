"""Files of both forms, whole, damaged or of something else: each is read, or refused with its own message."""

import base64
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.recorded import recording
from oceanhil.conformance.recorded.json_stream import JsonText
from oceanhil.conformance.recorded.judge import Judged, judge_recording
from oceanhil.conformance.recorded.recording import Recording, refuse_service
from oceanhil.mock_server.proxy.har import make_har
from oceanhil.protocol.recording import RecordingError, read_recording
from tests.conformance.recorded.conversation import MAC, PROFILE, STATE, Conversation

TOKEN = "oc_perm_" + "t" * 43
HOST = "https://staging.example"


def exchange(path: str = STATE, **changes: object) -> dict[str, object]:
    """Give an entry as browsers write it."""
    entry: dict[str, object] = {
        "startedDateTime": "2026-01-01T00:00:00.000Z",
        "time": 12.5,
        "request": {
            "method": "GET",
            "url": f"{HOST}{path}",
            "httpVersion": "h2",
            "headers": [{"name": "X-Device-Token", "value": TOKEN}],
            "queryString": [],
            "cookies": [],
            "headersSize": -1,
            "bodySize": 0,
        },
        "response": {
            "status": 401,
            "headers": [{"name": "Content-Type", "value": "application/json"}],
            "content": {"size": 68, "text": '{"success":false,"error":"Invalid token","code":"token_invalid"}'},
        },
    }
    return {**entry, **changes}


def har(*entries: dict[str, object]) -> bytes:
    return json.dumps({"log": {"version": "1.2", "pages": [{"entries": [1]}], "entries": entries}}).encode()


@pytest.fixture
def judge(tmp_path: Path) -> Callable[[bytes], Judged]:
    """Judge a file with this content."""

    def judge(data: bytes) -> Judged:
        path = tmp_path / "talk.har"
        path.write_bytes(data)
        return judge_recording(path, PROFILE)

    return judge


def _verdict(judged: Judged, name: str) -> ItemVerdict:
    return next(result.verdict for result in judged.report.results if result.id == f"recorded/{name}")


def test_a_har_file_of_a_browser_is_judged(judge: Callable[[bytes], Judged]) -> None:
    judged = judge(har(exchange()))
    assert (judged.report.url, judged.report.started, judged.notes) == (HOST, "2026-01-01T00:00:00Z", ())
    assert _verdict(judged, "refusals/token-invalid") is ItemVerdict.CONFORMS


@pytest.mark.parametrize(("name", "first", "second"), [("Allow", "GET", "POST"), ("Set-Cookie", TOKEN, "lang=en")])
def test_lines_of_one_name_are_read_as_one(
    judge: Callable[[bytes], Judged], name: str, first: str, second: str
) -> None:
    def verdicts(*values: str) -> list[tuple[str, ItemVerdict]]:
        pairs = [("Content-Type", "application/json"), *((name, value) for value in values)]
        answer = {
            "status": 405,
            "headers": [{"name": each, "value": value} for each, value in pairs],
            "content": {"text": '{"success":false,"error":"Method not allowed","code":"method_not_allowed"}'},
        }
        token = [{"name": "X-Device-Token", "value": TOKEN}]
        asked = {"method": "DELETE", "url": HOST + STATE, "headers": token, "bodySize": 0}
        return [
            (result.id, result.verdict)
            for result in judge(har(exchange(request=asked, response=answer))).report.results
        ]

    assert verdicts(first, second) == verdicts(f"{first}, {second}") != verdicts(second)


def test_our_own_har_says_the_same_as_the_recording(talk: Conversation, tmp_path: Path) -> None:
    token = talk.registered()
    talk.poll(token, talk.session(token))
    talk.open(token, "24:6F:28:AA:BB:01")
    talk.ask("GET", STATE, query=f"token={token}")
    with talk.path.open("rb") as file:
        exported = make_har(*read_recording(file), "1")
    path = tmp_path / "talk.har"
    path.write_bytes(exported)
    ours, theirs = (judge_recording(each, PROFILE).report for each in (talk.path, path))
    verdicts = [[(result.id, result.verdict) for result in report.results] for report in (ours, theirs)]
    assert verdicts[0] == verdicts[1]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"GET / HTTP/1.1\n", "is no recording"),
        (b"[]", "is no recording"),
        (b'{"log": {"version": "1.2"}}', "has no log.entries"),
        (b'{"a": 1}', "has no log.entries"),
        (b'{"log": {"entries": [1}}', "is not valid JSON"),
        (b'{"log": {"entries": [{"a": ' + b"[" * 100_000, "nested too deeply"),
        (b'{"log": {"entries": "\xff"}}', "is not UTF-8"),
        (b'{"log": {"entries": []}}', "no exchange of the device API"),
        (b'{"format": "something", "version": 1, "upstream": "x", "started": 1}\n', "line 1 is not the head"),
        (b'{"format": "oceanhil-conversation", "version": 9, "upstream": "x", "started": 1}\n', "version 9"),
        (b'{"format": "oceanhil-conformance-items"}\n', "give it to --items"),
    ],
)
def test_what_is_no_recording_is_refused_by_name(judge: Callable[[bytes], Judged], data: bytes, message: str) -> None:
    with pytest.raises(RecordingError, match=message) as caught:
        judge(data)
    assert "talk.har" in str(caught.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be read: no such file"):
        judge_recording(tmp_path / "nowhere", PROFILE)


def test_a_har_file_that_ends_too_early_is_used_as_far_as_it_goes(judge: Callable[[bytes], Judged]) -> None:
    whole = har(exchange(), exchange())
    judged = judge(whole[: whole.rindex(b"Invalid")])
    assert judged.notes == ("the file ends in the middle, after entry 1",)


def test_a_last_line_cut_short_is_left_out_and_said(talk: Conversation, judge: Callable[[bytes], Judged]) -> None:
    talk.ask("GET", STATE)
    talk.ask("GET", STATE)
    assert judge(talk.path.read_bytes()[:-20]).notes == ("line 3 was cut short and left out",)


def test_a_damaged_line_in_the_middle_is_refused(talk: Conversation, judge: Callable[[bytes], Judged]) -> None:
    talk.ask("GET", STATE)
    with pytest.raises(RecordingError, match="line 3 is damaged"):
        judge(talk.path.read_bytes() + b"{\n")


def test_a_line_of_another_form_is_refused_with_the_place_and_what_is_wrong_there(
    talk: Conversation, judge: Callable[[bytes], Judged]
) -> None:
    talk.ask("GET", STATE)
    numbered = talk.path.read_bytes().replace(b'"faults":[]', b'"faults":[{"rule":1,"kind":"delay","parameters":{}}]')
    words = r"line 2 is no exchange as recordings have them: Expected `str`, got `int` - at `\$\.faults\[0\]\.rule`"
    with pytest.raises(RecordingError, match=words):
        judge(numbered)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b'"time":1767225600.0', b'"time":1e308', r"line 2 has the time 1e\+308"),
        (b'"http://192.168.1.10:8080"', b'"http://["', "line 1 names an upstream that is no URL"),
    ],
)
def test_values_that_nobody_can_reckon_with_are_refused(
    talk: Conversation, judge: Callable[[bytes], Judged], old: bytes, new: bytes, message: str
) -> None:
    talk.ask("GET", STATE)
    data = talk.path.read_bytes()
    assert old in data
    with pytest.raises(RecordingError, match=message):
        judge(data.replace(old, new))


def test_half_a_character_is_no_entry(judge: Callable[[bytes], Judged]) -> None:
    request = {"method": "GET", "url": HOST + STATE, "headers": [{"name": "x-device-token", "value": "\ud800"}]}
    judged = judge(har(exchange(), exchange(request=request)))
    assert judged.notes == ("1 entry that is not as HAR 1.2 says was left out",)


def test_other_hosts_and_paths_are_left_out_and_counted(judge: Callable[[bytes], Judged]) -> None:
    judged = judge(har(exchange("/login?password=hunter2"), exchange("/style.css"), exchange(f"/behind{STATE}")))
    assert judged.notes == ("2 exchanges on paths outside the device API were left out",)
    assert judged.report.url == f"{HOST}/behind"


def test_a_recording_of_another_service_is_named_as_such(judge: Callable[[bytes], Judged]) -> None:
    with pytest.raises(RecordingError, match="is it a recording of another service"):
        judge(har(exchange("/restapi/oauth/token")))
    with pytest.raises(RecordingError, match="recordings of the service 'ringcentral' cannot be judged"):
        refuse_service("ringcentral")


def test_entries_that_are_none_are_left_out_and_counted(judge: Callable[[bytes], Judged]) -> None:
    judged = judge(har(exchange(), {"request": 1}, exchange(startedDateTime="yesterday")))
    assert judged.notes == ("2 entries that are not as HAR 1.2 says were left out",)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_base64_bodies_are_read(judge: Callable[[bytes], Judged], pack: Callable[[bytes], bytes]) -> None:
    body = pack(b'{"success":false,"error":"Invalid token","code":"token_invalid"}')
    content = {"size": len(body), "encoding": "base64", "text": base64.b64encode(body).decode()}
    judged = judge(har(exchange(response={"status": 401, "headers": [], "content": content})))
    assert (_verdict(judged, "refusals/token-invalid"), judged.notes) == (ItemVerdict.CONFORMS, ())


@pytest.mark.parametrize(
    ("content", "note"),
    [
        ({"size": 68}, "1 body is not in the recording, so what it said cannot be judged"),
        (
            {"size": 68, "text": "%%%", "encoding": "base64"},
            "1 body is not in the recording, so what it said cannot be judged",
        ),
        (
            {"size": 6, "text": "<html>"},
            "1 answer has a body that is no JSON, so what it said cannot be judged",
        ),
    ],
)
def test_a_body_that_is_not_there_is_not_judged_but_told(
    judge: Callable[[bytes], Judged], content: dict[str, object], note: str
) -> None:
    judged = judge(har(exchange(response={"status": 401, "headers": [], "content": content})))
    assert judged.notes == (note,)
    assert _verdict(judged, "refusals/token-invalid") is ItemVerdict.UNTESTABLE


@pytest.mark.parametrize("text", ["[redacted]", "***", "oc_perm_xxxxxxxx", "oc_perm_abcd…", "REMOVED"])
def test_tokens_redacted_by_the_exporter_are_told_and_not_taken_for_one(
    judge: Callable[[bytes], Judged], text: str
) -> None:
    request = {"method": "GET", "url": f"{HOST}{STATE}", "headers": [{"name": "x-device-token", "value": text}]}
    judged = judge(har(exchange(request=request)))
    assert "1 exchange has tokens that the exporter made unreadable" in judged.notes[0]


def test_times_out_of_order_are_put_in_order(judge: Callable[[bytes], Judged]) -> None:
    later, earlier = exchange(startedDateTime="2026-01-01T01:00:00+01:00"), exchange(time=None)
    judged = judge(har({**later, "startedDateTime": "2026-01-01T02:00:10+01:00"}, earlier))
    assert (judged.report.started, judged.report.duration_s) == ("2026-01-01T00:00:00Z", 3610.0125)


def test_times_before_1970_are_in_their_order_too(judge: Callable[[bytes], Judged]) -> None:
    judged = judge(har(*(exchange(startedDateTime=f"19{year}-01-01T00:00:00Z") for year in (60, 61))))
    assert judged.notes == ()


def _at(number: int) -> dict[str, object]:
    return exchange(startedDateTime=f"2026-01-01T00:{number // 60:02}:{number % 60:02}.000Z")


@pytest.mark.parametrize("step", [-1, 100])
def test_a_file_with_the_newest_first_or_in_groups_is_put_in_order(tmp_path: Path, step: int) -> None:
    path, numbers = tmp_path / "talk.har", range(700)
    path.write_bytes(har(*map(_at, numbers[::-1] if step < 0 else (*numbers[step:], *numbers[:step]))))
    times = [entry.began_us for entry in Recording(path, PROFILE.wire).entries()]
    assert times == sorted(times)


@pytest.mark.parametrize(
    ("told", "verdict"), [(b"", ItemVerdict.UNTESTABLE), (b"a fault struck", ItemVerdict.VIOLATES)]
)
def test_what_a_rule_of_the_proxy_kept_from_the_server_is_not_its_silence(
    talk: Conversation, judge: Callable[[bytes], Judged], told: bytes, verdict: ItemVerdict
) -> None:
    talk.meddle = lambda _, __: None
    talk.ask("GET", STATE)
    fault = b'"faults":[{"rule":"r1","kind":"drop_request","parameters":{}}]'
    recorded = talk.path.read_bytes().replace(b'"faults":[]', fault)
    judged = judge(recorded.replace(b"the upstream closed the connection", told))
    assert _verdict(judged, "server/answers") is verdict


def test_of_several_faults_the_one_that_told_to_wait_is_heard(talk: Conversation) -> None:
    talk.ask("GET", STATE)
    made_up = b'{"rule":"r2","kind":"status","parameters":{"status":429,"retry_after":7}}'
    faults = b'"faults":[{"rule":"r1","kind":"delay","parameters":{"seconds":1}},' + made_up + b"]"
    talk.path.write_bytes(talk.path.read_bytes().replace(b'"faults":[]', faults))
    assert [entry.retry_after for entry in Recording(talk.path, PROFILE.wire).entries()] == ["7"]


def test_an_unanswered_request_is_found(judge: Callable[[bytes], Judged]) -> None:
    judged = judge(har(exchange(response={"status": 0, "headers": [], "_error": "net::ERR_EMPTY_RESPONSE"})))
    assert _verdict(judged, "server/answers") is ItemVerdict.VIOLATES


@pytest.mark.slow
def test_a_recording_far_larger_than_the_window_is_read_one_entry_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "_HAR_WINDOW", 512)
    path, piece = tmp_path / "large.har", json.dumps(exchange()).encode() + b","
    path.write_bytes(b'{"log": {"entries": [' + piece * 2_000 + piece[:-1] + b"]}}")
    read = 0
    entries = Recording(path, PROFILE.wire).entries()
    next(entries)
    with path.open("r+b") as file:
        file.truncate(len(piece) * 1_500)  # whoever had read it all would not notice
    read = sum(1 for _ in entries)
    assert read < 1_600


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_the_window_may_be_cut_anywhere(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr("oceanhil.conformance.recorded.json_stream._CHUNK_BYTES", size)
    wanted = [12, {"a": [1.5e3, -2, True, None, 'ü\\n"é\u20ac']}, 345, "x"]
    text = JsonText(io.BytesIO(b"\xef\xbb\xbf " + json.dumps(wanted, ensure_ascii=size % 2 == 0).encode() + b" "))
    assert list(text.elements()) == wanted


def test_a_mac_is_no_secret_but_stays_in_the_report_only(talk: Conversation, judge: Callable[[bytes], Judged]) -> None:
    talk.register("oc_reg_unknown")
    assert MAC.encode() in talk.path.read_bytes()
