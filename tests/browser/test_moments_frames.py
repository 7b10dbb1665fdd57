"""What a key costs in the moment viewer, in things that can be counted: layouts, and elements that are made."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import Layouts
from tests.browser.moments import Open, closeup, long, settled

MIDDLE = 5_000
"""With a request, flash work and a log of hundreds of lines beside it."""
KEYS = ("ArrowRight", "ArrowLeft", "Shift+ArrowRight", "]", "[")


@pytest.fixture(scope="module")
def trace() -> bytes:
    return long(closeup("eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.100"), 10_000)


def opened(open_moments: Open, trace: bytes) -> Page:
    """Open it in the middle of the run, and wait until all of that is drawn."""
    page = open_moments(trace)
    page.evaluate(f"window.page.active.moveTo({MIDDLE})")
    expect(page.locator(".log > div").nth(200)).to_be_attached()
    return page


def known(page: Page, selector: str) -> None:
    """Take note of these elements."""
    page.evaluate(f"for (const each of document.querySelectorAll('{selector}')) each.isKnown = true")


def unknown(page: Page, selector: str) -> int:
    """Count those of which nobody has taken note, once all is drawn."""
    unseen = f"[...document.querySelectorAll('{selector}')].filter((each) => !each.isKnown)"
    return int(settled(page).evaluate(f"{unseen}.length"))


@pytest.mark.parametrize("key", KEYS)
def test_a_key_lays_the_page_out_once_a_frame(open_moments: Open, trace: bytes, key: str) -> None:
    page = opened(open_moments, trace)
    layouts = Layouts(page)
    for _ in range(40):
        page.keyboard.press(key)
        # One for the list and the event, one for storage and log.
        assert layouts.count() <= 2


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("lines", [".line", ".log > div"])
def test_lines_that_go_out_of_sight_are_written_anew(open_moments: Open, trace: bytes, key: str, lines: str) -> None:
    page = opened(open_moments, trace)
    # Near the middle, so that there are as many lines before as behind.
    for each in ("]", "["):
        page.keyboard.press(each)
    assert unknown(page, lines) > 40
    known(page, lines)
    for _ in range(20):
        page.keyboard.press(key)
    assert unknown(page, lines) == 0


def test_facts_of_the_next_event_are_written_where_those_of_the_last_stood(open_moments: Open, trace: bytes) -> None:
    page = opened(open_moments, trace)
    known(page, ".panel .facts div")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".line.now")).to_have_attribute("data-index", str(MIDDLE + 1))
    facts = page.locator(".panel .facts div").count()
    # A few more where the next event has more to say.
    assert unknown(page, ".panel .facts div") < facts / 4


def test_rows_of_flash_that_stay_as_they_are_stay_in_the_page(open_moments: Open, trace: bytes) -> None:
    page = opened(open_moments, trace)
    page.evaluate(
        """() => {
          window.taken = 0;
          const isDump = (node) => node.className === "hex";
          new MutationObserver((all) => {
            window.taken += all.flatMap((each) => [...each.removedNodes]).filter(isDump).length;
          }).observe(document.querySelector(".side"), { childList: true, subtree: true });
        }"""
    )
    known(page, ".hex > *")
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    assert unknown(page, ".hex > *") < page.locator(".hex > *").count() / 4
    assert page.evaluate("window.taken") == 0


def test_far_away_the_log_is_whole_once_the_cursor_rests(open_moments: Open, trace: bytes) -> None:
    page = opened(open_moments, trace)
    page.keyboard.press("End")
    expect(page.locator(".log > div").nth(400)).to_be_attached()
    # As many lines stand in the middle of the run, so that their number alone does not say that the cursor has moved.
    settled(page)
    last, around = page.locator(".log .last").bounding_box(), page.locator(".log").bounding_box()
    assert last is not None
    assert around is not None
    # Its lines in sight were there first: those before them have not pushed them away.
    assert around["y"] <= last["y"] <= around["y"] + around["height"]
