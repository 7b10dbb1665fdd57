"""How long a person waits: commands as whole processes, and reading the library.

Processes are started in turn, so that each figure stands beside that of `python -c pass` of the same minutes.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.row import Row, median_s, medians_s
from oceanhil.app.run.library import library_root
from oceanhil.protocol.board import PLATFORM_BOARDS, Board
from oceanhil.scenarios.loader import load_library

COMMAND = Path(sys.executable).with_name("oceanhil")
PYTEST = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")


def run(*words: str | Path, folder: str | None = None) -> None:
    subprocess.run(words, check=True, capture_output=True, cwd=folder)


def oceanhil(*words: str) -> None:
    run(COMMAND, *words)


def collect() -> None:
    for scenario in load_library([library_root()]).values():
        for board in PLATFORM_BOARDS:
            scenario.expand(board, ("idf-5.5.1", "idf-4.4.7") if board is Board.ESP32 else ())


def measure(*, quick: bool) -> Iterator[Row]:
    rounds = 5 if quick else 15
    how = f"whole process in a folder of its own, median of {rounds}, in turn with the others"
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_anything.py").write_text("def test_it() -> None: ...\n", "utf-8")
        start = partial(partial, run, folder=folder)
        bare, plain, helped, unrelated, without = medians_s(
            [
                start(sys.executable, "-c", "pass"),
                start(COMMAND, "run", "token-expired"),
                start(COMMAND, "--help"),
                start(*PYTEST),
                start(*PYTEST, "-p", "no:oceanhil"),
            ],
            rounds,
        )
    yield Row("python -c pass", bare, "s", how)
    yield Row("oceanhil run token-expired", plain, "s", how, goal=0.25, at_most=True)
    yield Row("oceanhil --help", helped, "s", how)
    how = f"pytest on one test of somebody else's, with the plugin and without, median of {rounds}, in turn"
    yield Row("what the plugin costs others", 1000 * (unrelated - without), "ms", how, goal=50, at_most=True)
    rounds = 3 if quick else 7
    how = f"all scenario files read and expanded, in process, median of {rounds}"
    yield Row("collect the library", 1000 * median_s(collect, rounds), "ms", how)
