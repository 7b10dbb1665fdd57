"""Which lines of a sketch a run reaches: counted by what GCC puts into programs, read by gcovr.

Sources: GCC's manual, "Program Instrumentation Options" and "Data File Relocation to Support Cross-Profiling" (variable
`GCOV_PREFIX`), and gcovr's, https://gcovr.com/en/stable/.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from oceanhil.firmware.compiler import BuildError, Compiler, make_folder
from oceanhil.firmware.sketches.digests import digest_of
from oceanhil.protocol.wording import os_reason

COVERAGE_FLAGS: Final = ("--coverage", "-fprofile-abs-path", "-fprofile-update=single")
"""For the sketch's own sources and its libraries'; GCC alone writes what gcov reads."""
COVERAGE_LINK_FLAGS: Final = ("--coverage", "-Wl,-u,__gcov_dump")
LCOV_NAME: Final = "coverage.lcov"
HTML_NAME: Final = "index.html"
_COUNTERS: Final = "counters"
_NOTES: Final = ".gcno"
_COUNTS: Final = ".gcda"
_TIMEOUT_S: Final = 300
# PlatformIO's folder for what it has fetched and made; what a user writes lies in `lib`. Within the working directory
# gcovr holds the path from there against it.
_DOWNLOADED: Final = r"(.*/)?\.pio/.*"


def refuse_without_coverage(compiler: Compiler) -> None:
    """Raise BuildError where lines cannot be counted or reported: with another compiler than GCC, without gcovr."""
    if "clang" in compiler.run(("--version",)).output.lower():
        raise BuildError(
            f"compiler {compiler.name!r} counts lines in files of its own, and coverage is read from GCC's; install g++"
            " and set CXX=g++"
        )
    if importlib.util.find_spec("gcovr") is None:
        raise BuildError("coverage is reported by gcovr, which is not here: pip install 'oceanhil[coverage]'")
    if shutil.which(_gcov(compiler)) is None:
        raise BuildError(f"{_gcov(compiler)!r}, which belongs to {compiler.name!r}, is not on the path; install 'gcc'")


def counting(folder: Path) -> Mapping[str, str]:
    """Give the variables with which a program adds its counts to those in a folder of coverage."""
    return {"GCOV_PREFIX": str((folder / _COUNTERS).resolve()), "GCOV_PREFIX_STRIP": "0"}


@contextmanager
def counting_into(folder: Path, kept: Path) -> Iterator[None]:
    """Have a folder for the counts and the report of one run, without the counts of an earlier one.

    The lock is below `kept`, where all that is made is. Raises BuildError where another run has the folder, or where it
    cannot be made.
    """
    place = f"folder {str(folder)!r} of --coverage"
    try:
        lock = FileLock(_lock_of(folder, kept), timeout=0, thread_local=False)
        lock.acquire()
    except Timeout:
        raise BuildError(f"{place} is in use by another run; wait for its end, or choose another folder") from None
    try:
        _begin(folder / _COUNTERS, place)
        yield
    finally:
        lock.release()


def _lock_of(folder: Path, kept: Path) -> Path:
    lock = kept / "locks" / digest_of(("coverage", os.path.realpath(folder)))
    make_folder(lock.parent, kept)
    return lock


def _begin(counters: Path, place: str) -> None:
    try:
        shutil.rmtree(counters, ignore_errors=True)
        counters.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BuildError(f"{place} cannot be made: {os_reason(error)}; choose another place") from None


def report_coverage(compiler: Compiler, folder: Path, wanted: Iterable[Path]) -> str:
    """Write lcov and HTML of what was counted in `wanted` folders or files; give gcovr's table. Raises BuildError.

    The counts themselves are of no more use then.
    """
    counters = folder / _COUNTERS
    for counts in counters.rglob(f"*{_COUNTS}"):
        # Where the compiler put its notes: the same path, without the folder of counters before it.
        notes = Path("/") / counts.relative_to(counters).with_suffix(_NOTES)
        if notes.is_file():
            shutil.copyfile(notes, counts.with_suffix(_NOTES))
    filters = (word for each in wanted for word in ("--filter", f"{_escaped(each)}(/.*)?$"))
    words = (
        *("--root", str(folder.resolve()), "--gcov-executable", _gcov(compiler), "--gcov-ignore-errors=all"),
        *("--merge-mode-functions=merge-use-line-min", "--exclude-throw-branches", *filters),
        *("--exclude", _DOWNLOADED),
        *("--lcov", str(folder / LCOV_NAME), "--html-details", str(folder / HTML_NAME), "--txt", "-", str(counters)),
    )
    done = subprocess.run(  # noqa: S603 - the interpreter that runs this
        [sys.executable, "-m", "gcovr", *words],
        env={**os.environ, "LC_ALL": "C"}, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False,
    )  # fmt: skip
    if done.returncode:
        raise BuildError(f"gcovr wrote no coverage: {(done.stderr.strip().splitlines() or ['no message'])[-1]}")
    shutil.rmtree(counters, ignore_errors=True)
    return done.stdout


def _gcov(compiler: Compiler) -> str:
    """Name the gcov of a compiler: `gcov-12` of `g++-12`."""
    _, _, version = Path(compiler.command[0]).name.partition("++-")
    return f"gcov-{version}" if version else "gcov"


def _escaped(path: Path) -> str:
    return "".join(each if each.isalnum() or each in "/_" else f"\\{each}" for each in str(path.resolve()))
