"""Leases of a bench's boards for one run: whichever is free, or a place in the queue, and who has it is told."""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Final

from oceanhil.hil.boards.board_lease import BoardLease
from oceanhil.hil.boards.device import lease_keys
from oceanhil.hil.boards.entry import BoardEntry, key_of
from oceanhil.hil.boards.lease import (
    BoardBusyError,
    LeaseError,
    LeaseState,
    PlaceBusyError,
    PlaceLeaseError,
    TwinError,
)
from oceanhil.hil.boards.leases import Leases
from oceanhil.hil.farm.held_place import Farms
from oceanhil.hil.farm.place import FarmError, PlaceTakenError
from oceanhil.host.owners import Owner
from oceanhil.host.state_files import StateError
from oceanhil.protocol.wording import utc
from oceanhil.scenarios.world import WorldError

Tell = Callable[[str], None]
_LOOK_S: Final = 15.0


class BenchLeasing:
    """Takes leases for `owner`; `second_s`: how long who holds a board waits for another, in seconds."""

    def __init__(self, leases: Leases, owner: Owner, tell: Tell, second_s: float, farms: Farms) -> None:
        self._leases = leases
        self._farms = farms
        self._owner = owner
        self._tell = tell
        self._second_s = second_s
        self._told_last = ""
        self._told_of: set[str] = set()
        self._names: dict[str, str] = {}

    def free(self, candidates: Sequence[BoardEntry], exits: ExitStack) -> tuple[BoardLease, BoardEntry] | None:
        """Lease the first of these boards that is free; None where none is.

        Raises WorldError, PlaceLeaseError for a board whose place in a farm cannot be had, and TwinError for one that
        would be waited for in vain, as it is leased already under another name.
        """
        return self._free(candidates, exits, [])

    def first(
        self, candidates: Sequence[BoardEntry], exits: ExitStack, *, has_one: bool
    ) -> tuple[BoardLease, BoardEntry]:
        """Lease the first that is free, or wait for one; who `has_one` waits a while only. Raises as `free`.

        Of boards whose places in a farm others have, the first that is given back is taken. Of boards that others of
        this machine have, the first is queued for.
        """
        give_up_s: float | None = None
        while True:
            elsewhere: list[BoardEntry] = []
            free = self._free(candidates, exits, elsewhere)
            if free is not None:
                return free
            if give_up_s is None:
                give_up_s = time.monotonic() + (self._second_s if has_one else math.inf)
            wait_s = max(0.0, give_up_s - time.monotonic())
            if not elsewhere or len(candidates) == 1 or not wait_s:
                return self._queued(candidates[0], exits, wait_s)
            # Boards that others of this machine have are looked at again in between.
            self._wait_for_place(elsewhere, wait_s if len(elsewhere) == len(candidates) else min(wait_s, _LOOK_S))

    def _free(
        self, candidates: Sequence[BoardEntry], exits: ExitStack, elsewhere: list[BoardEntry]
    ) -> tuple[BoardLease, BoardEntry] | None:
        """Do what `free` does; `elsewhere` gets the boards that nobody of this machine has, and others of a farm do."""
        with _told_of(candidates[0]):
            for entry in candidates:
                try:
                    lease = exits.enter_context(BoardLease(self._leases, entry, self._owner, farms=self._farms))
                except PlaceBusyError:
                    elsewhere.append(entry)
                except BoardBusyError as error:
                    self._refuse_twin(entry, error.state)
                else:
                    return self._noted(lease, entry), entry
        return None

    def _noted(self, lease: BoardLease, entry: BoardEntry) -> BoardLease:
        self._names.update(dict.fromkeys(lease.tokens, entry.name))
        return lease

    def _refuse_twin(self, entry: BoardEntry, state: LeaseState) -> None:
        """Raise TwinError if the holder of this board is this run itself."""
        if state.lease is None or state.lease.owner != self._owner or state.lease.is_being_put_back:
            return
        held = next((self._names[key] for key in lease_keys(entry) if key in self._names), entry.name)
        if held != entry.name:
            raise TwinError(entry.name, held)

    def _queued(self, entry: BoardEntry, exits: ExitStack, wait_s: float) -> tuple[BoardLease, BoardEntry]:
        """Lease this board as soon as it is free."""
        with _told_of(entry):
            waiting = BoardLease(
                self._leases,
                entry,
                self._owner,
                wait_s=wait_s,
                on_wait=lambda state: self._wait_on(entry, state),
                on_place=lambda said: self._tell(f"waiting for board {entry.name!r}: {said}"),
                farms=self._farms,
            )
            return self._noted(exits.enter_context(waiting), entry), entry

    def _wait_for_place(self, entries: Sequence[BoardEntry], wait_s: float) -> None:
        """Wait until one of these boards' places can be had, all of one farm; another may take it in between."""
        farm = next(each.place.farm for each in entries if each.place is not None)
        names = [each.place.name for each in entries if each.place is not None and each.place.farm is farm]
        boards = ", ".join(repr(each.name) for each in entries)

        def tell(said: str) -> None:
            text = f"waiting for one of the boards {boards}: {said}"
            if text != self._told_last:
                self._tell(text)
            self._told_last = text

        try:
            self._farms.bridge(farm).wait(names, None if math.isinf(wait_s) else wait_s, tell)
        except PlaceTakenError:
            return
        except FarmError as error:
            raise PlaceLeaseError(entries[0].name, str(error)) from None

    def tell_of_others(self, entries: Sequence[BoardEntry]) -> None:
        """Say which boards are not back yet: of workers of this run that were ended, for instance."""
        for entry in entries:
            with suppress(StateError):
                lease = self._leases.left_to_keeper(key_of(entry))
                if lease is not None and entry.name not in self._told_of:
                    self._told_of.add(entry.name)
                    self._tell(f"board {entry.name!r} is being put back by {lease.keeper}")

    def _wait_on(self, entry: BoardEntry, state: LeaseState) -> None:
        """Say who has the board, unless the two would wait for each other: whoever comes second to that gives up.

        This run stands in the queue by now, so that of two who ask at the same time one at least sees the other.
        """
        if state.lease is not None and (name := self._awaited_by(state.lease.owner)):
            raise LeaseError(
                f"{state.lease.owner} has it and waits for board {name!r}, which this run has:"
                " neither would go on; run them one after the other, or give each boards of its own"
            )
        self._say(entry, state)

    def _awaited_by(self, holder: Owner) -> str:
        """Name a board of this run's that `holder` waits for; empty where there is none."""
        for key, name in self._names.items():
            state = self._leases.peek(key)
            is_ours = state.lease is not None and state.lease.owner == self._owner
            if is_ours and any(each.owner == holder for each in state.queue):
                return name
        return ""

    def _say(self, entry: BoardEntry, state: LeaseState) -> None:
        if state.lease is not None:
            ahead = len(state.queue) - 1
            behind = f", {ahead} before this run" if ahead > 0 else ""
            until = utc(state.lease.expires_unix_s)
            has_it = f"{state.lease}, " if state.lease.is_being_put_back else f"{state.lease.owner} has it "
            self._tell(f"waiting for board {entry.name!r}: {has_it}until {until} or longer{behind}")


@contextmanager
def _told_of(entry: BoardEntry) -> Iterator[None]:
    """Say of which board it is that a lease cannot be had."""
    try:
        yield
    except (PlaceLeaseError, TwinError):
        raise
    except (LeaseError, StateError) as error:
        said = f"board {entry.name!r} could not be leased: {error}"
        raise WorldError(said, facts={"board_name": entry.name}) from error
