"""Copies of the examples with small edits, and what a case says of them."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from oceanhil.firmware.build import FIRMWARE_DIRECTORY

EXAMPLES = FIRMWARE_DIRECTORY / "examples"
RUN_TIMEOUT_S = 500


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text that stands once in a file of the example, and what takes its place."""

    file: str
    old: str
    new: str

    @property
    def added(self) -> str:
        """What the page shows of it: not the line that new code stands above, which is there already."""
        return self.new.removesuffix(self.old).rstrip()


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place that is named: a function, its file, and a text that stands there once and whose last line it is."""

    function: str
    file: str
    line: str

    def text(self, example: Path) -> str:
        """Give the words for it, with the number that the line has in this copy."""
        text = (example / self.file).read_text("utf-8")
        assert text.count(self.line) == 1, f"{self.file} holds {self.line!r} {text.count(self.line)} times, not once"
        number = text.partition(self.line)[0].count("\n") + self.line.count("\n") + 1
        return f"{self.function} at {Path(self.file).name}:{number}"


class Edited(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Edits of an example, and a case with a part of what it finds."""

    id: str
    case: str
    found: str
    place: Named
    edit: list[Edit]


class Edits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of them."""

    edited: list[Edited]


class Mend(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Edits that take away what a case finds: in the example as it is, or `behind` the mends before this one."""

    id: str
    case: str
    found: str
    edit: list[Edit]
    place: Named | None = None
    behind: bool = False


class Mends(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of mends, each on top of those before; `beside` is copied to the sketch, `first` mends nothing."""

    beside: list[str]
    first: list[Edit]
    mend: list[Mend]

    def before(self, mend: Mend) -> list[Edit]:
        """Give the edits that come before this mend."""
        return [*self.first, *(edit for each in self.mend[: self.mend.index(mend)] for edit in each.edit)]

    def all(self) -> list[Edit]:
        """Give every edit."""
        return [*self.first, *(edit for each in self.mend for edit in each.edit)]


def edits_of(name: str) -> list[Edited]:
    """Read a list beside this module."""
    return msgspec.toml.decode(Path(__file__).with_name(name).read_bytes(), type=Edits).edited


def mends_of(name: str) -> Mends:
    """Read a file of mends beside this module."""
    return msgspec.toml.decode(Path(__file__).with_name(name).read_bytes(), type=Mends)


def edited_example(example: str, folder: Path, edits: list[Edit], beside: Sequence[str] = ()) -> Path:
    """Copy an example with what puts a case's texts into it, and edit it; gives the folder to run in.

    `beside` are files of other examples that are copied into it.
    """
    copy = Path(shutil.copytree(EXAMPLES / example, folder / example))
    shutil.copy(EXAMPLES / "oceanhil.toml", folder)
    for name in beside:
        shutil.copy(EXAMPLES / name, copy)
    for edit in edits:
        text = (copy / edit.file).read_text("utf-8")
        assert text.count(edit.old) == 1, f"{edit.file} holds {edit.old!r} {text.count(edit.old)} times, not once"
        (copy / edit.file).write_text(text.replace(edit.old, edit.new), "utf-8")
    return folder


def complaint(example: str, folder: Path, case: str) -> str:
    """Replay a case on the example in this folder; gives what is said of it behind the events, "" if it passes."""
    done = subprocess.run(
        [sys.executable, "-m", "oceanhil", "replay", case, "--world", f"sketch:{example}"],
        capture_output=True,
        text=True,
        timeout=RUN_TIMEOUT_S,
        check=False,
        cwd=folder,
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout.rpartition("-- failed")[2] if done.returncode else ""
