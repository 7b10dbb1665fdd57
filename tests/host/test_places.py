"""Places that reports go to, looked at before anything runs."""

import errno
import os
import re
import tempfile
from pathlib import Path

import pytest

from oceanhil.host.places import PlaceError, check_file


def test_a_folder_is_made_for_a_file_that_is_to_be(tmp_path: Path) -> None:
    check_file("--html", tmp_path / "new" / "page.html")
    assert list(tmp_path.iterdir()) == [tmp_path / "new"]
    assert list((tmp_path / "new").iterdir()) == []


def test_a_file_beside_which_its_new_content_cannot_be_made_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.html"
    page.write_text("of before")

    def refuse(**_: object) -> None:
        raise PermissionError(errno.EACCES, "no new files here")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(PlaceError, match=re.escape(f"--html: the folder '{tmp_path}' cannot be written")):
        check_file("--html", page)
    assert page.read_text() == "of before"


def test_a_link_of_ones_own_is_looked_at_where_it_leads(tmp_path: Path) -> None:
    link = tmp_path / "page.html"
    link.symlink_to(tmp_path / "there" / "page.html")
    check_file("--html", link)
    assert (tmp_path / "there").is_dir()


def test_a_pipe_and_a_device_are_written_as_they_are() -> None:
    for end in os.pipe():
        check_file("--html", Path(f"/dev/fd/{end}"))
        os.close(end)
    check_file("--html", Path(os.devnull))
