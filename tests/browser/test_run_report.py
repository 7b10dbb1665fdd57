"""The report of a run in a browser: its matrix is readable at every width, and axe finds nothing, light and dark."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import structs
from playwright.sync_api import Browser, Page, expect

from oceanhil.app.report.html import render_html
from oceanhil.scenarios.result import Outcome
from tests.app.report.conftest import FAILURE, Script, a_head, make_result
from tests.browser.looking import violations
from tests.user import TEAPOT, write

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
        # All of its boards are seen without going sideways, and no word of a cell runs out of it.
        around: list[int] = page.locator(".scroll:has(.matrix)").evaluate("(it) => [it.scrollWidth, it.clientWidth]")
        assert around[0] == around[1], width
        cut = "(all) => all.filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.innerText)"
        assert page.locator(".matrix .cell").evaluate_all(cut) == [], width


def test_on_a_phone_three_boards_and_a_service_are_seen_whole_beside_the_names(tmp_path: Path, page: Page) -> None:
    command = [*_COMMAND, "first-boot", "eeprom-power-loss", "access-token-expired", "--html", "run.html"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    page.set_viewport_size({"width": 360, "height": 900})
    page.goto((tmp_path / "run.html").as_uri())
    expect(page.locator(".matrix thead th")).to_have_count(5)
    widths: list[float] = page.locator(".matrix th[scope=row]").evaluate_all(
        "(all) => all.map((each) => each.getBoundingClientRect().width)"
    )
    assert min(widths) >= _NAME_PX
    cut = "(all) => all.filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.innerText)"
    assert page.locator(".scroll:has(.matrix), .matrix th, .matrix .cell").evaluate_all(cut) == []


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


def test_the_row_at_which_a_run_failed_is_seen_beside_what_was_expected(page: Page, tmp_path: Path) -> None:
    script = Script()
    for number in range(40):
        script.step(f"step {number}").after(1).say(f"[INFO] line {number}").request("POST", f"path-{number}", 200)
    result = make_result(outcome=Outcome.FAILED, events=tuple(script.events), failure=FAILURE)
    (tmp_path / "run.html").write_text(render_html([result, make_result(board="picow")], a_head()), "utf-8")
    page.set_viewport_size({"width": 1360, "height": 900})
    page.goto((tmp_path / "run.html").as_uri())
    page.locator(".failures a").first.click()
    expect(page.get_by_text("failed here: expect.serial")).to_be_in_viewport()
    expect(page.locator(".failure").get_by_text(FAILURE.expected)).to_be_in_viewport()
    expect(page.locator(".trace").get_by_text("[INFO] line 39", exact=True)).to_be_in_viewport()
    # It is scrolled by keys, too, from there to the beginning.
    diagram = page.get_by_role("group", name=re.compile("up to where it failed"))
    diagram.press("Home")
    expect(page.get_by_text("step 0", exact=True)).to_be_in_viewport()
    assert violations(page) == []


def test_a_first_sign_in_the_middle_of_a_long_run_is_seen_above_where_it_failed(page: Page, tmp_path: Path) -> None:
    script = Script()
    for part in ("before", "after"):
        for number in range(60):
            script.after(1).say(f"[INFO] {part} {number}").request("POST", f"{part}-{number}", 200)
        if part == "before":
            script.request("POST", "session", 200, fault="answer", changed="expires_in=900")
    result = make_result(outcome=Outcome.FAILED, events=tuple(script.events), failure=FAILURE)
    (tmp_path / "run.html").write_text(render_html([result], a_head()), "utf-8")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto((tmp_path / "run.html").as_uri())
    page.locator(".failures a").first.click()
    for text in ("look here first", "[INFO] after 1", "failed here: expect.serial"):
        expect(page.locator(".trace").get_by_text(text, exact="[" in text)).to_be_in_viewport()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 740)])
def test_a_failure_of_days_opens_at_its_first_sign_with_a_link_to_that_moment(
    page: Page, tmp_path: Path, width: int, height: int
) -> None:
    script = Script().after(2 * 86_400 + 3_600.25)
    changed = {"fault": "answer", "changed": "expires_in=900"}
    script.step("time.run").request("POST", "session", 200, **changed)
    for number in range(60):
        script.after(1).say(f"[INFO] line {number}").request("POST", f"path-{number}", 200)
    result = make_result(outcome=Outcome.FAILED, events=tuple(script.events), failure=FAILURE)
    result = structs.replace(result, moment=str(tmp_path / "moment.html"))
    (tmp_path / "run.html").write_text(render_html([result], a_head(), tmp_path), "utf-8")
    page.set_viewport_size({"width": width, "height": height})
    page.goto((tmp_path / "run.html").as_uri())
    diagram = page.locator(".trace")
    diagram.scroll_into_view_if_needed()
    for text in ("look here first", "POST session", "failed here: expect.serial"):
        expect(diagram.get_by_text(text)).to_be_in_viewport()
    links = [each.get_attribute("href") for each in diagram.get_by_role("link", name="event by event").all()]
    assert links == [f"moment.html#t={script.events[0].t_us}", "moment.html"]
    at = "(all) => all.map((each) => getComputedStyle(each).opacity === '1' && each.innerText)"
    assert diagram.locator(".k-part .t").evaluate_all(at) == ["2 d 1:00:00.250", "2 d 1:01:00.250"]
    cut = "(all) => all.filter((each) => each.scrollWidth > each.clientWidth).length"
    assert diagram.locator(".row .t").evaluate_all(cut) == 0
    # Words that are longer than their arrow begin before it, below the time of their row, and never reach into the log.
    beyond = """(all) => all.filter((each) => {
      const [words, arrow] = [each.getBoundingClientRect(), each.parentElement.getBoundingClientRect()];
      return words.right > arrow.right + 1 || words.left < each.closest(".row").getBoundingClientRect().left;
    }).map((each) => each.innerText)"""
    assert diagram.locator(".arrow span").evaluate_all(beyond) == []
    assert violations(page) == []


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
