"""`make judge`: what a user may ask for, and what is said of a mistake."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from tools.judge.__main__ import main
from tools.judge.bugs import read_bugs
from tools.judge.report import Judged, OnVariant, Verdicts
from tools.judge.variants import chosen, read_variants


def test_a_file_of_something_else_is_no_verdict(tmp_path: Path) -> None:
    file = tmp_path / "known.json"
    file.write_text('{"bugs": 3}')
    result = CliRunner().invoke(main, ["--no-asan", "--known", str(file)])
    assert result.exit_code == 2
    assert "not what --json writes: Expected `array`, got `int` - at `$.bugs`" in result.output


def test_known_verdicts_count_as_long_as_bug_and_variant_are_the_same() -> None:
    bug, other = read_bugs()[:2]
    variant, other_variant = read_variants()[:2]
    changed = msgspec.structs.replace(other, harm="none")
    verdicts = Verdicts(
        (Judged(bug, ()), Judged(changed, ()), Judged(other, (), "does not fit")),
        (OnVariant(variant, ()), OnVariant(other_variant, (), "does not fit")),
    )
    again = msgspec.json.decode(msgspec.json.encode(verdicts), type=Verdicts)
    kept = again.still_true(read_bugs(), read_variants())
    assert kept == Verdicts((Judged(bug, ()),), (OnVariant(variant, ()),))


def test_a_bug_is_asked_for_by_its_name_with_its_list_or_without() -> None:
    bugs, variants = read_bugs(), read_variants()
    wanted = next(bug for bug in bugs if bug.name == "retry/retry-after-uncapped")
    assert chosen(bugs, variants, ["retry/retry-after-uncapped"]) == ([wanted], [])
    assert chosen(bugs, variants, ["retry-after-uncapped"]) == ([wanted], [])
    assert chosen(bugs, variants, ["retry", "brisk"]) == (
        [bug for bug in bugs if bug.theme == "retry"],
        [variant for variant in variants if variant.id == "brisk"],
    )
    assert chosen(bugs, variants, []) == ([*bugs], [*variants])


def test_the_pages_say_how_many_bugs_there_are() -> None:
    count = f"{len(read_bugs()):,} bugs"
    assert f"There are {count} in the lists" in Path("docs", "judge.md").read_text("utf-8")
    assert f"[{count}](../tools/judge/lists)" in Path("docs", "quality.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--no-asan", "retri"],
            "no bug, list or variant is called 'retri'; like it: retry; lists: eighteenth_holdout, eighth_holdout, ",
        ),
        (["--mutants", "3", "retry"], "--mutants draws from the whole core: leave names, --known and --table out"),
        (
            ["--mutants", "3", "--table", "page.md"],
            "--mutants draws from the whole core: leave names, --known and --table out",
        ),
        (
            ["--mutants", "3", "--known", __file__],
            "--mutants draws from the whole core: leave names, --known and --table",
        ),
        (["--mutants", "0"], "Invalid value for '--mutants'"),
    ],
)
def test_a_mistake_is_told_before_anything_is_built(words: list[str], said: str) -> None:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert said in result.output


@pytest.mark.parametrize("words", [["--json"], ["--table"], ["--mutants", "3", "--json"]])
def test_a_place_that_cannot_be_written_is_told_before_anything_is_judged(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "taken").write_text("")
    result = CliRunner().invoke(main, ["--no-asan", *words, str(tmp_path / "taken" / "found.json")])
    assert result.exit_code == 2
    assert f"{words[-1]}: the folder" in result.output
    assert "cannot be written" in result.output or "is a file, expected a folder" in result.output
