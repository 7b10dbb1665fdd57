"""`--limits`."""

from __future__ import annotations

import pytest

from oceanhil.app.commands.errors import WrongInputError
from oceanhil.app.serving.limits import transport_limits
from oceanhil.mock_server.operation.address_limits import OFF_LOOPBACK, AddressLimits


@pytest.mark.parametrize("hosts", [["127.0.0.1"], ["::1", "localhost"]])
def test_on_loopback_there_are_none_unless_asked_for(hosts: list[str]) -> None:
    assert transport_limits("auto", hosts).per_address == AddressLimits()
    assert transport_limits("on", hosts).per_address == OFF_LOOPBACK


@pytest.mark.parametrize("hosts", [["0.0.0.0"], ["127.0.0.1", "192.0.2.1"], ["::"]])
def test_off_loopback_they_are_on_unless_refused(hosts: list[str]) -> None:
    assert transport_limits("auto", hosts).per_address == OFF_LOOPBACK
    assert transport_limits("off", hosts).per_address == AddressLimits()


def test_switched_off_keys_are_still_guessed_slowly() -> None:
    assert transport_limits("off", ["0.0.0.0"]).per_address.failed_keys_per_min == 10.0


def test_own_limits_are_requests_a_second_and_connections() -> None:
    limits = transport_limits("500,20", ["127.0.0.1"]).per_address
    assert (limits.requests_per_s, limits.request_burst, limits.connections) == (500, 1000, 20)


@pytest.mark.parametrize("wanted", ["", "yes", "0,1", "5", "5,", "1,2,3", "-1,2", "1.5,2", "٣,٣"])
def test_anything_else_is_refused(wanted: str) -> None:
    with pytest.raises(WrongInputError, match="expected auto, on, off"):
        transport_limits(wanted, ["127.0.0.1"])
