"""Boards on a TCP port that are not well, each in its own way; and benches of them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from oceanhil.hil.boards.entry import Bench
from oceanhil.hil.boards.inventory import parse_inventory
from oceanhil.hil.worlds.serial.board_opening import Patience
from oceanhil.hil.worlds.serial.inventory_bench import InventoryBench
from oceanhil.protocol.agent.sentence import AgentReader, Sentence, SentenceKind, encode
from oceanhil.protocol.board import Board
from oceanhil.protocol.profile import load_profile
from oceanhil.scenarios.world import WorldError, WorldRequest

BOOT = b"ets Jul 29 2019 12:21:46\r\nrst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\nentry 0x400805b8\r\n"
NOISE = b"\xff\x80\x1c\x00\xe0\x92\x04" * 6 + b"\n"
# What an agent says of itself behind the version of the protocol, without any capability.
INFO_WORDS = ("esp32", "ocean", "1.2", "246F28AABBCC", "idf-5.5.1", "legacy", "held", "0", "1")
_QUICK = Patience(answer_s=0.05, listen_s=0.3, second_s=0.1)
# Where a well board is asked that may be slow: a machine on which all processors are busy takes longer than that.
_CALM = Patience(answer_s=5.0, listen_s=0.3, second_s=0.1)

Life = Callable[[socket.socket, threading.Event], None]
"""What a board does on its line until it is told to end."""


def repeats(data: bytes, every_s: float) -> Life:
    """Say the same again and again."""

    def live(line: socket.socket, end: threading.Event) -> None:
        while not end.wait(every_s):
            line.sendall(data)

    return live


def silent(line: socket.socket, end: threading.Event) -> None:
    """Say nothing."""
    del line
    end.wait()


def answers(*words: str) -> Life:
    """Answer every command of the agent protocol with these words."""

    def live(line: socket.socket, end: threading.Event) -> None:
        reader = AgentReader()
        while not end.is_set() and (data := line.recv(1024)):
            for found in reader.feed(data):
                if isinstance(found, Sentence) and found.kind is SentenceKind.COMMAND:
                    line.sendall(encode(Sentence(SentenceKind.OK, found.sequence, words)))

    return live


@contextmanager
def bad_board(live: Life) -> Iterator[str]:
    """Give the URL of a port with such a board on it, for one who opens it once."""
    end = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                line, _ = server.accept()
                with line:
                    lines.append(line)
                    live(line, end)

        lines: list[socket.socket] = []
        thread = threading.Thread(target=serve)
        thread.start()
        host, port = server.getsockname()
        try:
            yield f"socket://{host}:{port}"
        finally:
            end.set()
            for open_socket in (*lines, server):
                with suppress(OSError):
                    open_socket.shutdown(socket.SHUT_RDWR)
            thread.join()


def inventory_text(**ports: str) -> str:
    """Write an inventory of ESP32s that should have the agent, each with its port."""
    return "".join(f'[board.{name}]\nkind = "esp32"\nagent = true\nport = "{port}"\n' for name, port in ports.items())


def bench_of(text: str, told: list[str], *, are_well: bool = True) -> InventoryBench:
    """Open a bench of all boards of an inventory, that waits for nobody else's; `told` gets what a user would read.

    Boards that are not well are given up soon.
    """
    bench = Bench("", tuple(parse_inventory(text, Path("boards.toml")).boards.values()))
    return InventoryBench(bench, tell=told.append, patience=_CALM if are_well else _QUICK)


def refusal_of(text: str, *, kind: Board = Board.ESP32) -> str:
    """Ask a bench for its first board, and give the error of the world that comes of it."""
    bench = bench_of(text, [], are_well=False)
    try:
        bench.take(WorldRequest(board=kind, seed=0, profile=load_profile()), 0)
    except WorldError as error:
        return str(error)
    finally:
        bench.close()
    raise AssertionError("the board was taken for well")
