"""docs/operation.md: the events, metrics and limits it lists are those there are."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.app import TransportLimits
from oceanhil.mock_server.app.server_operation import ServerOperation
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.core.admin.call import MAX_BODY_BYTES
from oceanhil.mock_server.core.early_refusal import EarlyRefusal
from oceanhil.mock_server.core.site import METRICS_PATH
from oceanhil.mock_server.core.views import Phase
from oceanhil.mock_server.operation.address_limits import OFF_LOOPBACK, AddressLimits
from oceanhil.mock_server.operation.log import LogEvent
from oceanhil.mock_server.operation.metrics import MetricsPage
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile

if TYPE_CHECKING:
    from tests.docs.pieces import Page


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/operation.md"]


def test_every_event_of_the_log_is_explained(page: Page) -> None:
    assert {row[0] for row in page.table("Log")} == {event.value for event in LogEvent}


def test_every_metric_is_explained(page: Page) -> None:
    operation = ServerOperation(Core(load_profile(), 1), TransportLimits(), wall_us)
    text = MetricsPage(operation).show(HttpRequest("GET", METRICS_PATH, {})).body.decode()
    kinds = {"counter": "_total"}
    named = {
        family.name + kinds.get(family.type, "")
        for family in text_string_to_metric_families(text)
        if family.name.startswith("oceanhil_")
    }
    listed = {name for row in page.table("Metrics") for name in re.findall(r"oceanhil_\w+", row[0])}
    assert named | {"oceanhil_store_commits_total"} == listed


def test_every_reason_to_turn_something_away_is_named(page: Page) -> None:
    assert all(f"`{why.value}`" in page.text for why in EarlyRefusal)


def test_the_limits_are_those_in_force(page: Page) -> None:
    on = [str(value) for value in (OFF_LOOPBACK.requests_per_s, OFF_LOOPBACK.request_burst, OFF_LOOPBACK.connections)]
    handshakes = [f"{limits.handshakes} at a time" for limits in (AddressLimits(), OFF_LOOPBACK)]
    assert [*(cell.removesuffix(".0") for cell in on), handshakes[1]] == page.table("Limits")[1][1:]
    assert page.table("Limits")[0][-1] == handshakes[0]
    limits = TransportLimits()
    for text in (
        f"{limits.line_bytes_max:,} bytes",
        f"{limits.headers_max} headers",
        f"{MAX_BODY_BYTES // 1024} KiB",
        f"within {limits.body_timeout_s:.0f} s",
        f"within {limits.head_timeout_s:.0f} s",
        f"not finished {limits.handshake_timeout_s:.0f} s after the connection came",
        f"at most {limits.stop_timeout_s:.0f} s",
        f"limited: {AddressLimits().failed_keys_per_min:.0f} a minute",
    ):
        assert text in " ".join(page.text.split()), text


def test_every_code_of_a_server_that_is_not_ready_is_explained(page: Page) -> None:
    phases = {phase.value for phase in Phase} - {Phase.SERVING.value}
    assert phases | {"read_only", "unreadable"} == {row[0] for row in page.table("Is it there", 1)}


def test_the_examples_are_json(page: Page) -> None:
    assert [min(json.loads(block.text)) for block in page.code("json")] == ["pid", "code"]
