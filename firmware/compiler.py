"""The C++ compiler of this machine: which one it is, how it is run, and where what it made is kept.

Any C++17 compiler does. One that `CXX` names comes first, then `c++`, `g++` and `clang++`, then the `ziglang` package
from PyPI, which brings its own.
"""

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oceanhil.host.folders import CACHE_VARIABLE, cache_directory
from oceanhil.host.whole_files import replace_whole
from oceanhil.protocol.wording import os_reason

_COMPILERS: Final = ("c++", "g++", "clang++")
# Clang makes DLLs of Microsoft's kind there, which export only what is marked for it; the GNU kind exports everything.
_WINDOWS_COMPILERS: Final = ("c++", "g++")
_TIMEOUT_S: Final = 600


class BuildError(Exception):
    """Something cannot be built here; the text is fit for a user."""


class CacheError(BuildError):
    """What is built cannot be kept."""


@dataclass(frozen=True, slots=True)
class Compiler:
    """A C++ compiler: the words with which its command line begins."""

    command: tuple[str, ...]

    @property
    def name(self) -> str:
        """How a message calls it."""
        return " ".join((Path(self.command[0]).name, *self.command[1:]))

    def run(self, words: tuple[str, ...]) -> "Outcome":
        """Run it with these words; raises BuildError if it does not start, or does not end in ten minutes.

        It speaks English, whatever the user's language: what it says is read by machine, too.
        """
        try:
            done = subprocess.run(  # noqa: S603 - the compiler that the user has
                (*self.command, *words),
                env={**os.environ, "LC_ALL": "C"},
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=_TIMEOUT_S,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise BuildError(f"compiler {self.name!r} did not run: {error}") from error
        return Outcome(done.returncode == 0, done.stdout, done.stderr)

    def make(self, words: tuple[str, ...], file: Path) -> "Outcome":
        """Run it to make `file`, which is there whole or not at all; raises as `run` does."""
        # Under another name first, one of this thread's own: whoever sees the file sees all of it.
        unfinished = unfinished_name(file)
        outcome = self.run((*words, "-o", str(unfinished)))
        if outcome.is_good:
            unfinished.replace(file)
        return outcome


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run of the compiler ended: whether it did what it was told, and what it wrote on either output."""

    is_good: bool
    output: str
    messages: str


def find_compiler() -> Compiler:
    """Find a C++ compiler; raises BuildError that says which ones would do."""
    if named := shlex.split(os.environ.get("CXX", "")):
        if shutil.which(named[0]) is None:
            raise BuildError(f"compiler {named[0]!r} of CXX, expected a program on the path; install it or unset CXX")
        return Compiler(tuple(named))
    for name in _WINDOWS_COMPILERS if sys.platform == "win32" else _COMPILERS:
        if found := shutil.which(name):
            return Compiler((found,))
    if importlib.util.find_spec("ziglang") is not None:
        return Compiler((sys.executable, "-m", "ziglang", "c++"))
    raise BuildError("no C++ compiler, expected c++, g++ or clang++ on the path; install one, or pip install ziglang")


def unfinished_name(file: Path) -> Path:
    """Give the name under which this thread writes what will be `file`."""
    return file.with_name(f"{file.name}.{os.getpid()}-{threading.get_ident()}")


def keep_whole(file: Path, content: bytes | str, *, mode: int | None = None) -> None:
    """Write a file of the cache, text as UTF-8: there is a whole one or none, whoever else writes it; raises OSError.

    Surrogates of a file's name or of a source that is no UTF-8 become the bytes again that they stand for. Nothing
    waits for the disk: what a power cut takes is built again.
    """
    data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    replace_whole(file, data, mode=mode, is_durable=False)


def kept_folder(cache: Path | None) -> Path:
    """Give the folder in which builds are kept: `cache`, by default the user's. It need not exist."""
    return cache or cache_directory() / "firmware"


def make_folder(folder: Path, kept: Path) -> None:
    """Make a folder below the cache `kept`; raises CacheError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        another = f"name another folder with ${CACHE_VARIABLE}"
        raise CacheError(f"the cache {str(kept)!r} cannot be written: {os_reason(error)}; {another}") from error
