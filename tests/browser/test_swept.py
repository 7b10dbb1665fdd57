"""The map of a sweep in a real Chromium: a point that is clicked says how it is looked at."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs
from playwright.sync_api import Browser, Page, expect

from oceanhil.app.report.html import render_html
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.sweep_map import MapRow, PointWord, SweepMap, UnitWork
from tests.app.report.conftest import a_head, make_result
from tests.browser.looking import violations

WORDS = tuple(
    PointWord(name, is_bad=name in {"lost", "hangs", "wrong"}) for name in ("kept", "new", "lost", "hangs", "wrong")
)
WORK = (UnitWork(0, 1, "the erase"), UnitWork(1, 61, "the first write"), UnitWork(61, 83, "the second write"))
ROWS = (MapRow(2, 1, (0,) * 60 + (2, 3, 4) + (1,) * 20, work=WORK), MapRow(3, 5, (0, 2, 0), "2.60"))
COMMAND = "oceanhil replay 'x@esp32#cut={}' --open"


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    result = structs.replace(
        make_result(outcome=Outcome.FAILED, tally={"kept": 62}),
        swept=SweepMap("x@esp32#cut={}", WORDS, ROWS),
        edge="here, not there",
        point_moments={"2.61": str(tmp_path / "run-moments" / "x@esp32_cut=2.61.html")},
    )
    (tmp_path / "run-moments").mkdir()
    (tmp_path / "run-moments" / "x@esp32_cut=2.61.html").write_text("<h1>here it is</h1>", "utf-8")
    (tmp_path / "run.html").write_text(render_html([result], a_head()), "utf-8")
    context = browser.new_context(viewport={"width": 900, "height": 900}, bypass_csp=True)
    opened = context.new_page()
    opened.goto((tmp_path / "run.html").as_uri())
    open_all(opened)
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


@pytest.mark.parametrize(
    ("button", "happened"),
    [
        ("lost at 60", "L, lost: power cut in boot 2 after 60 units, in the middle of the first write. "),
        (
            "hangs at 61",
            "H, hangs: power cut in boot 2 after 61 units, behind the first write, before the second write. ",
        ),
        ("lost at 5", "L, lost: power cut in boot 3 after 5 units, behind the cut at 2.60. "),
    ],
)
def test_a_range_says_what_happened_there_whether_it_has_a_page_or_not(page: Page, button: str, happened: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    assert page.locator(".told").inner_text().startswith(happened.rstrip())


def test_bad_points_are_counted_on_the_map_not_by_their_pages(page: Page) -> None:
    expect(page.locator(".tally").first).to_have_text("4 of 86 points in this sweep came to what the scenario refuses")


def test_a_point_with_a_page_leads_there_and_one_without_does_not(page: Page) -> None:
    page.get_by_role("button", name="wrong at 62").click()
    expect(page.locator(".told a")).to_have_count(0)
    page.get_by_role("button", name="hangs at 61").press("Enter")
    expect(page.locator(".told a")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("here it is")
    page.go_back()
    open_all(page)
    page.get_by_role("link", name="event by event").click()
    expect(page.locator("h1")).to_have_text("here it is")


def test_of_maps_side_by_side_a_letter_tells_its_point_and_a_row_leads_to_its_run(
    browser: Browser, tmp_path: Path
) -> None:
    rows = {"random": (0,) * 60 + (2,) + (0,) * 139, "prefix": (0,) * 200}
    results = [
        structs.replace(
            make_result(outcome=Outcome.PASSED),
            parameters={"torn": torn},
            replay_id=f"x@esp32#torn={torn}",
            swept=SweepMap(f"x@esp32#cut={{}},torn={torn}", WORDS, (MapRow(2, 1, ended),)),
        )
        for torn, ended in rows.items()
    ]
    (tmp_path / "run.html").write_text(render_html(results, a_head()), "utf-8")
    with browser.new_context(viewport={"width": 900, "height": 900}) as context:
        page = context.new_page()
        page.goto((tmp_path / "run.html").as_uri())
        page.locator("details.scenario").evaluate("(each) => { each.open = true; }")
        line = page.locator(".joined .units").first
        box = line.bounding_box()
        assert box is not None
        # A letter stands for three of the 200 points; the 21st is that of the 61st point alone.
        line.click(position={"x": box["width"] * 20.5 / 67, "y": box["height"] / 2})
        expect(page.locator(".joined .told code")).to_have_text("oceanhil replay 'x@esp32#cut=2.60,torn=random' --open")
        assert violations(page) == []
        page.get_by_role("link", name="prefix").click()
        expect(page.locator("#run-x-esp32-torn-prefix .body")).to_be_in_viewport()


def test_by_keys_one_goes_from_range_to_range(page: Page) -> None:
    page.get_by_role("button", name="hangs at 61").press("Enter")
    expect(page.locator(".told code")).to_have_text(COMMAND.replace("{}", "2.61"))
    page.get_by_role("button", name="lost at 5").press("Enter")
    expect(page.locator(".told code")).to_have_text(COMMAND.replace("{}", "2.60:3.5"))


def test_axe_finds_nothing_in_a_report_with_a_map(page: Page) -> None:
    page.get_by_role("button", name="hangs at 61").click()
    assert violations(page) == []
