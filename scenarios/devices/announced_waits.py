"""How much longer foreign firmware may wait because it has announced it.

What it is: a limit of a scenario says how soon a device does something. Behind a refusal or a failure no page says when
it has to ask again, so whoever says how long it waits, in words that are known, has the time of the limit again when
that is over.

What it must not know: what a step looks for.

Laws: in all an hour more than the limit at most; without an announcement, and for documented firmware, the limit is the
one of the file.
"""

from typing import Final

from oceanhil.protocol.lines import Line
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.devices.context import DeviceContext, Wanted
from oceanhil.scenarios.devices.token_refusals import RESTED_US
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import is_held_to_pages

ANNOUNCED: Final = "until the wait is over that it announced"
"""Why a limit is longer, for messages."""
_JITTER: Final = 10
"""A tenth more than announced is no other wait."""


def find_after_waits(
    context: DeviceContext, name: str, start: int, wanted: Wanted, within_us: int
) -> tuple[int | None, int]:
    """Give the index of the first event from `start` on that is wanted, and the limit that held (µs).

    Waits up to `within_us` for one, and longer where the device `name` has announced it.
    """
    world = context.world
    begun_us, limit_us = world.now_us, within_us
    while (index := context.find(start, wanted, max(0, begun_us + limit_us - world.now_us))) is None:
        longer_us = announced_us(context, name, begun_us, within_us)
        if longer_us <= limit_us:
            break
        limit_us = longer_us
    return index, limit_us


def announced_us(context: DeviceContext, name: str, begun_us: int, within_us: int) -> int:
    """Give the limit (µs) that holds for what was waited for since `begun_us`: `within_us`, or one that is longer."""
    if not is_held_to_pages(context.world):
        return within_us
    waits_us = _waits_until_us(context, name) - begun_us
    return within_us + min(max(0, waits_us), RESTED_US)


def _waits_until_us(context: DeviceContext, name: str) -> int:
    """Give when the wait is over that the device announced last in this boot; 0 if it announced none."""
    for event in reversed(context.world.trace.events[context.boot_index(name) :]):
        if event.kind is EventKind.SERIAL and event.device == name:
            found = Line.RETRY.pattern.fullmatch(str(event.fields["text"]).rstrip())
            if found is not None:
                wait_us = int(found["seconds"]) * SECOND_US
                return event.t_us + wait_us + wait_us // _JITTER
    return 0
