"""A folder that goes with its process, or with the next one."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from filelock import AcquireReturnProxy, FileLock

from oceanhil.host import process_folder
from oceanhil.host.process_folder import folder_of_process

KILLED = """
import os, signal
from oceanhil.host.process_folder import folder_of_process
with folder_of_process("of-a-test-") as folder:
    (folder / "deep").mkdir()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_it_is_gone_behind_its_process(place: Path) -> None:
    with folder_of_process("of-a-test-") as folder:
        (folder / "deep").mkdir()
        assert folder.parent == place
    assert [*place.iterdir()] == []


@pytest.mark.slow
def test_what_a_killed_process_has_left_goes_with_the_next(place: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED], check=False, timeout=60)
    (left,) = place.iterdir()
    assert (left / "deep").is_dir()
    with folder_of_process("of-a-test-") as folder:
        assert [*place.iterdir()] == [folder]


def test_that_of_a_process_that_goes_on_stays(place: Path) -> None:
    (place / "of-a-test-of-somebody").mkdir()
    with folder_of_process("of-a-test-") as first, folder_of_process("of-a-test-") as second:
        assert {*place.iterdir()} == {first, second, place / "of-a-test-of-somebody"}


@pytest.mark.parametrize("is_locked", [False, True])
def test_one_that_is_swept_away_before_it_is_held_is_made_anew(
    place: Path, monkeypatch: pytest.MonkeyPatch, is_locked: bool
) -> None:
    class Overtaken(FileLock):
        def acquire(self, *words: Any, **named: Any) -> AcquireReturnProxy[Any]:
            folder = Path(self.lock_file).parent
            if is_locked:
                made = super().acquire(*words, **named)
            if len(taken) < 2:
                taken.append(folder)
                shutil.rmtree(folder)
            return made if is_locked else super().acquire(*words, **named)

    taken: list[Path] = []
    monkeypatch.setattr(process_folder, "FileLock", Overtaken)
    with folder_of_process("of-a-test-") as folder:
        assert len(taken) == 2
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [*place.iterdir()] == []
