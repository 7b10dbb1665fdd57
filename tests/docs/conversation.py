"""A conversation on a page: requests and answers in turn, held against what a server really says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from oceanhil.mock_server.core import AccessPolicy, AdminSide, Core
from oceanhil.mock_server.core.service import Service
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile

if TYPE_CHECKING:
    from tests.docs.pieces import Page

SEED = 7
NOW_US = 1_767_225_600_000_000
ELIDED = "…"


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


def answer(core: Service, admin: AdminSide, request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/_admin"):
        return admin.handle(request, NOW_US)
    response = core.handle(request, NOW_US).response
    assert response is not None
    return response


def _lines(document: object) -> list[str]:
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True).splitlines()


def hold_conversation(page: Page, service: Service | None = None) -> None:
    """Say what the page says, to a server started with its seed, and compare the answers."""
    core = service or Core(load_profile(), SEED)
    admin = AdminSide(core, AccessPolicy())
    blocks = page.code("http")
    options = "" if service is None else f"--profile {service.name} "
    assert f"serve {options}--seed {SEED}" in page.text
    for asked, answered in zip(blocks[::2], blocks[1::2], strict=True):
        response = answer(core, admin, parse_request(asked.text))
        head, _, body = answered.text.strip().partition("\n\n")
        status, *headers = head.splitlines()
        if not body:
            assert (answered.place, status.split()[1], b"") == (answered.place, str(response.status), response.body)
            continue
        document = json.loads(body)
        assert (answered.place, status.split()[1]) == (answered.place, str(response.status))
        said = _lines(shown(document, json.loads(response.body)))
        assert _lines(document) == said, f"{answered.place} is not what the server answers; put there what it does"
        assert {name: response.headers[name] for name, _ in map(_header, headers)} == dict(map(_header, headers))
