"""`oceanhil conform`."""

from __future__ import annotations

import errno
import signal
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import msgspec
import pytest
from msgspec import structs

from oceanhil.conformance.command import conform
from oceanhil.conformance.command.options import Options
from oceanhil.conformance.contract.result import ConformReport, ItemVerdict
from oceanhil.mock_server.app.server import MockServer
from oceanhil.mock_server.app.server_loop import ServerLoop
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from oceanhil.remote.wire.target import TargetError
from tests.user import Command, start

FEW = ("--only", "registration", "--only", "registration-life/used")
OTHER = "[server]\nused_token_status = 401\n"


class WaveringCore(Core):
    """Fails at every other registration."""

    def __init__(self) -> None:
        super().__init__(load_profile(), seed=1)
        self._asked = 0

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        delivery = super().handle(request, now_us)
        self._asked += request.method == "POST"
        is_failing = request.method == "POST" and self._asked % 2 == 0
        return structs.replace(delivery, response=HttpResponse(500, b"{}", {})) if is_failing else delivery


@pytest.fixture(scope="module")
def servers() -> Iterator[ServerLoop]:
    with ServerLoop() as servers:
        yield servers


@pytest.fixture
def url(servers: ServerLoop) -> Iterator[str]:
    server = servers.start(lambda: MockServer(Core(load_profile(), seed=1)))
    yield server.url
    servers.stop(server)


@pytest.fixture
def other_url(servers: ServerLoop, folder: Path) -> Iterator[str]:
    """A server with another reading of a contradiction."""
    (folder / "other.toml").write_text(OTHER, "utf-8")
    server = servers.start(lambda: MockServer(Core(load_profile(folder / "other.toml"), seed=1)))
    yield server.url
    servers.stop(server)


def read(path: Path) -> ConformReport:
    return msgspec.json.decode(path.read_bytes(), type=ConformReport)


def test_the_built_in_server_conforms(oceanhil: Command, url: str) -> None:
    done = oceanhil("conform", url, *FEW)
    assert done.code == 0, done.said
    assert " conform · " in done.out.splitlines()[-1]


@pytest.mark.slow
def test_another_reading_fails_only_at_its_level(oceanhil: Command, other_url: str) -> None:
    usual = oceanhil("conform", other_url, *FEW)
    assert usual.code == 0
    assert "  reading   server.used_token_status = 401\n" in usual.out
    assert oceanhil("conform", other_url, *FEW, "--fail-on", "contradiction", "-q").code == 1
    assert oceanhil("conform", other_url, *FEW, "--kind", "fact", "--fail-on", "assumption", "-q").code == 0


@pytest.mark.slow
def test_every_report_is_written_and_named(oceanhil: Command, other_url: str, folder: Path) -> None:
    files = ("--json", "out/r.json", "--junit", "out/r.xml", "--html", "out/r.html", "--write-profile", "out/p.toml")
    done = oceanhil("conform", other_url, *FEW, *files)
    assert done.code == 0, done.said
    assert done.out.endswith("json: out/r.json\njunit: out/r.xml\nhtml: out/r.html\nwrite-profile: out/p.toml\n")
    report = read(folder / "out" / "r.json")
    assert len(list(ET.parse(folder / "out" / "r.xml").iter("testcase"))) == len(report.results)
    assert "registration-life/used" in (folder / "out" / "r.html").read_text("utf-8")
    assert load_profile(folder / "out" / "p.toml").server.used_token_status == 401


def test_json_is_printed_alone(oceanhil: Command, url: str) -> None:
    report = msgspec.json.decode(oceanhil("conform", url, *FEW, "--seed", "5", "--json").out, type=ConformReport)
    assert (report.url, report.service, report.profile, report.seed) == (url, "oceanremote", "oceanremote", 5)


@pytest.mark.slow
def test_a_learned_profile_makes_the_server_conform(oceanhil: Command, other_url: str) -> None:
    oceanhil("conform", other_url, *FEW, "--write-profile", "learned.toml")
    done = oceanhil("conform", other_url, *FEW, "--profile", "learned.toml", "--fail-on", "assumption")
    assert done.code == 0, done.said


