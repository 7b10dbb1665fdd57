"""`make explore-bugs`: what counts as found, what is kept, what is told."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from oceanhil.exploration.findings import Breach, breach_of
from oceanhil.exploration.habitat import Habitat
from oceanhil.exploration.life import Life
from oceanhil.exploration.own_laws import read_python_laws
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.result import Outcome
from tests.exploration.explored import NAMED, happening, life
from tools.judge.bugs import read_bugs
from tools.judge.edits import changed_core
from tools.judge.exploring.__main__ import Hunts, main
from tools.judge.exploring.hunt import Caught, Hunt, Hunted, hunted
from tools.judge.exploring.page import page, table
from tools.judge.report import Judged, Verdicts
from tools.judge.trial import BuiltFactory, build

BUG = next(each for each in read_bugs() if each.id == "flags-are-committed-first")
KNOWN = Caught("token-known", "it never got the answer", 5, 2.0, ("answer-lost",), "esp32", is_known=True)
SHOWN = Caught("i11", "device: 3 sectors erased", 7, 4.0, ("relay",), "picow", is_known=False)


def hunt(seed: int = 0, bug: str = BUG.name, *findings: Caught) -> Hunted:
    return Hunted(Hunt(bug, seed, 30), 40, 9.0, findings)


def test_what_the_reference_core_breaks_too_is_no_bug() -> None:
    assert hunt(0, BUG.name, KNOWN).bug is None
    assert hunt(0, BUG.name, KNOWN, SHOWN).bug is SHOWN


@pytest.mark.long
def test_a_core_with_a_bug_is_told_from_the_one_without(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    reference = build(changed_core(tmp_path / "without"), cache)
    core = build(changed_core(tmp_path / "with", BUG.edit), cache)
    wanted = Hunt(BUG.name, 0, 20)
    found = hunted(wanted, core, reference, tmp_path)
    assert found.bug is not None
    assert found.bug.law == "i11"
    assert hunted(msgspec.structs.replace(wanted, seconds=1), reference, reference, tmp_path).bug is None


@pytest.mark.long
def test_a_core_that_crashes_is_found_by_that(tmp_path: Path) -> None:
    reference = build(changed_core(tmp_path / "without"), tmp_path / "cache")
    (core := tmp_path / "core").mkdir()
    broken = changed_core(core, BUG.edit)
    file = broken / "src" / "program.cpp"
    boot = "void Program::boot() {"
    file.write_text("#include <signal.h>\n" + file.read_text().replace(boot, f"{boot} raise(SIGTRAP);"))
    found = hunted(Hunt(BUG.name, 0, 5), build(broken, tmp_path / "cache"), reference, tmp_path)
    assert found.bug is not None
    assert (found.bug.law, found.bug.found) == ("crash", "the program did what C++ does not define")


@pytest.mark.long
def test_the_law_of_the_page_sees_waits_that_are_all_alike_and_no_others(tmp_path: Path) -> None:
    page_text = (Path(__file__).parents[2] / "docs" / "explore.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page_text, re.DOTALL)
    (tmp_path / "laws.py").write_text(example)
    laws = [each.line for each in read_python_laws(str(tmp_path / "laws.py"), load_profile())]
    alike = next(each for each in read_bugs() if each.id == "no-jitter-after-maintenance")
    cores = [changed_core(tmp_path / "without"), changed_core(tmp_path / "with", alike.edit)]
    long = life(happening("maintenance", 10, 3600))
    runs = [Habitat(BuiltFactory(build(core, tmp_path / "cache")), load_profile(), laws).lead(long) for core in cores]
    assert [each.outcome for each in runs] == [Outcome.PASSED, Outcome.FAILED]
    assert breach_of(runs[1]) == Breach("waits-alike", "three waits in a row of # at #")


CLOCK_IS_SET = life(happening("device-clock", 10, 0, by=-240), happening("relay", 9000))
"""A clock that is wrong by minutes is put right within a session, an hour after the start; then the session ends."""
POLL_IS_SLOW = life(
    happening("session-lifetime", 1, 3600, seconds=NAMED["session-lifetime"].draws["seconds"].read("120")),
    happening("server-restart", 1),
    happening("answer-late", 100, 600, by=11, times=5),
)
"""A poll is under way just when its session ends."""


@pytest.mark.long
@pytest.mark.parametrize(
    ("name", "led", "law"),
    [
        ("session-age-moves-with-the-clock", CLOCK_IS_SET, "i14"),
        ("session-is-renewed-in-one-second-only", POLL_IS_SLOW, "renewed"),
    ],
)
def test_a_session_that_ends_too_early_or_late_is_seen_and_only_with_the_bug(
    tmp_path: Path, name: str, led: Life, law: str
) -> None:
    bug = next(each for each in read_bugs() if each.id == name)
    cores = [changed_core(tmp_path / "without"), changed_core(tmp_path / "with", bug.edit)]
    habitats = [Habitat(BuiltFactory(build(core, tmp_path / "cache")), load_profile()) for core in cores]
    found = [breach_of(where.lead(led)) for where in habitats]
    assert [each and each.law for each in found] == [None, law]


def test_a_row_has_the_medians_of_the_seeds_and_who_else_finds_it() -> None:
    later = msgspec.structs.replace(SHOWN, life=90, spent_s=50.0)
    sooner = msgspec.structs.replace(SHOWN, life=2, spent_s=1.0)
    results = [hunt(0, BUG.name, KNOWN, later), hunt(1, BUG.name, SHOWN), hunt(2, BUG.name, sooner), hunt(3)]
    row = list(table([BUG], results, Verdicts((Judged(BUG, ()),))))[-1]
    assert row == "| `flags-are-committed-first` | 3 of 4 | 7 | 4 s | i11 | relay | not found |"
    missed = list(table([BUG], [hunt(0, BUG.name, KNOWN)], Verdicts()))[-1]
    assert missed.startswith("| `flags-are-committed-first` | **0 of 1** | 40 | | | Power that goes")
    assert missed.endswith("| ? |")


def test_the_page_says_what_the_reference_core_gives() -> None:
    text = page([BUG], [hunt(0, "", KNOWN), hunt(0, BUG.name, SHOWN)], Verdicts((Judged(BUG, ()),)))
    assert "**1 were found**" in text
    assert "The library does not find 1 of them; of these explore finds 1." in text
    assert "| 0 | 40 | token-known (esp32: answer-lost) |" in text


def test_what_stands_in_the_file_is_not_done_again(tmp_path: Path) -> None:
    file = tmp_path / "hunts.json"
    file.write_bytes(msgspec.json.encode(Hunts((BUG,), (hunt(0, BUG.name, SHOWN),))))
    result = CliRunner().invoke(main, [BUG.id, "--file", str(file)])
    assert result.exit_code == 0
    assert result.output.splitlines()[-1] == "| `flags-are-committed-first` | 1 of 1 | 7 | 4 s | i11 | relay | ? |"


def test_what_was_hunted_before_a_bug_became_another_one_counts_no_more() -> None:
    other = msgspec.structs.replace(BUG, harm="none")
    kept = Hunts((other,), (hunt(), hunt(0, "", KNOWN)))
    assert kept.still_true([BUG]) == [hunt(0, "", KNOWN)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rare_live"], "no bug and no list is called 'rare_live'; lists: "),
        (["--file", "FILE"], "not what this command keeps: Expected `array`, got `int` - at `$.bugs`"),
    ],
)
def test_a_mistake_is_told(tmp_path: Path, words: list[str], said: str) -> None:
    file = tmp_path / "hunts.json"
    file.write_text('{"bugs": 3}')
    result = CliRunner().invoke(main, [str(file) if word == "FILE" else word for word in words])
    assert result.exit_code == 2
    assert said in result.output
