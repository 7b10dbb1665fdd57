"""The report of a run in a browser: its matrix is readable at every width, and axe finds nothing, light and dark."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looking import violations

_COMMAND = (sys.executable, "-c", "from oceanhil.app.commands import main; main()", "run", "--world", "sim")
# Room for a scenario's name in two lines at most: a share of the window that a phone has, too.
_NAME_PX = 90


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    command = [*_COMMAND, "first-boot", "eeprom-power-loss", "--html", "run.html"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    return folder / "run.html"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    # axe is put into the page, whose policy lets no script run but its own.
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


def test_the_matrix_is_readable_at_every_width(report: Path, page: Page) -> None:
    page.goto(report.as_uri())
    names = page.locator(".matrix th[scope=row]")
    for width in (360, 740, 900, 1050, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        widths: list[float] = names.evaluate_all("(all) => all.map((each) => each.getBoundingClientRect().width)")
        least = _NAME_PX if width < 740 else width / 4
        assert min(widths) >= least, width
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_axe_finds_nothing_in_what_is_opened(report: Path, page: Page) -> None:
    page.goto(report.as_uri())
    # A boot, and a sweep with its map; the other runs are the same again, and axe looks at each of a thousand rows.
    for scenario in ("first-boot", "eeprom-power-loss"):
        section = page.locator("details.scenario", has_text=scenario).last
        section.evaluate("(each) => { each.open = true; each.querySelector('details').open = true; }")
    assert page.locator(".swept-lines:visible").count() > 0
    for width in (360, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page, with_colours=width > 1000) == [], width
