"""What a run left is undone by its ledger, with a key that was meant for its server."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from oceanhil.app.commands import main
from oceanhil.app.fixtures.mock_server import MakeMockServer
from oceanhil.app.load.fleet_side import PURPOSE
from oceanhil.protocol.board import Board
from oceanhil.remote.connector.ledger import open_ledger

KEY = "key-of-this-server"


def undo(ledger: Path | None, *words: str) -> str:
    return CliRunner().invoke(main, ["fleet", "--undo", str(ledger), *words]).output


def test_a_key_of_the_environment_goes_to_this_machine_only(
    make_mock_server: MakeMockServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = make_mock_server(admin_key=KEY)
    ledger = open_ledger(tmp_path, server.url, purpose=PURPOSE, is_durable=False)
    ledger.created("device", server.client.generate(Board.ESP32).id)
    monkeypatch.setattr("oceanhil.app.load.fleet_side.is_alive", lambda _: False)
    monkeypatch.setenv("OCEANHIL_ADMIN_KEY", KEY)
    for reader in ("protocol.loopback", "remote.connector.access"):
        monkeypatch.setattr(f"oceanhil.{reader}.is_loopback_url", lambda _: False)
    assert "is no oceanhil server that can be asked" in undo(ledger.path)
    assert undo(ledger.path, "--admin-key", KEY) == "removed: 1\n"
