"""docs/backend.md: every line of it is typed, in its order, with mock servers in place of the reader's own.

The runs are cut down to two topics, and the lines that start a server start one in this process.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from oceanhil.app.commands import main
from oceanhil.mock_server.app.server import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.core.core import Core
from oceanhil.protocol.profile import Profile, load_profile
from tests.conformance.recorded.conversation import Conversation, profile
from tests.docs.pieces import ROOT, Page
from tests.user import start

pytestmark = pytest.mark.slow

SECRETS = {"STAGING_KEY": "the-key-of-staging", "GATEWAY_KEY": "the-key-of-the-gateway"}
STAGING = ("https://staging.example", "http://127.0.0.1:8000")
FIRST = "http://127.0.0.1:8080"
FEW = ["--only", "registration-life", "--only", "session"]


class Walk:
    """Somebody who types what the page says, in one folder."""

    def __init__(self, servers: ServerLoop, folder: Path) -> None:
        self._servers = servers
        self._started: list[MockServer] = []
        self._folder = folder
        self._profile = profile(used_token_status=401)
        self._staging = self._start(self._profile)
        self._first = ""
        self.typed: list[str] = []

    def type(self, line: str) -> None:
        """Do what the line does; it must succeed."""
        for address in STAGING:
            line = line.replace(address, self._staging)
        words = shlex.split(line.replace(FIRST, self._first))
        self.typed.append(" ".join(words[:2]))
        does = {"serve": self._serve, "conform": self._conform, "run": self._run}
        does[words[1]](words[2:]) if words[0] == "oceanhil" else _curl(words[1:])

    def _serve(self, words: list[str]) -> None:
        if "--record" in words:
            talk = Conversation(self._folder / words[-1], self._profile)
            token = talk.pending()
            permanent = talk.said(talk.register(token), "permanent_token")
            talk.poll(permanent, talk.session(permanent))
            talk.register(token)
            talk.close()
            return
        played = load_profile(Path(words[-1])) if "--profile" in words else load_profile()
        self._first = self._start(played)

    def _start(self, played: Profile) -> str:
        self._started.append(self._servers.start(lambda: MockServer(Core(played, seed=1))))
        return self._started[-1].url

    def stop(self) -> None:
        """Stop the servers."""
        for server in self._started:
            self._servers.stop(server)

    def _conform(self, words: list[str]) -> None:
        is_run = words[0].startswith("http") and "--only" not in words
        few = [*FEW] if is_run else []
        few += ["--only", "recording"] if "--items" in words else []
        done = CliRunner().invoke(main, ["conform", *words, *few], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        assert not any(secret in done.output for secret in SECRETS.values())
        if words[0] == self._first and "--profile" in words:
            assert re.search(r"(\d+) items: \1 conform ", done.output), done.output

    def _run(self, words: list[str]) -> None:
        process = start(self._folder, "run", *words, "--board", "picow")
        out, errors = process.communicate(timeout=60)
        assert process.returncode == 0, out + errors


def _curl(words: list[str]) -> None:
    method, body, url = words[words.index("-X") + 1], words[words.index("-d") + 1], words[-1]
    requests.request(
        method, url, data=body, headers={"content-type": "application/json"}, timeout=10
    ).raise_for_status()


@pytest.fixture
def walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Walk]:
    text = Page(ROOT / "docs" / "connectors.md").code("toml")[1].text
    text = text.replace("_per_s = 50", "_per_s = 2000").replace("_per_min = 120", "_per_min = 60000")
    (tmp_path / "conform").mkdir()
    for place in ("connector.toml", "conform/connector.toml"):
        (tmp_path / place).write_text(text, "utf-8")
    for name, value in {**SECRETS, "OCEANHIL_STATE": str(tmp_path / "state")}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    with ServerLoop() as servers:
        walk = Walk(servers, tmp_path)
        yield walk
        walk.stop()


@pytest.mark.long
def test_the_page_can_be_walked_through(walk: Walk, tmp_path: Path) -> None:
    page = Page(ROOT / "docs" / "backend.md")
    for block in page.code("console"):
        for line in re.findall(r"^\$ (.*)$", block.text, re.MULTILINE):
            walk.type(line)
    assert len(walk.typed) >= 15
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert {"conform.html", "conform/baseline.json", "staging.toml", "conform/recorded.json"} <= made
    assert "used_token_status = 401" in (tmp_path / "staging.toml").read_text("utf-8")
