"""How much longer foreign firmware may wait: it has announced that, or leaves what failed at its next poll.

What it is: a limit of a scenario says how soon a device does something. Behind a refusal or a failure no page says when
it has to ask again, so whoever has said how long it waits, in words that are known, is waited for until then. So is who
polls more seldom than documented, as one that sleeps deeply between two polls does: behind a request that came to
nothing it may ask again as late as anybody may who waits for the longest time.

What it must not know: what a step looks for.

Laws: one wait is waited for, the one that is not over when the limit is; who is refused again behind it is late. An
announced one is an hour more than the limit and a minute at most. Otherwise, and for documented firmware, the limit is
the one of the file.
"""

from typing import Final, NamedTuple

from oceanhil.protocol.lines import Line
from oceanhil.protocol.units import MINUTE_US, SECOND_US
from oceanhil.scenarios.devices.context import DeviceContext
from oceanhil.scenarios.devices.poll_pace import later_us
from oceanhil.scenarios.devices.token_refusals import RESTED_US
from oceanhil.scenarios.trace import EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.world import is_held_to_pages

ANNOUNCED: Final = "until the wait was over that it had announced"
"""Why a limit is longer, for messages."""
LEFT_AT_POLL: Final = "until it asked again, as it polls so seldom"
"""The same of who polls more seldom than documented."""
_JITTER: Final = 10
"""A tenth more than announced is no other wait."""


class Reprieve(NamedTuple):
    """How long a device may still take when a limit is over, in µs, and why."""

    time_us: int
    why: str


def reprieve(context: DeviceContext, name: str, within_us: int) -> Reprieve | None:
    """Give how long the device `name` may still take, when a limit of `within_us` (µs) is over; None if it is late.

    That is till the end of its wait, and as long behind it as it had at first, a minute at most: time to join, to agree
    on keys and to ask.
    """
    if not is_held_to_pages(context.world):
        return None
    until_us, why = max((_waits_until_us(context, name), ANNOUNCED), (_rests_until_us(context, name), LEFT_AT_POLL))
    waits_us = until_us - context.world.now_us
    if waits_us <= 0:
        return None
    # Whole seconds, for messages.
    return Reprieve(-(-min(waits_us, RESTED_US) // SECOND_US) * SECOND_US + min(within_us, MINUTE_US), why)


def _rests_until_us(context: DeviceContext, name: str) -> int:
    """Give until when it may rest if it polls seldom, and its last request came to nothing; 0 in all other cases."""
    device = context.world.profile.device
    if not later_us(device):
        return 0
    last_first = (event for event in reversed(context.world.trace.events) if event.device == name)
    last = next((each for each in last_first if each.kind is EventKind.REQUEST), None)
    if last is None or TracedRequest.of(last).is_sound:
        return 0
    return last.t_us + device.longest_wait_s * SECOND_US


def _waits_until_us(context: DeviceContext, name: str) -> int:
    """Give when the wait is over that the device announced last in this boot; 0 if it announced none."""
    for event in reversed(context.world.trace.events[context.boot_index(name) :]):
        if event.kind is EventKind.SERIAL and event.device == name:
            found = Line.RETRY.pattern.fullmatch(str(event.fields["text"]).rstrip())
            if found is not None:
                wait_us = int(found["seconds"]) * SECOND_US
                return event.t_us + wait_us + wait_us // _JITTER
    return 0
