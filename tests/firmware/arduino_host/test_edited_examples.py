"""Bugs put into the careful example are found, and the page about the tutorial tells what a run says and mends it."""

from pathlib import Path

import pytest

from tests.firmware.arduino_host.edited_examples import (
    RUN_TIMEOUT_S,
    Edit,
    Edited,
    Mend,
    complaint,
    edited_example,
    edits_of,
    mends_of,
)

BUGS = edits_of("careful_bugs.toml")
MENDS = mends_of("tutorial_mends.toml")
PAGE = (Path(__file__).parents[3] / "docs/tutorial-sketch.md").read_text("utf-8")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(2 * RUN_TIMEOUT_S)]
all_mends = pytest.mark.parametrize("mend", MENDS.mend, ids=lambda mend: mend.id)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.id)
def test_a_bug_in_the_careful_example_is_found_with_its_reason_and_its_place(bug: Edited, tmp_path: Path) -> None:
    said = complaint("careful", edited_example("careful", tmp_path, bug.edit), bug.case).partition("\nbefore that:")[0]
    assert bug.found in said
    assert bug.place.text(tmp_path / "careful") in said


@pytest.mark.parametrize("case", sorted({bug.case for bug in BUGS}))
def test_the_careful_example_without_bugs_passes_there(case: str, tmp_path: Path) -> None:
    assert not complaint("careful", edited_example("careful", tmp_path, []), case)


@pytest.mark.parametrize("case", ["token-expired@esp32", "token-revoked@esp32#case=while-online"])
def test_a_minute_of_rest_behind_a_refusal_is_enough(case: str, tmp_path: Path) -> None:
    edit = Edit("src/main.cpp", "kRefusedWaitS = 600;", "kRefusedWaitS = 60;")
    assert not complaint("careful", edited_example("careful", tmp_path, [edit]), case)


def test_a_session_that_is_replaced_only_when_it_is_refused_may_be_tried_at_once_at_the_end_of_a_run(
    tmp_path: Path,
) -> None:
    edit = Edit("src/main.cpp", "!server.has_session() || server.is_session_old();", "!server.has_session();")
    assert not complaint("careful", edited_example("careful", tmp_path, [edit]), "millis-wraps@esp32")


def test_who_registers_only_once_a_time_server_has_answered_is_not_at_fault(tmp_path: Path) -> None:
    asks = "is_clock_right = network_clock.synchronise();\n    }\n"
    waits = "    if (!is_clock_right) return rest_ever_longer(kFirstWaitS, kLongestWaitS);\n"
    copy = edited_example("careful", tmp_path, [Edit("src/main.cpp", asks, asks + waits)])
    assert not complaint("careful", copy, "clock-skew@esp32#case=-300")


def mended(folder: Path, edits: list[Edit]) -> Path:
    folder.mkdir()
    return edited_example("tutorial", folder, edits, MENDS.beside)


@all_mends
def test_the_page_quotes_what_a_run_says(mend: Mend, tmp_path: Path) -> None:
    copy = mended(tmp_path / "copy", MENDS.before(mend) if mend.behind else [])
    said = complaint("tutorial", copy, mend.case)
    told = said.partition("  found ")[2].partition("\n")[0].strip()
    where = [line.strip() for line in said.partition("  where ")[2].partition("\n\n")[0].strip().splitlines()]
    assert mend.found in told
    assert told in PAGE
    assert where[0] in PAGE
    assert mend.case in PAGE
    if mend.place is not None:
        named = next(line for line in where if mend.place.text(copy / "tutorial") in line)
        assert named in PAGE


@all_mends
def test_a_mend_on_top_of_those_before_turns_its_case_green(mend: Mend, tmp_path: Path) -> None:
    before = MENDS.before(mend)
    assert complaint("tutorial", mended(tmp_path / "before", before), mend.case)
    assert not complaint("tutorial", mended(tmp_path / "after", [*before, *mend.edit]), mend.case)


@all_mends
def test_with_all_mends_the_case_is_green(mend: Mend, tmp_path: Path) -> None:
    assert not complaint("tutorial", mended(tmp_path / "copy", MENDS.all()), mend.case)


@pytest.mark.parametrize("board", ["esp8266", "picow"])
def test_with_all_mends_a_first_boot_is_green_on_the_other_boards(board: str, tmp_path: Path) -> None:
    assert not complaint("tutorial", mended(tmp_path / "copy", MENDS.all()), f"first-boot@{board}")


def test_the_page_has_every_edit() -> None:
    assert not [edit.added for edit in MENDS.all() if edit.added not in PAGE]


def test_twelve_bugs_are_put_into_the_careful_example() -> None:
    assert len(BUGS) == 12
