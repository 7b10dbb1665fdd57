"""The ledger: a ring of lines beside the file, each on the disk when it has to be."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.store import StoreError
from oceanhil.mock_server.store.chain import Entry
from oceanhil.mock_server.store.ledger import Ledger, flush, ledger_of, read_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LINE, LINES = 512, 128
ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="asks for the system call of Linux")


def entry(number: int) -> Entry:
    return Entry(7, number, number, 0, 0, "00" * 16)


def entries(first: int, last: int) -> list[Entry]:
    return [entry(number) for number in range(first, last + 1)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.db-ledger"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    """Give a ledger whose chain has one entry, 0."""
    made = Ledger(path, entries(0, 0))
    yield made
    made.close()


def numbers(path: Path) -> list[int]:
    found = read_ledger(path)
    assert found is not None
    return [each.entry for each in found]


def test_it_stands_beside_the_file_itself(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.db").symlink_to(tmp_path / "folder" / "a.db")
    assert ledger_of(tmp_path / "link.db") == tmp_path.resolve() / "folder" / "a.db-ledger"


def test_none_is_no_empty_one(path: Path) -> None:
    assert read_ledger(path) is None
    path.touch()
    assert read_ledger(path) == []


def test_one_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=rf"^'{tmp_path}' cannot be read: is a directory$"):
        read_ledger(tmp_path)


@pytest.mark.parametrize("count", [1, 2, LINES - 1, LINES, LINES + 1, 3 * LINES])
def test_it_is_made_of_the_newest_entries_of_the_chain(path: Path, count: int) -> None:
    Ledger(path, entries(0, count - 1)).close()
    assert read_ledger(path) == entries(max(count - LINES, 0), count - 1)
    lines = path.read_bytes().split(b"\n")
    assert [len(line) for line in lines] == [LINE - 1] * LINES + [0]
    assert [line.isspace() for line in lines[:-1]].count(True) == max(LINES - count, 0)


@pytest.mark.slow
def test_an_entry_has_a_line_of_its_own_and_takes_that_of_the_oldest(path: Path, ledger: Ledger) -> None:
    for number in range(1, LINES + 3):
        before = path.read_bytes()
        ledger.note(entry(number), is_flushed=False)
        after = path.read_bytes()
        changed = {at // LINE for at in range(len(after)) if after[at] != before[at]}
        assert (changed, len(after)) == ({number % LINES}, LINE * LINES)
    assert numbers(path) == list(range(3, LINES + 3))


def test_the_lines_of_a_ring_are_read_in_the_order_of_their_entries(path: Path, ledger: Ledger) -> None:
    for number in (LINES, LINES + 1):
        ledger.note(entry(number), is_flushed=False)
    assert numbers(path) == [LINES, LINES + 1]
    ledger.note(entry(5), is_flushed=False)
    assert numbers(path) == [5, LINES, LINES + 1]


def test_of_a_file_that_is_no_ledger_no_more_than_twice_its_lines_are_read(path: Path, ledger: Ledger) -> None:
    line = path.read_bytes()[:LINE]
    path.write_bytes(line * 3 * LINES)
    assert numbers(path) == [0] * 2 * LINES


@pytest.mark.parametrize("at", [0, 30, 60])
def test_a_line_with_a_wrong_letter_does_not_count(path: Path, ledger: Ledger, at: int) -> None:
    ledger.note(entry(1), is_flushed=False)
    content = bytearray(path.read_bytes())
    content[LINE + at] ^= 1
    path.write_bytes(content)
    assert numbers(path) == [0]


def test_a_number_other_than_its_check_says_does_not_count(path: Path, ledger: Ledger) -> None:
    content = path.read_bytes()
    assert content.count(b'"changes":0') == 1
    path.write_bytes(content.replace(b'"changes":0', b'"changes":1'))
    assert numbers(path) == []


def test_its_last_entry_is_said_again_to_see_if_there_is_room(path: Path, ledger: Ledger) -> None:
    ledger.note(entry(1), is_flushed=False)
    content = path.read_bytes()
    for last in (content, content.replace(b'"entry":1', b'"entry":8')):
        path.write_bytes(last)
        ledger.probe()
        assert path.read_bytes() == content


def test_after_it_was_made_its_last_entry_is_that_of_the_chain(path: Path) -> None:
    made = Ledger(path, entries(0, 2))
    content = path.read_bytes()
    made.probe()
    made.close()
    assert path.read_bytes() == content


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Tell what was flushed from now on: by which call, and the size of the file then, or -1 for a folder."""
    calls: list[tuple[str, int]] = []

    def spy(name: str) -> None:
        def flush_it(descriptor: int) -> None:
            found = os.fstat(descriptor)
            calls.append((name, -1 if stat.S_ISDIR(found.st_mode) else found.st_size))

        monkeypatch.setattr(os, name, flush_it, raising=False)

    spy("fsync")
    spy("fdatasync")
    return calls


