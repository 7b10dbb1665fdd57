"""docs/profiles.md: the service that it adds is found as an entry point, works, and has everything that is shared."""

from __future__ import annotations

import inspect
import json
import sys
from typing import TYPE_CHECKING

import pytest

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.contract.suite import Setup
from oceanhil.conformance.contract.suites import load_suite, suite_names
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core import AccessPolicy, AdminSide
from oceanhil.mock_server.core.service import Service
from oceanhil.mock_server.services import service_maker, service_names
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import ProfileError
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire

if TYPE_CHECKING:
    from pathlib import Path

    from tests.docs.pieces import Page

NOW_US = 1_767_225_600_000_000
KEYED = HttpRequest("GET", "/", {"x-key": "an example's key"})


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/profiles.md"]


@pytest.fixture
def greeter(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    """Install the package of the page as pip would: its files, and its entry point."""
    install(page, tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("greeter", "greeter.contract"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return service_maker("greeter")(None, 7)


def install(page: Page, folder: Path) -> None:
    for block in page.code("toml", "python"):
        place = block.text.splitlines()[0].removeprefix("# ")
        if place.startswith("greeter/"):
            (folder / place).parent.mkdir(exist_ok=True)
            (folder / place).write_text(block.text, "utf-8")
    installed = folder / "greeter-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: greeter\nVersion: 1.0\n", "utf-8")
    (installed / "entry_points.txt").write_text(
        "[oceanhil.services]\ngreeter = greeter:make\n[oceanhil.contracts]\ngreeter = greeter.contract:make_suite\n",
        "utf-8",
    )


def ask(service: Service, request: HttpRequest = KEYED) -> tuple[int, dict[str, object]]:
    response = service.handle(request, NOW_US).response
    assert response is not None
    return response.status, json.loads(response.body)


def change(service: Service, path: str, body: object, method: str = "PUT") -> int:
    headers = {"host": "localhost", "content-type": "application/json"}
    request = HttpRequest(method, f"/_admin/{path}", headers, json.dumps(body).encode())
    return AdminSide(service, AccessPolicy()).handle(request, NOW_US).status


def test_it_is_found_by_name_beside_the_built_in_ones(greeter: Service) -> None:
    assert (greeter.name, service_names()) == ("greeter", ["greeter", "oceanremote", "ringcentral"])
    with pytest.raises(ProfileError, match="no service has the name 'greter'; did you mean 'greeter'"):
        service_maker("greter")


def test_it_answers_by_its_settings_and_its_clock(greeter: Service) -> None:
    assert ask(greeter) == (200, {"says": "hello", "at": 1_767_225_600})
    assert change(greeter, "settings", {"greeting": "good day"}) == 200
    assert change(greeter, "settings", {"greeting": "go away"}) == 400
    assert change(greeter, "clock", {"advance": 60}) == 200
    assert ask(greeter) == (200, {"says": "good day", "at": 1_767_225_660})


def test_it_has_a_journal_without_its_secret(greeter: Service) -> None:
    ask(greeter)
    ask(greeter, HttpRequest("GET", "/"))
    first, second = greeter.journal_since()
    assert (first.status, first.headers) == (200, {"x-key": "an example's…"})
    assert (second.status, second.code) == (401, "G-1")


def test_it_has_faults_and_reset(greeter: Service) -> None:
    rule = {"fault": {"kind": "status", "status": 503}, "times": 1}
    assert change(greeter, "faults", rule, "POST") == 201
    assert [ask(greeter)[0] for _ in range(2)] == [503, 200]
    assert change(greeter, "reset", {}, "POST") == 200
    assert list(greeter.journal_since()) == []


def test_a_file_may_be_laid_over_it(greeter: Service, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[profile]\nbase = "greeter"\n[server]\ngreeting = "good day"\n', "utf-8")
    assert ask(service_maker("greeter")(file, 7))[1]["says"] == "good day"


def test_the_table_names_everything_that_has_a_default(page: Page) -> None:
    own = {"handle", "refuse_connection", "refuse_unstored"}
    helping = {"_handle_watched", "_handle_struck", "_kept_back", "_struck", "_delivered", "_answer"}
    defined = {
        name for name, value in vars(Service).items() if inspect.isfunction(value) or isinstance(value, property)
    }
    listed = [row[0] for row in page.table("What else a service may say")]
    assert set(listed) == (defined - own - helping - {"__init__"}) | {"_reset_own", "finders", "health", "restart"}


def test_the_table_of_services_is_whole(page: Page) -> None:
    assert [row[0] for row in page.table("Other services")] == list(service_names())


def tried(service: Service) -> dict[str, ItemResult]:
    """Try the contract of the page on a service."""
    suite = load_suite("greeter")
    with BackgroundServer(service) as server, Client(server.url) as client:
        setup = Setup(wire_to=lambda heard: Wire(Target(server.url), heard=heard), control=suite.admin(client))
        return {result.id: result for result in suite.run(frozenset(item.id for item in suite.items), setup)}


def test_its_contract_is_found_and_holds(greeter: Service) -> None:
    assert "greeter" in suite_names()
    assert {result.verdict for result in tried(greeter).values()} == {ItemVerdict.CONFORMS}


def test_its_contract_learns_the_other_reading(greeter: Service) -> None:
    change(greeter, "settings", {"greeting": "good day"})
    found = tried(greeter)["greet/words"]
    assert (found.verdict, found.readings) == (ItemVerdict.DIFFERS, {"server.greeting": "good day"})
