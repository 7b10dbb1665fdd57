"""`oceanhil explore --why`: when a finding became inevitable, in words and as a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.scenarios.world import Capability
from tests.user import Command, LackingFactory

LOST = """\
id: lost
title: Power fails in the save of the first token
group: explored
boards: [esp32]
matrix: {store: [reference], driver: [idf-4.4.7]}
steps:
  - device.power_on
  - storage.cut_power: {after: 68}
  - time.run: 10s
  - device.power_off
  - device.power_on
  - expect.recovered: 1h
  - expect.token_known
"""
CUT = "-- power cut at unit 68"


@pytest.fixture
def lost(tmp_path: Path) -> Path:
    path = tmp_path / "lost.yaml"
    path.write_text(LOST)
    return path


def test_the_moment_is_told_with_what_happened_there(oceanhil: Command, lost: Path) -> None:
    done = oceanhil("explore", "--why", str(lost), "--futures", "4")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("lost@esp32/idf-4.4.7+reference  token-known\n")
    assert "It became inevitable at 0:00:02.382, in 'time.run: 10s' (line 9).\n" in done.out
    assert "0:00:02.382, in 'time.run: 10s' (line 9): 0% before, 100% from then on\n" in done.out
    assert CUT in done.out


def test_what_passes_here_is_explained_where_it_was_found(oceanhil: Command, lost: Path) -> None:
    lost.write_text(LOST.replace("group:", "found_in: sketch:pump\ngroup:").replace("after: 68", "after: 9999"))
    done = oceanhil("explore", "--why", str(lost))
    assert done.code == 2
    assert "passes; there is nothing to explain; it was found in 'sketch:pump': name that --world" in done.err


def test_the_page_has_the_chart_and_the_same_words(oceanhil: Command, lost: Path, tmp_path: Path) -> None:
    page = tmp_path / "charts" / "lost.html"
    done = oceanhil("explore", "--why", str(lost), "--futures", "4", "--html", str(page))
    assert done.out.endswith(f"\nchart: {page}\n")
    text = page.read_text("utf-8")
    assert "It became inevitable at 0:00:02.382, in &#39;time.run: 10s&#39; (line 9)." in text
    assert CUT in text
    assert 'class="turn"' in text
    assert "default-src 'none'" in text
    assert "<script" not in text


def test_a_finding_is_meant_by_its_name_where_findings_are_or_by_its_replay_id(oceanhil: Command, lost: Path) -> None:
    for name in ("lost", "lost@esp32/idf-4.4.7+reference"):
        done = oceanhil("explore", "--why", name, "--out", str(lost.parent), "--futures", "2")
        assert done.code == 0
        assert "It became inevitable" in done.out


def test_a_case_of_a_file_of_ones_own_is_meant_by_the_file_in_place_of_the_scenario(
    oceanhil: Command, tmp_path: Path
) -> None:
    path = tmp_path / "swept.yaml"
    sweep = "sweep: {cut: {boot: 1, of: flash-units, every: 1}}\nsteps:"
    path.write_text(
        LOST.replace("id: lost", "id: swept")
        .replace("[esp32]", "[esp32, esp8266]")
        .replace(", driver: [idf-4.4.7]", "")
        .replace("steps:", sweep)
        .replace("{after: 68}", "${cut}")
    )
    done = oceanhil("explore", "--why", str(path))
    assert done.code == 2
    assert f"name one by its replay ID: {path}@esp32" in done.err
    case = done.err.rpartition(f"{path}@")[2].strip()
    done = oceanhil("explore", "--why", f"{path}@{case}#cut=1.68", "--futures", "2")
    assert (done.code, "swept@" in done.out) == (0, True)


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (("first-boot@esp32",), "first-boot@esp32 passes; there is nothing to explain"),
        (("first-boot",), "first-boot has 3 cases here; name one by its replay ID: first-boot@esp32, "),
        (("eeprom-power-loss@picow+legacy",), "is a whole sweep; name one of its points, such as "),
        (("first-bot",), "unknown scenario 'first-bot'; did you mean 'first-boot'?"),
        (("first-boot@esp33",), "replay ID 'first-boot@esp33'"),
        (("first-boot@esp32", "--futures", "1"), "1 is not in the range"),
    ],
)
def test_what_cannot_be_explained_is_a_mistake_in_words(oceanhil: Command, why: tuple[str, ...], said: str) -> None:
    done = oceanhil("explore", "--why", *why)
    assert done.code == 2
    assert said in done.err


def test_a_world_that_cannot_fork_is_told_with_one_that_can(oceanhil: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "oceanhil.app.commands.explore_why.load_world", lambda _: LackingFactory(Capability.VIRTUAL_TIME)
    )
    done = oceanhil("explore", "--why", "first-boot@esp32")
    assert done.code == 2
    assert "lacks virtual-time, which forks need; choose another --world, such as sim" in done.err


def test_the_scenario_is_not_overwritten_by_its_chart(oceanhil: Command, lost: Path) -> None:
    done = oceanhil("explore", "--why", str(lost), "--html", str(lost))
    assert done.code == 2
    assert "the chart would overwrite the scenario" in done.err
    assert lost.read_text() == LOST


@pytest.mark.parametrize("option", ["--html", "--futures"])
def test_an_option_of_the_chart_without_a_question_is_a_mistake(oceanhil: Command, tmp_path: Path, option: str) -> None:
    done = oceanhil("explore", option, "5" if option == "--futures" else str(tmp_path / "x.html"), "--lives", "1")
    assert done.code == 2
    assert f"{option}: for the chart of --why alone; name a finding there" in done.err


def test_sanitizers_are_for_sketches(oceanhil: Command, lost: Path) -> None:
    for words in (("--lives", "1"), ("--why", str(lost))):
        done = oceanhil("explore", *words, "--sanitize")
        assert done.code == 2
        assert "--sanitize is for sketches; add --world sketch:PATH" in done.err


def test_what_lives_take_beside_a_question_is_a_mistake(oceanhil: Command, lost: Path) -> None:
    done = oceanhil("explore", "--why", str(lost), "--json", "--lives", "3", "--board", "esp32")
    assert done.code == 2
    assert "--why leads no lives; leave out --board, --lives, --json" in done.err


def test_a_finding_of_an_earlier_version_is_meant_by_the_name_it_had(oceanhil: Command, tmp_path: Path) -> None:
    old = "token-known-esp32-life-7"
    (tmp_path / f"{old}.yaml").write_text(LOST.replace("id: lost", f"id: {old}"))
    why = ("explore", "--why", old, "--out", str(tmp_path), "--futures", "2")
    for words in (why, ("run", f"{tmp_path}/{old}.yaml")):
        assert f"{old}@esp32/idf-4.4.7+reference" in oceanhil(*words).out
