"""Programs that emulated boards need: emulators and cross-compilers, with the packages that bring them."""

import importlib.util
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oceanhil.hil.emulators.emulator_errors import ToolMissingError
from oceanhil.host.folders import cache_directory

FIRMWARE: Final = Path(__file__).resolve().parents[2] / "firmware"
_PICOLIBC_SPECS: Final = Path("/usr/lib/xtensa-lx106-elf/picolibc.specs")
_FREESTANDING: Final = FIRMWARE / "freestanding"
_C_LIBRARY: Final = ("-Wl,--start-group", "-lc", "-lgcc", "-Wl,--end-group")


def cache_folder() -> Path:
    """Give the folder in which what was built or installed is kept from run to run."""
    return cache_directory()


@dataclass(frozen=True, slots=True)
class Tool:
    """A program on the search path, and what installs it."""

    program: str
    package: str

    def find(self) -> str:
        """Give its path; raises ToolMissingError."""
        path = shutil.which(self.program)
        if path is None:
            raise ToolMissingError(self.program, self.package)
        return path


@dataclass(frozen=True, slots=True)
class ToolFile:
    """A file that belongs to a tool, and what installs it."""

    path: Path
    package: str

    def find(self) -> str:
        """Give its path; raises ToolMissingError."""
        if not self.path.exists():
            raise ToolMissingError(str(self.path), self.package)
        return str(self.path)


QEMU_XTENSA: Final = Tool("qemu-system-xtensa", "the package 'qemu-system-misc'")
LX106_COMPILER: Final = Tool("xtensa-lx106-elf-g++", "the package 'gcc-xtensa-lx106'")
LX106_LIBRARY: Final = ToolFile(_PICOLIBC_SPECS, "the package 'picolibc-xtensa-lx106-elf'")
NODE: Final = Tool("node", "the package 'nodejs', version 18 or later")
ARM_COMPILER: Final = Tool("arm-none-eabi-g++", "the packages 'gcc-arm-none-eabi' and 'libnewlib-arm-none-eabi'")


@dataclass(frozen=True, slots=True)
class ZigCompiler:
    """The C++ compiler of the ziglang package, which any pip installs; it has no C library for bare machines."""

    package: str = "the package 'ziglang' with pip"

    def command(self) -> tuple[str, ...]:
        """Give the words that begin its command line; raises ToolMissingError."""
        if importlib.util.find_spec("ziglang") is None:
            raise ToolMissingError("ziglang", self.package)
        return (sys.executable, "-m", "ziglang", "c++")


@dataclass(frozen=True, slots=True)
class GnuCompiler:
    """A compiler of the GNU collection on the search path."""

    tool: Tool

    def command(self) -> tuple[str, ...]:
        """Give the words that begin its command line; raises ToolMissingError."""
        return (self.tool.find(),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toolchain:
    """A compiler, its flags, and what it lacks.

    `flags` are for compiler and linker, `link_flags` come before the object files, `libraries` behind them; `headers`
    and `sources` stand in for a C library.
    """

    compiler: GnuCompiler | ZigCompiler
    flags: tuple[str, ...]
    link_flags: tuple[str, ...]
    libraries: tuple[str, ...] = ()
    headers: tuple[Path, ...] = ()
    sources: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Toolchains:
    """Toolchains for one machine, the best one first."""

    every: Sequence[Toolchain]

    def find(self) -> Toolchain:
        """Give the first that is installed; raises ToolMissingError that names the best one."""
        missing: list[ToolMissingError] = []
        for toolchain in self.every:
            try:
                toolchain.compiler.command()
            except ToolMissingError as error:
                missing.append(error)
            else:
                return toolchain
        raise missing[0]


LX106_TOOLCHAINS: Final = Toolchains(
    (
        Toolchain(
            compiler=GnuCompiler(LX106_COMPILER),
            flags=("-mlongcalls", "-mtext-section-literals", f"--specs={LX106_LIBRARY.path}"),
            link_flags=("-nostdlib",),
            libraries=_C_LIBRARY,
        ),
    )
)
RP2040_TOOLCHAINS: Final = Toolchains(
    (
        Toolchain(
            compiler=GnuCompiler(ARM_COMPILER),
            flags=("-mcpu=cortex-m0plus", "-mthumb"),
            link_flags=("-nostdlib", "-Wl,--no-warn-rwx-segments"),
            libraries=_C_LIBRARY,
        ),
        # Its functions in RAM are far from those in flash: GCC's attribute for that is not known to Clang.
        Toolchain(
            compiler=ZigCompiler(),
            flags=(
                *("-target", "thumb-freestanding-eabi", "-mcpu=cortex_m0plus"),
                *("-mlong-calls", "-Wno-unknown-attributes", "-g0"),
            ),
            link_flags=("-nostartfiles", "-Wl,-e,start_up"),
            headers=(_FREESTANDING,),
            sources=(_FREESTANDING / "string.cpp",),
        ),
    )
)
