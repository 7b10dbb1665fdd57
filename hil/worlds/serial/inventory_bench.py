"""The boards of an inventory: leased, checked before each run, saved before they are touched, put back at the end."""

import math
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack

from hil.boards.entry import Bench, BoardEntry
from hil.boards.health import check
from hil.boards.held_lease import HeldLease
from hil.boards.journal import Journal
from hil.boards.keys import key_of
from hil.boards.lease_errors import BoardBusyError, LeaseError
from hil.boards.lease_state import BoardState
from hil.boards.leases import Leases
from hil.boards.owners import Owner, this_owner
from hil.boards.places import backups_directory, journal_directory, leases_directory, state_directory
from hil.boards.state_files import StateError
from hil.download.backup import SafeFlash, Vault
from hil.download.restore import RestoreAtEnd, pending_notice
from hil.link.errors import LinkError
from hil.vboard.errors import VirtualBoardError
from hil.worlds.serial.connect import Surroundings, connect
from hil.worlds.serial.hand import UNSEEN_WITHOUT_AGENT, BoardInHand
from hil.worlds.serial.server import BenchSocket
from protocol.board import Board
from scenarios.trace import EventKind
from scenarios.world import Capability, WorldError, WorldRequest
from simulator.board_storage import DRIVERS

_SERVER = frozenset(
    {
        Capability.DASHBOARD,
        Capability.SERVER_CLOCK,
        Capability.SERVER_FAULTS,
        Capability.SERVER_SETTINGS,
        Capability.SERVER_RESTART,
    }
)
_BIND = "127.0.0.1:0"

Tell = Callable[[str], None]


def tell_user(text: str) -> None:
    """Print a line for the user, whatever is captured."""
    print(text, file=sys.__stderr__, flush=True)


