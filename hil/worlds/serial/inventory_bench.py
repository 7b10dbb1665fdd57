"""The boards of an inventory: leased, checked before each run, saved before they are touched, put back at the end."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager

from oceanhil.hil.boards.board_lease import BoardLease
from oceanhil.hil.boards.entry import Bench, BoardEntry, key_of
from oceanhil.hil.boards.held_lease import inherited_leases
from oceanhil.hil.boards.lease import PlaceLeaseError, TwinError
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.boards.quarantine import Histories, QuarantineError, TroubleKind, are_used_all_the_same
from oceanhil.hil.boards.verdicts import said_of
from oceanhil.hil.farm.held_place import Farms
from oceanhil.hil.worlds.foreign.source import DirectServer, ForeignServer
from oceanhil.hil.worlds.serial.bench_board import BenchBoard
from oceanhil.hil.worlds.serial.board_choice import BoardChoice
from oceanhil.hil.worlds.serial.board_opening import PATIENCE, BoardOpening, Patience
from oceanhil.hil.worlds.serial.leased_board import LeasedBoard, Unwell
from oceanhil.hil.worlds.serial.leasing import BenchLeasing
from oceanhil.hil.worlds.serial.own_trouble import TroubleNotes, is_own
from oceanhil.hil.worlds.serial.roster import Roster
from oceanhil.hil.worlds.serial.server import BenchSocket
from oceanhil.hil.worlds.serial.server_place import ServerPlace
from oceanhil.host.folders import leases_directory, quarantine_directory, state_directory
from oceanhil.host.owners import Owner, this_owner
from oceanhil.host.state_files import StateError
from oceanhil.host.terminal import tell
from oceanhil.protocol.board import Board
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.result import Result
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import Capability, LackingError, WorldError, WorldRequest

Tell = Callable[[str], None]


def tell_user(text: str) -> None:
    """Print a line for the user, whatever is captured."""
    tell(text)


class InventoryBench:
    """Gives boards of one bench; a board that it has taken it keeps to its end."""

    def __init__(
        self,
        bench: Bench,
        *,
        owner: Owner | None = None,
        tell: Tell = tell_user,
        patience: Patience = PATIENCE,
    ) -> None:
        """Take the bench; `tell` gets what the user should read while a run waits or ends.

        Raises WorldError where nobody can know which boards are in quarantine.
        """
        self._bench = bench
        self._tell = tell
        self._patience = patience
        self._owner = owner or this_owner(purpose=f"oceanhil run on {bench.name or 'the inventory'}")
        state = state_directory()
        self._histories = Histories(quarantine_directory(state))
        self._exits = ExitStack()
        self._server = ServerPlace(bench, self._exits, tell)
        try:
            self._kept_out = {} if are_used_all_the_same() else self._histories.kept_out(bench.boards)
        except (StateError, QuarantineError) as error:
            raise WorldError(str(error)) from error
        self._roster = Roster(bench, self._server, self._kept_out)
        self._notes = TroubleNotes(self._histories, self._owner, tell)
        farms = self._exits.enter_context(Farms())
        self._leasing = BenchLeasing(Leases(leases_directory(state)), self._owner, tell, patience.second_s, farms)
        self._opening = BoardOpening(self._server, self._owner, state, tell, self._exits)
        self._taken: dict[Board, list[LeasedBoard]] = {}
        self._given_up: list[LeasedBoard] = []
        self._failed: dict[str, str] = {}
        self._unusable: dict[str, str] = {}
        self._in_run: list[str] = []

    # Which boards there are

    @property
    def carries_to(self) -> ForeignServer | None:
        """The server of somebody else's that the run carries requests to."""
        return self._server.carries_to

    @property
    def named(self) -> str:
        """Say which bench it is."""
        return f"bench {self._bench.name!r}" if self._bench.name else "the inventory"

    def parted_by_firmware(self) -> tuple[list[str], list[str]]:
        """Name the boards with firmware of somebody else's, and those with this project's own."""
        others = [each.name for each in self._bench.boards if each.firmware is not None]
        return others, [each.name for each in self._bench.boards if each.firmware is None]

    def use_foreign(self, server: ForeignServer) -> None:
        """Have this server answer the boards from now on."""
        self._server.use_foreign(server)

    def boards(self, board: Board) -> tuple[BoardEntry, ...]:
        """Give the entries of this family that may be used."""
        return self._roster.boards(board)

    def meant(self) -> tuple[Board, ...]:
        """Give the family of a board that was chosen by its own name."""
        return self._roster.meant()

    def capabilities_on(self, board: Board) -> frozenset[Capability]:
        """What can be done with every board of this family, and with the server beside them.

        It may become less when a board is taken and its agent says what it knows.
        """
        return self.choice(board).together()

    def choice(self, board: Board) -> BoardChoice:
        """Say what can be done with each board of this family, as far as that is known."""
        known = {each.hand.name: each.hand.capabilities for each in self._taken.get(board, ())}
        return self._roster.choice(board, known)

    def capabilities_with(self, request: WorldRequest, hand: BenchBoard) -> frozenset[Capability]:
        """What a run on this board can do, with the server and the other boards."""
        choice = self.choice(request.board)
        others = [name for name in choice.able(request.needs, request.wants) if name != hand.name]
        return choice.can[hand.name] | (frozenset({Capability.SECOND_DEVICE}) if others else frozenset())

    def why_lacking(self, board: Board, lacking: frozenset[Capability]) -> str:
        """Say of what would be needed that no board has it, or that one has it that is in quarantine."""
        return self._roster.why_lacking(self.choice(board), lacking)

    def absence(self, board: Board) -> str:
        """Say why there is no board of this family."""
        return self._roster.absence(board)

    def blind_on(self, board: Board) -> frozenset[EventKind]:
        """What the program loads and saves, of boards without an agent."""
        return self._roster.blind_on(board)

    def drivers(self, board: Board) -> tuple[str, ...]:
        """Name the driver generations its boards have."""
        return self._roster.drivers(board)

    def socket(self, request: WorldRequest) -> BenchSocket | DirectServer:
        """Give the server's place, a port opened at the first call."""
        return self._server.socket(request)

    def count(self, board: Board) -> int:
        """Say how many boards of this family there are."""
        return len(self.boards(board))

    def kept_out(self) -> dict[str, str]:
        """Name the boards that this run does not use, and those that later ones will not, each with the reason."""
        with_new = dict(self._kept_out)
        try:
            with_new |= self._histories.kept_out(self._bench.boards)
        except (StateError, QuarantineError) as error:
            self._tell(str(error))
        return {name: str(quarantine) for name, quarantine in with_new.items()}

    def heard(self, result: Result) -> None:
        """Take note of what a case came to: a verdict that changes may be its board's trouble."""
        self._notes.heard(result, self._bench.boards)

    # Taking

    def take(self, request: WorldRequest, index: int) -> BenchBoard:
        """Give a board that is well and empty, the least able one that is free; the same one as long as it is well.

        A board that is not well is told about once and left alone from then on. Raises WorldError, with the cause of
        every board that could do it, when none is left; LackingError, where boards turned out to be able to do less.
        """
        self._note_lost_cases()
        taken = self._taken.setdefault(request.board, [])
        # Boards that the devices before have.
        del self._in_run[index:]
        while True:
            able = self.choice(request.board).able(request.needs, request.wants)
            mine = [each for name in able for each in taken if each.hand.name == name and name not in self._in_run]
            mine = [each for each in mine if self._roster.fits(each.hand.entry, request)]
            another = self._less_able_than(mine[0], request) if mine else self._wait_for(request)
            if another is not None:
                taken.append(another)
                continue
            each = mine[0]
            unwell = None
            try:
                unwell = each.trouble() or each.twin_of(self._boards_before())
            except LackingError as error:
                self._unusable[each.hand.name] = str(error)
            if unwell is not None:
                self._give_up(each.hand.entry, unwell)
            elif each.hand.name not in self._unusable:
                if each.hand.name in self.choice(request.board).able(request.needs, request.wants):
                    self._in_run.append(each.hand.name)
                    return each.hand
                # Its agent has said that it knows less.
                continue
            taken.remove(each)
            self._given_up.append(each)

    def _boards_before(self) -> Iterator[LeasedBoard]:
        """Give the boards that devices of this run have already."""
        return (each for boards in self._taken.values() for each in boards if each.hand.name in self._in_run)

    def close(self) -> None:
        """Put every board back, let it run, and let go of leases, ports and the server.

        Raises WorldError when a board could not be put back, with its name, the path of its backup and what puts it
        back; everything else is done all the same, and a second call does nothing.
        """
        self._note_lost_cases()
        kept = [each for boards in self._taken.values() for each in boards] + self._given_up
        self._taken.clear()
        self._given_up.clear()
        with self._exits:
            failures = self._opening.put_back(kept)
            entries = {each.hand.name: each.hand.entry for each in kept}
            for failure in failures:
                entry = entries.get(failure.name)
                if entry is not None and is_own(entry, failure.cause):
                    self._notes.note(entry, TroubleKind.NOT_RESTORED, failure.reason)
        self._tell_of_late_answers(kept)
        self._leasing.tell_of_others(self._bench.boards)
        if failures and kept:
            raise WorldError("\n".join(map(str, failures)))

    # Inside

    def _note_lost_cases(self) -> None:
        """Note what went wrong with boards in the case before this."""
        for each in (each for boards in self._taken.values() for each in boards):
            for error in each.own_troubles():
                self._notes.note(each.hand.entry, TroubleKind.LOST_CASE, str(error))

    def _tell_of_late_answers(self, kept: Iterable[LeasedBoard]) -> None:
        """Say which boards' lines lose something: a run that passed all the same would hide it."""
        for each in kept:
            agent = each.hand.agent
            if agent is not None and agent.answered_late:
                self._tell(
                    f"board {each.hand.name!r} answered {plural(agent.answered_late, 'command')} only when asked again:"
                    " its line loses some of what it carries; try another cable, port or hub, or a lower baud rate"
                )

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
        fitting = [entry for entry in candidates if self._roster.fits(entry, request)]
        return sorted(fitting, key=lambda entry: key_of(entry) not in ours)

    def _less_able_than(self, mine: LeasedBoard, request: WorldRequest) -> LeasedBoard | None:
        """Take a board that can do less than one that we have, and enough, if one is free."""
        if request.needs is None:
            return None
        size = self.choice(request.board).size
        while candidates := [each for each in self._candidates(request) if size(each.name) < size(mine.hand.name)]:
            with ExitStack() as exits, self._leaving_out(candidates):
                leased = self._leasing.free(candidates, exits)
                if leased is None:
                    return None
                kept = self._opened(request, *leased, exits)
                if kept is not None:
                    return kept
        return None

    def _wait_for(self, request: WorldRequest) -> LeasedBoard:
        while candidates := self._candidates(request):
            with ExitStack() as exits, self._leaving_out(candidates):
                has_one = any(self._taken.values())
                kept = self._opened(request, *self._leasing.first(candidates, exits, has_one=has_one), exits)
                if kept is not None:
                    return kept
        raise self._why_none(request)

    @contextmanager
    def _leaving_out(self, candidates: list[BoardEntry]) -> Iterator[None]:
        """Leave out a board that cannot be had however long one waits, and go on with the others."""
        try:
            yield
        except (PlaceLeaseError, TwinError) as error:
            (entry,) = (each for each in candidates if each.name == error.name)
            self._give_up(entry, Unwell(str(error), is_own=False))

    def _why_none(self, request: WorldRequest) -> WorldError:
        choice = self.choice(request.board)
        able = choice.able(request.needs, request.wants)
        if failed := [name for name in able if name in self._failed]:
            causes = "; ".join(self._failed[name] for name in failed)
            return WorldError(causes, facts={"board_name": ", ".join(failed)})
        if lacking := [self._unusable[name] for name in able if name in self._unusable]:
            return LackingError("; ".join(lacking))
        if request.needs is not None and not able:
            # An agent that was asked knows less than its entry let expect.
            beyond = request.needs - choice.capabilities_for(request.needs)
            names = ", ".join(sorted(each.value for each in beyond))
            return LackingError(f"needs {names}: {self.why_lacking(request.board, beyond)}")
        none = self._roster.why_none(request)
        return LackingError(none) if self._roster.is_by_quarantine(request) else WorldError(none)

    def _opened(
        self, request: WorldRequest, lease: BoardLease, entry: BoardEntry, exits: ExitStack
    ) -> LeasedBoard | None:
        """Connect a leased board; None, and told why, if that cannot be."""
        found = self._opening.open(request, lease, lease.entry, exits, self._patience)
        if isinstance(found, Unwell):
            self._give_up(entry, found)
            return None
        self._notes.used(entry)
        self._exits.enter_context(exits.pop_all())
        return found

    def _give_up(self, entry: BoardEntry, unwell: Unwell) -> None:
        """Note the first cause, and say it: the run may go on with another board and never mention it."""
        said = said_of(entry.name, unwell.reason)
        if self._failed.setdefault(entry.name, said) is said:
            self._tell(f"{said}; it is left out from here on")
        if unwell.is_own:
            self._notes.note(entry, TroubleKind.NOT_WELL, unwell.reason)
