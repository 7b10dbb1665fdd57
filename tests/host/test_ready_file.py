"""A ready file goes when its process does; what is no file, and what somebody else wrote, stays."""

import os
import sys
from pathlib import Path

import pytest

from oceanhil.host.ready_file import NoReadyFileError, check_ready_file, remove_ready_file
from oceanhil.host.whole_files import replace_whole

OWN = f'{{"port": "p", "pid": {os.getpid()}}}'.encode()


@pytest.mark.parametrize("only_own", [True, False])
def test_ones_own_is_removed(tmp_path: Path, only_own: bool) -> None:
    file = tmp_path / "ready.json"
    file.write_bytes(OWN)
    remove_ready_file(file, only_own=only_own)
    assert not file.exists()


# No process has the number 0.
@pytest.mark.parametrize("content", ['{"pid": 0}', "notes of somebody", "", "[" * 100_000])
def test_that_of_another_process_and_what_is_none_stay(tmp_path: Path, content: str) -> None:
    file = tmp_path / "ready.json"
    file.write_text(content)
    remove_ready_file(file, only_own=True)
    assert file.read_text() == content


def test_one_that_is_missing_is_fine(tmp_path: Path) -> None:
    remove_ready_file(tmp_path / "ready.json", only_own=True)


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders")
@pytest.mark.parametrize("only_own", [True, False])
def test_a_pipe_or_device_stays_and_is_not_waited_for(tmp_path: Path, only_own: bool) -> None:
    pipe = tmp_path / "ready"
    os.mkfifo(pipe)
    remove_ready_file(pipe, only_own=only_own)
    assert pipe.is_fifo()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_behind_a_link_the_file_goes_and_the_link_stays(tmp_path: Path) -> None:
    file, link = tmp_path / "run" / "ready.json", tmp_path / "ready"
    file.parent.mkdir()
    link.symlink_to(file)
    file.touch()
    replace_whole(link, OWN)
    remove_ready_file(link, only_own=True)
    assert (link.is_symlink(), file.exists()) == (True, False)


@pytest.mark.parametrize(
    "content", [b"", OWN, b'{"url": "http://old", "urls": [], "pid": 1}'], ids=["empty", "own", "of a killed server"]
)
def test_an_empty_file_or_one_that_was_left_behind_may_be_written(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "ready.json"
    file.write_bytes(content)
    check_ready_file(file)


@pytest.mark.parametrize("content", [b"notes of somebody", b'{"port": 1}', b"[" * 100_000, b"\xff"])
def test_somebody_elses_file_is_not_to_be_written(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notes.json"
    file.write_bytes(content)
    with pytest.raises(NoReadyFileError, match="exists, and is no ready file; choose another name"):
        check_ready_file(file)
    assert file.read_bytes() == content


def test_a_missing_file_and_a_device_may_be_written(tmp_path: Path) -> None:
    check_ready_file(tmp_path / "ready.json")
    check_ready_file(Path(os.devnull))
