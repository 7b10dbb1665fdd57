"""The user's cache of compiled sketches: what goes, and what never does."""

import os
from pathlib import Path
from typing import Final

import pytest

from oceanhil.firmware.sketches.forgetting import DAY_S, UNWANTED_MAX_S, forget_unwanted, mark_wanted

NOW_S: Final = 1_700_000_000.0


def kept(folder: Path, name: str, unwanted_days: float, size_bytes: int = 100) -> Path:
    """Keep an object, or a program in a folder of its own, that was wanted last so many days ago."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if name.startswith("programs/"):
        path.mkdir()
        (path / "sketch").write_bytes(bytes(size_bytes))
    else:
        path.write_bytes(bytes(size_bytes))
    wanted_s = NOW_S - unwanted_days * DAY_S
    os.utime(path, (wanted_s, wanted_s))
    return path


@pytest.mark.parametrize("name", ["objects/a.o", "programs/a"])
def test_what_was_unwanted_for_a_month_goes(tmp_path: Path, name: str) -> None:
    old, young = kept(tmp_path, name, 31), kept(tmp_path, f"{name}-young", 29)
    forget_unwanted(tmp_path, NOW_S)
    assert (old.exists(), young.exists()) == (False, True)
    assert UNWANTED_MAX_S == 30 * DAY_S


def test_of_too_much_the_longest_unwanted_goes_first_until_it_is_no_more_than_that(tmp_path: Path) -> None:
    found = [kept(tmp_path, f"programs/{days}", days) for days in (9, 2, 7, 5)]
    forget_unwanted(tmp_path, NOW_S, most_bytes=250)
    assert [each.exists() for each in found] == [False, True, False, True]


def test_what_was_wanted_within_a_day_stays_however_much_it_is(tmp_path: Path) -> None:
    found = [kept(tmp_path, f"programs/{number}", 0.9) for number in range(4)]
    forget_unwanted(tmp_path, NOW_S, most_bytes=0)
    assert all(each.exists() for each in found)


def test_it_is_done_once_a_day(tmp_path: Path) -> None:
    forget_unwanted(tmp_path, NOW_S)
    old = kept(tmp_path, "objects/a.o", 31)
    forget_unwanted(tmp_path, NOW_S + DAY_S / 2)
    assert old.exists()
    forget_unwanted(tmp_path, NOW_S + DAY_S)
    assert not old.exists()


def test_a_clock_that_went_back_by_years_forgets_nothing_young(tmp_path: Path) -> None:
    young = kept(tmp_path, "objects/a.o", 0)
    forget_unwanted(tmp_path, NOW_S - 1_000 * DAY_S, most_bytes=0)
    assert young.exists()


def test_nothing_but_objects_and_programs_goes(tmp_path: Path) -> None:
    others = [kept(tmp_path, name, 400) for name in ("mirrors/library", "locks/1", "joined/a.cpp")]
    forget_unwanted(tmp_path, NOW_S, most_bytes=0)
    assert all(each.exists() for each in others)


def test_who_wants_it_again_keeps_it(tmp_path: Path) -> None:
    wanted, gone = kept(tmp_path, "objects/a.o", 40), tmp_path / "objects" / "gone.o"
    mark_wanted(wanted)
    mark_wanted(gone)
    forget_unwanted(tmp_path, NOW_S)
    assert wanted.exists()
    assert not gone.exists()


def test_a_folder_that_is_not_there_is_no_mistake(tmp_path: Path) -> None:
    forget_unwanted(tmp_path / "nowhere", NOW_S)
    assert not (tmp_path / "nowhere").exists()
