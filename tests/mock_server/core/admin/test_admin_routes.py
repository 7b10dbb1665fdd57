"""Routing of the admin side, and the journal over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.core.admin.side import is_admin_path

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench


@pytest.mark.parametrize("path", ["", "/", "/nothing", "/devices/", "/devices/a/b/c", "/health/x", "/devices//revoke/"])
def test_other_paths_are_not_found(bench: Bench, path: str) -> None:
    assert bench.admin("GET", path).status == 404


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/health", "GET, HEAD, OPTIONS"),
        ("/devices/x/revoke", "POST, OPTIONS"),
        ("/clock", "GET, PUT, HEAD, OPTIONS"),
        ("/faults/f1", "DELETE, OPTIONS"),
    ],
)
def test_other_methods_are_told_what_is_allowed(bench: Bench, path: str, allow: str) -> None:
    reply = bench.admin("PATCH", path)
    assert (reply.status, reply.headers["allow"]) == (405, allow)
    assert (bench.admin("OPTIONS", path).status, bench.admin("OPTIONS", path).headers["allow"]) == (204, allow)


def test_head_is_answered_as_get(bench: Bench) -> None:
    assert bench.admin("HEAD", "/health") == bench.admin("GET", "/health")


def test_bodies_are_json_and_bounded(bench: Bench) -> None:
    assert (
        bench.admin("POST", "/devices", b"board=esp32", {"content-type": "application/x-www-form-urlencoded"}).status
        == 415
    )
    assert bench.admin("POST", "/devices", b"x" * 65_537).status == 413
    assert bench.admin("POST", "/devices", b"{").status == 400
    assert bench.admin("POST", "/devices").status == 415


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"content-type": ""}, "no content type, expected"),
        ({"content-type": "application/x-www-form-urlencoded"}, "content type 'application/x-www-form-urlencoded', "),
        ({"content-type": "application/json", "content-encoding": "br"}, "content encoding 'br', expected gzip"),
    ],
)
def test_a_body_of_another_type_is_told_what_came(bench: Bench, headers: dict[str, str], said: str) -> None:
    reply = bench.admin("POST", "/devices", b'{"board": "esp32"}', headers)
    error = str(reply.body["error"])
    assert (reply.status, said in error) == (415, True), error
    assert ("Content-Type: application/json" in error) is ("content-encoding" not in headers)


def test_the_journal_is_given_from_any_point(bench: Bench) -> None:
    for _ in range(3):
        bench.send("GET", "/api/device/state/")
    body = bench.admin("GET", "/journal", query="since=2").body
    assert isinstance(body["entries"], list)
    assert [entry["seq"] for entry in body["entries"]] == [3]
    assert (body["last_seq"], body["dropped"]) == (3, 0)


@pytest.mark.parametrize("since", ["-1", "x", "1.5", "", "1e3", "9" * 30, "٣"])
def test_a_wrong_point_is_refused(bench: Bench, since: str) -> None:
    reply = bench.admin("GET", "/journal", query=f"since={since}")
    assert reply.status == 400
    assert "since" in str(reply.error)


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/device", "did you mean 'devices'?"),
        ("/devices/x/claims", "did you mean 'devices/*/claim'?"),
        ("", "known: clock, "),
    ],
)
def test_an_unknown_path_says_what_there_is(bench: Bench, path: str, hint: str) -> None:
    reply = bench.admin("GET", path)
    assert reply.status == 404
    assert hint in str(reply.error)


def test_a_token_in_a_wrong_path_is_not_repeated(bench: Bench) -> None:
    assert "yyyy" not in str(bench.admin("GET", "/devices/x/oc_perm_" + "y" * 43).error)


def test_admin_requests_are_not_in_the_journal(bench: Bench) -> None:
    bench.admin("GET", "/devices")
    assert bench.admin("GET", "/journal").body["entries"] == []


@pytest.mark.parametrize(
    ("path", "expected"), [("/_admin", True), ("/_admin/x", True), ("/_administrator", False), ("/api/_admin/", False)]
)
def test_only_the_prefix_is_the_admin_side(path: str, expected: bool) -> None:
    assert is_admin_path(path) is expected
