"""Names in the options of `oceanhil serve`."""

from __future__ import annotations

import pytest

from oceanhil.app.command_errors import WrongInputError
from oceanhil.app.serving.option_groups import AdminOptions, NetworkOptions
from oceanhil.app.serving.options import ServeOptions, check_names


@pytest.mark.parametrize("name", ["", "bad name", "bench2.local", "-x", "a" * 64, "büro"])
def test_a_name_that_cannot_be_announced_is_refused(name: str) -> None:
    with pytest.raises(WrongInputError, match=r"--mdns .* is no host name, expected letters, digits and hyphens"):
        check_names(ServeOptions(network=NetworkOptions(mdns=name)))


@pytest.mark.parametrize("name", ["", "http://bench", "bench:8080", "a b", "bench/x"])
def test_a_name_that_no_request_can_have_is_refused(name: str) -> None:
    with pytest.raises(WrongInputError, match=r"--allow-host .* is no host name, expected one without scheme and port"):
        check_names(ServeOptions(admin=AdminOptions(allowed_hosts=(name,))))


def test_a_certified_name_needs_a_certificate() -> None:
    with pytest.raises(WrongInputError, match=r"--tls-name is for HTTPS; add --tls"):
        check_names(ServeOptions(network=NetworkOptions(tls_names=("bench.lan",))))


def test_names_that_can_be_used_pass() -> None:
    network = NetworkOptions(mdns="bench-2", tls_names=("*.lan",), is_tls=True)
    admin = AdminOptions(allowed_hosts=("Bench.local", "my_host", "192.168.1.10", "::1", "[::1]"))
    check_names(ServeOptions(network=network, admin=admin))
