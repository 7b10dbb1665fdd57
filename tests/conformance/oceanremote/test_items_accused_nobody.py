"""An item accuses no server that is right in its own way of what the item is not about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import msgspec
import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.conformance.oceanremote.suite import ITEMS
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.replies import json_response
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from tests.conformance.seeded.bug import Honest, Meddling, meddled, subject_at
from tests.conformance.seeded.fronts import Relay, front

WIRE = load_profile().wire
BEYOND_9999 = 253_402_300_800


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


def refused(status: int) -> Delivery:
    return Delivery(json_response({"success": False}, status), None, "")


def answered(request: HttpRequest, honest: Honest) -> HttpResponse:
    response = honest(request).response
    assert response is not None
    return response


def body_of(message: HttpRequest | HttpResponse) -> dict[str, object]:
    return msgspec.json.decode(message.body, type=dict[str, object])


def taking_no_reports() -> Meddling:
    def meddling(request: HttpRequest, honest: Honest) -> Delivery:
        is_report = request.path == WIRE.state_path and request.method == "POST"
        return refused(405) if is_report else honest(request)

    return meddling


def rounding(step: float) -> Callable[[], Meddling]:
    """Tell of temperatures in steps, as a column for numbers may keep them."""

    def make() -> Meddling:
        def meddling(request: HttpRequest, honest: Honest) -> Delivery:
            response = answered(request, honest)
            state = body_of(response) if request.method == "GET" and response.status == 200 else {}
            told = state.get("temperature")
            if not isinstance(told, float | int):
                return Delivery(response, None, "")
            return Delivery(json_response({**state, "temperature": told // step * step}, 200), None, "")

        return meddling

    return make


def having_each_id_once() -> Meddling:
    """End the device that had the ID, as soon as another one registers with it."""
    owner: dict[object, str] = {}
    ended: set[str] = set()

    def meddling(request: HttpRequest, honest: Honest) -> Delivery:
        if request.headers.get(WIRE.token_header, "") in ended:
            return refused(403)
        delivery = honest(request)
        response = delivery.response
        if request.path == WIRE.register_path and response is not None and response.status == 200:
            identity, token = body_of(request)["device_id"], str(body_of(response)["permanent_token"])
            ended.update({owner[identity]} if identity in owner else set())
            owner[identity] = token
        return delivery

    return meddling


def reading_dates_to_9999() -> Meddling:
    def meddling(request: HttpRequest, honest: Honest) -> Delivery:
        told = request.headers.get(WIRE.time_header, "")
        return refused(400) if told.isdecimal() and int(told) >= BEYOND_9999 else honest(request)

    return meddling


@pytest.mark.parametrize(
    ("item", "make", "verdict"),
    [
        ("http/keep-alive-after-post", taking_no_reports, ItemVerdict.DIFFERS),
        ("poll/no-kept-answer", taking_no_reports, ItemVerdict.DIFFERS),
        ("poll/no-kept-answer", rounding(0.5), ItemVerdict.CONFORMS),
        ("poll/no-kept-answer", rounding(2.0), ItemVerdict.CONFORMS),
        ("session/same-device-id", having_each_id_once, ItemVerdict.DIFFERS),
        ("registration-clock/milliseconds", reading_dates_to_9999, ItemVerdict.CONFORMS),
        ("registration-clock/huge", reading_dates_to_9999, ItemVerdict.CONFORMS),
    ],
    ids=[
        "no reports, and the connection goes on",
        "no reports, and no cache",
        "halves of a degree",
        "even degrees",
        "an ID is there once",
        "no date in the calendar",
        "a number that is no date",
    ],
)
def test_a_server_that_is_right_in_its_own_way_is_not_accused(
    item: str, make: Callable[[], Meddling], verdict: ItemVerdict, servers: ServerLoop
) -> None:
    chosen = [each for each in ITEMS if each.id == item]
    with subject_at(servers, meddled(make())) as subject:
        (result,) = run_items(chosen, subject, trials_max=1)
    assert (result.verdict, result.id) == (verdict, item), f"{result.expected}: {result.found}"


def ending_without_a_word(times: int) -> Relay:
    """End so many connections behind a session without a word; those behind them with one."""
    left = [None] * times

    def relay(request: bytes, ask: Callable[[bytes], bytes]) -> bytes:
        answer = ask(request)
        if not left or not request.startswith(f"POST {WIRE.session_path}".encode()):
            return answer
        left.pop()
        return answer.replace(b"Connection: close\r\n", b"")

    return relay


@pytest.mark.parametrize(("times", "verdict"), [(2, ItemVerdict.DIFFERS), (99, ItemVerdict.VIOLATES)])
def test_a_connection_may_end_at_any_time_and_not_every_one_without_a_word(
    times: int, verdict: ItemVerdict, servers: ServerLoop
) -> None:
    before = partial(front, waits_in=frozenset(), workers=8, relay=ending_without_a_word(times))
    chosen = [each for each in ITEMS if each.id == "http/keep-alive-after-post"]
    with subject_at(servers, lambda: MockServer(Core(load_profile(), seed=1)), before=before) as subject:
        (result,) = run_items(chosen, subject, trials_max=1)
    assert result.verdict is verdict
