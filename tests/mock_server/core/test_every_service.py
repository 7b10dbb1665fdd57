"""What every service of this server has in common, tried on the smallest one; and words that clients rely on."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.mock_server.core import AccessPolicy, AdminSide, Delivery, EventKind
from oceanhil.mock_server.core.admin.server import EVENT_STREAM
from oceanhil.mock_server.core.answer_disturbance import _corrupt as corrupted
from oceanhil.mock_server.core.changes import Snapshot
from oceanhil.mock_server.core.delivery import Ending
from oceanhil.mock_server.core.journal import Journal, JournalForm, PollRow
from oceanhil.mock_server.core.service import Service
from oceanhil.mock_server.core.storage import StorageState, StorageView, storage_refusal
from oceanhil.mock_server.core.views import Phase
from oceanhil.protocol.device_status import BY_WORD
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule, Malformation, Match, parse_rule
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.redact import Concealer
from tests.mock_server.conftest import Bench, reply_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from oceanhil.mock_server.core import Event
    from oceanhil.protocol.profile import Scalar

DOCS = Path(__file__).parents[3] / "docs"
STATE = "/api/device/state/"
NOW_US = 5_000_000


class Plain:
    """Settings of which there is one."""

    def __init__(self) -> None:
        self.word: Scalar = "first"

    def show(self) -> Mapping[str, Scalar]:
        return {"word": self.word}

    def change(self, changes: Mapping[str, object]) -> None:
        self.word = str(changes["word"])

    def reset(self) -> None:
        self.word = "first"


class Echo(Service):
    """A service that answers every request with its body."""

    def _answer(self, request: HttpRequest, at_us: int, fault: str) -> Delivery:
        return self._delivered(request, at_us, HttpResponse(200, request.body), fault=fault, owner="me", note="echoed")


@pytest.fixture
def echo() -> Echo:
    return Echo("echo", 1, Plain())


def test_a_service_without_more_answers_and_notes(echo: Echo) -> None:
    delivery = echo.handle(HttpRequest("PUT", "/x", {}, b"body", "a=b", "192.0.2.9"), NOW_US)
    assert delivery.response == HttpResponse(200, b"body")
    (entry,) = echo.journal_since(0)
    assert (entry.method, entry.path, entry.query, entry.peer) == ("PUT", "/x", "a=b", "192.0.2.9")
    assert (entry.status, entry.code, entry.device, entry.fault, entry.note) == (200, "", "me", "", "echoed")
    assert entry.time == 5


def test_a_service_without_more_can_be_disturbed_and_listened_to(echo: Echo) -> None:
    heard: list[Event] = []
    echo.subscribe(heard.append)
    echo.add_fault(parse_rule({"fault": {"kind": "status", "status": 418}, "times": 1}), NOW_US)
    injected = echo.handle(HttpRequest("GET", "/"), NOW_US).response
    assert injected is not None
    assert reply_of(injected).body == {"success": False, "error": "I'm a Teapot", "code": "injected_fault"}
    echo.add_fault(parse_rule({"fault": {"kind": "drop_response"}, "match": {"device": "me"}}), NOW_US)
    assert echo.handle(HttpRequest("GET", "/"), NOW_US).response is not None
    assert [event.kind.value for event in heard] == ["faults", "injected", "request", "faults", "request"]
    assert [(entry.status, entry.fault) for entry in echo.journal_since(0)] == [(418, "status"), (200, "")]


def test_a_service_without_more_has_the_levers_of_all(echo: Echo) -> None:
    admin = AdminSide(echo, AccessPolicy())

    def ask(method: str, path: str, body: bytes = b"") -> HttpResponse:
        headers = {"host": "localhost"} | ({"content-type": "application/json"} if body else {})
        return admin.handle(HttpRequest(method, f"/_admin{path}", headers, body), NOW_US)

    assert reply_of(ask("GET", "/settings")).body == {"word": "first"}
    assert reply_of(ask("PUT", "/settings", b'{"word": "second"}')).body == {"word": "second"}
    assert reply_of(ask("PUT", "/clock", b'{"advance": 2}')).body == {"now": 7, "offset": 2, "frozen": False}
    assert echo.unix_us(NOW_US) == 7_000_000
    assert reply_of(ask("POST", "/reset", b'{"seed": 4}')).body == {"success": True, "seed": 4}
    assert reply_of(ask("GET", "/settings")).body == {"word": "first"}
    assert ask("GET", "/devices").status == 404
    assert reply_of(ask("GET", "/health")).body == {
        "success": True,
        "status": "ok",
        "profile": "echo",
        "devices": 0,
        "storage": {"state": "memory", "reason": ""},
        "admin_api": 1,
    }


def test_a_service_without_more_is_not_described(echo: Echo) -> None:
    assert (echo.is_described, echo.paths, echo.memory_paths) == (False, (), ())
    assert (echo.connection_limit, echo.max_body_bytes) == (None, 65_536)
    with pytest.raises(NotImplementedError, match="echo"):
        echo.describe("http://x", needs_key=False, pages=())
    assert (echo.census(0).name, echo.census(0).label, echo.census(0).counts) == ("kept", "kind", {})


def test_what_cannot_be_judged_is_refused_in_the_services_form(echo: Echo) -> None:
    assert reply_of(echo.broken(400, "no HTTP", "broken")).body == {
        "success": False,
        "error": "no HTTP",
        "code": "broken",
    }
    assert echo.broken(431, "x", "y", "/path").status == 431
    refused = echo.refuse_connection(HttpRequest("GET", "/"), NOW_US).response
    assert refused is not None
    assert (refused.status, refused.headers["retry-after"]) == (429, "1")
    assert reply_of(storage_refusal()).body["success"] is False


def test_a_restart_is_told_and_takes_nothing_that_all_have(echo: Echo) -> None:
    heard: list[Event] = []
    echo.subscribe(heard.append)
    echo.handle(HttpRequest("GET", "/"), NOW_US)
    echo.restart(NOW_US)
    assert [event.kind for event in heard] == [EventKind.REQUEST, EventKind.RESTART]
    assert echo.journal_last_seq == 1


def test_the_streams_beginning_is_a_comment_that_nobody_keeps(bench: Bench) -> None:
    request = HttpRequest("GET", "/_admin/events", {"host": "localhost"})
    stream = bench.admin_side.handle(request, bench.now_us)
    assert (stream.status, stream.headers["content-type"], stream.headers["cache-control"]) == (
        200,
        "text/event-stream",
        "no-store",
    )
    assert stream.body.startswith(b":")
    assert stream.body.endswith(b"\n\n")
    assert stream.headers["content-type"] == EVENT_STREAM


@pytest.mark.parametrize(
    ("phase", "state", "status", "code"),
    [
        (Phase.SERVING, StorageState.MEMORY, 200, None),
        (Phase.SERVING, StorageState.DURABLE, 200, None),
        (Phase.SERVING, StorageState.READ_ONLY, 503, "read_only"),
        (Phase.SERVING, StorageState.UNREADABLE, 503, "unreadable"),
        *((phase, StorageState.MEMORY, 503, phase.value) for phase in Phase if phase is not Phase.SERVING),
    ],
)
def test_a_server_is_ready_when_it_does_its_whole_work(
    bench: Bench, phase: Phase, state: StorageState, status: int, code: str | None
) -> None:
    bench.core.phase, bench.core.storage = phase, StorageView(state)
    reply = bench.admin("GET", "/ready")
    assert (reply.status, reply.code) == (status, code)
    assert reply.body["success"] is (status == 200)
    if status == 200:
        assert reply.body["status"] == "ready"


ACTIONS = {
    ("GET", "/health"): 200,
    ("GET", "/ready"): 200,
    ("GET", "/clock"): 200,
    ("GET", "/settings"): 200,
    ("GET", "/faults"): 200,
    ("GET", "/faults/log"): 200,
    ("GET", "/journal"): 200,
    ("GET", "/events"): 200,
    ("GET", "/devices"): 200,
    ("GET", "/devices/{id}"): 200,
    ("POST", "/devices/{id}/regenerate"): 200,
    ("POST", "/devices/{id}/revoke"): 200,
    ("DELETE", "/faults"): 200,
    ("POST", "/restart"): 200,
    ("POST", "/reset"): 200,
    ("DELETE", "/devices/{id}"): 200,
}


@pytest.mark.parametrize(("method", "path"), ACTIONS)
def test_every_action_without_a_body_is_where_it_is_said_to_be(bench: Bench, method: str, path: str) -> None:
    identity = bench.generate().id
    reply = bench.admin(method, path.replace("{id}", identity))
    assert reply.status == ACTIONS[method, path]
    refused = bench.admin("PATCH", path.replace("{id}", identity))
    assert refused.status == 405
    assert method in refused.headers["allow"].split(", ")
    assert refused.headers["allow"] in str(refused.error)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "/devices/{id}/state", {"relay1": True}, 200),
        ("POST", "/devices/{id}/claim", {"mac_address": "24:6F:28:00:00:01", "device_id": "X"}, 200),
        ("POST", "/devices", {"board": "picow"}, 201),
        ("PUT", "/clock", {"freeze": True}, 200),
        ("PUT", "/settings", {"maintenance": True}, 200),
        ("POST", "/faults", {"fault": {"kind": "reset"}}, 201),
    ],
)
def test_every_action_with_a_body_too(bench: Bench, method: str, path: str, body: object, status: int) -> None:
    assert bench.admin(method, path.replace("{id}", bench.generate().id), body).status == status


def _words_of(page: str) -> set[str]:
    return set(re.findall(r"`([a-z_+]+)`", (DOCS / page).read_text("utf-8")))


def test_the_words_of_faults_and_storage_are_in_the_documentation() -> None:
    words = _words_of("faults.md") | _words_of("server.md") | _words_of("server-data.md") | _words_of("operation.md")
    for kinds in (FaultKind, Malformation, StorageState):
        assert {kind.value for kind in kinds} <= words


def test_the_words_of_events_are_in_the_documentation() -> None:
    words = _words_of("server.md") | _words_of("ringcentral.md") | _words_of("dashboard.md") | _words_of("operation.md")
    assert {kind.value for kind in EventKind} <= words


def test_endings_and_statuses_have_their_words() -> None:
    assert {ending.value for ending in Ending} == {"keep", "fin", "rst", "hold"}
    assert set(BY_WORD) == {"PENDING", "ONLINE", "AWAY", "OFFLINE", "REVOKED"}


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Bearer " + "t" * 40, "Bearer tttttttttttt…"),
        ("bearer " + "t" * 40, "bearer tttttttttttt…"),
        ("Basic dXNlcjpwYXNz", "Basic …"),
        ("Digest a b c", "Digest …"),
        ("t" * 40, "tttttttttttt…"),
    ],
)
def test_of_a_proof_the_scheme_and_a_tokens_beginning_are_kept(sent: str, shown: str) -> None:
    journal = Journal(JournalForm(("authorization",)))
    row = journal.row(HttpRequest("GET", "/", {"authorization": sent}), 0, status=200)
    assert row.headers == (("authorization", shown),)


def test_a_key_of_the_admin_side_is_nowhere_in_the_journal() -> None:
    conceal = Concealer()
    conceal.add("a-key-of-sixteen-and-more")
    journal = Journal(JournalForm(("authorization",)), conceal=conceal)
    said = HttpRequest(
        "a-key-of-sixteen-and-more",
        "/a-key-of-sixteen-and-more",
        {"authorization": "Bearer a-key-of-sixteen-and-more", "user-agent": "a-key-of-sixteen-and-more"},
        b"",
        "a-key-of-sixteen-and-more",
    )
    assert "a-key-of-sixteen-and-more" not in repr(journal.row(said, 0, status=200))


# RFC 6749, 6750, 7521 and 7636, and OceanRemote's own.
SECRET_NAMES = (
    *("token", "access_token", "refresh_token", "code", "assertion", "client_secret", "password", "code_verifier"),
)


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_a_parameter_that_is_a_secret_by_its_name_is_cut(bench: Bench, name: str) -> None:
    bench.send("GET", STATE, query=f"a=b&{name}={'s' * 20}&{name.upper()}={'t' * 20}")
    # Of a password nothing is shown, of a token what tells it from others.
    shown = 0 if name in {"client_secret", "password"} else 12
    assert bench.journal()[-1].query == f"a=b&{name}={'s' * shown}…&{name.upper()}={'t' * shown}…"


def test_an_answer_after_a_restart_is_a_new_token_and_the_first_ends(bench: Bench) -> None:
    bench.change(idempotent_register_window=60)
    device = bench.online()
    other = Bench()
    other.now_us = bench.now_us
    other.core.lasting.restore(bench.core.lasting.snapshot())
    urgent = other.core.changes.urgent
    reply = other.register(device.registration_token)
    assert reply.status == 200
    assert reply.text("permanent_token") != device.token
    assert other.core.changes.urgent > urgent
    assert "new permanent token" in other.journal()[-1].note
    assert other.open_session(device.token).code == "token_revoked"
    assert other.open_session(reply.text("permanent_token")).status == 200
    assert reply.body["server_time"] == bench.now_us // 1_000_000


def test_a_rule_may_mean_the_owner_of_a_token_that_has_ended(bench: Bench) -> None:
    device = bench.online()
    bench.core.revoke(device.id, bench.now_us)
    bench.core.add_fault(FaultRule(Fault(FaultKind.STATUS, status=418), Match(device=device.id)), bench.now_us)
    assert device.poll().status == 418
    assert bench.journal()[-1].device == device.id
    assert bench.poll("oc_perm_other").status == 401


def test_a_rule_about_connections_counts_only_its_own_peer(bench: Bench) -> None:
    rule = {"fault": {"kind": "refuse"}, "match": {"peer": "192.0.2.1"}, "times": 2}
    bench.core.add_fault(parse_rule({"fault": {"kind": "delay", "seconds": 1}}), bench.now_us)
    bench.core.add_fault(parse_rule(rule), bench.now_us)
    asked = [bench.core.refuses_connection(peer, bench.now_us) for peer in ("192.0.2.1", "192.0.2.2", "192.0.2.1")]
    assert asked == [True, False, True]
    assert not bench.core.refuses_connection("192.0.2.1", bench.now_us)
    assert [fault.fired for fault in bench.core.faults()] == [0, 2]
    assert [strike.journal for strike in bench.core.fault_log.since(0)] == [None, None]


def test_a_rule_about_connections_ends_with_its_time(bench: Bench) -> None:
    bench.core.add_fault(parse_rule({"fault": {"kind": "refuse"}, "duration": 2}), bench.now_us)
    assert bench.core.refuses_connection("x", bench.now_us + 1_999_999)
    assert not bench.core.refuses_connection("x", bench.now_us + 2_000_000)


def test_ids_have_eight_digits_and_tokens_the_length_that_is_set(bench: Bench) -> None:
    bench.change(registration_body_length=20, permanent_body_length=30, session_token_length=24)
    device = bench.online()
    assert re.fullmatch("[0-9a-f]{8}", device.id)
    assert [len(text) for text in (device.registration_token, device.token, device.session)] == [27, 38, 24]


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("registration_body_length", 256),
        ("permanent_body_length", 256),
        ("session_token_length", 256),
        ("max_body_bytes", 16 * 1024 * 1024),
        ("session_ttl_s", 10**9),
    ],
)
def test_a_setting_is_no_larger_than_a_machine_bears(bench: Bench, name: str, most: int) -> None:
    assert bench.admin("PUT", "/settings", {name: most}).body[name] == most
    refused = bench.admin("PUT", "/settings", {name: most + 1})
    assert (refused.status, str(most) in str(refused.error)) == (400, True)


def test_a_name_that_is_taken_is_drawn_again(bench: Bench) -> None:
    bench.change(registration_body_length=1, permanent_body_length=1)
    tokens = [bench.generate().registration_token for _ in range(200)]
    assert len(set(tokens)) == 200
    assert max(map(len, tokens)) <= 7 + 3


def test_the_clock_may_be_set_to_a_hundred_years_off(bench: Bench) -> None:
    hundred = 100 * 366 * 86_400
    for offset in (-hundred, hundred):
        assert bench.admin("PUT", "/clock", {"offset": offset}).body["offset"] == offset
        assert bench.admin("PUT", "/clock", {"offset": offset + (1 if offset > 0 else -1)}).status == 400
    assert bench.admin("PUT", "/clock", {"offset": 0}).status == 200
    assert bench.admin("PUT", "/clock", {"advance": hundred}).status == 200
    assert bench.admin("PUT", "/clock", {"advance": 1}).status == 409


def test_a_claimed_record_is_free_again_once_it_registered(bench: Bench) -> None:
    generated = bench.generate()
    bench.core.claim(generated.id, bytes.fromhex("246F28AABBCC"), "ESP32_246F28AABBCC", bench.now_us)
    assert bench.register(generated.registration_token, "24:6F:28:00:00:02").code == "mac_mismatch"
    assert bench.register(generated.registration_token).status == 200
    assert [record.reserved for record in bench.core.lasting.snapshot().devices] == [False]


def test_a_missing_field_is_told_as_missing_and_a_wrong_one_as_wrong(bench: Bench) -> None:
    body = {"token": "t", "device_id": "d", "mac_address": "24:6F:28:00:00:02"}
    assert bench.send("POST", "/api/device/register/", body).error == "ip is missing, expected a text"
    for value, word in ((None, "null"), (1, "a number"), (1.5, "a number"), (True, "true or false"), ([], "a list")):
        reply = bench.send("POST", "/api/device/register/", {**body, "ip": value})
        assert reply.error == f"ip is {word}, expected a text"
    assert "an object" in str(bench.send("POST", "/api/device/register/", {**body, "ip": {}}).error)


def test_a_deleted_device_takes_only_its_own_tokens_along(bench: Bench) -> None:
    bench.core.lasting.restore(Snapshot())
    first, second = bench.registered(), bench.registered("24:6F:28:00:00:02", "ESP32_2")
    for device in (first, second):
        bench.core.revoke(device.id, bench.now_us)
    bench.core.delete(first.id, bench.now_us)
    changes = bench.core.lasting.take_changes()
    assert {token.device for token in changes.retired} == {second.id}
    assert len(changes.retired) == 2


def test_a_token_in_the_query_is_warned_of_beside_what_else_is_said(bench: Bench) -> None:
    device = bench.online()
    bench.send("GET", STATE, query=f"token={device.token}")
    assert bench.journal()[-1].note.startswith("the permanent token travels in the query")
    bench.send("GET", STATE, query="token=")
    assert "travels in the query" in bench.journal()[-1].note


def test_the_poll_of_a_device_shows_its_newest_state(bench: Bench) -> None:
    device = bench.online()
    assert device.poll().body["relay1"] is False
    bench.core.set_state(device.id, {"relay1": True, "temperature": 3}, bench.now_us)
    body = device.poll().body
    assert (body["relay1"], body["relay2"], body["temperature"], body["humidity"]) == (True, False, 3.0, None)
    bench.core.set_state(device.id, {"temperature": None}, bench.now_us)
    assert device.poll().body["temperature"] is None


@given(st.integers(1, 200), st.integers(0, 2**32))
def test_a_corrupt_answer_differs_in_one_byte_of_eight(length: int, seed: int) -> None:
    body = bytes(length)
    damaged = corrupted(body, random.Random(seed))
    assert (len(damaged), sum(byte != 0 for byte in damaged)) == (length, -(-length // 8))


def test_a_report_is_accepted_in_so_many_words(bench: Bench) -> None:
    assert bench.online().report({"relay1": True}).body == {"success": True}


def test_a_session_refused_for_its_clock_is_told_the_servers(bench: Bench) -> None:
    device = bench.registered()
    bench.wait(0.75)
    reply = bench.open_session(device.token, headers={"x-device-time": "0"})
    assert (reply.code, reply.body["server_time"]) == ("clock_skew", 1_700_000_000)


def test_a_token_of_no_text_is_no_token(bench: Bench) -> None:
    assert bench.send("GET", STATE, query="token=%ff%fe").status == 401
    assert bench.send("GET", STATE, query="%74oken=%ff").status == 401
    assert "travels in the query" in bench.journal()[-1].note


def test_strikes_are_counted_by_their_kind(bench: Bench) -> None:
    bench.core.add_fault(parse_rule({"fault": {"kind": "reset"}, "times": 3}), bench.now_us)
    bench.core.add_fault(parse_rule({"fault": {"kind": "half_open"}, "times": 1}), bench.now_us)
    for _ in range(5):
        bench.send("GET", STATE)
    assert bench.core.fault_log.counts == {FaultKind.RESET: 3, FaultKind.HALF_OPEN: 1}
    assert bench.core.fault_log.last_seq == 4


def test_a_fault_is_named_on_a_live_poll_too(bench: Bench) -> None:
    device = bench.online()
    assert isinstance(_newest_row_after(bench, device.poll), PollRow)
    bench.core.add_fault(parse_rule({"fault": {"kind": "delay", "seconds": 1}}), bench.now_us)
    device.poll()
    assert (bench.journal()[-1].fault, bench.journal()[-1].status) == ("delay", 200)


def _newest_row_after(bench: Bench, act: Callable[[], object]) -> object:
    act()
    return bench.core._journal.rows_after(0)[-1]


def test_a_rule_may_mean_a_device_by_the_id_that_it_claims_to_have(bench: Bench) -> None:
    bench.core.add_fault(FaultRule(Fault(FaultKind.STATUS, status=418), Match(device="ESP32_X")), bench.now_us)
    assert bench.register("oc_reg_unknown", device_id="ESP32_X").status == 418
    assert bench.register("oc_reg_unknown", device_id="ESP32_Y").status == 401


def test_the_metrics_name_the_paths_of_the_device_api(bench: Bench) -> None:
    assert bench.core.paths == ("/api/device/register/", "/api/device/session/", STATE)
    assert bench.core.memory_paths == ("/api/device/session/",)


def test_of_several_values_in_a_query_the_last_counts(bench: Bench) -> None:
    for _ in range(3):
        bench.send("GET", STATE)
    body = bench.admin("GET", "/journal", query="since=0&since=2").body
    assert isinstance(body["entries"], list)
    assert [entry["seq"] for entry in body["entries"]] == [3]


def test_the_newest_ten_thousand_strikes_are_kept(bench: Bench) -> None:
    bench.core.add_fault(parse_rule({"fault": {"kind": "refuse"}, "times": 10**6}), bench.now_us)
    for _ in range(10_001):
        bench.core.refuses_connection("x", bench.now_us)
    assert (bench.core.fault_log.dropped, bench.core.fault_log.since(0)[0].seq) == (1, 2)
