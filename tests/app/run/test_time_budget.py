"""A run in the time that there is: most scenarios of those that fit, and by name what was not begun."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec
import pytest

from oceanhil.app.run.option_kinds import TimeSpanText
from oceanhil.app.run.time_budget import likely_us
from tests.scenarios.writing import case_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.user import Command

NOTHING_RAN = 5
WAITING = """\
id: {name}
title: Waits
group: probes
matrix:
  for: [{first}, {second}]
steps:
  - device.power_on
  - time.run: "${{for}}"
"""


def order(done_out: str) -> list[str]:
    return [each["replay_id"] for each in msgspec.json.decode(done_out)["results"]]


@pytest.fixture
def probes(tmp_path: Path) -> list[str]:
    """Give two files of scenarios of two cases each, the first of which waits longer."""
    files = []
    for name, first, second in (("slow", "4m", "1s"), ("quick", "2s", "3m")):
        file = tmp_path / f"{name}.yaml"
        file.write_text(WAITING.format(name=name, first=first, second=second))
        files.append(str(file))
    return files


def test_each_scenario_has_a_case_before_any_has_two_and_what_waits_least_comes_first(
    oceanhil: Command, probes: list[str]
) -> None:
    done = oceanhil("run", *probes, "--board", "esp32", "--for", "1h", "--json")
    assert [each.partition("@")[0] for each in order(done.out)] == ["quick", "slow", "slow", "quick"]
    as_written = oceanhil("run", *probes, "--board", "esp32", "--json")
    assert [each.partition("@")[0] for each in order(as_written.out)] == ["slow", "slow", "quick", "quick"]


def test_no_case_is_begun_when_the_time_is_over_and_each_is_named(oceanhil: Command, probes: list[str]) -> None:
    done = oceanhil("run", *probes, "--board", "esp32", "--for", "1us")
    assert done.code == NOTHING_RAN
    assert "4 - not begun: the 1us of --for were over; in quick, slow" in done.out


def test_a_family_of_boards_does_not_wait_for_another(oceanhil: Command, probes: list[str]) -> None:
    done = oceanhil("run", probes[0], "--for", "1h", "--json")
    boards = [each.partition("@")[2].partition("#")[0] for each in order(done.out)]
    assert sorted(boards[:3]) == sorted(boards[3:])


@pytest.mark.parametrize(
    ("steps", "likely_s"),
    [
        ("", 0),
        ("- time.run: 2m\n- time.run: 5s", 125),
        ("- expect.online", 0),
        ("- expect.online: {within: 6m}\n- time.run: 5s", 305),
    ],
)
def test_a_case_is_likely_to_last_as_long_as_its_steps_say(steps: str, likely_s: int) -> None:
    assert likely_us(case_of("", f"- device.power_on\n{steps}")) == likely_s * 1_000_000


@pytest.mark.parametrize("text", ["0s", "-5m"])
def test_no_time_at_all_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        TimeSpanText().read(text)


def test_a_length_of_time_is_written_as_it_is_read() -> None:
    spans = [str(TimeSpanText().read(text)) for text in ("90s", "1h 30m", "1500ms")]
    assert spans == ["1m 30s", "1h 30m", "1s 500ms"]
    assert all(first != second for first, second in pairwise(spans))
