"""A terminal with a program in it, and somebody who reads and types."""

import os
import re
import select
import subprocess
import time
from types import TracebackType
from typing import Self

from tests.foreign.program import TIMEOUT_S, Installed, users_variables

CTRL_RIGHT_BRACKET = "\x1d"
ENTER = "\r"
_AGAIN_S = 1.0


class Terminal:
    """Runs a program in a pseudo terminal of its own, which is killed at the end if it still runs."""

    def __init__(self, installed: Installed, program: str, *arguments: str) -> None:
        self.shown = ""
        self._master, slave = os.openpty()
        try:
            self._process = subprocess.Popen(
                installed.command(program, *arguments), cwd=installed.folder, env=users_variables(),
                stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            )  # fmt: skip
        except BaseException:
            os.close(self._master)
            raise
        finally:
            os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        os.close(self._master)

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._master, keys.encode("utf-8"))

    def sees(self, pattern: str, timeout_s: float = TIMEOUT_S) -> bool:
        """Read until `pattern` stands on the screen; False if it does not in time."""
        end_s = _now_s() + timeout_s
        while not re.search(pattern, self.shown):
            if not self._read(end_s - _now_s()):
                return False
        return True

    def expect(self, *patterns: str) -> None:
        """Wait until all of these stand on the screen, somewhere."""
        for pattern in patterns:
            assert self.sees(pattern), f"no {pattern!r} in:\n{self.shown}"

    def ask(self, line: str, answer: str) -> None:
        """Type a line until it is answered: a program that has just begun does not listen to its port yet."""
        for _ in range(int(TIMEOUT_S / _AGAIN_S)):
            self.type(line + ENTER)
            if self.sees(answer, _AGAIN_S):
                return
        raise AssertionError(f"no answer {answer!r} to {line!r} in:\n{self.shown}")

    def end(self, keys: str) -> int:
        """Press keys that end the program, and give its exit code."""
        self.type(keys)
        # What it still says must be read, or it would wait for that for ever.
        while self._read(TIMEOUT_S):
            pass
        return self._process.wait(TIMEOUT_S)

    def _read(self, timeout_s: float) -> bool:
        """Read what there is; False at the end, or if nothing comes in time."""
        if not select.select([self._master], [], [], max(0.0, timeout_s))[0]:
            return False
        try:
            data = os.read(self._master, 65_536)
        except OSError:
            # Linux says so when nobody has the other side open any more.
            return False
        self.shown += data.decode("utf-8", "replace")
        return bool(data)


def _now_s() -> float:
    return time.monotonic()  # noqa: TID251 - how long somebody looks at a screen is real time
