"""Which requests are polls that went well, between which a device ought to be as it was, and how often they come.

A device that never asks for the state and reports by itself, as one does that has a sensor and no relay, has its
reports for polls: they are its contacts, and what it learns of its session and the server.
"""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Final

from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.power_state import is_wake
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest

_GAPS_LEAST: Final = 5
_REPORT: Final = "POST"
_NEAR: Final = 0.1


def is_poll(request: TracedRequest, state_path: str) -> bool:
    """Tell whether a request asks for the state."""
    return request.path == state_path and request.method == "GET"


def is_sound_poll(request: TracedRequest, state_path: str) -> bool:
    """Tell whether a request asks for the state in a session, and is answered as it should be."""
    return is_poll(request, state_path) and request.is_sound and bool(request.session)


def _is_sound_report(request: TracedRequest, state_path: str) -> bool:
    return request.path == state_path and request.method == _REPORT and request.is_sound and bool(request.session)


def reports_alone(events: Iterable[Event], name: str, state_path: str) -> bool:
    """Tell whether a device has reported in a session, and has never asked for the state."""
    has_reported = False
    for event in events:
        request = TracedRequest.seen_in(event) if event.device == name else None
        if request is None or request.path != state_path:
            continue
        if request.method != _REPORT:
            return False
        has_reported = has_reported or (request.is_ok and bool(request.session))
    return has_reported


def habitual_interval_s(events: Sequence[Event], name: str, state_path: str) -> int | None:
    """Give every how many seconds a device polls, as its sound polls come; None if they are few, or come as they like.

    Most gaps between two in a boot have to be within a tenth of the middle one: what disturbs makes single ones longer.
    A deep sleep between two polls is part of the gap. Of a device that never polls its reports count.
    """
    gaps_us, last_us = list[int](), None
    is_contact = _is_sound_report if reports_alone(events, name, state_path) else is_sound_poll
    for event in events:
        if event.device != name:
            continue
        if event.kind is EventKind.BOOT:
            last_us = last_us if is_wake(event) else None
        elif (request := TracedRequest.seen_in(event)) is not None and is_contact(request, state_path):
            gaps_us += [] if last_us is None else [event.t_us - last_us]
            last_us = event.t_us
    if len(gaps_us) < _GAPS_LEAST:
        return None
    middle_us = median(gaps_us)
    is_habit = sum(abs(gap_us - middle_us) <= _NEAR * middle_us for gap_us in gaps_us) * 2 > len(gaps_us)
    return max(1, round(middle_us / SECOND_US)) if is_habit else None
