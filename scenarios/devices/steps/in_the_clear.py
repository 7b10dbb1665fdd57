"""Firmware that asks in the clear, where a scenario breaks what only encrypted connections need.

Which scheme firmware speaks is its own matter, and no trace tells: over a path on which no handshake comes to its end,
whoever needs none is answered. What the scenario is about does not strike that firmware, and what would follow is not
expected of it.
"""

from oceanhil.protocol.lines import NO_ANSWER
from oceanhil.protocol.network_change import is_path_sound
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.devices.context import DeviceContext
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.world import LackingError, is_foreign

# What was under way as the path broke may still be answered.
_UNDER_WAY_US = 30 * SECOND_US


def excuse_in_the_clear(context: DeviceContext, name: str, text: str) -> None:
    """Excuse foreign firmware from a line `text` about no answer, if the server answers it over a broken path.

    Raises LackingError then.
    """
    if NO_ANSWER not in text or not is_foreign(context.world):
        return
    broken = _broken(context)
    if broken is None:
        return
    asked = context.events(0, EventKind.REQUEST, name)
    answered = (each for each in asked if each.t_us > broken.t_us + _UNDER_WAY_US)
    if any(TracedRequest.of(each).is_sound for each in answered):
        raise LackingError("TLS: this firmware asks in the clear, and is answered where no handshake comes to its end")


def _broken(context: DeviceContext) -> Event | None:
    """Give when the path to the server broke, if it is broken now."""
    found = None
    for event in context.events(0, EventKind.NETWORK, ""):
        is_sound = is_path_sound(str(event.fields["change"]))
        if is_sound is not None:
            found = None if is_sound else event
    return found
