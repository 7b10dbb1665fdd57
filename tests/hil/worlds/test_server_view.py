"""The server as a scenario sees it: buttons of the dashboard, and what they and time change, in the trace."""

import msgspec
import pytest

from oceanhil.hil.worlds.server_view import ServerView
from oceanhil.mock_server.core.core import Core
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.faults import Fault, FaultKind, FaultRule, Match, parse_rule
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.identity import format_mac
from oceanhil.protocol.messages import RegisterReply, RegisterRequest, SessionReply, SessionRequest
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.trace import EventKind, Trace
from oceanhil.scenarios.world import WorldError
from oceanhil.simulator.kernel import Kernel

PROFILE = load_profile()
EPOCH_US = 1_768_478_400_000_000
SECOND_US, MINUTE_US = 1_000_000, 60_000_000
STATE = HttpRequest("GET", PROFILE.wire.state_path)
DEVICE_ID, JSON = "ESP32_246F28AABBCC", {"content-type": "application/json"}
MAC = bytes.fromhex("246f28aabbcc")


class CountedLock:
    """A lock that knows how often it was taken."""

    def __init__(self) -> None:
        self.taken = 0

    def __enter__(self) -> None:
        self.taken += 1

    def __exit__(self, *_: object) -> None:
        pass


class Bench:
    """A server without any transport."""

    def __init__(self) -> None:
        self.kernel, self.trace, self.lock = Kernel(), Trace(), CountedLock()
        self.core = Core(PROFILE, 3)
        self.headers: dict[str, str] = {}
        self.server = ServerView(self.core, self.kernel, EPOCH_US, PROFILE.wire, self.trace, self.lock)

    def online(self) -> str:
        """A device that has registered and opened a session just now, and is silent from then on."""
        made = self.server.generate_firmware(Board.ESP32, "kitchen")
        body = RegisterRequest(made.registration_token, DEVICE_ID, format_mac(MAC), "192.168.1.50")
        reply = self.ask(HttpRequest("POST", PROFILE.wire.register_path, JSON, msgspec.json.encode(body)))
        token = msgspec.json.decode(reply, type=RegisterReply).permanent_token
        opening = msgspec.json.encode(SessionRequest(DEVICE_ID, format_mac(MAC)))
        asked = {**JSON, PROFILE.wire.token_header: token}
        opened = self.ask(HttpRequest("POST", PROFILE.wire.session_path, asked, opening))
        session = msgspec.json.decode(opened, type=SessionReply).session_id
        assert session is not None
        self.headers = {PROFILE.wire.token_header: token, PROFILE.wire.session_header: session}
        return made.id

    def ask(self, request: HttpRequest) -> bytes:
        delivery = self.core.handle(request, EPOCH_US + self.kernel.now_us)
        self.server.observe(request, delivery, "kitchen")
        assert delivery.response is not None
        return delivery.response.body

    def noted(self, kind: EventKind, field: str) -> list[object]:
        return [event.fields[field] for event in self.trace if event.kind is kind]


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_new_device_is_pending_and_named(bench: Bench) -> None:
    made = bench.server.generate_firmware(Board.ESP32, "kitchen")
    assert bench.server.status(made.id) is DeviceStatus.PENDING
    assert bench.server.name_of(made.id) == "kitchen"
    assert bench.noted(EventKind.DASHBOARD, "action") == ["generate"]


def test_generated_tokens_are_secrets_and_shown_cut(bench: Bench) -> None:
    first = bench.server.generate_firmware(Board.ESP32, "kitchen")
    second = bench.server.regenerate_token(first.id)
    tokens = [first.registration_token, second.registration_token]
    assert bench.server.secrets() == set(tokens)
    assert bench.noted(EventKind.DASHBOARD, "token") == [f"{token[:12]}…" for token in tokens]


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"kind": "reset"}, "reset GET /api/device/state/"),
        ({"kind": "malformed", "how": "header"}, "malformed GET /api/device/state/ header"),
        ({"kind": "answer", "change": "cut"}, "answer GET /api/device/state/ cut"),
        (
            {"kind": "answer", "change": "same", "fields": {"expires_in": 0, "b": "abcdefghijklmnop"}, "without": "a"},
            'answer GET /api/device/state/ same, expires_in=0, b="abcdefghijk…, without "a"',
        ),
    ],
)
def test_a_fault_is_noted_with_how_an_answer_is_changed_and_never_with_a_whole_token(
    bench: Bench, fault: dict[str, object], words: str
) -> None:
    bench.server.add_fault(parse_rule({"fault": fault, "match": {"path": PROFILE.wire.state_path, "method": "GET"}}))
    assert bench.noted(EventKind.DASHBOARD, "change") == [words]


@pytest.mark.parametrize(
    ("match", "words"),
    [
        (Match(path="/api/device/registre/"), "no device asks .*; did you mean '/api/device/register/'"),
        (Match(path="/api/device/register"), "did you mean '/api/device/register/'"),
        (Match(device="kitchen"), "'kitchen' is the name of a device; expected its id, which is "),
    ],
)
def test_a_fault_that_would_strike_nothing_is_refused(bench: Bench, match: Match, words: str) -> None:
    bench.server.generate_firmware(Board.ESP32, "kitchen")
    with pytest.raises(WorldError, match=words):
        bench.server.add_fault(FaultRule(Fault(FaultKind.DROP_REQUEST), match))
    assert not bench.core.faults()


