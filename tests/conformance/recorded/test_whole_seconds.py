"""Where a file gives times in whole seconds, what happened within one is in the file's order, and spans are unsure."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.recorded.judge import judge_recording
from tests.conformance.recorded.conversation import ID, MAC, PROFILE, REGISTER, SESSION, STATE
from tests.conformance.recorded.test_recording import HOST, exchange, har

PERMANENT, NEWER = "oc_perm_" + "p" * 43, "oc_perm_" + "q" * 43
CONFORMS, VIOLATES, UNTESTABLE = ItemVerdict.CONFORMS, ItemVerdict.VIOLATES, ItemVerdict.UNTESTABLE
Entry = dict[str, object]
Find = Callable[[Sequence[Entry], str], ItemResult]


@pytest.fixture
def find(tmp_path: Path) -> Find:
    """Judge entries, and give the result of one statement."""

    def found(entries: Sequence[Entry], name: str) -> ItemResult:
        path = tmp_path / "talk.har"
        path.write_bytes(har(*entries))
        report = judge_recording(path, PROFILE).report
        return next(result for result in report.results if result.id == f"recorded/{name}")

    return found


def _headers(**values: str) -> list[dict[str, str]]:
    return [{"name": name.replace("_", "-"), "value": value} for name, value in values.items()]


def _entry(second: str, request: Entry, text: str, time: float) -> Entry:
    answer = {
        "status": 200,
        "headers": _headers(content_type="application/json"),
        "content": {"mimeType": "application/json", "text": text},
    }
    return exchange(startedDateTime=f"2026-01-01T00:{second}Z", time=time, request=request, response=answer)


def _opened(second: str, session: str, token: str = PERMANENT, time: float = 70) -> Entry:
    body = {"text": f'{{"device_id":"{ID}","mac_address":"{MAC}"}}'}
    headers = _headers(X_Device_Token=token, Content_Type="application/json")
    request: Entry = {"method": "POST", "url": HOST + SESSION, "headers": headers, "postData": body}
    text = f'{{"success":true,"session_id":"{session}","expires_in":3600,"server_time":1767225600}}'
    return _entry(second, request, text, time)


def _polled(second: str, session: str, token: str = PERMANENT, time: float = 20) -> Entry:
    request: Entry = {
        "method": "GET",
        "url": HOST + STATE,
        "headers": _headers(X_Device_Token=token, X_Session_Id=session),
    }
    text = '{"success":true,"relay1":false,"relay2":false,"temperature":null,"humidity":null}'
    return _entry(second, request, text, time)


def _reported(second: str, session: str) -> Entry:
    headers = _headers(X_Device_Token=PERMANENT, X_Session_Id=session, Content_Type="application/json")
    request: Entry = {
        "method": "POST",
        "url": HOST + STATE,
        "headers": headers,
        "postData": {"text": '{"temperature":21.5}'},
    }
    return _entry(second, request, '{"success":true}', 20)


def _registered(second: str, token: str, permanent: str) -> Entry:
    body = {"text": f'{{"token":"oc_reg_{token * 43}","device_id":"{ID}","mac_address":"{MAC}","ip":"10.0.0.2"}}'}
    headers = _headers(Content_Type="application/json")
    request: Entry = {"method": "POST", "url": HOST + REGISTER, "headers": headers, "postData": body}
    text = f'{{"success":true,"device_id":"{ID}","permanent_token":"{permanent}","server_time":1767225600}}'
    return _entry(second, request, text, 20)


A, B = "a" * 32, "b" * 32


@pytest.mark.parametrize("is_newest_first", [False, True])
def test_what_begins_within_one_second_is_in_the_order_of_the_file(find: Find, is_newest_first: bool) -> None:
    entries = [_opened("00:00", A), _polled("00:05", A), _opened("00:10", B), _polled("00:10", B), _polled("00:15", B)]
    if is_newest_first:
        entries.reverse()
    assert find(entries, "session/replaced").verdict is UNTESTABLE
    assert find(entries, "poll/good-request").verdict is CONFORMS


def test_of_two_answers_within_a_second_the_later_one_counts(find: Find) -> None:
    entries = [_opened("00:00", A, time=900), _opened("00:00", B, time=20), *(_polled(f"00:0{n}", B) for n in (4, 9))]
    assert find(entries, "session/replaced").verdict is UNTESTABLE


def test_an_exchange_may_not_be_over_yet_when_the_next_second_begins(find: Find) -> None:
    entries = [_opened("00:00", A), _opened("00:05", B, time=500), _polled("00:06", A), _polled("00:08", B)]
    assert find(entries, "session/replaced").verdict is UNTESTABLE
    later = [_opened("00:00", A), _opened("00:05", B, time=500), _polled("00:07", A), _polled("00:08", B)]
    assert find(later, "session/replaced").verdict is ItemVerdict.DIFFERS


@pytest.mark.parametrize(("second", "verdict"), [("00:12", CONFORMS), ("00:13", VIOLATES)])
def test_a_part_of_a_program_has_its_second_with_a_newer_session(find: Find, second: str, verdict: ItemVerdict) -> None:
    entries = [_opened("00:00", A), _opened("00:10", B), _polled("00:10", B), _polled(second, A), _polled("00:20", B)]
    assert find(entries, "device/lets-go-of-sessions").verdict is verdict


@pytest.mark.parametrize(("second", "verdict"), [("00:12", CONFORMS), ("00:13", VIOLATES)])
def test_a_part_of_a_program_has_its_second_with_a_newer_token(find: Find, second: str, verdict: ItemVerdict) -> None:
    entries = [
        _registered("00:00", "r", PERMANENT),
        _opened("00:02", A),
        _registered("00:10", "s", NEWER),
        _opened("00:10", B, NEWER),
        _opened(second, "c" * 32),
    ]
    assert find(entries, "device/newest-token").verdict is verdict


@pytest.mark.parametrize(("last", "verdict"), [(23, CONFORMS), (22, VIOLATES)])
def test_polls_may_have_taken_a_second_longer(find: Find, last: int, verdict: ItemVerdict) -> None:
    polls = [_polled(f"00:{second:02}", A) for second in (1, 4, 8, 12, 16, 20, 1 + last)]
    assert find([_opened("00:00", A), *polls], "device/poll-pace").verdict is verdict


@pytest.mark.parametrize(("second", "verdict"), [("30", VIOLATES), ("31", CONFORMS)])
def test_polls_in_one_second_make_up_for_others_and_those_in_two_may_not(
    find: Find, second: str, verdict: ItemVerdict
) -> None:
    polls = [_polled(f"00:{at}", A) for at in ("05", "30", second, second)]
    assert find([_opened("00:00", A), *polls], "device/no-catching-up").verdict is verdict


@pytest.mark.parametrize(("second", "verdict"), [("05:11", CONFORMS), ("05:12", VIOLATES)])
def test_a_silence_may_have_been_a_second_shorter(find: Find, second: str, verdict: ItemVerdict) -> None:
    reports = [_reported(f"0{minute}:00", A) for minute in range(4)]
    polls = [_polled(f"0{at // 60}:{at % 60:02}", A) for at in range(0, 311, 5)]
    entries = sorted([*reports, *polls], key=lambda each: str(each["startedDateTime"]))
    assert find([*entries, _reported(second, A)], "device/goes-on-reporting").verdict is verdict
