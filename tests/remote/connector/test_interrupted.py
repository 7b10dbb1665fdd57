"""Whatever ends a run, nothing of it stays on the server, and what a killed one left is found."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oceanhil.app.fixtures.served import ServedServer
from oceanhil.mock_server.core.events import EventKind
from oceanhil.remote.connector.access import Access, clean_up
from oceanhil.remote.connector.connector_file import load_connector
from oceanhil.remote.connector.oceanremote import OPERATIONS
from oceanhil.remote.wire.target import Target
from tests.remote.connector.files import DELETE, TOKEN

# After its first device the run waits for leave to register: it is in the middle, however fast the machine is.
TEXT = TOKEN + DELETE + "[limits]\nregistrations_per_min = 0.001\n"
ITEM = "registration-life/used-words"


CONFORM = "from oceanhil.app.commands.conform import conform; conform(prog_name='oceanhil conform')"


@contextmanager
def a_run(server: ServedServer, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a run and wait until it has created its first device."""
    (folder / "connector.toml").write_text(TEXT)
    words = [sys.executable, "-c", CONFORM, server.url, "--connector", str(folder / "connector.toml"), "--only", ITEM]
    environment = {**os.environ, "OCEANHIL_STATE": str(folder), "PYTHONPATH": str(Path(__file__).parents[3])}
    with (
        server.client.events() as events,
        subprocess.Popen(words, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as run,
    ):
        try:
            requests = (event for event in events if event.kind is EventKind.REQUEST)
            # The look at the target, and what the run asks as soon as the device is in its ledger.
            assert len([next(requests), next(requests)]) == 2
            yield run
        finally:
            run.kill()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_ended_removes_what_it_created(
    number: signal.Signals, mock_server: ServedServer, tmp_path: Path
) -> None:
    theirs = mock_server.generate().id
    with a_run(mock_server, tmp_path) as run:
        assert len(mock_server.devices()) == 2
        run.send_signal(number)
        said, _ = run.communicate()
    assert (run.returncode, [device.id for device in mock_server.devices()]) == (2, [theirs])
    assert "interrupted" in said


@pytest.mark.slow
def test_what_a_killed_run_left_is_removed_by_its_ledger(mock_server: ServedServer, tmp_path: Path) -> None:
    theirs = mock_server.generate().id
    with a_run(mock_server, tmp_path) as run:
        run.kill()
        run.communicate()
    assert len(mock_server.devices()) == 2
    connector = load_connector(tmp_path / "connector.toml", OPERATIONS)
    cleaned = clean_up(Target(mock_server.url), connector, Access(connector=connector, state=tmp_path))
    assert (cleaned.removed, cleaned.left) == (1, ())
    assert [device.id for device in mock_server.devices()] == [theirs]
