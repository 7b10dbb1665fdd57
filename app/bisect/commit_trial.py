"""One commit tried: built if that is asked for, then run once or more; exit codes are those of `git bisect run`."""

from __future__ import annotations

import os
import sys
from enum import Enum
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.app.command_errors import NOT_TRIED
from oceanhil.host.program import StoppedError, run_to_end
from oceanhil.host.visible_text import clip

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

REPLAY_VARIABLE: Final = "OCEANHIL_REPLAY_ID"
_SIGNALS_FROM: Final = 128
_LINES: Final = 3
_REASONS: Final = ("error: ", "skipped: ")


class Judgement(Enum):
    """What a trial came to; the value is git's word for it."""

    GOOD = "good"
    BAD = "bad"
    SKIP = "skip"


class Tried(msgspec.Struct, frozen=True):
    """What a commit came to, in a few words, and all that was printed."""

    judgement: Judgement
    words: str
    output: str = ""


class BrokenOffError(Exception):
    """A command ended in a way that says nothing about commits; the text tells how."""


class CommitTrial(msgspec.Struct, frozen=True, kw_only=True):
    """How a commit is tried: `command` up to `repeat` times, behind `build` (a line for the shell) if there is one."""

    replay_id: str
    command: tuple[str, ...]
    build: str
    repeat: int
    timeout_s: float
    is_own: bool
    """The command is one of this project's, of which exit codes are known."""

    def run(self, folder: Path) -> Tried:
        """Try what is in `folder`; raises BrokenOffError and OSError."""
        if self.build:
            tried = self._once(("sh", "-c", self.build), folder)
            if tried is None or tried[0]:
                how = "takes too long" if tried is None else f"ends with {tried[0]}"
                said = "" if tried is None else _last(tried[1])
                return Tried(Judgement.SKIP, f"not tried: its build {how}{said}")
        for attempt in range(1, self.repeat + 1):
            ended = self._once(self.command, folder)
            if ended is None:
                return Tried(Judgement.SKIP, "not tried: it takes too long")
            code, output = ended
            if code == NOT_TRIED:
                return Tried(Judgement.SKIP, f"not tried{_last(output)}", output)
            if code < 0 or code >= _SIGNALS_FROM or (self.is_own and code > 1):
                raise BrokenOffError(f"the command ended with {code}{_last(output)}")
            if code:
                at = f" at attempt {attempt} of {self.repeat}" if self.repeat > 1 else ""
                return Tried(Judgement.BAD, f"failed{at}", output)
        times = f" {self.repeat} times" if self.repeat > 1 else ""
        return Tried(Judgement.GOOD, f"passed{times}")

    def _once(self, words: Sequence[str], folder: Path) -> tuple[int, str] | None:
        """Give exit code and output; None where it took too long."""
        try:
            done = run_to_end(words, self.timeout_s, environment={REPLAY_VARIABLE: self.replay_id}, folder=folder)
        except StoppedError:
            return None
        # Where the work tree lies says nothing, and it is gone when somebody reads this.
        return done.exit_code, done.output.replace(f"{folder}{os.sep}", "")


def replay_words(replay_id: str, options: Sequence[str]) -> tuple[str, ...]:
    """Give the words that replay a case with this program, whatever lies where they are run."""
    start = "from oceanhil.app.start import main; main()"
    return (sys.executable, "-P", "-c", start, "replay", "-q", "--bisect", *options, "--", replay_id)


def _last(output: str) -> str:
    """Give the line that says why, as ours do, or the last ones, behind a colon; empty where there are none."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    why = next((line for line in lines if line.lower().startswith(_REASONS)), None) or " ".join(lines[-_LINES:])
    return f": {clip(why)}" if why else ""
