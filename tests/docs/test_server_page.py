"""docs/server.md: the conversation it prints is the one the server holds, and nothing of the server is left out."""

from __future__ import annotations

import argparse
import re
import shlex
from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.core import AccessPolicy, AdminSide, Core, EventKind
from oceanhil.mock_server.core.admin.routes import OPERATIONS
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from tests.docs.conversation import SEED, answer, hold_conversation, parse_request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.docs.pieces import Page

_ASSIGNMENT = re.compile(r"([A-Z]+)=(.*)", re.DOTALL)
_VARIABLE = re.compile(r"\$([A-Z]+)")


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/server.md"]


def curl_request(words: Sequence[str]) -> HttpRequest:
    parser = argparse.ArgumentParser()
    parser.add_argument("-s", action="store_true")
    parser.add_argument("-X", default="")
    parser.add_argument("-H", action="append", default=[])
    parser.add_argument("-d", default="")
    parser.add_argument("url")
    asked = parser.parse_args(words)
    headers = {name.lower(): value for name, _, value in (text.partition(": ") for text in asked.H)}
    path = asked.url.removeprefix("http://127.0.0.1:8080")
    method = asked.X or ("POST" if asked.d else "GET")
    return HttpRequest(method, path, {"host": "127.0.0.1:8080", **headers}, asked.d.encode())


def test_the_conversation_is_what_a_server_started_with_this_seed_says(page: Page) -> None:
    hold_conversation(page)


def test_the_conversation_with_curl_is_what_it_says(page: Page) -> None:
    core = Core(load_profile(), SEED)
    admin = AdminSide(core, AccessPolicy())
    variables: dict[str, str] = {}
    answered = 0
    typed = page.exchanges()
    start = next(number for number, exchange in enumerate(typed) if _ASSIGNMENT.fullmatch(exchange.line))
    for exchange in typed[start:]:
        words = [_VARIABLE.sub(lambda found: variables[found[1]], word) for word in shlex.split(exchange.line)]
        if found := _ASSIGNMENT.fullmatch(words[0]):
            variables[found[1]] = found[2]
        elif words[0] == "curl":
            response = answer(core, admin, curl_request(words[1:]))
            assert response.body.decode() == exchange.output
            answered += 1
    assert answered >= 8


def test_every_admin_route_is_in_the_table(page: Page) -> None:
    listed = {name for row in page.table("The admin side") for name in re.split(", ", row[0])}
    served = {f"{each.method} {'/'.join(each.path).replace('*', 'ID')}" for each in OPERATIONS}
    missing, unknown = sorted(served - listed), sorted(listed - served)
    assert not missing, f"docs/server.md, The admin side: add a row for each of {missing}"
    assert not unknown, f"docs/server.md, The admin side: there is no such operation: {unknown}"


def test_every_admin_route_is_shown_by_example(page: Page) -> None:
    requests = [parse_request(block.text) for block in page.code("http")[::2]]
    asked = {(request.method, request.path.removeprefix("/_admin/")) for request in requests}
    for each in OPERATIONS:
        pattern = each.fill("ID").replace("ID", "[a-z0-9]+")
        found = any(each.method == sent and re.fullmatch(pattern, at) for sent, at in asked)
        is_streamed = f"curl -N http://127.0.0.1:8080/_admin/{each.fill('')}" in page.text
        what = f"{each.method} /_admin/{each.fill('ID')}"
        assert found or is_streamed, f"docs/server.md shows no {what}: add it as two ```http blocks, request and answer"


def test_every_event_is_explained(page: Page) -> None:
    assert [row[0] for row in page.table("Events")] == [kind.value for kind in EventKind]
