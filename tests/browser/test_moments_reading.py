"""The moment viewer as somebody reads it who looks for a cause: nothing is struck through, sliced, or cut for good."""

import pytest
from playwright.sync_api import expect

from oceanhil.scenarios.trace import EventKind
from tests.browser.looking import FRAMES
from tests.browser.moments import Open, closeup, moment_of, painted

SLICED = """() => {
  const box = document.querySelector(".source").getBoundingClientRect();
  const lines = [...document.querySelectorAll(".source li")].map((line) => line.getBoundingClientRect());
  const isSeen = ({ top, bottom }) => bottom > box.top + 1 && top < box.bottom - 1;
  return lines.filter(isSeen).filter(({ top, bottom }) => top < box.top - 1 || bottom > box.bottom + 1).length;
}"""


@pytest.fixture(scope="module")
def trace() -> bytes:
    return closeup("eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.100")


def test_the_scenario_shows_whole_lines(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace)
    for _ in range(8):
        page.keyboard.press("]")
        page.evaluate(FRAMES)
        expect(page.locator(".source .lit")).to_be_in_viewport(ratio=1)
        assert page.evaluate(SLICED) == 0


def test_the_wheel_scrolls_past_the_scenario_and_in_it_once_it_is_chosen(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace, moment=moment_of(trace, EventKind.POWER, state="cut"))
    scenario = page.locator(".source")
    scenario.hover()
    page.mouse.wheel(0, 200)
    page.wait_for_function("() => document.querySelector('.side').scrollTop > 100")
    scenario.focus()
    page.evaluate("document.querySelector('.side').scrollTop = 0")
    before = scenario.evaluate("(box) => box.scrollTop")
    scenario.hover()
    page.mouse.wheel(0, -100)
    page.wait_for_function("(before) => document.querySelector('.source').scrollTop < before", arg=before)


def test_no_line_of_the_ruler_strikes_words_of_a_lane_through(trace: bytes, open_moments: Open) -> None:
    page = painted(open_moments(trace))
    drawn = page.evaluate(
        """() => {
          const { pen } = window.page.active.axis;
          const drawn = [];
          pen.fillText = (text, x, y) => { if (x > 118 && y > 24) drawn.push(text); };
          pen.stroke = () => drawn.push("line");
          window.page.active.axis.paint();
          return drawn;
        }"""
    )
    assert "line" in drawn
    words = [at for at, each in enumerate(drawn) if each != "line"]
    assert words
    assert max(at for at, each in enumerate(drawn) if each == "line") < min(words)


def test_no_mark_of_an_event_strikes_words_of_a_lane_through(trace: bytes, open_moments: Open) -> None:
    page = painted(open_moments(trace))
    struck = page.evaluate(
        """() => {
          const { axis } = window.page.active;
          const words = [];
          const marks = [];
          axis.pen.fillText = (text, x, y) => {
            if (x > 118 && y > 24) words.push([text, x, x + axis.pen.measureText(text).width, y]);
          };
          axis.paintEvents = function (pen, tones) {
            pen.fillRect = (x, y, width, height) => marks.push([x, x + width, y, y + height]);
            Object.getPrototypeOf(this).paintEvents.call(this, pen, tones);
          };
          axis.paint();
          const isStruck = ([, from, to, y]) => marks.some(([left, right, top, bottom]) =>
            left < to && right > from && top < y && bottom > y);
          return [words.length, marks.length, words.filter(isStruck).map(([text]) => text)];
        }"""
    )
    assert struck[0] >= 8
    assert struck[1] > 20
    assert struck[2] == []


def test_words_that_the_list_cuts_can_be_read_whole(trace: bytes, open_moments: Open) -> None:
    page = open_moments(trace, width=900)
    line = page.locator(".line.now .words")
    assert line.evaluate("(words) => words.scrollWidth > words.clientWidth") is True
    expect(line).to_have_attribute("title", line.inner_text())
    expect(page.locator(".panel .what").first).to_have_text(line.inner_text())
