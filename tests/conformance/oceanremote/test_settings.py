"""What is told of a setting that a server takes and does not heed, or not everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from oceanhil.conformance.contract.engine import run_items
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.oceanremote.items.settings import ITEMS
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from tests.conformance.seeded.bug import subject_at
from tests.conformance.seeded.setting_bugs import SETTING_BUGS, ExemptsStates

MAINTENANCE = [item for item in ITEMS if item.id == "settings/maintenance"]


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


def result_at(servers: ServerLoop, serve: Callable[[], MockServer]) -> ItemResult:
    with subject_at(servers, serve) as subject:
        (result,) = run_items(MAINTENANCE, subject, trials_max=1)
    return result


def test_a_setting_that_some_requests_heed_is_told_with_those_that_ignore_it(servers: ServerLoop) -> None:
    result = result_at(servers, lambda: MockServer(ExemptsStates()))
    assert result.verdict is ItemVerdict.DIFFERS
    assert result.found == (
        "ignored by GET /api/device/state/, POST /api/device/state/; "
        "heeded by POST /api/device/register/, POST /api/device/session/"
    )
    (shown,) = (each for each in result.exchanges if each.decisive)
    assert shown.sent.startswith("GET /api/device/state/")


def test_a_setting_that_no_request_heeds_is_ignored(servers: ServerLoop) -> None:
    deaf = next(bug for bug in SETTING_BUGS if bug.item == "settings/maintenance" and "ignored" in bug.name)
    result = result_at(servers, deaf.serve)
    assert result.verdict is ItemVerdict.VIOLATES
    assert result.found == "what false does: the setting is ignored"
