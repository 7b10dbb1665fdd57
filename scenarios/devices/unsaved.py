"""What a device could have saved in a boot, and did not: why a sweep over power cuts has nothing to cut.

A module of its own, though only the context asks: the context knows neither relays nor records.
"""

from collections.abc import Sequence

from oceanhil.protocol.record import RecordFlag
from oceanhil.protocol.wording import plural
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.world import MAIN_DEVICE, World

_RELAYS = {"relay1": (RecordFlag.RELAY1, "relay 1"), "relay2": (RecordFlag.RELAY2, "relay 2")}


def unsaved_in(world: World, boot: int) -> str:
    """Say what there was to save in boot number `boot` of the main device, after a run without flash work in it."""
    events = _of_boot(world, boot)
    if events is None:
        boots = sum(event.kind is EventKind.BOOT and event.device == MAIN_DEVICE for event in world.trace)
        return f"none: boot {boot} never came, the device booted {plural(boots, 'time')}"
    requests = [event for event in events if event.kind is EventKind.REQUEST]
    if was_granted_in(world, boot):
        return f"none: the token that was granted in boot {boot} was never saved"
    if relay := _unsaved_relay(world, requests):
        return f"none: {relay} was switched in boot {boot} and never saved"
    return f"none: no token was granted and no relay was switched in boot {boot}, so there was nothing to save"


def was_granted_in(world: World, boot: int) -> bool:
    """Tell whether the main device was granted a token in boot number `boot`, which it has to save."""
    return any((request := TracedRequest.seen_in(event)) and request.granted for event in _of_boot(world, boot) or ())


def _of_boot(world: World, boot: int) -> Sequence[Event] | None:
    events = [event for event in world.trace if event.device == MAIN_DEVICE]
    boots = [at for at, event in enumerate(events) if event.kind is EventKind.BOOT]
    begins = next((at for at in boots if events[at].fields["number"] == boot), None)
    if begins is None:
        return None
    ends = next((at for at in boots if at > begins), len(events))
    return events[begins:ends]


def _unsaved_relay(world: World, requests: Sequence[Event]) -> str:
    record = world.device(MAIN_DEVICE).stored_record().record
    known = (request.reported for request in map(TracedRequest.of, reversed(requests)) if request.relays is not None)
    told = next(known, None)
    if record is None or told is None:
        return ""
    return next((name for field, (flag, name) in _RELAYS.items() if bool(told[field]) != (flag in record.flags)), "")
