"""Bugs put into the careful example are found, and the page about the tutorial tells what a run says and mends it."""

from pathlib import Path

import pytest

from tests.firmware.arduino_host.edited_examples import RUN_TIMEOUT_S, Edited, complaint, edited_example, edits_of

BUGS = edits_of("careful_bugs.toml")
MENDS = edits_of("tutorial_mends.toml")
PAGE = (Path(__file__).parents[3] / "docs/tutorial-sketch.md").read_text("utf-8")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(2 * RUN_TIMEOUT_S)]


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.id)
def test_a_bug_in_the_careful_example_is_found_with_its_reason_and_its_place(bug: Edited, tmp_path: Path) -> None:
    said = complaint("careful", edited_example("careful", tmp_path, bug.edit), bug.case).partition("\nbefore that:")[0]
    assert bug.found in said
    assert bug.place.text(tmp_path / "careful") in said


@pytest.mark.parametrize("case", sorted({bug.case for bug in BUGS}))
def test_the_careful_example_without_bugs_passes_there(case: str, tmp_path: Path) -> None:
    assert not complaint("careful", edited_example("careful", tmp_path, []), case)


@pytest.mark.parametrize("mend", MENDS, ids=lambda mend: mend.id)
def test_the_page_quotes_what_a_run_of_the_tutorial_says(mend: Edited, tmp_path: Path) -> None:
    said = complaint("tutorial", edited_example("tutorial", tmp_path, []), mend.case)
    told = said.partition("  found ")[2].partition("\n")[0].strip()
    where = said.partition("  where ")[2].partition("\n\n")[0].strip().splitlines()
    assert mend.found in told
    assert told in PAGE
    (named,) = [line.strip() for line in where if mend.place.text(tmp_path / "tutorial") in line][:1]
    assert where[0] in PAGE
    assert named in PAGE
    assert mend.case in PAGE


@pytest.mark.parametrize("mend", MENDS, ids=lambda mend: mend.id)
def test_a_mend_of_the_page_takes_its_finding_away(mend: Edited, tmp_path: Path) -> None:
    assert all(edit.new.rstrip() in PAGE for edit in mend.edit)
    assert mend.found not in complaint("tutorial", edited_example("tutorial", tmp_path, mend.edit), mend.case)


def test_ten_bugs_are_put_into_the_careful_example() -> None:
    assert len(BUGS) == 10
