"""Reading within bounds, and writing without losing anything."""

import os
from pathlib import Path

import pytest

from oceanhil.analysis.dumps.dump import MAX_BYTES, RefusedError
from oceanhil.analysis.dumps.files import read_dump_file, write_new_file


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "dump.bin"
    path.write_bytes(b"old")
    return path


def test_a_file_is_read_also_through_a_symbolic_link(source: Path) -> None:
    link = source.with_name("link.bin")
    link.symlink_to(source)
    assert read_dump_file(link) == b"old"


def make_folder(path: Path) -> None:
    path.mkdir()


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


def make_loop(path: Path) -> None:
    path.symlink_to(path)


def make_dangling(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere"))


def make_huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "cannot be read: no such file or directory; check the path"),
        (make_folder, "is a folder; expected a file|cannot be read: is a directory"),
        (make_pipe, "is a pipe; expected a file"),
        (make_loop, "cannot be read: too many levels of symbolic links"),
        (make_dangling, "cannot be read: no such file or directory"),
        (make_huge, "more than 67,108,864 bytes"),
    ],
)
def test_what_is_no_file_of_a_board_s_size_is_refused(tmp_path: Path, make: object, message: str) -> None:
    assert callable(make)
    path = tmp_path / "it"
    make(path)
    with pytest.raises(RefusedError, match=message):
        read_dump_file(path)


def test_a_device_is_refused() -> None:
    with pytest.raises(RefusedError, match="is a device"):
        read_dump_file(Path("/dev/zero"))


def test_a_new_file_is_written_and_nothing_else_is_left(source: Path) -> None:
    target = source.with_name("new.bin")
    write_new_file(target, b"new", [source], force=False)
    assert target.read_bytes() == b"new"
    assert sorted(path.name for path in source.parent.iterdir()) == ["dump.bin", "new.bin"]


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("kind", ["same", "symbolic", "hard", "dotted"])
def test_the_input_is_never_overwritten_under_any_name(source: Path, kind: str, *, force: bool) -> None:
    target = source.with_name("alias.bin") if kind in ("symbolic", "hard") else source
    if kind == "symbolic":
        target.symlink_to(source)
    elif kind == "hard":
        target.hardlink_to(source)
    elif kind == "dotted":
        target = source.parent / "." / ".." / source.parent.name / source.name
    with pytest.raises(RefusedError, match="is the input itself"):
        write_new_file(target, b"new", [source], force=force)
    assert source.read_bytes() == b"old"


def test_an_existing_file_stays_unless_forced(source: Path) -> None:
    target = source.with_name("kept.bin")
    target.write_bytes(b"kept")
    with pytest.raises(RefusedError, match="exists; choose another name, or overwrite it with --force"):
        write_new_file(target, b"new", [source], force=False)
    assert target.read_bytes() == b"kept"
    write_new_file(target, b"new", [source], force=True)
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("make", [make_folder, make_pipe])
def test_force_overwrites_files_only(source: Path, make: object) -> None:
    assert callable(make)
    target = source.with_name("it")
    make(target)
    with pytest.raises(RefusedError, match=r"expected a file|expected the name of a file"):
        write_new_file(target, b"new", [source], force=True)


def test_a_device_is_never_replaced(source: Path) -> None:
    with pytest.raises(RefusedError, match="is a device"):
        write_new_file(Path(os.devnull), b"new", [source], force=True)


def test_a_link_to_another_file_stays_a_link(source: Path) -> None:
    other, link = source.with_name("other.bin"), source.with_name("link.bin")
    other.write_bytes(b"other")
    link.symlink_to(other)
    write_new_file(link, b"new", [source], force=True)
    assert (link.is_symlink(), other.read_bytes()) == (True, b"new")


def test_a_folder_that_is_missing_is_one_sentence(source: Path) -> None:
    with pytest.raises(RefusedError, match="cannot be written: no such file or directory; choose another place"):
        write_new_file(source.parent / "no" / "new.bin", b"new", [source], force=False)


def test_a_write_that_fails_leaves_the_old_file_and_no_other(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    target = source.with_name("kept.bin")
    target.write_bytes(b"kept")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(RefusedError, match="no space left"):
        write_new_file(target, b"new", [source], force=True)
    assert sorted((path.name, path.read_bytes()) for path in source.parent.iterdir()) == [
        ("dump.bin", b"old"),
        ("kept.bin", b"kept"),
    ]


def test_a_file_that_appears_meanwhile_is_not_overwritten(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = source.with_name("late.bin")
    real = os.fsync

    def appear(handle: int) -> None:
        real(handle)
        target.write_bytes(b"somebody else's")

    monkeypatch.setattr(os, "fsync", appear)
    with pytest.raises(RefusedError, match="exists"):
        write_new_file(target, b"new", [source], force=False)
    assert target.read_bytes() == b"somebody else's"
