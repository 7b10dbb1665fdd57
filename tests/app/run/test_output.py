"""What `oceanhil run` says below its table."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from oceanhil.app.run.closing import nothing_tried
from oceanhil.host.progress import LiveProgress
from oceanhil.protocol.messages import RegisterRequest
from oceanhil.scenarios.expense import HOUR
from oceanhil.scenarios.result import Outcome
from oceanhil.simulator.program import registration, session
from tests.app.report.conftest import make_result
from tests.user import TEAPOT, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.user import Command


def test_of_many_reasons_why_everything_was_skipped_the_most_frequent_are_told() -> None:
    reasons = ["no radio", "no power", "no clock", "no power", "no line", "no storage"]
    results = [make_result(outcome=Outcome.SKIPPED, reason=reason) for reason in reasons]
    told = nothing_tried(results, "sketch:lamp", is_foreign=False)
    assert "nothing was tried: no power (2), no radio (1), no clock (1), 2 more reasons; try" in told


def test_whoever_skipped_everything_in_sim_is_not_sent_there() -> None:
    results = [make_result(outcome=Outcome.SKIPPED, reason="world 'sim' lacks memory")]
    assert nothing_tried(results, "sim", is_foreign=False).endswith(
        "lacks memory (1); try another --board, or --world sketch:PATH, which has what sim lacks"
    )
    assert nothing_tried(results, "native", is_foreign=False).endswith("; --world sim lacks least")


def test_of_a_foreign_server_where_everything_was_skipped_nothing_is_known() -> None:
    results = [make_result(outcome=Outcome.SKIPPED, reason="the connector lacks tokens")]
    told = nothing_tried(results, "sim", is_foreign=True)
    assert told == "every case was skipped: nothing is known about this server"


TWO_FAILING = """
id: {name}
title: Never online
group: probes
boards: [esp32]
steps:
  - device.power_on
  - expect.serial: {{pattern: never said, within: 1s}}
"""


def test_a_failure_of_a_cause_that_was_shown_is_one_line(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / f"{name}.yaml").write_text(TWO_FAILING.format(name=name))
    command = [sys.executable, "-m", "oceanhil", "run", "first.yaml", "second.yaml"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 1
    assert done.stdout.count("before that:") == 1
    assert "second.yaml:8:5: second@esp32: as first@esp32: " in done.stdout
    assert "failed: 2 cases, 1 cause" in done.stdout


POWERED = """
id: powered
title: It has what it needs
group: probes
boards: [esp32, esp8266]
steps:
  - device.power_on
  - time.run: 20s
"""


def test_an_invariant_that_is_broken_in_another_way_says_how(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def registers(*fields: str) -> object:
        return {} if "ESP32_" in fields[1] else RegisterRequest(*fields)

    (folder / "powered.yaml").write_text(POWERED)
    monkeypatch.setattr(registration, "RegisterRequest", registers)
    monkeypatch.setattr(session, "SessionRequest", lambda *_: {})
    told = oceanhil("run", ".").out
    assert told.count("before that:") == 1
    (line,) = [each for each in told.splitlines() if ": as powered@esp32: I17: " in each]
    assert "; here: device sent POST /api/device/session/, refused for its form: 400" in line


def test_sixty_failures_of_one_cause_are_a_screen_besides_the_table(oceanhil: Command, folder: Path) -> None:
    for number in range(20):
        text = TWO_FAILING.format(name=f"f{number:02}").replace("boards: [esp32]\n", "")
        (folder / f"f{number:02}.yaml").write_text(text, "utf-8")
    told = oceanhil("run", ".").out
    assert told.count(": as f00@esp32: ") == 10
    assert told.count("more as f00@esp32, counted at the end\n") == 1
    assert "failed: 60 cases, 1 cause\n" in told
    # The table has a line for each of the twenty scenarios.
    assert len(told.splitlines()) < 24 + 50


def test_in_actions_a_failure_is_annotated_at_its_step_with_the_whole_command(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(folder))
    write(folder / "teapot.yaml", TEAPOT)
    said = oceanhil("run", "teapot.yaml", "--board", "esp32", "-q").out
    (line,) = [line for line in said.splitlines() if line.startswith("::")]
    assert line.startswith("::error file=teapot.yaml,line=6,title=teapot@esp32::expect.serial")
    assert line.endswith("again: oceanhil replay 'teapot@esp32' --scenarios teapot.yaml")


LONG_AND_SHORT = """
id: {name}
title: Waits
group: probes
boards: [esp32]
steps:
  - device.power_on
  - time.run: {time}
"""


@pytest.mark.parametrize("processes", [(), pytest.param(("-n", "1"), marks=pytest.mark.slow)])
def test_the_rest_of_a_run_is_told_by_what_its_cases_ask_for(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch, processes: tuple[str, ...]
) -> None:
    for name, time in (("longer", "2h"), ("short", "0s")):
        (folder / f"{name}.yaml").write_text(LONG_AND_SHORT.format(name=name, time=time), "utf-8")
    told: list[float] = []
    monkeypatch.setattr(LiveProgress, "start", lambda _, total, work: told.extend((total, work)))
    monkeypatch.setattr(LiveProgress, "finished", lambda _, *, is_unhappy, work: told.append(work))
    assert oceanhil("run", "longer.yaml", "short.yaml", "-x", *processes).code == 0
    assert told == [2, 2 + 2 * HOUR, 1 + 2 * HOUR, 1]
