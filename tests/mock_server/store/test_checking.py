"""`oceanhil server check`: what cannot be true together is found."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from hil.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mock_server.store.conftest import Kept


def check(path: Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["server", "check", str(path)])
    return result.exit_code, result.output


@pytest.fixture
def closed(kept: Kept) -> Path:
    """Give a file with two registered devices, one of them revoked."""
    kept.bench.registered()
    other = kept.bench.registered("24:6F:28:00:00:02", "ESP32_246F28000002")
    kept.bench.admin("POST", f"/devices/{other.id}/revoke")
    kept.save()
    kept.database.close()
    return kept.path


def test_a_whole_file_is_whole(closed: Path) -> None:
    before = closed.read_bytes()
    assert check(closed) == (0, f"{closed}: whole, 2 devices, 2 ended tokens, 2 journal entries\n")
    assert closed.read_bytes() == before


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        ("UPDATE retired_tokens SET device = 'nobody'", "a retired token belongs to no device: 'nobody'"),
        ("UPDATE devices SET mac = x'000000000001'", "have the same MAC"),
        ("UPDATE devices SET used_us = NULL", "has a permanent token and never registered"),
        (
            "UPDATE devices SET permanent = (SELECT digest FROM retired_tokens LIMIT 1)",
            "has ended and is live",
        ),
        ("UPDATE facts SET value = 1 WHERE name = 'last_seq'", "the journal has 2 rows, more than its last number 1"),
        ("UPDATE journal SET headers = 'x'", "a row of the journal is not as expected"),
        ("UPDATE devices SET registration = 7", "a record is not as expected"),
    ],
)
def test_what_cannot_be_is_named(closed: Path, harm: str, expected: str) -> None:
    with closing(sqlite3.connect(closed)) as connection, connection:
        connection.execute(harm)
    code, output = check(closed)
    assert code != 0
    assert expected in output
    assert "Traceback" not in output


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert check(tmp_path / "none.db") == (
        1,
        f"Error: '{tmp_path}/none.db' cannot be opened: no such file or directory\n",
    )
    assert list(tmp_path.iterdir()) == []
