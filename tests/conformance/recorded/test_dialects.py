"""What exporters write in their own ways is read all the same, and what they leave out is held against nobody."""

from collections.abc import Callable
from pathlib import Path

import pytest

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.recorded.judge import Judged, judge_recording
from tests.conformance.recorded.conversation import ID, MAC, PROFILE, REGISTER, SESSION, STATE
from tests.conformance.recorded.test_recording import HOST, exchange, har
from tests.together import together

PERMANENT, SESSION_ID = "oc_perm_" + "p" * 43, "0123456789abcdef0123456789abcdef"
TOKEN_HEADER = {"name": "X-Device-Token", "value": PERMANENT}
JSON = {"name": "Content-Type", "value": "application/json"}


@pytest.fixture
def judge(tmp_path: Path) -> Callable[..., Judged]:
    """Judge these entries."""

    def judged(*entries: dict[str, object]) -> Judged:
        path = tmp_path / "talk.har"
        path.write_bytes(har(*entries))
        return judge_recording(path, PROFILE)

    return judged


def _found(judged: Judged, name: str) -> ItemResult:
    return next(result for result in judged.report.results if result.id == f"recorded/{name}")


def _asked(path: str, method: str = "GET", **more: object) -> dict[str, object]:
    return {"method": method, "url": f"{HOST}{path}", "headers": [TOKEN_HEADER, JSON], **more}


def _answered(text: str, status: int = 200, kind: str = "application/json") -> dict[str, object]:
    return _answered_with({"mimeType": kind, "text": text}, status, kind)


def _answered_with(content: dict[str, object], status: int = 200, kind: str = "application/json") -> dict[str, object]:
    return {"status": status, "headers": [{"name": "Content-Type", "value": kind}], "content": content}


STATE_SHOWN = '{"success":true,"relay1":false,"relay2":false,"temperature":null,"humidity":null}'


def test_parameters_beside_the_url_are_part_of_it(judge: Callable[..., Judged]) -> None:
    asked = {
        "method": "GET",
        "url": HOST + STATE,
        "headers": [],
        "queryString": [{"name": "token", "value": PERMANENT}],
    }
    judged = judge(exchange(request=asked, response=_answered(STATE_SHOWN)))
    assert _found(judged, "token/missing").verdict is ItemVerdict.UNTESTABLE
    assert _found(judged, "secrets/not-in-urls").verdict is ItemVerdict.DIFFERS


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (_asked(f"{REGISTER}?token=oc_reg_{'r' * 43}", "POST"), "the registration token in the body"),
        (_asked(f"{STATE}?session={SESSION_ID}"), "the session in a header"),
        (_asked(f"{STATE}?token={PERMANENT}"), "the token in a header"),
    ],
)
def test_only_the_permanent_token_is_printed_in_a_url(
    judge: Callable[..., Judged], asked: dict[str, object], found: str
) -> None:
    opened = _answered(f'{{"success":true,"session_id":"{SESSION_ID}","expires_in":3600,"server_time":1767225600}}')
    body = {"text": f'{{"device_id":"{ID}","mac_address":"{MAC}"}}'}
    judged = judge(
        exchange(request=_asked(SESSION, "POST", postData=body), response=opened),
        exchange(startedDateTime="2026-01-01T00:00:10Z", request=asked, response=_answered("{}", 400)),
    )
    result = _found(judged, "secrets/not-in-urls")
    assert (result.verdict is ItemVerdict.DIFFERS, result.expected) == ("token=oc_perm" in str(asked["url"]), found)


@together
@pytest.mark.parametrize(
    "told",
    [
        {"_error": "net::ERR_ABORTED"},
        {"_failureText": "net::ERR_ABORTED"},
        {"_error": "Client disconnected."},
        {"_error": "connection closed by client"},
        {"_error": "net::ERR_INTERNET_DISCONNECTED"},
        {"_error": "net::ERR_NAME_NOT_RESOLVED"},
        {"_error": "net::ERR_TIMED_OUT"},
        {"_error": "timeout"},
        {},
    ],
)
def test_a_request_that_its_own_side_or_the_network_gave_up_is_nobodys_fault(
    judge: Callable[..., Judged], told: dict[str, str]
) -> None:
    judged = judge(exchange(response={"status": -1, "headers": [], "content": {}, **told}))
    assert _found(judged, "server/answers").verdict is ItemVerdict.UNTESTABLE
    assert judged.notes == ("1 exchange has no answer, and nothing says that this was the server's doing",)


@together
@pytest.mark.parametrize(
    "told",
    [
        {"_error": "net::ERR_EMPTY_RESPONSE"},
        {"_error": "server closed connection"},
        {"_failureText": "net::ERR_CONNECTION_RESET"},
        {"_error": "the upstream did not answer in time"},
        {"_error": "socket hang up"},
    ],
)
def test_a_server_that_breaks_off_is_named(judge: Callable[..., Judged], told: dict[str, str]) -> None:
    judged = judge(exchange(response={"status": 0, "headers": [], "content": {}, **told}))
    assert _found(judged, "server/answers").verdict is ItemVerdict.VIOLATES


@together
@pytest.mark.parametrize(
    "url",
    ["https://docs.example/api/device/state/index.html", "https://cdn.example/api/device/statements/latest.json?x=1"],
)
def test_what_only_looks_like_the_device_api_is_left_out(judge: Callable[..., Judged], url: str) -> None:
    page = {"method": "GET", "url": url, "headers": []}
    judged = judge(exchange(), exchange(request=page, response=_answered(f'{{"token":"{PERMANENT}"}}')))
    assert judged.notes == ("1 exchange on a path outside the device API was left out",)


