"""Maps of sweeps side by side: which share one, and what a letter that stands for several points says."""

from collections.abc import Mapping

from msgspec import structs

from oceanhil.app.report.head import ReportHead
from oceanhil.app.report.html import render_html
from oceanhil.app.report.joined_map import JoinedRow, joined_maps
from oceanhil.scenarios.result import Outcome, Result
from oceanhil.scenarios.sweep_map import MapRow, PointWord, SweepMap
from tests.app.report.conftest import make_result

KEPT, NEW = PointWord("kept", is_bad=False), PointWord("new", is_bad=False)
LOST, WRONG = PointWord("lost", is_bad=True), PointWord("wrong", is_bad=True)
WORDS = (KEPT, NEW, LOST, WRONG)


def swept(letters: str, *, every: int = 1, **parameters: str) -> Result:
    """A result with a map of these letters, of the words by their first one."""
    named = {word.name[0]: at for at, word in enumerate(WORDS)}
    row = MapRow(2, every, tuple(named[each] for each in letters))
    replay = f"x@esp32#cut={{}},torn={parameters.get('torn', '')}"
    made = make_result(outcome=Outcome.PASSED)
    return structs.replace(made, parameters=parameters, swept=SweepMap(replay, WORDS, (row,)))


def letters(row: JoinedRow) -> str:
    return "".join(each.letters for each in row.stretches)


def test_cases_that_differ_by_driver_torn_model_or_seed_share_a_map_and_others_do_not() -> None:
    results = [
        swept("kk", store="a", driver="old", torn="t"),
        swept("kl", store="a", driver="new", torn="t"),
        swept("kk", store="b", driver="new", torn="t"),
        swept("kk", store="a", driver="new", torn="u"),
        structs.replace(swept("kk", store="a", driver="new", torn="t"), seed=7),
    ]
    (made,) = joined_maps(range(5), results, "ESP32")
    assert made.about == "ESP32, store a"
    assert [(row.index, row.label, letters(row)) for row in made.rows] == [
        (0, "old, t", ".."),
        (1, "new, t", ".L"),
        (3, "new, u", ".."),
        (4, "new, t, seed 7", ".."),
    ]


def test_a_letter_that_stands_for_several_points_is_that_of_the_worst_and_leads_to_it() -> None:
    quiet = "k" * 100
    results = [swept(f"knlkw{quiet}{quiet}", torn="t"), swept("k" * 30, torn="u", every=3)]
    (made,) = joined_maps(range(2), results, "ESP32")
    assert (made.every, made.units) == (3, 205)
    first, second = made.rows
    assert letters(first) == "LW" + "." * 67
    assert first.points[:3] == ("2.2", "2.4", "2.6")
    assert letters(second) == "." * 30
    assert second.points[:2] == ("2.0", "2.3")


def test_units_at_which_no_point_is_are_blank() -> None:
    (made,) = joined_maps(range(2), [swept("klk", torn="t", every=2), swept("kkkkk", torn="u")], "ESP32")
    assert [letters(row) for row in made.rows] == [". L .", "....."]
    assert made.rows[0].points == ("2.0", "", "2.2", "", "2.4")


def test_sweeps_of_very_many_rows_are_not_laid_side_by_side() -> None:
    many = tuple(MapRow(3, 1, (0,), f"2.{at}") for at in range(40))
    results = [structs.replace(swept("k", torn=torn), swept=SweepMap("x", WORDS, many)) for torn in "tu"]
    assert not list(joined_maps(range(2), results, "ESP32"))


def attributes(page: str) -> Mapping[str, int]:
    return {name: page.count(name) for name in ('class="swept joined"', 'data-points="2.0,2.1"')}


def test_a_report_has_the_map_above_the_runs_and_each_row_leads_to_its_run(head: ReportHead) -> None:
    results = [swept("kk", torn="t"), structs.replace(swept("kl", torn="u"), replay_id="x@esp32#torn=u")]
    page = render_html(results, head)
    assert attributes(page) == {'class="swept joined"': 1, 'data-points="2.0,2.1"': 2}
    assert '<a href="#run-x-esp32-torn-u">u</a>' in page
    assert attributes(render_html(results[:1], head)) == {'class="swept joined"': 0, 'data-points="2.0,2.1"': 0}
