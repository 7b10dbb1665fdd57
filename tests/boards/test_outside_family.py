"""A family that this project does not have, added by an entry point: it runs the library as the others do."""

import json
from collections import Counter

import pytest

from oceanhil.analysis.panics.crashes import family_of
from tests.boards.conftest import Install
from tests.user import Command


@pytest.fixture(autouse=True)
def _installed(install: Install) -> None:
    install("acme", espnever="tests.boards.espnever:ESPNEVER")


# The sweeps of the storage group alone are thousands of boots, and in that of time there are lives of days.
@pytest.mark.long
@pytest.mark.parametrize(
    "group",
    [
        pytest.param("storage", marks=[pytest.mark.long, pytest.mark.timeout(400)]),
        pytest.param("time", marks=pytest.mark.long),
        pytest.param("tokens", marks=pytest.mark.slow),
    ],
)
def test_it_runs_every_scenario_of_the_group_as_the_one_that_it_is_like_does(oceanhil: Command, group: str) -> None:
    ran = json.loads(oceanhil("run", "-k", group, "--board", "espnever", "--json", "-q").out)["results"]
    # `-k` finds the word in names of other groups too.
    results = [each for each in ran if each["group"] == group]
    listed = [each for each in json.loads(oceanhil("list", "--json").out)["scenarios"] if each["group"] == group]
    cases = {each["id"]: each["cases"]["esp32"] for each in listed if "esp32" in each.get("cases", {})}
    assert Counter(each["scenario"] for each in results) == cases
    assert {(each["board"], each["outcome"], each["reason"]) for each in results} == {("espnever", "passed", "")}


def test_it_prints_its_own_roms_words_and_its_own_device_id(oceanhil: Command) -> None:
    said = oceanhil("replay", "token-expired@espnever").out
    assert "ESP-ROM:espnever-20220919" in said
    assert "rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)" in said
    assert "Device ID: ESPNEVER_00005E" in said


def test_its_log_is_known_for_its_own() -> None:
    lines = ["ESP-ROM:espnever-20220919", "rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)", "Guru Meditation Error"]
    board = family_of(lines)
    assert board is not None
    assert board.value == "espnever"


@pytest.mark.slow
def test_where_no_board_is_named_it_does_not_run(oceanhil: Command) -> None:
    assert "espnever" not in oceanhil("run", "token-expired", "-v").said.lower()


def test_it_is_offered_where_boards_are_named(oceanhil: Command) -> None:
    assert "'espnever'" in oceanhil("run", "token-expired", "--board", "espnevver").err
    assert "espnever" in oceanhil("schema", "scenario").out
    assert "espnever" in oceanhil("schema", "inventory").out
