"""What is found of a server that judges clocks wrongly is its own answer, which shows where to look."""

from collections.abc import Iterator

import msgspec
import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.oceanremote.suite import ITEMS
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.replies import json_response
from oceanhil.protocol.http import HttpRequest
from tests.conformance.seeded.bug import Honest, Meddling, meddled, subject_at


def fields_of(delivery: Delivery) -> dict[str, object]:
    assert delivery.response is not None
    return msgspec.json.decode(delivery.response.body, type=dict[str, object])


def in_milliseconds(request: HttpRequest, honest: Honest) -> Delivery:
    delivery = honest(request)
    fields = fields_of(delivery)
    if fields.get("code") != "clock_skew":
        return delivery
    told = fields | {"server_time": 1_767_225_600_000}
    return Delivery(json_response(told, 401), delivery.reason, delivery.device)


def blind_to_slow_clocks(request: HttpRequest, honest: Honest) -> Delivery:
    delivery = honest(request)
    fields = fields_of(delivery)
    if fields.get("code") != "clock_skew" or float(request.headers["x-device-time"]) > int(str(fields["server_time"])):
        return delivery
    headers = {name.lower(): value for name, value in request.headers.items()}
    del headers["x-device-time"]
    return honest(msgspec.structs.replace(request, headers=headers))


@pytest.fixture
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as loop:
        yield loop


def result(servers: ServerLoop, meddling: Meddling, name: str) -> ItemResult:
    with subject_at(servers, meddled(meddling)) as made:
        return next(iter(run_items([item for item in ITEMS if item.id == name], made, trials_max=1)))


def test_a_time_in_another_unit_is_shown_as_it_was_told(servers: ServerLoop) -> None:
    found = result(servers, in_milliseconds, "session-clock/tells-the-time")
    assert (found.verdict, found.found) == (ItemVerdict.DIFFERS, "1767225600000")


@pytest.mark.parametrize("name", ["clock-of-a-session", "clock-of-a-registration"])
def test_a_server_that_overlooks_slow_clocks_is_not_said_to_look_at_none(servers: ServerLoop, name: str) -> None:
    found = result(servers, blind_to_slow_clocks, f"long-time/{name}")
    assert found.verdict is ItemVerdict.DIFFERS
    assert found.expected == "a refusal of a clock that is -3900 s off"
    assert found.found.startswith("200 ")
