"""Build the C++ core for the machine it is to run on here, kept in a cache by what went into it.

Any C++17 compiler does. One that `CXX` names comes first, then `c++`, `g++` and `clang++`, then the `ziglang` package
from PyPI, which brings its own.
"""

import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock
from platformdirs import user_cache_path

FIRMWARE_DIRECTORY: Final = Path(__file__).resolve().parent
CORE_DIRECTORY: Final = FIRMWARE_DIRECTORY / "core"
"""Where the sources and the public headers of the core stand."""
HOST_API_DIRECTORY: Final = FIRMWARE_DIRECTORY / "arduino_host"
"""The API of the Arduino cores on the host, and the machine below it."""
HOST_DIRECTORY: Final = FIRMWARE_DIRECTORY / "host"
"""What the host library has besides the core: windows into it for tests."""
LANGUAGE_FLAGS: Final = ("-std=c++17", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics")
"""The language of the core, on every target."""
WARNING_FLAGS: Final = ("-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wold-style-cast")
STRICT_FLAG: Final = "-Werror"
"""For the core's own tests: a user's compiler, newer than all that it was tried with, may warn and still build."""
SANITIZER_FLAGS: Final = ("-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer")
"""Flags that end a program at the first wrong access or undefined operation."""
_COMPILERS: Final = ("c++", "g++", "clang++")
# Clang makes DLLs of Microsoft's kind there, which export only what is marked for it; the GNU kind exports everything.
_WINDOWS_COMPILERS: Final = ("c++", "g++")
_LIBRARY_NAMES: Final[Mapping[str, str]] = {"win32": "oceanremote_host.dll", "darwin": "liboceanremote_host.dylib"}
_HEADER_SUFFIXES: Final = frozenset({".h", ".def"})
# The C library has empty functions of the names by which the compiler calls `step_watch.cpp`, and is loaded first.
_OWN_FUNCTIONS_FIRST: Final[Mapping[str, tuple[str, ...]]] = {"linux": ("-Wl,-Bsymbolic-functions",)}
_LINK_ONLY: Final = frozenset({"-shared", "-Wl,-Bsymbolic-functions"})
_BUILD_TIMEOUT_S: Final = 600


class BuildError(Exception):
    """The core cannot be built here; the text is fit for a user."""


@dataclass(frozen=True, slots=True)
class Compiler:
    """A C++ compiler: the words with which its command line begins."""

    command: tuple[str, ...]

    @property
    def name(self) -> str:
        """How a message calls it."""
        return " ".join((Path(self.command[0]).name, *self.command[1:]))


@dataclass(frozen=True, slots=True)
class HostBuild:
    """How the host library is made: flags beyond the usual ones, such as those of a sanitizer, and of which core."""

    extra_flags: tuple[str, ...] = ()
    optimisation: str = "-O2"
    core: Path = CORE_DIRECTORY


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be built: the file's name, the translation units, and flags besides the language and the warnings."""

    file_name: str
    sources: tuple[Path, ...]
    flags: tuple[str, ...]
    core: Path = CORE_DIRECTORY


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


def core_sources(core: Path = CORE_DIRECTORY) -> tuple[Path, ...]:
    """Give the translation units of the core, or of a copy of it, in order."""
    return tuple(sorted((core / "src").rglob("*.cpp")))


def include_directories(core: Path = CORE_DIRECTORY) -> tuple[Path, ...]:
    """Give where a core's headers are looked for: the public ones, and its own."""
    return (core / "include", core / "src")


def host_library(how: HostBuild | None = None) -> Target:
    """Give the core as a shared library."""
    how = how or HostBuild()
    position = () if sys.platform == "win32" else ("-fPIC", *_OWN_FUNCTIONS_FIRST.get(sys.platform, ()))
    return Target(
        _LIBRARY_NAMES.get(sys.platform, "liboceanremote_host.so"),
        (*core_sources(how.core), *sorted(HOST_DIRECTORY.glob("*.cpp"))),
        (how.optimisation, "-shared", "-finstrument-functions", *position, *how.extra_flags),
        how.core,
    )


def unit_tests() -> Target:
    """Give the core's own tests in C++ as a program, with sanitizers; they need the header of doctest."""
    tests = sorted((CORE_DIRECTORY / "tests").glob("*.cpp"))
    doctest = "-DDOCTEST_CONFIG_NO_EXCEPTIONS_BUT_WITH_ALL_ASSERTS"
    return Target("core-tests", (*core_sources(), *tests), ("-O0", STRICT_FLAG, doctest, *SANITIZER_FLAGS))


def fuzzer(reader: str, *, engine: bool = False) -> Target:
    """Give a program that tries to break one reader of the core, with sanitizers.

    `reader`: the name of a file in core/fuzz. `engine`: libFuzzer looks for inputs, which needs clang and its runtime;
    else the program brings a plain one.
    """
    directory = CORE_DIRECTORY / "fuzz"
    sources = (*core_sources(), directory / f"{reader}.cpp")
    if engine:
        return Target(reader, sources, ("-O1", STRICT_FLAG, *SANITIZER_FLAGS, "-fsanitize=fuzzer"))
    return Target(reader, (*sources, directory / "drive.cpp"), ("-O1", STRICT_FLAG, *SANITIZER_FLAGS))


def build_host_library(how: HostBuild | None = None, cache: Path | None = None) -> Path:
    """Give the core as a shared library, built now if it is not in the cache; raises BuildError."""
    return build(host_library(how), cache)


def build(target: Target, cache: Path | None = None) -> Path:
    """Give the target's file, built now unless it is in `cache`, by default the user's; raises BuildError."""
    compiler = find_compiler()
    kept = cache or user_cache_path("oceanhil", appauthor=False) / "firmware"
    file = kept / _key(compiler, (*WARNING_FLAGS, *target.flags), target.sources, target.core) / target.file_name
    if file.is_file():
        return file
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BuildError(f"cache {str(kept)!r} cannot be written: {error}") from error
    with FileLock(file.parent / "lock"):
        if not file.is_file():
            _make(compiler, target, kept / "objects", file)
    return file


def _make(compiler: Compiler, target: Target, objects: Path, file: Path) -> None:
    objects.mkdir(exist_ok=True)
    # Object files are shared between targets with the same flags; compilers wait on the processor, not on Python.
    flags = tuple(flag for flag in target.flags if flag not in _LINK_ONLY)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        made = list(pool.map(lambda source: _object(compiler, target, flags, source, objects), target.sources))
    _run(compiler, target, (*LANGUAGE_FLAGS, *target.flags, *map(str, made)), file)


def _object(compiler: Compiler, target: Target, flags: tuple[str, ...], source: Path, objects: Path) -> Path:
    every = (*LANGUAGE_FLAGS, *WARNING_FLAGS, *flags)
    file = objects / f"{source.stem}-{_key(compiler, every, (source,), target.core)}.o"
    if not file.is_file():
        includes = (f"-I{directory}" for directory in include_directories(target.core))
        _run(compiler, target, (*every, *includes, "-c", str(source)), file)
    return file


def _run(compiler: Compiler, target: Target, words: tuple[str, ...], file: Path) -> None:
    # Under another name first, a process's own: whoever sees the file sees all of it.
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        done = subprocess.run(  # noqa: S603 - the compiler that the user has
            (*compiler.command, *words, "-o", str(unfinished)),
            capture_output=True,
            text=True,
            timeout=_BUILD_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BuildError(f"compiler {compiler.name!r} did not run: {error}") from error
    if done.returncode:
        raise BuildError(f"compiler {compiler.name!r} refused {target.file_name!r}: {_first_error(done.stderr)}")
    unfinished.replace(file)


def _first_error(text: str) -> str:
    lines = [line for line in text.splitlines() if "error" in line] or text.splitlines() or ["no message"]
    return lines[0].strip()


def _key(compiler: Compiler, flags: tuple[str, ...], sources: tuple[Path, ...], core: Path) -> str:
    digest = hashlib.sha256(repr((compiler.command, flags, sys.platform)).encode())
    for path in (*_headers(core), *sources):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:24]


def _headers(core: Path) -> Iterable[Path]:
    for directory in (*include_directories(core), HOST_DIRECTORY, core / "tests", core / "fuzz"):
        yield from sorted(path for path in directory.rglob("*") if path.suffix in _HEADER_SUFFIXES)
