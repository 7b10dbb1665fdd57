"""`oceanhil serve` as a service: logs, ready file, keys, signals."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

_COMMAND = (sys.executable, "-c", "from oceanhil.app.commands.serve import serve; serve()", "--port", "0")
_Started = subprocess.Popen[str]
_STUCK = """
import asyncio, time
from oceanhil.app.serving.process import stop_signals

async def main():
    ending = asyncio.Event()
    with stop_signals(asyncio.get_running_loop(), ending.set):
        print("ready", flush=True)
        await ending.wait()
        print("stopping", flush=True)
        time.sleep(60)

asyncio.run(main())
"""


@pytest.fixture
def start() -> Iterator[Callable[..., _Started]]:
    started: list[_Started] = []

    def run(*command: str) -> _Started:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _line(process: _Started) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _status(url: str, key: str = "") -> int:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"} if key else {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_as_json_every_line_on_stderr_is_a_record(start: Callable[..., _Started]) -> None:
    process = start(*_COMMAND, "--log-format", "json")
    url = _line(process).removeprefix("listening on ")
    assert _status(f"{url}/api/device/state/") == 401
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=20)
    records = [json.loads(line) for line in err.splitlines()]
    assert [record["event"] for record in records] == ["start", "request", "stop"]
    assert (records[1]["status"], records[1]["code"]) == (401, "token_invalid")
    assert records[1]["duration_ms"] >= 0


@pytest.mark.long
@pytest.mark.parametrize("log_format", ["json", "text", "none"])
def test_without_files_left_the_log_stays_short_and_one_record_a_line(
    start: Callable[..., _Started], log_format: str
) -> None:
    few = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)); "
    process = start(_COMMAND[0], "-c", few + _COMMAND[2], "--port", "0", "--log-format", log_format)
    port = int(_line(process).rpartition(":")[2])
    with contextlib.ExitStack() as opened:
        flood = [opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20)) for _ in range(200)]
        # Those that were accepted are answered; then the files have run out, and it has been told.
        flood[0].sendall(b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert flood[0].recv(12) == b"HTTP/1.1 404"
    assert _status(f"http://127.0.0.1:{port}/_admin/health") == 200
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=20)
    assert "out of system resource" in err
    # Each kind of complaint is told once, with where it came from; without counting them it would be 30,000 lines.
    assert len(err.splitlines()) < 100
    if log_format == "json":
        records = [json.loads(line) for line in err.splitlines()]
        told = [record for record in records if record["event"] == "complaint"]
        assert told[0]["source"] == "asyncio"
        assert sum(record["count"] for record in told) >= len(told)


def test_the_ready_file_names_the_url_and_goes_with_the_server(start: Callable[..., _Started], tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    process = start(*_COMMAND, "--quiet", "--ready-file", str(file), "--limits", "on")
    url = _line(process).removeprefix("listening on ")
    assert _status(f"{url}/_admin/ready") == 200
    assert json.loads(file.read_text())["url"] == url
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_made_key_is_printed_once_and_lets_in(start: Callable[..., _Started]) -> None:
    process = start(*_COMMAND, "--admin-key", "auto", "-v")
    url, key = _line(process).removeprefix("listening on "), _line(process).removeprefix("admin key ")
    assert (_status(f"{url}/_admin/ready"), _status(f"{url}/_admin/ready", key)) == (401, 200)
    assert _status(f"{url}/{key}?{key}") == 404
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)
    assert key[:13] not in out + err
    assert "GET /…?… 404" in err


def test_a_key_from_a_file_lets_in(start: Callable[..., _Started], tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from-a-file\n")
    process = start(*_COMMAND, "--admin-key-file", str(tmp_path / "key"))
    url = _line(process).removeprefix("listening on ")
    assert (_status(f"{url}/metrics"), _status(f"{url}/metrics", "from-a-file")) == (401, 200)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_a_stop_that_takes_long(start: Callable[..., _Started], number: signal.Signals) -> None:
    process = start(sys.executable, "-c", _STUCK)
    assert _line(process) == "ready"
    process.send_signal(signal.SIGTERM)
    assert _line(process) == "stopping"
    process.send_signal(number)
    assert process.wait(timeout=20) == -number
