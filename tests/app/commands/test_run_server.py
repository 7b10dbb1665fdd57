"""`oceanhil run --server URL`."""

from __future__ import annotations

import http.server
import re
import shlex
import threading
from typing import TYPE_CHECKING

import pytest

from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.core import AccessPolicy, Core
from oceanhil.protocol.profile import load_profile
from tests.user import TEAPOT, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.user import Command

KEY = "correct-horse"


@pytest.fixture
def elsewhere() -> Iterator[BackgroundServer]:
    with BackgroundServer(Core(load_profile(), 99), AccessPolicy(KEY)) as server:
        yield server


@pytest.fixture
def other_software() -> Iterator[str]:
    with http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.slow
def test_a_run_against_it_agrees_with_the_built_in_server(oceanhil: Command, elsewhere: BackgroundServer) -> None:
    words = ("--server", elsewhere.url, "--admin-key", KEY, "--against", "sim", "--board", "esp32")
    done = oceanhil("run", "registration-reply-lost", *words)
    assert done.code == 0
    assert "0 differ, 0 not compared" in done.out


@pytest.mark.slow
def test_the_key_may_come_from_the_environment(
    oceanhil: Command, elsewhere: BackgroundServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCEANHIL_ADMIN_KEY", KEY)
    assert oceanhil("run", "token-revoked", "--board", "esp32", "--server", elsewhere.url).code == 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--world", "serial:virtual"), "world 'serial:virtual' has no use for --server"),
        (("-n", "2"), "leave out -n and --jobs"),
        (("--server-ca", "nowhere.pem"), "nowhere.pem"),
        ((), "wrong or missing admin key"),
    ],
)
def test_what_cannot_be_is_told_in_one_line_with_exit_code_4(
    oceanhil: Command, elsewhere: BackgroundServer, words: tuple[str, ...], expected: str
) -> None:
    url = elsewhere.url.replace("http:", "https:") if "--server-ca" in words else elsewhere.url
    done = oceanhil("run", "token-revoked", "--server", url, *words)
    assert done.code == 4
    assert expected in done.err
    assert len(done.err.strip().splitlines()) == 1


@pytest.mark.slow
def test_other_software_on_that_port_is_told(oceanhil: Command, other_software: str) -> None:
    done = oceanhil("run", "token-revoked", "--server", other_software)
    assert (done.code, "is no mock server that this client knows" in done.err) == (4, True)


@pytest.mark.parametrize("option", [("--yes",), ("--server-ca", "ca.pem"), ("--no-prompt",)])
def test_options_about_a_server_need_one(oceanhil: Command, option: tuple[str, ...]) -> None:
    done = oceanhil("run", "token-revoked", *option)
    assert (done.code, "add --server URL" in done.err) == (4, True)


@pytest.mark.slow
def test_the_key_is_in_no_output_and_no_report(oceanhil: Command, elsewhere: BackgroundServer, folder: Path) -> None:
    words = ("--server", elsewhere.url, "--admin-key", KEY, "--board", "esp32", "--html", "r.html", "--trace", "traces")
    done = oceanhil("run", "token-revoked", *words)
    assert done.code == 0
    written = "".join(path.read_text("utf-8") for path in folder.rglob("*") if path.is_file())
    assert KEY not in done.said + written


@pytest.mark.slow
def test_a_failure_prints_the_command_that_tries_the_same_server_again(
    oceanhil: Command, elsewhere: BackgroundServer, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCEANHIL_ADMIN_KEY", KEY)
    write(folder / "teapot.yaml", TEAPOT)
    run = oceanhil("run", "teapot.yaml", "--server", elsewhere.url, "--board", "picow")
    (line,) = re.findall(r"^again: oceanhil (.*)$", run.out, re.MULTILINE)
    words = shlex.split(line)
    assert words[-2:] == ["--server", elsewhere.url]
    again = oceanhil(*words, "-q")
    assert (again.code, line in again.out) == (1, True), again.said
