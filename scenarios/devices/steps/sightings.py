"""A sighting: what is to be seen of a device at one moment of a run, as laws say it.

What it is: a line that is printed, or a request that reaches the server, and how relays and dashboard are meanwhile.
All that is set must hold at once; what is left out may be anything. Moments are the events about the device, one after
the other; of lines and requests only their own.

What it must not know: worlds. It looks at events and at nothing else, so it means the same everywhere.
"""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.profile import Profile
from oceanhil.scenarios.devices.steps.sent_requests import described, request_matcher
from oceanhil.scenarios.devices.steps.serial import SerialText, line_matcher
from oceanhil.scenarios.devices.steps.server import Switch
from oceanhil.scenarios.names import Endpoint, Method, Status
from oceanhil.scenarios.scalars import Regex
from oceanhil.scenarios.trace import Event, EventKind, Scalar
from oceanhil.scenarios.world import Capability


class Scene(msgspec.Struct, frozen=True):
    """What lasts until it changes."""

    relay1: Switch = Switch.OFF
    relay2: Switch = Switch.OFF
    dashboard: str = ""
    """The status that it shows; empty before it shows one."""

    def behind(self, event: Event) -> "Scene":
        """Give what it is once the event has happened."""
        if event.kind is EventKind.RELAYS:
            return Scene(_switch(event.fields["relay1"]), _switch(event.fields["relay2"]), self.dashboard)
        if event.kind is EventKind.STATUS:
            return Scene(self.relay1, self.relay2, str(event.fields["status"]))
        return self


Moment = tuple[Event, Scene]
"""An event, and how everything is behind it."""


def moments(events: Iterable[Event], device: str) -> Iterator[Moment]:
    """Give the moments of a device, in order."""
    scene = Scene()
    for event in events:
        if event.device == device:
            scene = scene.behind(event)
            yield event, scene


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be seen at a moment."""

    line: SerialText | None = None
    contains: SerialText | None = None
    pattern: Regex | None = None
    path: Endpoint = ""
    method: Method = ""
    status: Status | None = None
    code: ErrorReason | None = None
    relay1: Switch | None = None
    relay2: Switch | None = None
    dashboard: DeviceStatus | None = None

    def __post_init__(self) -> None:
        lines = sum(each is not None for each in (self.line, self.contains, self.pattern))
        if lines > 1:
            raise ValueError("a sighting takes one of 'line', 'contains' and 'pattern'; leave the others out")
        if lines and self._is_of_request:
            raise ValueError("no moment is both that of a line and that of a request; leave one of the two out")
        if not lines and not self._is_of_request and not self.lasts:
            raise ValueError("a sighting has no key, so it is of anything; say what is to be seen, such as a line")

    @property
    def kind(self) -> EventKind | None:
        """Whether it is of lines or of requests; None: of what lasts alone."""
        if self._is_of_request:
            return EventKind.REQUEST
        return EventKind.SERIAL if (self.line, self.contains, self.pattern) != (None, None, None) else None

    @property
    def lasts(self) -> bool:
        """True when it is about something that lasts."""
        return (self.relay1, self.relay2, self.dashboard) != (None, None, None)

    @property
    def needs(self) -> frozenset[Capability]:
        """What a world must be able to do for it."""
        has_relays = (self.relay1, self.relay2) != (None, None)
        needed = {
            Capability.SERVER_REQUESTS: self._is_of_request,
            Capability.OUTPUTS: has_relays,
            Capability.DEVICE_STATUS: self.dashboard is not None,
        }
        return frozenset(capability for capability, is_needed in needed.items() if is_needed)

    def under(self, profile: Profile) -> Callable[[Moment], bool]:
        """Tell of a moment whether this is to be seen there; refusals may be in the words of the profile."""
        kind = self.kind
        if kind is EventKind.SERIAL:
            says = line_matcher(profile, self.line, self.contains, self.pattern)
            return lambda moment: (
                moment[0].kind is kind and says(str(moment[0].fields["text"])) and self.fits(moment[1])
            )
        if kind is EventKind.REQUEST:
            asks = request_matcher(profile, self.path, self.method, self.status, self.code)
            return lambda moment: asks(moment[0]) and self.fits(moment[1])
        return lambda moment: self.fits(moment[1])

    def told(self, moment: Moment) -> str:
        """Say what there was of it at a moment, for messages."""
        event, scene = moment
        found = []
        if event.kind is self.kind:
            found.append(repr(event.fields["text"]) if event.kind is EventKind.SERIAL else described(event))
        found += [] if self.relay1 is None else [f"relay 1 {scene.relay1.value}"]
        found += [] if self.relay2 is None else [f"relay 2 {scene.relay2.value}"]
        found += [] if self.dashboard is None else [f"dashboard {scene.dashboard or 'not asked yet'}"]
        return ", ".join(found)

    def fits(self, scene: Scene) -> bool:
        """Tell whether what lasts is as it says."""
        return (
            (self.relay1 is None or scene.relay1 is self.relay1)
            and (self.relay2 is None or scene.relay2 is self.relay2)
            and (self.dashboard is None or scene.dashboard == self.dashboard.value)
        )

    @property
    def _is_of_request(self) -> bool:
        return bool(self.path or self.method) or (self.status, self.code) != (None, None)


def _switch(closed: Scalar) -> Switch:
    return Switch.ON if closed else Switch.OFF
