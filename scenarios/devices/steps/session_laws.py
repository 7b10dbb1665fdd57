"""The law over a whole life about sessions: one whose life is known is renewed before it is over."""

import msgspec

from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.clock_change import drift_in, is_device_moved
from oceanhil.scenarios.dashboard_action import DashboardAction, dashboard_action
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep
from oceanhil.scenarios.step import Unmet
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import Capability

_EXPIRED = ErrorReason.SESSION_EXPIRED.value
# Whoever joins again may ask at once whether its session is still one: an exchange is all that it costs.
_ENDING = frozenset({EventKind.BOOT, EventKind.NETWORK})


class _Session(msgspec.Struct, frozen=True):
    """A session whose life the device was told."""

    name: str
    opened_us: int
    lives_us: int

    def is_refused_in(self, request: TracedRequest) -> bool:
        """Whether it was refused since this session is over."""
        return request.code == _EXPIRED and not request.fault and request.session == self.name


class ExpectRenewed(DeviceStep, name="expect.renewed", met_by=(), needs=Capability.SERVER_REQUESTS):
    """No poll of this run was refused since its session was over, where the device had been told how long it lives.

    Left out are sessions that were opened while a clock drifted, or during which something was done to the network, the
    server's clock or its settings, or the device's counter of milliseconds, and answers that were tampered with.
    """

    def run(self, context: DeviceContext) -> None:
        """Follow the sessions of the device; raises Unmet at the first that is used behind its end."""
        wire = context.world.profile.wire
        session: _Session | None = None
        drifts: dict[bool, int] = {}
        for event in context.world.trace.events:
            if event.device not in {self.on, ""}:
                continue
            if event.kind is EventKind.CLOCK:
                change = str(event.fields.get("change"))
                if (drift := drift_in(change)) is not None:
                    drifts[drift.is_in_sleep] = drift.parts_per_million
                # A session's age is no time of day.
                session = session if is_device_moved(change) else None
            elif event.kind in _ENDING or dashboard_action(event) is DashboardAction.SETTINGS:
                session = None
            elif (request := TracedRequest.seen_in(event)) is None:
                continue
            elif request.path == wire.session_path:
                if request.is_ok:
                    session = None if any(drifts.values()) else _opened(event, request)
            elif session is not None and session.is_refused_in(request):
                used, lives = format_duration(event.t_us - session.opened_us), format_duration(session.lives_us)
                raise Unmet("a new session before the old one is over", f"a poll {used} behind one of {lives}", event)


def _opened(event: Event, request: TracedRequest) -> _Session | None:
    if request.fault or request.session is None or request.expires_in is None:
        return None
    return _Session(request.session, event.t_us, request.expires_in * SECOND_US)
