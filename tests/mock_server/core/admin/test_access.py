"""Who may use the admin side."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.core import AccessPolicy, AdminSide
from oceanhil.mock_server.core.admin.access import denial
from oceanhil.protocol.http import HttpRequest

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench

OPEN = AccessPolicy()
KEYED = AccessPolicy("s3cret", frozenset({"bench.example"}))
BEARER = {"authorization": "Bearer s3cret"}


def _status(bench: Bench, policy: AccessPolicy, headers: dict[str, str], method: str = "GET") -> int:
    return AdminSide(bench.core, policy).handle(HttpRequest(method, "/_admin/health", headers), bench.now_us).status


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8080",
        "localhost.",
        "127.0.0.1:1",
        "127.9.9.9",
        "[::1]:8080",
        "[::1]",
        "[::ffff:127.0.0.1]:80",
    ],
)
def test_loopback_names_are_own(bench: Bench, host: str) -> None:
    assert _status(bench, OPEN, {"host": host}) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "192.0.2.1",
        "",
        "a@localhost/",
        "[::1",
        "\udcff",
        "localhost:x",
        "localhost:65536",
        "user@localhost",
        "localhost, evil.example",
        "[::2]:80",
        "0.0.0.0",
        "2130706433",
        "0x7f.1",
        "[::ffff:192.0.2.1]",
        "[v1.localhost]",
    ],
)
def test_a_foreign_host_is_forbidden(bench: Bench, host: str) -> None:
    assert _status(bench, OPEN, {"host": host}) == 403


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1", "https://[::1]:8443"])
def test_local_pages_are_let_in(bench: Bench, origin: str) -> None:
    assert _status(bench, OPEN, {"host": "localhost", "origin": origin}) == 200


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://evil.example",
        "http://localhost.evil.example",
        "file://",
        "chrome://localhost",
        "http://[::1",
        "http://localhost/path",
        "http://evil.example@localhost",
        "http://localhost http://evil.example",
        "http://localhost:0x50",
        "HTTP//localhost",
        "NULL",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "DELETE"])
def test_a_foreign_origin_is_forbidden_whatever_it_wants(bench: Bench, origin: str, method: str) -> None:
    assert _status(bench, OPEN, {"host": "localhost", "origin": origin}, method) == 403


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"host": "evil.example"}, 403, "foreign_host"),
        ({"host": "localhost", "origin": "http://evil.example"}, 403, "foreign_origin"),
        ({"host": "localhost", "sec-fetch-site": "cross-site"}, 403, "foreign_site"),
        ({"host": "localhost"}, 401, "admin_key"),
        (
            {"host": "evil.example", "origin": "http://evil.example", "sec-fetch-site": "cross-site"},
            403,
            "foreign_host",
        ),
    ],
)
def test_a_denial_says_by_its_code_what_is_wrong(headers: dict[str, str], status: int, code: str) -> None:
    found = denial(KEYED, headers)
    assert found is not None
    assert (found.status, found.code) == (status, code)
    assert denial(KEYED, {"host": "localhost", **BEARER}) is None


def test_a_local_program_without_any_header_is_let_in(bench: Bench) -> None:
    assert _status(bench, OPEN, {}) == 200


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_key_lets_in(bench: Bench, scheme: str) -> None:
    assert _status(bench, KEYED, {"host": "192.0.2.1:8080", "authorization": f"{scheme} s3cret"}) == 200


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer s3cre", "Bearer s3crets", "Basic s3cret", "s3cret", "Bearer \udcff"],
)
def test_without_the_key_nobody_is_let_in(bench: Bench, authorization: str | None) -> None:
    headers = {"host": "localhost"} | ({} if authorization is None else {"authorization": authorization})
    response = AdminSide(bench.core, KEYED).handle(HttpRequest("GET", "/_admin/health", headers), bench.now_us)
    assert (response.status, response.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("bench.example:80", 200),
        ("BENCH.example", 200),
        ("bench.example.:80", 200),
        ("xbench.example", 403),
        ("evil.example", 403),
    ],
)
def test_with_a_key_the_servers_own_names_count(bench: Bench, host: str, status: int) -> None:
    assert _status(bench, KEYED, {"host": host, **BEARER}) == status


@pytest.mark.parametrize(
    ("origin", "status"),
    [("http://bench.example:8080", 200), ("http://bench.example", 403), ("http://evil.example", 403)],
)
def test_with_a_key_only_the_servers_own_pages_are_let_in(bench: Bench, origin: str, status: int) -> None:
    assert _status(bench, KEYED, {"host": "bench.example:8080", "origin": origin, **BEARER}) == status


def test_a_refused_request_does_nothing(bench: Bench) -> None:
    device = bench.registered()
    reply = bench.admin("DELETE", f"/devices/{device.id}", headers={"origin": "http://evil.example"})
    assert (reply.status, device.status) == (403, "OFFLINE")


def test_no_answer_ever_allows_another_origin(bench: Bench) -> None:
    for method in ("GET", "OPTIONS", "POST"):
        for origin in ("http://localhost", "http://evil.example"):
            headers = bench.admin(method, "/devices", headers={"origin": origin}).headers
            assert not [name for name in headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize(
    ("site", "status"), [("same-origin", 200), ("none", 200), ("same-site", 403), ("cross-site", 403), ("?", 403)]
)
def test_a_request_that_another_site_makes_a_browser_send_is_forbidden(bench: Bench, site: str, status: int) -> None:
    assert _status(bench, OPEN, {"host": "localhost", "sec-fetch-site": site}) == status
    assert _status(bench, KEYED, {"host": "localhost", "sec-fetch-site": site, **BEARER}) == status


def test_a_local_page_on_another_port_is_judged_by_its_origin(bench: Bench) -> None:
    headers = {"host": "127.0.0.1", "origin": "http://localhost:3000", "sec-fetch-site": "cross-site"}
    assert _status(bench, OPEN, headers) == 200


def test_the_key_is_compared_by_digests_of_one_length(monkeypatch: pytest.MonkeyPatch, bench: Bench) -> None:
    lengths: list[int] = []
    real = hmac.compare_digest

    def compare(given: bytes, wanted: bytes) -> bool:
        lengths.extend((len(given), len(wanted)))
        return real(given, wanted)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    for key in ("", "s", "s3cret" * 9):
        _status(bench, KEYED, {"host": "localhost", "authorization": f"Bearer {key}"})
    assert set(lengths) == {32}
