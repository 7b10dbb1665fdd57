"""The drawing of a run and the page that it stands in."""

from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from msgspec import structs

from oceanhil.fleet.course import Strip
from oceanhil.fleet.page import course_in, page_of
from oceanhil.fleet.picture import draw
from oceanhil.fleet.words import figures, headline, is_good
from tests.deep_json import DEEP_JSON
from tests.fleet.courses import course

SVG = "{http://www.w3.org/2000/svg}"


def classes(drawing: str) -> list[str]:
    return [each.get("class", "") for each in ET.fromstring(drawing).iter()]


def test_a_course_is_told_from_the_mending() -> None:
    near = course().near
    assert (near.begin_s, near.step_s) == (-60, 1)
    assert near.answered[0] == 4
    assert near.refused[-near.begin_s - 1] == 3
    assert near.unanswered[-near.begin_s + 1] == 1
    assert near.online[-near.begin_s + 9 : -near.begin_s + 11] == [0, 2]


def test_a_step_of_the_whole_run_shows_its_busiest_second() -> None:
    made = course()
    assert made.whole.step_s > 1
    assert max(made.whole.asked) == 9
    assert made.whole.begin_s == -120
    assert made.whole.end_s <= 880
    assert made.struck_s == -20


def test_the_drawing_shows_what_there_was_and_nothing_else() -> None:
    drawn = classes(draw(course()))
    assert {"answered", "refused", "unanswered", "online", "capacity"} <= set(drawn)
    assert "before" not in drawn
    quiet = ET.fromstring(draw(course(refused=0)))
    assert "refused" not in {each.get("class") for each in quiet.iter(f"{SVG}polygon")}


def test_the_run_before_is_drawn_beside() -> None:
    assert classes(draw(course(), course(back_s=200))).count("before") == 3  # in the legend, too


def test_texts_are_escaped_and_nothing_leaves_the_drawing() -> None:
    drawing = draw(course("<b>&"))
    ET.fromstring(drawing)
    assert "<b>" not in drawing
    for _, points in ((each.tag, each.get("points")) for each in ET.fromstring(drawing).iter()):
        for x, y in (point.split(",") for point in (points or "").split()):
            assert 0 <= float(x) <= 900
            assert 0 <= float(y) <= 800


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in {"src", "href"}]


def test_a_page_needs_no_other_file_and_gives_its_course_back() -> None:
    page = page_of(course("</script>"), None, "1.0")
    parser = Elements()
    parser.feed(page)
    assert parser.links == []
    assert course_in(page) == course("</script>")
    assert "What &lt;happens&gt;" in page


def test_a_page_shows_both_runs_beside_each_other() -> None:
    page = page_of(course(), course(back_s=220), "1.0")
    assert "100 s" in page
    assert "10 s" in page
    assert "The run before:" in page


@pytest.mark.parametrize(
    "text", ["", "<html></html>", '<script type="application/json" id="course">{}</script>', "\x00"]
)
def test_what_is_no_page_of_a_run_holds_none(text: str) -> None:
    assert course_in(text) is None


def test_the_headline_says_what_went_wrong() -> None:
    good = course().recovery
    assert is_good(good)
    assert headline(good) == "all 2 devices were ONLINE 10 s after the trouble's end"
    away = structs.replace(good, all_online_s=None, missing=1)
    assert not is_good(away)
    assert headline(away) == "not all came back: 1 of 2 devices are not ONLINE at the end"
    assert dict(figures(away))["until all are ONLINE"] == "never in this run"
    for robbed in (structs.replace(good, tokens_lost=1), structs.replace(good, tokens_doubled=1)):
        assert not is_good(robbed)
        assert "tokens were lost" in headline(robbed)


def test_a_strip_of_one_second_is_one_step() -> None:
    assert len(Strip(0, 5, [1], [2], [3], [4])) == 1
    assert Strip(0, 5, [1], [2], [3], [4]).asked == [9]


def test_the_times_of_an_axis_have_one_unit() -> None:
    texts = [each.text or "" for each in ET.fromstring(draw(course())).iter(f"{SVG}text")]
    axis = texts[texts.index("-60 s") : texts.index("devices ONLINE")]
    assert axis == [*("-60 s", "-30 s", "0"), *(f"+{at_s} s" for at_s in range(30, 181, 30))]
    assert texts[-3:] == ["0", "+5 min", "+10 min"]


def test_a_page_nested_beyond_reading_has_no_course() -> None:
    begin, opening, behind = page_of(course(), None, "1.0").partition('<script type="application/json"')
    head, _, rest = behind.partition(">")
    _, end, tail = rest.partition("</script>")
    assert course_in(begin + opening + head + ">" + DEEP_JSON.decode() + end + tail) is None
