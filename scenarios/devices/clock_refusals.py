"""Requests that were refused for the clock of a device, of which foreign firmware may make one in each start.

The refusal says what time it is, and whoever has not heard from a time server yet may set its clock by that: then the
first request of a start is one more than a scenario counts that is about something else. How often the same is tried is
a matter of I8, I15 and I16. What a fault has answered so is none of these.
"""

from collections import Counter
from collections.abc import Callable

from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.faults import ALL_MADE_UP
from oceanhil.scenarios.devices.context import DeviceContext
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.world import is_held_to_pages


def starts_refused_for_a_clock(context: DeviceContext, is_counted: Callable[[Event], bool]) -> int:
    """Give in how many starts since the mark one of the requests that are counted was refused for the clock.

    None of firmware that is documented.
    """
    if not is_held_to_pages(context.world):
        return 0
    starts, refused = Counter[str](), set[tuple[str, int]]()
    for event in context.world.trace.events[context.mark :]:
        if event.kind is EventKind.BOOT:
            starts[event.device] += 1
        elif event.kind is EventKind.REQUEST and is_counted(event) and _is_for_a_clock(event):
            refused.add((event.device, starts[event.device]))
    return len(refused)


def _is_for_a_clock(event: Event) -> bool:
    request = TracedRequest.of(event)
    return request.code == ErrorReason.CLOCK_SKEW.value and not (request.changed or "").startswith(ALL_MADE_UP)
