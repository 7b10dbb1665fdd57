"""How fast machine code comes to life in an emulator, and how long the library takes there."""

import socket
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from bench.commands import COMMAND
from bench.row import Row, Skipped, median_s
from oceanhil.hil.emulators.board import EmulatedBoard
from oceanhil.hil.emulators.build import build, firmware_image
from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.hil.emulators.targets import TARGETS, Target
from oceanhil.protocol.board import Board

FIRST_LINE_GOAL_MS = {Board.ESP8266: 50.0, Board.PICOW: 200.0}
PROCESSES = 4
_MAC = bytes.fromhex("5ccf7f0e0001")
_PATIENCE_S = 10.0


def first_line_ms(target: Target, image: Path, rounds: int) -> float:
    """Measure from the start of the emulator's process to the first whole line on the board's serial line."""
    with ExitStack() as exits:
        board = exits.enter_context(EmulatedBoard(target, image, _MAC))
        address = urlsplit(board.line.url)
        wire = exits.enter_context(socket.create_connection((address.hostname, address.port), _PATIENCE_S))

        taken_s = [_first_line_s(board, wire) for _ in range(rounds + 1)]
        return 1000 * statistics.median(taken_s[1:])


def _first_line_s(board: EmulatedBoard, wire: socket.socket) -> float:
    began_s = time.perf_counter()
    board.on()
    while b"\n" not in wire.recv(4096):
        pass
    taken_s = time.perf_counter() - began_s
    board.off()
    _drain(wire)
    return taken_s


def _drain(wire: socket.socket) -> None:
    wire.settimeout(0.01)
    try:
        while wire.recv(4096):
            pass
    except TimeoutError:
        wire.settimeout(_PATIENCE_S)


def run(*words: str) -> None:
    """Run scenarios on emulated boards; raises CalledProcessError when one does not pass."""
    boards = (word for board in FIRST_LINE_GOAL_MS for word in ("--board", board.value))
    subprocess.run([COMMAND, "run", "-q", "--world", "emulated", *boards, *words], check=True, capture_output=True)


def measure(*, quick: bool) -> Iterator[Row | Skipped]:
    rounds, there = 5 if quick else 21, 0
    for board, target in TARGETS.items():
        name = f"emulator's start to its first line, {board.value}"
        try:
            taken_ms = first_line_ms(target, build(firmware_image(target)), rounds)
        except EmulatorError as error:
            yield Skipped(name, str(error))
            continue
        there += 1
        yield Row(name, taken_ms, "ms", f"median of {rounds}", FIRST_LINE_GOAL_MS[board], at_most=True)
    if there == len(TARGETS):
        yield from _scenarios(quick=quick)


def _scenarios(*, quick: bool) -> Iterator[Row | Skipped]:
    taken_s = median_s(lambda: run("first-boot"), 1 if quick else 3)
    yield Row("first-boot in emulated", taken_s, "s", "whole process, both boards one after the other")
    name = "the library in emulated"
    if quick:
        yield Skipped(name, "it takes minutes, and is measured without --quick")
        return
    began_s = time.perf_counter()
    try:
        run("-n", str(PROCESSES))
    except subprocess.CalledProcessError as error:
        yield Skipped(name, f"'oceanhil run' ended with {error.returncode}: some case did not pass")
        return
    yield Row(name, time.perf_counter() - began_s, "s", f"both boards, {PROCESSES} processes, held time")
