"""The run's side of its board keeper: starts it with the first board, and tells it of each.

Without POSIX there is no keeper: a run puts its boards back at its own end, and what it does not come to stays in the
journal.
"""

import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from oceanhil.hil.keeping.keeper import Done, Keep, KeptBoard, LetGo

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_ANSWER_S = 30.0
_END_S = 10.0


class KeeperError(Exception):
    """The board keeper did not start, does not answer, or refuses a board."""


class KeptBoards:
    """The boards of this run that a keeper puts back when the run is gone; a context manager round the run.

    `module` is what the keeper runs, started with the first board; its log is at `log`.
    """

    def __init__(self, module: str, log: Path) -> None:
        self._module = module
        self._log = log
        self._line: Connection | None = None
        self._unanswered = 0
        self._boards: dict[str, KeptBoard] = {}

    @property
    def names(self) -> frozenset[str]:
        """The boards that the keeper would put back now."""
        return frozenset(self._boards)

    @property
    def promise(self) -> str:
        """What a user may be told of a board that is left to the keeper."""
        return f"the board keeper puts it back when this run has ended, and writes to {str(self._log)!r}"

    def keep(self, board: KeptBoard) -> None:
        """Have a board put back when this run is gone, before anything is done to it; raises KeeperError."""
        if os.name != "posix":
            return
        if self._line is not None and self._has_ended():
            self._line.close()
            self._line = None
        # All of them, to a keeper that takes the place of one that was killed.
        for each in ([] if self._line is not None else [*self._boards.values()]) + [board]:
            if refusal := self._ask(Keep(each)).refusal:
                raise KeeperError(refusal)
        self._boards[board.entry.name] = board

    def let_go(self, name: str) -> None:
        """Say that a board is put back; one that nobody keeps is nobody's matter."""
        if self._boards.pop(name, None) is not None and self._line is not None:
            # A keeper that is gone has let go.
            with suppress(KeeperError):
                self._ask(LetGo(name))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """End the connection, and see the keeper's end where it has nothing left to do."""
        line, self._line = self._line, None
        if line is None:
            return
        with line:
            if not self._boards:
                with suppress(EOFError, OSError):
                    line.send(None)
                    while line.poll(_END_S):
                        line.recv()

    def _has_ended(self) -> bool:
        """Tell whether the keeper is gone: it says nothing by itself, but may answer when nobody waits any more."""
        assert self._line is not None
        try:
            while self._line.poll(0):
                if not self._unanswered:
                    return True
                self._line.recv()
                self._unanswered -= 1
        except (EOFError, OSError):
            return True
        return False

    def _ask(self, request: Keep | LetGo) -> Done:
        try:
            if self._line is None:
                from oceanhil.hil.keeping.posix_process import start_detached

                self._line, self._unanswered = start_detached(self._module, self._log), 0
            self._line.send(request)
            self._unanswered += 1
            # Those that came too late for whoever asked stand before ours.
            while self._unanswered:
                if not self._line.poll(_ANSWER_S):
                    told = f"the board keeper did not answer in {_ANSWER_S:g} s; its log is {str(self._log)!r}"
                    raise KeeperError(told)
                answer = self._line.recv()
                self._unanswered -= 1
        except (EOFError, OSError) as error:
            cause = (getattr(error, "strerror", None) or "it has ended").lower()
            raise KeeperError(f"the board keeper cannot be reached: {cause}; its log is {str(self._log)!r}") from None
        assert isinstance(answer, Done)
        return answer
