"""How much longer foreign firmware may wait: it has announced that, waits longer each time, or joins in its own time.

What it is: a limit of a scenario says how soon a device does something. Behind a refusal or a failure no page says when
it has to ask again, so whoever has said how long it waits, in words that are known, is waited for until then. So is who
polls more seldom than documented, as one that sleeps deeply between two polls does: behind a request that came to
nothing it may ask again as late as anybody may who waits for the longest time. Whoever is to fail several times may
double its wait in between, for waits have to grow; and no page says how long a join lasts until it counts as failed.

What it must not know: what a step looks for.

Laws: one wait is waited for, the one that is not over when the limit is; who is refused again behind it is late. An
announced one is an hour more than the limit and a minute at most. Where waits are to have begun anew, one that is more
than twice as long as the first is not waited for. Otherwise, and for documented firmware, the limit is the one of the
file.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from oceanhil.protocol.lines import Line
from oceanhil.protocol.units import MINUTE_US, SECOND_US
from oceanhil.scenarios.devices.context import DeviceContext
from oceanhil.scenarios.devices.poll_pace import later_us
from oceanhil.scenarios.devices.token_refusals import RESTED_US
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.world import is_held_to_pages

ANNOUNCED: Final = "until the wait was over that it had announced"
"""Why a limit is longer, for messages."""
LEFT_AT_POLL: Final = "until it asked again, as it polls so seldom"
"""The same of who polls more seldom than documented."""
GROWS: Final = "until twice the wait before was over, as waits grow"
"""The same of who has failed more than once."""
JOINS_LAST: Final = "as long as joins of others last"
"""The same of a join that fails."""
JOIN_OF_OTHERS_US: Final = 130 * SECOND_US
"""How long others try to join: some for two minutes, and each has begun a little later than it could."""
_JITTER: Final = 10
"""A tenth more than announced is no other wait."""
_UNTOLD_JITTER: Final = 4
"""Nobody knows of a wait that was not announced how much of it was chance: a quarter more may be."""
_TO_GROW: Final = 2
"""So many failures show a wait."""
_AS_LONG: Final = 2
"""Up to so many times the first wait is as long as that, whatever chance adds to both."""


class Reprieve(NamedTuple):
    """How long a device may still take when a limit is over, in µs, and why."""

    time_us: int
    why: str


class Grown(NamedTuple):
    """Waits that a device announced, in seconds: the first one, and a later one that is longer than its like."""

    first_s: int
    now_s: int


def grown(context: DeviceContext, name: str) -> Grown | None:
    """Give the wait that the device `name` announced last, if the first one since the mark is shorter than half of it.

    None if it is not, or if none was announced since the mark and the start.
    """
    since = max(context.mark, context.boot_index(name))
    events = context.world.trace.events[since:]
    waits_s = [wait_s for event in events if event.device == name and (wait_s := _announced_s(event)) is not None]
    is_longer = bool(waits_s) and waits_s[-1] > _AS_LONG * waits_s[0]
    return Grown(waits_s[0], waits_s[-1]) if is_longer else None


def reprieve(context: DeviceContext, name: str, within_us: int, *, waits: bool = True) -> Reprieve | None:
    """Give how long the device `name` may still take, when a limit of `within_us` (µs) is over; None if it is late.

    That is till the end of its wait, and as long behind it as it had at first, a minute at most: time to join, to agree
    on keys and to ask. Without `waits` what it has announced does not count.
    """
    if not is_held_to_pages(context.world):
        return None
    announced_us = _waits_until_us(context, name) if waits else 0
    until_us, why = max((announced_us, ANNOUNCED), (_rests_until_us(context, name), LEFT_AT_POLL))
    waits_us = until_us - context.world.now_us
    if waits_us <= 0:
        return None
    # Whole seconds, for messages.
    return Reprieve(-(-min(waits_us, RESTED_US) // SECOND_US) * SECOND_US + min(within_us, MINUTE_US), why)


def growing(context: DeviceContext, failed_us: Sequence[int]) -> Reprieve | None:
    """Give how long a device may still take that has failed at these times, till it fails again; None if it is late."""
    if len(failed_us) < _TO_GROW or not is_held_to_pages(context.world):
        return None
    last_us, before_us = failed_us[-1], failed_us[-2]
    wait_us = min(_AS_LONG * (last_us - before_us), context.world.profile.device.longest_wait_s * SECOND_US)
    left_us = last_us + wait_us + wait_us // _UNTOLD_JITTER - context.world.now_us
    return Reprieve(left_us, GROWS) if left_us > 0 else None


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
        if event.device == name and (wait_s := _announced_s(event)) is not None:
            wait_us = wait_s * SECOND_US
            return event.t_us + wait_us + wait_us // _JITTER
    return 0


def _announced_s(event: Event) -> int | None:
    """Give the seconds that a line announces; None if it is no such line."""
    if event.kind is not EventKind.SERIAL:
        return None
    found = Line.RETRY.pattern.fullmatch(str(event.fields["text"]).rstrip())
    return None if found is None else int(found["seconds"])
