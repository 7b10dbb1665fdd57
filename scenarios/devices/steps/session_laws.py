"""The law over a whole life about sessions: one whose life is known is renewed before it is over."""

import msgspec

from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.clock_change import drift_in, is_device_moved
from oceanhil.scenarios.dashboard_action import DashboardAction, dashboard_action
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep
from oceanhil.scenarios.devices.touches import touched_by
from oceanhil.scenarios.devices.under_way import UnderWay
from oceanhil.scenarios.step import Touch, Unmet
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.traced_step import step_name
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import Capability

_EXPIRED = ErrorReason.SESSION_EXPIRED.value


class _Session(msgspec.Struct, frozen=True):
    """A session whose life the device was told."""

    name: str
    opened_us: int
    lives_us: int
    is_doubtful: bool = False
    """Nothing has shown since the start of this boot that the device still has it, and that it is still one."""
    is_older: bool = False
    """It was opened in a boot before this one."""

    def behind_start(self) -> "_Session":
        """Give what is known of it behind a start."""
        return msgspec.structs.replace(self, is_doubtful=True, is_older=True)

    def shown_in(self, request: TracedRequest) -> "_Session":
        """Give what is known of it behind a request that was sent in this boot."""
        is_shown = request.is_sound and request.session == self.name
        return msgspec.structs.replace(self, is_doubtful=False) if is_shown else self

    def is_refused_in(self, request: TracedRequest) -> bool:
        """Whether it was refused since this session is over, where the device should have known."""
        is_its_end = request.code == _EXPIRED and not request.fault and request.session == self.name
        return is_its_end and not self.is_doubtful


class ExpectRenewed(DeviceStep, name="expect.renewed", met_by=(), needs=Capability.SERVER_REQUESTS):
    """No poll of this run was refused since its session was over, where the device had been told how long it lives.

    Left out are sessions that were opened while a clock drifted, or during which something was done to the network, the
    server's clock or its settings, or the device's counter of milliseconds, and answers that were tampered with.
    Whoever goes on with its session behind a start may ask whether it is still one, and is not judged if the bench laid
    hands on its clock.
    """

    def run(self, context: DeviceContext) -> None:
        """Follow the sessions of the device; raises Unmet at the first that is used behind its end."""
        wire = context.world.profile.wire
        session: _Session | None = None
        under_way = UnderWay()
        drifts: dict[bool, int] = {}
        is_clock_right = True
        for event in context.world.trace.events:
            if event.device not in {self.on, ""}:
                continue
            under_way.take(event)
            if event.kind is EventKind.CLOCK:
                change = str(event.fields.get("change"))
                if (drift := drift_in(change)) is not None:
                    drifts[drift.is_in_sleep] = drift.parts_per_million
                # A session's age is no time of day.
                session = session if is_device_moved(change) else None
            elif Touch.CLOCK in touched_by(step_name(event)):
                # Behind a start the milliseconds are no session's age either: then the time of day tells it, if any.
                is_clock_right = False
                session = None if session is None or session.is_older else session
            elif event.kind is EventKind.BOOT:
                session = session.behind_start() if session is not None and is_clock_right else None
            elif event.kind is EventKind.NETWORK or dashboard_action(event) is DashboardAction.SETTINGS:
                # Whoever joins again may ask whether its session is still one: an exchange is all that it costs.
                session = None
            elif (request := TracedRequest.seen_in(event)) is None:
                continue
            elif request.path == wire.session_path:
                if request.is_ok:
                    session = None if any(drifts.values()) else _opened(event, request)
            elif session is not None and session.is_refused_in(request):
                used, lives = format_duration(event.t_us - session.opened_us), format_duration(session.lives_us)
                raise Unmet("a new session before the old one is over", f"a poll {used} behind one of {lives}", event)
            elif session is not None and event not in under_way:
                session = session.shown_in(request)


def _opened(event: Event, request: TracedRequest) -> _Session | None:
    if request.fault or request.session is None or request.expires_in is None:
        return None
    return _Session(request.session, event.t_us, request.expires_in * SECOND_US)
