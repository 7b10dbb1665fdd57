"""Requests that reached the server, as events of a run: which is such a one, and how messages tell of them."""

from collections.abc import Callable, Sequence

from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.profile import Profile
from oceanhil.protocol.wording import clock
from oceanhil.scenarios.devices.context import DeviceContext, path_under
from oceanhil.scenarios.devices.steps.refusals import statuses_under
from oceanhil.scenarios.names import ANY, NO_ANSWER
from oceanhil.scenarios.trace import Event, EventKind

OK = 200
_SHOWN = 6


def request_matcher(
    profile: Profile, path: str, method: str, status: int | None, code: ErrorReason | None
) -> Callable[[Event], bool]:
    """Tell of an event whether it is such a request; what is empty or None may be anything."""
    same: dict[str, str] = {"path": path_under(profile, path)} if path else {}
    same |= {"method": method} if method else {}
    same |= {} if code is None else {"code": code.value}
    statuses = None if status is None else statuses_under(profile, status)
    return lambda event: (
        event.kind is EventKind.REQUEST
        and (statuses is None or event.fields.get("status") in statuses)
        and all(event.fields.get(key) == value for key, value in same.items())
    )


def described(event: Event) -> str:
    """Give a request and what was answered, for messages."""
    return f"{event.fields['method']} {event.fields['path']} -> {_reply(event)}"


def _reply(event: Event) -> str:
    """Give what was answered: the status and the server's code, or that nothing came back."""
    if event.fields["status"] == NO_ANSWER:
        return "no answer"
    code = f" {event.fields['code']}" if event.fields.get("code") else ""
    return f"{event.fields['status']}{code}"


def last_seen(context: DeviceContext, name: str, start: int) -> str:
    """Give the last few requests of a device from event `start` on, or that there were none."""
    requests = [
        described(event)
        for event in context.world.trace.events[start:]
        if event.kind is EventKind.REQUEST and name in {event.device, ANY}
    ]
    return " | ".join(requests[-_SHOWN:]) or "no request at all"


def _answered(event: Event) -> str:
    changed = f" (a fault: {event.fields['changed']})" if event.fields.get("changed") else ""
    return f"{_reply(event)}{changed} at {clock(event.t_us)}"


def first_answered(events: Sequence[Event]) -> str:
    """Give what the first of several requests were answered, and when, and how many more there are."""
    more = len(events) - _SHOWN
    return ", ".join([*map(_answered, events[:_SHOWN]), *([f"and {more:,} more"] if more > 0 else [])])


def is_granted(event: Event) -> bool:
    """Tell whether a request was answered as one that is granted."""
    return event.fields.get("status") == OK
