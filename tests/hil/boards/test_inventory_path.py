"""Where the inventory and the state of the benches are."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.hil.boards.inventory_path import NoInventoryError, find_inventory, user_inventory
from oceanhil.host.folders import state_directory

_HERE = Path("boards.toml")


def test_the_nearest_place_wins(folder: Path) -> None:
    named, by_environment = folder / "named.toml", folder / "environment.toml"
    user = user_inventory()
    user.parent.mkdir(parents=True)
    user.touch()
    assert find_inventory(None, {}) == user
    _HERE.touch()
    assert find_inventory(None, {}) == _HERE
    by_environment.touch()
    assert find_inventory(None, {"OCEANHIL_BOARDS": str(by_environment)}) == by_environment
    named.touch()
    assert find_inventory(named, {"OCEANHIL_BOARDS": str(by_environment)}) == named


def test_what_was_named_and_is_missing_is_an_error_though_there_is_another(folder: Path) -> None:
    _HERE.touch()
    with pytest.raises(NoInventoryError, match=r"'gone\.toml' \(\$OCEANHIL_BOARDS\) does not exist"):
        find_inventory(None, {"OCEANHIL_BOARDS": "gone.toml"})


def test_a_folder_is_no_inventory(folder: Path) -> None:
    with pytest.raises(NoInventoryError, match="is a folder"):
        find_inventory(folder, {})


def test_state_is_where_the_environment_says(folder: Path) -> None:
    assert state_directory({"OCEANHIL_STATE": "/var/lib/bench"}) == Path("/var/lib/bench")
    assert state_directory({}).name == "oceanhil"


def test_no_inventory_anywhere_is_told_with_the_places_where_it_was_looked_for(folder: Path) -> None:
    with pytest.raises(NoInventoryError) as missing:
        find_inventory(None, {})
    users = str(folder / "config" / "oceanhil" / "boards.toml")
    assert str(missing.value) == (
        f"there is no inventory: neither 'boards.toml' here nor {users!r};"
        " write one with 'oceanhil boards init', or name one with --inventory FILE"
    )


def test_what_was_named_says_by_what_and_what_is_there_instead(folder: Path) -> None:
    with pytest.raises(NoInventoryError) as gone:
        find_inventory(Path("gone.toml"), {"OCEANHIL_BOARDS": "other.toml"})
    assert str(gone.value) == (
        "the inventory 'gone.toml' (--inventory) does not exist; 'oceanhil boards init --output FILE' writes one"
    )
    with pytest.raises(NoInventoryError, match=r"\(\$OCEANHIL_BOARDS\) is a folder; 'oceanhil boards init"):
        find_inventory(None, {"OCEANHIL_BOARDS": str(folder)})


def test_an_empty_variable_names_nothing_and_a_home_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _HERE.touch()
    assert find_inventory(None, {"OCEANHIL_BOARDS": ""}) == _HERE
    monkeypatch.setenv("HOME", str(folder))
    assert find_inventory(None, {"OCEANHIL_BOARDS": "~/boards.toml"}) == folder / "boards.toml"
    assert state_directory({"OCEANHIL_STATE": "~/bench"}) == folder / "bench"
    assert state_directory({"OCEANHIL_STATE": ""}).name == "oceanhil"


def test_the_environment_of_the_process_is_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert state_directory() == folder / "state"
    _HERE.touch()
    (folder / "other.toml").touch()
    monkeypatch.setenv("OCEANHIL_BOARDS", "other.toml")
    assert find_inventory() == Path("other.toml")


def test_the_users_own_inventory_is_in_the_folder_of_the_application(folder: Path) -> None:
    assert user_inventory() == folder / "config" / "oceanhil" / "boards.toml"


def test_a_folder_of_the_name_of_an_inventory_is_passed_over(folder: Path) -> None:
    _HERE.mkdir()
    user_inventory().parent.mkdir(parents=True)
    user_inventory().touch()
    assert find_inventory(None, {}) == folder / "config" / "oceanhil" / "boards.toml"
