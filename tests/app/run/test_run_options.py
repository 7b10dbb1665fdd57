"""An option of a run, declared once: what the command is told, pytest is told."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from oceanhil.app.commands.run import run
from oceanhil.app.commands.table_options import run_options
from oceanhil.app.run.option_kinds import (
    BoardWord,
    EnumWord,
    FreeText,
    PastText,
    ShardText,
    TimeSpanText,
    Toggle,
    WholeNumber,
    WorldText,
)
from oceanhil.app.run.options import in_plugins_words, is_asked_for, read_options
from oceanhil.app.run.run_options import OPTIONS, RunOptions
from oceanhil.app.run.shard import Shard
from tests.together import together
from tests.user import write

if TYPE_CHECKING:
    from oceanhil.app.run.option import Option

PLUGIN = ("--disable-plugin-autoload", "-p", "oceanhil.app.pytest_plugin", "-p", "no:cacheprovider")
TEXTS = {
    WorldText: "native",
    BoardWord: "picow",
    FreeText: "words",
    WholeNumber: "7",
    PastText: "I17: device",
    ShardText: "2/3",
    TimeSpanText: "1h 30m",
}
EVERY = list(OPTIONS.values())
APP = Path(__file__).parents[3] / "app"


def text_of(option: Option[object]) -> str:
    if isinstance(option.kind, EnumWord):
        return [*option.kind.words()][-1]
    return next((text for kind, text in TEXTS.items() if type(option.kind) is kind), f"{option.field}.place")


def words_of(option: Option[object], name: str) -> list[str]:
    return [name] if isinstance(option.kind, Toggle) else [name, text_of(option)]


def told_to_the_command(words: list[str]) -> RunOptions:
    seen: list[RunOptions] = []

    @click.command()
    @run_options()
    def command(*, given: RunOptions) -> None:
        seen.append(given)

    done = CliRunner().invoke(command, words)
    assert done.exit_code == 0, done.output
    return seen[0]


def read_by_pytest(pytester: pytest.Pytester, words: list[str]) -> RunOptions:
    return read_options(pytester.parseconfig(*PLUGIN, *words))


@together
@pytest.mark.parametrize("option", EVERY)
def test_what_the_command_is_told_pytest_reads_unchanged(option: Option[object], pytester: pytest.Pytester) -> None:
    given = told_to_the_command(words_of(option, option.in_command))
    assert getattr(given, option.field) != option.default, "the command has the value that was given"
    assert read_by_pytest(pytester, given.words()) == given


@together
@pytest.mark.parametrize("option", EVERY)
def test_pytest_by_itself_reads_the_same_text_alike(option: Option[object], pytester: pytest.Pytester) -> None:
    given = told_to_the_command(words_of(option, option.in_command))
    assert read_by_pytest(pytester, words_of(option, option.in_plugin)) == given


def test_no_option_is_declared_that_nobody_reads() -> None:
    texts = (path.read_text("utf-8") for path in APP.rglob("*.py") if path.name != "option_checks.py")
    read = {name for text in texts for name in re.findall(r"\bgiven\.(\w+)", text)}
    idle = sorted({option.field for option in EVERY} - read)
    assert not idle, (
        f"nothing in app/ reads given.{', given.'.join(idle)}: app/run/choice.py is where most are acted on"
    )


def test_all_of_them_travel_together(pytester: pytest.Pytester) -> None:
    given = told_to_the_command([word for option in EVERY for word in words_of(option, option.in_command)])
    assert read_by_pytest(pytester, given.words()) == given


def test_what_was_not_given_is_not_passed_on(pytester: pytest.Pytester) -> None:
    assert told_to_the_command([]) == read_by_pytest(pytester, []) == RunOptions()
    assert RunOptions().words() == []


def test_one_that_may_be_repeated_has_every_value(pytester: pytest.Pytester) -> None:
    given = told_to_the_command(["--require", "power", "--require", "clock"])
    assert given.require == ("power", "clock")
    assert read_by_pytest(pytester, given.words()) == given


@pytest.mark.parametrize("words", [["all"], ["esp32", "all"]])
def test_all_boards_are_no_choice_of_boards(words: list[str], pytester: pytest.Pytester) -> None:
    assert told_to_the_command([part for word in words for part in ("--board", word)]).boards == ()
    assert read_by_pytest(pytester, [part for word in words for part in ("--oceanhil-board", word)]).boards == ()


@together
@pytest.mark.parametrize("option", EVERY)
def test_a_session_of_ours_begins_where_one_was_given(option: Option[object], pytester: pytest.Pytester) -> None:
    assert is_asked_for(pytester.parseconfig(*PLUGIN, *words_of(option, option.in_plugin)))
    assert not is_asked_for(pytester.parseconfig(*PLUGIN))


@pytest.mark.parametrize("given", [RunOptions(boards=("esp32",)), RunOptions(store="legacy"), RunOptions(driver="x")])
def test_who_chooses_boards_stores_or_drivers_means_no_case_about_a_service(given: RunOptions) -> None:
    assert given.is_about_boards
    assert not RunOptions(world="native", seed=7, shard=Shard(1, 2)).is_about_boards


def test_help_says_the_same_of_both_by_the_names_of_each(pytester: pytest.Pytester) -> None:
    by_command = " ".join(CliRunner().invoke(run, ["--help"], terminal_width=10_000).output.split())
    by_pytest = " ".join(pytester.runpytest_inprocess(*PLUGIN, "--help").stdout.str().split())
    for option in EVERY:
        assert option.help in by_command
        assert in_plugins_words(option.help) in by_pytest
    assert "Add new failures to the file of --oceanhil-known, which may be a new one." in by_pytest


WRONG = {
    "--oceanhil-accept": "--oceanhil-accept adds to a file of known failures; name it with --oceanhil-known",
    "--oceanhil-server-yes": "--oceanhil-server-yes is about a --oceanhil-server; add --oceanhil-server URL",
    "--oceanhil-connector=x.toml": "--oceanhil-connector is about a --oceanhil-server; add --oceanhil-server URL",
    "--oceanhil-past=I17 --oceanhil-against=sim": "--oceanhil-past and --oceanhil-against: a case that goes on in",
    "--oceanhil-min-run=-1": "'-1' is no number of cases, expected a whole number from 0",
    "--oceanhil-for=0s": "'0s' is no time in which anything happens; expected one such as '10m'",
    "--oceanhil-shard=4/3": "'4/3' is no shard, expected K/N such as 2/3",
    "--oceanhil-past=X17": "'X17' is no invariant; there are I1 to",
    "--oceanhil-not-in=own.yaml": "--oceanhil-not-in 'own.yaml' is a file, expected the folder of traces",
    "--oceanhil-html=.": "--oceanhil-html '.' is a folder, expected a file; name a file in it",
    "--oceanhil-moments=own.yaml/x": "--oceanhil-moments 'own.yaml/x' cannot be written: not a directory",
    "--oceanhil-traces=own.yaml": "--oceanhil-traces 'own.yaml' is a file, expected a folder; name another one",
}


@pytest.mark.parametrize("words", WRONG)
def test_plain_pytest_refuses_what_the_command_refuses_by_its_own_names(words: str, pytester: pytest.Pytester) -> None:
    write(pytester.path / "own.yaml")
    done = pytester.runpytest_inprocess(*PLUGIN, *words.split(), "own.yaml")
    assert done.ret is pytest.ExitCode.USAGE_ERROR
    assert WRONG[words] in " ".join(done.stderr.str().split())


def test_a_report_where_plain_pytest_keeps_its_history_is_refused(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A worker of pytest does not look again; this process may be one.
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    write(pytester.path / "own.yaml")
    words = ("--oceanhil-history=kept", "--oceanhil-html=kept/history.sqlite")
    done = pytester.runpytest_inprocess(*PLUGIN, *words, "own.yaml")
    assert done.ret is pytest.ExitCode.USAGE_ERROR
    assert "--oceanhil-history" in done.stderr.str()
    assert not (pytester.path / "kept").exists()
