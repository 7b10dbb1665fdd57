"""The server of a world of boards: on a socket, watched, and on the time of the run."""

import errno
import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from oceanhil.hil.worlds.serial.pace import Inbox
from oceanhil.hil.worlds.serial.server import BenchServer, BenchSocket
from oceanhil.host.addresses import address_for_others
from oceanhil.protocol import sntp_packet
from oceanhil.protocol.board import Board
from oceanhil.protocol.faults import FaultKind
from oceanhil.protocol.http import NO_HEADERS, HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.protocol.tokens import shorten
from oceanhil.remote.wire.http_exchange import HttpExchanger, Route
from oceanhil.scenarios.trace import EventKind, Trace
from oceanhil.simulator.kernel import Kernel
from tests.fault_rules import rule_of

PROFILE = load_profile()
REGISTER, SESSION, STATE = PROFILE.wire.register_path, PROFILE.wire.session_path, PROFILE.wire.state_path
EPOCH_US = 1_768_478_400_000_000
SECOND_US = 1_000_000
NONCE = 0x0123_4567_89AB_CDEF
MAC = "24:6F:28:AA:BB:CC"


class FakeSender:
    """Who may have sent a request; `told` is how late the board in turn was told that its answer comes."""

    def __init__(self) -> None:
        self.turn = self.by_mac = self.only = ""
        self.hears_lateness = True
        self.told: list[int] = []
        self.asked: list[bytes | None] = []

    def in_turn(self) -> str:
        return self.turn

    def tell_late(self, late_us: int) -> bool:
        self.told.append(late_us)
        return self.hears_lateness

    def name_by_mac(self, mac: bytes | None) -> str:
        self.asked.append(mac)
        return self.by_mac

    def only_one(self) -> str:
        return self.only


class Bench:
    """One run's server on a socket."""

    def __init__(self, socket: BenchSocket) -> None:
        self.url = urlsplit(socket.url)
        self.kernel, self.inbox, self.trace, self.sender = Kernel(), Inbox(), Trace(), FakeSender()
        self.server = BenchServer(socket, self.kernel, EPOCH_US, PROFILE, 7, self.trace, self.inbox, self.sender)

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] = NO_HEADERS
    ) -> tuple[int, dict[str, object]]:
        with closing(HTTPConnection(str(self.url.hostname), self.url.port, timeout=20)) as connection:
            connection.request(method, path, body, {"Content-Type": "application/json", **headers})
            response = connection.getresponse()
            return response.status, json.loads(response.read())

    def register(self, token: str) -> tuple[int, dict[str, object]]:
        body = {"token": token, "device_id": "ESP32_246F28AABBCC", "mac_address": MAC, "ip": "192.168.1.50"}
        return self.ask("POST", REGISTER, json.dumps(body).encode())

    def names(self) -> list[str]:
        self.inbox.drain()
        return [event.device for event in self.trace if event.kind is EventKind.REQUEST]


