"""The control channel: both ends, over a Unix socket and over TCP."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from oceanhil.hil.vboard import control
from oceanhil.hil.vboard.control import Request, State
from oceanhil.hil.vboard.control_client import ControlClient, ControlError
from oceanhil.hil.vboard.control_commands import ControlCommands
from oceanhil.hil.vboard.control_server import ControlServer
from oceanhil.hil.vboard.internet.transports import Lateness
from oceanhil.hil.vboard.reactor import Reactor
from oceanhil.hil.vboard.vboard_errors import MachineRefusedError, VirtualBoardError
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.network_change import AccessPointChange, HostChange, JoinTime, Latency, Loss
from oceanhil.protocol.resets import ResetReason
from oceanhil.protocol.surroundings import Band, Host
from oceanhil.simulator.board.mode import BoardMode
from tests.hil.vboard.board_in_process import TOKEN, VirtualBench
from tests.hil.vboard.looping import turning


class ControlBench:
    """A board in held time with its control channel, in this process."""

    def __init__(self, address: str) -> None:
        self.bench = VirtualBench(firmware=Firmware(TOKEN))
        self.reactor = Reactor()
        self.lateness = Lateness()
        self.routes: list[str] = []
        self.time_servers: list[str] = []
        bench = self.bench
        commands = ControlCommands(
            bench.virtual, bench.port, bench.line, self.routes.append, ask_time_at=self.time_servers.append
        )
        self.server = ControlServer(address, commands.handle, self.lateness.add, self.reactor)


@pytest.fixture(params=["unix", "tcp"])
def channel(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ControlBench]:
    """A control channel that is being served."""
    made = ControlBench(f"unix:{tmp_path / 'c'}" if request.param == "unix" else "tcp:127.0.0.1:0")
    with turning(made.reactor):
        yield made
    made.server.close()
    made.reactor.close()


@pytest.fixture
def client(channel: ControlBench) -> Iterator[ControlClient]:
    with ControlClient(channel.server.address) as connected:
        yield connected


def test_a_board_is_off_until_power_comes_and_boots_in_its_own_time(client: ControlClient) -> None:
    assert client.ask().mode is BoardMode.OFF
    state = client.power(on=True)
    assert (state.powered, state.mode, state.boots, state.now_us) == (True, BoardMode.RUNNING, 1, 0)
    state = client.run(state.next_us or 0)
    assert state.now_us == 300_000
    assert state.written_bytes == state.delivered_bytes > 0
    assert client.power(on=False).mode is BoardMode.OFF


def test_power_in_hold_boots_nothing_and_a_reset_does(client: ControlClient) -> None:
    assert client.power(on=True, hold=True).mode is BoardMode.HELD
    assert client.run(10_000_000).boots == 0
    assert client.reset().boots == 1


def test_a_new_board_begins_again(client: ControlClient) -> None:
    client.power(on=True)
    client.run(5_000_000)
    state = client.renew(3)
    assert (state.now_us, state.boots, state.mode) == (0, 0, BoardMode.OFF)
    assert client.power(on=True).mode is BoardMode.BLANK


def test_the_air_the_way_and_the_clock_are_the_benchs(client: ControlClient, channel: ControlBench) -> None:
    client.change_air(AccessPointChange("a b", "p,w", Band.GHZ_5))
    client.change_air(HostChange(Host.SERVER, blocked=True))
    client.change_air(JoinTime(3))
    client.change_air(Latency(5))
    client.change_air(Loss(7))
    client.boot_clock(11)
    client.server("http://127.0.0.1:1")
    network = channel.bench.virtual.network
    assert (network.access_point.ssid, network.access_point.band) == ("a b", Band.GHZ_5)
    assert (network.blocked, network.latency_us, network.loss_ppm) == ({Host.SERVER}, 5, 7)
    assert network.join_us() == 3
    assert channel.bench.virtual.board.power_on_unix_us == 11
    assert channel.routes == ["http://127.0.0.1:1"]
    client.change_air(HostChange(Host.SERVER, blocked=False))
    assert network.blocked == set()


def test_the_board_is_sent_elsewhere_for_the_time_and_back(client: ControlClient, channel: ControlBench) -> None:
    client.time_server("127.0.0.1:1234")
    assert client.time_server("").now_us == 0
    assert channel.time_servers == ["127.0.0.1:1234", ""]


def test_a_board_that_cannot_be_sent_elsewhere_for_the_time_says_so(tmp_path: Path) -> None:
    bench, reactor = VirtualBench(), Reactor()
    commands = ControlCommands(bench.virtual, bench.port, bench.line, lambda _: None)
    server = ControlServer(f"unix:{tmp_path / 'c'}", commands.handle, Lateness().add, reactor)
    sent_away = pytest.raises(ControlError, match=r"cannot be sent to '127.*; give --time-server")
    with turning(reactor), ControlClient(server.address) as client, sent_away:
        client.time_server("127.0.0.1:1")
    server.close()
    reactor.close()


def test_an_answer_that_nobody_waited_for_is_not_taken_for_the_next_one(
    client: ControlClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted() -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(client, "_receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            client.power(on=True)
    assert client.power(on=False).powered is False
    assert client.ask().boots == 1


def test_an_answer_lost_between_its_arrival_and_its_being_kept_is_not_waited_for(
    client: ControlClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive = client._receive

    def interrupted() -> bytes:
        receive()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(client, "_receive", interrupted)
        with pytest.raises(KeyboardInterrupt):
            client.power(on=True)
    assert client.power(on=False).powered is False


def test_what_answers_but_is_no_virtual_board_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"tcp:127.0.0.1:{listener.getsockname()[1]}"
        with ControlClient(address) as client, listener.accept()[0] as other:
            other.sendall(b"HTTP/1.1 400 Bad Request\r\n")
            with pytest.raises(ControlError, match="is no virtual board: it said 'HTTP/1"):
                client.ask()


def test_bytes_that_are_no_text_are_refused_and_the_next_is_served(client: ControlClient) -> None:
    client._socket.sendall(b'{"do":"server","url":"\xff"}\n')
    assert b'{"error":"request ' in client._receive()
    assert client.ask().now_us == 0


def test_a_stuck_line_delivers_nothing_and_is_mended(client: ControlClient) -> None:
    client.line(stuck=True)
    state = client.power(on=True)
    assert state.delivered_bytes == 0 < state.written_bytes
    client.line()
    after = client.run(1_000_000)
    assert after.delivered_bytes == after.written_bytes - state.written_bytes > 0


def test_power_is_lost_at_a_chosen_unit_of_flash_work(client: ControlClient) -> None:
    client.cut(1, 5)
    client.power(on=True)
    state = client.run(60_000_000)
    assert not state.powered
    state = client.power(on=True)
    assert client.run(state.now_us + 60_000_000).powered


def test_the_cable_and_the_boot_button_are_at_hand(client: ControlClient, channel: ControlBench) -> None:
    client.unplug()
    client.plug()
    assert channel.bench.port.cable == ["unplug", "plug"]
    client.strap(download=True)
    assert client.power(on=True).mode is BoardMode.DOWNLOAD


@pytest.mark.parametrize(
    ("refused", "named"),
    [
        (lambda client: client.change_air(JoinTime(-1)), "expected `int` >= 0 - at `$.takes_us`"),
        (lambda client: client.change_air(Loss(1_000_001)), "expected `int` <= 1000000 - at `$.parts_per_million`"),
        (lambda client: client.change_air(Latency(-1)), "expected `int` >= 0 - at `$.one_way_us`"),
        (lambda client: client.line(noise_ppm=-1), "expected 0"),
    ],
    ids=["join time", "loss", "latency", "noise"],
)
def test_a_value_that_cannot_be_is_refused_and_named(
    client: ControlClient, refused: Callable[[ControlClient], object], named: str
) -> None:
    with pytest.raises(ControlError, match=re.escape(named)):
        refused(client)
    assert client.ask().now_us == 0


def test_what_is_no_request_is_refused_and_the_next_is_served(channel: ControlBench) -> None:
    place = channel.server.address
    with ControlClient(place) as client:
        for line in (
            b"noise\n",
            b'{"do":"dance"}\n',
            b'{"do":"path","fault":null}\n',
            b'{"do":"run"}\n',
            b'{"do":"run","until_us":"x"}\n',
        ):
            client._socket.sendall(line)
            assert b'{"error":"request ' in client._receive()
        assert client.ask().now_us == 0


def test_several_clients_are_served_in_turn(channel: ControlBench) -> None:
    clients = [ControlClient(channel.server.address) for _ in range(5)]
    threads = [threading.Thread(target=lambda each=each: [each.ask() for _ in range(50)]) for each in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.ask().boots for each in clients] == [0] * 5
    for each in clients:
        each.close()


def test_a_client_that_vanishes_leaves_the_others_alone(channel: ControlBench) -> None:
    gone = ControlClient(channel.server.address)
    gone._send(control.Ask())
    gone.close()
    with ControlClient(channel.server.address) as client:
        assert client.ask().now_us == 0


def test_who_says_no_more_is_answered_to_the_end(channel: ControlBench) -> None:
    with raw_connection(channel.server.address) as raw:
        raw.settimeout(30)
        raw.sendall(b'{"do":"power","on":true}\n{"do":"run","until_us":60000000}\n{"do":"power","on":false}\n')
        raw.shutdown(socket.SHUT_WR)
        answers = [msgspec.json.decode(line, type=State) for line in raw.makefile("rb")]
    assert [(each.now_us, each.powered) for each in answers] == [(0, True), (60_000_000, True), (60_000_000, False)]


def test_notices_of_lateness_are_heard_during_an_exchange_only(channel: ControlBench, client: ControlClient) -> None:
    client.send_late(5)
    client.ask()
    channel.lateness.begin()
    client.send_late(7)
    client.send_late(8)
    client.ask()
    assert channel.lateness.end() == 15


def test_a_client_of_a_board_that_is_gone_says_so(channel: ControlBench) -> None:
    client = ControlClient(channel.server.address)
    done = threading.Event()
    channel.reactor.post(channel.server.close)
    channel.reactor.post(done.set)
    assert done.wait(10)
    with pytest.raises(ControlError, match="is gone"):
        client.ask()
    client.close()


@pytest.mark.parametrize("address", ["", "unix:", "tcp:", "tcp:x", "udp:1", "tcp:127.0.0.1:99999"])
def test_what_is_no_address_is_refused_at_both_ends(address: str) -> None:
    reactor = Reactor()
    with pytest.raises(VirtualBoardError, match=r"is none|is no port"):
        ControlServer(address, _nothing, print, reactor)
    with pytest.raises(VirtualBoardError, match=r"is none|is no port"):
        ControlClient(address)
    reactor.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "127.evil.example", "localhost.evil.example"])
def test_the_outside_world_may_not_control_a_board(host: str) -> None:
    reactor = Reactor()
    with pytest.raises(VirtualBoardError, match="reachable from outside"):
        ControlServer(f"tcp:{host}:0", _nothing, print, reactor)
    reactor.close()


def test_every_loopback_address_is_one_for_a_control_channel() -> None:
    reactor = Reactor()
    server = ControlServer("tcp:127.0.0.2:0", _nothing, print, reactor)
    assert server.address.startswith("tcp:127.0.0.2:")
    server.close()
    reactor.close()


def test_a_socket_nobody_listens_to_any_more_is_replaced_and_one_in_use_is_not(tmp_path: Path) -> None:
    path = tmp_path / "c"
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(path))
    reactor = Reactor()
    first = ControlServer(f"unix:{path}", _nothing, print, reactor)
    with pytest.raises(MachineRefusedError, match="is in use"):
        ControlServer(f"unix:{path}", _nothing, print, reactor)
    first.close()
    assert not path.exists()
    path.write_text("something else")
    with pytest.raises(VirtualBoardError, match="is no socket"):
        ControlServer(f"unix:{path}", _nothing, print, reactor)
    reactor.close()


@pytest.mark.parametrize(
    ("request_made", "line"),
    [
        (control.Ask(), b'{"do":"ask"}'),
        (control.Run(5), b'{"do":"run","until_us":5}'),
        (control.Power(on=True), b'{"do":"power","on":true,"hold":false}'),
        (control.Reset(ResetReason.BROWNOUT), b'{"do":"reset","reason":"brownout"}'),
        (control.Strap(download=True), b'{"do":"strap","download":true}'),
        (control.Renew(3), b'{"do":"renew","seed":3}'),
        (control.Cut(2, 5), b'{"do":"cut","boot":2,"unit":5}'),
        (control.BootClock(7), b'{"do":"boot_clock","unix_us":7}'),
        (AccessPointChange("a", "b"), b'{"do":"access_point","ssid":"a","password":"b","band":"2.4GHz"}'),
        (HostChange(Host.TIME_SERVER, blocked=True), b'{"do":"block","host":"time-server","blocked":true}'),
        (JoinTime(9), b'{"do":"join_time","takes_us":9}'),
        (Latency(9), b'{"do":"latency","one_way_us":9}'),
        (Loss(9), b'{"do":"loss","parts_per_million":9}'),
        (control.Unplug(), b'{"do":"unplug"}'),
        (control.Plug(), b'{"do":"plug"}'),
        (control.ServerIs("http://x"), b'{"do":"server","url":"http://x"}'),
        (control.Late(3), b'{"do":"late","late_us":3}'),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_request_is_one_line_of_json(request_made: Request, line: bytes) -> None:
    assert control.encode(request_made) == line + b"\n"
    assert control.REQUESTS.decode(line) == request_made


def _nothing(request: Request) -> State:
    raise AssertionError(request)


def raw_connection(address: str) -> socket.socket:
    """Connect without the client, which sends requests alone."""
    kind, _, place = address.partition(":")
    if kind == "tcp":
        host, _, port = place.rpartition(":")
        return socket.create_connection((host, int(port)))
    raw = socket.socket(socket.AF_UNIX)
    raw.connect(place)
    return raw


def test_a_request_nested_beyond_reading_is_refused(channel: ControlBench, client: ControlClient) -> None:
    with raw_connection(channel.server.address) as raw:
        raw.sendall(b'{"command":' + b"[" * 30_000 + b"]" * 30_000 + b"}\n")
        assert b"is wrong" in raw.recv(4096)
    assert client.ask().mode is BoardMode.OFF


STATE = State(now_us=0, next_us=None, boots=0, written_bytes=0, delivered_bytes=0, powered=True, mode=BoardMode.OFF)


def test_an_end_that_comes_in_the_midst_of_a_request_takes_nothing_away_that_was_asked() -> None:
    done: list[Request] = []

    def handle(request: Request) -> State:
        done.append(request)
        if request == control.Run(1):
            raw.shutdown(socket.SHUT_WR)
        # As a board does in long work, to hear notices of lateness.
        server.drain()
        return STATE

    with closing(Reactor()) as reactor:
        server = ControlServer("tcp:127.0.0.1:0", handle, lambda _: None, reactor)
        with closing(server), raw_connection(server.address) as raw:
            raw.settimeout(30)
            raw.sendall(b'{"do":"run","until_us":1}\n{"do":"run","until_us":2}\n')
            with turning(reactor):
                assert len(raw.makefile("rb").readlines()) == 2
    assert done == [control.Run(1), control.Run(2)]


def test_what_was_asked_by_who_has_hung_up_since_is_done_all_the_same() -> None:
    done: list[Request] = []

    def handle(request: Request) -> State:
        done.append(request)
        if request == control.Run(1):
            leaving.sendall(b'{"do":"strap","download":true}\n{"do":"power","on":true}\n')
            leaving.close()
        server.drain()
        return STATE

    with closing(Reactor()) as reactor:
        server = ControlServer("tcp:127.0.0.1:0", handle, lambda _: None, reactor)
        with closing(server), raw_connection(server.address) as staying, raw_connection(server.address) as leaving:
            staying.settimeout(30)
            with turning(reactor):
                answers = staying.makefile("rb")
                # Until both are known: one that connects is not heard before its turn.
                for each in (staying, leaving):
                    each.sendall(b'{"do":"ask"}\n')
                leaving.recv(4096)
                answers.readline()
                staying.sendall(b'{"do":"run","until_us":1}\n')
                answers.readline()
                # Requests of several clients take turns: the last one may come behind this client's next.
                while control.Power(on=True) not in done:
                    staying.sendall(b'{"do":"ask"}\n')
                    answers.readline()
    asked = [control.Strap(download=True), control.Power(on=True)]
    assert [each for each in done if each in asked] == asked


def test_a_client_that_hangs_up_while_another_is_served_ends_nothing() -> None:
    def handle(request: Request) -> State:
        if request == control.Run(1):
            leaving.sendall(b'{"do":"ask"}\n')
        elif request == control.Run(2):
            leaving.close()
        # As a board does in long work, to hear notices of lateness.
        server.drain()
        return STATE

    with closing(Reactor()) as reactor:
        server = ControlServer("tcp:127.0.0.1:0", handle, lambda _: None, reactor)
        with closing(server), raw_connection(server.address) as staying, raw_connection(server.address) as leaving:
            staying.settimeout(30)
            staying.sendall(b'{"do":"run","until_us":1}\n{"do":"run","until_us":2}\n')
            with turning(reactor):
                answers = staying.makefile("rb")
                assert [msgspec.json.decode(answers.readline())["boots"] for _ in range(2)] == [0, 0]
                staying.sendall(b'{"do":"ask"}\n')
                assert msgspec.json.decode(answers.readline())["boots"] == 0
