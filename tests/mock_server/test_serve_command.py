"""`oceanhil serve`."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from oceanhil.app.commands.serve import serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_COMMAND = (sys.executable, "-c", "from oceanhil.app.commands.serve import serve; serve()", "--port", "0")
_READY = "listening on http://127.0.0.1:"


class Running:
    """The command in a process of its own."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [*_COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.first_line = self.process.stdout.readline()
        self.url = self.first_line.removeprefix("listening on ").strip()

    def get(self, path: str, **headers: str) -> object:
        request = urllib.request.Request(self.url + path, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, out, err


@pytest.fixture
def run() -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def start(*arguments: str) -> Running:
        started.append(Running(*arguments))
        return started[-1]

    yield start
    for running in started:
        if running.process.poll() is None:
            running.process.kill()
        running.process.communicate()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_when_it_is_ready_and_stops_cleanly(run: Callable[..., Running], number: signal.Signals) -> None:
    running = run("--quiet")
    assert running.first_line.startswith(_READY)
    assert running.first_line.endswith("\n")
    running.get("/_admin/health")
    assert running.stop(number) == (0, "", "")


def test_it_logs_requests_without_secrets(run: Callable[..., Running]) -> None:
    running = run("--verbose")
    secret = "oc_perm_" + "y" * 43
    with pytest.raises(urllib.error.HTTPError, match="401") as refused:
        running.get(f"/api/device/state/?token={secret}")
    refused.value.close()
    code, _, err = running.stop()
    assert code == 0
    assert "GET /api/device/state/?token=oc_perm_yyyy… 401 token_invalid" in err
    assert "yyyyy" not in err


def test_it_asks_for_the_key_it_was_given(run: Callable[..., Running]) -> None:
    running = run("--admin-key", "k1", "--seed", "5")
    with pytest.raises(urllib.error.HTTPError, match="401") as refused:
        running.get("/_admin/health")
    refused.value.close()
    running.get("/_admin/health", Authorization="Bearer k1")


def _refusal(*arguments: str, **environment: str) -> tuple[int, str]:
    result = CliRunner().invoke(serve, list(arguments), env=environment, prog_name="serve")
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.exit_code, result.stderr


def test_a_busy_port_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        code, err = _refusal("--port", str(other.getsockname()[1]))
    assert (code, err.count("\n")) == (1, 1)
    assert "is in use" in err
    assert "--port" in err


@pytest.mark.parametrize(
    ("host", "expected"),
    [("no.such.host.invalid", "is unknown"), ("a" * 70 + ".b", "is unknown"), ("", "host is empty")],
)
def test_a_wrong_host_is_told_in_one_line(host: str, expected: str) -> None:
    code, err = _refusal("--host", host)
    assert code == (2 if host == "" else 1)
    assert expected in err
    assert err.count("\n") == 1


def test_an_address_of_another_machine_is_refused() -> None:
    code, err = _refusal("--host", "192.0.2.1", "--port", "0", "--admin-key", "long-enough-key")
    assert code == 1
    assert "no address of this machine" in err


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_off_loopback_a_key_is_compulsory(host: str) -> None:
    code, err = _refusal("--host", host)
    assert (code, err.count("\n")) == (2, 1)
    assert "--admin-key" in err
    assert "OCEANHIL_ADMIN_KEY" in err


@pytest.mark.parametrize("key", ["", "a b", "schlüssel", "line\nbreak"])
def test_a_key_that_cannot_travel_is_refused(key: str) -> None:
    code, err = _refusal("--admin-key", key)
    assert code == 2
    assert "printable ASCII" in err


@pytest.mark.parametrize("text", ["[server", "[server]\nsession_ttl_s = 'x'", "[server]\nsesion_ttl_s = 1"])
def test_a_wrong_profile_is_told_in_one_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "my.toml"
    file.write_text(text)
    code, err = _refusal("--profile", str(file))
    assert (code, err.count("\n")) == (2, 1)
    assert str(file) in err


@pytest.mark.parametrize("option", [("--port", "65536"), ("--port", "x"), ("--seed", "1.5"), ("--wrong",)])
def test_a_wrong_option_is_usage(option: tuple[str, ...]) -> None:
    assert _refusal(*option)[0] == 2


def test_whoever_opens_a_file_says_why_it_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "key"
    file.write_text("")
    monkeypatch.setattr("os.access", lambda *_: False)
    _, err = _refusal("--admin-key-file", str(file))
    assert err.count("\n") == 1
    assert "does not hold a key" in err


def test_a_host_that_is_given_twice_is_one_host(run: Callable[..., Running]) -> None:
    code, out, _ = run("--quiet", "--host", "127.0.0.1", "--host", "127.0.0.1").stop()
    assert (code, out) == (0, "")


def test_a_missing_profile_is_told() -> None:
    code, err = _refusal("--profile", "/nowhere/my.toml")
    assert code == 2
    assert "/nowhere/my.toml" in err
