"""Waiting for places of labgrid that others have: a reservation of each, of which the first that gets its place counts.

A reservation names one place, for labgrid knows no "one of these". One that has got its place stays for a minute unless
it is looked after (`remote/coordinator.py`), which is long enough to acquire it.

Source: labgrid 26.0.1, `remote/coordinator.py` (`CreateReservation`, `schedule_reservations`).
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping, Sequence
from typing import Final

import grpc
from labgrid.remote.common import ReservationState
from labgrid.remote.generated import labgrid_coordinator_pb2 as messages

from .farm import FarmTrouble, Tell, Why
from .labgrid_session import LabgridSession

ASK_AGAIN_S: Final = 1.0
_GONE_S: Final = 60.0
"""How long who waits for a place waits for the coordinator to come back."""


class LabgridWaiting:
    """Waiting for one of these places, `wait_s` seconds or (None) as long as it takes; `tell` is told for whom."""

    def __init__(self, names: Sequence[str], tell: Tell, wait_s: float | None) -> None:
        self.names = names
        self._tell = tell
        self._give_up_s = None if wait_s is None else time.monotonic() + wait_s
        self._answered_s = time.monotonic()
        self._holders: Mapping[str, str] = {}

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return self._give_up_s is not None and time.monotonic() >= self._give_up_s

    @property
    def bears_absence(self) -> bool:
        """Whether a coordinator that is away is waited for: it answered when the waiting began, and not long ago."""
        return bool(self._holders) and time.monotonic() - self._answered_s < _GONE_S

    def answered(self) -> None:
        """Take note that the coordinator is there."""
        self._answered_s = time.monotonic()

    def for_(self, holders: Mapping[str, str]) -> None:
        """Say whom it is waited for, when that changes; raises FarmTrouble when the time is up."""
        if self.is_over:
            taken = ", ".join(f"place {name!r} of labgrid is taken by {holder}" for name, holder in holders.items())
            raise FarmTrouble(Why.TAKEN, taken)
        if self._holders != holders:
            have = ", ".join(f"{holder} has place {name!r}" for name, holder in holders.items())
            what = "a reservation waits for it" if len(holders) == 1 else "reservations wait for the first to be free"
            self._tell(f"{have} of labgrid; {what}")
        self._holders = holders

    async def reserved(self, session: LabgridSession) -> Mapping[str, str]:
        """Wait until a reservation has got its place: gives its token by the place's name; none if nothing came of it.

        All others are cancelled, in whatever way this ends.
        """
        tokens: dict[str, str] = {}
        got = ""
        try:
            for name in self.names:
                request = messages.CreateReservationRequest(prio=0.0)
                request.filters["main"].CopyFrom(messages.Reservation.Filter(filter={"name": name}))
                tokens[name] = (await session.stub.CreateReservation(request)).reservation.token
            while not got and not self.is_over:
                states = {name: await _state(session, token) for name, token in tokens.items()}
                got = next((name for name, state in states.items() if state == ReservationState.allocated.value), "")
                if not got and any(state != ReservationState.waiting.value for state in states.values()):
                    break
                if not got:
                    await asyncio.sleep(ASK_AGAIN_S)
        finally:
            for name, token in tokens.items():
                if name != got:
                    await cancel(session, token)
        return {got: tokens[got]} if got else {}


async def _state(session: LabgridSession, token: str) -> int:
    found = await session.stub.PollReservation(messages.PollReservationRequest(token=token))
    return int(found.reservation.state)


async def cancel(session: LabgridSession, token: str) -> None:
    """Cancel a reservation; one that is over already is nobody's matter."""
    with contextlib.suppress(grpc.aio.AioRpcError):
        await session.stub.CancelReservation(messages.CancelReservationRequest(token=token))
