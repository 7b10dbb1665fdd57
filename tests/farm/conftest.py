"""A farm of labgrid with two exporters, each with a virtual board."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from tests.farm.labgrid import Coordinator, Exporter, of_board, write_places

MATCHES = {
    "desk": (["lab1/board-a/NetworkSerialPort"], {"site": "here"}),
    "shelf": (["lab2/board-b/NetworkSerialPort"], {"site": "here"}),
}


@dataclass
class Farm:
    """A coordinator and two exporters: place `desk` has an ESP32, `shelf` an ESP8266."""

    coordinator: Coordinator
    first: Exporter
    second: Exporter
    board: VirtualBoardProcess


@pytest.fixture(scope="module")
def boards() -> Iterator[tuple[VirtualBoardProcess, VirtualBoardProcess]]:
    """Two virtual boards on a held clock, as they are where nobody has them."""
    common = ("--rfc2217", "0", "--control", "tcp:127.0.0.1:0", "--clock", "held")
    with (
        VirtualBoardProcess("--board", "esp32", *common) as first,
        VirtualBoardProcess("--board", "esp8266", *common) as second,
    ):
        yield first, second


@pytest.fixture
def farm(boards: tuple[VirtualBoardProcess, VirtualBoardProcess], tmp_path: Path) -> Iterator[Farm]:
    first, second = boards
    folder = tmp_path / "farm"
    write_places(folder, MATCHES)
    with (
        Coordinator(folder) as coordinator,
        coordinator.exporter("lab1", {"board-a": of_board(first)}) as lab1,
        coordinator.exporter("lab2", {"board-b": of_board(second, kind="esp8266")}) as lab2,
    ):
        yield Farm(coordinator, lab1, lab2, first)
