"""`oceanhil serve --upstream`: what it refuses, and what is left of a recording when it is killed."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from oceanhil.app.commands.serve import serve
from oceanhil.app.serving.proxy import check_url
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import Core
from oceanhil.protocol.profile import load_profile
from tests.mock_server.proxy.conftest import ask

if TYPE_CHECKING:
    from pathlib import Path

_COMMAND = (sys.executable, "-c", "from oceanhil.app.commands.serve import serve; serve()", "--port", "0", "--quiet")
UPSTREAM = ("--upstream", "http://127.0.0.1:9")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--record", "x.jsonl"], "--upstream"),
        (["--upstream-ca", "x.pem"], "--upstream"),
        (["--upstream", "127.0.0.1:8080"], "base URL"),
        (["--upstream", "ftp://127.0.0.1"], "base URL"),
        (["--upstream", "http://127.0.0.1/?a=b"], "base URL"),
        (["--upstream", "http://127.0.0.1:99999"], "base URL"),
        (["--upstream", "http://127.0.0.1:0"], "its port is none of 1 to 65535"),
        (["--upstream", "http://me:secret@127.0.0.1"], "user or a password"),
        (["--upstream", "http://me:secret@127.0.0.1:x"], "base URL"),
        ([*UPSTREAM, "--db", "x.db"], "--db"),
        ([*UPSTREAM, "--devices", "esp32"], "--devices"),
        ([*UPSTREAM, "--upstream-ca", "x.pem"], "https"),
    ],
)
def test_options_that_do_not_go_together_are_refused(arguments: list[str], named: str) -> None:
    result = CliRunner().invoke(serve, ["--port", "0", *arguments])
    assert (result.exit_code, named in result.output, "secret" in result.output) == (2, True, False)


@pytest.mark.parametrize(
    ("upstream", "hosts"),
    [
        ("http://127.0.0.1:18347", ()),
        ("http://localhost:18347/", ()),
        ("http://127.0.0.1:18347", ("--host", "0.0.0.0")),
        ("http://[::1]:18347", ("--host", "localhost")),
        ("http://192.0.2.7:18347", ("--host", "192.0.2.7")),
    ],
)
def test_a_proxy_to_itself_is_refused(upstream: str, hosts: tuple[str, ...]) -> None:
    key = ("--admin-key", "correct-horse-battery")
    result = CliRunner().invoke(serve, ["--port", "18347", *hosts, *key, "--upstream", upstream])
    assert (result.exit_code, "is where this proxy itself listens" in result.output) == (2, True), result.output


def test_a_scheme_in_capitals_is_https_all_the_same() -> None:
    assert check_url("HTTPS://Upstream.Example/below/") == "https://Upstream.Example/below"


def test_an_authority_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "ca.pem")
    result = CliRunner().invoke(serve, ["--port", "0", "--upstream", "https://x", "--upstream-ca", missing])
    assert (result.exit_code, missing in result.output) == (1, True)


def test_a_recording_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    there = tmp_path / "x.jsonl"
    there.touch()
    result = CliRunner().invoke(serve, ["--port", "0", *UPSTREAM, "--record", str(there)])
    assert (result.exit_code, "there already" in result.output) == (2, True)


@pytest.mark.slow
def test_what_was_answered_before_a_kill_is_recorded(tmp_path: Path) -> None:
    path = tmp_path / "killed.jsonl"
    with BackgroundServer(Core(load_profile(), seed=1)) as origin:
        command = [*_COMMAND, "--upstream", origin.url, "--record", str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            port = int(process.stdout.readline().rpartition(":")[2])
            for number in range(20):
                ask(port, "GET", f"/{number}")
            process.kill()
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    assert [line["asked"]["path"] for line in lines[1:]] == [f"/{number}" for number in range(20)]
