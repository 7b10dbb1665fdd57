"""The order in which a request's shape is judged: 404, 405, 413, 415, 400."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench

REGISTER, SESSION, STATE = "/api/device/register/", "/api/device/session/", "/api/device/state/"
GOOD = {"token": "x", "device_id": "x", "mac_address": "24:6F:28:AA:BB:CC", "ip": "::1"}


@pytest.mark.parametrize(
    "path",
    ["/api/device/register", "/api/device/session", "/api/device/state", "/nothing", "//", "/api%2Fdevice/state/"],
)
def test_other_paths_are_not_found_and_never_redirected(bench: Bench, path: str) -> None:
    for method in ("GET", "POST"):
        reply = bench.send(method, path, b"x" * 70_000)
        assert (reply.status, reply.code, reply.body["success"]) == (404, "not_found", False)


def test_needless_percent_encoding_does_not_matter(bench: Bench) -> None:
    assert bench.send("POST", "/api/device/%72egister/", GOOD).code == "token_invalid"


@pytest.mark.parametrize(
    ("path", "method", "allow"),
    [
        (REGISTER, "GET", "POST, OPTIONS"),
        (SESSION, "HEAD", "POST, OPTIONS"),
        (STATE, "PUT", "GET, HEAD, POST, OPTIONS"),
    ],
)
def test_other_methods_are_told_what_is_allowed(bench: Bench, path: str, method: str, allow: str) -> None:
    reply = bench.send(method, path, b"x" * 70_000)
    assert (reply.status, reply.code, reply.headers["allow"]) == (405, "method_not_allowed", allow)


def test_options_is_answered_without_cors(bench: Bench) -> None:
    reply = bench.send("OPTIONS", REGISTER, headers={"origin": "http://evil.example"})
    assert (reply.status, dict(reply.headers)) == (204, {"allow": "POST, OPTIONS"})


@pytest.mark.parametrize("path", [REGISTER, SESSION, STATE])
def test_a_body_above_64_kib_is_too_large_whatever_its_type(bench: Bench, path: str) -> None:
    reply = bench.send("POST", path, b"x" * 65_537, {"content-type": "text/plain"})
    assert (reply.status, reply.code) == (413, "too_large")
    assert bench.send("POST", path, b"x" * 65_536).status == 400


def test_a_body_on_get_is_ignored_unless_too_large(bench: Bench) -> None:
    device = bench.online()
    headers = {"x-device-token": device.token, "x-session-id": device.session}
    assert bench.send("GET", STATE, b"whatever", headers).status == 200
    assert bench.send("GET", STATE, b"x" * 65_537, headers).status == 413


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=latin-1", "json"]
)
def test_another_content_type_is_unsupported(bench: Bench, content_type: str) -> None:
    reply = bench.send("POST", REGISTER, b"{", {"content-type": content_type})
    assert (reply.status, reply.code) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"', " application/json ; x=y"]
)
def test_json_with_parameters_is_json(bench: Bench, content_type: str) -> None:
    assert bench.send("POST", REGISTER, GOOD, {"content-type": content_type}).code == "token_invalid"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"1",
        b"{}x",
        b'{"token": NaN}',
        b'{"token": Infinity}',
        b'{"token": "\xff"}',
        b'{"token": "\\ud800"}',
        b"\xef\xbb\xbf{}",
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b'{"token": 1e999}',
    ],
)
def test_what_is_no_json_object_is_a_bad_request(bench: Bench, body: bytes) -> None:
    reply = bench.send("POST", REGISTER, body, {"content-type": "application/json"})
    assert (reply.status, reply.code) == (400, "bad_request")


@pytest.mark.parametrize("field", ["token", "device_id", "mac_address", "ip"])
@pytest.mark.parametrize("value", [1, None, True, [], {}, "", ...])
def test_a_missing_or_wrongly_typed_field_is_named(bench: Bench, field: str, value: object) -> None:
    body = {name: content for name, content in GOOD.items() if name != field}
    reply = bench.send("POST", REGISTER, body if value is ... else {**body, field: value})
    assert reply.status == 400
    assert field in str(reply.error)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mac_address", "24:6F:28:AA:BB"),
        ("mac_address", "24:6F-28:AA-BB:CC"),
        ("mac_address", "24:6F:28:AA:BB:CG"),
        ("mac_address", " 24:6F:28:AA:BB:CC"),
        ("device_id", "x" * 65),
        ("device_id", "a b"),
        ("device_id", "é"),
        ("ip", "192.168.1"),
        ("ip", "300.1.1.1"),
        ("ip", "localhost"),
    ],
)
def test_a_malformed_field_is_named_without_its_value(bench: Bench, field: str, value: str) -> None:
    reply = bench.send("POST", REGISTER, {**GOOD, field: value})
    assert reply.status == 400
    assert field in str(reply.error)
    assert repr(value) not in str(reply.error)


@pytest.mark.parametrize("mac", ["24:6f:28:aa:bb:cc", "24-6F-28-AA-BB-CC", "246F28AABBCC"])
@pytest.mark.parametrize("address", ["10.0.0.1", "fe80::1", "::ffff:10.0.0.1"])
def test_every_usual_way_to_write_an_address_is_accepted(bench: Bench, mac: str, address: str) -> None:
    body = {**GOOD, "token": bench.generate().registration_token, "mac_address": mac, "ip": address}
    assert bench.send("POST", REGISTER, body).status == 200


def test_of_duplicate_keys_the_last_counts(bench: Bench) -> None:
    token = bench.generate().registration_token
    body = json.dumps({**GOOD, "first": 0}).replace('"first": 0', f'"token": "{token}"').encode()
    assert bench.send("POST", REGISTER, body).status == 200


def test_unknown_fields_are_ignored(bench: Bench) -> None:
    body = {**GOOD, "token": bench.generate().registration_token, "firmware": {"version": 3}}
    assert bench.send("POST", REGISTER, body).status == 200


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("X-Gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data, wbits=-15)),
        ("identity", bytes),
    ],
)
def test_packed_bodies_are_unpacked(bench: Bench, coding: str, pack: type[bytes]) -> None:
    body = pack(json.dumps({**GOOD, "token": bench.generate().registration_token}).encode())
    assert bench.send("POST", REGISTER, body, {"content-encoding": coding}).status == 200


@pytest.mark.parametrize(
    ("coding", "body", "status"),
    [
        ("br", b"{}", 415),
        ("gzip, gzip", b"{}", 415),
        ("gzip", b"{}", 400),
        ("gzip", gzip.compress(b"{}", mtime=0)[:-4], 400),
        ("deflate", b"{}", 400),
        ("gzip", gzip.compress(b" " * 10_000_000, mtime=0), 413),
        ("gzip", gzip.compress(b" " * 40_000, mtime=0) * 2, 413),
    ],
)
def test_badly_packed_bodies_are_refused(bench: Bench, coding: str, body: bytes, status: int) -> None:
    assert bench.send("POST", REGISTER, body, {"content-encoding": coding}).status == status


@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        (REGISTER, {**GOOD, "token": 17}, {}),
        (REGISTER, ["a"], {}),
        (REGISTER, GOOD, {"x-device-time": "soon"}),
        (SESSION, {"device_id": "x"}, {}),
        (STATE, {"relay1": "on"}, {}),
    ],
)
def test_what_can_be_read_and_is_wrong_has_a_status_of_its_own_where_it_is_set_so(
    bench: Bench, path: str, body: object, headers: dict[str, str]
) -> None:
    before = bench.send("POST", path, body, headers)
    bench.change(wrong_field_status=422)
    reply = bench.send("POST", path, body, headers)
    assert (before.status, reply.status) == (400, 422)
    assert (reply.code, reply.body) == ("bad_request", before.body)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"a":' * 10_000])
def test_what_is_no_json_is_a_bad_request_whatever_is_set_for_fields(bench: Bench, body: bytes) -> None:
    bench.change(wrong_field_status=422)
    assert bench.send("POST", REGISTER, body, {"content-type": "application/json"}).status == 400
