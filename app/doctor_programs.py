"""Programs that worlds and options need: what is here, what each makes possible, and what installs it.

None of them is needed by everybody, so one that is missing is not wrong.
"""

import tempfile
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from oceanhil.app.doctor import Checked, CheckVerdict
from oceanhil.firmware.compiler import BuildError, find_compiler
from oceanhil.firmware.sketches.coverage import refuse_without_coverage
from oceanhil.firmware.sketches.machine import find_sketch_compiler, refuse_other_machines
from oceanhil.hil.download.download_errors import EsptoolMissingError
from oceanhil.hil.download.esptool import check_version
from oceanhil.hil.emulators.emulator_errors import ToolMissingError
from oceanhil.hil.emulators.tools import ARM_COMPILER, LX106_COMPILER, NODE, QEMU_XTENSA, Tool

GDB: Final = Tool("gdb", "the package 'gdb'")
_FOR: Final[Sequence[tuple[Tool, str]]] = (
    (GDB, "'oceanhil replay --debug', sketches in a debugger"),
    (QEMU_XTENSA, "world emulated, ESP8266"),
    (LX106_COMPILER, "firmware for the emulated ESP8266"),
    (NODE, "world emulated, Pico W"),
    (ARM_COMPILER, "firmware for the emulated Pico W"),
)


def check_compiler() -> Checked:
    """See whether there is a C++ compiler."""
    return _checked("C++ compiler", "worlds native and sketch", lambda: find_compiler().name)


def check_sketches() -> Checked:
    """See whether that compiler makes programs of 32 bits that start here, as sketches are compiled to."""

    def tried() -> str:
        compiler = find_sketch_compiler()
        # Not in the folder of what is kept: nothing is changed here.
        with tempfile.TemporaryDirectory(prefix="oceanhil-") as folder:
            refuse_other_machines(compiler, Path(folder))
        return compiler.name

    return _checked("programs of 32 bits", "world sketch", tried)


def check_tool(tool: Tool, purpose: str) -> Checked:
    """See whether a program is on the search path."""
    return _checked(tool.program, purpose, tool.find)


def check_gcovr() -> Checked:
    """See whether gcovr is installed beside this project."""
    return _checked("gcovr", "'oceanhil run --coverage', lines of a sketch that are reached", _gcovr)


def check_esptool() -> Checked:
    """See whether esptool is installed and new enough."""
    return _checked("esptool", "flashing and reading boards with an ESP chip, world serial", _esptool)


def check_programs() -> Sequence[Checked]:
    """Look at all of them."""
    tools = (check_tool(tool, purpose) for tool, purpose in _FOR)
    return (check_compiler(), check_sketches(), check_gcovr(), check_esptool(), *tools)


def _gcovr() -> str:
    refuse_without_coverage(find_compiler())
    return version("gcovr")


def _esptool() -> str:
    try:
        found = version("esptool")
    except PackageNotFoundError:
        raise BuildError("it is not here: pip install 'esptool>=5.1'") from None
    check_version(found)
    return found


def _checked(what: str, purpose: str, find: Callable[[], str]) -> Checked:
    try:
        return Checked(what, CheckVerdict.OK, f"{find()}; for {purpose}")
    except (BuildError, EsptoolMissingError, ToolMissingError) as error:
        return Checked(what, CheckVerdict.ABSENT, f"for {purpose}; {error}")
