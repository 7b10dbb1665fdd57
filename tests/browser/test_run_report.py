"""The report of a run in a browser: its matrix is readable at every width, and axe finds nothing, light and dark."""

import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.user import TEAPOT, write

_AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
_RUN = "axe.run().then((all) => all.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html)))"
_COMMAND = (sys.executable, "-c", "from oceanhil.app.commands import main; main()", "run", "--world", "sim")
# Room for a scenario's name in two lines at most: a share of the window that a phone has, too.
_NAME_PX = 90


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    command = [*_COMMAND, "first-boot", "eeprom-power-loss", "--html", "run.html"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    return folder / "run.html"


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    # axe is put into the page, whose policy lets no script run but its own.
    context = browser.new_context(color_scheme=request.param, bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [360, 740, 900, 1050, 1400])
def test_the_matrix_is_readable(width: int, report: Path, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(report.as_uri())
    names = page.locator(".matrix th[scope=row]")
    widths: list[float] = names.evaluate_all("(all) => all.map((each) => each.getBoundingClientRect().width)")
    least = _NAME_PX if width < 740 else width / 4
    assert min(widths) >= least
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of forty cases that pass before one that fails, and one more that does."""
    folder = tmp_path_factory.mktemp("failed")
    for number in range(40):
        write(folder / f"fine-{number:02}.yaml", "  - device.power_on\n")
    for name in ("gone", "lost"):
        write(folder / f"{name}.yaml", TEAPOT)
    subprocess.run([*_COMMAND, ".", "--board", "esp32", "--html", "run.html"], cwd=folder, check=False, timeout=120)
    return folder / "run.html"


def test_the_first_failure_is_in_sight_when_the_report_is_opened(failed: Path, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(failed.as_uri())
    failure = page.locator("#run-gone-esp32")
    expect(failure.locator("summary").first).to_be_in_viewport()
    expect(failure.locator("summary").first).to_be_focused()
    expect(failure.get_by_role("group", name="Failure")).to_be_in_viewport()
    # It can be linked to, for a report that others look at.
    page.goto(f"{failed.as_uri()}#first-failure")
    expect(failure.get_by_role("group", name="Failure")).to_be_in_viewport()


def test_who_comes_for_another_place_or_comes_back_is_left_there(failed: Path, page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{failed.as_uri()}#run-lost-esp32")
    expect(page.locator("#run-lost-esp32").get_by_role("group", name="Failure")).to_be_in_viewport()
    expect(page.locator("#run-gone-esp32").get_by_role("group", name="Failure")).not_to_be_visible()
    page.goto(failed.as_uri())
    page.evaluate("scrollTo(0, 0)")
    page.reload()
    expect(page.locator("h1")).to_be_in_viewport()
    expect(page.locator("#run-gone-esp32").get_by_role("group", name="Failure")).not_to_be_visible()


def test_a_report_without_a_failure_begins_at_its_top(report: Path, page: Page) -> None:
    page.goto(report.as_uri())
    expect(page.locator("h1")).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("width", [360, 1400])
def test_axe_finds_nothing_in_what_is_opened(width: int, report: Path, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(report.as_uri())
    # A boot, and a sweep with its map; the other runs are the same again, and axe looks at each of a thousand rows.
    for scenario in ("first-boot", "eeprom-power-loss"):
        section = page.locator("details.scenario", has_text=scenario).last
        section.evaluate("(each) => { each.open = true; each.querySelector('details').open = true; }")
    assert page.locator(".swept-lines:visible").count() > 0
    page.evaluate(_AXE)
    assert page.evaluate(_RUN) == []
