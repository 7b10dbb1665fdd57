"""Boards of an inventory against a server of somebody else's, in real time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.mock_server.app import BackgroundServer
from oceanhil.mock_server.client import Client
from oceanhil.mock_server.core import Core
from oceanhil.protocol.profile import load_profile
from tests.hil.worlds.serial.desk import write_inventory
from tests.remote.connector.files import DELETE, TOKEN
from tests.user import Command

pytestmark = pytest.mark.slow

STATUS = """
[operation.status]
method = "GET"
url = "/_admin/devices/{id}"
answer.status = {json = "/status"}
"""


@pytest.fixture
def theirs() -> Iterator[BackgroundServer]:
    with BackgroundServer(Core(load_profile(), 3)) as server:
        yield server


@pytest.fixture
def words(theirs: BackgroundServer, folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    monkeypatch.setenv("OCEANHIL_STATE", str(folder / "state"))
    (folder / "staging.toml").write_text(TOKEN + DELETE + STATUS, "utf-8")
    server = ("--server", theirs.url, "--connector", "staging.toml")
    return ("run", "--world", "serial", *server, "--board", "picow")


def _board(board: VirtualBoardProcess) -> str:
    return f'[board.desk]\nkind = "picow"\nport = "{board.port_url}"\nagent = true\npower = "agent"\nlines = "none"\n'


def test_the_bench_carries_their_requests(
    oceanhil: Command, folder: Path, theirs: BackgroundServer, words: tuple[str, ...]
) -> None:
    with VirtualBoardProcess("--board", "picow") as board:
        board.control.power(on=True)
        write_inventory(folder, _board(board))
        done = oceanhil(*words, "first-boot")
    assert done.code == 0, done.said
    assert "1 passed" in done.out
    with Client(theirs.url) as client:
        assert not client.devices()


@pytest.mark.long
def test_boards_that_reach_it_by_themselves_are_judged_by_their_lines_and_the_status(
    oceanhil: Command, folder: Path, theirs: BackgroundServer, words: tuple[str, ...]
) -> None:
    steps = '  - device.power_on\n  - expect.serial: "[REG] HTTP Response: 200"\n  - expect.online\n'
    (folder / "lines.yaml").write_text(f"id: lines\ntitle: Only lines\ngroup: ours\nsteps:\n{steps}", "utf-8")
    with VirtualBoardProcess("--board", "picow") as board:
        board.control.power(on=True)
        bench = f'[bench.desk]\nboards = ["desk"]\nserver = "{theirs.url}"\n'
        write_inventory(folder, _board(board) + bench)
        done = oceanhil(*words, "lines.yaml", "first-boot")
    assert done.code == 0, done.said
    assert "1 passed, 0 failed, 0 errors, 1 skipped" in done.out
    assert "the server cannot (server-requests); in first-boot" in done.out
