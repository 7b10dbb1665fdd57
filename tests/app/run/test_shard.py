"""Shards: equal parts of what is chosen, for machines that share it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oceanhil.app.run.shard import SHARDS_MAX, Shard, read_shard

if TYPE_CHECKING:
    from pathlib import Path

    from tests.user import Command

WRONG_CHOICE = 4
NOTHING_RUN = 5


@given(st.sets(st.text()), st.integers(1, 12))
def test_all_shards_together_are_everything_once_and_none_is_larger_by_two(names: set[str], number: int) -> None:
    shards = [Shard(each + 1, number).choose(names) for each in range(number)]
    assert sorted(name for shard in shards for name in shard) == sorted(names)
    assert max(map(len, shards)) - min(map(len, shards)) <= 1


def test_as_many_shards_as_boards_do_not_have_a_board_each() -> None:
    names = [f"scenario-{scenario}@{board}" for scenario in range(50) for board in ("esp32", "esp8266", "picow")]
    for number in (1, 2, 3):
        boards = {name.partition("@")[2] for name in Shard(number, 3).choose(names)}
        assert boards == {"esp32", "esp8266", "picow"}


@pytest.mark.parametrize("text", ["1/1", "2/3", f"{SHARDS_MAX}/{SHARDS_MAX}"])
def test_a_shard_is_written_as_it_is_read(text: str) -> None:
    assert str(read_shard(text)) == text


@pytest.mark.parametrize("text", ["", "2", "0/3", "4/3", "1/0", "-1/3", "1/3/5", "a/b", "1/1001", "²/3", "1 / 3"])
def test_what_is_no_shard_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="is no shard, expected K/N such as 2/3"):
        read_shard(text)


def test_each_shard_of_a_run_runs_its_part_of_what_is_chosen(oceanhil: Command) -> None:
    seen: list[str] = []
    for number in ("1/2", "2/2"):
        done = oceanhil("run", "token-expired", "first-boot", "-k", "not picow", "--shard", number, "--json")
        seen += [each["replay_id"] for each in msgspec.json.decode(done.out)["results"]]
    assert sorted(seen) == ["first-boot@esp32", "first-boot@esp8266", "token-expired@esp32", "token-expired@esp8266"]


@pytest.mark.parametrize("processes", [(), pytest.param(("-n", "2"), marks=pytest.mark.long)])
def test_a_shard_that_is_empty_is_no_failure(oceanhil: Command, processes: tuple[str, ...]) -> None:
    ended = [
        oceanhil("run", "first-boot", "--board", "esp32", "--shard", number, *processes) for number in ("1/2", "2/2")
    ]
    assert [done.code for done in ended] == [0, 0]
    (empty,) = (done for done in ended if "1 passed" not in done.out)
    assert "nothing to run in shard 2/2: 1 case chosen, in other shards" in empty.said


def test_what_leaves_no_case_for_any_shard_is_told_as_ever(oceanhil: Command) -> None:
    done = oceanhil("run", "first-boot", "-k", "no-such-word", "--shard", "1/2")
    assert (done.code, "nothing to run: -k and --shard left no case" in done.said) == (NOTHING_RUN, True)


def test_the_page_names_the_shard_that_ran(oceanhil: Command, tmp_path: Path) -> None:
    page = tmp_path / "run.html"
    oceanhil("run", "token-expired", "--shard", "1/2", "--html", str(page))
    assert "<dt>Shard</dt><dd>1/2</dd>" in page.read_text("utf-8")


def test_a_wrong_shard_is_a_wrong_option(oceanhil: Command) -> None:
    done = oceanhil("run", "token-expired", "--shard", "3/2")
    assert done.code == WRONG_CHOICE
    assert "'3/2' is no shard" in done.said
    assert "Traceback" not in done.said
