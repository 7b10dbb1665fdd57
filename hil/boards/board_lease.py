"""The lease of a board of the inventory: of the board and of its port's device, taken and let go together.

Whoever names the same port otherwise, in another inventory or by another link, meets the second. A board in a farm is
leased here first, and then taken there: runs of this machine meet each other at its lease, others at its place.

A lease that a parent process shares is no leave to use the board beside another child: whoever uses it takes the lease
below it too, and so on down a line of parents. So there is one user at a time, however the board came to be lent.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from oceanhil.hil.boards.device import lease_keys
from oceanhil.hil.boards.entry import BoardEntry
from oceanhil.hil.boards.held_lease import HeldLease, lent_key
from oceanhil.hil.boards.lease import (
    BoardBusyError,
    Lease,
    LeaseLostError,
    LeaseState,
    PlaceBusyError,
    PlaceLeaseError,
)
from oceanhil.hil.boards.leases import Leases, OnWait
from oceanhil.hil.farm.held_place import Farms, HeldPlace
from oceanhil.hil.farm.place import FarmError, PlaceTakenError
from oceanhil.host.owners import Owner


class BoardLease:
    """Takes a board of the inventory on entry and lets go on exit; `check` raises when it was lost in between.

    Entering raises what `Leases.acquire` raises. `inherited` are the leases a parent shares; default: those in the
    environment. The port's device is looked for on entry. `farms` are the bridges of the process, where it has any;
    `on_place` is told who has the board's place.
    """

    def __init__(
        self,
        leases: Leases,
        entry: BoardEntry,
        owner: Owner,
        *,
        wait_s: float = 0.0,
        on_wait: OnWait | None = None,
        on_place: Callable[[str], None] | None = None,
        inherited: Mapping[str, str] | None = None,
        farms: Farms | None = None,
    ) -> None:
        self._leases = leases
        self._entry = entry
        self._owner = owner
        self._wait_s = wait_s
        self._on_wait = on_wait
        self._on_place = on_place
        self._inherited = inherited
        self._farms = farms
        self._held: list[HeldLease] = []
        self.place: HeldPlace | None = None
        """The board's place in a farm, where it is in one."""
        self._exits = ExitStack()

    def __enter__(self) -> Self:
        own, *others = lease_keys(self._entry)
        with self._exits as exits:
            self._take(own, exits)
            try:
                for key in others:
                    self._take(key, exits)
            except BoardBusyError as error:
                raise error.by_device(own) from None
            if self._entry.place is not None:
                self.place = self._taken(own, exits)
            self._exits = exits.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._exits.close()

    @property
    def entry(self) -> BoardEntry:
        """The board as it can be reached: of one in a farm the port is known once its place is taken."""
        return self._entry if self.place is None else self._entry.reached_at(self.place.address)

    @property
    def tokens(self) -> Mapping[str, str]:
        """What proves it, by key: for `inherited_text` and for a keeper."""
        return {each.key: each.token for each in self._held}

    def hand_over(self, owner: Owner) -> None:
        """Have the board be held as long as the process of `owner` lives; raises LeaseLostError and StateError."""
        for each in self._held:
            each.hand_over(owner)

    def look(self) -> None:
        """Do what `check` does by what stands in the state folder now; raises StateError too."""
        for each in self._held:
            each.look()
        self.check()

    def check(self) -> None:
        """Raise LeaseLostError if the board may be in other hands; cheap, for each use of the board."""
        for each in self._held:
            each.check()
        if self.place is not None:
            try:
                self.place.check()
            except PlaceTakenError as error:
                raise LeaseLostError(f"board {self._entry.name!r} is lost: {error}; run again") from None

    def _taken(self, key: str, exits: ExitStack) -> HeldPlace:
        """Take the board's place; its lease by a parent process is no lease of its place, which stays the parent's."""
        assert self._entry.place is not None
        farms = self._farms or exits.enter_context(Farms())
        wait_s = None if math.isinf(self._wait_s) else self._wait_s
        held = HeldPlace(farms.bridge(self._entry.place.farm), self._entry.place, wait_s, self._on_place)
        try:
            return exits.enter_context(held)
        except PlaceTakenError as error:
            raise PlaceBusyError(key, str(error), self._entry.name) from None
        except FarmError as error:
            raise PlaceLeaseError(self._entry.name, str(error)) from None

    def _take(self, key: str, exits: ExitStack) -> None:
        """Take the lease of `key`, and the one below it as long as it is a parent's."""
        held = exits.enter_context(self._one(key))
        self._held.append(held)
        if held.is_inherited:
            self._take(lent_key(key), exits)

    def _one(self, key: str) -> HeldLease:
        return HeldLease(
            self._leases,
            key,
            self._owner,
            wait_s=self._wait_s,
            on_wait=self._on_wait,
            inherited=self._inherited,
            name=self._entry.name,
        )


def state_of(leases: Leases, entry: BoardEntry) -> LeaseState:
    """Give who holds a board or its port under another name, and who waits; raises DamagedLeaseError."""
    states = [leases.peek(key) for key in lease_keys(entry)]
    return next((state for state in states if state.lease is not None), states[0])


def users_of(leases: Leases, entry: BoardEntry) -> Iterator[Lease]:
    """Give the lease of a board, and the leases below it of those to whom it was lent; raises DamagedLeaseError."""
    for own in lease_keys(entry):
        key = own
        while (lease := leases.peek(key).lease) is not None:
            yield lease
            key = lent_key(key)