@pytest.fixture(scope="module")
def bench_socket() -> Iterator[BenchSocket]:
    with closing(BenchSocket(PROFILE, "127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def bench(bench_socket: BenchSocket) -> Bench:
    return Bench(bench_socket)


def test_a_request_is_noted_when_the_scenario_takes_it_in(bench: Bench) -> None:
    bench.sender.turn = "device"
    bench.ask("GET", STATE)
    assert [event.kind for event in bench.trace] == []
    assert bench.names() == ["device"]


@pytest.mark.parametrize("spelled", [str.lower, str.upper, str.title])
def test_secrets_are_where_they_belong_however_a_client_spells_their_headers(
    bench: Bench, spelled: Callable[[str], str]
) -> None:
    made = bench.server.generate_firmware(Board.ESP32, "bench")
    token = str(bench.register(made.registration_token)[1]["permanent_token"])
    opening = json.dumps({"device_id": "ESP32_246F28AABBCC", "mac_address": MAC}).encode()
    session = str(bench.ask("POST", SESSION, opening, {spelled(PROFILE.wire.token_header): token})[1]["session_id"])
    names = (spelled(PROFILE.wire.token_header), spelled(PROFILE.wire.session_header))
    assert bench.ask("GET", STATE, headers=dict(zip(names, (token, session), strict=True)))[0] == 200
    bench.inbox.drain()
    _, opened, polled = [event.fields for event in bench.trace if event.kind is EventKind.REQUEST]
    assert "misplaced" not in opened
    assert "misplaced" not in polled
    assert (opened["token"], polled["session"]) == (shorten(token), session[:8])


def test_whose_time_is_granted_sent_the_request(bench: Bench) -> None:
    bench.sender.turn, bench.sender.by_mac, bench.sender.only = "second", "first", "first"
    bench.register("oc_reg_unknown")
    assert bench.names() == ["second"]


def test_in_real_time_the_mac_tells_who_sent_it(bench: Bench) -> None:
    bench.sender.by_mac, bench.sender.only = "by its MAC", "the only one"
    bench.register("oc_reg_unknown")
    assert bench.names() == ["by its MAC"]
    assert bench.sender.asked == [bytes.fromhex("246f28aabbcc")]


def test_a_poll_names_no_mac_and_is_known_by_its_token(bench: Bench) -> None:
    bench.sender.only = "the only one"
    made = bench.server.generate_firmware(Board.ESP32, "kitchen")
    assert bench.register(made.registration_token)[0] == 200
    assert bench.names() == ["kitchen"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"mac_address": 1}', b"\xff"])
def test_a_request_that_names_nobody_is_of_the_only_device_there_is(bench: Bench, body: bytes) -> None:
    bench.sender.only = "the only one"
    bench.ask("POST", REGISTER, body)
    assert bench.names() == ["the only one"]
    assert bench.sender.asked == [None]


def test_an_answer_is_given_at_the_time_of_the_run(bench: Bench) -> None:
    bench.kernel.run_until(90 * SECOND_US)
    made = bench.server.generate_firmware(Board.ESP32, "device")
    assert bench.register(made.registration_token)[1]["server_time"] == EPOCH_US // SECOND_US + 90


def test_the_time_server_shows_the_clock_of_the_server(bench: Bench, bench_socket: BenchSocket) -> None:
    bench.server.move_clock(3_600 * SECOND_US)
    host, _, port = bench_socket.time_server.rpartition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(20)
        client.sendto(sntp_packet.request(NONCE), (host, int(port)))
        assert sntp_packet.read_answer(client.recv(512), NONCE) == EPOCH_US + 3_600 * SECOND_US


def test_the_socket_serves_the_run_that_came_last(bench_socket: BenchSocket) -> None:
    before = Bench(bench_socket)
    token = before.server.generate_firmware(Board.ESP32, "device").registration_token
    after = Bench(bench_socket)
    after.server.generate_firmware(Board.ESP32, "device")
    assert after.register(token)[0] == 200, "the same seed gives the same tokens"
    assert (before.names(), len(after.names())) == ([], 1)


def test_a_late_answer_is_told_to_the_board_and_not_waited_for(bench: Bench) -> None:
    bench.server.add_fault(rule_of(FaultKind.DELAY, seconds=86_400))
    assert bench.ask("GET", STATE)[0] == 401
    assert bench.sender.told == [86_400 * SECOND_US]
    bench.inbox.drain()
    assert [event.fields["fault"] for event in bench.trace if event.kind is EventKind.REQUEST] == ["delay"]


def test_a_slow_answer_is_late_by_what_its_bytes_take(bench: Bench) -> None:
    bench.server.add_fault(rule_of(FaultKind.SLOW, bytes_per_second=1))
    delivery = bench.server._core.handle(HttpRequest("GET", STATE), EPOCH_US)
    assert delivery.response is not None
    assert delivery.disturbance is None
    assert bench.sender.told == [len(delivery.response.body) * SECOND_US]


def test_where_time_is_real_lateness_is_real(bench: Bench) -> None:
    bench.sender.hears_lateness = False
    bench.server.add_fault(rule_of(FaultKind.DELAY, seconds=5))
    delivery = bench.server._core.handle(HttpRequest("GET", STATE), EPOCH_US)
    assert delivery.disturbance is not None
    assert delivery.disturbance.kinds == (FaultKind.DELAY,)


def test_a_connection_that_breaks_is_no_lateness(bench: Bench) -> None:
    bench.server.add_fault(rule_of(FaultKind.DROP_RESPONSE))
    delivery = bench.server._core.handle(HttpRequest("GET", STATE), EPOCH_US)
    assert (delivery.disturbance is not None, bench.sender.told) == (True, [])


def test_a_port_that_is_taken_is_refused(bench_socket: BenchSocket) -> None:
    with pytest.raises(OSError, match=r"127\.0\.0\.1|use") as refused:
        BenchSocket(PROFILE, "127.0.0.1", int(urlsplit(bench_socket.url).port or 0))
    assert refused.value.errno == errno.EADDRINUSE


def test_a_closed_socket_gives_its_port_back() -> None:
    first = BenchSocket(PROFILE, "127.0.0.1", 0)
    port = int(urlsplit(first.url).port or 0)
    first.close()
    BenchSocket(PROFILE, "127.0.0.1", port).close()


@pytest.mark.parametrize("host", ["127.0.0.1", "192.168.1.7", "bench.example"])
def test_a_server_at_one_address_is_reached_there(host: str) -> None:
    assert address_for_others(host) == host


def test_a_server_that_listens_everywhere_is_told_to_boards_by_an_address_they_can_reach() -> None:
    with closing(BenchSocket(PROFILE, "0.0.0.0", 0)) as bench_socket:
        exchanger = HttpExchanger(Route(bench_socket.url))
        answer = exchanger.exchange(HttpRequest("GET", "/"), 10)
        exchanger.close()
        assert isinstance(answer, HttpResponse)
        for address in (bench_socket.url, bench_socket.time_server):
            assert "0.0.0.0" not in address
