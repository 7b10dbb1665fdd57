"""A token service that is reached by a connector: with what it lends, and without a trace afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.conformance.contract.suite import Setup
from oceanhil.conformance.ringcentral.suite import make_suite
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.ringcentral import TokenService
from oceanhil.protocol.ringcentral.profile import load_profile
from oceanhil.remote.connector.connector_file import parse_connector
from oceanhil.remote.connector.ledger import Ledger
from oceanhil.remote.connector.operator import Operator, Ways
from oceanhil.remote.connector.ringcentral.control import PASSWORD
from oceanhil.remote.connector.ringcentral.side import OPERATIONS, ConnectorTokenControl
from oceanhil.remote.wire.target import Target
from oceanhil.remote.wire.wire import Wire

LENT = """
[operation.app]
values = {client_id = "${ID}", client_secret = "${SECRET}"}
[operation.second-app]
values = {client_id = "${ID2}", client_secret = "${SECRET2}"}
[operation.user]
values = {jwt = "${JWT}", id = "${USER}"}
"""
CHANGING = """
[operation.change-credentials]
method = "POST"
url = "/_admin/users/{id}/credentials"
answer = {jwt = "/jwt", password = "/password"}
[operation.authorization-code]
method = "POST"
url = "/_admin/users/{id}/codes"
json = {client_id = "{client_id}", redirect_uri = "{redirect_uri}"}
status = 201
answer = {code = "/code"}
"""


@pytest.fixture
def service() -> TokenService:
    return TokenService(load_profile(), 7)


@pytest.fixture
def url(service: TokenService) -> Iterator[str]:
    with BackgroundServer(service) as server:
        yield server.url


@pytest.fixture
def lent(service: TokenService) -> Mapping[str, str]:
    app, other = (service.add_app(is_public=False) for _ in range(2))
    user = service.add_user("alice")
    secrets = {"SECRET": app.client_secret or "", "SECRET2": other.client_secret or "", "JWT": user.jwt}
    return {"ID": app.client_id, "ID2": other.client_id, "USER": user.id, **secrets}


def control_of(text: str, url: str, lent: Mapping[str, str]) -> ConnectorTokenControl:
    connector = parse_connector(text, Path("connector.toml"), OPERATIONS, lent)
    return ConnectorTokenControl(Operator(connector, Ways(connector, url), Ledger(), has_prompt=False))


def tried(url: str, control: ConnectorTokenControl, *topics: str) -> list[ItemResult]:
    suite = make_suite(None)
    ids = frozenset(item.id for item in suite.items if not topics or item.topic in topics)
    setup = Setup(wire_to=lambda heard: Wire(Target(url), heard=heard), control=control)
    try:
        return list(suite.run(ids, setup))
    finally:
        assert control.close() == []


@pytest.mark.slow
def test_with_an_application_and_a_user_lent_nothing_but_conforms(url: str, lent: Mapping[str, str]) -> None:
    results = tried(url, control_of(LENT, url, lent))
    assert {result.verdict for result in results} == {ItemVerdict.CONFORMS, ItemVerdict.UNTESTABLE}
    assert sum(result.verdict is ItemVerdict.CONFORMS for result in results) >= 120


@pytest.mark.slow
def test_no_session_is_left_alive_and_nobody_was_made(url: str, lent: Mapping[str, str], service: TokenService) -> None:
    tried(url, control_of(LENT, url, lent), "session", "refresh", "revoke")
    assert [session for session in service.sessions(0) if session.live] == []
    assert (len(service.users(0)), len(service.apps())) == (1, 2)


def test_what_the_connector_does_not_say_is_missing_by_name(url: str, lent: Mapping[str, str]) -> None:
    missing = {name for result in tried(url, control_of(LENT, url, lent), "code", "login") for name in result.missing}
    assert missing == {"authorization-code", "test-clock", "second-user", "password"}


@pytest.mark.slow
def test_new_credentials_count_for_the_rest_of_the_run(url: str, lent: Mapping[str, str]) -> None:
    control = control_of(LENT + CHANGING, url, lent)
    assert PASSWORD not in control.needs
    results = tried(url, control, "ended", "code", "call")
    assert [result.id for result in results if result.verdict in {ItemVerdict.VIOLATES, ItemVerdict.DIFFERS}] == []
    assert {"ended/credentials-changed", "code/twice"} <= {
        result.id for result in results if result.verdict is ItemVerdict.CONFORMS
    }


def test_without_a_connector_only_what_needs_nobody_is_tried(url: str) -> None:
    results = tried(url, control_of("", url, {}))
    assert {result.id for result in results if result.verdict is ItemVerdict.CONFORMS} >= {
        "call/no-header",
        "http/no-host",
    }
    assert all("app" in result.missing or "user" in result.missing or not result.missing for result in results)


def test_an_operation_that_fails_is_told_by_the_items_that_need_it(url: str) -> None:
    text = """
[operation.app]
values = {client_id = "a", client_secret = "b"}
[operation.user]
method = "GET"
url = "/nowhere"
answer = {jwt = "/jwt"}
[operation.settings]
method = "GET"
url = "/nowhere"
answer = {settings = ""}
[operation.put-setting]
method = "PUT"
url = "/nowhere"
"""
    results = {result.id: result for result in tried(url, control_of(text, url, {}), "login", "call")}
    assert results["login/jwt"].missing == ("user",)
    assert "401" in results["login/jwt"].found
    assert results["call/no-header"].verdict is ItemVerdict.CONFORMS
