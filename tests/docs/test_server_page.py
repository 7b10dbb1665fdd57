"""docs/server.md: the conversation it prints is the one the server holds, and nothing of the server is left out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from mock_server.core import AccessPolicy, AdminSide, Core, DisturbanceKind, EventKind
from mock_server.core.admin.routes import ROUTES
from protocol.http import HttpRequest, HttpResponse
from protocol.profile import load_profile

if TYPE_CHECKING:
    from tests.docs.pieces import Page

SEED = 7
NOW_US = 1_767_225_600_000_000
ELIDED = "…"


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/server.md"]


def parse_request(text: str) -> HttpRequest:
    head, _, body = text.strip().partition("\n\n")
    first, *lines = head.splitlines()
    method, target = first.split()
    path, _, query = target.partition("?")
    headers = dict(map(_header, lines))
    return HttpRequest(method, path, {"host": "127.0.0.1:8080", **headers}, body.encode(), query)


def _header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(": ")
    return name.lower(), value


def shown(document: object, whole: object) -> object:
    """Give of `whole` what `document` shows: where it says that fields are left out, they are."""
    if isinstance(document, dict) and isinstance(whole, dict):
        kept = set(document) - {ELIDED} if ELIDED in document else set(whole)
        dots = {ELIDED: ELIDED} if ELIDED in document else {}
        return {key: shown(document.get(key), value) for key, value in whole.items() if key in kept} | dots
    if isinstance(document, list) and isinstance(whole, list) and len(document) == len(whole):
        return [shown(*pair) for pair in zip(document, whole, strict=True)]
    return whole


def answer(core: Core, admin: AdminSide, request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/_admin"):
        return admin.handle(request, NOW_US)
    response = core.handle(request, NOW_US).response
    assert response is not None
    return response


def test_the_conversation_is_what_a_server_started_with_this_seed_says(page: Page) -> None:
    core = Core(load_profile(), SEED)
    admin = AdminSide(core, AccessPolicy())
    blocks = page.code("http")
    assert f"serve --seed {SEED}" in page.text
    for asked, answered in zip(blocks[::2], blocks[1::2], strict=True):
        response = answer(core, admin, parse_request(asked.text))
        head, _, body = answered.text.strip().partition("\n\n")
        status, *headers = head.splitlines()
        document = json.loads(body)
        assert (answered.place, status.split()[1]) == (answered.place, str(response.status))
        assert (answered.place, document) == (answered.place, shown(document, json.loads(response.body)))
        assert {name: response.headers[name] for name, _ in map(_header, headers)} == dict(map(_header, headers))


def test_every_admin_route_is_in_the_table(page: Page) -> None:
    listed = {name for row in page.table("The admin side") for name in re.split(", ", row[0])}
    served = {f"{method} {'/'.join(path).replace('*', 'ID')}" for path, methods in ROUTES.items() for method in methods}
    assert listed == served


def test_every_admin_route_is_shown_by_example(page: Page) -> None:
    requests = [parse_request(block.text) for block in page.code("http")[::2]]
    asked = {(request.method, request.path.removeprefix("/_admin/")) for request in requests}
    for path, methods in ROUTES.items():
        pattern = "/".join(part.replace("*", "[a-z0-9]+") for part in path)
        for method in methods:
            found = any(method == sent and re.fullmatch(pattern, at) for sent, at in asked)
            assert found or f"curl -N http://127.0.0.1:8080/_admin/{'/'.join(path)}" in page.text, (method, path)


def test_every_kind_of_fault_is_explained(page: Page) -> None:
    assert [row[0] for row in page.table("Faults")] == [kind.value for kind in DisturbanceKind]


def test_every_event_is_explained(page: Page) -> None:
    assert [row[0] for row in page.table("Events")] == [kind.value for kind in EventKind]
