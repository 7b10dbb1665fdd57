"""How much longer foreign firmware may wait because it has announced it.

What it is: a limit of a scenario says how soon a device does something. Behind a refusal or a failure no page says when
it has to ask again, so whoever has said how long it waits, in words that are known, is waited for until then.

What it must not know: what a step looks for.

Laws: one wait is waited for, the one that is not over when the limit is; who is refused again behind it, and announces
the next, is late. That is an hour more than the limit and a minute at most. Without an announcement, and for documented
firmware, the limit is the one of the file.
"""

from typing import Final

from oceanhil.protocol.lines import Line
from oceanhil.protocol.units import MINUTE_US, SECOND_US
from oceanhil.scenarios.devices.context import DeviceContext
from oceanhil.scenarios.devices.token_refusals import RESTED_US
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.world import is_held_to_pages

ANNOUNCED: Final = "until the wait was over that it had announced"
"""Why a limit is longer, for messages."""
_JITTER: Final = 10
"""A tenth more than announced is no other wait."""


def time_left_us(context: DeviceContext, name: str, within_us: int) -> int:
    """Give how long (µs) the device `name` may still take, when a limit of `within_us` is over; 0 if it is late.

    That is till the end of its wait, and as long behind it as it had at first, a minute at most: time to join, to agree
    on keys and to ask.
    """
    waits_us = _waits_until_us(context, name) - context.world.now_us if is_held_to_pages(context.world) else 0
    if waits_us <= 0:
        return 0
    # Whole seconds, for messages.
    return -(-min(waits_us, RESTED_US) // SECOND_US) * SECOND_US + min(within_us, MINUTE_US)


def _waits_until_us(context: DeviceContext, name: str) -> int:
    """Give when the wait is over that the device announced last in this boot; 0 if it announced none."""
    for event in reversed(context.world.trace.events[context.boot_index(name) :]):
        if event.kind is EventKind.SERIAL and event.device == name:
            found = Line.RETRY.pattern.fullmatch(str(event.fields["text"]).rstrip())
            if found is not None:
                wait_us = int(found["seconds"]) * SECOND_US
                return event.t_us + wait_us + wait_us // _JITTER
    return 0
