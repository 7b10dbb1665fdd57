"""One server a file, by whatever name it comes."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import filelock
import pytest

from oceanhil.mock_server.store import StoreError, StoreRefusedError
from oceanhil.mock_server.store import file_lock as locking
from oceanhil.mock_server.store.file_lock import Claim
from tests.mock_server.store.processes import Running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

IN_USE = "is in use by another server; stop it first, or choose another file"
LINKED = "has 2 names (hard links), expected one"
ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="what a file is can be locked on Linux only")


@pytest.fixture
def run() -> Iterator[Callable[..., Running]]:
    """Start servers; they end with the test."""
    started: list[Running] = []

    def start(path: Path | str, *before: str) -> Running:
        started.append(Running(path, before=before))
        return started[-1]

    yield start
    for running in started:
        running.kill()


def symbolic(path: Path) -> str:
    (path.parent / "link.db").symlink_to(path)
    return str(path.parent / "link.db")


def through_a_folder(path: Path) -> str:
    folder = path.parent / "folder"
    folder.mkdir()
    return str(folder / ".." / path.name)


def by_a_linked_folder(path: Path) -> str:
    folder = path.parent.parent / f"{path.parent.name}-again"
    folder.symlink_to(path.parent)
    return str(folder / path.name)


@pytest.mark.slow
@pytest.mark.parametrize("name", [str, symbolic, through_a_folder, by_a_linked_folder])
def test_a_second_server_is_refused_by_every_name_of_the_file(
    run: Callable[..., Running], tmp_path: Path, name: Callable[[Path], str]
) -> None:
    first = run(tmp_path / "a.db")
    code, said = run(name(tmp_path / "a.db")).refusal()
    assert (code, IN_USE in said) == (1, True), said
    first.make_devices(1)


@pytest.mark.slow
@pytest.mark.parametrize("folder", [".", "elsewhere"])
def test_a_second_server_is_refused_by_a_hard_link(run: Callable[..., Running], tmp_path: Path, folder: str) -> None:
    first = run(tmp_path / "a.db")
    other = tmp_path / folder / "b.db"
    other.parent.mkdir(exist_ok=True)
    os.link(tmp_path / "a.db", other)
    code, said = run(other).refusal()
    assert code != 0
    assert IN_USE in said or LINKED in said
    assert [path.name for path in other.parent.iterdir() if path.name.startswith("b.db-")] == []
    first.make_devices(1)


@pytest.mark.slow
def test_a_file_with_two_names_is_refused_also_when_nobody_uses_it(run: Callable[..., Running], tmp_path: Path) -> None:
    run(tmp_path / "a.db").stop()
    os.link(tmp_path / "a.db", tmp_path / "b.db")
    for name in ("a.db", "b.db"):
        code, said = run(tmp_path / name).refusal()
        assert (code, said.count("\n"), LINKED in said) == (2, 1, True), said
    (tmp_path / "b.db").unlink()
    run(tmp_path / "a.db").make_devices(1)


@pytest.mark.slow
@ONLY_LINUX
def test_a_file_that_was_renamed_under_its_server_is_still_in_use(run: Callable[..., Running], tmp_path: Path) -> None:
    run(tmp_path / "a.db").make_devices(1)
    (tmp_path / "a.db").rename(tmp_path / "b.db")
    code, said = run(tmp_path / "b.db").refusal()
    assert (code, IN_USE in said) == (1, True), said


@pytest.mark.slow
@ONLY_LINUX
def test_a_file_that_lost_its_first_name_is_still_in_use(run: Callable[..., Running], tmp_path: Path) -> None:
    run(tmp_path / "a.db").make_devices(1)
    os.link(tmp_path / "a.db", tmp_path / "b.db")
    (tmp_path / "a.db").unlink()
    code, said = run(tmp_path / "b.db").refusal()
    assert (code, IN_USE in said) == (1, True), said


@pytest.mark.slow
@ONLY_LINUX
def test_the_descriptor_of_an_open_file_is_no_way_in(run: Callable[..., Running], tmp_path: Path) -> None:
    run(tmp_path / "a.db")
    opened = os.open(tmp_path / "a.db", os.O_RDWR)
    try:
        code, said = run(f"/proc/{os.getpid()}/fd/{opened}").refusal()
    finally:
        os.close(opened)
    assert (code, IN_USE in said) == (1, True), said


@pytest.mark.slow
@ONLY_LINUX
def test_a_mount_of_the_one_file_is_no_second_file(run: Callable[..., Running], tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    mounted = tmp_path / "elsewhere" / "b.db"
    mounted.touch()
    first = run(tmp_path / "a.db")
    mount = ["unshare", "--mount", "sh", "-c", 'mount --bind "$1" "$2" && shift 2 && exec "$@"', "sh"]
    if subprocess.run([*mount, tmp_path / "a.db", mounted, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no mount of one's own: needs root and unshare")
    code, said = run(mounted, *mount, str(tmp_path / "a.db"), str(mounted)).refusal()
    assert (code, IN_USE in said) == (1, True), said
    first.make_devices(1)


@pytest.mark.slow
def test_the_end_of_a_server_gives_the_file_back(run: Callable[..., Running], tmp_path: Path) -> None:
    run(tmp_path / "a.db").kill()
    second = run(tmp_path / "a.db")
    second.make_devices(1)
    assert second.stop() == (0, "")
    run(tmp_path / "a.db").make_devices(1)


@pytest.fixture
def claimed(tmp_path: Path) -> Iterator[Claim]:
    """Give a claim of this process on a file, by its name and as what it is."""
    (tmp_path / "a.db").touch()
    with Claim(tmp_path / "a.db") as claim:
        claim.claim_file()
        yield claim


def claim_error(path: Path) -> str:
    """Give why `path`, which is there, cannot be claimed; nothing of it is held on to."""
    with pytest.raises(StoreError) as refused, Claim(path) as claim:
        claim.claim_file()
    return str(refused.value)


def test_a_name_is_refused_at_once(claimed: Claim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: pytest.fail(f"it waits {seconds} s"))
    assert claim_error(tmp_path / "a.db") == f"'{tmp_path}/a.db' {IN_USE}"


def test_the_lock_stands_beside_the_file_under_its_name(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.db").symlink_to(tmp_path / "folder" / "a.db")
    with Claim(tmp_path / "link.db"):
        assert [path.name for path in (tmp_path / "folder").iterdir()] == ["a.db.lock"]


@ONLY_LINUX
def test_what_a_file_is_is_refused_at_once(claimed: Claim, tmp_path: Path) -> None:
    (tmp_path / "a.db").rename(tmp_path / "b.db")
    assert claim_error(tmp_path / "b.db") == f"'{tmp_path}/b.db' {IN_USE}"
    claimed.release()
    with Claim(tmp_path / "b.db") as second:
        second.claim_file()


def test_the_number_of_names_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    for name in ("b.db", "c.db"):
        os.link(tmp_path / "a.db", tmp_path / name)
    with pytest.raises(StoreRefusedError, match=r"has 3 names \(hard links\), expected one"):
        Claim(tmp_path / "a.db").claim_file()
    assert "has 3 names" in claim_error(tmp_path / "b.db")
    (tmp_path / "b.db").unlink()
    assert LINKED in claim_error(tmp_path / "a.db")
    (tmp_path / "c.db").unlink()
    Claim(tmp_path / "a.db").claim_file()


def test_a_claim_that_fails_holds_on_to_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    for _ in range(2):
        claim = Claim(path)
        with pytest.raises(StoreError, match=rf"^'{path}' cannot be opened: no such file or directory$"):
            claim.claim_file()
    path.touch()
    os.link(path, tmp_path / "b.db")
    for _ in range(2):
        with pytest.raises(StoreRefusedError):
            Claim(path).claim_file()


def test_a_claim_is_released_as_often_as_one_likes_and_from_any_thread(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    claim = Claim(tmp_path / "a.db")
    claim.claim_file()
    with ThreadPoolExecutor(1) as thread:
        thread.submit(claim.release).result()
    # Whatever was opened meanwhile under the number that the claim had: it stays open.
    with (tmp_path / "a.db").open() as other:
        claim.release()
        assert os.fstat(other.fileno()).st_size == 0
    with Claim(tmp_path / "a.db") as second:
        second.claim_file()
        assert IN_USE in claim_error(tmp_path / "a.db")


@ONLY_LINUX
def test_a_claim_is_not_for_processes_that_are_started(claimed: Claim) -> None:
    assert claimed._descriptor is not None
    assert not os.get_inheritable(claimed._descriptor)


def test_a_folder_that_is_not_there_is_told_by_name(tmp_path: Path) -> None:
    path = tmp_path / "no" / "a.db"
    said = f"'{path}' cannot be made: folder '{tmp_path}/no' does not exist; make it first"
    assert claim_error(path) == said
    (tmp_path / "no").touch()
    assert claim_error(path) == said


def test_a_folder_that_takes_no_lock_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(lock: filelock.FileLock) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    assert claim_error(tmp_path / "a.db") == (
        f"'{tmp_path}/a.db' cannot be locked: permission denied; choose a folder that may be written to"
    )


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_elsewhere_nothing_gets_in_the_way_of_sqlite_s_own_locks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    spec = importlib.util.find_spec(locking.__name__)
    assert spec is not None
    assert spec.loader is not None
    elsewhere = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(elsewhere)
    (tmp_path / "a.db").touch()
    with elsewhere.Claim(tmp_path / "a.db") as first:
        first.claim_file()
        (tmp_path / "a.db").rename(tmp_path / "b.db")
        with elsewhere.Claim(tmp_path / "b.db") as second:
            second.claim_file()
