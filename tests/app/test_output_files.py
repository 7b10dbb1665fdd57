"""What a command writes for its user, and what it says where it cannot."""

import os
from pathlib import Path

import pytest

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.output_files import refuse_unwritable, write_new, write_output


def test_a_folder_is_made_for_the_file(tmp_path: Path) -> None:
    write_output(tmp_path / "new" / "a.txt", "one °")
    assert (tmp_path / "new" / "a.txt").read_text("utf-8") == "one °"


def test_a_refusal_says_what_it_is_why_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" / "a.txt"
    with pytest.raises(EnvironmentRefusedError) as refused:
        write_output(path, b"", "the page", otherwise="choose another place with --moment")
    why = "a part of the path is a file; choose another place with --moment"
    assert refused.value.message == f"the page {str(path)!r} cannot be written: {why}"


def test_a_file_that_is_there_is_written_by_force_only(tmp_path: Path) -> None:
    path = tmp_path / "boards.toml"
    write_new(path, "old", "--force overwrites it")
    with pytest.raises(WrongInputError, match=r"boards\.toml' exists; --force overwrites it"):
        write_new(path, "new", "--force overwrites it")
    assert path.read_text() == "old"
    write_new(path, "new", "--force overwrites it", force=True)
    assert path.read_text() == "new"


def test_a_pipe_that_a_shell_gives_as_a_file_is_a_place_to_write_to(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    pipe = os.open(tmp_path / "pipe", os.O_RDWR)
    try:
        refuse_unwritable(Path(f"/dev/fd/{pipe}"))
        write_output(Path(f"/dev/fd/{pipe}"), "all of it")
        assert os.read(pipe, 100) == b"all of it"
    finally:
        os.close(pipe)
