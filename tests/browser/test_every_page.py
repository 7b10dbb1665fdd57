"""axe-core finds nothing in any page that is written to a file, with everything in it opened, light and dark."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import structs
from playwright.sync_api import Browser, Page, expect

from oceanhil.app.report.html import render_html
from oceanhil.conformance.command.baseline import compare
from oceanhil.conformance.command.exit_code import failing
from oceanhil.conformance.contract.result import ConformReport, ItemVerdict
from oceanhil.conformance.report.html import html_text
from oceanhil.protocol.profile import Kind
from oceanhil.scenarios.result import Outcome
from tests.app.report.conftest import a_head, a_session
from tests.browser.looking import violations
from tests.conformance.results import DIFFERS, EVERYTHING, UNTESTABLE, report_of, result_of

_COMMAND = (sys.executable, "-c", "from oceanhil.app.commands import main; main()")
_OPEN = "document.querySelectorAll('details').forEach((each) => { each.open = true; })"


def conform(folder: Path) -> Path:
    """A report in which every section is there, every verdict, and a change since the baseline."""
    broken = structs.replace(
        EVERYTHING, broken_off="the server is gone", not_tried=("status/online",), left_behind=("a device: bench",)
    )
    before = report_of(result_of("session/violates", ItemVerdict.CONFORMS), DIFFERS, UNTESTABLE)
    compared = compare(broken, before, "before.json", {result.id for result in broken.results})
    return _written(folder, html_text(compared, failing(compared, Kind.FACT)))


def conform_that_passed(folder: Path) -> Path:
    report: ConformReport = report_of(result_of())
    return _written(folder, html_text(report, ()))


def run_report(folder: Path) -> Path:
    """Runs of every outcome on one board; without the one of a day, which is ten thousand rows of the same."""
    session = [each for each in a_session() if each.scenario != "a-day-online"]
    results = [each for each in session if each.board == "esp32" or each.outcome is Outcome.ERROR]
    assert {each.outcome for each in results} == set(Outcome) - {Outcome.NONE}
    head = structs.replace(a_head(), problems=("the power switch of bench-1 did not answer",), shard="1/2")
    return _written(folder, render_html(results, head))


def proof(folder: Path) -> Path:
    return _made(folder, "run", "token-expired", "--prove", "--board", "esp32")


def sweep(folder: Path) -> Path:
    return _made(folder, "sweep", "--board", "esp8266")


def _written(folder: Path, text: str) -> Path:
    path = folder / "page.html"
    path.write_text(text, "utf-8")
    return path


def _made(folder: Path, *words: str) -> Path:
    path = folder / "page.html"
    # Some of these exit with what they found; the page is written all the same.
    subprocess.run([*_COMMAND, *words, "--html", str(path)], cwd=folder, check=False, capture_output=True, timeout=120)
    assert path.exists()
    return path


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    # axe is put into the page, whose policy lets no script run but its own.
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("make", [conform, conform_that_passed, run_report, proof, sweep])
def test_axe_finds_nothing_in_what_is_opened(make: Callable[[Path], Path], page: Page, tmp_path: Path) -> None:
    page.goto(make(tmp_path).as_uri())
    page.evaluate(_OPEN)
    expect(page.locator("details:not([open])")).to_have_count(0)
    for width in (400, 1360):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page, with_colours=width > 1000) == [], width
