"""docs/server.md: the conversation it prints is the one the server holds, and nothing of the server is left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.core import EventKind
from oceanhil.mock_server.core.admin.routes import OPERATIONS
from tests.docs.conversation import hold_conversation, parse_request

if TYPE_CHECKING:
    from tests.docs.pieces import Page


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/server.md"]


def test_the_conversation_is_what_a_server_started_with_this_seed_says(page: Page) -> None:
    hold_conversation(page)


def test_every_admin_route_is_in_the_table(page: Page) -> None:
    listed = {name for row in page.table("The admin side") for name in re.split(", ", row[0])}
    served = {f"{each.method} {'/'.join(each.path).replace('*', 'ID')}" for each in OPERATIONS}
    assert listed == served


def test_every_admin_route_is_shown_by_example(page: Page) -> None:
    requests = [parse_request(block.text) for block in page.code("http")[::2]]
    asked = {(request.method, request.path.removeprefix("/_admin/")) for request in requests}
    for each in OPERATIONS:
        pattern = each.fill("ID").replace("ID", "[a-z0-9]+")
        found = any(each.method == sent and re.fullmatch(pattern, at) for sent, at in asked)
        assert found or f"curl -N http://127.0.0.1:8080/_admin/{each.fill('')}" in page.text, (each.method, each.path)


def test_every_event_is_explained(page: Page) -> None:
    assert [row[0] for row in page.table("Events")] == [kind.value for kind in EventKind]
