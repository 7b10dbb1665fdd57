"""Reports that are written whole or not at all, and what is said where that cannot be."""

import errno
import os
from pathlib import Path

import pytest

from oceanhil.host.report_file import ReportError, write_report


def test_a_new_text_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")
    write_report(path, "new ✓")
    assert path.read_text("utf-8") == "new ✓"


def test_a_full_disk_leaves_the_old_report_and_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ReportError, match="no space left on device; free some space"):
        write_report(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="is a directory; that is a folder: name a file"):
        write_report(tmp_path, "new")


def test_a_file_in_the_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReportError, match="not a directory; a part of the path is a file"):
        write_report(tmp_path / "file" / "report.html", "new")
