"""Programs of farms as processes on loopback, each with a folder of its own, and commands of ours against them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

ROOT = Path(__file__).parents[2] / ".venv-farm"
READY_S = 60.0
RUN_S = 280.0
_LOOK_S = 0.05


def farm_folder() -> Path:
    """The folder that tools/farm.sh makes."""
    if not (ROOT / ".installed").exists():
        pytest.skip("labgrid and Jumpstarter are not installed: make farm")
    return ROOT


def until(holds: Program | None, what: str, looked_for: object, timeout_s: float = READY_S) -> None:
    """Wait until `looked_for()` is true, for so long; a program that ends before fails the test with its words."""
    assert callable(looked_for)
    pause = threading.Event()
    for _ in range(round(timeout_s / _LOOK_S)):
        if looked_for():
            return
        assert holds is None or holds.is_running, f"ended before {what}: {holds.said}"
        pause.wait(_LOOK_S)
    raise AssertionError(f"{what}: not in {timeout_s:g} s" + ("" if holds is None else f": {holds.said}"))


class Program:
    """A process whose words go to a file; it ends with the block, and whatever it started with it."""

    def __init__(self, log: Path, *words: str, folder: Path, variables: Mapping[str, str]) -> None:
        self._log = log
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                words,
                cwd=folder,
                env={**plain_environment(), **variables},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self._log.read_text("utf-8", "replace")

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    @property
    def code(self) -> int:
        """The exit code, waited for."""
        return self._process.wait(RUN_S)

    def says(self, text: str, timeout_s: float = READY_S) -> Self:
        until(self, f"{text!r} was said", lambda: text in self.said, timeout_s)
        return self

    def kill(self) -> None:
        """End it and what it started, at once."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def kill_alone(self) -> None:
        """End it at once, and nothing that it started."""
        self._process.kill()
        self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.kill()


def plain_environment() -> dict[str, str]:
    """What a user has who set nothing up for Python, pytest, or these programs."""
    ours = ("PYTEST", "PYTHON", "OCEANHIL", "LG_", "JMP_", "JUMPSTARTER")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", "TERM": "dumb", "COLUMNS": "200"}


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended."""

    code: int
    output: str
    errors: str


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who uses oceanhil in a folder of theirs, with the farms of `variables`."""

    folder: Path
    variables: Mapping[str, str]

    @property
    def state(self) -> Path:
        """Their state folder."""
        return self.folder / "state"

    @property
    def environment(self) -> dict[str, str]:
        return {"OCEANHIL_STATE": str(self.state), "OCEANHIL_FARM": str(ROOT), **self.variables}

    def start(self, *words: str) -> Program:
        """Start a command of oceanhil."""
        log = self.folder / f"{'-'.join(words)[:60].replace('/', '_').replace(':', '_')}.log"
        return Program(log, *_ours(words), folder=self.folder, variables=self.environment)

    def run(self, *words: str, timeout_s: float = RUN_S) -> Finished:
        """Run one to its end."""
        done = subprocess.run(
            _ours(words), cwd=self.folder, env={**plain_environment(), **self.environment},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", timeout=timeout_s, check=False,
        )  # fmt: skip
        return Finished(done.returncode, done.stdout, done.stderr)

    @property
    def keeper_log(self) -> str:
        """What the board keepers did."""
        log = self.state / "keeper.log"
        return log.read_text("utf-8") if log.exists() else ""


def _ours(words: tuple[str, ...]) -> list[str]:
    return [sys.executable, "-m", "oceanhil", *words]
