"""Whatever a user gets wrong: one message with the place and the next step, pytest's exit code, no traceback."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from tests.user import ONLINE, Command, write

pytestmark = pytest.mark.slow

WRONG_FILE, WRONG_CHOICE, NOTHING_RUN = 2, 4, 5

WRONG_STEPS = {
    "unknown-step": ("  - device.powr_on\n", ":5:5: unknown step 'device.powr_on'; did you mean 'device.power_on'?"),
    "wrong-type": ("  - time.advance: [1]\n", ":5:19: found a list; expected a duration such as -301s"),
    "wrong-unit": ("  - time.run: 5lightyears\n", ":5:15: '5lightyears' is not a duration; expected one such as"),
    "wrong-yaml": ("  - [\n", ": is not valid YAML: "),
    "tab": ("\t- device.power_on\n", ":5:1: a tab indents this line; use spaces"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", WRONG_STEPS)
def test_a_wrong_file_is_named_with_line_column_and_what_was_meant(name: str, oceanhil: Command, folder: Path) -> None:
    steps, message = WRONG_STEPS[name]
    file = write(folder / "own" / f"{name}.yaml", steps)
    done = oceanhil("run", "own")
    assert done.code == WRONG_FILE
    assert f"{file.relative_to(folder)}:" in done.out
    assert message in done.out
    assert "nothing was run: 1 error during collection" in done.out
    assert "Traceback" not in done.said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["run", ""], "the name of a scenario is empty; without any name all of the library runs"),
        (["run", ONLINE, "--past", "I0"], "'--past': 'I0' is no invariant; there are I1 to I"),
        (["run", ONLINE, "--past", "I1", "--against", "native"], "--past and --against: a case that goes on in one"),
        (["fleet", "--devices", "3", "--capacity", "nan"], "'--capacity': 'nan' is not a number"),
    ],
)
def test_words_that_mean_nothing_are_refused(words: list[str], told: str, oceanhil: Command) -> None:
    done = oceanhil(*words)
    assert done.code in {WRONG_FILE, WRONG_CHOICE}
    assert told in done.said


def test_a_trace_without_events_agrees_with_nothing(oceanhil: Command, folder: Path) -> None:
    (folder / "empty.jsonl").write_bytes(b"")
    done = oceanhil("compare", "empty.jsonl", "empty.jsonl")
    assert done.code == WRONG_FILE
    assert "empty.jsonl: there is no event in it; make the trace anew" in done.said


def test_a_file_of_which_nothing_is_left_is_missed_in_its_folder(oceanhil: Command, folder: Path) -> None:
    write(folder / "own" / "whole.yaml", "  - device.power_on\n")
    (folder / "own" / "cut.yaml").touch()
    done = oceanhil("run", "own")
    assert done.code == WRONG_FILE
    assert f"{Path('own', 'cut.yaml')}: is empty; expected a scenario that begins with 'id:'" in done.out


def test_a_folder_that_may_not_be_read_is_not_called_empty(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "own").mkdir()
    allowed = os.access
    # Root, as whom some run tests, may read everything.
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "own" and allowed(path, mode))
    assert "own: cannot be read: permission denied" in oceanhil("run", "own").err


def test_all_mistakes_of_all_files_are_found_at_once(oceanhil: Command, folder: Path) -> None:
    write(folder / "own" / "one.yaml", "  - device.powr_on\n  - time.run: 5lightyears\n")
    write(folder / "own" / "two.yaml", "  - expect.onlin\n")
    done = oceanhil("run", "own")
    assert [line.partition(": ")[0] for line in done.out.splitlines()[:3]] == [
        str(Path("own", "one.yaml:5:5")),
        str(Path("own", "one.yaml:6:15")),
        str(Path("own", "two.yaml:5:5")),
    ]


WRONG_CHOICES = {
    "unknown scenario": (["tokn-expired"], "unknown scenario 'tokn-expired'; did you mean 'token-expired'?"),
    "group of scenarios": (["tokens"], "'tokens' is a group of scenarios; -k tokens chooses it"),
    "no shard": (["--shard", "4/3"], "'4/3' is no shard, expected K/N such as 2/3, with K from 1 to N"),
    "nothing like it": (["zzz"], "unknown scenario 'zzz'; oceanhil list shows all of them"),
    "half of its letters": (["nosuch"], "unknown scenario 'nosuch'; oceanhil list shows all of them"),
    "missing file": (["own/none.yaml"], "no such file or folder; check the path"),
    "empty folder": (["empty"], "empty: no scenario files in this folder; expected .yaml files with id and steps"),
    "missing folder": (["own/none/"], "own/none/: no such folder; check the path"),
    "no file and no folder": ([os.devnull], f"{os.devnull}: neither a file nor a folder; check the path"),
    "another file": (["wrong.toml"], "wrong.toml: no scenario file; expected one that ends in .yaml, or tests in Pyth"),
    "unknown world": (["--world", "simm"], "unknown world 'simm'; did you mean 'sim'?"),
    "unknown board": (["--board", "esp33"], "'esp33' is not one of 'esp32', 'esp8266', 'picow'"),
    "board in capitals": (["--board", "ESP8266"], "'all'; did you mean 'esp8266'?"),
    "board of a build tool": (["--board", "d1_mini"], "'all'; did you mean 'esp8266'?"),
    "unknown driver": (["--driver", "idf-5"], "unknown driver 'idf-5'; did you mean 'idf-5.5.1'?"),
    "driver of another board": (["--driver", "idf-5.5.1", "--board", "picow"], "unknown driver 'idf-5.5.1'"),
    "unknown store": (["--store", "lgacy"], "'lgacy' is not one of 'legacy', 'reference'"),
    "seed is no number": (["--seed", "x"], "'x' is no seed, expected a whole number from 0 to 99"),
    "negative seed": (["--seed", "-1"], "'-1' is no seed, expected a whole number from 0 to 99"),
    "least run is no number": (["--min-run", "few"], "'few' is no number of cases, expected a whole number from 0"),
    "negative retries": (["--retries", "-1"], "'-1' is no number of retries, expected a whole number from 0"),
    "missing profile": (["--profile", "none.toml"], "none.toml: cannot be read"),
    "wrong profile": (["--profile", "wrong.toml"], "unknown value 'server.max_clock_skw_s'; did you mean"),
    "wrong value": (["--profile", "value.toml"], "server.max_clock_skew_s is 'x', expected a whole number such as 300"),
    "no TOML": (["--profile", "fine.yaml"], "fine.yaml: is not valid TOML"),
    "folder for JUnit": (["--junit", "empty"], "--junit 'empty' is a folder, expected a file; name a file in it"),
    "file for traces": (["--trace", "fine.yaml"], "'fine.yaml' is a file, expected a folder; name another one"),
    "traces below a file": (["--trace", "fine.yaml/x"], "'fine.yaml/x' cannot be written: not a directory"),
    "report is a folder": (["--html", "empty"], "--html 'empty' is a folder, expected a file; name a file in it"),
    "Allure below a file": (["--allure", "fine.yaml"], "--allure 'fine.yaml' is a file, expected a folder"),
    "unknown option": (["--bord=esp32"], "unknown option '--bord'; did you mean '--board'?"),
    "and its value": (["--bord", "esp32"], "unknown option '--bord'; did you mean '--board'?"),
    "value of pytest's option": (["--maxfail", "3"], "the value of an option of pytest is written --maxfail=3"),
    "number of processes": (["-n", "two"], "-n is 'two', expected a number of processes, or 'auto'"),
    "too many processes": (
        ["-n", "1000000"],
        "on this machine: 16 for each processor; give a smaller number, or 'auto'",
    ),
    "quiet and verbose": (["-q", "-v"], "-v and -q exclude each other; leave one out"),
    "JSON and verbose": (["--json", "-v"], "-v and --json exclude each other; leave one out"),
}


@pytest.mark.parametrize("name", WRONG_CHOICES)
def test_a_choice_that_cannot_be_had_ends_the_run_before_it_begins(name: str, oceanhil: Command, folder: Path) -> None:
    words, message = WRONG_CHOICES[name]
    (folder / "empty").mkdir()
    write(folder / "fine.yaml")
    (folder / "wrong.toml").write_text("[server]\nmax_clock_skw_s = 1\n")
    (folder / "value.toml").write_text("[server]\nmax_clock_skew_s = 'x'\n")
    done = oceanhil("run", *words)
    assert done.code == WRONG_CHOICE
    assert message in done.err
    assert done.out == ""
    assert "Traceback" not in done.err


@pytest.mark.slow
@pytest.mark.parametrize("word", ["--json", "--world=sim"])
def test_a_choice_that_leaves_nothing_says_so(word: str, oceanhil: Command, folder: Path) -> None:
    write(folder / "own" / "fine.yaml")
    done = oceanhil("run", "own", "-k", "no-such-word", word)
    assert done.code == NOTHING_RUN
    assert "nothing to run: -k left no case; oceanhil list" in done.said


def test_of_what_leaves_nothing_only_what_was_given_is_named(oceanhil: Command) -> None:
    done = oceanhil("run", "first-boot", "--board", "esp32", "--store", "legacy", "-k", "no-such-word")
    assert (done.code, "nothing to run: -k, --board and --store left no case" in done.said) == (NOTHING_RUN, True)


def test_with_json_a_wrong_file_is_told_on_standard_error(oceanhil: Command, folder: Path) -> None:
    write(folder / "wrong.yaml", "  - device.powr_on\n")
    done = oceanhil("run", "wrong.yaml", "--json")
    assert done.code == WRONG_FILE
    assert msgspec.json.decode(done.out) == {
        "results": [],
        "not_collected": {
            "wrong.yaml": "wrong.yaml:5:5: unknown step 'device.powr_on'; did you mean 'device.power_on'?"
        },
    }
    assert "wrong.yaml:5:5: unknown step 'device.powr_on'" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("names", [["both"], ["both/a", "both/b"]], ids=["one folder", "two arguments"])
def test_two_scenarios_with_one_id_are_both_named(names: list[str], oceanhil: Command, folder: Path) -> None:
    one = write(folder / "both" / "a" / "same.yaml")
    other = write(folder / "both" / "b" / "same.yaml")
    done = oceanhil("run", *names)
    assert done.code == WRONG_FILE
    assert (
        f"{other.relative_to(folder)}: scenario id 'same' is also in {one.relative_to(folder)}; rename one" in done.out
    )


def test_a_scenario_that_was_named_and_cannot_be_read_is_an_error(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "secret.yaml")
    _forbid(monkeypatch, "open")
    done = oceanhil("run", "secret.yaml")
    assert done.code == WRONG_FILE
    assert "secret.yaml: cannot be read: permission denied; check the path" in done.out


def test_a_file_of_a_folder_that_cannot_be_read_is_not_left_out_silently(
    oceanhil: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "own" / "secret.yaml")
    _forbid(monkeypatch, "open")
    done = oceanhil("run", "own")
    assert done.code == WRONG_CHOICE
    assert "secret.yaml: cannot be read: permission denied; check its permissions" in done.err


def test_a_file_that_lacks_a_compulsory_key_is_still_seen_as_a_scenario(oceanhil: Command, folder: Path) -> None:
    (folder / "own").mkdir()
    (folder / "own" / "headless.yaml").write_text(f"id: headless\ntitle: No group\nsteps:\n{ONLINE}")
    done = oceanhil("run", "own")
    assert done.code == WRONG_FILE
    assert "the scenario lacks the key 'group'; add it" in done.out


def _forbid(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    allowed = getattr(Path, method)

    def refuse(path: Path, *args: object, **named: object) -> object:
        if path.stem == "secret":
            raise PermissionError(13, "Permission denied", str(path))
        return allowed(path, *args, **named)

    monkeypatch.setattr(Path, method, refuse)
