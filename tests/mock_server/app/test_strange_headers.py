"""No header makes any page or route fail: whatever it says, the answer is no 5xx."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import Core
from oceanhil.mock_server.operation.metrics import accepts_open_metrics
from oceanhil.protocol.profile import load_profile

if TYPE_CHECKING:
    from collections.abc import Iterator

PATHS = (
    "/metrics",
    "/",
    "/docs",
    "/openapi.json",
    "/openapi.yaml",
    "/schema.json",
    "/static/app.js",
    "/_admin/health",
    "/_admin/ready",
    "/_admin/devices",
    "/_admin/clock",
    "/_admin/settings",
    "/_admin/faults",
    "/_admin/faults/log",
    "/_admin/journal",
    "/_admin/events",
    "/_admin/devices/none/claim",
    "/_admin/nothing",
    "/api/device/state/",
    "/api/device/session/",
    "/api/device/register/",
    "/nothing",
)
NAMES = (
    "Accept",
    "Accept-Charset",
    "Accept-Encoding",
    "Accept-Language",
    "Authorization",
    "Cache-Control",
    "Connection",
    "Content-Encoding",
    "Content-Language",
    "Content-Type",
    "Cookie",
    "Date",
    "Expect",
    "Forwarded",
    "From",
    "Host",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "If-Range",
    "If-Unmodified-Since",
    "Last-Event-ID",
    "Origin",
    "Range",
    "Referer",
    "Sec-Fetch-Site",
    "TE",
    "Trailer",
    "Upgrade",
    "User-Agent",
    "Via",
    "X-Device-Time",
    "X-Device-Token",
    "X-Forwarded-For",
    "X-Http-Method-Override",
    "X-Session-Id",
)
# The grammar of what headers say, true and broken.
PARTS = st.sampled_from(
    [
        *("application/openmetrics-text", "text/plain", "text/html", "*/*", "application/json", "multipart/form-data"),
        *(
            ";version=a.b",
            ";version=",
            ";version=1..2",
            ";version=99999999999999999999.1",
            ";version=1.0.0",
            ";q=",
            ";q=0",
        ),
        *(
            ";q=nan",
            ";q=-1",
            ";escaping=a",
            ";charset=unknown",
            ';charset="',
            ";charset=utf-16",
            ";boundary=",
            "=?utf-8?",
        ),
        *("bytes=", "0-", "-5", "5-1", "-", ",", ";", " ", '"', 'W/"a"', "*", "gzip", "br", "identity;q=0", "Basic "),
        *(
            "Bearer ",
            "AAAA",
            "====",
            "http://",
            "[::1",
            "[",
            "]",
            ":99999",
            ":x",
            "null",
            "localhost",
            "Thu, 99 Foo 2020",
        ),
        *(
            "100-continue",
            "chunked",
            "close",
            "keep-alive",
            "websocket",
            "\xff",
            "\xc3\xa9",
            "%00",
            "\t",
            "0x10",
            "-1",
            "1e999",
        ),
    ]
)
VALUES = st.one_of(
    st.lists(PARTS, max_size=6).map("".join),
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=30),
)


@pytest.fixture(scope="module")
def server() -> Iterator[BackgroundServer]:
    with BackgroundServer(Core(load_profile(), seed=1)) as running:
        yield running


def status_of(server: BackgroundServer, method: str, path: str, headers: dict[str, str], body: bytes | None) -> int:
    """Ask once; 0 if the server hung up instead of answering."""
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        client.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
        for name, value in headers.items():
            client.putheader(name, value.encode("latin-1"))
        if body is not None:
            client.putheader("Content-Length", str(len(body)))
        client.endheaders(body)
        return client.getresponse().status
    finally:
        client.close()


@pytest.mark.long
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"]),
    st.sampled_from(PATHS),
    st.dictionaries(st.sampled_from(NAMES), VALUES, min_size=1, max_size=4),
    st.one_of(st.none(), st.sampled_from([b"", b"{}", b"\xff", b"[1]"])),
)
@example("GET", "/metrics", {"Accept": "application/openmetrics-text;version=a.b"}, None)
@example("GET", "/metrics", {"Accept": "text/plain;version=a.b"}, None)
@example("POST", "/_admin/devices", {"Content-Type": "application/json;charset=unknown"}, b"{}")
def test_no_header_makes_the_server_fail(
    server: BackgroundServer, method: str, path: str, headers: dict[str, str], body: bytes | None
) -> None:
    assert status_of(server, method, path, headers, body) < 500


@given(VALUES)
@example("application/openmetrics-text;version=a.b")
def test_who_does_not_name_openmetrics_never_gets_it(value: str) -> None:
    assert not accepts_open_metrics(value) or "application/openmetrics-text" in value.lower()


@pytest.mark.parametrize(
    ("accept", "is_open"),
    [
        ("", False),
        ("*/*", False),
        ("text/plain;version=0.0.4", False),
        ("application/openmetrics-text", True),
        ("Application/OpenMetrics-Text; version=a.b", True),
        ("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;q=0.2", True),
        ("application/openmetrics-text;q=0,text/plain", False),
        ("application/openmetrics-text;q=0.000", False),
        ("text/html;x=application/openmetrics-text", False),
    ],
)
def test_who_names_openmetrics_gets_it(server: BackgroundServer, accept: str, *, is_open: bool) -> None:
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    client.request("GET", "/metrics", headers={"Accept": accept})
    answer = client.getresponse()
    body, content_type = answer.read(), answer.headers["content-type"]
    client.close()
    assert (answer.status, content_type.startswith("application/openmetrics-text")) == (200, is_open)
    assert body.endswith(b"# EOF\n") is is_open
