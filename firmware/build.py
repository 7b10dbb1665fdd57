"""Build the C++ core for the machine it is to run on here: a shared library, kept in a cache by what went into it.

Any C++17 compiler does. One that `CXX` names comes first, then `c++`, `g++` and `clang++`, then the `ziglang` package
from PyPI, which brings its own.
"""

import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess  # noqa: S404 - a compiler is a process
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock
from platformdirs import user_cache_path

CORE_DIRECTORY: Final = Path(__file__).resolve().parent / "core"
"""Where the sources and the public headers of the core stand."""
HOST_DIRECTORY: Final = CORE_DIRECTORY.parent / "host"
"""What the host library has besides the core: windows into it for tests."""
LANGUAGE_FLAGS: Final = ("-std=c++17", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics")
WARNING_FLAGS: Final = ("-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wold-style-cast", "-Werror")
_COMPILERS: Final = ("c++", "g++", "clang++")
_LIBRARY_NAMES: Final[Mapping[str, str]] = {"win32": "oceanremote_host.dll", "darwin": "liboceanremote_host.dylib"}
_SOURCE_SUFFIXES: Final = frozenset({".cpp", ".h", ".def"})
_BUILD_TIMEOUT_S: Final = 600


class BuildError(Exception):
    """The core cannot be built here; the text is fit for a user."""


@dataclass(frozen=True, slots=True)
class Compiler:
    """A C++ compiler: the words of its command line, and its name for messages."""

    command: tuple[str, ...]

    @property
    def name(self) -> str:
        """How a message calls it."""
        return " ".join(Path(self.command[0]).name if index == 0 else word for index, word in enumerate(self.command))


@dataclass(frozen=True, slots=True)
class HostBuild:
    """How the host library is made: flags beyond the usual ones, such as those of a sanitizer."""

    extra_flags: tuple[str, ...] = ()
    optimisation: str = "-O2"

    def flags(self) -> tuple[str, ...]:
        """Give the flags of the compiler, without names of files."""
        position = () if sys.platform == "win32" else ("-fPIC",)
        return (*LANGUAGE_FLAGS, *WARNING_FLAGS, self.optimisation, *position, *self.extra_flags)


def find_compiler() -> Compiler:
    """Find a C++ compiler; raises BuildError that says which ones would do."""
    if named := shlex.split(os.environ.get("CXX", "")):
        if shutil.which(named[0]) is None:
            raise BuildError(f"compiler {named[0]!r} named by CXX, expected a program on the path; install it or unset CXX")
        return Compiler(tuple(named))
    for name in _COMPILERS:
        if found := shutil.which(name):
            return Compiler((found,))
    if importlib.util.find_spec("ziglang") is not None:
        return Compiler((sys.executable, "-m", "ziglang", "c++"))
    raise BuildError("no C++ compiler, expected c++, g++ or clang++ on the path; install one, or pip install ziglang")


def core_sources() -> tuple[Path, ...]:
    """Give the core's translation units, in order."""
    return tuple(sorted((CORE_DIRECTORY / "src").rglob("*.cpp")))


def build_host_library(build: HostBuild | None = None, cache: Path | None = None) -> Path:
    """Give the core as a shared library, built now if nothing of it is in the cache.

    `cache`: where libraries are kept, by default the user's cache directory. Raises BuildError.
    """
    build = build or HostBuild()
    compiler = find_compiler()
    directory = (cache or user_cache_path("oceanhil", appauthor=False) / "firmware") / _key(compiler, build.flags())
    library = directory / _LIBRARY_NAMES.get(sys.platform, "liboceanremote_host.so")
    if library.is_file():
        return library
    directory.mkdir(parents=True, exist_ok=True)
    with FileLock(directory / "lock"):
        if not library.is_file():
            _compile(compiler, build, library)
    return library


def _compile(compiler: Compiler, build: HostBuild, library: Path) -> None:
    # Linked under another name first: whoever sees the library sees all of it.
    unfinished = library.with_name(f"unfinished-{library.name}")
    command = (
        *compiler.command,
        *build.flags(),
        "-shared",
        *_include_flags(),
        *map(str, (*core_sources(), *sorted(HOST_DIRECTORY.glob("*.cpp")))),
        "-o",
        str(unfinished),
    )
    try:
        done = subprocess.run(  # noqa: S603 - the compiler that the user has
            command, capture_output=True, text=True, timeout=_BUILD_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BuildError(f"compiler {compiler.name!r} did not run: {error}") from error
    if done.returncode:
        raise BuildError(f"compiler {compiler.name!r} refused the core: {_first_error(done.stderr)}")
    unfinished.replace(library)


def _include_flags() -> Iterable[str]:
    return (f"-I{CORE_DIRECTORY / 'include'}", f"-I{CORE_DIRECTORY / 'src'}")


def _first_error(text: str) -> str:
    lines = [line for line in text.splitlines() if "error" in line] or text.splitlines() or ["no message"]
    return lines[0].strip()


def _key(compiler: Compiler, flags: tuple[str, ...]) -> str:
    digest = hashlib.sha256(repr((compiler.command, flags, sys.platform)).encode())
    for path in _inputs():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def _inputs() -> Iterable[Path]:
    directories = (CORE_DIRECTORY / "include", CORE_DIRECTORY / "src", HOST_DIRECTORY)
    for directory in directories:
        yield from sorted(path for path in directory.rglob("*") if path.suffix in _SOURCE_SUFFIXES)
