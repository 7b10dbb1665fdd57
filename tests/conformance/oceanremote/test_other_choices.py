"""A correct server that chose otherwise where no page says anything is accused of nothing: no item violates."""

import re
from collections.abc import Iterator
from email.utils import formatdate
from hashlib import sha256

import msgspec
import pytest

from oceanhil.conformance.command.baseline import compare
from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.received import ReceivedOutcome
from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.oceanremote.suite import ITEMS
from oceanhil.conformance.report.words import change_words
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.replies import json_response
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.not_json import NOT_JSON
from oceanhil.protocol.profile import load_profile
from tests.conformance.results import report_of
from tests.conformance.seeded.bug import Honest, Meddling, meddled, subject_at

WIRE = load_profile().wire
STATE = WIRE.state_path
DATE_S = 784_111_777
PAGE = HttpResponse(404, b"<html><h1>404 Not Found</h1></html>", {"content-type": "text/html"})


def answered(request: HttpRequest, honest: Honest) -> HttpResponse:
    """Give what the honest server answers."""
    response = honest(request).response
    assert response is not None
    return response


def saying(response: HttpResponse) -> Delivery:
    return Delivery(response, None, "")


def pages_for_broken_requests(request: HttpRequest, honest: Honest) -> Delivery:
    response = answered(request, honest)
    if response.status not in {404, 405, 413, 415}:
        return saying(response)
    headers = {**response.headers, **PAGE.headers}
    return saying(HttpResponse(response.status, PAGE.body, headers))


def knows_no_method_but_its_own(request: HttpRequest, honest: Honest) -> Delivery:
    if request.method not in {"GET", "POST", "HEAD"}:
        return saying(msgspec.structs.replace(PAGE, status=501))
    return honest(request)


def hides_methods(request: HttpRequest, honest: Honest) -> Delivery:
    response = answered(request, honest)
    return saying(PAGE if response.status == 405 else response)


def takes_no_reports(request: HttpRequest, honest: Honest) -> Delivery:
    if request.path == STATE and request.method == "POST":
        return saying(json_response({"success": False}, 405, {"allow": "GET"}))
    return honest(request)


def looks_at_no_clock(request: HttpRequest, honest: Honest) -> Delivery:
    headers = {name.lower(): value for name, value in request.headers.items() if name.lower() != "x-device-time"}
    return honest(msgspec.structs.replace(request, headers=headers))


def reads_64_bits(request: HttpRequest, honest: Honest) -> Delivery:
    """Take a time of more digits than such a number has for none."""
    is_long = len(request.headers.get(WIRE.time_header, "")) > len(str(2**63))
    headers = {**request.headers, WIRE.time_header: "no number"}
    return honest(msgspec.structs.replace(request, headers=headers) if is_long else request)


def reads_any_number(request: HttpRequest, honest: Honest) -> Delivery:
    return honest(request)


def says_little(request: HttpRequest, honest: Honest) -> Delivery:
    response = answered(request, honest)
    if response.status < 400 or not response.body:
        return saying(response)
    said = msgspec.json.decode(response.body, type=dict[str, object])
    return saying(msgspec.structs.replace(response, body=msgspec.json.encode({"error": said.get("error")})))


def tells_dates_to_retry(request: HttpRequest, honest: Honest) -> Delivery:
    """Say in Retry-After when, instead of after how many seconds (RFC 9110, 10.2.3)."""
    response = answered(request, honest)
    if "retry-after" not in response.headers:
        return saying(response)
    dates = {
        "date": formatdate(DATE_S, usegmt=True),
        "retry-after": formatdate(DATE_S + int(response.headers["retry-after"]), usegmt=True),
    }
    return saying(msgspec.structs.replace(response, headers={**response.headers, **dates}))