def test_a_manual_at_the_same_path_is_a_page(judge: Callable[..., Judged]) -> None:
    page = {"method": "GET", "url": f"https://docs.example{STATE}", "headers": []}
    judged = judge(exchange(), exchange(request=page, response=_answered("<html>", kind="text/html; charset=utf-8")))
    assert judged.notes == ("1 exchange on a path outside the device API was left out",)


def test_a_device_at_a_path_that_there_is_not_is_judged(judge: Callable[..., Judged]) -> None:
    refusal = _answered('{"success":false,"error":"Not found","code":"not_found"}', 404)
    judged = judge(exchange(request=_asked("/api/device/stat/"), response=refusal))
    assert judged.notes == ()
    assert _found(judged, "refusals/not-found").verdict is ItemVerdict.CONFORMS


@together
@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"bodySize": -1},
        {"bodySize": 71, "postData": {"mimeType": "application/json"}},
        {"bodySize": 71, "postData": {"mimeType": "application/json", "text": ""}},
        {"bodySize": -1, "postData": {"mimeType": "application/json", "text": None}},
    ],
)
def test_a_body_that_the_exporter_left_out_is_no_malformed_request(
    judge: Callable[..., Judged], sent: dict[str, object]
) -> None:
    judged = judge(exchange(request=_asked(SESSION, "POST", **sent)))
    assert _found(judged, "device/well-formed").verdict is ItemVerdict.UNTESTABLE
    assert judged.notes == ("1 body is not in the recording, so what it said cannot be judged",)


def test_a_request_that_is_known_to_be_empty_is_malformed(judge: Callable[..., Judged]) -> None:
    judged = judge(exchange(request=_asked(SESSION, "POST", bodySize=0)))
    assert _found(judged, "device/well-formed").verdict is ItemVerdict.VIOLATES


@together
@pytest.mark.parametrize(
    ("content", "is_judged"),
    [({}, False), ({"size": -1}, False), ({"size": 81}, False), ({"size": 0}, True)],
)
def test_an_answer_that_the_exporter_left_out_is_not_judged(
    judge: Callable[..., Judged], content: dict[str, object], is_judged: bool
) -> None:
    judged = judge(exchange(request=_asked(STATE), response=_answered_with(content)))
    assert (_found(judged, "answers/json").verdict is not ItemVerdict.UNTESTABLE) is is_judged


@together
@pytest.mark.parametrize("lasts", ["3600.0", "3.6e3"])
def test_a_lifetime_may_be_spelled_in_any_way(judge: Callable[..., Judged], lasts: str) -> None:
    body = {"text": f'{{"device_id":"{ID}","mac_address":"{MAC}"}}'}
    text = f'{{"success":true,"session_id":"{SESSION_ID}","expires_in":{lasts},"server_time":1767225600}}'
    judged = judge(exchange(request=_asked(SESSION, "POST", postData=body), response=_answered(text)))
    assert _found(judged, "session/lifetime").verdict is ItemVerdict.CONFORMS


@pytest.mark.parametrize(("ahead_s", "verdict"), [(0, ItemVerdict.UNTESTABLE), (-900, ItemVerdict.VIOLATES)])
def test_a_server_clock_that_is_hours_off_makes_no_device_wrong(
    judge: Callable[..., Judged], ahead_s: int, verdict: ItemVerdict
) -> None:
    token = f"oc_reg_{'r' * 43}"
    body = {"text": f'{{"token":"{token}","device_id":"{ID}","mac_address":"{MAC}","ip":"10.0.0.2"}}'}
    text = f'{{"success":true,"permanent_token":"{PERMANENT}","server_time":{1767225600 + 7200}}}'
    headers = [JSON, {"name": "X-Device-Time", "value": str(1767225600 + ahead_s)}]
    asked = {"method": "POST", "url": HOST + REGISTER, "headers": headers, "postData": body}
    judged = judge(exchange(request=asked, response=_answered(text)))
    assert _found(judged, "clock/server-time").verdict is ItemVerdict.DIFFERS
    assert _found(judged, "clock/skewed").verdict is verdict


def test_timeouts_are_failures_for_a_device_that_does_not_wait(judge: Callable[..., Judged]) -> None:
    gone = {"status": 0, "headers": [], "content": {}, "_error": "net::ERR_TIMED_OUT"}
    judged = judge(
        *(
            exchange(request=_asked(STATE), response=gone, startedDateTime=f"2026-01-01T00:00:{second:02}Z")
            for second in range(0, 12, 2)
        )
    )
    assert _found(judged, "device/waits-grow").verdict is ItemVerdict.VIOLATES
    assert _found(judged, "server/answers").verdict is ItemVerdict.UNTESTABLE


@pytest.mark.parametrize(
    ("second", "verdict"), [("20", ItemVerdict.CONFORMS), ("19", ItemVerdict.VIOLATES), ("20.1", ItemVerdict.VIOLATES)]
)
def test_in_whole_seconds_a_wait_may_look_shorter_than_it_was(
    judge: Callable[..., Judged], second: str, verdict: ItemVerdict
) -> None:
    told = _answered("{}", 503) | {"headers": [{"name": "Retry-After", "value": "60"}]}
    fraction = ".9" if "." in second else ""
    judged = judge(
        exchange(startedDateTime=f"2026-01-01T00:00:20{fraction}Z", time=179, request=_asked(STATE), response=told),
        exchange(startedDateTime=f"2026-01-01T00:01:{second}Z", request=_asked(STATE), response=_answered(STATE_SHOWN)),
    )
    assert _found(judged, "device/keeps-retry-after").verdict is verdict
