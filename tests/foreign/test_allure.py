"""Results of runs as Allure itself reads them: causes as categories, steps, and what is attached."""

from pathlib import Path

import pytest

from oceanhil.scenarios.trace_file import read_trace
from tests.foreign.allure import Allure, RefusedError
from tests.user import TEAPOT, Command, Finished, write

PENDING = "  - time.advance: 24h 1s\n  - device.power_on\n  - expect.online\n"
CASES = [["pending@esp32", "pending@picow"], ["teapot@esp32", "teapot@picow"]]
BOARDS = ("--board", "esp32", "--board", "picow")


@pytest.fixture
def results(folder: Path) -> Path:
    return folder / "allure-results"


@pytest.fixture
def run(oceanhil: Command, folder: Path, results: Path) -> Finished:
    """Two causes planted, two cases each, beside one that passes."""
    write(folder / "teapot.yaml", TEAPOT)
    write(folder / "pending.yaml", PENDING)
    done = oceanhil("run", "teapot.yaml", "pending.yaml", "first-boot", *BOARDS, "--allure", str(results))
    assert "4 failed" in done.out
    return done


def causes(run: Finished) -> list[str]:
    """Give the words of the causes, each of two cases, without what the terminal makes a sentence of them with."""
    told = (line.partition("2 ✗ ")[2].strip() for line in run.out.splitlines() if "  2 ✗ " in line)
    return sorted(each.removeprefix("what came last: ").removeprefix("nothing made this good: ") for each in told)


def test_allure_3_has_each_cause_as_a_category(run: Finished, results: Path, allure: Allure) -> None:
    found = allure.report(results, results / "allurerc.json").categories()
    assert (sorted(found), sorted(found.values())) == (causes(run), CASES)


def test_the_form_of_allure_2_has_each_cause_as_a_category(run: Finished, results: Path, allure: Allure) -> None:
    found = allure.report_of_allure_2(results).categories_of_allure_2()
    assert (sorted(found), sorted(found.values())) == (causes(run), CASES)


def test_allure_3_has_steps_with_what_happened_and_the_trace(run: Finished, results: Path, allure: Allure) -> None:
    assert run.code == 1
    report = allure.report(results, results / "allurerc.json")
    cases = report.cases()
    teapot = next(each for each in cases if each.name == "teapot@esp32")
    *passed, failed = (each for each in teapot.steps if each.type == "step")
    assert [each.name for each in cases] == [
        "first-boot@esp32", "first-boot@picow", *(case for pair in CASES for case in pair),
    ]  # fmt: skip
    assert ({each.status for each in passed}, failed.status) == ({"passed"}, "failed")
    assert "expected the line '[REG] HTTP Response: 418' within 1m" in failed.message
    files = {each.link.name: report.attached(each.link) for each in [*failed.steps, *teapot.attachments] if each.link}
    assert b"[REG] HTTP Response: 200" in files["what happened"]
    assert b"[REG] HTTP Response: 200" in files["serial.log"]
    assert read_trace(files["trace.jsonl"]).events


def test_allure_3_refuses_a_configuration_that_is_cut_in_half(run: Finished, results: Path, allure: Allure) -> None:
    assert run.code == 1
    configuration = results / "allurerc.json"
    configuration.write_bytes(configuration.read_bytes()[:40])
    with pytest.raises(RefusedError, match="JSON"):
        allure.report(results, configuration)


def test_allure_complains_of_categories_that_are_cut_in_half(run: Finished, results: Path, allure: Allure) -> None:
    assert run.code == 1
    categories = results / "categories.json"
    categories.write_bytes(categories.read_bytes()[:40])
    report = allure.report_of_allure_2(results)
    assert "error parsing categories.json" in report.complaints
    assert report.categories_of_allure_2() == {"Product defects": sorted(case for pair in CASES for case in pair)}


def test_allure_notices_an_attachment_that_is_gone(run: Finished, results: Path, allure: Allure) -> None:
    assert run.code == 1
    for trace in results.glob("*.jsonl"):
        trace.unlink()
    links = [
        each.link for case in allure.report(results, results / "allurerc.json").cases() for each in case.attachments
    ]
    assert {link.missed for link in links if link is not None and link.name == "trace.jsonl"} == {True}
    assert {link.missed for link in links if link is not None and link.name == "serial.log"} == {False}
