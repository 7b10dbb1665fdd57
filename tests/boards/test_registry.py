"""Families by name: those of the project, those of other distributions, and what is said of one that cannot be had."""

import pytest

from oceanhil.boards import (
    OWN_NAMES,
    UnknownBoardError,
    board_named,
    board_names,
    core_families,
    families,
    family,
    find_board,
)
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.protocol.data_files import UNTRUSTED_VARIABLE
from tests.boards import espnever
from tests.boards.conftest import Install

NEVER = Board("espnever")
PLACE = "tests.boards.espnever:ESPNEVER"


def test_the_platforms_families_are_the_first_ones() -> None:
    assert [Board(name) for name in OWN_NAMES[: len(PLATFORM_BOARDS)]] == list(PLATFORM_BOARDS)


def test_every_family_of_the_project_is_registered_under_its_name() -> None:
    assert [each.board.value for each in families()] == list(OWN_NAMES)


def test_a_family_of_another_distribution_stands_behind_those_of_the_project(install: Install) -> None:
    install("acme", espnever=PLACE)
    assert board_names() == (*OWN_NAMES, "espnever")
    assert find_board("espnever") is NEVER
    assert family(NEVER) is espnever.ESPNEVER


def test_the_families_that_the_core_knows_have_the_numbers_from_0_each_once(install: Install) -> None:
    install("acme", espnever=PLACE)
    numbers = [number for each in families() if (number := each.build.number) is not None]
    assert sorted(numbers) == [each.build.number for each in core_families()] == [*range(len(numbers))]


def test_a_family_made_from_another_one_has_no_firmware_of_its_own() -> None:
    assert family(Board("pico2w")) not in core_families()


def test_a_wrong_name_gets_the_nearest_one() -> None:
    assert find_board("esp23") is None
    with pytest.raises(UnknownBoardError, match="unknown board 'esp23'; did you mean 'esp32'"):
        board_named("esp23")
    with pytest.raises(UnknownBoardError, match="unknown board 'esp8265'; did you mean 'esp8266'"):
        family(Board("esp8265"))


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("no_such_module:F", "ModuleNotFoundError: No module named 'no_such_module'; install the pack"),
        ("tests.boards.espnever:NOTHING", "AttributeError: .*; ask who wrote 'acme', or remove it"),
        (
            "tests.boards.espnever:NO_FAMILY",
            "TypeError: 'ResetWords' object is no Family; ask who wrote 'acme'",
        ),
    ],
)
def test_one_that_cannot_be_loaded_is_named_with_its_package(install: Install, place: str, reason: str) -> None:
    install("acme", espnever=place)
    with pytest.raises(UnknownBoardError, match=rf"board 'espnever' cannot be loaded from '{place}': {reason}"):
        family(NEVER)


def test_a_family_bears_the_name_it_is_registered_under(install: Install) -> None:
    install("acme", acme=PLACE)
    with pytest.raises(UnknownBoardError, match="it calls itself 'espnever'; register it under that name"):
        family(Board("acme"))


def test_two_families_of_one_name_are_refused(install: Install) -> None:
    install("acme", espnever=PLACE)
    install("other", espnever="tests.boards.espnever:WRONG_NAME")
    with pytest.raises(UnknownBoardError, match=r"board 'espnever' is registered by .* and .*; remove one of the pack"):
        family(NEVER)


def test_nobody_replaces_a_family_of_the_project(install: Install) -> None:
    before = family(Board.ESP32)
    install("acme", esp32=PLACE)
    assert family(Board.ESP32) is before
    assert board_names() == OWN_NAMES


def test_where_files_are_data_only_no_other_distribution_is_asked(
    install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("acme", espnever=PLACE)
    monkeypatch.setenv(UNTRUSTED_VARIABLE, "1")
    assert find_board("espnever") is None
