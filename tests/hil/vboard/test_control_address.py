"""The address of a control channel: one reading of it for both ends and for an inventory."""

from pathlib import Path

import pytest

from oceanhil.hil.vboard.control_address import ControlAddress, TcpAddress, UnixAddress, parse_control_address
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("unix:/tmp/a:b", UnixAddress(Path("/tmp/a:b"))),
        ("tcp:127.0.0.1:0", TcpAddress("127.0.0.1", 0)),
        ("tcp:[::1]:4000", TcpAddress("::1", 4000)),
        ("tcp:bench.example:4000", TcpAddress("bench.example", 4000)),
    ],
)
def test_an_address_is_read_and_written_again(text: str, address: ControlAddress) -> None:
    assert parse_control_address(text) == address
    assert str(address) == text


def test_a_port_alone_is_one_of_this_machine() -> None:
    assert parse_control_address("tcp:4000") == TcpAddress("127.0.0.1", 4000)


@pytest.mark.parametrize("text", ["", "unix:", "tcp:", "udp:1", "/tmp/c"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(VirtualBoardError, match=r"is none, expected unix:PATH or tcp:HOST:PORT"):
        parse_control_address(text)


def test_a_relative_path_begins_at_the_base() -> None:
    base = Path("bench")
    assert str(parse_control_address("unix:./c").resolved(base)) == f"unix:{base / 'c'}"
    assert str(parse_control_address("unix:/tmp/c").resolved(base)) == "unix:/tmp/c"
    assert str(parse_control_address("tcp:localhost:1").resolved(base)) == "tcp:localhost:1"
