"""Signals and the limit of open files, in a process of its own: nobody lowers a hard limit twice."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from oceanhil.app.command_errors import EnvironmentRefusedError, WrongInputError
from oceanhil.app.serving.process import Supervision, notify, write_ready_file
from oceanhil.mock_server.operation.log import LogEvent, LogRecord

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SCRIPT = """
import resource
from oceanhil.app.serving.process import raise_open_files
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
raise_open_files()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


# Blocked in the loop's thread, which it does not interrupt: it is as late as one that comes just before a wait.
_LATE = """
import asyncio, os, signal, threading
from oceanhil.app.serving.process import stop_signals

async def main():
    ending = asyncio.Event()
    with stop_signals(asyncio.get_running_loop(), ending.set):
        threading.Thread(target=threading.Event().wait, daemon=True).start()
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
        print("ready", flush=True)
        await ending.wait()

asyncio.run(main())
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals are another thing there")
def test_a_signal_that_interrupts_no_wait_of_the_loop_stops_it_as_well() -> None:
    with subprocess.Popen([sys.executable, "-c", _LATE], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            process.terminate()
            assert process.wait(timeout=60) == 0
        finally:
            process.kill()


@pytest.mark.slow
@pytest.mark.parametrize(("soft", "hard"), [(256, 900), (64, 64)])
def test_the_soft_limit_becomes_the_hard_one(soft: int, hard: int) -> None:
    script = _SCRIPT.format(soft=soft, hard=hard)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == [str(hard), str(hard)]


@pytest.mark.slow
def test_a_system_that_refuses_is_left_as_it_is() -> None:
    script = "import resource\ndef refuse(*_): raise PermissionError\nresource.setrlimit, kept = refuse, None\n"
    script += "from oceanhil.app.serving.process import raise_open_files\nraise_open_files()\nprint('left')\n"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "left\n"


URLS = ("http://127.0.0.1:8080", "https://127.0.0.1:8443")


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A service manager's end of the socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(10)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield listening


def test_the_ready_file_is_there_from_ready_to_stopping(tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    with Supervision(file, None) as supervision:
        assert not file.exists()
        supervision.ready(URLS)
        assert json.loads(file.read_text()) == {"url": URLS[0], "urls": list(URLS), "pid": os.getpid()}
        supervision.stopping()
        assert not file.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_a_killed_server_left_behind_is_removed_first(tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    file.write_text('{"url": "http://old", "urls": [], "pid": 1}')
    with Supervision(file, None):
        assert not file.exists()


def test_a_file_of_the_users_is_neither_removed_nor_written_over(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine")
    with pytest.raises(WrongInputError, match="exists, and is no ready file"), Supervision(file, None):
        pass
    assert file.read_text() == "mine"


@pytest.mark.parametrize("name", ["none/ready.json", "."])
def test_a_ready_file_that_cannot_be_written_is_refused_before_the_server_listens(tmp_path: Path, name: str) -> None:
    listened = False
    with pytest.raises(EnvironmentRefusedError, match="cannot be written"), Supervision(tmp_path / name, None):
        listened = True
    assert (listened, list(tmp_path.iterdir())) == (False, [])


def test_it_is_removed_also_when_the_server_fails(tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    supervision = Supervision(file, None)
    with contextlib.suppress(OSError), supervision:
        supervision.ready(URLS)
        raise OSError("broken")
    assert not file.exists()


def test_a_reader_sees_the_old_file_or_the_new_one_never_a_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ready.json"
    file.write_text("old")
    seen: list[str] = []
    monkeypatch.setattr(type(file), "replace", lambda self, target: seen.append(self.read_text() + target.read_text()))
    write_ready_file(file, URLS)
    assert seen[0].startswith('{"url"')
    assert seen[0].endswith("}\nold")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentRefusedError, match="cannot be written"):
        write_ready_file(tmp_path / "none" / "ready.json", URLS)


def test_the_service_manager_hears_when_it_is_ready_and_when_it_stops(manager: socket.socket) -> None:
    with Supervision(None, None) as supervision:
        supervision.ready(URLS)
        assert manager.recv(100) == b"READY=1"
        supervision.stopping()
        assert manager.recv(100) == b"STOPPING=1"


def test_names_in_the_abstract_namespace_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"oceanhil-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0{name}")
        listening.settimeout(10)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}")
        notify("READY=1")
        assert listening.recv(100) == b"READY=1"


@pytest.mark.parametrize("address", ["", "relative", "/nowhere/at/all", "@nobody", "/" + "x" * 200])
def test_a_service_manager_that_is_not_there_is_no_trouble(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    notify("READY=1")


def test_start_and_stop_are_logged() -> None:
    records: list[LogRecord] = []
    with Supervision(None, records.append) as supervision:
        supervision.ready(URLS)
        supervision.stopping()
    assert [record.event for record in records] == [LogEvent.START, LogEvent.STOP]
    assert records[0].fields["urls"] == URLS


def test_a_made_key_is_told_on_stdout_only(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    records: list[LogRecord] = []
    with Supervision(tmp_path / "ready", records.append, made_key="made-key") as supervision:
        supervision.ready(URLS)
        assert "made-key" not in (tmp_path / "ready").read_text()
    told = capfd.readouterr()
    assert (told.out, told.err) == ("admin key made-key\n", "")
    assert "made-key" not in str(records)
