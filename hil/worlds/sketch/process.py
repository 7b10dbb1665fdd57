"""The process of one compiled sketch: it waits for boots, and becomes two for each of them.

`firmware/arduino_host/machine/boot.cpp` is the other side. All that is particular to processes and pipes is in here.
"""

import os
import select
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from struct import Struct
from types import MappingProxyType
from typing import Final

from oceanhil.hil.worlds.sketch.frames import FrameError, Life, Record, records
from oceanhil.host.processors import SharedProcessor
from oceanhil.scenarios.world import WorldError

_SIZE: Final = Struct("<I")
_LAST_WORD: Final = _SIZE.pack(0xFFFFFFFF)
# The process itself notices within seconds of its own time that a sketch hangs; this is for one that was stopped.
_PATIENCE_S: Final = 120
_PIECE_BYTES: Final = 1 << 16
NO_VARIABLES: Final[Mapping[str, str]] = MappingProxyType({})


class SketchEndedError(WorldError):
    """The process of a boot has ended without a word; `status` is what `waitpid` gave."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the sketch's process has ended by itself ({_how(status)}), as no program on a board can")
        self.status = status


class SketchProcess:
    """A process of a compiled sketch, and the boot that is under way in it, if there is one."""

    def __init__(self, program: Path, variables: Mapping[str, str] = NO_VARIABLES) -> None:
        """Start it, with these variables more in its environment; raises WorldError if it cannot be started."""
        self._boots = False
        self._is_asked = False
        """It was told something, and has not said all that it has to say to it."""
        self._read = b""
        try:
            self._process, self._out, self._in = self._start(program, variables)
        except OSError as error:
            raise WorldError(f"the compiled sketch {str(program)!r} cannot be started: {error}") from error
        self._processor = SharedProcessor(self._process.pid)
        self._coming = select.poll()
        self._coming.register(self._in, select.POLLIN)

    def _start(self, program: Path, variables: Mapping[str, str]) -> tuple["subprocess.Popen[bytes]", int, int]:
        """Start it; gives the process, and where orders go to and answers come from."""
        process = subprocess.Popen(  # noqa: S603 - what was just compiled
            [program],
            env={**os.environ, **variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        return process, process.stdin.fileno(), process.stdout.fileno()

    def begin(self, order: bytes, present: bytes) -> None:
        """Let a boot begin, with an order of `frames.boot`, and an answer that says how the world is then."""
        self._processor.go_on()
        # Before it is told: whoever is interrupted right behind that has a boot to end.
        self._boots = True
        self._send(order, present)

    def hear(self) -> list[Record]:
        """Wait for what the boot does next: notes, and a question last; raises SketchEndedError."""
        heard = self._frame()
        self._is_asked = False
        if heard[-1].kind == Life.ENDED:
            self._boots = False
            raise SketchEndedError(int.from_bytes(heard[-1].data, "little"))
        return heard

    def ask(self, answer: bytes) -> list[Record]:
        """Let the boot go on with the answer to its question, to the next one; raises SketchEndedError."""
        self._processor.turn()
        self._send(answer)
        return self.hear()

    def end(self) -> None:
        """End the boot under way where it stands, without a word to it."""
        if not self._boots:
            return
        if self._is_asked:
            # Whoever waited for it was interrupted, and must not be told of a process that goes on instead.
            self._kill()
            return
        self._boots = False
        os.write(self._out, _LAST_WORD)
        while (last := self._frame()[-1]).kind != Life.ENDED:
            raise FrameError(f"the sketch's process goes on after its end: {last}")

    def rest(self) -> bool:
        """Let this thread go its way; tell whether it waits for a boot, and has never failed to answer."""
        self._processor.rest()
        return not self._boots and not self._read and self._process.poll() is None

    def close(self) -> None:
        """End the process."""
        self._processor.leave()
        self._kill()
        for end in (self._process.stdin, self._process.stdout):
            if end is not None:
                end.close()

    def _kill(self) -> None:
        """End it with all that a sketch may have started; there is nothing more to hear from it."""
        self._boots = False
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _send(self, *frames: bytes) -> None:
        self._is_asked = True
        data = b"".join([_SIZE.pack(len(frame)) + frame for frame in frames])
        # A pipe takes all of it at once, unless it is a whole flash.
        written = os.write(self._out, data)
        while written < len(data):
            written += os.write(self._out, data[written:])

    def _frame(self) -> list[Record]:
        read = self._read or self._more()
        while len(read) < _SIZE.size or len(read) < (end := _frame_end(read)):
            read += self._more()
        self._read = read[end:]
        return records(read[_SIZE.size : end])

    def _more(self) -> bytes:
        if not self._coming.poll(_PATIENCE_S * 1000):
            self._kill()
            raise WorldError(
                f"the sketch's process said nothing for {_PATIENCE_S} s and was ended: it stood still; "
                "see whether something from outside stopped it, and run it again"
            )
        piece = os.read(self._in, _PIECE_BYTES)
        if not piece:
            self._boots = False
            how = _how(self._process.wait())
            raise WorldError(f"the sketch's process has ended ({how}); oceanhil replay --debug shows where")
        return piece


def _frame_end(read: bytes) -> int:
    return _SIZE.size + int(_SIZE.unpack_from(read)[0])


def _how(status: int) -> str:
    code = os.waitstatus_to_exitcode(status) if status >= 0 else status
    return f"exit code {code}" if code >= 0 else f"signal {-code}"
