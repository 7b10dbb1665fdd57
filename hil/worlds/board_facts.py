"""What a report says about the boards of a run, as names and texts."""

from collections.abc import Iterable, Mapping

from oceanhil.scenarios.trace import EventKind, Trace
from oceanhil.scenarios.world import MAIN_DEVICE


def board_facts(trace: Trace, known: Iterable[tuple[str, Mapping[str, str]]]) -> dict[str, str]:
    """Join what is known of each device with how often it booted; a second device's facts carry its name in front."""
    facts: dict[str, str] = {}
    for device, found in known:
        prefix = "" if device == MAIN_DEVICE else f"{device}_"
        boots = sum(event.kind is EventKind.BOOT and event.device == device for event in trace)
        facts |= {f"{prefix}{name}": text for name, text in {**found, "boots": str(boots)}.items()}
    return facts
