"""The boards of an inventory: leased, checked before each run, saved before they are touched, put back at the end."""

import math
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass

from oceanhil.boards import family as family_of
from oceanhil.hil.boards.board_lease import BoardLease
from oceanhil.hil.boards.capabilities import capabilities_of
from oceanhil.hil.boards.entry import Bench, BoardEntry, NetworkBy, Time, key_of
from oceanhil.hil.boards.health import LISTEN_S, of_link_error
from oceanhil.hil.boards.held_lease import inherited_leases
from oceanhil.hil.boards.journal import Journal, JournalError
from oceanhil.hil.boards.lease import BoardBusyError, BoardState, LeaseError, clock_time
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.boards.power import PowerError
from oceanhil.hil.boards.verdicts import said_of
from oceanhil.hil.download.backup import Vault
from oceanhil.hil.download.restore import RestoreAtEnd, pending_notice
from oceanhil.hil.keeping.keeper import KeptBoard
from oceanhil.hil.keeping.kept_boards import KeeperError, KeptBoards
from oceanhil.hil.link.port_errors import LinkError
from oceanhil.hil.storage_access.raw_flash import StorageAccessError
from oceanhil.hil.vboard.vboard_errors import VirtualBoardError
from oceanhil.hil.worlds.foreign.source import DirectServer, ForeignServer
from oceanhil.hil.worlds.serial.bench_board import UNSEEN_WITHOUT_AGENT, BenchBoard
from oceanhil.hil.worlds.serial.board_choice import BoardChoice
from oceanhil.hil.worlds.serial.board_connection import Surroundings, connect
from oceanhil.hil.worlds.serial.keeper_process import MODULE
from oceanhil.hil.worlds.serial.leased_board import LeasedBoard
from oceanhil.hil.worlds.serial.server import BenchSocket
from oceanhil.hil.worlds.server_core import SERVER_SIDE
from oceanhil.host.folders import (
    backups_directory,
    journal_directory,
    keeper_log,
    leases_directory,
    state_directory,
)
from oceanhil.host.owners import Owner, this_owner
from oceanhil.host.state_files import StateError
from oceanhil.host.terminal import tell
from oceanhil.protocol.board import Board
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import Capability, LackingError, WorldError, WorldRequest

_BIND = "127.0.0.1:0"

Tell = Callable[[str], None]


