"""Espressif's `esptool`, run as a process of its own against a loader that answers on a socket."""

import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.simulator.download import Loader
from oceanhil.simulator.flash.chip import Flash
from oceanhil.simulator.identity.fuses import burn

_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(slots=True)
class LoaderOnSocket:
    """A chip in download mode whose UART is a TCP port: one connection after another, without a reset between."""

    board: Board
    flash: Flash
    loader: Loader
    port: int

    def esptool(self, *arguments: str, stub: bool = True, fails: bool = False) -> str:
        """Run a command and return all it printed, colours and line ends taken out."""
        line = ["--port", f"socket://127.0.0.1:{self.port}", "--before", "no-reset", "--after", "no-reset"]
        rom = [] if stub else ["--no-stub"]
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "esptool", *line, *rom, *arguments],
            check=False, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        said = _COLOURS.sub("", done.stdout + done.stderr)
        assert (done.returncode != 0) is fails, said
        return said


@contextmanager
def in_download_mode(board: Board) -> Iterator[LoaderOnSocket]:
    """Give a board with blank flash in download mode, pumped by a thread until the end."""
    flash = Flash(family(board).flash_bytes)
    loader = Loader(board, flash, burn(board, family(board).default_mac))
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        pump = threading.Thread(target=_serve, args=(server, loader, over))
        pump.start()
        try:
            yield LoaderOnSocket(board, flash, loader, port)
        finally:
            over.set()
            # One more connection, so that the thread looks up.
            socket.create_connection(("127.0.0.1", port), timeout=30).close()
            pump.join(timeout=30)


def _serve(server: socket.socket, loader: Loader, over: threading.Event) -> None:
    while not over.is_set():
        connection, _ = server.accept()
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            _pump(connection, loader)


def _pump(connection: socket.socket, loader: Loader) -> None:
    try:
        while data := connection.recv(1 << 16):
            connection.sendall(loader.feed(data))
    except ConnectionError:
        return


def image_info(file: Path) -> str:
    """What esptool says of an image; raises CalledProcessError if it takes the file for none."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "esptool", "image-info", str(file)],
        check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return done.stdout
