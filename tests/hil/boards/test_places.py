"""Where the inventory and the state of the benches are."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.boards.places import NoInventoryError, find_inventory, state_directory, user_inventory

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
