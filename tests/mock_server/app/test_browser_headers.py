"""Whatever a browser may get to see tells it to run nothing, frame nothing, pass nothing on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.app.connection import PAGE_HEADERS
from oceanhil.mock_server.core import AccessPolicy

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mock_server.app.conftest import Served

STATE = "/api/device/state/"
# `cache-control` of a page's own files says more than the default does.
_ALWAYS = sorted(set(PAGE_HEADERS) - {"cache-control", "content-security-policy"})


@pytest.mark.parametrize(
    "path",
    ["/", "/dashboard/offer.json", "/metrics", "/nowhere", "/_admin/health", "/_admin/nowhere", "/_admin/journal"],
)
def test_every_page_and_every_admin_answer_has_all_of_them(served: Served, path: str) -> None:
    answer = served.ask("GET", path)
    assert {name: answer.headers.get(name) for name in _ALWAYS} == {name: PAGE_HEADERS[name] for name in _ALWAYS}
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/", "/dashboard/main.js", "/dashboard/nowhere.js"])
def test_only_the_dashboards_own_files_may_be_loaded(served: Served, path: str) -> None:
    policy = served.ask("GET", path).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")


@pytest.mark.parametrize("path", ["/_admin/health", "/_admin/devices", "/metrics", "/_admin/nowhere"])
def test_nothing_of_the_admin_side_is_stored(serve: Callable[..., Served], path: str) -> None:
    served = serve(policy=AccessPolicy("long-enough-key"))
    for key in ("long-enough-key", "wrong"):
        assert served.ask("GET", path, None, f"Authorization: Bearer {key}").headers["cache-control"] == "no-store"


def test_the_event_stream_has_them_too(served: Served) -> None:
    head = served.connect().ask("GET", "/_admin/events").read_until(b"\r\n\r\n").decode().lower()
    for name in _ALWAYS:
        assert f"{name}: {PAGE_HEADERS[name].lower()}" in head


@pytest.mark.parametrize("request_", [b"GARBAGE\r\n\r\n", b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n"])
def test_answers_to_broken_http_have_them_too(served: Served, request_: bytes) -> None:
    answer = served.connect().send(request_).answer()
    assert {name: answer.headers.get(name) for name in PAGE_HEADERS} == PAGE_HEADERS


def test_answers_to_devices_have_the_two_that_matter(served: Served) -> None:
    token, session = served.online()
    for answer in (served.ask("GET", STATE), served.ask("GET", STATE, None, token, session)):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