class InventoryBench:
    """Gives boards of one bench; a board that it has taken it keeps to its end."""

    def __init__(self, bench: Bench, *, owner: Owner | None = None, tell: Tell = tell_user) -> None:
        """Take the bench; `tell` gets what the user should read while a run waits or ends."""
        self._bench = bench
        self._tell = tell
        self._owner = owner or this_owner(purpose=f"oceanhil run on {bench.name or 'the inventory'}")
        state = state_directory()
        self._leases = Leases(leases_directory(state))
        self._vault = Vault(backups_directory(state), Journal(journal_directory(state), owner=self._owner), time.time)
        self._exits = ExitStack()
        self._restoring = self._exits.enter_context(RestoreAtEnd(tell))
        self._taken: dict[Board, list[_Taken]] = {}
        self._failed: dict[str, str] = {}
        self._socket: BenchSocket | None = None

    def boards(self, board: Board) -> tuple[BoardEntry, ...]:
        """Give the entries of this family."""
        return tuple(entry for entry in self._bench.boards if entry.kind is board)

    def capabilities_on(self, board: Board) -> frozenset[Capability]:
        """What can be done with every board of this family, and with the server beside them."""
        from hil.boards.capabilities import capabilities_of

        entries = self.boards(board)
        if not entries:
            return frozenset()
        found = frozenset.intersection(*(capabilities_of(entry) for entry in entries))
        if not all(entry.agent for entry in entries):
            # Looking into flash by download mode stops the program, which a scenario would notice.
            found -= {Capability.STORAGE_READ}
        if not self._bench.server:
            found |= _SERVER
        return found | {Capability.SECOND_DEVICE} if len(entries) > 1 else found

    def absence(self, board: Board) -> str:
        """Say why there is no board of this family."""
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
        default = DRIVERS[board][0].value
        return tuple(dict.fromkeys(entry.driver or default for entry in self.boards(board)))

    def socket(self, request: WorldRequest) -> BenchSocket:
        """Give the server's port, opened at the first call."""
        if self._socket is None:
            host, _, port = (self._bench.bind or _BIND).rpartition(":")
            self._socket = BenchSocket(request.profile, host.strip("[]"), int(port))
            self._exits.callback(self._socket.close)
        return self._socket

    def take(self, request: WorldRequest, index: int) -> BoardInHand:
        """Give a board that is well and has nothing on it; the same one as before as long as it is well."""
        while True:
            taken = self._taken.setdefault(request.board, [])
            if index >= len(taken):
                taken.append(self._take_another(request))
            each = taken[index]
            reason = each.trouble()
            if not reason:
                return each.hand
            self._failed[each.hand.name] = reason
            taken.remove(each)
            self._tell(f"board {each.hand.name!r} is given up: {reason}")
            if not self._candidates(request):
                raise WorldError(f"board {reason}")

    def close(self) -> None:
        """Put every board back, let go of leases, ports and the server."""
        self._restoring.restore_all()
        self._taken.clear()
        self._exits.close()

    # Inside

    def _candidates(self, request: WorldRequest) -> list[BoardEntry]:
        mine = {each.hand.name for each in self._taken.get(request.board, [])}
        default = DRIVERS[request.board][0].value
        return [
            entry
            for entry in self.boards(request.board)
            if entry.name not in mine
            and entry.name not in self._failed
            and (not request.driver or (entry.driver or default) == request.driver)
        ]

    def _take_another(self, request: WorldRequest) -> "_Taken":
        candidates = self._candidates(request)
        if not candidates:
            causes = "; ".join(f"board {name!r}: {reason}" for name, reason in self._failed.items())
            raise WorldError(causes or f"no further {request.board.value} on this bench")
        lease, entry = self._lease(candidates)
        try:
            return self._connect(request, entry, lease)
        except (LinkError, VirtualBoardError) as error:
            self._failed[entry.name] = str(error)
            raise WorldError(f"board {entry.name!r}: {error}") from error

    def _lease(self, candidates: list[BoardEntry]) -> tuple[HeldLease, BoardEntry]:
        """Lease the first that is free, or queue for the first."""
        try:
            for entry in candidates:
                try:
                    return self._exits.enter_context(HeldLease(self._leases, key_of(entry), self._owner)), entry
                except BoardBusyError:
                    continue
            entry = candidates[0]
            waiting = HeldLease(
                self._leases, key_of(entry), self._owner, wait_s=math.inf, on_wait=lambda state: self._say(entry, state)
            )
            return self._exits.enter_context(waiting), entry
        except (LeaseError, StateError) as error:
            raise WorldError(f"board {candidates[0].name!r} could not be leased: {error}") from error

    def _say(self, entry: BoardEntry, state: BoardState) -> None:
        if state.lease is not None:
            until = time.strftime("%H:%M:%S", time.localtime(state.lease.expires_unix_s))
            ahead = len(state.queue) - 1
            behind = f", {ahead} before this run" if ahead > 0 else ""
            self._tell(f"waiting for board {entry.name!r}: {state.lease.owner} has it until {until} or longer{behind}")

    def _connect(self, request: WorldRequest, entry: BoardEntry, lease: HeldLease) -> "_Taken":
        key = key_of(entry)
        for line in pending_notice(entry.name, self._vault.journal.pending(key)):
            self._tell(line)
        url = self._bench.server or self.socket(request).url
        hand = connect(entry, Surroundings(url, request.profile), self._exits)
        return _Taken(hand, lease, self._save(hand, key))

    def _save(self, hand: BoardInHand, key: str) -> Callable[[], None]:
        flash = SafeFlash(hand.name, key, hand.raw, lambda: hand.storage.regions, self._vault)
        self._restoring.watch(flash)
        return flash.save


class _Taken:
    """A board under this bench's lease."""

    def __init__(self, hand: BoardInHand, lease: HeldLease, save: Callable[[], None]) -> None:
        self.hand = hand
        self._lease = lease
        self._save = save

    def trouble(self) -> str:
        """Look before a run whether it is still ours and well, and save what it holds; empty when all is right."""
        name = self.hand.name
        try:
            self._lease.check()
            with self.hand.blame(), self.hand.programmer.reaching(powered=False):
                health = check(self.hand.entry, self.hand.link, self.hand.agent)
                if not health.is_ok:
                    return f"{name!r}: {health}"
                self._save()
        except (LeaseError, WorldError) as error:
            return str(error)
        return ""
