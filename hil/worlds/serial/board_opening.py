"""Opening a board for a run, and putting it back at the run's end: its keeper knows it from before until after."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from oceanhil.hil.boards.board_lease import BoardLease
from oceanhil.hil.boards.entry import BoardEntry, key_of
from oceanhil.hil.boards.health import of_link_error
from oceanhil.hil.boards.journal import Journal, JournalError
from oceanhil.hil.boards.power import PowerError
from oceanhil.hil.download.backup import Vault
from oceanhil.hil.download.restore import NotRestored, RestoreAtEnd, pending_notice
from oceanhil.hil.farm.held_place import HeldPlace
from oceanhil.hil.farm.place import FarmError
from oceanhil.hil.keeping.keeper import KeptBoard
from oceanhil.hil.keeping.kept_boards import KeeperError, KeptBoards
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.storage_access.raw_flash import StorageAccessError
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.hil.worlds.serial.board_connection import connect
from oceanhil.hil.worlds.serial.keeper_process import MODULE
from oceanhil.hil.worlds.serial.leased_board import LeasedBoard, Unwell
from oceanhil.hil.worlds.serial.own_trouble import is_own
from oceanhil.hil.worlds.serial.server_place import ServerPlace, why_unreachable
from oceanhil.host.folders import backups_directory, journal_directory, keeper_log
from oceanhil.host.owners import Owner
from oceanhil.host.state_files import StateError
from oceanhil.scenarios.world import WorldError, WorldRequest

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds an agent may take to answer, and how long a board that nobody can ask is listened to.

    `listen_s` None: as long as its entry says.
    `second_s`: who holds a board waits no longer for another, so that two runs do not wait for each other for ever.
    """

    answer_s: float = 1.0
    listen_s: float | None = None
    second_s: float = 300.0


PATIENCE = Patience()


class BoardOpening:
    """Opens boards of one run, whose state is in the folder `state`; `exits` ends with the run."""

    def __init__(self, server: ServerPlace, owner: Owner, state: Path, tell: Tell, exits: ExitStack) -> None:
        self._server = server
        self._owner = owner
        self._tell = tell
        self._vault = Vault(backups_directory(state), Journal(journal_directory(state), owner=owner), time.time)
        self._kept = exits.enter_context(KeptBoards(MODULE, keeper_log(state)))
        self._left: frozenset[str] = frozenset()
        self._restoring = exits.enter_context(RestoreAtEnd(tell, self._kept))

    def open(
        self, request: WorldRequest, lease: BoardLease, entry: BoardEntry, exits: ExitStack, patience: Patience
    ) -> LeasedBoard | Unwell:
        """Connect a leased board, or say why that cannot be; `exits` closes it, before its lease ends."""
        exits.callback(self._let_keeper_go, entry.name, lease.place)
        try:
            gives_back = lease.place is not None and lease.place.is_ours_to_release
            self._kept.keep(KeptBoard(entry, self._owner, lease.tokens, gives_place_back=gives_back))
            if lease.place is not None and entry.name in self._kept.names:
                lease.place.leave_to_keeper(left=True)
            for line in pending_notice(entry.name, self._vault.journal.pending(key_of(entry))):
                self._tell(line)
            surroundings = self._server.surroundings(request, patience.answer_s)
            hand = connect(entry, surroundings, exits, lease.place)
        except LinkError as error:
            return Unwell(of_link_error(entry, error).reason, is_own(entry, error))
        except (
            FarmError,
            JournalError,
            KeeperError,
            PowerError,
            StateError,
            StorageAccessError,
            VirtualBoardError,
        ) as error:
            return Unwell(str(error), is_own(entry, error))
        if why := why_unreachable(entry, hand.link.url, surroundings.server_url):
            return Unwell(why, is_own=False)
        opened = LeasedBoard(hand, lease, self._vault, listen_s=patience.listen_s)
        self._restoring.watch(opened.flash)
        return opened

    def put_back(self, boards: Sequence[LeasedBoard]) -> tuple[NotRestored, ...]:
        """Put back all that was changed and let the boards run; gives what is not restored, which was told.

        A board that was taken from this run is neither: somebody else has it. It stays in the journal.
        """
        for each in boards:
            if not each.is_ours:
                self._kept.let_go(each.hand.name)
        # If this is broken off, the keeper does the rest.
        self._left = frozenset(each.hand.name for each in boards)
        failures = self._restoring.restore_all()
        for each in boards:
            try:
                each.let_run()
            except WorldError as error:
                self._tell(f"{error}; it was not let run again")
        # What could not be put back now the keeper tries again: a board may be without power for a moment.
        self._left = frozenset(failure.name for failure in failures)
        return failures

    def _let_keeper_go(self, name: str, place: HeldPlace | None) -> None:
        if name in self._left:
            return
        if place is not None:
            # A farm that does not answer frees the place by its own rules, or when its bridge can reach it again.
            with suppress(FarmError):
                place.leave_to_keeper(left=False)
        self._kept.let_go(name)
