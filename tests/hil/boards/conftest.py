"""Boards of a user's bench: fixtures of the folder, of the command, and virtual boards to use it on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from tests.bench_user import command, folder
from tests.hil.boards.owners import TOKEN

__all__ = ["command", "esp32", "folder"]


@pytest.fixture(scope="module")
def esp32() -> Iterator[VirtualBoardProcess]:
    """An ESP32 with the agent, switched off, that other tests of the module have used."""
    with VirtualBoardProcess("--board", "esp32", "--token", TOKEN) as board:
        yield board