@pytest.mark.slow
def test_a_baseline_shows_and_counts_only_what_changed(oceanhil: Command, url: str, other_url: str) -> None:
    oceanhil("conform", url, *FEW, "--json", "old.json", "-q")
    level = ("--fail-on", "contradiction", "--baseline")
    changed = oceanhil("conform", other_url, *FEW, *level, "old.json", "--json", "new.json")
    assert changed.code == 1
    assert "note: the baseline is of another server" in changed.out
    words = (
        "registration-life/used: was conforms (410 token_used), now"
        " differs, refused in other words (401 token_expired; server.used_token_status = 401)"
    )
    assert words in changed.out
    again = oceanhil("conform", other_url, *FEW, *level, "new.json")
    assert again.code == 0
    assert "nothing changed" in again.out


def test_a_server_that_changes_its_mind_is_flaky(oceanhil: Command, servers: ServerLoop) -> None:
    server = servers.start(lambda: MockServer(WaveringCore()))
    done = oceanhil("conform", server.url, "--only", "registration/unknown-token", "--repeat", "4")
    assert "violates  registration/unknown-token  failed  flaky  fails the run" in done.out
    assert done.code == 1
    servers.stop(server)


@pytest.mark.slow
def test_a_report_that_cannot_be_written_costs_none_of_the_others(
    oceanhil: Command, url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(path: Path, content: bytes) -> None:
        if path.suffix == ".json":
            raise OSError(errno.ENOSPC, "No space left on device")
        path.write_bytes(content)

    monkeypatch.setattr("oceanhil.host.report_file.replace_whole", no_room)
    done = oceanhil("conform", url, *FEW, "--html", "r.html", "--json", "r.json")
    assert done.code == 2
    assert "Error: report 'r.json' cannot be written: no space left on device; free some space" in done.err
    assert (folder / "r.html").exists()


def put_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server be on another machine, for who reads options and for who looks for a mock server."""
    for reader in ("protocol.loopback", "remote.connector.access"):
        monkeypatch.setattr(f"oceanhil.{reader}.is_loopback_url", lambda _: False)


def test_without_a_connector_a_foreign_server_leaves_items_untestable(
    oceanhil: Command, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_elsewhere(monkeypatch)
    done = oceanhil("conform", url, "--only", "registration/unknown-token", "--only", "registration/accepted")
    assert done.code == 0
    assert "registration-token: registration/accepted" in done.out
    assert "1 not testable here" in done.out
    assert oceanhil("conform", url, "--only", "registration/accepted").code == 2


def test_a_key_of_the_environment_goes_to_this_machine_only(
    oceanhil: Command, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = ("--only", "registration/unknown-token", "--only", "registration/accepted")
    put_elsewhere(monkeypatch)
    monkeypatch.setenv("OCEANHIL_ADMIN_KEY", "key-of-another-server")
    assert "1 conforms, 1 not testable here" in oceanhil("conform", url, *chosen).out
    assert "2 conform" in oceanhil("conform", url, *chosen, "--admin-key", "key-of-this-server").out


def test_all_may_be_required(oceanhil: Command, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    put_elsewhere(monkeypatch)
    chosen = ("--only", "registration/unknown-token", "--only", "registration/accepted")
    assert oceanhil("conform", url, *chosen, "--require-all").code == 1


def test_the_catalogue_is_listed_without_a_server(oceanhil: Command) -> None:
    done = oceanhil("conform", "--list", "--only", "registration")
    assert done.code == 0
    assert "registration/unknown-token" in done.out
    (row,) = msgspec.json.decode(oceanhil("conform", "--list", "--only", "registration/accepted", "--json").out)[
        "items"
    ]
    assert (row["kind"], row["needs"]) == ("fact", ["registration-token"])


def test_a_dry_run_sends_nothing(oceanhil: Command) -> None:
    done = oceanhil("conform", "http://127.0.0.1:9", "--dry-run", "--only", "registration/accepted")
    assert done.code == 0, done.said
    assert "dry run for http://127.0.0.1:9: nothing was sent" in done.out
    assert "not testable here for want of: registration-token (1 item)" in done.out
    key = ("--admin-key", "key-of-that-server", "-v")
    whole = oceanhil("conform", "http://127.0.0.1:9", "--dry-run", "--only", "registration/accepted", *key)
    assert "registration/accepted  curl --include --request POST " in whole.out


def test_a_connector_is_looked_at_without_a_server(oceanhil: Command, folder: Path) -> None:
    (folder / "c.toml").write_text("[server]\nproduction = false\n", "utf-8")
    done = oceanhil("conform", "--connector", "c.toml", "--check")
    assert done.code == 0
    assert done.out.startswith("c.toml: connector 'c', nothing is wrong in it\n")
    assert "registration-token  missing: " in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "no URL was given, expected one such as https://staging.example"),
        (("--json", "http://127.0.0.1:9"), "--json took the URL 'http://127.0.0.1:9' as its file"),
        (("http://127.0.0.1:9",), "'127.0.0.1' port 9 refuses connections"),
        (("ftp://x",), "server 'ftp://x' is no address"),
        (("http://127.0.0.1:9", "--only", "sesion"), "--only 'sesion' names no item; did you mean 'session'?"),
        (("http://127.0.0.1:9", "--profile", "ocean"), "no service has the name 'ocean' and no file is there"),
        (("http://127.0.0.1:9", "--profile", "none.toml"), "none.toml: cannot be read"),
        (("http://127.0.0.1:9", "--baseline", "none.json"), "baseline 'none.json' cannot be read"),
        (("http://127.0.0.1:9", "--connector", "none.toml"), "none.toml: cannot be read"),
        (("http://127.0.0.1:9", "--html", "."), "--html '.' is a folder, expected a file"),
        (("--check",), "--check needs --connector FILE"),
        (("--write-items", "x.jsonl"), "--write-items needs --recording FILE"),
        (
            ("http://127.0.0.1:9", "--recording", "x.har"),
            "both the URL 'http://127.0.0.1:9' and --recording were given",
        ),
        (("https://www.oceanremote.net", "--no-prompt"), "is in production: real devices are served"),
    ],
)
def test_wrong_input_is_told_before_anything_is_sent(oceanhil: Command, words: tuple[str, ...], said: str) -> None:
    done = oceanhil("conform", *words)
    assert done.code == 2
    assert said in done.err
    assert done.out == ""


def test_words_of_a_server_in_an_error_move_no_cursor(oceanhil: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_options: Options) -> int:
        raise TargetError("its admin side: \x1b[2Jgone\nand more")

    monkeypatch.setattr(conform, "conform_server", refused)
    assert "its admin side: \\u001b[2Jgone\nand more" in oceanhil("conform", "http://127.0.0.1:9").err


def test_a_password_in_the_url_is_refused_and_not_repeated(oceanhil: Command, url: str) -> None:
    done = oceanhil("conform", url.replace("http://", "http://me:pass-word-of-mine@"), "--json", "r.json")
    assert done.code == 2
    assert "is no address of a server" in done.err
    assert "pass-word-of-mine" not in done.said


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_who_ends_it_gets_a_partial_report_and_nothing_is_left_on_the_server(
    folder: Path, servers: ServerLoop, number: signal.Signals
) -> None:
    server = servers.start(lambda: MockServer(Core(load_profile(), seed=1)))
    process = start(folder, "conform", server.url, "--repeat", "10", "--skip", "abuse", "--json", "r.json")
    assert process.stderr is not None
    process.stderr.readline()
    process.send_signal(number)
    out, _ = process.communicate()
    assert process.returncode == 2
    assert "broken off: interrupted; " in out
    report = read(folder / "r.json")
    assert report.results
    assert report.not_tried
    with Client(server.url) as client:
        assert not client.devices()
    servers.stop(server)


def test_a_server_that_dies_in_mid_run_leaves_a_partial_report(
    oceanhil: Command, servers: ServerLoop, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = servers.start(lambda: MockServer(Core(load_profile(), seed=1)))
    tried = []

    def note(_: object, identity: str) -> None:
        tried.append(identity)
        if len(tried) == 8:
            servers.stop(server)

    monkeypatch.setattr("oceanhil.host.progress.LiveProgress.case_started", note)
    done = oceanhil("conform", server.url, "--json", "r.json")
    assert done.code == 2
    assert "broken off: " in done.out
    report = read(folder / "r.json")
    assert ItemVerdict.VIOLATES not in {result.verdict for result in report.results}
    assert report.not_tried
