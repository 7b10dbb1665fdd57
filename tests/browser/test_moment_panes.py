"""Two traces beside each other in the moment viewer."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from oceanhil.scenarios.trace import EventKind
from tests.browser.looking import violations
from tests.browser.moments import Open, closeup, failed, lines, moment_of, press


def test_two_traces_stand_beside_each_other_at_their_difference(
    trace: bytes, open_moments: Open, tmp_path: Path
) -> None:
    other = closeup("eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.104")
    page = open_moments()
    expect(page.locator("#empty")).to_be_visible()
    for name, data in (("a", trace), ("b", other)):
        (tmp_path / f"{name}.jsonl").write_bytes(data)
    page.set_input_files("#file", [tmp_path / "a.jsonl", tmp_path / "b.jsonl"])
    expect(page.locator(".viewer")).to_have_count(2)
    expect(page.locator(".viewer").last.locator("h1")).to_have_text("Power lost while the token record is rewritten")


def test_two_points_are_laid_side_by_side_where_they_first_differ(trace: bytes, open_moments: Open) -> None:
    other = closeup("eeprom-power-loss@esp32/idf-5.5.1+legacy#cut=2.104")
    page = open_moments(trace, other, differ=(30, 31))
    for number, (data, index) in enumerate(((trace, 30), (other, 31))):
        now_at = page.locator(".viewer").nth(number).locator(".line.now")
        expect(now_at).to_have_attribute("data-index", str(index))
        assert page.evaluate(f"window.page.viewers[{number}].axis.marks") == [index]
        assert lines(data)[index]
    assert violations(page) == []
    # What a reader is told of the active event stands once in the page.
    doubled = (
        "[...document.querySelectorAll('[id]')].map((each) => each.id).filter((id, at, all) => all.indexOf(id) < at)"
    )
    assert page.evaluate(doubled) == []


@pytest.mark.parametrize("width", [1000, 1280])
def test_two_panes_keep_lists_that_one_can_work_with(trace: bytes, open_moments: Open, width: int) -> None:
    page = open_moments(trace, failed(trace), width=width, height=800)
    for part in (".events", ".side", ".axis"):
        boxes = [each.bounding_box() for each in page.locator(part).all()]
        heights = [round(box["height"]) for box in boxes if box is not None]
        assert len(heights) == 2
        assert min(heights) >= 200
        # Beside each other, however long the failure of one of them is.
        assert boxes[0] is not None
        assert boxes[1] is not None
        assert boxes[0]["y"] == boxes[1]["y"]


def test_axe_finds_nothing_in_a_failure_beside_another_trace(trace: bytes, open_moments: Open) -> None:
    moment = moment_of(trace, EventKind.REQUEST, path="/api/device/register/")
    page = open_moments(failed(trace), trace[:20_000], moment=moment)
    expect(page.locator(".viewer")).to_have_count(2)
    expect(page.locator(".failure")).to_be_visible()
    expect(page.locator(".problem")).to_be_visible()
    press(page, "/")
    page.keyboard.type("mac_address")
    expect(page.locator("#hits")).not_to_be_empty()
    assert violations(page) == []
