"""How much flash and RAM the core takes on each microcontroller whose compiler is installed."""

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oceanhil.firmware.build import LANGUAGE_FLAGS, BuildError, core_sources, include_directories

CODE_BYTES_MAX: Final = 40 * 1024
"""The budget of code and constants."""
RAM_BYTES_MAX: Final = 8 * 1024
"""The budget of the memory that one core is given."""
_SIZE_OF_CORE: Final = '#include "core.h"\nchar size_of_core[oceanremote::Room::kCore];\n'
_TIMEOUT_S: Final = 300


@dataclass(frozen=True, slots=True)
class Microcontroller:
    """A target: its name, what the names of its tools begin with, and its compiler's flags."""

    name: str
    tools: str
    flags: tuple[str, ...]

    @property
    def is_installed(self) -> bool:
        """Whether its compiler is here."""
        return shutil.which(f"{self.tools}g++") is not None


@dataclass(frozen=True, slots=True)
class Size:
    """What the core takes: code and constants, and RAM for one device; in bytes."""

    code_bytes: int
    ram_bytes: int


MICROCONTROLLERS: Final = (
    Microcontroller(
        "lx106",
        "xtensa-lx106-elf-",
        ("--specs=/usr/lib/xtensa-lx106-elf/picolibc.specs", "-mlongcalls", "-mtext-section-literals"),
    ),
    Microcontroller("cortex-m0+", "arm-none-eabi-", ("-mcpu=cortex-m0plus", "-mthumb")),
)


def measure(target: Microcontroller) -> Size:
    """Compile the core for this target with -Os, every section kept; raises BuildError."""
    with tempfile.TemporaryDirectory() as directory:
        probe = Path(directory, "size_of_core.cpp")
        probe.write_text(_SIZE_OF_CORE, encoding="ascii")
        objects = [_compiled(target, source, Path(directory)) for source in (*core_sources(), probe)]
        return Size(_code_bytes(target, objects), _ram_bytes(target, objects[-1]))


def _compiled(target: Microcontroller, source: Path, directory: Path) -> Path:
    made = directory / f"{source.stem}.o"
    includes = (f"-I{each}" for each in include_directories())
    _run(f"{target.tools}g++", *LANGUAGE_FLAGS, *target.flags, "-Os", *includes, "-c", str(source), "-o", str(made))
    return made


def _code_bytes(target: Microcontroller, objects: list[Path]) -> int:
    rows = _run(f"{target.tools}size", *map(str, objects)).splitlines()[1:]
    # Constants count in `text` here; what stands in `data` is copied to RAM and takes flash too.
    return sum(int(row.split()[0]) + int(row.split()[1]) for row in rows)


def _ram_bytes(target: Microcontroller, probe: Path) -> int:
    (row,) = _run(f"{target.tools}nm", "--print-size", str(probe)).splitlines()
    return int(row.split()[1], 16)


def _run(*words: str) -> str:
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False)  # noqa: S603 - a compiler
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BuildError(f"{words[0]!r} did not run: {error}") from error
    if done.returncode:
        raise BuildError(f"{words[0]!r} refused the core: {done.stderr.strip().splitlines()[:1]}")
    return done.stdout
