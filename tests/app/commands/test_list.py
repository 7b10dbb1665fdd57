"""`oceanhil list`."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from tests.user import Command, write


@pytest.mark.slow
def test_the_list_has_every_scenario_of_the_library_under_its_group(oceanhil: Command) -> None:
    done = oceanhil("list")
    lines = done.out.splitlines()
    assert done.code == 0
    assert lines.index("storage") < next(i for i, line in enumerate(lines) if "eeprom" in line)
    assert any(line.split()[:2] == ["token-reused", "6"] for line in lines)


def test_json_has_source_boards_cases_capabilities_and_remedy(oceanhil: Command) -> None:
    (row,) = msgspec.json.decode(oceanhil("list", "token-expired", "--json").out)["scenarios"]
    assert row["id"] == "token-expired"
    assert row["group"] == "tokens"
    assert {"page": "token-invalid-or-expired", "cause": "1"} in row["source"]
    assert row["boards"] == ["esp32", "esp8266", "picow"]
    assert row["cases"] == {"esp32": 1, "esp8266": 1, "picow": 1}
    assert row["capabilities"] == [
        "dashboard",
        "device-status",
        "flashing",
        "power",
        "server-clock",
        "server-requests",
        "token-regenerate",
    ]
    assert row["remedy"].startswith("Generate new firmware")


def test_a_sweep_needs_power_cuts_and_virtual_time(oceanhil: Command) -> None:
    (row,) = msgspec.json.decode(oceanhil("list", "eeprom-power-loss", "--json").out)["scenarios"]
    assert {"power-cut", "virtual-time"} <= set(row["capabilities"])


def test_files_below_the_working_directory_are_named_from_there(oceanhil: Command, folder: Path) -> None:
    write(folder / "own" / "fine.yaml")
    (row,) = msgspec.json.decode(oceanhil("list", str(folder / "own"), "--json").out)["scenarios"]
    assert Path(row["file"]) == folder / "own" / "fine.yaml"
    (row,) = msgspec.json.decode(oceanhil("list", "own", "--json").out)["scenarios"]
    assert Path(row["file"]) == Path("own", "fine.yaml")


def test_a_wrong_file_is_named_with_its_place(oceanhil: Command, folder: Path) -> None:
    write(folder / "wrong.yaml", "  - device.powr_on\n")
    done = oceanhil("list", "wrong.yaml")
    assert done.code == 2
    assert "wrong.yaml:5:5: unknown step 'device.powr_on'" in done.err


@pytest.mark.slow
def test_an_unknown_world_or_scenario_is_refused(oceanhil: Command) -> None:
    assert "unknown world 'simm'; did you mean 'sim'?" in oceanhil("list", "--world", "simm").err
    assert "unknown scenario 'tokn-expired'; did you mean 'token-expired'?" in oceanhil("list", "tokn-expired").err


def test_what_a_limit_needs_is_among_the_capabilities(oceanhil: Command, tmp_path: Path) -> None:
    write(tmp_path / "ours.yaml", more="measure: {least_free_heap: '> 20 KiB'}\n")
    (row,) = msgspec.json.decode(oceanhil("list", "--json", "ours.yaml").out)["scenarios"]
    assert "memory" in row["capabilities"]


def test_one_scenario_is_counted_in_the_singular(oceanhil: Command) -> None:
    done = oceanhil("list", "token-expired", "--board", "esp32")
    assert done.out.endswith("\n\n1 scenario, 1 case; sources and needs: oceanhil list --json\n")


def test_the_boards_of_a_scenario_are_beside_it(oceanhil: Command) -> None:
    (line,) = [line for line in oceanhil("list", "token-expired").out.splitlines() if "token-expired" in line]
    assert line.split()[1:5] == ["3", "esp32,", "esp8266,", "picow"]


def test_words_and_boards_choose_cases_as_in_a_run(oceanhil: Command) -> None:
    words = ("token-reused", "token-expired", "-k", "410 or expired", "--board", "picow", "--json")
    rows = msgspec.json.decode(oceanhil("list", *words).out)["scenarios"]
    assert {row["id"]: row["cases"] for row in rows} == {"token-reused": {"picow": 1}, "token-expired": {"picow": 1}}
    assert {tuple(row["boards"]) for row in rows} == {("picow",)}


def test_words_that_choose_the_group_or_nothing(oceanhil: Command) -> None:
    assert "1 scenario, " in oceanhil("list", "token-expired", "-k", "TOKENS and not storage").out
    assert oceanhil("list", "token-expired", "-k", "nothing").out.startswith("0 scenarios, 0 cases")


def test_words_that_are_no_expression_are_refused(oceanhil: Command) -> None:
    done = oceanhil("list", "token-expired", "-k", "a and")
    assert done.code == 2
    assert "-k is 'a and': " in done.err
