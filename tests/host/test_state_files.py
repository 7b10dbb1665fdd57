"""Small files that several processes share."""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import filelock
import pytest

from oceanhil.host.state_files import (
    DamagedStateError,
    StateError,
    append,
    locked,
    read_bytes,
    read_state,
    refusals,
    remove,
    write_state,
    write_whole,
)
from tests.deep_json import DEEP_JSON

_MAY_WRITE = "choose a folder you may write to with $OCEANHIL_STATE"
_A_FILE = "a part of the path is a file: choose another folder with $OCEANHIL_STATE"


@pytest.mark.parametrize(
    ("number", "next_step"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EDQUOT, "free some space"),
        (errno.EACCES, _MAY_WRITE),
        (errno.EPERM, _MAY_WRITE),
        (errno.EROFS, _MAY_WRITE),
        (errno.ENOTDIR, _A_FILE),
        (errno.EEXIST, _A_FILE),
        (errno.EIO, "choose another folder with $OCEANHIL_STATE"),
    ],
)
def test_what_the_machine_refuses_is_told_with_the_next_step(number: int, next_step: str) -> None:
    with pytest.raises(StateError) as raised, refusals(Path("bench/a.json")):
        raise OSError(number, os.strerror(number))
    cause = os.strerror(number).lower()
    assert str(raised.value) == f"the bench's state 'bench/a.json' cannot be used: {cause}; {next_step}"


def test_a_refusal_without_words_is_told_by_its_kind() -> None:
    with pytest.raises(StateError, match=r"cannot be used: timeouterror; choose another folder with"), refusals(Path()):
        raise TimeoutError


def test_a_file_is_written_read_and_removed(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    assert read_bytes(path) is None
    write_whole(path, b"one")
    assert read_bytes(path) == b"one"
    remove(path)
    remove(path)
    assert read_bytes(path) is None


def test_every_use_of_a_file_that_cannot_be_used_is_refused_with_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    below = tmp_path / "file" / "a.json"
    uses: list[Callable[[], object]] = [
        lambda: read_bytes(below),
        lambda: write_whole(below, b""),
        lambda: remove(below),
    ]
    for use in uses:
        with pytest.raises(StateError, match="a part of the path is a file"):
            use()
    with pytest.raises(StateError, match="a part of the path is a file"), locked(below):
        pass


def test_a_lock_makes_its_folder_and_can_be_taken_by_other_users_too(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with locked(tmp_path / "deep" / "below" / "a.json"):
            pass
        with locked(tmp_path / "deep" / "below" / "b.json"):
            (mode,) = {stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "deep" / "below").glob("*.lock")}
    finally:
        os.umask(before)
    assert mode == 0o666
    assert sorted(each.name for each in (tmp_path / "deep" / "below").iterdir()) == ["a.json.lock", "b.json.lock"]


def test_one_at_a_time_is_inside_and_the_next_when_it_is_left_by_whatever_thread(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    lock = filelock.FileLock(tmp_path / "a.json.lock")
    inside = locked(path)
    inside.__enter__()
    with pytest.raises(filelock.Timeout):
        lock.acquire(timeout=0)
    leaving = threading.Thread(target=inside.__exit__, args=(None, None, None))
    leaving.start()
    leaving.join()
    with lock.acquire(timeout=0):
        assert lock.is_locked


def test_a_failure_inside_lets_go_and_is_not_taken_for_one_of_the_lock(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="inside") as raised, locked(tmp_path / "a.json"):
        raise OSError("inside")
    assert not isinstance(raised.value, StateError)
    with filelock.FileLock(tmp_path / "a.json.lock").acquire(timeout=0):
        pass


def test_a_lock_that_is_not_let_go_is_told_after_ten_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    def acquire(_: filelock.FileLock, timeout: float) -> None:
        waited.append(timeout)
        raise filelock.Timeout("a.json.lock")

    monkeypatch.setattr(filelock.FileLock, "acquire", acquire)
    path = tmp_path / "a.json"
    with pytest.raises(StateError) as raised, locked(path):
        pass
    assert waited == [10]
    assert str(raised.value) == f"{str(path)!r} has been locked by another process for 10 s; look for one that hangs"


def test_a_state_is_read_as_it_was_written_and_none_is_no_file(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    assert read_state(file, tuple[int, ...]) is None
    write_state(file, (1, 2))
    assert (read_state(file, tuple[int, ...]), file.read_bytes()) == ((1, 2), b"[\n  1,\n  2\n]")
    write_state(file, None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"{", b"[1, 2", b'["a"]', b"\xff", b'["\xff"]'])
def test_a_file_that_holds_something_else_is_damaged(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(content)
    with pytest.raises(DamagedStateError):
        read_state(file, tuple[int, ...])
    assert file.read_bytes() == content


def test_a_file_nested_beyond_reading_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_bytes(DEEP_JSON)
    with pytest.raises(DamagedStateError):
        read_state(path, dict[str, object])


def test_what_cannot_be_added_whole_is_not_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "ledger"
    path.write_bytes(b"one\n")
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StateError, match="no space left on device"):
        append(path, b"two\n")
    assert path.read_bytes() == b"one\n"
    monkeypatch.undo()
    append(path, b"three\n")
    assert path.read_bytes() == b"one\nthree\n"
