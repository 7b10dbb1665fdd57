"""Requests as bytes: the usual way, and every way in which an item may write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.protocol.http import HttpRequest
from oceanhil.remote.wire.raw_connection import Form, as_bytes, chunked

URL = "http://127.0.0.1:8080"
POLL = HttpRequest("GET", "/state/", {"x-device-token": "t"}, query="a=1")
REPORT = HttpRequest("POST", "/state/", {"content-type": "application/json"}, b"{}")


def lines(request: bytes) -> list[bytes]:
    return request.partition(b"\r\n\r\n")[0].split(b"\r\n")


def test_a_request_has_its_line_its_host_and_its_headers() -> None:
    assert as_bytes(POLL, URL) == b"GET /state/?a=1 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nx-device-token: t\r\n\r\n"


def test_a_body_has_its_length_before_it() -> None:
    assert as_bytes(REPORT, URL).endswith(b"Content-Length: 2\r\n\r\n{}")


def test_the_path_of_the_server_stands_before_every_path() -> None:
    assert lines(as_bytes(POLL, "https://user:word@staging.example/device-api/"))[:2] == [
        b"GET /device-api/state/?a=1 HTTP/1.1",
        b"Host: staging.example",
    ]


@pytest.mark.parametrize(
    ("form", "first"),
    [
        (Form(target="http://a.example/x"), b"GET http://a.example/x HTTP/1.1"),
        (Form(version="1.0"), b"GET /state/?a=1 HTTP/1.0"),
    ],
)
def test_the_request_line_may_be_another(form: Form, first: bytes) -> None:
    assert lines(as_bytes(POLL, URL, form))[0] == first


@pytest.mark.parametrize("hosts", [(), ("a.example",), ("a.example", "b.example")])
def test_there_may_be_any_number_of_hosts(hosts: tuple[str, ...]) -> None:
    written = [line for line in lines(as_bytes(POLL, URL, Form(hosts=hosts))) if line.startswith(b"Host")]
    assert written == [f"Host: {host}".encode() for host in hosts]


def test_a_length_may_be_left_out_and_other_lines_put_in() -> None:
    written = lines(as_bytes(REPORT, URL, Form(is_framed=False, more=("Transfer-Encoding: chunked",))))
    assert written[-1] == b"Transfer-Encoding: chunked"
    assert not any(line.startswith(b"Content-Length") for line in written)


@given(st.binary(max_size=60), st.integers(1, 20), st.sampled_from(["", "note=1"]))
def test_chunks_hold_the_body_and_end(body: bytes, size: int, extension: str) -> None:
    rest, found = chunked(body, size, extension), b""
    while not rest.startswith(b"0\r\n"):
        head, _, rest = rest.partition(b"\r\n")
        length = int(head.partition(b";")[0], 16)
        assert length <= size
        found, rest = found + rest[:length], rest[length + 2 :]
    assert (found, rest) == (body, b"0\r\n\r\n")
