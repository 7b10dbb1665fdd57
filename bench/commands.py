"""How long a person waits: commands as whole processes, and reading the library."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.row import Row, median_s
from oceanhil.app.run.library import library_root
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.scenarios.loader import load_library

COMMAND = Path(sys.executable).with_name("oceanhil")


def run(*arguments: str) -> None:
    subprocess.run([COMMAND, *arguments], check=True, capture_output=True)


def collect() -> None:
    for scenario in load_library([library_root()]).values():
        for board in PLATFORM_BOARDS:
            scenario.expand(board, ("idf-5.5.1", "idf-4.4.7") if board is Board.ESP32 else ())


def measure(*, quick: bool) -> Iterator[Row]:
    rounds = 3 if quick else 7
    how = f"whole process, median of {rounds}"
    yield Row(
        "oceanhil run token-expired",
        median_s(lambda: run("run", "token-expired"), rounds),
        "s",
        how,
        goal=1.0,
        at_most=True,
    )
    yield Row("oceanhil --help", median_s(lambda: run("--help"), rounds), "s", how)
    how = f"all scenario files read and expanded, in process, median of {rounds}"
    yield Row("collect the library", 1000 * median_s(collect, rounds), "ms", how)
