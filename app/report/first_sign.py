"""Where to begin to look in a run that failed: the first event that leads to it and that nothing has made good since.

The moment viewer lists all of them, also what only a close-up tells of (`app/moment/templates/signs.js`).
"""

from collections.abc import Sequence

from oceanhil.protocol.network_change import host_in
from oceanhil.scenarios.power_state import PowerState, power_state
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest

_Key = tuple[object, ...]


def first_sign(events: Sequence[Event]) -> int | None:
    """Give its place in `events`, which are those of a run up to its failure; None where nothing stands out."""
    standing: dict[_Key, int] = {}
    for index, event in enumerate(events):
        fields = event.fields
        match event.kind:
            case EventKind.REQUEST:
                _take_request(standing, index, event)
            case EventKind.NETWORK:
                _take_network(standing, index, str(fields.get("change")))
            case EventKind.POWER if power_state(event) is PowerState.CUT:
                standing.setdefault((event.kind, event.device), index)
            case EventKind.LOAD if "stored" in fields:
                standing.setdefault((event.kind, event.device), index)
            case EventKind.HALT | EventKind.PANIC:
                standing.setdefault((event.kind, event.device), index)
            case EventKind.BOOT:
                standing.pop((EventKind.HALT, event.device), None)
            case _:
                pass
    return min(standing.values(), default=None)


def _take_request(standing: dict[_Key, int], index: int, event: Event) -> None:
    request = TracedRequest.of(event)
    key = (event.device, request.method, request.path)
    if not request.is_success:
        standing.setdefault(key, index)
        return
    standing.pop(key, None)
    if request.changed:
        # What a device has taken from a changed answer no later answer takes back.
        standing.setdefault((*key, "changed"), index)


def _take_network(standing: dict[_Key, int], index: int, change: str) -> None:
    found = host_in(change)
    if found is None:
        return
    if found.blocked:
        standing.setdefault((found.host,), index)
    else:
        standing.pop((found.host,), None)
