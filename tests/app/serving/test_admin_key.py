"""Which key the admin side asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oceanhil.app.commands.errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.serving.access import make_policy
from oceanhil.app.serving.admin_key import AdminKey, choose_admin_key

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
