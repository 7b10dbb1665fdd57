"""A recipe of docs/recipes.md: its pieces, put into a copy of the project, and its commands, run there."""

from __future__ import annotations

import filecmp
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tests.docs.conversation import ELIDED
from tests.docs.pieces import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.docs.pieces import Page

NAME = "oceanhil"
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ROOMS = tuple(room for room in _PROJECT["tool"]["setuptools"]["package-dir"].values() if room != NAME)
_BESIDE = ("docs", "tests", "tools")
_FILES = ("pyproject.toml", "conftest.py", "README.md", "CONTRIBUTING.md", "CHANGELOG.md")
_IS_RED = re.compile(r"\b\d+ (?:failed|errors?)\b")
_LEFT_OUT = shutil.ignore_patterns("node_modules", "*.pyc.*")
_PLACED = re.compile(
    r"(?:New file `(?P<new>[^`]+)`"
    r"|At the end of `(?P<longer>[^`]+)`"
    r"|In `(?P<file>[^`]+)`, (?P<where>above|below|in place of) (?P<quotes>`{1,2}) ?(?P<line>.+?) ?(?P=quotes)):$",
)
_SORTS = {"rooms": ROOMS, "tests": ("tests",), "pages": ("docs",)}
_INSTALLED = "_installed"
_INSTALL_HERE = {"PIP_TARGET": _INSTALLED, "PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1"}
"""What makes `pip install` install into the copy, out of nothing but what is there."""


class Where(Enum):
    """Where a piece goes, by the page's words."""

    NEW = "new file"
    END = "at the end"
    ABOVE = "above"
    BELOW = "below"
    INSTEAD = "in place of"


class Piece(msgspec.Struct, frozen=True):
    """Lines that go into a file; `line` is the one beside which they stand."""

    place: str
    path: str
    where: Where
    line: str
    text: str

    def put(self, root: Path) -> None:
        """Do to the copy at `root` what the page says; AssertionError names the place if that cannot be done."""
        file = root / self.path
        if self.where is Where.NEW:
            assert not file.exists(), f"{self.place}: {self.path} is there already"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.text, "utf-8")
            return
        lines = file.read_text("utf-8").splitlines(keepends=True)
        start, end = self._between(lines)
        file.write_text("".join([*lines[:start], self.text, *lines[end:]]), "utf-8")

    def _between(self, lines: list[str]) -> tuple[int, int]:
        """Give which lines of the file make room for the piece."""
        if self.where is Where.END:
            return len(lines), len(lines)
        found = [index for index, line in enumerate(lines) if line.strip() == self.line]
        assert len(found) == 1, f"{self.place}: {self.path} has {len(found)} lines {self.line!r}, expected one"
        at = found[0]
        return at + (self.where is Where.BELOW), at + (self.where is not Where.ABOVE)


class Command(msgspec.Struct, frozen=True):
    """A command of a console and what it says, line by line; `…` stands for what is not shown, but for no red test."""

    line: str
    said: tuple[str, ...]

    def is_said_by(self, output: str) -> bool:
        """Tell whether all that is shown stands in the output, in this order."""
        if _IS_RED.search(output) and " pytest " in self.line:
            return False
        lines = (" ".join(line.split()) for line in output.splitlines())
        return all(any(_pattern(shown).fullmatch(line) for line in lines) for shown in self.said)


class Recipe(msgspec.Struct, frozen=True):
    """One section of the page."""

    title: str
    pieces: tuple[Piece, ...]
    commands: tuple[Command, ...]


class Copy:
    """A copy of the project's rooms, pages, tests and tools, in which a recipe is followed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in (*ROOMS, NAME, *_BESIDE):
            shutil.copytree(ROOT / name, root / name, ignore=_LEFT_OUT)
        for name in _FILES:
            shutil.copy2(ROOT / name, root)
        for room in ROOMS:
            (root / NAME / room).symlink_to(root / room)

    def run(self, command: Command) -> str:
        """Run a command in the copy and give what it says."""
        environment = {
            **os.environ,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "PYTHONPATH": os.pathsep.join([str(self.root), str(self.root / _INSTALLED)]),
            # Or the folder of a script that runs came before the copy.
            "PYTHONSAFEPATH": "1",
            "PYTHONUTF8": "1",
            "COLUMNS": "120",
            **_INSTALL_HERE,
        }
        done = subprocess.run(
            ["sh", "-c", command.line],
            cwd=self.root,
            env=environment,
            text=True,
            encoding="utf-8",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        return done.stdout

    def count(self) -> Counter[str]:
        """Count the files that are not as they are in the project, of `rooms`, `tests` and `pages`."""
        return Counter({sort: sum(map(self._has_changed, self._files(tops))) for sort, tops in _SORTS.items()})

    def _files(self, tops: Sequence[str]) -> Iterator[Path]:
        found = (path for top in tops for path in (self.root / top).rglob("*") if path.is_file())
        return (path.relative_to(self.root) for path in found if "__pycache__" not in path.parts)

    def _has_changed(self, path: Path) -> bool:
        here = ROOT / path
        return not (here.is_file() and filecmp.cmp(here, self.root / path))


def find_recipes(page: Page) -> Iterator[Recipe]:
    """Take the page apart; AssertionError names a piece of which it does not say where it goes."""
    title, said, pieces, commands = "", "", list[Piece](), list[Command]()
    for index, token in enumerate(page.tokens):
        match token.type:
            case "heading_open":
                if pieces:
                    yield Recipe(title, tuple(pieces), tuple(commands))
                title, pieces, commands = page.tokens[index + 1].content, [], []
            case "paragraph_open":
                said = " ".join(page.tokens[index + 1].content.split())
            case "fence" if token.info == "console":
                commands.extend(_commands(token.content))
            case "fence":
                pieces.append(_piece(f"{page.name}:{(token.map or [0])[0] + 1}", said, token.content))
            case _:
                pass
    yield Recipe(title, tuple(pieces), tuple(commands))


def _piece(place: str, said: str, text: str) -> Piece:
    found = _PLACED.search(said)
    assert found is not None, f"{place}: where this goes is not said: {said!r}"
    if new := found["new"]:
        return Piece(place, new, Where.NEW, "", text)
    if longer := found["longer"]:
        return Piece(place, longer, Where.END, "", text)
    return Piece(place, found["file"], Where(found["where"]), found["line"], text)


def _commands(text: str) -> Iterator[Command]:
    for part in text.removeprefix("$ ").split("\n$ "):
        line, *said = part.splitlines()
        yield Command(line, tuple(each for each in said if each != ELIDED))


def _pattern(shown: str) -> re.Pattern[str]:
    """Give what a line that is shown stands for."""
    return re.compile(".*".join(map(re.escape, shown.split(ELIDED))))