def tell_user(text: str) -> None:
    """Print a line for the user, whatever is captured."""
    tell(text)


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds an agent may take to answer, and how long a board that nobody can ask is listened to.

    `second_s`: who holds a board waits no longer for another, so that two runs do not wait for each other for ever.
    """

    answer_s: float = 1.0
    listen_s: float = LISTEN_S
    second_s: float = 300.0


class InventoryBench:
    """Gives boards of one bench; a board that it has taken it keeps to its end."""

    def __init__(
        self,
        bench: Bench,
        *,
        owner: Owner | None = None,
        tell: Tell = tell_user,
        patience: Patience = Patience(),
    ) -> None:
        """Take the bench; `tell` gets what the user should read while a run waits or ends."""
        self._bench = bench
        self._tell = tell
        self._patience = patience
        self._owner = owner or this_owner(purpose=f"oceanhil run on {bench.name or 'the inventory'}")
        state = state_directory()
        self._leases = Leases(leases_directory(state))
        self._vault = Vault(backups_directory(state), Journal(journal_directory(state), owner=self._owner), time.time)
        self._exits = ExitStack()
        self._kept = self._exits.enter_context(KeptBoards(MODULE, keeper_log(state)))
        self._left: frozenset[str] = frozenset()
        self._restoring = self._exits.enter_context(RestoreAtEnd(tell, self._kept))
        self._taken: dict[Board, list[LeasedBoard]] = {}
        self._given_up: list[LeasedBoard] = []
        self._failed: dict[str, str] = {}
        self._unusable: dict[str, str] = {}
        self._in_run: list[str] = []
        self._socket: BenchSocket | DirectServer | None = None
        self.carries_to: ForeignServer | None = None

    def use_foreign(self, server: ForeignServer) -> None:
        """Have this server answer the boards from now on.

        Where the inventory names a server, which must be another name for it, they reach it by themselves.
        """
        if self._bench.server:
            self._socket = DirectServer(server, self._bind[0])
            self._exits.callback(self._socket.close)
        else:
            self.carries_to = server

    def boards(self, board: Board) -> tuple[BoardEntry, ...]:
        """Give the entries of this family."""
        return tuple(entry for entry in self._bench.boards if entry.kind is board)

    def capabilities_on(self, board: Board) -> frozenset[Capability]:
        """What can be done with every board of this family, and with the server beside them.

        It may become less when a board is taken and its agent says what it knows.
        """
        return self.choice(board).together()

    def choice(self, board: Board) -> BoardChoice:
        """Say what can be done with each board of this family, as far as that is known."""
        known = {each.hand.name: each.hand.capabilities for each in self._taken.get(board, ())}
        return BoardChoice(
            board,
            {
                entry.name: known.get(entry.name, capabilities_of(entry)) | self._server_beside(entry)
                for entry in self.boards(board)
            },
        )

    def capabilities_with(self, request: WorldRequest, hand: BenchBoard) -> frozenset[Capability]:
        """What a run on this board can do, with the server and the other boards."""
        choice = self.choice(request.board)
        others = [name for name in choice.able(request.needs, request.wants) if name != hand.name]
        return choice.can[hand.name] | (frozenset({Capability.SECOND_DEVICE}) if others else frozenset())

    def _server_beside(self, entry: BoardEntry) -> frozenset[Capability]:
        found = self._server_capabilities()
        if not (entry.control and entry.network is NetworkBy.RADIO):
            # Others get their time elsewhere, and the server would refuse their requests after a jump.
            found -= {Capability.SERVER_CLOCK}
        if entry.time is Time.HELD:
            # Such a board keeps its connection from one run to the next.
            found -= {Capability.CONNECTION_FAULTS}
        return found

    def _server_capabilities(self) -> frozenset[Capability]:
        if isinstance(self._socket, DirectServer):
            return self._socket.capabilities
        if self.carries_to is not None:
            return self.carries_to.carrying_capabilities
        return frozenset() if self._bench.server else SERVER_SIDE

    def absence(self, board: Board) -> str:
        """Say why there is no board of this family."""
        held = [entry.name for entry in self.boards(board) if entry.time is Time.HELD]
        if held and self.carries_to is not None:
            return f"board {held[0]!r} has held time, which a server of somebody else's cannot follow"
        if self.boards(board):
            return ""
        return (
            f"no {board.value} on bench {self._bench.name!r}"
            if self._bench.name
            else f"no {board.value} in the inventory"
        )

    def blind_on(self, board: Board) -> frozenset[EventKind]:
        """What the program loads and saves, of boards without an agent."""
        return frozenset() if all(entry.agent for entry in self.boards(board)) else UNSEEN_WITHOUT_AGENT

    def drivers(self, board: Board) -> tuple[str, ...]:
        """Name the driver generations its boards have."""
        default = family_of(board).drivers[0].value
        return tuple(dict.fromkeys(entry.driver or default for entry in self.boards(board)))

    def socket(self, request: WorldRequest) -> BenchSocket | DirectServer:
        """Give the server's place, a port opened at the first call."""
        if self._socket is None:
            self._socket = BenchSocket(request.profile, *self._bind)
            self._exits.callback(self._socket.close)
        return self._socket

    def count(self, board: Board) -> int:
        """Say how many boards of this family there are."""
        return len(self.boards(board))

    def take(self, request: WorldRequest, index: int) -> BenchBoard:
        """Give a board that is well and empty, the least able one that is free; the same one as long as it is well.

        A board that is not well is told about once and left alone from then on. Raises WorldError, with the cause of
        every board that could do it, when none is left; LackingError, where boards turned out to be able to do less.
        """
        taken = self._taken.setdefault(request.board, [])
        # Boards that the devices before have.
        del self._in_run[index:]
        while True:
            able = self.choice(request.board).able(request.needs, request.wants)
            mine = [each for name in able for each in taken if each.hand.name == name and name not in self._in_run]
            mine = [each for each in mine if self._fits(each.hand.entry, request)]
            another = self._less_able_than(mine[0], request) if mine else self._wait_for(request)
            if another is not None:
                taken.append(another)
                continue
            each = mine[0]
            try:
                reason = each.trouble()
            except LackingError as error:
                self._unusable[each.hand.name] = str(error)
                reason = ""
            if reason:
                self._give_up(each.hand.entry, reason)
            elif each.hand.name not in self._unusable:
                if each.hand.name in self.choice(request.board).able(request.needs, request.wants):
                    self._in_run.append(each.hand.name)
                    return each.hand
                # Its agent has said that it knows less.
                continue
            taken.remove(each)
            self._given_up.append(each)

    def close(self) -> None:
        """Put every board back, let it run, and let go of leases, ports and the server.

        Raises WorldError when a board could not be put back, with its name, the path of its backup and what puts it
        back; everything else is done all the same, and a second call does nothing.
        """
        kept = [each for boards in self._taken.values() for each in boards] + self._given_up
        self._taken.clear()
        self._given_up.clear()
        with self._exits:
            # If this is broken off, the keeper does the rest.
            self._left = frozenset(each.hand.name for each in kept)
            troubles = [str(failure) for failure in self._restoring.restore_all()]
            for each in kept:
                try:
                    each.let_run()
                except WorldError as error:
                    self._tell(f"{error}; it was not let run again")
            # What could not be put back now the keeper tries again: a board may be without power for a moment.
            self._left = frozenset(failure.name for failure in self._restoring.failures)
        self._tell_of_others()
        if troubles and kept:
            raise WorldError("\n".join(troubles))

    # Inside

    @property
    def _bind(self) -> tuple[str, int]:
        host, _, port = (self._bench.bind or _BIND).rpartition(":")
        return host.strip("[]"), int(port)

    def _fits(self, entry: BoardEntry, request: WorldRequest) -> bool:
        return not request.driver or (entry.driver or family_of(request.board).drivers[0].value) == request.driver

    def _candidates(self, request: WorldRequest) -> list[BoardEntry]:
        """Give the boards that may be tried, those that a parent process holds for us first, then the least able."""
        mine = {each.hand.name for each in self._taken.get(request.board, [])}
        entries = {entry.name: entry for entry in self.boards(request.board)}
        candidates = [
            entries[name]
            for name in self.choice(request.board).able(request.needs, request.wants)
            if name not in mine and name not in self._failed and name not in self._unusable
        ]
        ours = inherited_leases()
        fitting = [entry for entry in candidates if self._fits(entry, request)]
        return sorted(fitting, key=lambda entry: key_of(entry) not in ours)

    def _less_able_than(self, mine: LeasedBoard, request: WorldRequest) -> LeasedBoard | None:
        """Take a board that can do less than one that we have, and enough, if one is free."""
        if request.needs is None:
            return None
        size = self.choice(request.board).size
        while candidates := [each for each in self._candidates(request) if size(each.name) < size(mine.hand.name)]:
            with ExitStack() as exits:
                leased = self._lease_free(candidates, exits)
                if leased is None:
                    return None
                kept = self._opened(request, *leased, exits)
            if kept is not None:
                return kept
        return None

    def _wait_for(self, request: WorldRequest) -> LeasedBoard:
        while candidates := self._candidates(request):
            with ExitStack() as exits:
                kept = self._opened(request, *self._lease(candidates, exits), exits)
            if kept is not None:
                return kept
        able = self.choice(request.board).able(request.needs, request.wants)
        causes = [self._failed[name] for name in able if name in self._failed]
        if causes:
            raise WorldError("; ".join(causes))
        if lacking := [self._unusable[name] for name in able if name in self._unusable]:
            raise LackingError("; ".join(lacking))
        if request.needs is not None and not able:
            # An agent that was asked knows less than its entry let expect.
            choice = self.choice(request.board)
            beyond = request.needs - choice.capabilities_for(request.needs)
            names = ", ".join(sorted(each.value for each in beyond))
            raise LackingError(f"needs {names}: {choice.why_lacking(beyond, self.boards(request.board))}")
        raise WorldError(f"no further {request.board.value} on this bench")

    def _opened(
        self, request: WorldRequest, lease: BoardLease, entry: BoardEntry, exits: ExitStack
    ) -> LeasedBoard | None:
        """Connect a leased board; None, and told why, if that cannot be."""
        exits.callback(self._let_keeper_go, entry.name)
        try:
            self._kept.keep(KeptBoard(entry, self._owner, lease.tokens))
            kept = self._connect(request, entry, lease, exits)
        except LinkError as error:
            self._give_up(entry, of_link_error(entry, error).reason)
        except (KeeperError, VirtualBoardError, StorageAccessError, PowerError, JournalError, StateError) as error:
            self._give_up(entry, str(error))
        else:
            self._exits.enter_context(exits.pop_all())
            return kept
        return None

    def _tell_of_others(self) -> None:
        """Say which boards of the bench are not back yet: of workers of this run that were ended, for instance."""
        for entry in self._bench.boards:
            with suppress(StateError):
                lease = self._leases.left_to_keeper(key_of(entry))
                if lease is not None:
                    self._tell(f"board {entry.name!r} is being put back by {lease.keeper}")

    def _let_keeper_go(self, name: str) -> None:
        if name not in self._left:
            self._kept.let_go(name)

    def _give_up(self, entry: BoardEntry, reason: str) -> None:
        """Note the first cause, and say it: the run may go on with another board and never mention it."""
        said = said_of(entry.name, reason)
        if self._failed.setdefault(entry.name, said) is said:
            self._tell(f"{said}; it is left out from here on")

    def _lease_free(self, candidates: list[BoardEntry], exits: ExitStack) -> tuple[BoardLease, BoardEntry] | None:
        try:
            for entry in candidates:
                try:
                    return exits.enter_context(BoardLease(self._leases, entry, self._owner)), entry
                except BoardBusyError:
                    continue
        except (LeaseError, StateError) as error:
            raise WorldError(f"board {candidates[0].name!r} could not be leased: {error}") from error
        return None

    def _lease(self, candidates: list[BoardEntry], exits: ExitStack) -> tuple[BoardLease, BoardEntry]:
        """Lease the first that is free, or queue for the first."""
        free = self._lease_free(candidates, exits)
        if free is not None:
            return free
        try:
            entry = candidates[0]
            wait_s = self._patience.second_s if any(self._taken.values()) else math.inf
            waiting = BoardLease(
                self._leases, entry, self._owner, wait_s=wait_s, on_wait=lambda state: self._say(entry, state)
            )
            return exits.enter_context(waiting), entry
        except (LeaseError, StateError) as error:
            raise WorldError(f"board {candidates[0].name!r} could not be leased: {error}") from error

    def _say(self, entry: BoardEntry, state: BoardState) -> None:
        if state.lease is not None:
            ahead = len(state.queue) - 1
            behind = f", {ahead} before this run" if ahead > 0 else ""
            until = clock_time(state.lease.expires_unix_s)
            has_it = f"{state.lease}, " if state.lease.is_being_put_back else f"{state.lease.owner} has it "
            self._tell(f"waiting for board {entry.name!r}: {has_it}until {until} or longer{behind}")

    def _connect(self, request: WorldRequest, entry: BoardEntry, lease: BoardLease, exits: ExitStack) -> LeasedBoard:
        for line in pending_notice(entry.name, self._vault.journal.pending(key_of(entry))):
            self._tell(line)
        socket = None if self._bench.server else self.socket(request)
        surroundings = Surroundings(
            self._bench.server if socket is None else socket.url,
            request.profile,
            "" if socket is None else socket.time_server,
            self._patience.answer_s,
        )
        hand = connect(entry, surroundings, exits)
        kept = LeasedBoard(hand, lease, self._vault, listen_s=self._patience.listen_s)
        self._restoring.watch(kept.flash)
        return kept
