"""What JUnit and Allure say of a test in Python that did not run, ran again, or failed when it was over."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.app.run.test_allure import AllureResult, results
from tests.user import write

PLUGINS = ("--disable-plugin-autoload", "-p", "oceanhil.app.pytest_plugin", "--oceanhil-board", "esp32")
ALLURE = ("-p", "allure_pytest.plugin", "--alluredir")
HAPPENS = """
import os
import pytest

how = os.environ["HOW"]

@pytest.fixture
def bench():
    assert how != "set-up fails"

@pytest.fixture
def tidy(device):
    yield
    assert how != "teardown fails"

@pytest.mark.skipif(how == "skipped", reason="not now")
def test_it(bench, device, tidy):
    device.power_on()
    assert how != "fails"
"""


@pytest.fixture(autouse=True)
def _happens(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_ours=HAPPENS)


def in_allure(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, how: str) -> AllureResult:
    monkeypatch.setenv("HOW", how)
    pytester.runpytest_inprocess(*PLUGINS, *ALLURE, how)
    (result,) = results(pytester.path / how)
    return result


def in_junit(path: Path) -> dict[str, str]:
    """Give the properties of the last test case in the file."""
    *_, case = ET.parse(path).iter("testcase")
    return {each.attrib["name"]: each.attrib["value"] for each in case.iter("property")}


@pytest.mark.parametrize("how", ["skipped", "set-up fails", "fails", "teardown fails"])
def test_allure_has_one_history_of_a_test_whatever_it_comes_to(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    fine, other = (in_allure(pytester, monkeypatch, each) for each in ("fine", how))
    assert other.status != fine.status == "passed"
    assert other.history_id == fine.history_id


@pytest.mark.parametrize(
    ("how", "outcome", "trouble"),
    [("skipped", "skipped", "uncovered"), ("set-up fails", "error", "bench"), ("teardown fails", "error", "bench")],
)
def test_junit_and_allure_agree_on_what_a_test_came_to(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, how: str, outcome: str, trouble: str
) -> None:
    monkeypatch.setenv("HOW", how)
    pytester.runpytest_inprocess(*PLUGINS, "--junitxml", "run.xml")
    junit = in_junit(pytester.path / "run.xml")
    allure = {each.name: each.value.strip("'") for each in in_allure(pytester, monkeypatch, how).parameters}
    assert (junit["outcome"], junit["trouble"]) == (outcome, trouble)
    assert (allure["outcome"], allure["trouble"], allure["seed"]) == (outcome, trouble, "0")


def test_a_failed_teardown_attaches_nothing_a_second_time(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    attached = [each.name for each in in_allure(pytester, monkeypatch, "teardown fails").attachments]
    assert sorted(attached) == ["serial.log", "trace.jsonl"]


def test_what_passes_at_its_second_attempt_has_nothing_of_the_first_beside_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_ours="tries = []\ndef test_it(device):\n    tries.append(1)\n    assert len(tries) > 1, 'at first'"
    )
    pytester.runpytest_inprocess(
        *PLUGINS, "-p", "pytest_rerunfailures", "--reruns", "1", "--junitxml", "run.xml", "--oceanhil-no-traces"
    )
    found = in_junit(pytester.path / "run.xml")
    assert (found["outcome"], found["flaky"], found["attempts"]) == ("passed", "true", "2")
    assert {"trouble", "cause"}.isdisjoint(found)


def test_a_scenario_whose_teardown_fails_is_an_error_in_junit_too(pytester: pytest.Pytester) -> None:
    write(pytester.path / "fine.yaml")
    pytester.makeconftest("def pytest_runtest_teardown(item): assert item.name != 'fine@esp32'")
    pytester.runpytest_inprocess(*PLUGINS, "fine.yaml", "--junitxml", "run.xml")
    found = in_junit(pytester.path / "run.xml")
    assert (found["outcome"], found["trouble"]) == ("error", "bench")


def test_a_case_that_was_too_late_has_its_facts(pytester: pytest.Pytester) -> None:
    write(pytester.path / "fine.yaml")
    words = ("fine.yaml", "--oceanhil-for", "1ms", "--junitxml", "run.xml")
    pytester.runpytest_inprocess(*PLUGINS, *ALLURE, "allure", *words)
    (result,) = results(pytester.path / "allure")
    assert {"board", "world"} <= {each.name for each in result.parameters}
    assert in_junit(pytester.path / "run.xml")["trouble"] == "uncovered"


def test_junit_says_of_a_test_too_what_changed_since_the_last_commit(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    for commit, how in (("one", "fine"), ("two", "fails")):
        monkeypatch.setenv("OCEANHIL_COMMIT", commit)
        monkeypatch.setenv("HOW", how)
        pytester.runpytest_inprocess(*PLUGINS, "--oceanhil-history", "history", "--junitxml", "run.xml")
    assert in_junit(pytester.path / "run.xml")["history_new_failure"] == "since two; passed at one"


def test_pytest_says_where_the_junit_file_is_and_not_where_it_was_made(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_ours="def test_it(): pass")
    said = pytester.runpytest_inprocess(*PLUGINS, "--junitxml", "run.xml").stdout.str()
    assert f"generated xml file: {pytester.path / 'run.xml'} " in said
