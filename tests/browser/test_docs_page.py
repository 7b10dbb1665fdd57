"""`/docs` in a browser: light and dark, as wide as a phone, for keyboard and screen reader; index and search."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.looking import violations

_THREE_OF_EACH = """() => document.querySelectorAll("main > section").forEach((part) =>
  [...part.querySelectorAll("article")].slice(3).forEach((each) => each.remove()))"""

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.world import World


@pytest.fixture
def page(serve: Callable[..., World], browser: Browser) -> Iterator[Page]:
    """The page; nothing may be written to the console."""
    troubles: list[str] = []
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    opened = context.new_page()
    opened.on("console", lambda message: troubles.append(message.text))
    opened.goto(f"{serve().server.url}/docs")
    yield opened
    context.close()
    assert troubles == []


def test_it_is_readable_and_axe_finds_nothing(page: Page) -> None:
    for width in (360, 1400):
        page.set_viewport_size({"width": width, "height": 900})
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert violations(page, with_colours=False) == [], width
    # Of each part three articles have all the colours that the others have, and axe takes its time for each word.
    page.evaluate(_THREE_OF_EACH)
    assert violations(page) == []
    page.get_by_role("searchbox").fill("journal")
    expect(page.get_by_role("status")).to_contain_text("found")
    assert violations(page) == []


def test_the_index_leads_to_an_operation(page: Page) -> None:
    page.get_by_role("link", name="POST /api/device/register/").click()
    assert page.url.endswith("/docs#registerDevice")


def test_the_index_leads_to_every_part_and_stays_in_sight(page: Page) -> None:
    index = page.get_by_role("navigation", name="Index")
    titles = page.locator("main h2[id], main h3[id]")
    named = {f"#{each}" for each in titles.evaluate_all("(all) => all.map((each) => each.id)")}
    linked = set(index.get_by_role("link").evaluate_all("(all) => all.map((each) => each.hash)"))
    assert linked >= named - {"#start"}
    page.get_by_role("link", name="JournalEntry").first.click()
    expect(page.get_by_role("heading", name="JournalEntry")).to_be_in_viewport()
    expect(index).to_be_in_viewport()


def test_the_search_finds_what_holds_all_words(page: Page) -> None:
    page.keyboard.press("/")
    field = page.get_by_role("searchbox", name="Search the description")
    expect(field).to_be_focused()
    field.fill("JOURNAL newest")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^\d of \d+ found\.$"))
    expect(page.locator("#showJournal")).to_be_visible()
    expect(page.locator("#schema-JournalView")).to_be_visible()
    expect(page.locator("#registerDevice")).to_be_hidden()
    index = page.get_by_role("navigation", name="Index")
    expect(index.get_by_role("link", name="POST /api/device/register/")).to_be_hidden()
    expect(index.get_by_role("link", name="GET /_admin/journal", exact=True)).to_be_visible()
    expect(index.get_by_role("heading", name="Clock")).to_be_hidden()
    expect(page.locator("main > section", has=page.locator("#setClock"))).to_be_hidden()
    field.press("End")
    page.keyboard.type(" /_admin")
    expect(field).to_have_value("JOURNAL newest /_admin")
    field.fill("<img src=x onerror=alert(1)>")
    expect(page.get_by_role("status")).to_have_text("Nothing found.")
    field.fill("")
    expect(page.locator("#registerDevice")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("")


def test_a_row_of_a_table_is_found_by_itself(page: Page) -> None:
    page.get_by_role("searchbox").fill("x-device-token header")
    rows = page.locator("#wire + .wide tbody tr:visible")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("token_header")


def test_a_link_leads_to_what_the_search_has_hidden(page: Page) -> None:
    page.get_by_role("searchbox").fill("showJournal")
    # Far below, where nobody would see it without being led there.
    page.evaluate("location.hash = 'schema-StateChange'")
    expect(page.locator("#schema-StateChange")).to_be_in_viewport()
    expect(page.get_by_role("searchbox")).to_have_value("")


def test_without_scripts_the_page_is_whole(serve: Callable[..., World], browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    bare = context.new_page()
    bare.goto(f"{serve().server.url}/docs")
    expect(bare.get_by_role("heading", name="POST /api/device/register/")).to_be_visible()
    expect(bare.get_by_role("searchbox")).to_have_count(0)
    context.close()
