"""Programs that emulated boards need, and the packages that install them (Debian's names)."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from oceanhil.hil.emulators.errors import ToolMissingError

_PICOLIBC_SPECS: Final = Path("/usr/lib/xtensa-lx106-elf/picolibc.specs")


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
