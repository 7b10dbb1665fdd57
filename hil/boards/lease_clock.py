"""How old a sign of life is, by a clock that nobody sets.

The machine's own clock is set by hand and by NTP, and goes on while the machine sleeps. Its monotonic clock is the same
for all processes of one boot, and stands still in sleep with them; so between those it says how old a sign of life is.
Signs of other machines, and of files of former versions, count by the time of day.
"""

import time
from collections.abc import Callable
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from oceanhil.hil.boards.lease import Lease, LeaseState, Waiter
from oceanhil.host.owners import Owner, is_of_one_boot, this_machine

_Sign = TypeVar("_Sign", Lease, Waiter)


class LeaseClock(msgspec.Struct, frozen=True):
    """The clocks of a process on `machine`: `unix_s` gives Unix seconds, `monotonic_s` seconds that only go on."""

    unix_s: Callable[[], float] = time.time
    monotonic_s: Callable[[], float] = time.monotonic
    machine: str = msgspec.field(default_factory=this_machine)

    def in_step(self, state: LeaseState) -> LeaseState:
        """Give a state with the signs of this boot at the Unix seconds that this machine's clock had for them now."""
        lease = None if state.lease is None else self._moved(state.lease)
        return replace(state, lease=lease, queue=tuple(self._moved(each) for each in state.queue))

    def signed(self, state: LeaseState, token: str) -> LeaseState:
        """Give a state in which `token` has just given its sign of life, with this boot's time of it."""
        lease = state.lease
        if lease is not None and lease.token == token:
            return replace(state, lease=replace(lease, heartbeat_monotonic_s=self._of_boot(lease.owner)))
        queue = (
            replace(each, heartbeat_monotonic_s=self._of_boot(each.owner)) if each.token == token else each
            for each in state.queue
        )
        return replace(state, queue=tuple(queue))

    def _moved(self, sign: _Sign) -> _Sign:
        now_s, then_s = self._of_boot(sign.owner), sign.heartbeat_monotonic_s
        if now_s is None or then_s is None or then_s > now_s:
            return sign
        return replace(sign, heartbeat_unix_s=self.unix_s() - (now_s - then_s))

    def _of_boot(self, owner: Owner) -> float | None:
        return self.monotonic_s() if is_of_one_boot(owner, self.machine) else None
