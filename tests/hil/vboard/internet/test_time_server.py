"""The SNTP server for boards whose clock a test moves, asked by the board's own client."""

import socket

import pytest

from oceanhil.hil.vboard.internet.sntp import TimeServer, machine_time, sntp_time
from oceanhil.hil.vboard.vboard_errors import MachineRefusedError

NOON_US = 1_768_478_400_000_000


def test_it_tells_the_time_it_is_told_to() -> None:
    with TimeServer(lambda: NOON_US) as server:
        assert sntp_time(server.host, server.port, 5) == NOON_US


def test_a_server_without_time_does_not_answer() -> None:
    with TimeServer(lambda: None) as server:
        assert sntp_time(server.host, server.port, 0.05) is None


def test_a_packet_that_is_no_request_is_ignored() -> None:
    with TimeServer(lambda: NOON_US) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as noise:
        for packet in (b"", b"noise", bytes(48)):
            noise.sendto(packet, (server.host, server.port))
        assert sntp_time(server.host, server.port, 5) == NOON_US


def test_a_port_in_use_is_a_message_and_not_a_traceback() -> None:
    with TimeServer(lambda: NOON_US) as server, pytest.raises(MachineRefusedError, match="in use"):
        TimeServer(lambda: NOON_US, port=server.port)


def test_nobody_at_the_port_is_no_answer() -> None:
    with TimeServer(lambda: NOON_US) as server:
        port = server.port
    assert sntp_time("127.0.0.1", port, 0.05) is None


def test_a_server_may_be_closed_twice() -> None:
    server = TimeServer(lambda: NOON_US)
    server.close()
    server.close()
    with TimeServer(lambda: NOON_US, port=server.port) as after:
        assert sntp_time(after.host, after.port, 5) == NOON_US


def test_the_machines_own_clock_is_later_than_this_project() -> None:
    told = machine_time(0)
    assert told is not None
    assert told > 1_735_689_600_000_000


def test_a_name_that_can_be_no_hosts_tells_no_time() -> None:
    assert sntp_time("a..b", 123, 1) is None
