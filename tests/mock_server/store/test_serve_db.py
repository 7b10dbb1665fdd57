"""`oceanhil serve --db` as a process."""

from __future__ import annotations

import signal
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from oceanhil.app.commands import main
from oceanhil.mock_server.store.file_check import check_file
from tests.mock_server.store.processes import SERVE, Running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.mock_server.store.conftest import Kept

# No file grows beyond 300,000 bytes, until the signal comes.
_SMALL_DISK = f"""
import resource, signal
LIMIT = resource.RLIMIT_FSIZE
most = resource.getrlimit(LIMIT)[1]
signal.signal(signal.SIGUSR1, lambda *_: resource.setrlimit(LIMIT, (most, most)))
resource.setrlimit(LIMIT, (300_000, most))
{SERVE}
"""


@pytest.fixture
def run() -> Iterator[Callable[..., Running]]:
    """Start servers; they end with the test."""
    started: list[Running] = []

    def start(path: Path, code: str = SERVE) -> Running:
        started.append(Running(path, code))
        return started[-1]

    yield start
    for running in started:
        if running.process.poll() is None:
            running.process.kill()
        running.process.communicate()


@pytest.mark.slow
def test_devices_outlive_the_process(run: Callable[..., Running], tmp_path: Path) -> None:
    first = run(tmp_path / "a.db")
    _, made = first.ask("/_admin/devices", {"board": "picow"})
    assert first.stop() == (0, "")
    _, shown = run(tmp_path / "a.db").ask(f"/_admin/devices/{made['id']}")
    assert shown["board"] == "picow"


def test_a_second_server_on_the_same_file_is_told_so(run: Callable[..., Running], tmp_path: Path) -> None:
    run(tmp_path / "a.db")
    result = CliRunner().invoke(main, ["serve", "--port", "0", "--db", str(tmp_path / "a.db")])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is in use by another server; stop it first, or choose another file" in result.stderr


@pytest.mark.parametrize(
    "harm", ["INSERT INTO settings VALUES ('no_such', '1')", "UPDATE devices SET mac = x'000000000001'"]
)
def test_a_file_with_impossible_content_is_told_in_one_line(kept: Kept, harm: str) -> None:
    kept.bench.registered()
    kept.bench.registered("24:6F:28:00:00:02", "ESP32_246F28000002")
    kept.save()
    kept.database.close()
    with closing(sqlite3.connect(kept.path)) as connection, connection:
        connection.execute(harm)
    result = CliRunner().invoke(main, ["serve", "--port", "0", "--db", str(kept.path)])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(("name", "code"), [("notes.txt", 2), ("no/such/folder.db", 1), (".", 2)])
def test_a_file_that_cannot_be_used_is_told_in_one_line(tmp_path: Path, name: str, code: int) -> None:
    (tmp_path / "notes.txt").write_text("not a database at all")
    result = CliRunner().invoke(main, ["serve", "--port", "0", "--db", str(tmp_path / name)])
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (code, "", 1)
    assert (tmp_path / "notes.txt").read_text() == "not a database at all"


@pytest.mark.slow
def test_a_disk_that_fills_and_is_emptied(run: Callable[..., Running], tmp_path: Path) -> None:
    running = run(tmp_path / "a.db", code=_SMALL_DISK)
    made = 0
    while (asked := running.ask("/_admin/devices", {"board": "esp32"}))[0] == 201:
        made += 1
    assert (asked[0], asked[1]["code"]) == (503, "storage")
    shown = running.ask("/_admin/devices")[1]["devices"]
    assert isinstance(shown, list)
    assert len(shown) == made > 0
    running.process.send_signal(signal.SIGUSR1)
    while running.ask("/_admin/devices", {"board": "esp32"})[0] != 201:
        pass
    assert running.stop()[0] == 0
    assert check_file(tmp_path / "a.db").devices == made + 1
    assert check_file(tmp_path / "a.db").problems == ()
