"""docs/ringcentral.md: its conversation is held as printed, and its tables are those of the service."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.core.admin.routes import SHARED
from oceanhil.mock_server.ringcentral import TokenService, admin_routes
from oceanhil.protocol.ringcentral.profile import load_profile
from oceanhil.remote.connector.connector_file import parse_connector
from oceanhil.remote.connector.ringcentral.side import OPERATIONS
from oceanhil.remote.connector.shared_operations import SHARED_OPERATIONS
from tests.docs.conversation import hold_conversation
from tests.docs.pieces import ROOT

if TYPE_CHECKING:
    from oceanhil.protocol.profile import Scalar
    from tests.docs.pieces import Page

PROFILE = load_profile()


@pytest.fixture
def page(pages: dict[str, Page]) -> Page:
    return pages["docs/ringcentral.md"]


def written(value: Scalar) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_the_conversation_is_what_a_server_started_with_this_seed_says(page: Page) -> None:
    hold_conversation(page, TokenService(PROFILE, 7))


def test_every_admin_route_of_its_own_is_in_the_table(page: Page) -> None:
    listed = {name for row in page.table("The admin side") for name in re.split(", ", row[0])}
    shared = {each.path for each in SHARED}
    own = [each for each in admin_routes.OPERATIONS if each.path not in shared]
    assert listed == {f"{each.method} {'/'.join(each.path).replace('*', 'ID')}" for each in own}


def test_every_setting_is_in_the_table_with_kind_and_source(page: Page) -> None:
    rows = [(row[0], row[1], row[2].partition(":")[0], row[3], row[4]) for row in page.table("Settings")]
    known = PROFILE.document.server.items()
    assert rows == [(name, written(row.value), row.kind.value, row.about, row.source) for name, row in known]


def test_every_contradiction_lists_its_readings(page: Page) -> None:
    listed = {row[0]: row[2].partition(": ")[2] for row in page.table("Settings")}
    readings = {name: ", ".join(map(written, row.readings)) for name, row in PROFILE.document.server.items()}
    assert listed == readings


def test_every_refusal_is_in_the_table(page: Page) -> None:
    rows = [tuple(row) for row in page.table("Refusals")]
    known = PROFILE.errors.items()
    assert rows == [(str(row.status), row.code, row.message, name, row.kind.value, row.source) for name, row in known]


def test_the_versions_of_the_sdks_are_those_that_are_installed(page: Page) -> None:
    tools = ROOT / "tools"
    python, javascript = tools / "locks" / "ringcentral.txt", tools / "foreign-ringcentral" / "package.json"
    pins = python.read_text("utf-8") + javascript.read_text("utf-8")
    named = re.findall(r"(ringcentral|@ringcentral/sdk|@rc-ex/core) (\d+\.\d+\.\d+)", page.text)
    assert {name for name, _ in named} == {"ringcentral", "@ringcentral/sdk", "@rc-ex/core"}
    assert [
        each for each in named if "{}=={}".format(*each) not in pins and '"{}": "{}"'.format(*each) not in pins
    ] == []


def test_its_connector_says_what_it_seems_to_say(page: Page) -> None:
    text = next(block.text for block in page.code("toml") if block.text.startswith("# connector.toml"))
    lent = {"CLIENT_ID": "an-app-of-ours", "CLIENT_SECRET": "its-secret", "USER_JWT": "a-users-jwt"}
    connector = parse_connector(text, Path("connector.toml"), OPERATIONS, lent)
    assert sorted(connector.operations) == ["app", "user"]


def test_every_operation_of_a_connector_is_in_the_table(page: Page) -> None:
    listed = {name for row in page.table("Is a server like this?")[:-1] for name in re.split(", ", row[0])}
    assert listed == {spec.name for spec in OPERATIONS} - {spec.name for spec in SHARED_OPERATIONS}
