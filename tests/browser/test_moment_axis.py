"""The time axis of the moment viewer: true, folded, zoomed, with bars as long as what they stand for."""

import pytest
from playwright.sync_api import Page

from tests.browser.moments import Open, painted, press, timed


def places(page: Page) -> list[float]:
    found = page.evaluate("window.page.active.axis.places")
    assert isinstance(found, list)
    return found


def test_the_axis_is_true_and_a_fold_says_how_long_it_is(open_moments: Open) -> None:
    page = painted(open_moments(timed(0, 500_000, 1_500_000, 3_601_500_000)))
    first, second, third, last = places(page)
    # Seconds are lengths, but for an hour without an event, of which what is folded has a length of its own.
    assert (second - first, third - second) == pytest.approx((0.5, 1.0))
    assert last - third == pytest.approx(0.2 + 0.7 + 0.2)
    folds = page.evaluate("window.page.active.axis.scale.pieces.filter((each) => each.isFold)")
    assert [each["to"] - each["from"] for each in folds] == [3_600_000_000 - 400_000]
    written = page.evaluate(
        """() => {
          const { pen } = window.page.active.axis;
          const texts = [];
          pen.fillText = (text) => texts.push(text);
          window.page.active.axis.paint();
          return texts;
        }"""
    )
    assert "… 60 min …" in written
    press(page, "g")
    assert places(page) == pytest.approx([0, 0.5, 1.5, 3_601.5])


def test_keys_zoom_in_at_the_cursor_and_out_again(open_moments: Open) -> None:
    page = open_moments(timed(*range(0, 1_400_000, 100_000)))
    whole = page.evaluate("window.page.active.axis.shown")
    press(page, "End", "+", "+")
    assert page.evaluate("window.page.active.axis.shown") == pytest.approx(whole / 4)
    cursor, begin, shown = page.evaluate(
        "(({ places, cursor, from, shown }) => [places[cursor], from, shown])(window.page.active.axis)"
    )
    assert begin <= cursor <= begin + shown
    press(page, "0")
    assert page.evaluate("window.page.active.axis.shown") == pytest.approx(whole)


def test_an_exchange_is_a_bar_as_long_as_it_took(trace: bytes, open_moments: Open) -> None:
    page = painted(open_moments(trace))
    bars = page.evaluate(
        """() => {
          const axis = window.page.active.axis;
          const rects = [];
          axis.pen.fillRect = (x, y, width, height) => rects.push([y, width]);
          Object.assign(axis, { from: axis.scale.place(2_300_000), shown: 0.2 });
          axis.paint();
          const top = axis.laneTop("http") + 3;
          const pixels = (us) => axis.x(axis.scale.place(2_342_704 + us)) - axis.x(axis.scale.place(2_342_704));
          return rects.filter(([y]) => y === top).map(([, width]) => Math.round((1000 * width) / pixels(40_000)));
        }"""
    )
    # In thousandths of forty milliseconds.
    assert bars == [1_000, 1_000, 1_000]
