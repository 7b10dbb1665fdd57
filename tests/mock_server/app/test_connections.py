"""How many connections an address may have open."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.mock_server.app.conftest import Served

STATE = "/api/device/state/"


def test_any_number_is_fine_by_default(served: Served) -> None:
    assert {served.ask("GET", STATE).status for _ in range(30)} == {401}


def test_the_connection_beyond_the_limit_is_refused_and_closed(served: Served) -> None:
    served.admin("PUT", "/settings", {"rate_limit_enabled": True, "rate_limit_connections": 2})
    first, second, third = (served.connect() for _ in range(3))
    assert [client.ask("GET", STATE).answer().status for client in (first, second)] == [401, 401]
    refused = third.ask("GET", STATE).answer()
    assert (refused.status, refused.headers["retry-after"], refused.json["code"]) == (429, "1", "rate_limited")
    assert third.rest() == b""


def test_a_closed_connection_makes_room(served: Served) -> None:
    served.admin("PUT", "/settings", {"rate_limit_enabled": True, "rate_limit_connections": 1})
    first = served.connect()
    assert first.ask("GET", STATE, b"", "Connection: close").answer().status == 401
    assert first.rest() == b""
    assert served.ask("GET", STATE).status == 401


def test_the_admin_side_is_never_refused_and_does_not_count(served: Served) -> None:
    served.admin("PUT", "/settings", {"rate_limit_enabled": True, "rate_limit_connections": 1})
    admin = served.connect()
    device = served.connect()
    assert admin.ask("GET", "/_admin/health").answer().status == 200
    assert device.ask("GET", STATE).answer().status == 401
    assert served.ask("GET", "/_admin/health").status == 200


def test_a_refused_connection_is_in_the_journal(served: Served) -> None:
    served.admin("PUT", "/settings", {"rate_limit_enabled": True, "rate_limit_connections": 1})
    _, second = served.connect().ask("GET", STATE).answer(), served.connect()
    second.ask("GET", STATE)
    entries = served.admin("GET", "/journal")["entries"]
    assert isinstance(entries, list)
    assert entries[-1]["status"] in {401, 429}
