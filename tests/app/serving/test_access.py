"""Which key the admin side asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.serving.access import AdminKey, choose_admin_key, make_policy, transport_limits
from oceanhil.mock_server.operation.address_limits import OFF_LOOPBACK, AddressLimits

if TYPE_CHECKING:
    from pathlib import Path


def test_a_given_key_is_taken() -> None:
    assert choose_admin_key("my-key", None) == AdminKey("my-key")
    assert choose_admin_key(None, None) == AdminKey(None)


def test_auto_makes_another_one_each_time() -> None:
    made = {choose_admin_key("auto", None) for _ in range(10)}
    assert len(made) == 10
    assert all(key.is_made and key.text is not None and len(key.text) == 32 for key in made)


def test_a_made_key_is_strong_enough_for_any_address() -> None:
    key = choose_admin_key("auto", None)
    assert make_policy(["0.0.0.0"], key.text, []).key == key.text


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_file_holds_the_key_on_one_line(tmp_path: Path, ending: str) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"from-the-file" + ending.encode())
    assert choose_admin_key(None, file) == AdminKey("from-the-file")


@pytest.mark.parametrize("content", [b"", b"\n", b"one\ntwo\n", b"\xff\xfe", b"tab\there"])
def test_a_file_without_a_key_is_refused_without_showing_it(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    with pytest.raises(WrongInputError, match="does not hold a key") as refused:
        choose_admin_key(None, file)
    assert "one\\ntwo" not in str(refused.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentRefusedError, match="cannot be read"):
        choose_admin_key(None, tmp_path / "none")


def test_a_key_and_a_file_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="expected one of them"):
        choose_admin_key("key", tmp_path / "key")


@pytest.mark.parametrize("key", ["short", "aaaaaaaaaaaaaaaa", "abababababab"])
def test_off_loopback_a_key_that_can_be_guessed_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(WrongInputError, match="easy to guess") as refused:
        make_policy(["0.0.0.0"], key, [])
    assert key not in str(refused.value)
    assert make_policy(["127.0.0.1", "::1"], key, []).key == key


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