def test_faults_of_a_name_that_none_ever_had_cannot_be_cleared(bench: Bench) -> None:
    bench.server.add_fault(FaultRule(Fault(FaultKind.DROP_REQUEST), name="outage"))
    with pytest.raises(WorldError, match=r"^no fault was ever called 'outrage' here; did you mean 'outage'\?$"):
        bench.server.clear_faults("outrage")
    assert len(bench.core.faults()) == 1
    for _ in range(2):
        bench.server.clear_faults("outage")
    assert not bench.core.faults()


def test_a_status_that_changes_by_silence_is_noted_when_it_changes(bench: Bench) -> None:
    device_id = bench.online()
    bench.kernel.run_until(24 * 60 * MINUTE_US)
    noted = [(event.t_us, event.fields["status"]) for event in bench.trace if event.kind is EventKind.STATUS]
    settings = bench.core.settings()
    away_us, offline_us = int(settings["online_below_s"]) * SECOND_US, int(settings["offline_above_s"]) * SECOND_US + 1
    assert noted[-3:] == [(0, "online"), (away_us, "away"), (offline_us, "offline")]
    assert bench.server.status(device_id) is DeviceStatus.OFFLINE


def test_a_deleted_device_is_deleted(bench: Bench) -> None:
    made = bench.server.generate_firmware(Board.ESP32, "kitchen")
    bench.server.delete_device(made.id)
    assert bench.server.status(made.id) is DeviceStatus.DELETED
    assert bench.noted(EventKind.STATUS, "status")[-1] == "deleted"


@pytest.mark.parametrize(
    ("identity", "words"),
    [
        ("12345678", "^no device has the id '12345678'; "),
        ("kitchen", "^'kitchen' is the name of a device; expected its"),
    ],
)
def test_an_id_that_no_device_ever_had_is_refused(bench: Bench, identity: str, words: str) -> None:
    made = bench.server.generate_firmware(Board.ESP32, "kitchen")
    bench.server.delete_device(made.id)
    noted = len(bench.trace)
    for ask in (
        bench.server.status,
        bench.server.regenerate_token,
        bench.server.revoke_token,
        bench.server.delete_device,
        lambda device_id: bench.server.set_relay(device_id, 1, on=True),
        lambda device_id: bench.server.claim_device(device_id, MAC, DEVICE_ID),
    ):
        with pytest.raises(WorldError, match=words):
            ask(identity)
    assert len(bench.trace) == noted


def test_what_the_dashboard_refuses_is_an_error_of_the_world(bench: Bench) -> None:
    made = bench.server.generate_firmware(Board.ESP32, "kitchen")
    bench.server.delete_device(made.id)
    with pytest.raises(WorldError, match="the server refused: "):
        bench.server.claim_device(made.id, MAC, DEVICE_ID)


def test_a_device_nobody_generated_has_no_name(bench: Bench) -> None:
    assert bench.server.name_of("12345678") == ""


def test_the_clock_of_the_server_goes_with_the_run_and_can_be_moved_and_stopped(bench: Bench) -> None:
    bench.kernel.run_until(5 * SECOND_US)
    bench.server.move_clock(3_600 * SECOND_US)
    assert bench.server.unix_us == EPOCH_US + 3_605 * SECOND_US
    bench.server.freeze_clock()
    bench.kernel.run_until(65 * SECOND_US)
    assert bench.server.unix_us == EPOCH_US + 3_605 * SECOND_US
    assert bench.noted(EventKind.CLOCK, "change") == ["server clock +3600 s", "server clock stopped"]


def test_every_action_takes_the_lock_that_keeps_requests_apart(bench: Bench) -> None:
    made = bench.server.generate_firmware(Board.ESP32, "kitchen")
    taken = bench.lock.taken
    bench.server.revoke_token(made.id)
    bench.server.put_settings({"rate_limit_enabled": False})
    bench.server.restart()
    assert bench.lock.taken >= taken + 3


def test_a_session_that_has_just_ended_is_no_change_until_the_device_is_silent(bench: Bench) -> None:
    bench.server.put_settings({"session_ttl_s": 8})
    bench.online()
    bench.kernel.run_until(7 * SECOND_US)
    bench.ask(msgspec.structs.replace(STATE, headers=bench.headers))
    bench.kernel.run_until(20 * SECOND_US)
    noted = [(event.t_us, event.fields["status"]) for event in bench.trace if event.kind is EventKind.STATUS]
    assert noted[-2:] == [(0, "online"), (17 * SECOND_US, "away")]


def test_a_device_whose_place_another_takes_is_seen_revoked_at_once(bench: Bench) -> None:
    bench.online()
    bench.online()
    assert bench.noted(EventKind.STATUS, "status") == [
        *("pending", "offline", "online"),
        *("pending", "offline", "revoked", "online"),
    ]


def test_a_look_at_a_device_that_may_have_fallen_silent_changes_nothing_for_a_program(bench: Bench) -> None:
    bench.online()
    bench.ask(msgspec.structs.replace(STATE, headers=bench.headers))
    bench.kernel.run_until(bench.kernel.now_us + SECOND_US)
    assert bench.kernel.next_event_us() is not None
    assert bench.kernel.next_change_us() is None
