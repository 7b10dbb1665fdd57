"""Limits, each from both sides; defaults that nobody set; and what is shown of what does not fit."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import msgspec
import pytest

from oceanhil.mock_server.core import AnswerDisturbance, Delivery, Ending
from oceanhil.mock_server.core.admin import forms
from oceanhil.mock_server.core.admin.access import AccessPolicy, denial
from oceanhil.mock_server.core.admin.call import with_whole_numbers
from oceanhil.mock_server.core.delivery import name_of
from oceanhil.mock_server.core.journal import Journal, JournalForm
from oceanhil.mock_server.core.rate_limits import RateLimits, Zone
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.faults import FaultKind, parse_rule
from oceanhil.protocol.http import HttpRequest

if TYPE_CHECKING:
    from tests.mock_server.conftest import Bench

STATE = "/api/device/state/"
US = 1_000_000


def _rule(**fields: object) -> dict[str, object]:
    return {"fault": {"kind": "drop_request"}, **fields}


def _fault(kind: str, **fields: object) -> dict[str, object]:
    return {"fault": {"kind": kind, **fields}}


FITS: list[dict[str, object]] = [
    _rule(seed=2**63 - 1),
    _rule(seed=-(2**63) + 1),
    _rule(times=1),
    _rule(times=2**63 - 1),
    _rule(probability=0),
    _rule(probability=1),
    _rule(after=0),
    _rule(after=2**63 - 1),
    _rule(duration=10**9),
    _rule(duration=1e-6),
    _rule(match={"path": "/" * 300}),
    _rule(match={"peer": "x" * 300}),
    _fault("status", status=200),
    _fault("status", status=599),
    _fault("status", status=503, retry_after=1),
    _fault("status", status=503, retry_after=10**9),
    _fault("delay", seconds=0),
    _fault("delay", seconds=86_400),
    _fault("truncate"),
    _fault("truncate", bytes=0),
    _fault("truncate", bytes=2**63 - 1),
    _fault("slow", bytes_per_second=1e-9),
    _fault("slow", bytes_per_second=10**9, head=True),
    _fault("segments"),
    _fault("segments", bytes=1),
    {**_fault("refuse"), "times": 1, "match": {"peer": "::1"}},
    {**_fault("refuse"), "duration": 1},
]


@pytest.mark.parametrize("body", FITS, ids=str)
def test_a_rule_at_the_edge_is_taken_and_shown_as_sent(bench: Bench, body: dict[str, object]) -> None:
    shown = msgspec.to_builtins(bench.core.add_fault(parse_rule(body), bench.now_us))
    assert {name: shown[name] for name in body} == body


def test_a_session_lives_to_its_last_microsecond(bench: Bench) -> None:
    device = bench.online()
    bench.now_us += 3600 * US
    assert device.poll().status == 200
    bench.now_us += 1
    assert device.poll().code == "session_expired"


def test_a_registration_token_lives_to_its_last_microsecond(bench: Bench) -> None:
    first, second = bench.generate().registration_token, bench.generate().registration_token
    bench.now_us += 86_400 * US
    assert bench.register(first).status == 200
    bench.now_us += 1
    assert bench.register(second).code == "token_expired"


def test_a_repetition_is_let_pass_to_the_last_microsecond_of_its_window(bench: Bench) -> None:
    bench.change(idempotent_register_window=30)
    device = bench.registered()
    bench.now_us += 30 * US
    reply = bench.register(device.registration_token)
    assert (reply.status, reply.text("permanent_token")) == (200, device.token)
    assert bench.journal()[-1].note == "repeated registration"
    bench.now_us += 1
    assert bench.register(device.registration_token).code == "token_used"


def test_a_window_of_one_second_is_one(bench: Bench) -> None:
    bench.change(idempotent_register_window=1)
    device = bench.registered()
    bench.now_us += US
    assert bench.register(device.registration_token).status == 200


@pytest.mark.parametrize(
    ("age_us", "status"),
    [
        (0, DeviceStatus.ONLINE),
        (10 * US - 1, DeviceStatus.ONLINE),
        (10 * US, DeviceStatus.AWAY),
        (300 * US, DeviceStatus.AWAY),
        (300 * US + 1, DeviceStatus.OFFLINE),
        (-10 * US + 1, DeviceStatus.ONLINE),
        (-10 * US, DeviceStatus.AWAY),
        (-300 * US - 1, DeviceStatus.OFFLINE),
    ],
)
def test_a_status_changes_at_its_limit(bench: Bench, age_us: int, status: DeviceStatus) -> None:
    device = bench.online()
    bench.now_us += age_us
    assert device.status == status.shown
    assert bench.core.contact(device.id, bench.now_us) == (status, bench.now_us - age_us)


@pytest.mark.parametrize(("retry_s", "header"), [(0, None), (1, "1"), (60, "60")])
def test_maintenance_says_when_to_come_again_if_it_knows(bench: Bench, retry_s: int, header: str | None) -> None:
    bench.change(maintenance=True, maintenance_retry_after_s=retry_s)
    reply = bench.poll("x")
    assert (reply.status, reply.headers.get("retry-after")) == (503, header)


def test_too_many_connections_are_told_to_come_in_a_second(bench: Bench) -> None:
    delivery = bench.core.refuse_connection(HttpRequest("GET", STATE), bench.now_us)
    assert delivery.response is not None
    assert (delivery.response.status, delivery.response.headers["retry-after"]) == (429, "1")
    row = bench.journal()[-1]
    assert (row.note, row.code, row.fault) == ("too many connections from this address", "rate_limited", "")


def test_what_cannot_be_stored_is_refused_for_five_seconds(bench: Bench) -> None:
    delivery = bench.core.refuse_unstored(HttpRequest("POST", STATE), bench.now_us)
    assert delivery.response is not None
    assert (delivery.response.status, delivery.response.headers["retry-after"]) == (503, "5")
    assert (bench.journal()[-1].status, bench.journal()[-1].code) == (503, "storage")


@pytest.mark.parametrize("is_limited", [True, False])
def test_connections_are_limited_with_the_rest(bench: Bench, is_limited: bool) -> None:
    bench.change(rate_limit_enabled=is_limited, rate_limit_connections=7)
    assert bench.core.connection_limit == (7 if is_limited else None)


@pytest.mark.parametrize(("zone", "window_us"), [(Zone.API, US), (Zone.REGISTER, 60 * US)])
def test_a_window_is_open_again_at_its_end(zone: Zone, window_us: int) -> None:
    limits = RateLimits()
    assert limits.admit(zone, "a", 1, 0) == 0
    assert limits.admit(zone, "a", 1, window_us - 1) == 1
    assert limits.admit(zone, "a", 1, 1) == math.ceil((window_us - 1) / US)
    assert limits.admit(zone, "b", 1, 1) == 0
    assert limits.admit(zone, "a", 1, window_us) == 0


def test_idle_addresses_are_forgotten_and_busy_ones_are_not() -> None:
    limits = RateLimits()
    for number in range(5000):
        limits.admit(Zone.API, str(number), 1, 0)
    assert limits.admit(Zone.API, "late", 1, US) == 0
    assert len(limits._admitted) == 1
    assert limits.admit(Zone.API, "late", 1, US) == 1


def test_idle_addresses_are_looked_for_once_a_second_also_after_the_clock_was_put_back() -> None:
    limits = RateLimits()
    for number in range(5000):
        limits.admit(Zone.API, str(number), 1, 10 * US)
    limits.admit(Zone.API, "late", 1, 11 * US - 1)
    assert len(limits._admitted) == 5001
    limits.admit(Zone.API, "early", 1, 9 * US)
    assert set(limits._admitted) == {(Zone.API, "early")}


@pytest.mark.parametrize("status", [204, 205, 304])
def test_an_injected_status_without_body_has_none(bench: Bench, status: int) -> None:
    bench.core.add_fault(parse_rule(_fault("status", status=status)), bench.now_us)
    response = bench.deliver(HttpRequest("GET", STATE)).response
    assert response is not None
    assert (response.status, response.body) == (status, b"")


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [(206, "Partial Content", "injected_fault"), (299, "Status 299", "injected_fault"), (305, "Use Proxy", None)],
)
def test_an_injected_status_speaks_for_itself(bench: Bench, status: int, error: str, code: str | None) -> None:
    bench.core.add_fault(parse_rule(_fault("status", status=status)), bench.now_us)
    reply = bench.send("GET", STATE)
    assert (reply.status, reply.error, reply.body["success"]) == (status, error, False)
    assert reply.code == (code or "injected_fault")


def test_an_undisturbed_delivery_is_on_time_and_whole() -> None:
    assert Delivery(None) == Delivery(None, None, "", None)
    plain = AnswerDisturbance((FaultKind.CORRUPT,))
    assert (plain.delay_s, plain.keep_bytes, plain.bytes_per_second, plain.piece_bytes) == (0, None, None, None)
    assert (plain.is_head_slow, plain.malformation, plain.ending, plain.late_us(10**6)) == (False, None, Ending.KEEP, 0)
    assert name_of((FaultKind.DELAY, FaultKind.TRUNCATE)) == "delay+truncate"


@pytest.mark.parametrize(
    ("kind", "delay_s", "ending"),
    [
        ("corrupt", 0.0, Ending.KEEP),
        ("truncate", 0.0, Ending.FIN),
        ("reset", 0.0, Ending.RST),
        ("half_open", 0.0, Ending.HOLD),
    ],
)
def test_an_answer_is_late_only_if_a_rule_says_so(bench: Bench, kind: str, delay_s: float, ending: Ending) -> None:
    bench.core.add_fault(parse_rule(_fault(kind)), bench.now_us)
    disturbance = bench.deliver(HttpRequest("GET", STATE)).disturbance
    assert disturbance is not None
    assert (disturbance.delay_s, disturbance.ending) == (delay_s, ending)


def test_the_journal_keeps_the_beginning_of_what_is_too_long(bench: Bench) -> None:
    words = ". " * 400
    bench.send(words, f"/{words}", query=words, headers={"user-agent": words, "content-type": words})
    row = bench.core._journal.rows_after(0)[-1]
    entry = bench.journal()[-1]
    assert {len(text) for text in (row.method, row.path, row.query)} == {640}  # type: ignore[union-attr]
    shown = (entry.method, entry.path, entry.query, *entry.headers.values())
    assert {len(text) for text in shown} == {512}
    assert words.startswith(entry.method)


def test_a_row_of_nothing_special_says_nothing() -> None:
    row = Journal(JournalForm()).row(HttpRequest("GET", "/"), 5, status=None)
    assert (row.code, row.device, row.fault, row.note, row.status) == ("", "", "", "", None)
    assert (row.time_us, row.method, row.path, row.query, row.peer, row.headers) == (5, "GET", "/", "", "127.0.0.1", ())


def test_the_newest_entries_of_a_device_are_found(bench: Bench) -> None:
    first, second = bench.online(), bench.online("24:6F:28:00:00:02", "ESP32_2")
    for _ in range(3):
        first.poll()
        second.poll()
    seqs = [entry.seq for entry in bench.journal() if entry.device == first.id]
    assert [entry.seq for entry in bench.core.journal_newest(2, 0, first.id)] == seqs[-2:]
    assert [entry.seq for entry in bench.core.journal_newest(99, seqs[-2], first.id)] == seqs[-1:]
    assert [entry.seq for entry in bench.core.journal_newest(99, seqs[-2])] == [seqs[-1] - 1, seqs[-1], seqs[-1] + 1]
    body = bench.admin("GET", "/journal", query=f"device={second.id}&last=1&since=2").body
    assert isinstance(body["entries"], list)
    assert [entry["seq"] for entry in body["entries"]] == [seqs[-1] + 1]
    assert (body["last_seq"], body["dropped"]) == (10, 0)


@pytest.mark.parametrize("path", ["claim", "state"])
def test_an_unknown_device_is_told_before_a_wrong_body(bench: Bench, path: str) -> None:
    method = "PUT" if path == "state" else "POST"
    assert bench.admin(method, f"/devices/nobody/{path}", {"nonsense": 1}).status == 404


def test_a_wrong_method_is_told_what_an_action_takes(bench: Bench) -> None:
    for action in ("regenerate", "revoke", "claim"):
        assert bench.admin("GET", f"/devices/x/{action}").headers["allow"] == "POST, OPTIONS"
    assert bench.admin("POST", "/devices/x/state").headers["allow"] == "PUT, OPTIONS"
    assert bench.admin("PUT", "/faults/log").headers["allow"] == "GET, HEAD, OPTIONS"
    assert bench.admin("PUT", "/journal").headers["allow"] == "GET, HEAD, OPTIONS"
    assert bench.admin("PUT", "/events").headers["allow"] == "GET, HEAD, OPTIONS"
    assert bench.admin("GET", "/reset").headers["allow"] == "POST, OPTIONS"


def _described(form: type[msgspec.Struct]) -> dict[str, dict[str, object]]:
    schema = msgspec.json.schema(form)
    properties: dict[str, dict[str, object]] = schema["$defs"][form.__name__]["properties"]
    return properties


def test_every_field_of_the_admin_side_is_described_with_its_range() -> None:
    described = {form: _described(form) for form in (forms.NewDevice, forms.Claim, forms.ClockChange, forms.Seed)}
    assert all(field["description"] for fields in described.values() for field in fields.values())
    hundred_years = 100 * 366 * 86_400
    clock = described[forms.ClockChange]
    assert (clock["advance"]["minimum"], clock["advance"]["maximum"]) == (0, hundred_years)
    assert (clock["offset"]["minimum"], clock["offset"]["maximum"]) == (-hundred_years, hundred_years)
    assert "maximum" not in clock["freeze"]
    assert described[forms.NewDevice]["name"]["maxLength"] == 64
    seed = described[forms.Seed]["seed"]
    assert (seed["minimum"], seed["maximum"]) == (1 - 2**256, 2**256 - 1)
    assert json.loads(msgspec.json.encode(forms.Done())) == {"success": True}


def test_the_document_names_its_server_its_pages_and_its_key(bench: Bench) -> None:
    open_one = bench.core.describe("http://here", needs_key=False, pages=("/",))
    locked = bench.core.describe("http://here", needs_key=True, pages=())
    assert open_one["servers"] == [{"url": "http://here"}]
    assert bench.core.is_described
    assert set(msgspec.to_builtins(open_one["paths"])) - set(msgspec.to_builtins(locked["paths"])) == {"/"}
    assert "security" in json.dumps(locked)


@pytest.mark.parametrize(("seed", "fits"), [(2**256 - 1, True), (2**256, False), (1 - 2**256, True)])
def test_a_seed_has_at_most_256_bits(bench: Bench, seed: int, fits: bool) -> None:
    assert bench.admin("POST", "/reset", {"seed": seed}).status == (200 if fits else 400)


@pytest.mark.parametrize(("length", "fits"), [(64, True), (65, False)])
def test_a_name_has_at_most_64_characters(bench: Bench, length: int, fits: bool) -> None:
    assert bench.admin("POST", "/devices", {"board": "esp32", "name": "x" * length}).status == (201 if fits else 400)


@pytest.mark.parametrize(("value", "expected"), [(5.0, 5), (5.5, 5.5), (2.0**256, 2**256), (2.0**257, 2.0**257)])
def test_a_whole_number_is_one_however_it_is_written(value: float, expected: float) -> None:
    read = with_whole_numbers({"a": {"b": value}})["a"]
    assert read == {"b": expected}
    assert isinstance(read, dict)
    assert type(read["b"]) is type(expected)


def test_a_body_may_be_as_large_as_allowed(bench: Bench) -> None:
    device = bench.online()
    body = b'{"relay1": true' + b" " * (65_536 - 16) + b"}"
    credentials = {"x-device-token": device.token, "x-session-id": device.session}
    assert bench.send("POST", STATE, body, credentials).status == 200
    assert bench.send("POST", STATE, body + b" ", credentials).status == 413
    assert bench.send("GET", STATE, body, credentials).status == 200
    assert bench.send("GET", STATE, body + b" ", credentials).status == 413


@pytest.mark.parametrize(
    ("host", "is_let_in"),
    [("localhost:65535", True), ("localhost:65536", False), ("localhost:x", False), ("a b", False), ("", False)],
)
def test_a_host_is_a_name_and_perhaps_a_port(host: str, is_let_in: bool) -> None:
    assert (denial(AccessPolicy(), {"host": host}) is None) is is_let_in


@pytest.mark.parametrize("content_type", ["application/json; x=y; charset=latin-1", "application/json;charset=utf-16"])
def test_any_parameter_may_name_a_wrong_charset(bench: Bench, content_type: str) -> None:
    assert bench.send("POST", STATE, b"{}", {"content-type": content_type}).status == 415


@pytest.mark.parametrize("content_type", ["application/json;charset=utf8", "application/json; charset=US-ASCII"])
def test_charsets_that_are_utf_8_are_json(bench: Bench, content_type: str) -> None:
    device = bench.online()
    headers = {"x-device-token": device.token, "x-session-id": device.session, "content-type": content_type}
    assert bench.send("POST", STATE, b"{}", headers).status == 200
