"""Files that are whole whatever happens while they are written."""

import errno
import os
from pathlib import Path

import pytest

from oceanhil.host.whole_files import replace_whole, whole_path


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


def test_a_link_of_ones_own_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"old")
    (tmp_path / "link").symlink_to("target")
    replace_whole(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


@pytest.mark.skipif(os.name != "posix", reason="owners of links are POSIX")
def test_a_link_that_somebody_else_laid_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "target").write_bytes(b"precious")
    (tmp_path / "link").symlink_to("target")
    monkeypatch.setattr(os, "geteuid", lambda: (tmp_path / "link").lstat().st_uid + 1)
    replace_whole(tmp_path / "link", b"new")
    assert (tmp_path / "target").read_bytes() == b"precious"
    assert (tmp_path / "link").read_bytes() == b"new"


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_the_permissions_of_a_file_that_is_there_stay(tmp_path: Path) -> None:
    (tmp_path / "report").write_bytes(b"old")
    (tmp_path / "report").chmod(0o640)
    replace_whole(tmp_path / "report", b"new")
    assert (tmp_path / "report").stat().st_mode & 0o777 == 0o640


def test_a_new_file_takes_the_place_of_none(tmp_path: Path) -> None:
    (tmp_path / "state").symlink_to("nowhere")
    with pytest.raises(FileExistsError):
        replace_whole(tmp_path / "state", b"new", is_new=True)
    assert [path.name for path in tmp_path.iterdir()] == ["state"]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError):
        replace_whole(tmp_path / "folder", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is Linux's")
def test_a_device_is_written_as_it_is() -> None:
    with pytest.raises(OSError, match="No space left"):
        replace_whole(Path("/dev/full"), b"new")
    assert Path("/dev/full").is_char_device()


def test_what_another_program_wrote_takes_its_place_when_the_disk_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    path = tmp_path / "new.db"
    path.write_text("old")

    def write(text: str) -> None:
        with whole_path(path) as place:
            place.write_text(text)
            place.with_name("half.db-journal").write_text("of the program that writes")
            assert (place.suffix, path.read_text()) == (".db", "old")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        write("lost")
    monkeypatch.undo()
    assert path.read_text() == "old"
    write("new")
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("new.db", "new")]
