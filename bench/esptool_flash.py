"""How fast esptool, unmodified and as a process of its own, reads flash from a virtual board."""

import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.row import Row, median_s
from oceanhil.hil.download.esptool import EsptoolProgram, find_esptool
from oceanhil.hil.vboard.launcher import VirtualBoardProcess

SIZE = 1 << 20
BAUD = 921_600


def read(esptool: EsptoolProgram, port: str, dump: Path) -> None:
    words = ("--chip", "esp32", "--port", port, "--baud", str(BAUD), "read-flash", "0", hex(SIZE), str(dump))
    subprocess.run([*esptool.words, *words], check=True, capture_output=True, timeout=300)
    assert dump.stat().st_size == SIZE


def ask_chip(esptool: EsptoolProgram, port: str) -> None:
    words = ("--chip", "esp32", "--port", port, "read-mac")
    subprocess.run([*esptool.words, *words], check=True, capture_output=True, timeout=300)


def measure(*, quick: bool) -> Iterator[Row]:
    rounds, esptool = 1 if quick else 3, find_esptool()
    with VirtualBoardProcess("--board", "esp32") as board, TemporaryDirectory(prefix="oceanhil-bench-") as folder:
        board.control.power(on=True)
        taken_s = median_s(partial(read, esptool, board.port_url, Path(folder, "dump.bin")), rounds)
        how = f"whole process, {BAUD:,} baud, stub already there, MD5 checked, median of {rounds}"
        yield Row("esptool reads 1 MB from a virtual board", taken_s, "s", how)
        start_s = median_s(partial(ask_chip, esptool, board.port_url), rounds)
        yield Row("of that, start of the tool (read-mac)", start_s, "s", "whole process, stub already there")
