"""A TCP socket as a board's port, raw and with RFC 2217."""

import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest
import serial
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.hil.vboard.ports.rfc2217_port import Rfc2217Conversation, rfc2217_port
from oceanhil.hil.vboard.ports.tcp_address import parse_address
from oceanhil.hil.vboard.ports.tcp_port import ConversationError, RawConversation, TcpPort
from oceanhil.hil.vboard.reactor import Reactor
from oceanhil.hil.vboard.vboard_errors import MachineRefusedError, VirtualBoardError
from tests.hil.vboard.looping import Heard, turning


@pytest.fixture
def reactor() -> Iterator[Reactor]:
    made = Reactor()
    yield made
    made.close()


def raw_port(heard: Heard, reactor: Reactor, address: str = "0") -> TcpPort:
    return TcpPort(address, "socket", lambda _: RawConversation(heard), reactor)


def test_listeners_come_one_after_another_and_hear_every_byte(reactor: Reactor) -> None:
    heard = Heard()
    port = raw_port(heard, reactor)
    every_byte = bytes(range(256))
    with turning(reactor):
        for count in (1, 2):
            with serial.serial_for_url(port.url, timeout=10) as host:
                host.write(every_byte)
                assert heard.wait_for(256 * count)[-256:] == every_byte
                reactor.post(lambda: port.write(every_byte))
                assert host.read(256) == every_byte
    port.close()


def test_what_is_sent_while_nobody_listens_is_lost(reactor: Reactor) -> None:
    port = raw_port(heard := Heard(), reactor)
    port.write(b"lost")
    with turning(reactor), serial.serial_for_url(port.url, timeout=10) as host:
        host.write(b"x")
        heard.wait_for(1)
        reactor.post(lambda: port.write(b"heard"))
        assert host.read(5) == b"heard"
    port.close()


def test_a_second_listener_is_sent_away(reactor: Reactor) -> None:
    port = raw_port(heard := Heard(), reactor)
    address = parse_address(port.url.removeprefix("socket://"))
    with turning(reactor), socket.create_connection(address) as first:
        first.sendall(b"x")
        heard.wait_for(1)
        with socket.create_connection(address, 10) as second:
            assert second.recv(1) == b""
    port.close()


def test_an_unplugged_board_is_not_there_and_comes_back_at_the_same_port(reactor: Reactor) -> None:
    port = raw_port(Heard(), reactor)
    address = parse_address(port.url.removeprefix("socket://"))
    port.unplug()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, 10)
    port.plug()
    socket.create_connection(address, 10).close()
    port.close()


def test_a_port_in_use_is_a_message(reactor: Reactor) -> None:
    port = raw_port(Heard(), reactor)
    with pytest.raises(MachineRefusedError, match="is in use"):
        raw_port(Heard(), reactor, port.url.removeprefix("socket://"))
    port.close()


@pytest.mark.parametrize("address", ["", "x", "-1", "70000", "127.0.0.1", "localhost:"])
def test_what_is_no_port_is_refused(address: str) -> None:
    with pytest.raises(VirtualBoardError, match="expected PORT or HOST:PORT"):
        parse_address(address)


# pyserial's own client, with methods that Python has deprecated.
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:set(Daemon|Name):DeprecationWarning")
def test_rfc2217_carries_bytes_rate_and_lines(reactor: Reactor) -> None:
    heard = Heard()
    port = rfc2217_port("0", heard, reactor)
    every_byte = bytes(range(256))
    with turning(reactor), serial.serial_for_url(port.url, 74_880, timeout=10) as host:
        assert port.host_baud == 74_880
        host.write(every_byte)
        assert heard.wait_for(256) == every_byte
        reactor.post(lambda: port.write(every_byte))
        assert host.read(256) == every_byte
        host.dtr = False
        assert heard.lines[-1] == (False, True)
    port.close()


def test_bytes_before_a_change_of_lines_reach_the_board_before_it() -> None:
    order: list[object] = []

    class Ordered(Heard):
        def bytes_came(self, data: bytes) -> None:
            order.append(data)

        def lines_changed(self, *, dtr: bool, rts: bool) -> None:
            order.append((dtr, rts))

    conversation = Rfc2217Conversation(Ordered(), lambda _: None)
    # RFC 2217: IAC SB COM-PORT-OPTION SET-CONTROL DTR-on IAC SE
    conversation.socket_bytes(b"before" + bytes([255, 250, 44, 5, 8, 255, 240]) + b"after")
    assert order == [b"before", (True, False), b"after"]


def test_a_rate_that_no_adapter_has_leaves_the_old_one() -> None:
    conversation = Rfc2217Conversation(Heard(), lambda _: None)
    conversation.socket_bytes(bytes([255, 250, 44, 1, 0x7F, 0, 0, 1, 255, 240]))
    assert conversation.host_baud == 115_200


@pytest.mark.parametrize(
    "option",
    [[255, 250, 44, 1, 0, 255, 240], [255, 240], [255, 250, 44, 3, 99, 255, 240], [255, 250, *b"endless" * 200]],
    ids=["cut short", "without beginning", "unknown parity", "without end"],
)
def test_a_client_that_does_not_keep_to_rfc2217_is_thrown_out_and_the_next_is_served(
    reactor: Reactor, option: list[int]
) -> None:
    heard = Heard()
    port = rfc2217_port("0", heard, reactor)
    address = parse_address(port.url.removeprefix("rfc2217://"))
    with turning(reactor):
        with socket.create_connection(address, 10) as wrong:
            wrong.sendall(bytes(option))
            while wrong.recv(4096):
                pass
        with socket.create_connection(address, 10) as right:
            right.sendall(b"x")
            assert heard.wait_for(1) == b"x"
    port.close()


@given(st.binary(max_size=200))
def test_no_bytes_of_a_client_crash_the_board(data: bytes) -> None:
    conversation = Rfc2217Conversation(Heard(), lambda _: None)
    with suppress(ConversationError):
        conversation.socket_bytes(b"\xff\xfa" + data + b"\xff\xf0")


def test_a_name_that_can_be_no_hosts_is_refused() -> None:
    with pytest.raises(VirtualBoardError, match=r"address 'a\.\.b:80' has no host's name in it"):
        parse_address("a..b:80")
