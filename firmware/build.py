"""Build the C++ core for the machine it is to run on here, kept in a cache by what went into it."""

import hashlib
import os
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock

from oceanhil.firmware.compiler import BuildError, Compiler, find_compiler, kept_folder, make_folder

__all__ = [
    "CORE_DIRECTORY",
    "FIRMWARE_DIRECTORY",
    "HOST_DIRECTORY",
    "LANGUAGE_FLAGS",
    "SANITIZER_FLAGS",
    "STRICT_FLAG",
    "WARNING_FLAGS",
    "BuildError",
    "Compiler",
    "HostBuild",
    "Target",
    "build",
    "build_host_library",
    "core_sources",
    "find_compiler",
    "fuzzer",
    "host_library",
    "include_directories",
    "unit_tests",
]

FIRMWARE_DIRECTORY: Final = Path(__file__).resolve().parent
CORE_DIRECTORY: Final = FIRMWARE_DIRECTORY / "core"
"""Where the sources and the public headers of the core stand."""
HOST_DIRECTORY: Final = FIRMWARE_DIRECTORY / "host"
"""What the host library has besides the core: windows into it for tests."""
LANGUAGE_FLAGS: Final = ("-std=c++17", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics")
"""The language of the core, on every target."""
WARNING_FLAGS: Final = ("-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-Wold-style-cast")
STRICT_FLAG: Final = "-Werror"
"""For the core's own tests: a user's compiler, newer than all that it was tried with, may warn and still build."""
SANITIZER_FLAGS: Final = ("-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer")
"""Flags that end a program at the first wrong access or undefined operation."""
_LIBRARY_NAMES: Final[Mapping[str, str]] = {"win32": "oceanremote_host.dll", "darwin": "liboceanremote_host.dylib"}
_HEADER_SUFFIXES: Final = frozenset({".h", ".def"})
# The C library has empty functions of the names by which the compiler calls `step_watch.cpp`, and is loaded first.
_OWN_FUNCTIONS_FIRST: Final[Mapping[str, tuple[str, ...]]] = {"linux": ("-Wl,-Bsymbolic-functions",)}
_LINK_ONLY: Final = frozenset({"-shared", "-Wl,-Bsymbolic-functions"})


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
    kept = kept_folder(cache)
    file = kept / _key(compiler, (*WARNING_FLAGS, *target.flags), target.sources, target.core) / target.file_name
    if file.is_file():
        return file
    make_folder(file.parent, kept)
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
    outcome = compiler.make(words, file)
    if not outcome.is_good:
        raise BuildError(f"compiler {compiler.name!r} refused {target.file_name!r}: {_first_error(outcome.messages)}")


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
