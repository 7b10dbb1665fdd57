"""Cross-compilers for the machines: Debian's, and where it is missing, that of the ziglang package."""

import importlib.util
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oceanhil.hil.emulators.errors import ToolMissingError
from oceanhil.hil.emulators.folders import FIRMWARE
from oceanhil.hil.emulators.tools import ARM_COMPILER, LX106_COMPILER, LX106_LIBRARY, Tool

_FREESTANDING: Final = FIRMWARE / "freestanding"


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


_C_LIBRARY: Final = ("-Wl,--start-group", "-lc", "-lgcc", "-Wl,--end-group")
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
