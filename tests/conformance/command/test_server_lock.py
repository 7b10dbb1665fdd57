"""Two runs that move the same server's clock would judge each other, not the server."""

from __future__ import annotations

from pathlib import Path

import pytest

from oceanhil.conformance.command.connection import alone_at
from oceanhil.remote.wire.target import TargetError

URL = "http://127.0.0.1:8123"


def test_a_second_run_on_the_same_server_is_refused(tmp_path: Path) -> None:
    with (
        alone_at(URL, tmp_path),
        pytest.raises(TargetError, match="another run moves the clock and the settings"),
        alone_at(f"{URL}/", tmp_path),
    ):
        pass


def test_runs_one_after_the_other_or_on_other_servers_are_not(tmp_path: Path) -> None:
    with alone_at(URL, tmp_path), alone_at("http://127.0.0.1:8124", tmp_path):
        pass
    with alone_at(URL, tmp_path):
        pass


def test_without_a_place_for_the_lock_nobody_is_kept_away(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with alone_at(URL, tmp_path / "file"):
        pass
