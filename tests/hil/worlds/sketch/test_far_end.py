"""The far end of a sketch's connections: requests as bytes, answers as bytes, and how connections end."""

from email.utils import formatdate
from typing import Final

import pytest

from oceanhil.hil.worlds.sketch.hosts import OTHER_ADDRESS, SERVER_ADDRESS, TIME_ADDRESS, Hosts, is_address
from oceanhil.hil.worlds.sketch.http_peer import HttpPeer, HttpServer, ReadRequests
from oceanhil.hil.worlds.sketch.line import Line
from oceanhil.hil.worlds.sketch.way import Lost, Way
from oceanhil.mock_server.core.delivery import AnswerDisturbance, Delivery, Ending
from oceanhil.protocol.faults import FaultKind, Malformation
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.scenarios.snapshot import Snapshot, SnapshotError
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import EndedExchange, OnExchange

LATENCY_US: Final = 20_000
SECOND_US: Final = 1_000_000
REQUEST: Final = b"GET /state HTTP/1.1\r\nhost: here\r\n\r\n"


class Caller:
    """Who has called a server, and what came of it."""

    def __init__(self, *disturbed: AnswerDisturbance) -> None:
        self.kernel = Kernel(1)
        self.unix_s = 1_767_225_600
        self.asked: list[str] = []
        self.bodies: list[bytes] = []
        self._read_before = ReadRequests()
        self.heard = b""
        self.ended: list[Ending] = []
        self._disturbed = list(disturbed)
        self.peer = HttpPeer(self.kernel, self.server, lambda: LATENCY_US, self.hear, self.ended.append)

    @property
    def server(self) -> HttpServer:
        """A server that answers everything alike."""
        return HttpServer(self._answer, lambda: self.unix_s * SECOND_US, self._read_before)

    def _answer(self, request: HttpRequest) -> Delivery:
        self.asked.append(f"{request.method} {request.path}")
        self.bodies.append(request.body)
        answer = HttpResponse(200, b"well", {"retry-after": "7"})
        return Delivery(answer, disturbance=self._disturbed.pop() if self._disturbed else None)

    def hear(self, data: bytes) -> None:
        """Take what comes."""
        self.heard += data

    def send(self, data: bytes, then_s: float = 1) -> None:
        """Say something, and let time pass."""
        self.peer.receive(data, "192.168.1.100")
        self.kernel.run_until(self.kernel.now_us + round(then_s * SECOND_US))


def test_one_connection_carries_one_request_after_the_other() -> None:
    caller = Caller()
    caller.send(REQUEST)
    caller.send(REQUEST + REQUEST)
    assert caller.asked == ["GET /state"] * 3
    assert caller.heard.count(b"HTTP/1.1 200 OK\r\n") == 3
    assert not caller.ended


def test_a_request_may_come_in_pieces() -> None:
    caller = Caller()
    caller.send(REQUEST[:10])
    assert not caller.asked
    caller.send(REQUEST[10:])
    assert caller.asked == ["GET /state"]


def test_what_was_read_before_may_come_in_pieces_too_and_with_another_body() -> None:
    caller, head = Caller(), b"POST /state HTTP/1.1\r\nhost: here\r\ncontent-length: 2\r\n\r\n"
    caller.send(REQUEST)
    caller.send(REQUEST[:10])
    caller.send(REQUEST[10:])
    caller.send(head + b"ab")
    caller.send(head)
    assert caller.asked == ["GET /state", "GET /state", "POST /state"]
    caller.send(b"cd")
    caller.send(head + b"ab")
    assert caller.bodies == [b"", b"", b"ab", b"cd", b"ab"]


def test_a_body_in_chunks_is_read_anew_each_time_whatever_its_head() -> None:
    caller, head = Caller(), b"POST /state HTTP/1.1\r\nhost: here\r\ntransfer-encoding: chunked\r\n\r\n"
    for letter in (b"", b"a", b"b"):
        caller.send(head + (b"1\r\n" + letter + b"\r\n" if letter else b"") + b"0\r\n\r\n")
    assert caller.bodies == [b"", b"a", b"b"]


