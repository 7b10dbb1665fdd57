"""Requests that reached the server, as events of a run: which is such a one, and how messages tell of them."""

from collections.abc import Callable, Sequence
from itertools import islice

from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import clock
from oceanhil.scenarios.devices.context import DeviceContext, Wanted, path_under
from oceanhil.scenarios.devices.steps.refusals import statuses_under
from oceanhil.scenarios.names import ANY
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.units import format_duration

OK = 200
_SHOWN = 6


def request_matcher(
    profile: Profile, path: str, method: str, status: int | None, code: ErrorReason | None
) -> Callable[[Event], bool]:
    """Tell of an event whether it is such a request; what is empty or None may be anything."""
    full_path = path_under(profile, path) if path else ""
    statuses = None if status is None else statuses_under(profile, status)

    def is_wanted(event: Event) -> bool:
        request = TracedRequest.seen_in(event)
        return (
            request is not None
            and (statuses is None or request.status in statuses)
            and full_path in {"", request.path}
            and method in {"", request.method}
            and (code is None or request.code == code.value)
        )

    return is_wanted


def described(event: Event) -> str:
    """Give a request and what was answered, for messages."""
    request = TracedRequest.of(event)
    return f"{request.method} {request.path} -> {_reply(request)}"


def _reply(request: TracedRequest) -> str:
    """Give what was answered: the status and the server's code, or that nothing came back."""
    return f"{request.status} {request.code or ''}".rstrip() if request.is_answered else "no answer"


def last_seen(context: DeviceContext, name: str, start: int) -> str:
    """Give the last few requests of a device from event `start` on, or that there were none."""
    requests = [
        described(event)
        for event in context.world.trace.events[start:]
        if event.kind is EventKind.REQUEST and name in {event.device, ANY}
    ]
    return " | ".join(requests[-_SHOWN:]) or "no request at all"


def _answered(event: Event) -> str:
    request = TracedRequest.of(event)
    changed = f" (a fault: {request.changed})" if request.changed else ""
    return f"{_reply(request)}{changed} at {clock(event.t_us)}"


def first_answered(events: Sequence[Event]) -> str:
    """Give what the first of several requests were answered, and when, and how many more there are."""
    more = len(events) - _SHOWN
    return ", ".join([*map(_answered, events[:_SHOWN]), *([f"and {more:,} more"] if more > 0 else [])])


def told_to_wait(event: Event) -> str:
    """Say behind a request how long an answer before it had told its device to wait; empty where it did not."""
    wait_s = TracedRequest.of(event).retry_after
    if wait_s is None:
        return ""
    return f", told at {clock(event.t_us)} to wait {format_duration(wait_s * SECOND_US)}"


def is_granted(event: Event) -> bool:
    """Tell whether a request was answered as one that is granted."""
    return TracedRequest.of(event).is_ok


def last_such(context: DeviceContext, wanted: Wanted) -> Sequence[int]:
    """Give the index of the last event since the mark that is wanted, if there is one."""
    events = context.world.trace.events
    last_first = reversed(range(context.mark, len(events)))
    return list(islice((index for index in last_first if wanted(events[index])), 1))
