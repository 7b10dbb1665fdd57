"""Several boards at once: a worker owns a board, and results are those of one process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.app.run.board_scheduling import deal
from tests.app.run.benches import inventory_of
from tests.user import Command, Finished, write

pytestmark = pytest.mark.usefixtures("own_state")

NAMES = ("first-boot", "token-expired", "token-reused", "token-stolen")
FAMILIES = ("--board", "esp32", "--board", "esp8266")
_MANY_CASES = 100


class Row(msgspec.Struct):
    """What is looked at of a result."""

    replay_id: str
    outcome: str
    facts: dict[str, str]


class Document(msgspec.Struct):
    """What `--json` prints."""

    results: list[Row]


def rows(done: Finished) -> list[Row]:
    return msgspec.json.decode(done.out, type=Document).results


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An inventory of three ESP32 and two ESP8266."""
    kinds = ["esp32", "esp32", "esp32", "esp8266", "esp8266"]
    with inventory_of(kinds, tmp_path_factory.mktemp("bench")) as inventory:
        yield inventory


@pytest.mark.long
def test_a_run_on_several_boards_gives_the_results_of_one_process_in_its_order(
    oceanhil: Command, oceanhil_process: Command, bench: Path
) -> None:
    expected = [(row.replay_id, row.outcome) for row in rows(oceanhil("run", *NAMES, *FAMILIES, "--json"))]
    bench_words = ("--world", "serial", "--inventory", str(bench), "--jobs", "auto")
    done = oceanhil_process("run", *NAMES, *FAMILIES, *bench_words, "--json", "--junit", "jobs.xml")
    assert [(row.replay_id, row.outcome) for row in rows(done)] == expected
    used = {row.facts["board_name"] for row in rows(done)}
    assert {name.rpartition("-")[0] for name in used} == {"esp32", "esp8266"}
    assert "waiting for board" not in done.err
    named = [case.get("name") for case in ET.parse("jobs.xml").iter("testcase")]
    assert sorted(filter(None, named)) == sorted(replay_id for replay_id, _ in expected)


@pytest.mark.long
def test_two_boards_of_a_family_share_its_cases(oceanhil_process: Command, bench: Path, folder: Path) -> None:
    # So many that the second worker has begun before the first is done: who is alone needs no second board.
    for number in range(_MANY_CASES):
        write(folder / "own" / f"case-{number}.yaml")
    done = oceanhil_process(
        "run", "own", "--board", "esp8266", "--json", "--jobs", "2", "--world", "serial", "--inventory", str(bench)
    )
    boards = [row.facts["board_name"] for row in rows(done)]
    assert sorted(boards) == ["esp8266-4"] * (_MANY_CASES // 2) + ["esp8266-5"] * (_MANY_CASES // 2)


@pytest.mark.long
def test_where_boards_are_not_counted_jobs_are_processes(oceanhil_process: Command, folder: Path) -> None:
    write(folder / "fine.yaml")
    done = oceanhil_process("run", "fine.yaml", "--jobs", "2", "-v")
    assert done.code == 0
    assert "2 workers [3 items]" in done.out


def test_wrong_numbers_of_jobs_are_refused(oceanhil: Command, folder: Path) -> None:
    write(folder / "fine.yaml")
    for words, message in {
        ("--jobs", "0"): "--jobs is '0', expected a number of boards, or 'auto'",
        ("--jobs", "many"): "--jobs is 'many', expected a number of boards, or 'auto'",
        ("--jobs", "2", "-n", "2"): "-n and --jobs exclude each other; on a bench --jobs is the one to use",
        (
            "--jobs",
            "2",
            "--world",
            "serial",
            "--inventory",
            "none.toml",
        ): "the inventory 'none.toml' (--inventory) does",
        ("--jobs", "2", "--world", "simm"): "unknown world 'simm'; did you mean 'sim'?",
    }.items():
        done = oceanhil("run", "fine.yaml", *words)
        assert done.code == 4
        assert message in done.err


@given(st.lists(st.booleans(), min_size=1), st.integers(1, 8))
def test_no_more_boards_are_wanted_than_there_are(needs_second: list[bool], boards: int) -> None:
    dealt = deal(needs_second, boards)
    second = 1 if any(needs_second) and boards > 1 else 0
    assert max(dealt) + second <= boards
    assert all(group == 1 for group, two in zip(dealt, needs_second, strict=True) if two)


@given(st.integers(1, 60), st.integers(1, 8))
def test_cases_are_dealt_out_evenly(cases: int, boards: int) -> None:
    dealt = deal([False] * cases, boards)
    sizes = [dealt.count(group) for group in range(1, boards + 1)]
    assert max(sizes) - min(sizes) <= 1
