"""Programs of other people, run unmodified: those in Python by an interpreter of their own, others as installed."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Protocol

from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, encode

TOKEN = "oc_reg_" + "F" * 43
TIMEOUT_S = 60.0
COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def typed(*words: str) -> str:
    """Give an agent command as a person types it, without the end of the line."""
    return encode(Sentence(SentenceKind.COMMAND, 1, words)).decode("ascii").rstrip()


def users_variables() -> dict[str, str]:
    """Give the environment variables of a user who set nothing up for Python."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))}
    return kept | {"COLUMNS": "160", "TERM": "xterm", "PYTHONUTF8": "1"}


class Installed(Protocol):
    """Where programs are installed, and the folder that they are run in."""

    @property
    def folder(self) -> Path:
        """The folder."""

    def command(self, program: str, *arguments: str) -> list[str]:
        """Give the command line of one of them."""


@dataclass(frozen=True, slots=True)
class System:
    """Programs that this machine has, and the folder that they are run in."""

    folder: Path

    def command(self, program: str, *arguments: str) -> list[str]:
        """Give the command line of a program by its name."""
        return [program, *arguments]


@dataclass(frozen=True, slots=True)
class Environment:
    """A Python environment with programs, and the folder that they are run in."""

    python: Path
    folder: Path

    def command(self, program: str, *arguments: str) -> list[str]:
        """Give the command line of a program that is a Python module."""
        return [str(self.python), "-m", program, *arguments]

    def variables(self) -> dict[str, str]:
        """Give the environment variables that its programs are run with."""
        return users_variables()

    def run(self, module: str, *arguments: str, fails: bool = False) -> str:
        """Run a program to its end and give what it printed, without colours."""
        done = subprocess.run(
            self.command(module, *arguments), cwd=self.folder, env=self.variables(),
            check=False, capture_output=True, text=True, encoding="utf-8", timeout=TIMEOUT_S,
        )  # fmt: skip
        said = COLOURS.sub("", done.stdout + done.stderr)
        assert (done.returncode != 0) is fails, said
        return said

    def pytest(self, source: str, *arguments: str) -> None:
        """Run a module with one test with this environment's pytest and its plugins; it must pass."""
        (self.folder / "test_board.py").write_text(dedent(source), "utf-8")
        said = self.run("pytest", "-p", "no:cacheprovider", "--rootdir", str(self.folder), *arguments, "test_board.py")
        assert re.search(r"=+ 1 passed\b", said), said