def keeps_the_method_of_redirects(request: HttpRequest, honest: Honest) -> Delivery:
    """Send devices to the path with its slash by 307, after which a POST stays one (RFC 9110, 15.4.8)."""
    if request.method == "POST" and not request.path.endswith("/"):
        return saying(HttpResponse(307, b"", {"location": f"{request.path}/"}))
    return honest(request)


def mends_registrations(request: HttpRequest, honest: Honest) -> Delivery:
    """Take a MAC, an id or an address in whatever form: no page says which are refused."""
    mended = mended_body(request.body)
    if request.path != WIRE.register_path or request.method != "POST" or mended is None:
        return honest(request)
    return honest(msgspec.structs.replace(request, body=msgspec.json.encode(mended)))


def mended_body(body: bytes) -> dict[str, object] | None:
    try:
        fields = msgspec.json.decode(body, type=dict[str, object])
    except NOT_JSON:
        return None
    fields["mac_address"] = mended_mac(fields.get("mac_address"))
    if not re.fullmatch("[A-Za-z0-9_]{1,64}", str(fields.get("device_id", ""))):
        fields["device_id"] = "ESP32_0A1B"
    fields["ip"] = "192.168.1.50"
    return fields


def mended_mac(mac: object) -> object:
    if not isinstance(mac, str) or not mac:
        return mac
    digits = mac.replace(":", "").replace("-", "").lower()
    is_good = len(digits) == 12 and set(digits) <= set("0123456789abcdef")
    return mac if is_good else f"02{sha256(mac.encode()).hexdigest()[:10]}"


CHOICES: tuple[Meddling, ...] = (
    pages_for_broken_requests,
    knows_no_method_but_its_own,
    hides_methods,
    takes_no_reports,
    looks_at_no_clock,
    says_little,
    tells_dates_to_retry,
    keeps_the_method_of_redirects,
    mends_registrations,
)


pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.__name__)
def test_another_choice_than_ours_violates_nothing(choice: Meddling, servers: ServerLoop) -> None:
    with subject_at(servers, meddled(choice)) as subject:
        results = list(run_items(ITEMS, subject, trials_max=1))
    accused = {row.id: f"{row.expected}: {row.found}" for row in results if row.verdict is ItemVerdict.VIOLATES}
    assert accused == {}
    assert any(row.verdict is ItemVerdict.DIFFERS for row in results)


@pytest.mark.parametrize("choice", [pages_for_broken_requests, says_little], ids=lambda choice: choice.__name__)
def test_two_runs_on_the_same_server_show_no_change(choice: Meddling, servers: ServerLoop) -> None:
    reports = []
    for seed in (1, 2):
        with subject_at(servers, meddled(choice), seed=seed) as subject:
            reports.append(report_of(*run_items(ITEMS, subject, trials_max=1)))
    compared = compare(reports[1], reports[0], "old.json", {item.id for item in ITEMS}).compared
    assert compared is not None
    assert [change_words(change) for change in compared.changes] == []
    assert any(row.outcome is ReceivedOutcome.OTHER_WORDS for row in reports[0].results)


def test_a_time_that_no_clock_has_may_be_a_bad_request_or_a_wrong_clock(servers: ServerLoop) -> None:
    chosen = [item for item in ITEMS if item.id in {"registration-clock/huge", "session-clock/huge"}]
    for choice in (reads_64_bits, reads_any_number):
        with subject_at(servers, meddled(choice)) as subject:
            verdicts = {row.id: row.verdict for row in run_items(chosen, subject, trials_max=1)}
        assert verdicts == dict.fromkeys(verdicts, ItemVerdict.CONFORMS)


def test_who_waits_until_the_date_that_is_told_is_let_in(servers: ServerLoop) -> None:
    waits = [item for item in ITEMS if item.id == "limits/waiting-as-told-helps"]
    with subject_at(servers, meddled(tells_dates_to_retry)) as subject:
        (row,) = run_items(waits, subject, trials_max=1)
    assert row.verdict is ItemVerdict.CONFORMS
