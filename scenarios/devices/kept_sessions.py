"""Sessions that outlive a start: firmware of other people may keep its session in RAM that a reset leaves alone.

What it is: the pages keep a session in RAM and never in flash (TOKEN), and some RAM of a chip outlasts every reset that
takes no power, such as an ESP8266's user memory. Whoever goes on with its session behind such a start opens none there.

What it must not know: whose firmware it is, and what a step counts.

Law: what counts is what was seen: the first request about the state behind a start names the session of the request
about the state before it, and none was opened between the two.
"""

from collections.abc import Sequence
from typing import Final

from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.power_state import is_wake
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest

_NONE: Final = ""


def kept_sessions(events: Sequence[Event], name: str, profile: Profile, begin: int = 0) -> int:
    """Count the starts of a device from index `begin` on, but for wakes from deep sleep, that it went on from so."""
    wire = profile.wire
    session, is_behind_start, kept = _NONE, False, 0
    for index, event in enumerate(events):
        if event.device != name:
            continue
        if event.kind is EventKind.BOOT:
            is_behind_start = is_behind_start or (index >= begin and not is_wake(event))
        elif (request := TracedRequest.seen_in(event)) is None:
            continue
        elif request.path == wire.session_path:
            session, is_behind_start = _NONE, False
        elif request.path == wire.state_path and request.session:
            kept += is_behind_start and request.session == session
            session, is_behind_start = request.session, False
    return kept
