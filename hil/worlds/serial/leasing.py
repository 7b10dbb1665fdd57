"""Leases of a bench's boards for one run: whichever is free, or a place in the queue, and who has it is told."""

import math
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress

from oceanhil.hil.boards.board_lease import BoardLease
from oceanhil.hil.boards.entry import BoardEntry, key_of
from oceanhil.hil.boards.lease import BoardBusyError, BoardState, LeaseError, PlaceLeaseError, clock_time
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.farm.held_place import Farms
from oceanhil.host.owners import Owner
from oceanhil.host.state_files import StateError
from oceanhil.scenarios.world import WorldError

Tell = Callable[[str], None]


class BenchLeasing:
    """Takes leases for `owner`; `second_s`: how long who holds a board waits for another, in seconds."""

    def __init__(self, leases: Leases, owner: Owner, tell: Tell, second_s: float, farms: Farms) -> None:
        self._leases = leases
        self._farms = farms
        self._owner = owner
        self._tell = tell
        self._second_s = second_s

    def free(self, candidates: Sequence[BoardEntry], exits: ExitStack) -> tuple[BoardLease, BoardEntry] | None:
        """Lease the first of these boards that is free; None where none is.

        Raises WorldError, and PlaceLeaseError for a board whose place in a farm cannot be had.
        """
        try:
            for entry in candidates:
                try:
                    return exits.enter_context(BoardLease(self._leases, entry, self._owner, farms=self._farms)), entry
                except BoardBusyError:
                    continue
        except PlaceLeaseError:
            raise
        except (LeaseError, StateError) as error:
            raise WorldError(f"board {candidates[0].name!r} could not be leased: {error}") from error
        return None

    def first(
        self, candidates: Sequence[BoardEntry], exits: ExitStack, *, has_one: bool
    ) -> tuple[BoardLease, BoardEntry]:
        """Lease the first that is free, or queue for the first; who `has_one` waits a while only. Raises as `free`."""
        free = self.free(candidates, exits)
        if free is not None:
            return free
        try:
            entry = candidates[0]
            wait_s = self._second_s if has_one else math.inf
            waiting = BoardLease(
                self._leases,
                entry,
                self._owner,
                wait_s=wait_s,
                on_wait=lambda state: self._say(entry, state),
                on_place=lambda said: self._tell(f"waiting for board {entry.name!r}: {said}"),
                farms=self._farms,
            )
            return exits.enter_context(waiting), entry
        except PlaceLeaseError:
            raise
        except (LeaseError, StateError) as error:
            raise WorldError(f"board {candidates[0].name!r} could not be leased: {error}") from error

    def tell_of_others(self, entries: Sequence[BoardEntry]) -> None:
        """Say which boards are not back yet: of workers of this run that were ended, for instance."""
        for entry in entries:
            with suppress(StateError):
                lease = self._leases.left_to_keeper(key_of(entry))
                if lease is not None:
                    self._tell(f"board {entry.name!r} is being put back by {lease.keeper}")

    def _say(self, entry: BoardEntry, state: BoardState) -> None:
        if state.lease is not None:
            ahead = len(state.queue) - 1
            behind = f", {ahead} before this run" if ahead > 0 else ""
            until = clock_time(state.lease.expires_unix_s)
            has_it = f"{state.lease}, " if state.lease.is_being_put_back else f"{state.lease.owner} has it "
            self._tell(f"waiting for board {entry.name!r}: {has_it}until {until} or longer{behind}")