@ONLY_LINUX
def test_what_is_acknowledged_is_flushed_and_what_can_wait_is_not(
    ledger: Ledger, flushed: list[tuple[str, int]]
) -> None:
    ledger.note(entry(1), is_flushed=False)
    assert flushed == []
    ledger.note(entry(2), is_flushed=True)
    assert flushed == [("fdatasync", LINE * LINES)]
    ledger.probe()
    assert len(flushed) == 2


def test_a_new_one_takes_its_place_when_the_disk_has_all_of_it(
    path: Path, flushed: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    Ledger(path, entries(0, 0)).close()
    assert flushed == [("fsync", LINE * LINES), ("fsync", -1)]
    assert [each.name for each in path.parent.iterdir()] == [path.name]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def refuse(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StoreError, match=rf"^'{path}' cannot be written: no space left on device$"):
        Ledger(path, entries(0, 9))
    assert numbers(path) == [0]


def test_what_a_kill_left_beside_it_is_written_over(path: Path) -> None:
    path.with_name("a.db-ledger.part").write_bytes(b"x" * LINE * 2 * LINES)
    Ledger(path, entries(0, 0)).close()
    assert (numbers(path), path.stat().st_size) == ([0], LINE * LINES)
    assert not path.with_name("a.db-ledger.part").exists()


def test_a_folder_that_cannot_be_flushed_is_no_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def refuse(name: str | os.PathLike[str], flags: int, mode: int = 0o777) -> int:
        if name == path.parent:
            raise PermissionError(13, "Permission denied")
        return opened(name, flags, mode)

    monkeypatch.setattr(os, "open", refuse)
    Ledger(path, entries(0, 0)).close()
    assert numbers(path) == [0]


def test_flushing_a_folder_leaves_no_file_open(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, open_now = os.open, list[int]()
    closed = os.close

    def open_it(name: str | os.PathLike[str], flags: int, mode: int = 0o777) -> int:
        descriptor = opened(name, flags, mode)
        open_now.extend([descriptor] * (name == path.parent))
        return descriptor

    def close_it(descriptor: int) -> None:
        open_now.remove(descriptor)
        closed(descriptor)

    monkeypatch.setattr(os, "open", open_it)
    monkeypatch.setattr(os, "close", close_it)
    Ledger(path, entries(0, 0)).close()
    assert open_now == []


def test_one_that_takes_nothing_is_told(path: Path, ledger: Ledger) -> None:
    ledger.close()
    ledger.close()
    ledger._file = path.open("rb", buffering=0)
    with pytest.raises(StoreError, match=rf"^'{path}' cannot be written: "):
        ledger.probe()


def test_closing_one_whose_disk_is_gone_is_no_error(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def close(self) -> None:
            raise OSError(5, "Input/output error")

    file = ledger._file
    monkeypatch.setattr(ledger, "_file", Gone())
    ledger.close()
    file.close()


def test_it_is_closed(ledger: Ledger) -> None:
    ledger.close()
    assert ledger._file.closed


def test_on_macos_the_disk_in_the_drive_is_reached(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")
    asked: list[int] = []
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", lambda _, command: asked.append(command))
    with path.open("wb", buffering=0) as file:
        flush(file)
    assert asked == [51]


@pytest.mark.parametrize(("platform", "call"), [("linux", "fdatasync"), ("win32", "fsync"), ("freebsd14", "fsync")])
def test_every_system_has_its_call(
    path: Path, flushed: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch, platform: str, call: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    with path.open("wb", buffering=0) as file:
        file.write(b"four")
        flush(file)
    assert flushed == [(call, 4)]


def test_a_line_of_today_is_read_for_ever(path: Path) -> None:
    line = (
        b'{"entry":{"origin":123,"entry":4,"changes":5,"journal":6,"time_us":7,"digest":"abababababababababababababababab"}'
        b',"check":"510f19bba97c347d82bc5aefc058695e"}'
    )
    path.write_bytes(line.ljust(LINE - 1) + b"\n")
    assert read_ledger(path) == [Entry(123, 4, 5, 6, 7, "ab" * 16)]
    Ledger(path, [Entry(123, 4, 5, 6, 7, "ab" * 16)]).close()
    assert path.read_bytes()[4 * LINE :].startswith(line + b" ")


@contextmanager
def small_disk(most: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes: what is written up to there is taken, as by a disk that fills."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("most", [1, LINE, 3 * LINE + 100, LINE * LINES - 1])
def test_a_disk_that_takes_a_part_of_it_leaves_the_one_before(path: Path, most: int) -> None:
    Ledger(path, entries(0, 2)).close()
    with small_disk(most), pytest.raises(StoreError, match=rf"^'{path}' cannot be written: "):
        Ledger(path, entries(0, 9))
    assert numbers(path) == [0, 1, 2]


@pytest.mark.parametrize("most", [LINE, LINE + 1, LINE + 100])
def test_an_entry_of_which_the_disk_takes_a_part_is_not_noted(path: Path, ledger: Ledger, most: int) -> None:
    with small_disk(most), pytest.raises(StoreError, match=rf"^'{path}' cannot be written: "):
        ledger.note(entry(1), is_flushed=True)
    assert numbers(path) == [0]
