"""The dashboard's files over HTTP: types, entity tags, and what a browser may do with them."""

import json
import re

import pytest

from oceanhil.boards import families
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.core.exchanges import EXCHANGES_KEPT
from oceanhil.mock_server.core.names import MAX_NAME
from oceanhil.mock_server.core.service import Service
from oceanhil.mock_server.core.site import Page, Site
from oceanhil.mock_server.dashboard.assets import Assets
from oceanhil.mock_server.dashboard.pages import dashboard_pages
from oceanhil.mock_server.ringcentral import TokenService
from oceanhil.protocol.faults import FaultKind
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.ringcentral.profile import load_profile as load_token_profile


@pytest.fixture(scope="module")
def assets() -> Assets:
    return Assets()


def get(assets: Assets, path: str, **headers: str) -> HttpResponse:
    request = HttpRequest("GET", path, {name.replace("_", "-"): value for name, value in headers.items()})
    return assets.show_start(request) if path == "/" else assets.show_file(request)


def links(assets: Assets) -> list[str]:
    return re.findall(r'(?:src|href)="(/[^"]+)"', get(assets, "/").body.decode())


def test_every_file_that_the_page_names_is_there(assets: Assets) -> None:
    assert links(assets)
    assert {get(assets, link).status for link in links(assets)} == {200}


def test_every_module_that_a_module_imports_is_there(assets: Assets) -> None:
    seen, waiting = set(), ["main.js"]
    while waiting:
        name = waiting.pop()
        seen.add(name)
        answer = get(assets, f"/dashboard/{name}")
        assert (name, answer.status) == (name, 200)
        waiting += set(re.findall(r'from "\./([^"]+)"', answer.body.decode())) - seen


def test_what_a_browser_knows_is_not_sent_again(assets: Assets) -> None:
    first = get(assets, "/dashboard/main.js")
    again = get(assets, "/dashboard/main.js", if_none_match=f'"other", W/{first.headers["etag"]}')
    assert (again.status, again.body) == (304, b"")
    assert get(assets, "/dashboard/main.js", if_none_match='"other"').status == 200


@pytest.mark.parametrize("name", ["", "..", "../assets.py", "%2e%2e/assets.py", "assets.py", "index.html/", "nul\0"])
def test_no_other_file_can_be_had(name: str, assets: Assets) -> None:
    assert get(assets, f"/dashboard/{name}").status == 404


def test_no_file_has_scripts_or_styles_inline(assets: Assets) -> None:
    page = get(assets, "/").body.decode()
    assert not re.search(r"<style|style=|<script(?![^>]*src=)|\son\w+=", page)


def offered(*others: Page, needs_key: bool) -> dict[str, object]:
    offer = Site(dashboard_pages(others, {}, needs_key=needs_key)).find("/dashboard/offer.json")
    assert offer is not None
    told: dict[str, object] = json.loads(offer.show(HttpRequest("GET", offer.path)).body)
    return told


def test_each_start_of_a_server_is_told_from_every_other() -> None:
    assert offered(needs_key=False)["start"] != offered(needs_key=False)["start"]


def test_the_browser_is_told_what_the_server_offers() -> None:
    others = [Page(path, lambda _: HttpResponse(200), is_guarded=True) for path in ("/reports/", "/metrics")]
    told = {
        "needs_key": False,
        "sketches": False,
        "reports": True,
        "links": ["/metrics"],
        "devices": False,
        "sessions": False,
        "faults": {kind.value: {"fate": kind.fate.value, "words": kind.short} for kind in FaultKind},
        "boards": {of.board.value: of.title for of in families()},
        "name_length": MAX_NAME,
        "exchanges_kept": EXCHANGES_KEPT,
    }
    offer = offered(*others, needs_key=False)
    told["start"] = offer["start"]
    assert offer == told
    # A link to a guarded page would lead to a refusal.
    guarded = offered(*others, needs_key=True)
    told["start"] = guarded["start"]
    assert guarded == {**told, "needs_key": True, "links": []}


@pytest.mark.parametrize(
    ("service", "shown"),
    [(Core(load_profile(), 1), (True, False)), (TokenService(load_token_profile(), 1), (False, True))],
)
def test_the_browser_is_told_whether_there_are_devices_or_sessions(service: Service, shown: tuple[bool, bool]) -> None:
    offer = Site(dashboard_pages((), service.admin_routes(), needs_key=False)).find("/dashboard/offer.json")
    assert offer is not None
    told = json.loads(offer.show(HttpRequest("GET", offer.path)).body)
    assert (told["devices"], told["sessions"]) == shown
