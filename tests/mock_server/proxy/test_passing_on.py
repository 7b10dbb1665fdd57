"""What passes a proxy passes unchanged, in both directions, but for what concerns one connection only."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oceanhil.mock_server.proxy.upstream import passed_on

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.mock_server.proxy.conftest import Pair, ProxyServer
    from tests.mock_server.proxy.scripted import Scripted

REGISTER, SESSION, STATE = "/api/device/register/", "/api/device/session/", "/api/device/state/"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
VOLATILE = "date"


def _raw(port: int, method: str, target: str, body: bytes, headers: dict[str, str]) -> object:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        client.request(method, target, body or None, headers)
        answer = client.getresponse()
        shown = sorted((name.lower(), value) for name, value in answer.getheaders() if name.lower() != VOLATILE)
        return answer.status, answer.reason, shown, answer.read()
    finally:
        client.close()


texts = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=20)
requests = st.tuples(
    st.sampled_from(("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH")),
    st.sampled_from((REGISTER, SESSION, STATE))
    | st.text(st.sampled_from("abc/-_.~%2f"), max_size=9).map("/api/".__add__),
    st.binary(max_size=40) | st.sampled_from([b'{"token": "x"}', b"x" * 65_537]),
    st.dictionaries(
        st.sampled_from(("Content-Type", "X-Device-Token", "X-Device-Time", "X-Session-Id", "Accept")),
        texts | st.just("application/json"),
    ),
    st.text(st.sampled_from("token=&%41since1+"), max_size=12),
)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(requests)
def test_a_proxied_answer_is_the_direct_one(pair: Pair, request: tuple[str, str, bytes, dict[str, str], str]) -> None:
    method, path, body, headers, query = request
    target = f"{path}?{query}" if query else path
    direct = _raw(pair.origin.port, method, target, body, headers)
    assert _raw(pair.proxy.port, method, target, body, headers) == direct


def test_a_device_lives_through_a_proxy(pair: Pair) -> None:
    headers = pair.online()
    assert pair.proxy.ask("POST", STATE, {"temperature": 1.5}, headers).status == 200
    assert pair.proxy.ask("GET", STATE, None, headers).json["temperature"] == 1.5
    [device] = pair.origin.call(lambda core, now_us: core.devices(now_us))
    assert device.status == "ONLINE"


def test_headers_of_one_connection_stay_behind(
    scripted: Callable[..., Scripted], proxy_to: Callable[..., ProxyServer]
) -> None:
    origin = scripted(OK)
    connection = {"Connection": "X-Private, keep-alive", "X-Private": "1", "TE": "trailers", "Upgrade": "h2c"}
    proxy_to(origin.url).ask("GET", "/x", None, {**connection, "X-Kept": "2", "X-Forwarded-For": "192.0.2.1"})
    sent = origin.heard[0].lower()
    assert not any(name in sent for name in ("x-private", "\r\nte:", "upgrade", "keep-alive"))
    assert "x-kept: 2" in sent
    assert "x-forwarded-for: 192.0.2.1" in sent, "what a device says itself is passed on"


def test_the_other_server_is_called_by_its_own_name_and_told_of_the_proxy(
    scripted: Callable[..., Scripted], proxy_to: Callable[..., ProxyServer]
) -> None:
    origin = scripted(OK)
    proxy_to(origin.url).ask("GET", "/x", None, {"Host": "api.example"})
    assert f"host: 127.0.0.1:{origin.port}\r\n" in origin.heard[0].lower()
    assert "via: 1.1 proxy-under-test\r\n" in origin.heard[0].lower()
    assert "x-forwarded-for" not in origin.heard[0].lower()


def test_nothing_is_added_that_the_device_did_not_send(
    scripted: Callable[..., Scripted], proxy_to: Callable[..., ProxyServer]
) -> None:
    origin = scripted(OK)
    proxy_to(origin.url).ask("GET", "/a%2Fb/%7e/../c?d=%41+%20", None, {"Accept-Encoding": "identity"})
    lines = origin.heard[0].split("\r\n")
    assert lines[0] == "GET /a%2Fb/%7e/../c?d=%41+%20 HTTP/1.1"
    assert sorted(line.partition(":")[0].lower() for line in lines[1:] if line) == ["accept-encoding", "host", "via"]


def test_a_redirect_is_passed_on_and_not_followed(
    scripted: Callable[..., Scripted], proxy_to: Callable[..., ProxyServer]
) -> None:
    origin = scripted(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")
    got = proxy_to(origin.url).ask("GET", "/x")
    assert (got.status, ("location", "/elsewhere") in got.headers, len(origin.heard)) == (302, True, 1)


def test_a_header_that_comes_twice_is_passed_on_twice(
    scripted: Callable[..., Scripted], proxy_to: Callable[..., ProxyServer]
) -> None:
    origin = scripted(b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n")
    got = proxy_to(origin.url).ask("GET", "/x")
    assert [value for name, value in got.headers if name == "set-cookie"] == ["a=1", "b=2"]


def test_a_compressed_answer_stays_compressed(
    scripted: Callable[..., Scripted], proxy_to: Callable[..., ProxyServer]
) -> None:
    origin = scripted(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nzzzz")
    got = proxy_to(origin.url).ask("GET", "/x")
    assert (got.body, ("content-encoding", "gzip") in got.headers) == (b"zzzz", True)


def test_connections_to_the_other_server_are_used_again(
    scripted: Callable[..., Scripted], proxy_to: Callable[..., ProxyServer]
) -> None:
    origin = scripted(OK)
    proxy = proxy_to(origin.url)
    for _ in range(3):
        proxy.ask("GET", "/x")
    assert (len(origin.heard), origin.connections) == (3, 1)


@pytest.mark.parametrize("base", ["/base", "/base/"])
def test_a_base_with_a_path_comes_before_every_path(
    scripted: Callable[..., Scripted], proxy_to: Callable[..., ProxyServer], base: str
) -> None:
    origin = scripted(OK)
    proxy_to(origin.url + base).ask("GET", "/x?y")
    assert origin.heard[0].startswith("GET /base/x?y HTTP/1.1")


def test_several_connection_headers_all_count() -> None:
    headers = {"Connection": "close, A", "a": "1", "B": "2", "Transfer-Encoding": "chunked"}
    assert list(passed_on(headers, is_request=False).items()) == [("B", "2")]
