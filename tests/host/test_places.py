"""Places that reports go to, looked at before anything runs."""

import os
from pathlib import Path

import pytest

from oceanhil.host.places import PlaceError, check_file

# A file that may be written, in a folder in which nobody makes another.
ALONE = Path("/proc/self/comm")


def test_a_folder_is_made_for_a_file_that_is_to_be(tmp_path: Path) -> None:
    check_file("--html", tmp_path / "new" / "page.html")
    assert list(tmp_path.iterdir()) == [tmp_path / "new"]
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.skipif(not ALONE.exists(), reason="only Linux has such a file for everybody")
def test_a_file_beside_which_its_new_content_cannot_be_made_is_refused() -> None:
    with pytest.raises(PlaceError, match="--html: the folder '/proc/self' cannot be written"):
        check_file("--html", ALONE)


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
