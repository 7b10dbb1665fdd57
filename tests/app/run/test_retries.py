"""Retries on the terminal and as JSON: what passed only later stays visible."""

from __future__ import annotations

import msgspec
import pytest

from oceanhil.scenarios.result import Outcome, Result
from tests.user import BrokenFactory, Command, FlakyFactory, write


@pytest.fixture
def flaky(monkeypatch: pytest.MonkeyPatch) -> None:
    """A world that cannot be had the first time."""
    factory = FlakyFactory()
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: factory)


@pytest.mark.usefixtures("flaky")
def test_a_flaky_case_is_named_and_its_first_failure_shown(oceanhil: Command) -> None:
    done = oceanhil("run", "first-boot", "--board", "esp32", "--retries", "1")
    assert done.code == 0
    assert "error: the board does not answer" in done.out
    assert "trying again" in done.out
    assert "1 passed, 0 failed, 0 errors" in done.out
    assert "flaky: first-boot@esp32 passed at attempt 2" in done.out


@pytest.mark.usefixtures("flaky")
def test_json_counts_the_attempts(oceanhil: Command) -> None:
    done = oceanhil("run", "first-boot", "--board", "esp32", "--retries", "1", "--json")
    (row,) = msgspec.json.decode(done.out)["results"]
    assert (row["outcome"], row["attempts"], row["flaky"]) == ("passed", 2, True)
    assert "flaky: first-boot@esp32 passed at attempt 2" in done.err


@pytest.mark.usefixtures("flaky")
def test_without_retries_a_world_that_fails_is_an_error_and_no_failure_of_the_scenario(oceanhil: Command) -> None:
    done = oceanhil("run", "first-boot", "--board", "esp32")
    assert done.code == 1
    assert "0 passed, 0 failed, 1 error, 0 skipped" in done.out


PLUGINS = ("--disable-plugin-autoload", "-p", "oceanhil.app.pytest_plugin", "--oceanhil-board", "esp32")


@pytest.mark.usefixtures("flaky")
def test_plain_pytest_names_a_flaky_case_too(pytester: pytest.Pytester) -> None:
    write(pytester.path / "ours.yaml")
    done = pytester.runpytest_inprocess(*PLUGINS, "-p", "pytest_rerunfailures", "--reruns", "1")
    assert "flaky: ours@esp32 passed at attempt 2" in done.stdout.str()


def test_plain_pytest_says_how_many_were_not_run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: FlakyFactory(failures=9))
    for name in ("one", "two", "three"):
        write(pytester.path / f"{name}.yaml")
    done = pytester.runpytest_inprocess(*PLUGINS, "-x")
    assert "2 of 3 cases were not run: stopping after 1 failures" in done.stdout.str()


def test_of_plain_tests_pytest_says_enough(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_one():\n    assert False\ndef test_two():\n    pass\n")
    assert "not run" not in pytester.runpytest_inprocess(*PLUGINS, "-x").stdout.str()


class HearingFactory(FlakyFactory):
    """A world that cannot be had the first time, and of which one board may be in trouble."""

    def __init__(self) -> None:
        super().__init__()
        self.results: list[tuple[Outcome, int]] = []

    def kept_out(self) -> dict[str, str]:
        return {}

    def heard(self, result: Result) -> None:
        self.results.append((result.outcome, result.attempts))


def test_a_world_hears_of_each_attempt(oceanhil: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    factory = HearingFactory()
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: factory)
    assert oceanhil("run", "first-boot", "--board", "esp32", "--retries", "1").code == 0
    assert factory.results == [(Outcome.ERROR, 1), (Outcome.PASSED, 2)]


@pytest.mark.slow
def test_a_fault_of_the_harness_is_an_error_in_the_table_too(
    oceanhil: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: BrokenFactory(failures=0))
    done = oceanhil("run", "first-boot", "--board", "esp32")
    assert done.code == 1
    assert "ZeroDivisionError: esp32" in done.out
    assert "0 passed, 0 failed, 1 error, 0 skipped" in done.out


@pytest.mark.slow
def test_what_counts_is_the_last_attempt(oceanhil: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    factory = BrokenFactory(failures=1)
    monkeypatch.setattr("oceanhil.hil.worlds.load_world", lambda _: factory)
    done = oceanhil("run", "first-boot", "--board", "esp32", "--retries", "1", "--json")
    (row,) = msgspec.json.decode(done.out)["results"]
    assert (row["reason"], row["attempts"]) == ("ZeroDivisionError: esp32", 2)
