"""Points of a sweep that failed, in every report: the first is shown and replayed, all of them are listed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from html import unescape
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import msgspec
import pytest
from msgspec import structs

from oceanhil.app.run.moments import POINT_PAGES_MOST, bad_neighbours
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.sweep_map import MapRow, PointWord, SweepMap, UnitWork
from tests.app.report.conftest import make_result
from tests.user import Command

pytestmark = pytest.mark.slow

SWEEP = """id: keeps
title: The record is kept wherever power fails
group: ours
boards: [picow]
sweep: {{cut: {{boot: 2, of: flash-units, every: {every}}}}}
given: {{settings: {{permanent_body_length: 24}}, firmware: {{store: legacy}}}}
steps:
  - device.power_on
  - expect.online
  - device.power_off
  - storage.remember: before
  - server.set_relay: {{relay: 1, state: "on"}}
  - storage.cut_power: ${{cut}}
  - device.power_on
  - expect.power_lost
  - classify:
      kept: {{same_as: before}}
      corrupt: {{storage: corrupt}}
      lost: {{storage: empty}}
tally: {{outcomes: {{kept: all}}}}
"""
EVERY = 2


@pytest.fixture
def file(folder: Path) -> Path:
    path = folder / "keeps.yaml"
    path.write_text(SWEEP.format(every=EVERY), "utf-8")
    return path


def run(oceanhil: Command, *words: str) -> tuple[str, Sequence[str]]:
    """Give the replay line that is printed, and the points that JSON lists."""
    done = oceanhil("run", "keeps.yaml", "--json", *words)
    assert done.code == 1
    (row,) = msgspec.json.decode(done.out)["results"]
    return row["replay_id"], [point["replay_id"] for point in row["points"]]


@pytest.mark.usefixtures("file")
@pytest.mark.parametrize(
    "more",
    [
        *((), ("--retries", "1")),
        *(pytest.param(words, marks=pytest.mark.long) for words in (("-n", "2"), ("--against", "native"))),
    ],
    ids=" ".join,
)
def test_what_json_and_junit_name_are_all_points_that_failed(
    oceanhil_process: Command, folder: Path, more: Sequence[str]
) -> None:
    shown, points = run(oceanhil_process, "--junit", "run.xml", *more)
    found = [
        each.attrib["value"]
        for each in ET.parse(folder / "run.xml").iter("property")
        if "points" in each.attrib["name"]
    ]
    assert found[-1].split(" ") == points
    assert (len(points) > 3, shown) == (True, points[0])
    assert re.fullmatch(r"keeps@picow#cut=2\.\d+", shown)


@pytest.mark.usefixtures("file")
def test_the_line_that_is_printed_fails_again(oceanhil: Command) -> None:
    told = oceanhil("run", "keeps.yaml").out
    (line,) = re.findall(r"^again: (oceanhil replay .*)$", told, re.MULTILINE)
    again = oceanhil(*shlex.split(line)[1:])
    assert again.code == 1
    assert "tally: kept: all" in again.out


@pytest.mark.usefixtures("file")
def test_the_terminal_lists_some_and_says_how_many_more(oceanhil: Command) -> None:
    _, points = run(oceanhil)
    told = oceanhil("run", "keeps.yaml").out
    assert f"{len(points)} of" in told
    assert [each for each in points[:3] if f"  {each}  " in told] == points[:3]
    assert f"and {len(points) - 10} more" in told


@pytest.mark.usefixtures("file")
def test_the_html_report_lists_every_point_and_shows_the_first(oceanhil: Command, folder: Path) -> None:
    shown, points = run(oceanhil, "--html", "run.html")
    page = (folder / "run.html").read_text("utf-8")
    assert f"oceanhil replay &#39;{shown}&#39;" in page or f"oceanhil replay '{shown}'" in page
    assert [each for each in points if f"<code>{each}</code>" in page] == points


def test_what_parts_the_first_bad_point_from_the_good_one_beside_it_is_told_and_shown(
    oceanhil: Command, file: Path, folder: Path
) -> None:
    boots_again = "  - device.power_on\n  - time.run: 5s\ntally:"
    file.write_text(SWEEP.format(every=EVERY).replace("tally:", boots_again), "utf-8")
    told = oceanhil("run", "keeps.yaml", "--html", "run.html").out
    assert "power lost after 0 units: kept; after 2: corrupt; because of the erase of 4,096 bytes at 0x1ff000" in told
    page = (folder / "run.html").read_text("utf-8")
    assert 'class="swept"' in page
    moments = (folder / "run-moments" / "keeps@picow_cut=2.2.html").read_text("utf-8")
    assert moments.count('{\\"trace\\":3,') == 2
    assert re.search(r'"differ":\[\d+,\d+\]', moments)


@pytest.mark.usefixtures("file")
def test_two_points_that_nothing_observable_parts_lie_side_by_side_where_the_flash_work_differs(
    oceanhil: Command, folder: Path
) -> None:
    """The run ends before a boot could say that the record is lost."""
    oceanhil("run", "keeps.yaml", "--html", "run.html")
    moments = (folder / "run-moments" / "keeps@picow_cut=2.2.html").read_text("utf-8")
    given = msgspec.json.decode(moments[(start := moments.index('{"traces"')) : moments.index("</script>", start)])
    traces = [trace.splitlines()[1:] for trace in given["traces"]]
    kinds = [msgspec.json.decode(events[at])["kind"] for events, at in zip(traces, given["differ"], strict=True)]
    assert len(kinds) == 2
    assert {"flash", "power"} & set(kinds)


@pytest.mark.long
@pytest.mark.usefixtures("file")
def test_every_point_of_the_map_can_tell_which_operation_it_fell_into(oceanhil: Command, folder: Path) -> None:
    _, points = run(oceanhil, "--html", "run.html")
    page = (folder / "run.html").read_text("utf-8")
    (given,) = re.findall(r'data-work="([^"]*)"', page)
    work = msgspec.json.decode(unescape(given), type=list[UnitWork])
    assert work[0].words.startswith("the erase of 4,096 bytes at ")
    assert all(before.end == behind.first for before, behind in pairwise(work))
    assert {int(point.rpartition(".")[2]) for point in points} <= set(range(work[-1].end + 1))
    assert f"<b>{len(points)} of " in page


@pytest.mark.long
def test_bad_points_have_pages_beside_their_nearest_good_one_up_to_a_bound(
    oceanhil: Command, file: Path, folder: Path
) -> None:
    file.write_text(SWEEP.format(every=1), "utf-8")
    _, points = run(oceanhil, "--html", "run.html")
    assert len(points) > POINT_PAGES_MOST
    (given,) = re.findall(r'data-pages="([^"]*)"', (folder / "run.html").read_text("utf-8"))
    pages = {point: unquote(page) for point, page in msgspec.json.decode(unescape(given)).items()}
    assert len(pages) == POINT_PAGES_MOST
    assert {folder / page for page in pages.values()} == set((folder / "run-moments").iterdir())
    assert {f"keeps@picow#cut={point}" for point in pages} <= set(points)
    for point, page in pages.items():
        good, bad = re.findall(r"keeps@picow#cut=2\.(\d+)", (folder / page).read_text("utf-8"))[:2]
        assert f"2.{bad}" == point
        assert f"keeps@picow#cut=2.{good}" not in points
        away = abs(int(good) - int(bad))
        nearer = range(max(0, int(bad) - away + 1), int(bad) + away)
        assert {f"keeps@picow#cut=2.{unit}" for unit in nearer} <= set(points)


def test_only_of_a_sweep_that_failed_two_points_are_laid_side_by_side() -> None:
    words = (PointWord("kept", is_bad=False), PointWord("skipped", is_bad=True))
    swept = SweepMap("x@esp32#cut={}", words, (MapRow(2, 1, (0, 1)),))
    outcomes = {each: structs.replace(make_result(outcome=each), swept=swept) for each in Outcome}
    assert [each for each, result in outcomes.items() if bad_neighbours(result)] == [Outcome.FAILED]
    assert bad_neighbours(make_result(outcome=Outcome.FAILED)) is None


@pytest.mark.usefixtures("file")
def test_allure_has_them_as_an_attachment(oceanhil: Command, folder: Path) -> None:
    _, points = run(oceanhil, "--allure", "allure")
    (result,) = (msgspec.json.decode(each.read_bytes()) for each in (folder / "allure").glob("*-result.json"))
    (source,) = (each["source"] for each in result["attachments"] if each["name"] == "failing points")
    listed = (folder / "allure" / source).read_text("utf-8").splitlines()
    assert [line.split("  ")[0] for line in listed] == points
