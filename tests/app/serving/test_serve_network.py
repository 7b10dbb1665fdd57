"""`oceanhil serve` on the network: several addresses, HTTP and HTTPS, the time; in a process of its own."""

from __future__ import annotations

import json
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from contextlib import closing
from typing import TYPE_CHECKING

import ntplib  # type: ignore[import-untyped] # it has no types
import pytest
from click.testing import CliRunner

from oceanhil.app.commands.serve import serve
from oceanhil.app.commands.server import server
from oceanhil.mock_server.network.listener import bind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

_COMMAND = (sys.executable, "-c", "from oceanhil.app.commands.serve import serve; serve()", "--port", "0")


class Running:
    """The command, with `count` lines that say where it listens."""

    def __init__(self, folder: Path, count: int, *arguments: str) -> None:
        self.folder = folder
        command = [*_COMMAND, "--ca-dir", str(folder), *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        lines = [self.process.stdout.readline() for _ in range(count)]
        self.urls = [line.removeprefix("listening on ").strip() for line in lines]

    def call(self, url: str, path: str, method: str = "GET", body: object = None) -> object:
        """Ask over HTTPS trusting the bench CA alone."""
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(
            url + path, json.dumps(body).encode() if body else None, headers, method=method
        )
        exported = CliRunner().invoke(server, ["ca", "--ca-dir", str(self.folder)]).stdout
        trusting = ssl.create_default_context(cadata=exported) if url.startswith("https") else None
        with urllib.request.urlopen(request, timeout=20, context=trusting) as answer:
            return json.load(answer)

    def time(self, url: str) -> float:
        """Ask the time server, in Unix seconds."""
        host, _, port = url.removeprefix("sntp://").rpartition(":")
        return float(ntplib.NTPClient().request(host.strip("[]"), 4, int(port), timeout=20).tx_time)

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGTERM)
        _, err = self.process.communicate(timeout=30)
        return self.process.returncode, err


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def start(count: int, *arguments: str) -> Running:
        started.append(Running(tmp_path / "ca", count, *arguments))
        return started[-1]

    yield start
    for running in started:
        if running.process.poll() is None:
            running.process.kill()
        running.process.communicate()


def test_http_and_https_at_two_addresses(run: Callable[..., Running]) -> None:
    running = run(4, "--tls-port", "0", "--host", "127.0.0.1", "--host", "::1")
    assert [url.rpartition(":")[0] for url in running.urls] == [
        "http://127.0.0.1",
        "https://127.0.0.1",
        "http://[::1]",
        "https://[::1]",
    ]
    for url in running.urls:
        assert "ok" in str(running.call(url, "/_admin/health"))
    assert running.stop()[0] == 0


def test_tls_alone_takes_the_place_of_http(run: Callable[..., Running]) -> None:
    running = run(1, "--tls", "--tls-name", "www.oceanremote.net")
    assert running.urls[0].startswith("https://127.0.0.1:")
    assert "ok" in str(running.call(running.urls[0], "/_admin/health"))
    _, err = running.stop()
    fingerprint = CliRunner().invoke(server, ["ca", "--ca-dir", str(running.folder), "--fingerprint"]).stdout.strip()
    assert "certificate for 127.0.0.1, localhost, www.oceanremote.net" in err
    assert fingerprint in err


def test_a_restart_keeps_the_trust_of_boards(run: Callable[..., Running]) -> None:
    first = run(1, "--tls", "--quiet")
    exported = CliRunner().invoke(server, ["ca", "--ca-dir", str(first.folder)]).stdout
    assert first.stop() == (0, "")
    second = run(1, "--tls", "--quiet")
    assert CliRunner().invoke(server, ["ca", "--ca-dir", str(second.folder)]).stdout == exported
    assert "ok" in str(second.call(second.urls[0], "/_admin/health"))


def test_tls_and_sntp_while_the_servers_clock_is_two_years_ahead(run: Callable[..., Running]) -> None:
    """The clock that tests move is told to boards; certificates go by real time."""
    running = run(2, "--tls", "--sntp-port", "0")
    two_years_s = 730 * 86_400
    before = running.time(running.urls[1])
    clock = running.call(running.urls[0], "/_admin/clock", "PUT", {"offset": two_years_s, "freeze": True})
    assert isinstance(clock, dict)
    after = running.time(running.urls[1])
    assert after == pytest.approx(clock["now"], abs=1.1)
    assert after - before > two_years_s - 60


def test_an_announcement_holds_up_neither_start_nor_stop(run: Callable[..., Running]) -> None:
    running = run(1, "--mdns", "bench7", "--tls")
    assert "ok" in str(running.call(running.urls[0], "/_admin/health"))
    code, err = running.stop()
    assert code == 0
    assert "certificate for 127.0.0.1, localhost, bench7.local" in err


def test_a_time_servers_port_in_use_is_told_in_one_line_and_nothing_is_left_open() -> None:
    with closing(bind("127.0.0.1", 0, socket.SOCK_DGRAM)) as other:
        result = CliRunner().invoke(serve, ["--port", "0", "--sntp-port", str(other.getsockname()[1])])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
    assert "is in use" in result.stderr
    assert "--sntp-port" in result.stderr


def test_a_port_without_the_right_to_it_is_told_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("oceanhil.app.serving.network.bind", refuse)
    result = CliRunner().invoke(serve, ["--port", "0", "--sntp-port", "123"])
    assert result.exit_code == 1
    assert "port 123 may not be used by this user; choose one above 1023 with --sntp-port" in result.stderr
    assert "docs/point-a-board.md" in result.stderr


def test_one_host_off_loopback_is_enough_to_need_a_key() -> None:
    result = CliRunner().invoke(serve, ["--host", "127.0.0.1", "--host", "0.0.0.0"])
    assert result.exit_code == 2
    assert "host '0.0.0.0' is reachable from outside" in result.stderr


def test_a_wrong_name_to_certify_is_told_in_one_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(serve, ["--tls", "--ca-dir", str(tmp_path), "--tls-name", "http://x"])
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "--tls-name 'http://x' is no host name or address" in result.stderr
