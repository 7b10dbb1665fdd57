"""The album in a real Chromium: from a case of the report to its moments, and from case to case."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looking import violations
from tests.user import TEAPOT, write

_COMMAND = (sys.executable, "-c", "from oceanhil.app.commands import main; main()", "run", "--world", "sim")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("album")
    write(folder / "online.yaml")
    write(folder / "quiet.yaml", "  - time.run: 90s\n")
    write(folder / "teapot.yaml", TEAPOT)
    boards = ("--board", "esp32", "--board", "picow")
    command = [*_COMMAND, "online.yaml", "quiet.yaml", "teapot.yaml", *boards, "--html", "run.html"]
    subprocess.run(command, cwd=folder, check=False, capture_output=True, timeout=120)
    return folder / "run.html"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a page in which nothing may go wrong; axe is put into it, whose policy lets no script run but its own."""
    context = browser.new_context(bypass_csp=True)
    page, troubles = context.new_page(), list[str]()
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page
    context.close()
    assert troubles == []


def album(report: Path) -> str:
    return (report.parent / "run-moments" / "album.html").as_uri()


def listed(page: Page) -> list[str]:
    return [each.inner_text() for each in page.locator(".cases li:visible a").all()]


def test_a_passed_case_of_the_report_leads_to_its_moments(report: Path, page: Page) -> None:
    page.goto(f"{report.as_uri()}#run-online-picow")
    page.locator("#run-online-picow").get_by_role("link", name="Go through it event by event").click()
    expect(page.locator(".case h1")).to_have_text("A scenario of our own")
    expect(page.locator(".about")).to_contain_text("online@picow")
    expect(page).to_have_title("A scenario of our own · oceanhil")
    page.keyboard.press("End")
    # The scenario's own file is there, with the line of the step lit.
    expect(page.locator(".source .lit")).to_contain_text("expect.online")


def test_its_list_has_every_case_without_a_page_of_its_own(report: Path, page: Page) -> None:
    page.goto(album(report))
    assert listed(page) == ["online@esp32", "online@picow", "quiet@esp32", "quiet@picow"]
    expect(page.locator("#empty")).to_be_hidden()
    assert violations(page) == []


def test_the_list_is_searched_by_name_and_title(report: Path, page: Page) -> None:
    page.goto(album(report))
    page.get_by_role("searchbox").fill("QUIET@P")
    expect(page.locator("#hits")).to_have_text("1 case")
    assert listed(page) == ["quiet@picow"]
    page.get_by_role("searchbox").fill("scenario of our")
    expect(page.locator("#hits")).to_have_text("4 cases")


def test_the_address_keeps_case_and_moment_and_goes_back_to_the_list(report: Path, page: Page) -> None:
    page.goto(album(report))
    page.get_by_role("link", name="quiet@esp32").click()
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile(r"#case=run-quiet-esp32&t=90000000(\+\d+)?$"))
    at = page.locator(".line.now").inner_text()
    page.reload()
    expect(page.locator(".line.now")).to_have_text(re.compile("passed"))
    assert page.locator(".line.now").inner_text() == at
    page.get_by_role("link", name="All 4 cases").click()
    expect(page.locator(".viewer")).to_have_count(0)
    expect(page).to_have_title("The cases of a run · oceanhil")
    assert len(listed(page)) == 4
    page.go_back()
    expect(page.locator(".about")).to_contain_text("quiet@esp32")


def test_who_wants_every_byte_copies_the_command_of_the_close_up(report: Path, page: Page) -> None:
    page.goto(f"{album(report)}#case=run-quiet-esp32")
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.locator(".way").get_by_role("button", name="Copy").click()
    assert page.evaluate("window.copied") == "oceanhil replay 'quiet@esp32' --scenarios quiet.yaml --open"
    expect(page.locator(".way code")).to_have_text(str(page.evaluate("window.copied")))
    page.get_by_role("button", name="Copy replay").click()
    assert page.evaluate("window.copied") == "oceanhil replay 'quiet@esp32' --scenarios quiet.yaml"
    assert violations(page) == []


def test_an_address_without_such_a_case_says_so_beside_the_list(report: Path, page: Page) -> None:
    page.goto(f"{album(report)}#case=run-gone&t=5")
    expect(page.locator(".problem:visible")).to_have_text("No case of this page is called run-gone. It has these:")
    assert len(listed(page)) == 4


def test_a_trace_that_is_dropped_on_it_takes_the_place_of_its_cases(report: Path, page: Page, tmp_path: Path) -> None:
    page.goto(f"{album(report)}#case=run-quiet-esp32")
    expect(page.locator(".about")).to_contain_text("quiet@esp32")
    text = '{"t_us":7,"source":"device","kind":"serial","device":"device","fields":{"text":"from a file"}}\n'
    (tmp_path / "own.jsonl").write_text(text, "utf-8")
    page.locator("#file").set_input_files(tmp_path / "own.jsonl")
    expect(page.locator(".line.now")).to_contain_text("from a file")
    expect(page).to_have_url(re.compile(r"album\.html#t=7$"))
    expect(page.locator(".way")).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_of_it_is_wider_than_the_window(report: Path, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    for at in ("", "#case=run-online-esp32"):
        page.goto(f"{album(report)}{at}")
        page.reload()
        expect(page.locator(".about:visible, .cases li:visible").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
