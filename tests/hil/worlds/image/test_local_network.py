"""The network behind the emulated radio, met by a board that is written here frame by frame."""

from collections.abc import Callable
from dataclasses import dataclass, field
from struct import pack

import pytest

from oceanhil.hil.worlds.image.local_network import ROUTER_ADDRESS, LocalNetwork
from oceanhil.hil.worlds.sketch.hosts import OTHER_ADDRESS, SERVER_ADDRESS, TIME_ADDRESS
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.protocol import ip_packets, sntp_packet
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.ip_packets import (
    BROADCAST,
    ArpPacket,
    Datagram,
    EtherType,
    Flag,
    Frame,
    Packet,
    Protocol,
    Segment,
)
from oceanhil.protocol.surroundings import Host
from oceanhil.simulator.kernel import Kernel
from oceanhil.simulator.network import EndedExchange, Network

MAC = bytes.fromhex("28cdc1000001")
ADDRESS = bytes((192, 168, 1, 100))
PORT = 49152
WINDOW = 4000
IN_THE_AIR_US = 1_000
SECOND_US = 1_000_000
UNIX_US = 1_800_000_000 * SECOND_US
REQUEST = b"GET /api/device/state/ HTTP/1.1\r\nHost: oceanremote.net\r\n\r\n"


@dataclass
class Answering:
    """A server that answers each request with as many letters."""

    size: int = 5
    asked: list[HttpRequest] = field(default_factory=list)
    is_refusing: bool = False
    may_refuse: bool = True
    unix_us: int = UNIX_US

    def deliver(self, request: HttpRequest) -> Delivery:
        self.asked.append(request)
        return Delivery(HttpResponse(200, b"x" * self.size))

    def refuses(self, peer: str) -> bool:
        assert peer == "192.168.1.100"
        return self.is_refusing


