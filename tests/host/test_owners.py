"""Who holds a board, and whether it is certain that he is gone."""

from __future__ import annotations

import getpass
import os
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest

from oceanhil.host import owners
from oceanhil.host.owners import Owner, is_surely_dead, this_machine, this_owner

_NOBODY = 2**22 + 1
_REFUSALS: list[type[Exception]] = [OSError, KeyError]


def _kill(error: OSError | None) -> SimpleNamespace:
    """Stands for the operating system, which answers a question about a process so."""

    def kill(pid: int, signal: int) -> None:
        assert (pid, signal) == (_NOBODY, 0)
        if error is not None:
            raise error

    return SimpleNamespace(name="posix", kill=kill)


def test_an_owner_is_a_process_of_a_user_on_a_host_and_says_no_more_than_it_knows() -> None:
    own = this_owner()
    assert own == Owner(getpass.getuser(), socket.gethostname(), os.getpid(), this_machine(), run_id="", purpose="")
    assert str(own) == f"{own.user}@{own.host}:{own.pid}"
    assert Owner("u", "h", 7, "m") == Owner("u", "h", 7, "m", run_id="", purpose="")


@pytest.mark.parametrize("error", _REFUSALS)
def test_a_user_without_a_name_is_unknown(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def refuse() -> str:
        raise error("no name")

    monkeypatch.setattr(getpass, "getuser", refuse)
    assert this_owner().user == "unknown"


def test_a_machine_is_named_with_its_boot_and_the_namespace_of_its_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "boot_id").write_text("b-1\n")
    (tmp_path / "pid").symlink_to("pid:[4026]")
    # What the link says is a name; for it to count, something must be there.
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pid:[4026]").touch()
    monkeypatch.setattr(owners, "_BOOT_ID", tmp_path / "boot_id")
    monkeypatch.setattr(owners, "_PID_NAMESPACE", tmp_path / "pid")
    assert this_machine() == f"{socket.gethostname()}/b-1/pid:[4026]"


def test_a_machine_that_knows_no_boots_is_named_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owners, "_BOOT_ID", tmp_path / "none")
    monkeypatch.setattr(owners, "_PID_NAMESPACE", tmp_path / "none")
    assert this_machine() == f"{socket.gethostname()}//"


def test_on_linux_boot_and_namespace_are_told_by_the_kernel() -> None:
    _, boot, namespace = this_machine().split("/")
    assert boot == Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    assert namespace == str(Path("/proc/self/ns/pid").readlink())


@pytest.mark.parametrize(
    ("error", "is_dead"),
    [(ProcessLookupError(), True), (PermissionError(), False), (OSError(), False), (None, False)],
)
def test_only_a_process_that_the_machine_does_not_know_is_surely_dead(
    monkeypatch: pytest.MonkeyPatch, error: OSError | None, is_dead: bool
) -> None:
    monkeypatch.setattr(owners, "os", _kill(error))
    assert is_surely_dead(Owner("u", "h", _NOBODY, "here"), "here") is is_dead
    assert not is_surely_dead(Owner("u", "h", _NOBODY, "here"), "elsewhere")


def test_where_signal_0_is_no_question_nobody_is_surely_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _kill(ProcessLookupError())
    asked.name = "nt"
    monkeypatch.setattr(owners, "os", asked)
    assert not is_surely_dead(Owner("u", "h", _NOBODY, "here"), "here")


@pytest.mark.parametrize(
    ("stat", "is_dead"),
    [
        ("7 (python3) Z 1 7", True),
        ("7 (python3) S 1 7", False),
        ("7 (a) Z (b) S 1 7", False),
        ("7 (a) S (b) Z 1 7", True),
        ("7 (é) Z 1 7", True),
        ("", False),
    ],
)
def test_a_process_that_ended_and_is_not_yet_forgotten_is_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stat: str, is_dead: bool
) -> None:
    (tmp_path / "stat").write_text(stat, "utf-8")
    asked: list[str] = []

    def path(name: str) -> Path:
        asked.append(name)
        return tmp_path / "stat"

    monkeypatch.setattr(owners, "os", _kill(None))
    monkeypatch.setattr(owners, "Path", path)
    assert is_surely_dead(Owner("u", "h", _NOBODY, "here"), "here") is is_dead
    assert asked == [f"/proc/{_NOBODY}/stat"]
