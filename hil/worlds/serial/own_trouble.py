"""Trouble that is a board's own, told apart from the bench's and the machine's; and what a run notes of it."""

import time
from collections.abc import Callable, Sequence
from typing import Final

from oceanhil.hil.agent.agent_errors import AgentError, AgentVersionError
from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.hil.boards.health import of_link_error
from oceanhil.hil.boards.journal import JournalError
from oceanhil.hil.boards.lease import LeaseError
from oceanhil.hil.boards.power import NoSwitchError, PowerError
from oceanhil.hil.boards.quarantine import OWN, BoardRun, Histories, QuarantineError, TroubleKind
from oceanhil.hil.download.download_errors import (
    EsptoolFailedError,
    EsptoolTimeoutError,
    LineLostError,
    NoSyncError,
    NotVerifiedError,
    RestoreError,
)
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.storage_access.raw_flash import WriteNotKeptError
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.host.owners import Owner
from oceanhil.host.state_files import StateError
from oceanhil.scenarios.result import Outcome, Result

# Looked for from the outermost error inwards: the first that is known decides.
_OTHERS: Final = (AgentVersionError, LeaseError, JournalError, NoSwitchError, StateError)
_OWN: Final = (
    AgentError,
    EsptoolFailedError,
    EsptoolTimeoutError,
    LineLostError,
    NoSyncError,
    NotVerifiedError,
    PowerError,
    VirtualBoardError,
    WriteNotKeptError,
)


def is_own(entry: BoardEntry, error: BaseException | None) -> bool:
    """Tell whether an error, or what it came of, is the board's own trouble; of what is not known it is not."""
    last = error
    while error is not None:
        if isinstance(error, LinkError):
            return of_link_error(entry, error).verdict in OWN
        if isinstance(error, _OTHERS):
            return False
        if isinstance(error, _OWN):
            return True
        last, error = error, error.__cause__
    # Nothing went wrong on the way, and the board is not as it was.
    return isinstance(last, RestoreError)


class TroubleNotes:
    """What one run notes of its boards; a note that cannot be written is told, and harms no run."""

    def __init__(self, histories: Histories, owner: Owner, tell: Callable[[str], None]) -> None:
        self._histories = histories
        self._run = BoardRun(owner, time.time())
        self._tell = tell
        self._failed_on: dict[str, BoardEntry] = {}

    def used(self, entry: BoardEntry) -> None:
        """Note that the run uses this board."""
        try:
            self._histories.used(entry, self._run)
        except (StateError, QuarantineError) as error:
            self._tell(str(error))

    def note(self, entry: BoardEntry, kind: TroubleKind, cause: str, *, scenario: str = "") -> None:
        """Note a trouble, and say it if the board comes into quarantine by it."""
        try:
            quarantine = self._histories.trouble(entry, self._run, kind, cause, scenario=scenario)
        except (StateError, QuarantineError) as error:
            self._tell(str(error))
            return
        if quarantine is not None:
            self._tell(
                f"board {entry.name!r} is kept out of later runs: {quarantine.why};"
                f" 'oceanhil boards history {entry.name}' has all of it"
            )

    def heard(self, result: Result, entries: Sequence[BoardEntry]) -> None:
        """Note a verdict that changed: a case that failed on a board, and passed when it was tried again."""
        if result.outcome is Outcome.FAILED:
            name = result.facts.get("board_name", "")
            entry = next((each for each in entries if each.name == name), None)
            if entry is not None:
                self._failed_on[result.replay_id] = entry
        elif result.outcome is Outcome.PASSED:
            failed_on = self._failed_on.pop(result.replay_id, None)
            if failed_on is not None:
                cause = f"{result.replay_id} failed, and passed at attempt {result.attempts}"
                self.note(failed_on, TroubleKind.VERDICT_CHANGED, cause, scenario=result.scenario)
