"""A compiled sketch under a debugger, which somebody sits at: gdb has the terminal, the sketch a pipe each way.

What is it: `SketchProcess`, started by gdb. Virtual time stands still while a breakpoint holds the sketch, for nobody
but the sketch says that time has passed; so there is no hurry, and no wait of the process's has an end.

What it must not do: take Ctrl-C for its own. gdb stops the sketch by it, and the run goes on.
"""

import os
import select
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from oceanhil.hil.worlds.sketch.frames import Record
from oceanhil.hil.worlds.sketch.process import NO_VARIABLES, SketchEndedError, SketchProcess
from oceanhil.scenarios.world import WorldError

_LOOK_S: Final = 0.2
_LAST_S: Final = 2
_PIECE_BYTES: Final = 1 << 16
_ENDED: Final = "the sketch was ended in the debugger, so there is no verdict"
# The sketch is what the process becomes for its boots. Its own timer tells it that it hangs.
_SETTINGS: Final = (
    "set confirm off",
    "set pagination off",
    "set breakpoint pending on",
    "set follow-fork-mode child",
    "handle SIGPROF nostop noprint pass",
)
_HINT: Final = "echo The sketch begins with 'run': set breakpoints first, such as 'break loop'.\\n"


def find_debugger() -> str:
    """Give the path of gdb; raises WorldError that names the package where there is none."""
    found = shutil.which("gdb")
    if found is None:
        raise WorldError("--debug needs gdb, which is not installed; on Debian and Ubuntu: apt install gdb")
    return found


def _wait_only() -> None:
    """It ends by itself."""


class DebuggedProcess(SketchProcess):
    """A process of a compiled sketch in gdb, which does what stands in a file of commands, or waits for them."""

    def __init__(self, program: Path, commands: Path | None, variables: Mapping[str, str] = NO_VARIABLES) -> None:
        """Start gdb; raises WorldError if it cannot be started."""
        self._folder = tempfile.TemporaryDirectory(prefix="oceanhil-debug-", ignore_cleanup_errors=True)
        self._commands = commands
        self._usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
        super().__init__(program, variables)

    def _start(self, program: Path, variables: Mapping[str, str]) -> tuple["subprocess.Popen[bytes]", int, int]:
        orders, answers = (Path(self._folder.name, name) for name in ("orders", "answers"))
        for pipe in (orders, answers):
            os.mkfifo(pipe)
        process = subprocess.Popen(  # noqa: S603 - what was just compiled, in the debugger that is installed
            [find_debugger(), "-q", *self._words(f"<{shlex.quote(str(orders))} >{shlex.quote(str(answers))}"), program],
            env={**os.environ, **variables},
        )
        # Both ends are open here, too: so neither waits for the sketch, which opens them when it is run.
        return process, os.open(orders, os.O_RDWR), os.open(answers, os.O_RDWR)

    def _words(self, arguments: str) -> list[str]:
        settings = [*_SETTINGS, f"set args {arguments}"]
        words = [word for each in settings for word in ("-iex", each)]
        return [*words, "-ex", _HINT] if self._commands is None else [*words, "-x", str(self._commands)]

    def hear(self) -> list[Record]:
        """Wait as ever; raises WorldError where whoever sits at the debugger has ended the sketch."""
        try:
            return super().hear()
        except SketchEndedError as error:
            # It is how gdb ends a sketch, on `quit`, `kill` and the end of its input.
            if os.WIFSIGNALED(error.status) and os.WTERMSIG(error.status) == signal.SIGKILL:
                raise WorldError(_ENDED) from None
            raise

    def rest(self) -> bool:
        """Never: the next run is one that somebody else looks at."""
        super().rest()
        return False

    def close(self) -> None:
        """Let the sketch end, for it has no more orders; then gdb, which gives the terminal back."""
        self._processor.leave()
        self._boots = False
        os.close(self._out)
        ways: tuple[Callable[[], None], ...] = (_wait_only, self._process.terminate, self._process.kill)
        for way in ways:
            way()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_LAST_S)
                break
        os.close(self._in)
        self._folder.cleanup()
        signal.signal(signal.SIGINT, self._usual)

    def _more(self) -> bytes:
        while not select.select([self._in], [], [], _LOOK_S)[0]:
            if self._process.poll() is not None:
                self._boots = False
                raise WorldError(_ENDED)
        return os.read(self._in, _PIECE_BYTES)
