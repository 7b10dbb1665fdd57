"""Building a rendered sketch with Arduino CLI or PlatformIO, whichever is here.

Options: Arduino CLI documentation, "arduino-cli compile"; PlatformIO documentation, "pio run".
"""

import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from oceanhil.app.firmware.secrets_header import hide
from oceanhil.app.firmware.sketch import Sketch
from oceanhil.app.firmware.tool_errors import BuildFailedError, BuildToolMissingError
from oceanhil.boards import family
from oceanhil.boards.family import BuildTarget
from oceanhil.host.untrusted import refusal
from oceanhil.protocol.data_files import is_untrusted
from oceanhil.protocol.wording import os_reason

_END_S: Final = 5.0
_CORE_MISSING = re.compile(r"platform not installed|platform \S+ is not installed|unknown fqbn|unknown package")
_PLATFORM_MISSING: Final = ("unknownplatform", "unknownpackageerror", "could not find the package", "missingpackage")
_NO_NETWORK: Final = ("internetconnectionerror", "could not connect to", "no internet connection", "httpclienterror")


class ToolKind(Enum):
    """A build tool; the value is the program's usual name."""

    ARDUINO_CLI = "arduino-cli"
    PLATFORMIO = "pio"


PROGRAMS: Final[Mapping[ToolKind, tuple[str, ...]]] = MappingProxyType(
    {ToolKind.ARDUINO_CLI: ("arduino-cli",), ToolKind.PLATFORMIO: ("pio", "platformio")}
)
"""The names that each tool's program may have."""


@dataclass(frozen=True, slots=True)
class BuildTool:
    """A build tool that is here, and the program that starts it."""

    kind: ToolKind
    program: str

    def words(self, sketch: Sketch) -> list[str]:
        """Give the command line that builds a sketch."""
        target = family(sketch.board).build
        if self.kind is ToolKind.PLATFORMIO:
            return [self.program, "run", "--project-dir", str(sketch.folder), "--environment", target.environment]
        return [
            self.program, "compile", "--fqbn", target.fqbn, "--libraries", str(sketch.libraries),
            "--output-dir", str(sketch.output), str(sketch.source),
        ]  # fmt: skip


def find_tool(wanted: ToolKind | None = None, *, path: str | None = None) -> BuildTool:
    """Give the tool asked for, else Arduino CLI, else PlatformIO; raises BuildToolMissingError.

    `path` is searched in place of the environment's.
    """
    for kind in ToolKind if wanted is None else (wanted,):
        for name in PROGRAMS[kind]:
            program = shutil.which(name, path=path)
            if program is not None:
                return BuildTool(kind, program)
    names = " nor ".join(repr(kind.value) for kind in ToolKind) if wanted is None else repr(wanted.value)
    raise BuildToolMissingError(
        f"{'neither ' if wanted is None else ''}{names} {'is' if wanted is None else 'is not'} on the PATH:"
        " 'pip install platformio', or install Arduino CLI from https://arduino.github.io/arduino-cli"
    )


def build(sketch: Sketch, tool: BuildTool, show: Callable[[str], None]) -> None:
    """Build; each line that the tool prints goes to `show` as it comes, without secrets. Raises BuildFailedError."""
    if is_untrusted():
        raise BuildFailedError(refusal("building a sketch runs what stands beside it"))
    secrets = sketch.secrets()
    printed: list[str] = []

    def take(line: str) -> None:
        printed.append(line.lower())
        show(hide(line, secrets))

    exit_code = _run(tool.words(sketch), take)
    if exit_code:
        raise BuildFailedError(_reason(tool, family(sketch.board).build, "\n".join(printed), exit_code))


def _run(words: list[str], take: Callable[[str], None]) -> int:
    """Run a program to its end and hand over its lines; it is ended if this one is interrupted."""
    try:
        process = subprocess.Popen(  # noqa: S603 - the user's own build tool, never a shell
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    except OSError as error:
        cause = os_reason(error)
        raise BuildFailedError(f"{words[0]!r} cannot be run: {cause}; install it again") from None
    with process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                take(line.decode("utf-8", "replace").rstrip("\r\n"))
            return process.wait()
        except BaseException:
            _end(process)
            raise


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_END_S)
    except subprocess.TimeoutExpired:
        process.kill()


def _reason(tool: BuildTool, target: BuildTarget, printed: str, exit_code: int) -> str:
    """Say in one line why a build failed, and what to do."""
    if tool.kind is ToolKind.ARDUINO_CLI and _CORE_MISSING.search(printed):
        return (
            f"core {target.core!r} is not installed: arduino-cli core install {target.core}"
            f" --additional-urls {target.index_url}"
        )
    if tool.kind is ToolKind.PLATFORMIO and any(text in printed for text in _NO_NETWORK):
        return f"platformio cannot fetch what environment {target.environment!r} needs: build once with a network"
    if tool.kind is ToolKind.PLATFORMIO and any(text in printed for text in _PLATFORM_MISSING):
        return (
            f"platformio has not what environment {target.environment!r} needs: pio pkg install"
            f" --environment {target.environment}, in the folder of the sketch"
        )
    return f"{tool.kind.value} failed with {exit_code}; see what it printed above"
