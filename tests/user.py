"""What a user writes, and what a user gets to see."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from oceanhil.hil.worlds.sim import SimWorld, SimWorldFactory
from oceanhil.scenarios.world import Capability, WorldError, WorldRequest

# Less than a test may take.
_HANGS_S = 200
HEAD = "id: {id}\ntitle: A scenario of our own\ngroup: ours\nsteps:\n"
ONLINE = "  - device.power_on\n  - expect.online\n"
TEAPOT = '  - device.power_on\n  - expect.serial: "[REG] HTTP Response: 418"\n'


class Finished(msgspec.Struct, frozen=True):
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """All it said."""
        return self.out + self.err


Command = Callable[..., Finished]


def write(path: Path, steps: str = ONLINE, more: str = "") -> Path:
    """Write a scenario with these steps; its id is the file's name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD.format(id=path.stem) + steps + more, "utf-8")
    return path


def start(folder: Path, *words: str, is_session: bool = False) -> subprocess.Popen[str]:
    """Start the command line in `folder` as a process of its own; as a session, what it starts is of its group."""
    return subprocess.Popen(
        [sys.executable, "-c", "from oceanhil.app.commands import main; main()", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=is_session,
        env={
            **os.environ,
            "PYTHONUTF8": "1",
            "PYTHONFAULTHANDLER": "1",
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(Path(__file__).parents[1]),
        },
    )


def ended(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Give what a process said that ends by itself; one that hangs says where each of its threads is, and fails."""
    try:
        return process.communicate(timeout=_HANGS_S)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        out, err = process.communicate()
    pytest.fail(f"{process.args!r} hangs\n{out}\n{err}")


class LackingFactory(SimWorldFactory):
    """Simulated worlds without some capabilities."""

    def __init__(self, *lacking: Capability) -> None:
        self._lacking = frozenset(lacking)

    @property
    def capabilities(self) -> frozenset[Capability]:
        return super().capabilities - self._lacking


class FlakyFactory(SimWorldFactory):
    """Simulated worlds of which the first few cannot be had."""

    def __init__(self, failures: int = 1) -> None:
        self._failures = failures

    def make(self, request: WorldRequest) -> SimWorld:
        if self._failures:
            self._failures -= 1
            raise WorldError("the board does not answer")
        return super().make(request)


class BrokenFactory(FlakyFactory):
    """Simulated worlds with a fault of the harness itself, after a few that cannot be had."""

    def make(self, request: WorldRequest) -> SimWorld:
        super().make(request)
        raise ZeroDivisionError(request.board.value)


class LosingFactory(SimWorldFactory):
    """Simulated worlds; behind so many somebody ends the run and its boards by one signal, and their end is told."""

    def __init__(self, before: int) -> None:
        self._before = before

    def make(self, request: WorldRequest) -> SimWorld:
        if self._before:
            self._before -= 1
            return super().make(request)
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            self._before = 1_000
            # What is cleaned up on the way out.
            raise WorldError("the board is gone")


class InterruptedFactory(SimWorldFactory):
    """Simulated worlds in one of which, after so many, the user presses Ctrl-C."""

    def __init__(self, before: int) -> None:
        self._before = before

    def make(self, request: WorldRequest) -> SimWorld:
        if not self._before:
            raise KeyboardInterrupt
        self._before -= 1
        return super().make(request)
