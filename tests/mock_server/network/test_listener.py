"""Listening sockets."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from oceanhil.mock_server.network.listener import Listener, bind, open_listener, server_context
from tests.mock_server.network.authorities import NOW, new_authority


def test_the_url_has_the_port_it_really_got() -> None:
    listener = open_listener("127.0.0.1", 0)
    with closing(listener.socket):
        assert listener.port > 0
        assert listener.url == f"http://127.0.0.1:{listener.port}"


def test_an_ipv6_address_stands_in_brackets() -> None:
    listener = open_listener("::1", 0)
    with closing(listener.socket):
        assert listener.url == f"http://[::1]:{listener.port}"


def test_with_tls_the_url_is_https() -> None:
    tls = server_context(new_authority().issue(["localhost"], NOW).pem)
    with closing(open_listener("127.0.0.1", 0).socket) as bound:
        assert Listener(bound, tls).url.startswith("https://127.0.0.1:")


def test_a_name_of_both_families_is_taken_as_ipv4() -> None:
    with closing(open_listener("localhost", 0).socket) as bound:
        assert bound.family == socket.AF_INET


def is_left_to_ipv4() -> bool:
    """Tell whether a port that is had for all IPv6 addresses can be had for all IPv4 ones too."""
    with closing(open_listener("::", 0).socket) as six:
        try:
            open_listener("0.0.0.0", six.getsockname()[1]).socket.close()
        except OSError:
            return False
    return True


def test_all_ipv6_addresses_leave_the_ipv4_ones_to_another() -> None:
    # Somebody else may hold one port or another.
    assert any(is_left_to_ipv4() for _ in range(20))


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_port_is_had_by_one(kind: socket.SocketKind) -> None:
    with (
        closing(open_listener("127.0.0.1", 0).socket)
        if kind is socket.SOCK_STREAM
        else closing(bind("127.0.0.1", 0, kind)) as first,
        pytest.raises(OSError, match="in use"),
    ):
        bind("127.0.0.1", first.getsockname()[1], kind)


def test_an_unknown_host_is_an_error() -> None:
    with pytest.raises(socket.gaierror):
        open_listener("no.such.host.invalid", 0)
