"""What a POWER event says in its field `state`, and a boot that ends a sleep: written by every world, read by many."""

from enum import Enum
from typing import Final

from oceanhil.scenarios.trace import Event, EventKind


class PowerState(Enum):
    """How it stands with the power of a device from now on; `value` stands in the trace."""

    ON = "on"
    OFF = "off"
    CUT = "cut"
    """Off, in the middle of flash work; the event has the `unit`, too."""
    ASLEEP = "asleep"
    """In deep sleep: nothing of its program is kept."""
    INTERRUPTED = "interrupted"
    """The bench had to stop the device and start it again, to reach its flash, though no step asked for that."""


_WAKE: Final = "deep-sleep"
_STATES: Final = {each.value: each for each in PowerState}


def power_state(event: Event) -> PowerState | None:
    """Give the state that a POWER event tells; None for events of other kinds, and for words of a file's own."""
    return _STATES.get(str(event.fields.get("state"))) if event.kind is EventKind.POWER else None


def is_power_cut(event: Event, device: str) -> bool:
    """Tell whether the event says that this device has lost power by a cut."""
    return event.device == device and power_state(event) is PowerState.CUT


def is_wake(event: Event) -> bool:
    """Tell whether the event is a boot that ends a deep sleep."""
    return event.kind is EventKind.BOOT and event.fields.get("reason") == _WAKE
