"""A virtual board as one of a bench."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from tests.bench_user import command, folder

__all__ = ["command", "folder"]


@pytest.fixture(scope="module")
def esp32() -> Iterator[VirtualBoardProcess]:
    """An ESP32 with the agent in real time, off at first, that other tests of the module have used."""
    with VirtualBoardProcess("--board", "esp32") as board:
        yield board
