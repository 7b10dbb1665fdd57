"""The map of a sweep laid out for a page: lines of 64 points, and ranges for those who use no mouse."""

from msgspec import structs

from oceanhil.app.report.failure import failure_text
from oceanhil.app.report.head import ReportHead
from oceanhil.app.report.html import render_html
from oceanhil.app.report.swept import map_lines, view_of
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


def test_as_text_each_point_is_a_letter_behind_the_unit_of_its_line() -> None:
    assert list(map_lines(SWEPT)) == [
        "map: . kept, L lost",
        "  boot 2, a letter for each 5 units",
        f"         0  {'.' * 64}",
        "       320  ......LL.",
    ]


def test_as_text_boots_without_a_bad_point_are_counted_and_so_are_lines_beyond_24() -> None:
    good, bad = MapRow(1, 1, (0,) * 9), MapRow(2, 1, (0, 1) * 832)
    lines = list(map_lines(SweepMap("x", (KEPT, LOST), (good, bad, good))))
    assert lines[1] == "  boot 2, a letter for each unit"
    assert lines[25] == f"     1,472  {'.L' * 32}"
    assert lines[26:] == [
        "  and 2 more lines, all of them in the report as HTML",
        "  and 2 boots without such a point",
    ]


def test_a_failure_has_the_map_in_its_text_and_a_sweep_without_bad_points_none(result_of: ResultOf) -> None:
    failed = structs.replace(result_of(outcome=Outcome.FAILED), swept=SWEPT)
    assert "\n".join(map_lines(SWEPT)) in failure_text(failed)
    good = SweepMap("x", (KEPT,), (MapRow(2, 5, (0, 0)),))
    assert "map:" not in failure_text(structs.replace(failed, swept=good))


def test_a_page_has_the_map_with_letters_and_the_sentence(result_of: ResultOf, head: ReportHead) -> None:
    edge = "power lost after 345 units: kept; after 350: lost"
    tally = {"kept": 71, "lost": 2}
    result = structs.replace(result_of(outcome=Outcome.FAILED, tally=tally), swept=SWEPT, edge=edge)
    page = render_html([result], head)
    assert f'<p class="edge">{edge}</p>' in page
    assert '<span class="w-lost">LL</span>' in page
    assert 'data-replay="x@esp32#cut={}"' in page
    assert "lost at 350 to 355" in page
