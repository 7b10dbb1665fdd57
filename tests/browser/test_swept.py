"""The map of a sweep in a real Chromium: a point that is clicked says how it is looked at."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs
from playwright.sync_api import Browser, Page, expect

from oceanhil.app.report.html import render_html
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.sweep_map import MapRow, PointWord, SweepMap
from tests.app.report.conftest import a_head, make_result
from tests.browser.looking import violations

WORDS = tuple(
    PointWord(name, is_bad=name in {"lost", "hangs", "wrong"}) for name in ("kept", "new", "lost", "hangs", "wrong")
)
ROWS = (MapRow(2, 1, (0,) * 60 + (2, 3, 4) + (1,) * 20), MapRow(3, 5, (0, 2, 0), "2.60"))
COMMAND = "oceanhil replay 'x@esp32#cut={}' --open"


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    result = structs.replace(
        make_result(outcome=Outcome.FAILED, tally={"kept": 62}),
        swept=SweepMap("x@esp32#cut={}", WORDS, ROWS),
        edge="here, not there",
    )
    (tmp_path / "run.html").write_text(render_html([result], a_head()), "utf-8")
    context = browser.new_context(viewport={"width": 900, "height": 900}, bypass_csp=True)
    opened = context.new_page()
    opened.goto((tmp_path / "run.html").as_uri())
    opened.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    yield opened
    context.close()


def test_a_click_on_a_letter_tells_the_point_under_it(page: Page) -> None:
    line = page.locator(".units").first
    box = line.bounding_box()
    assert box is not None
    # Lines have 64 points; the letter of the 62nd.
    line.click(position={"x": box["width"] * 61.5 / 64, "y": box["height"] / 2})
    expect(page.locator(".told code")).to_have_text(COMMAND.replace("{}", "2.61"))
    page.locator(".units").last.click(position={"x": 2, "y": 2})
    expect(page.locator(".told code")).to_have_text(COMMAND.replace("{}", "2.60:3.0"))


def test_by_keys_one_goes_from_range_to_range(page: Page) -> None:
    page.get_by_role("button", name="hangs at 61").press("Enter")
    expect(page.locator(".told code")).to_have_text(COMMAND.replace("{}", "2.61"))
    page.get_by_role("button", name="lost at 5").press("Enter")
    expect(page.locator(".told code")).to_have_text(COMMAND.replace("{}", "2.60:3.5"))


def test_axe_finds_nothing_in_a_report_with_a_map(page: Page) -> None:
    page.get_by_role("button", name="hangs at 61").click()
    assert violations(page) == []
