"""The map of a sweep laid out for a page: lines of 64 points, and ranges for those who use no mouse."""

from msgspec import structs

from oceanhil.app.report.head import ReportHead
from oceanhil.app.report.html import render_html
from oceanhil.app.report.swept import view_of
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.sweep_map import MapRow, PointWord, SweepMap
from tests.app.report.test_html import ResultOf

KEPT, LOST = PointWord("kept", is_bad=False), PointWord("lost", is_bad=True)
SWEPT = SweepMap("x@esp32#cut={}", (KEPT, LOST), (MapRow(2, 5, (0,) * 70 + (1, 1) + (0,)),))


def test_a_line_has_64_points_and_knows_its_units() -> None:
    (row,) = view_of(SWEPT).rows
    assert row.label == "boot 2"
    assert [(line.unit, line.place, line.every, line.count) for line in row.lines] == [
        (0, "2", 5, 64),
        (320, "2", 5, 9),
    ]
    assert ["".join(each.letters for each in line.stretches) for line in row.lines] == ["." * 64, "......LL."]


def test_what_is_not_as_it_should_be_is_a_range_with_its_first_point() -> None:
    (row,) = view_of(SWEPT).rows
    assert [(each.mark.name, each.units, each.point) for each in row.ranges] == [("lost", "350 to 355", "2.350")]


def test_a_map_counts_its_points_and_the_bad_ones() -> None:
    assert (SWEPT.points, SWEPT.bad_points) == (73, 2)


def test_of_thousands_of_rows_a_page_shows_some_and_counts_the_rest() -> None:
    many = SweepMap("x", (KEPT, LOST), tuple(MapRow(3, 1, (0, 1) * 33, f"2.{at}") for at in range(300)))
    view = view_of(many)
    assert (sum(len(row.lines) for row in view.rows), view.left_out) == (400, 200)
    assert sum(len(row.ranges) for row in view.rows) == 60


def test_a_page_has_the_map_with_letters_and_the_sentence(result_of: ResultOf, head: ReportHead) -> None:
    edge = "power lost after 345 units: kept; after 350: lost"
    tally = {"kept": 71, "lost": 2}
    result = structs.replace(result_of(outcome=Outcome.FAILED, tally=tally), swept=SWEPT, edge=edge)
    page = render_html([result], head)
    assert f'<p class="edge">{edge}</p>' in page
    assert '<span class="w-lost">LL</span>' in page
    assert 'data-replay="x@esp32#cut={}"' in page
    assert "lost at 350 to 355" in page
