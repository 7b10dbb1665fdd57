"""A correct server that chose otherwise where no page says anything is accused of nothing: no item violates."""

from collections.abc import Iterator

import msgspec
import pytest

from hil.conform.contract.engine import run_items
from hil.conform.contract.result import Verdict
from hil.conform.oceanremote.catalogue import ITEMS
from mock_server.app.server_loop import ServerLoop
from mock_server.core.delivery import Delivery
from mock_server.core.replies import json_response
from protocol.http import HttpRequest, HttpResponse
from protocol.profile import load_profile
from tests.hil.conform.seeded.bug import Honest, Meddling, bench_at, meddled

STATE = load_profile().wire.state_path
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


def says_little(request: HttpRequest, honest: Honest) -> Delivery:
    response = answered(request, honest)
    if response.status < 400 or not response.body:
        return saying(response)
    said = msgspec.json.decode(response.body, type=dict[str, object])
    return saying(msgspec.structs.replace(response, body=msgspec.json.encode({"error": said.get("error")})))


CHOICES: tuple[Meddling, ...] = (
    pages_for_broken_requests,
    knows_no_method_but_its_own,
    hides_methods,
    takes_no_reports,
    looks_at_no_clock,
    says_little,
)


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.__name__)
def test_another_choice_than_ours_violates_nothing(choice: Meddling, servers: ServerLoop) -> None:
    with bench_at(servers, meddled(choice)) as bench:
        results = list(run_items(ITEMS, bench, trials_max=1))
    accused = {row.id: f"{row.expected}: {row.found}" for row in results if row.verdict is Verdict.VIOLATES}
    assert accused == {}
    assert any(row.verdict is Verdict.DIFFERS for row in results)
