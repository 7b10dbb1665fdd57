"""The map of a sweep: no point is lost in it, and each can be found again by its replay ID."""

from hypothesis import given
from hypothesis import strategies as st

from oceanhil.scenarios.scalars import CutPoint
from oceanhil.scenarios.sweep_map import MapMaker, MapRow, Neighbours, PointWord, SweepMap, all_neighbours, neighbours

KEPT, LOST = PointWord("kept", is_bad=False), PointWord("lost", is_bad=True)
WORDS = st.sampled_from([KEPT, LOST, PointWord("lost", is_bad=False), PointWord("hangs", is_bad=True)])
ROWS = st.lists(st.lists(WORDS, min_size=1, max_size=9), min_size=1, max_size=5)


def swept(*rows: str) -> SweepMap:
    """Make a map of rows of letters: a capital is bad."""
    letters = sorted(set("".join(rows)))
    words = tuple(PointWord(each, each.isupper()) for each in letters)
    return SweepMap("x@esp32#cut={}", words, tuple(MapRow(2, 5, tuple(map(letters.index, row))) for row in rows))


@given(rows=ROWS, every=st.integers(1, 40))
def test_each_point_is_where_its_cuts_say(rows: list[list[PointWord]], every: int) -> None:
    maker = MapMaker()
    points: list[tuple[str, PointWord]] = []
    for first, row in enumerate(rows):
        for column, word in enumerate(row):
            at = CutPoint(2, first * 5, CutPoint(3, column * every))
            maker.add(at, word)
            points.append((str(at), word))
    made = maker.map("x@esp32#cut={}", every)
    assert made is not None
    assert [
        (row.point(column), made.words[word]) for row in made.rows for column, word in enumerate(row.ended_as)
    ] == points
    assert len(made.rows) == len(rows)
    assert len(set(made.words)) == len(made.words)


def test_one_cut_is_one_row_whose_units_are_told() -> None:
    maker = MapMaker()
    for unit in (0, 3, 6):
        maker.add(CutPoint(1, unit), LOST if unit == 3 else KEPT)
    made = maker.map("x@esp32#cut={}", 3)
    assert made is not None
    assert [(row.label, row.ended_as, row.unit(2), row.point(2)) for row in made.rows] == [
        ("boot 1", (0, 1, 0), 6, "1.6")
    ]


def test_behind_another_cut_a_row_says_so() -> None:
    assert MapRow(3, 1, (0,), "2.205").label == "boot 3, behind 2.205"


def test_where_no_point_ran_there_is_no_map() -> None:
    assert MapMaker().map("x@esp32#cut={}", 1) is None


def test_the_first_bad_point_is_laid_beside_the_good_one_before_it() -> None:
    made = swept("aaLLa", "La")
    assert neighbours(made) == Neighbours(made.rows[0], good=1, bad=2)


def test_of_two_that_are_as_near_it_is_the_one_before() -> None:
    made = swept("aLa")
    assert neighbours(made) == Neighbours(made.rows[0], good=0, bad=1)


def test_without_a_good_one_before_it_the_next_behind_it_will_do() -> None:
    made = swept("LLL", "LLac")
    assert neighbours(made) == Neighbours(made.rows[1], good=2, bad=0)


def test_where_all_are_good_or_all_bad_nothing_is_laid_beside_anything() -> None:
    assert (neighbours(swept("aac")), neighbours(swept("LLH"))) == (None, None)


def test_each_bad_point_has_its_nearest_good_one_and_the_first_of_each_range_comes_first() -> None:
    made = swept("aLLHa", "LLL", "aL")
    pairs = [(made.rows.index(each.row), each.bad, each.good) for each in all_neighbours(made)]
    assert pairs == [(0, 1, 0), (0, 3, 4), (2, 1, 0), (0, 2, 0)]


@given(rows=st.lists(st.text("aLH", min_size=1, max_size=9), min_size=1, max_size=4))
def test_no_bad_point_is_left_out_that_has_a_good_one_in_its_row(rows: list[str]) -> None:
    made = swept(*rows)
    pairs = list(all_neighbours(made))
    bad = sum(row.count("L") + row.count("H") for row in rows if "a" in row)
    assert len({(id(each.row), each.bad) for each in pairs}) == len(pairs) == bad
    assert neighbours(made) == (pairs[0] if pairs else None)