@pytest.mark.parametrize(
    ("unix_s", "date"),
    [
        (1_767_225_600, "Thu, 01 Jan 2026 00:00:00 GMT"),
        (1_767_225_599, "Wed, 31 Dec 2025 23:59:59 GMT"),
        (1_768_478_523, "Thu, 15 Jan 2026 12:02:03 GMT"),
        (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
    ],
)
def test_an_answer_has_the_date_of_the_servers_clock(unix_s: int, date: str) -> None:
    caller = Caller()
    caller.unix_s = unix_s
    for _ in range(2):
        caller.send(REQUEST)
        caller.unix_s += 1
    assert f"Date: {date}\r\n".encode() in caller.heard
    assert f"Date: {formatdate(unix_s + 1, usegmt=True)}\r\n".encode() in caller.heard


def test_names_of_headers_are_written_as_servers_do_and_as_some_proxies_do() -> None:
    caller = Caller(AnswerDisturbance((FaultKind.STATUS,)))
    caller.send(REQUEST)
    assert b"\r\nretry-after: 7\r\n" in caller.heard
    caller.send(REQUEST)
    assert caller.heard.count(b"\r\nRetry-After: 7\r\n") == 1


def test_who_wants_no_more_is_hung_up_on_and_so_is_who_says_nothing() -> None:
    caller = Caller()
    caller.send(REQUEST.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n"))
    assert caller.ended == [Ending.FIN]
    silent = Caller()
    silent.send(REQUEST, then_s=74)
    assert not silent.ended
    silent.send(REQUEST, then_s=74)
    assert not silent.ended
    silent.kernel.run_until(silent.kernel.now_us + 2 * SECOND_US)
    assert silent.ended == [Ending.FIN]


def test_a_reset_is_no_orderly_end() -> None:
    caller = Caller(AnswerDisturbance((FaultKind.RESET_AFTER_HEAD,), keep_bytes=0, ending=Ending.RST))
    caller.send(REQUEST)
    assert caller.ended == [Ending.RST]


def test_what_is_no_request_is_refused_and_hung_up_on() -> None:
    caller = Caller()
    caller.send(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n")
    assert caller.heard.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert caller.ended == [Ending.FIN]


class Told(Way):
    """A way that does as it is told."""

    def __init__(self, *fates: Lost, delivers: bool = True, on_exchange: OnExchange | None = None) -> None:
        self._fates = list(fates)
        self._delivers = delivers
        self._on_exchange = on_exchange
        self.broken = 0

    @property
    def breaks(self) -> int:
        """As told."""
        return self.broken

    @property
    def on_exchange(self) -> OnExchange | None:
        """As told."""
        return self._on_exchange

    @property
    def latency_us(self) -> int:
        """As everywhere here."""
        return LATENCY_US

    @property
    def peer(self) -> str:
        """Somebody's."""
        return "192.168.1.100"

    def fate(self, data_bytes: int) -> Lost:
        """As told, one after the other; then nothing is lost."""
        del data_bytes
        return self._fates.pop(0) if self._fates else Lost.NOTHING

    def delivers(self, data_bytes: int) -> bool:
        """As told."""
        del data_bytes
        return self._delivers


@pytest.mark.parametrize(
    ("way", "arrived", "heard"),
    [
        (Told(), 2, True),
        (Told(Lost.REQUEST), 0, False),
        (Told(Lost.ANSWER), 1, False),
        (Told(delivers=False), 2, False),
    ],
    ids=["whole", "request lost", "answer lost", "answers lost"],
)
def test_a_connection_of_which_something_was_lost_is_silent_from_then_on(way: Told, arrived: int, heard: bool) -> None:
    caller = Caller()
    line = Line(caller.kernel, way, caller.server, caller.hear, caller.ended.append)
    for _ in range(2):
        line.send(REQUEST)
        caller.kernel.run_until(caller.kernel.now_us + SECOND_US)
    assert len(caller.asked) == arrived
    assert bool(caller.heard) is heard


def test_a_connection_that_stood_when_the_path_broke_is_reset_at_the_next_request() -> None:
    caller, way = Caller(), Told()
    line = Line(caller.kernel, way, caller.server, caller.hear, caller.ended.append)
    way.broken = 1
    caller.kernel.run_until(SECOND_US)
    assert not caller.ended
    line.send(REQUEST)
    caller.kernel.run_until(2 * SECOND_US)
    assert (caller.asked, caller.heard, caller.ended) == ([], b"", [Ending.RST])


def test_nothing_arrives_on_a_connection_that_the_board_has_ended() -> None:
    caller, ended = Caller(), list[Ending]()
    line = Line(caller.kernel, Told(), caller.server, caller.hear, ended.append)
    line.send(REQUEST)
    line.close()
    caller.kernel.run_until(100 * SECOND_US)
    assert (caller.heard, ended) == (b"", [])


SLOW: Final = AnswerDisturbance((FaultKind.SLOW,), delay_s=0.5, bytes_per_second=4)
CUT: Final = AnswerDisturbance((FaultKind.RESET,), keep_bytes=0, ending=Ending.RST)
LONG: Final = AnswerDisturbance((FaultKind.MALFORMED,), malformation=Malformation.LENGTH_LONG)
GARBLED: Final = AnswerDisturbance((FaultKind.MALFORMED,), malformation=Malformation.STATUS_LINE)


@pytest.mark.parametrize(
    ("disturbed", "fates", "status", "took_us", "failure"),
    [
        ([], [], 200, 2 * LATENCY_US, ""),
        ([SLOW], [], 200, 2 * LATENCY_US + 1_500_000, ""),
        ([GARBLED], [], 0, 2 * LATENCY_US, "unreadable answer"),
        ([CUT], [], 0, 2 * LATENCY_US, "connection lost"),
        ([LONG], [], 0, 9 * SECOND_US, "given up"),
        ([], [Lost.REQUEST], 0, 9 * SECOND_US, "given up"),
        ([], [Lost.ANSWER], 0, 9 * SECOND_US, "given up"),
    ],
    ids=["whole", "slow", "garbled", "cut", "less than said", "request lost", "answer lost"],
)
def test_an_exchange_is_heard_with_the_time_it_took_for_the_board(
    disturbed: list[AnswerDisturbance], fates: list[Lost], status: int, took_us: int, failure: str
) -> None:
    caller = Caller(*disturbed)
    ended: list[tuple[EndedExchange, int]] = []
    way = Told(*fates, on_exchange=lambda each: ended.append((each, caller.kernel.now_us - each.began_us)))
    line = Line(caller.kernel, way, caller.server, caller.hear, caller.ended.append)
    caller.kernel.run_until(SECOND_US)
    line.send(REQUEST.replace(b"/state", b"/state?token=x"))
    caller.kernel.run_until(10 * SECOND_US)
    line.close()
    assert ended == [(EndedExchange("GET", "/state", SECOND_US, status, failure), took_us)]


def test_an_answer_in_pieces_is_there_with_its_last_byte() -> None:
    caller, ended = Caller(AnswerDisturbance((FaultKind.SLOW,), piece_bytes=1)), list[tuple[EndedExchange, int]]()
    came: list[int] = []
    way = Told(on_exchange=lambda each: ended.append((each, caller.kernel.now_us)))
    line = Line(caller.kernel, way, caller.server, lambda _: came.append(caller.kernel.now_us), caller.ended.append)
    line.send(REQUEST)
    caller.kernel.run_until(SECOND_US)
    assert came[0] < came[-1]
    assert ended == [(EndedExchange("GET", "/state", 0, 200), came[-1])]


def test_a_request_that_is_sent_in_pieces_is_one_exchange_and_the_next_is_another() -> None:
    caller, ended = Caller(), list[EndedExchange]()
    line = Line(caller.kernel, Told(on_exchange=ended.append), caller.server, caller.hear, caller.ended.append)
    for piece in (REQUEST[:20], REQUEST[20:], REQUEST):
        line.send(piece)
        caller.kernel.run_until(caller.kernel.now_us + SECOND_US)
    line.close()
    assert [each.began_us for each in ended] == [0, 2 * SECOND_US]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("oceanremote.net", SERVER_ADDRESS),
        ("www.oceanremote.net", SERVER_ADDRESS),
        ("notoceanremote.net", None),
        ("pool.ntp.org", TIME_ADDRESS),
        ("ntp.mine", TIME_ADDRESS),
        ("203.0.113.66", OTHER_ADDRESS),
        ("203.0.113.256", None),
        ("", None),
    ],
)
def test_names_have_the_addresses_of_whom_they_are(name: str, address: bytes | None) -> None:
    assert Hosts().address(name) == address


def test_an_address_in_text_is_one_already() -> None:
    assert is_address("192.168.1.1")
    assert not any(map(is_address, ("192.168.1", "192.168.1.x", "1.2.3.4.5", "a.b.c.d")))


class Counting:
    """A server that counts what it answers, and a board that hears it: all that a moment must have of its own."""

    def __init__(self) -> None:
        self.kernel = Kernel(1)
        self.asked = 0
        self.heard = b""
        server = HttpServer(self._answer, self._unix_us, ReadRequests())
        self.line = Line(self.kernel, Told(), server, self._hear, self._end)

    def _answer(self, request: HttpRequest) -> Delivery:
        del request
        self.asked += 1
        return Delivery(HttpResponse(200, b"well"))

    def _unix_us(self) -> int:
        return 1_767_225_600 * SECOND_US

    def _hear(self, data: bytes) -> None:
        self.heard += data

    def _end(self, ending: Ending) -> None:
        del ending

    def send(self, data: bytes) -> None:
        """Say something, and let time pass."""
        self.line.send(data)
        self.kernel.run_until(self.kernel.now_us + SECOND_US)


def test_a_connection_that_is_kept_in_a_moment_has_a_server_of_its_own() -> None:
    first = Counting()
    first.send(REQUEST)
    first.line.send(REQUEST)
    other = Snapshot(first).restore()
    other.kernel.run_until(2 * SECOND_US)
    assert (first.asked, other.asked) == (1, 2)
    assert other.heard == 2 * first.heard != b""


def test_a_request_that_is_half_read_cannot_be_kept() -> None:
    caller = Counting()
    caller.send(REQUEST + REQUEST[:9])
    with pytest.raises(SnapshotError, match="half read"):
        Snapshot(caller)
    caller.send(REQUEST[9:])
    assert Snapshot(caller).restore().asked == caller.asked == 2