class Board:
    """A board that speaks TCP as far as these tests need it."""

    def __init__(self, seed: int = 7) -> None:
        self.kernel = Kernel(seed)
        self.server = Answering()
        self.air = Network(self.kernel, lambda _: HttpResponse(500), lambda: UNIX_US)
        self.frames: list[bytes] = []
        self.network = LocalNetwork(self.kernel, self.air, self.server, "192.168.1.100", self.frames.append)
        self.sequence = 1000
        self.expected = 0

    def wait(self, duration_us: int = SECOND_US // 2) -> None:
        self.kernel.run_until(self.kernel.now_us + duration_us)

    def say(self, kind: EtherType, body: bytes) -> None:
        self.network.take(Frame(BROADCAST, MAC, kind, body).packed())

    def send(self, to: bytes, protocol: Protocol, body: bytes) -> None:
        self.say(EtherType.IPV4, Packet(ADDRESS, to, protocol, body).packed())

    def heard(self) -> list[Frame]:
        """What has come, once what is in the air has arrived."""
        self.wait(IN_THE_AIR_US)
        heard = [ip_packets.read_frame(frame) for frame in self.frames]
        self.frames.clear()
        assert all(frame is not None and frame.to == MAC for frame in heard)
        return [frame for frame in heard if frame is not None]

    def packets(self) -> list[Packet]:
        found = [ip_packets.read_packet(frame.body) for frame in self.heard() if frame.kind == EtherType.IPV4]
        assert None not in found
        return [packet for packet in found if packet is not None]

    def ask(self, to: bytes, port: int, data: bytes) -> bytes | None:
        self.send(to, Protocol.UDP, Datagram(PORT, port, data).packed())
        self.wait()
        answers = [ip_packets.read_datagram(packet.body) for packet in self.packets()]
        assert len(answers) <= 1
        return answers[0].data if answers and answers[0] is not None else None

    # TCP

    def segment(self, flags: Flag, data: bytes = b"", *, to: bytes = SERVER_ADDRESS, port: int = 80) -> None:
        segment = Segment(PORT, port, self.sequence, self.expected, flags, WINDOW, data, mss=1000)
        self.send(to, Protocol.TCP, segment.packed(ADDRESS, to))
        self.sequence += len(data) + bool(flags & (Flag.SYN | Flag.FIN))

    def segments(self) -> list[Segment]:
        found = [ip_packets.read_segment(packet) for packet in self.packets()]
        assert None not in found
        return [segment for segment in found if segment is not None]

    def connect(self) -> None:
        self.segment(Flag.SYN)
        (opened,) = self.segments()
        assert opened.flags == Flag.SYN | Flag.ACK
        assert opened.acknowledged == self.sequence
        self.expected = opened.sequence + 1
        self.segment(Flag.ACK)

    def receive(self, rounds: int = 10) -> bytes:
        """Take what comes, in order, and acknowledge it."""
        got = b""
        for _ in range(rounds):
            self.wait()
            for segment in self.segments():
                if segment.sequence == self.expected & 0xFFFFFFFF and (segment.data or segment.flags & Flag.FIN):
                    got += segment.data
                    self.expected += len(segment.data) + bool(segment.flags & Flag.FIN)
            self.segment(Flag.ACK)
        return got


@pytest.fixture
def board() -> Board:
    return Board()


def test_whoever_is_not_the_board_is_behind_the_router(board: Board) -> None:
    question = ArpPacket(is_question=True, mac=MAC, address=ADDRESS, wanted_mac=bytes(6), wanted=SERVER_ADDRESS)
    board.say(EtherType.ARP, question.packed())
    (frame,) = board.heard()
    told = ip_packets.read_arp(frame.body)
    assert told is not None
    assert (told.is_question, told.address, told.wanted, told.mac) == (False, SERVER_ADDRESS, ADDRESS, frame.sender)


def test_the_boards_own_address_is_nobody_elses(board: Board) -> None:
    probe = ArpPacket(is_question=True, mac=MAC, address=bytes(4), wanted_mac=bytes(6), wanted=ADDRESS)
    board.say(EtherType.ARP, probe.packed())
    assert not board.heard()


def dhcp(kind: int, wanted: bytes | None = None) -> bytes:
    head = pack(">BBBBIHH16s16s192x", 1, 1, 6, 0, 0x1234, 0, 0, bytes(16), MAC.ljust(16, b"\0"))
    option = b"" if wanted is None else bytes((50, 4)) + wanted
    return head + bytes.fromhex("63825363") + bytes((53, 1, kind)) + option + b"\xff"


@pytest.mark.parametrize(
    ("asked", "told"),
    [((1, None), (2, ADDRESS)), ((3, ADDRESS), (5, ADDRESS)), ((3, OTHER_ADDRESS), (6, bytes(4)))],
)
def test_an_address_is_offered_leased_or_refused(
    board: Board, asked: tuple[int, bytes | None], told: tuple[int, bytes]
) -> None:
    answer = board.ask(b"\xff" * 4, 67, dhcp(*asked))
    assert answer is not None
    assert answer[4:8] == b"\0\0\x12\x34"
    assert answer[16:20] == told[1]
    assert bytes((53, 1, told[0])) in answer[240:]
    assert (bytes((3, 4)) + ROUTER_ADDRESS in answer[240:]) is (told[0] != 6)


@pytest.mark.parametrize("damaged", [b"", dhcp(1)[:200], dhcp(7), dhcp(1).replace(bytes.fromhex("63825363"), b"none")])
def test_what_asks_for_no_address_gets_none(board: Board, damaged: bytes) -> None:
    assert board.ask(b"\xff" * 4, 67, damaged) is None


def question(name: str, kind: int = 1) -> bytes:
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return pack(">6H", 77, 0x0100, 1, 0, 0, 0) + labels + b"\0" + pack(">HH", kind, 1)


def test_names_are_those_of_world_sketch(board: Board) -> None:
    answer = board.ask(ROUTER_ADDRESS, 53, question("www.oceanremote.net"))
    assert answer is not None
    assert answer[:2] == pack(">H", 77)
    assert answer.endswith(SERVER_ADDRESS)
    told = board.ask(ROUTER_ADDRESS, 53, question("pool.ntp.org"))
    assert told is not None
    assert told.endswith(TIME_ADDRESS)


def test_a_name_that_nobody_has_does_not_exist(board: Board) -> None:
    answer = board.ask(ROUTER_ADDRESS, 53, question("nobody.example"))
    assert answer is not None
    assert answer[3] & 0xF == 3


def test_of_a_name_there_is_no_address_of_another_kind(board: Board) -> None:
    answer = board.ask(ROUTER_ADDRESS, 53, question("oceanremote.net", kind=28))
    assert answer is not None
    assert answer[3] & 0xF == 0
    assert answer[6:8] == b"\0\0"


def test_the_time_server_tells_the_time(board: Board) -> None:
    answer = board.ask(TIME_ADDRESS, 123, sntp_packet.request(5))
    assert answer is not None
    assert abs(sntp_packet.read_answer(answer, 5) - UNIX_US) < SECOND_US
    board.air.blocked.add(Host.TIME_SERVER)
    assert board.ask(TIME_ADDRESS, 123, sntp_packet.request(6)) is None


def test_an_echo_comes_back(board: Board) -> None:
    body = b"\x08\0" + ip_packets.checksum(b"\x08\0\0\0abcd").to_bytes(2, "big") + b"abcd"
    board.send(ROUTER_ADDRESS, Protocol.ICMP, body)
    (packet,) = board.packets()
    assert packet.body[:1] == b"\0"
    assert packet.body[4:] == b"abcd"
    assert ip_packets.checksum(packet.body) == 0


def test_a_request_is_answered_over_one_connection_again_and_again(board: Board) -> None:
    board.connect()
    for _ in range(2):
        board.segment(Flag.ACK | Flag.PSH, REQUEST)
        answer = board.receive()
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert answer.endswith(b"\r\n\r\nxxxxx")
    assert [(each.method, each.path, each.peer) for each in board.server.asked] == [
        ("GET", "/api/device/state/", "192.168.1.100")
    ] * 2


def test_a_request_in_pieces_is_one(board: Board) -> None:
    board.connect()
    for at in range(0, len(REQUEST), 7):
        board.segment(Flag.ACK, REQUEST[at : at + 7])
    assert board.receive().endswith(b"xxxxx")
    assert len(board.server.asked) == 1


def test_a_long_answer_comes_in_segments_that_the_board_has_room_for(board: Board) -> None:
    board.server.size = 30_000
    board.connect()
    board.segment(Flag.ACK, REQUEST)
    board.wait()
    sent = board.segments()
    assert sum(len(segment.data) for segment in sent) == 4000
    assert max(len(segment.data) for segment in sent) == 1000


def test_what_was_lost_comes_again(board: Board) -> None:
    board.server.size = 3000
    board.connect()
    board.segment(Flag.ACK, REQUEST)
    board.wait()
    assert sum(len(segment.data) for segment in board.segments()) > 3000
    assert board.receive(rounds=30).endswith(b"x" * 3000)


def test_a_segment_that_came_twice_counts_once(board: Board) -> None:
    board.connect()
    board.segment(Flag.ACK, REQUEST)
    board.sequence -= len(REQUEST)
    board.segment(Flag.ACK, REQUEST)
    board.receive()
    assert len(board.server.asked) == 1


def test_a_connection_ends_from_both_ends(board: Board) -> None:
    board.connect()
    board.segment(Flag.FIN | Flag.ACK)
    flags = [segment.flags for segment in board.segments()]
    assert Flag.ACK in flags
    assert Flag.FIN | Flag.ACK in flags
    board.expected += 1
    board.segment(Flag.ACK)
    board.wait(20 * SECOND_US)
    assert not board.heard()


def test_the_server_ends_a_connection_that_was_asked_to_be_closed(board: Board) -> None:
    board.connect()
    board.segment(Flag.ACK, REQUEST.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    assert board.receive().endswith(b"xxxxx")
    before = board.expected
    assert before > 0
    board.segment(Flag.FIN | Flag.ACK)
    board.wait(20 * SECOND_US)
    board.heard()
    board.wait(20 * SECOND_US)
    assert not board.heard()


def refused(board: Board) -> bool:
    (answer,) = board.segments()
    return answer.flags == Flag.RST | Flag.ACK and answer.acknowledged == board.sequence


@pytest.mark.parametrize(("to", "port"), [(SERVER_ADDRESS, 443), (SERVER_ADDRESS, 22), (OTHER_ADDRESS, 80)])
def test_where_nobody_listens_a_connection_is_refused(board: Board, to: bytes, port: int) -> None:
    board.segment(Flag.SYN, to=to, port=port)
    assert refused(board)


def test_a_server_may_refuse(board: Board) -> None:
    board.server.is_refusing = True
    board.segment(Flag.SYN)
    assert refused(board)


def test_a_blocked_server_says_nothing(board: Board) -> None:
    board.air.blocked.add(Host.SERVER)
    board.segment(Flag.SYN)
    board.wait()
    assert not board.heard()


def test_a_segment_of_a_connection_that_nobody_has_is_refused_once(board: Board) -> None:
    board.segment(Flag.ACK, b"late")
    assert refused(board)
    board.segment(Flag.RST)
    assert not board.heard()


def test_what_a_network_loses_is_lost_both_ways(board: Board) -> None:
    board.air.loss_ppm = 1_000_000
    assert board.ask(ROUTER_ADDRESS, 53, question("oceanremote.net")) is None


def test_a_request_gets_through_a_network_that_loses_a_third(board: Board) -> None:
    board.connect()
    board.air.loss_ppm = 330_000
    board.segment(Flag.ACK, REQUEST)
    while not board.server.asked:
        board.wait()
        board.sequence -= len(REQUEST)
        board.segment(Flag.ACK, REQUEST)
    assert board.receive(rounds=60).endswith(b"xxxxx")


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda frame: frame[:30],
    "a wrong checksum": lambda frame: frame[:24] + b"\xee" + frame[25:],
    "a fragment": lambda frame: frame[:20] + b"\x20\0" + frame[22:],
    "another version": lambda frame: frame[:14] + b"\x65" + frame[15:],
    "nothing": lambda _: b"",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damaged_frames_are_ignored(board: Board, damage: str) -> None:
    body = Datagram(PORT, 53, question("oceanremote.net")).packed()
    frame = Frame(BROADCAST, MAC, EtherType.IPV4, Packet(ADDRESS, ROUTER_ADDRESS, Protocol.UDP, body).packed())
    board.network.take(DAMAGE[damage](frame.packed()))
    board.wait()
    assert not board.heard()


def test_whoever_wants_to_know_of_exchanges_is_told_when_each_was_over(board: Board) -> None:
    ended: list[tuple[EndedExchange, int]] = []
    board.network.watcher = lambda: lambda each: ended.append((each, board.kernel.now_us))
    board.connect()
    asked_us = board.kernel.now_us
    board.segment(Flag.ACK | Flag.PSH, REQUEST)
    board.receive()
    trip_us = 2 * board.air.latency_us
    assert ended == [(EndedExchange("GET", "/api/device/state/", asked_us, 200), asked_us + trip_us)]
    board.segment(Flag.ACK | Flag.PSH, REQUEST)
    board.segment(Flag.ACK | Flag.FIN)
    assert [(each.status, each.failure) for each, _ in ended] == [(200, ""), (0, "given up")]
