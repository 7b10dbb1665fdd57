"""HTTP/1.1 as clients of all kinds speak it."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.mock_server.app.conftest import Served

STATE, REGISTER = "/api/device/state/", "/api/device/register/"
BODY = json.dumps({"token": "oc_reg_x", "device_id": "x", "mac_address": "246F28AABBCC", "ip": "::1"}).encode()
JSON = "Content-Type: application/json"


def test_a_poll_is_answered(served: Served) -> None:
    answer = served.ask("GET", STATE, None, *served.online())
    assert answer.status == 200
    assert answer.json["success"] is True
    assert (answer.headers["content-type"], answer.headers["server"]) == ("application/json", "oceanhil")


def test_a_connection_is_kept_for_many_requests(served: Served) -> None:
    client = served.connect()
    for _ in range(5):
        assert client.ask("GET", STATE).answer().status == 401
        assert client.ask("POST", REGISTER, BODY).answer().status == 401


def test_pipelined_requests_are_answered_in_order(served: Served) -> None:
    client = served.connect()
    client.ask("GET", "/1").ask("POST", REGISTER, BODY).ask("GET", STATE).ask("PUT", STATE)
    assert [client.answer().status for _ in range(4)] == [404, 401, 401, 405]


def test_more_pipelined_requests_than_any_queue_are_answered(served: Served) -> None:
    client = served.connect()
    for _ in range(300):
        client.ask("GET", STATE)
    assert {client.answer().status for _ in range(300)} == {401}


def test_a_half_closed_connection_gets_its_answers(served: Served) -> None:
    client = served.connect().ask("GET", STATE).ask("POST", REGISTER, BODY).half_close()
    assert [client.answer().status for _ in range(2)] == [401, 401]
    assert client.rest() == b""


def test_a_request_may_come_byte_by_byte(served: Served) -> None:
    client = served.connect()
    request = f"POST {REGISTER} HTTP/1.1\r\nHost: x\r\n{JSON}\r\nContent-Length: {len(BODY)}\r\n\r\n".encode() + BODY
    for byte in request:
        client.send(bytes([byte]))
    assert client.answer().status == 401


def test_a_chunked_body_is_put_together(served: Served) -> None:
    head = f"POST {REGISTER} HTTP/1.1\r\nHost: x\r\n{JSON}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    chunks = b"".join(
        b"%x;note=1\r\n%s\r\n" % (len(BODY[at : at + 7]), BODY[at : at + 7]) for at in range(0, len(BODY), 7)
    )
    client = served.connect().send(head + chunks + b"0\r\nTrailer: x\r\n\r\n")
    assert client.answer().json["error"] == "Invalid token"
    assert client.ask("GET", STATE).answer().status == 401


def test_a_gzip_body_is_unpacked(served: Served) -> None:
    answer = served.connect().ask("POST", REGISTER, gzip.compress(BODY), "Content-Encoding: gzip").answer()
    assert answer.json["error"] == "Invalid token"


@pytest.mark.slow
def test_a_gzip_bomb_is_too_large(served: Served) -> None:
    bomb = gzip.compress(b" " * 30_000_000)
    assert served.connect().ask("POST", REGISTER, bomb, "Content-Encoding: gzip").answer().status == 413


def test_http_1_0_is_answered_and_closed(served: Served) -> None:
    client = served.connect().send(f"GET {STATE} HTTP/1.0\r\n\r\n".encode())
    assert client.answer().status == 401
    assert client.rest() == b""


def test_a_client_may_ask_for_the_end(served: Served) -> None:
    client = served.connect().ask("GET", STATE, b"", "Connection: close")
    assert client.answer().headers["connection"] == "close"
    assert client.rest() == b""


def test_head_has_the_length_of_get_and_no_body(served: Served) -> None:
    headers = served.online()
    client = served.connect().ask("HEAD", STATE, b"", *headers)
    head = client.answer(to_head=True)
    get = client.ask("GET", STATE, b"", *headers).answer()
    assert (head.status, head.headers["content-length"]) == (200, str(len(get.body)))


@pytest.mark.parametrize(("path", "allow"), [(REGISTER, "POST, OPTIONS"), ("/_admin/clock", "GET, PUT, HEAD, OPTIONS")])
def test_options_lists_the_methods(served: Served, path: str, allow: str) -> None:
    answer = served.ask("OPTIONS", path)
    assert (answer.status, answer.headers["allow"], answer.body) == (204, allow, b"")


def test_a_target_in_absolute_form_counts_by_its_path(served: Served) -> None:
    token, _ = served.online()
    target = f"http://example.com{STATE}?token={token.partition(': ')[2]}"
    assert served.ask("GET", target).status == 200


def test_the_device_side_answers_to_any_host(served: Served) -> None:
    client = served.connect().send(f"GET {STATE} HTTP/1.1\r\nHost: www.oceanremote.net\r\n\r\n".encode())
    assert client.answer().status == 401


def test_a_client_may_wait_for_leave_to_send_its_body(served: Served) -> None:
    head = (
        f"POST {REGISTER} HTTP/1.1\r\nHost: x\r\n{JSON}\r\nContent-Length: {len(BODY)}\r\nExpect: 100-continue\r\n\r\n"
    )
    client = served.connect().send(head.encode())
    assert client.answer().status == 100
    assert client.send(BODY).answer().status == 401


def test_leave_is_not_given_for_a_body_that_is_too_large(served: Served) -> None:
    head = f"POST {REGISTER} HTTP/1.1\r\nHost: x\r\n{JSON}\r\nContent-Length: 70000\r\nExpect: 100-continue\r\n\r\n"
    assert served.connect().send(head.encode()).answer().status == 413


def test_another_expectation_fails(served: Served) -> None:
    assert served.connect().ask("POST", REGISTER, BODY, "Expect: miracles").answer().status == 417


def test_an_upgrade_is_ignored(served: Served) -> None:
    client = served.connect().ask("GET", STATE, b"", "Upgrade: websocket", "Connection: Upgrade").ask("GET", "/2")
    assert [client.answer().status for _ in range(2)] == [401, 404]


def test_the_front_page_says_where_things_are(served: Served) -> None:
    answer = served.ask("GET", "/")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"<code>POST /api/device/register/</code>" in answer.body
    assert b"<code>/_admin</code>" in answer.body
    assert b"<code>/docs</code>" in answer.body
    assert b"/_admin/journal" in served.ask("GET", "/docs").body
    assert served.ask("POST", "/").status == 405


def test_the_machines_clock_dates_the_answers(served: Served) -> None:
    served.clock.now_us += 5_000_000
    assert served.admin("GET", "/clock")["now"] == 1_700_000_005
