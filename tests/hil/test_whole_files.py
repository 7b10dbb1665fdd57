"""Files that are whole whatever happens while they are written."""

import os
from pathlib import Path

import pytest

from hil.whole_files import replace_whole


def test_the_new_content_takes_the_place_of_the_old(tmp_path: Path) -> None:
    path = tmp_path / "state"
    replace_whole(path, b"old")
    replace_whole(path, b"new\r\n")
    assert path.read_bytes() == b"new\r\n"
    assert list(tmp_path.iterdir()) == [path]


def test_the_permissions_are_those_that_were_asked_for(tmp_path: Path) -> None:
    replace_whole(tmp_path / "secret", b"token", mode=0o600)
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("stop", [OSError, KeyboardInterrupt])
def test_what_is_broken_off_leaves_the_old_content_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    path = tmp_path / "state"
    path.write_bytes(b"old")

    def fail(_: int) -> None:
        raise stop

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(stop):
        replace_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_longest_name_that_the_file_system_takes_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * os.pathconf(tmp_path, "PC_NAME_MAX"))
    replace_whole(path, b"new")
    assert path.read_bytes() == b"new"
