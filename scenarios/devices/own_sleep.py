"""Deep sleep between two polls: firmware of other people may sleep so, and begins each time where it left off.

What it knows and has said it keeps in RAM that outlives the sleep, so the boot behind one is no start. That behind a
sleep to which the bench put it is: its program did not ask for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from oceanhil.scenarios.devices.touches import touched_by
from oceanhil.scenarios.power_state import is_wake
from oceanhil.scenarios.step import Touch
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_step import step_name
from oceanhil.scenarios.world import is_foreign

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oceanhil.scenarios.devices.context import DeviceContext


def starts(context: DeviceContext, name: str, begin: int = 0) -> Iterator[int]:
    """Give the indices of the device's starts from index `begin` on, the last first."""
    events = context.world.trace.events
    is_free_to_sleep = is_foreign(context.world)
    for at in range(len(events) - 1, begin - 1, -1):
        if events[at].kind is EventKind.BOOT and events[at].device == name:
            if is_free_to_sleep and is_wake(events[at]) and not _was_put_to_sleep(events, at, name):
                continue
            yield at


def last_start(context: DeviceContext, name: str) -> int:
    """Give the index of the last one; 0 when there is none."""
    return next(starts(context, name), 0)


def _was_put_to_sleep(events: Sequence[Event], woke: int, name: str) -> bool:
    """Tell whether a step put the device to sleep since the boot before the one at index `woke`."""
    for at in range(woke - 1, -1, -1):
        event = events[at]
        if event.kind is EventKind.BOOT and event.device == name:
            return False
        if event.kind is EventKind.STEP and Touch.SLEEP in touched_by(step_name(event)):
            return True
    return False
