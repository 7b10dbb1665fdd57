"""Under which names a server is reached."""

from __future__ import annotations

import ipaddress
import socket

import pytest

from oceanhil.host.addresses import address_for_others, addresses_of, host_and_port, names_of


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_all_addresses_are_told_one_by_one(host: str) -> None:
    found = addresses_of(host)
    assert host not in found
    assert ipaddress.ip_address(found[-1]).is_loopback
    assert {ipaddress.ip_address(each).version for each in found} == {6 if ":" in host else 4}


def test_loopback_is_called_localhost_too() -> None:
    assert names_of(["127.0.0.1"]) == ("127.0.0.1", "localhost")


def test_a_name_is_reached_by_its_addresses() -> None:
    assert {"localhost", "127.0.0.1"} <= set(names_of(["localhost"]))


def test_at_all_addresses_the_machine_is_called_by_its_name() -> None:
    assert socket.gethostname() in names_of(["0.0.0.0"])


@pytest.mark.parametrize("host", ["no.such.host.invalid", "a" * 64 + ".b"])
def test_an_unknown_name_has_no_address(host: str) -> None:
    assert addresses_of(host) == ()


def test_without_a_way_out_it_is_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> object:
        raise OSError

    monkeypatch.setattr(socket, "socket", refuse)
    assert (address_for_others("0.0.0.0"), address_for_others("::")) == ("127.0.0.1", "::1")


@pytest.mark.parametrize(
    ("host", "text"), [("127.0.0.1", "127.0.0.1:80"), ("localhost", "localhost:80"), ("::1", "[::1]:80")]
)
def test_an_address_of_ipv6_stands_in_brackets_before_a_port(host: str, text: str) -> None:
    assert host_and_port(host, 80) == text
