"""Expectations about what the server shows of a device: its status on the dashboard, and how many requests it had."""

from collections.abc import Mapping, Sequence
from functools import partial

import msgspec

from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import clock, plural
from oceanhil.scenarios.devices.clock_refusals import starts_refused_for_a_clock
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep, PromiseStep
from oceanhil.scenarios.devices.poll_pace import later_us, limit_words
from oceanhil.scenarios.devices.steps.sent_requests import OK, first_answered, last_seen, last_such, request_matcher
from oceanhil.scenarios.devices.steps.serial import WITHIN_US
from oceanhil.scenarios.names import Endpoint
from oceanhil.scenarios.scalars import Count, DurationUs
from oceanhil.scenarios.step import Unmet
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.world import Capability

_REQUESTS = frozenset({Capability.SERVER_REQUESTS})
_STATUS = frozenset({Capability.DEVICE_STATUS})
_LOOK_EVERY_US = 5 * SECOND_US
_SESSION = "session"


class ExpectServer(PromiseStep, name="expect.server", met_by=(), needs=_REQUESTS | _STATUS, main="device"):
    """What the dashboard shows now, and how many requests came since the run began or since the last mark.

    Foreign firmware may have opened one session less for each start behind which it was seen to go on with the session
    that it had, and may have asked once more in each start that was refused for its clock.
    """

    device: DeviceStatus | None = None
    requests: Mapping[Endpoint, Count] = {}

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs: what it does not look at need not be there."""
        looked_at = (_REQUESTS if self.requests else frozenset()) | (_STATUS if self.device else frozenset())
        return (DeviceStep.all_needs(self) - _REQUESTS - _STATUS) | looked_at

    def run(self, context: DeviceContext) -> None:
        """Look; raises Unmet at the first difference."""
        if self.device is not None:
            self._check_status(context, self.device)
        for path, count in self.requests.items():
            self._check_count(context, path, count)

    def needed_events(self) -> frozenset[EventKind]:
        """Requests, if any are counted."""
        return frozenset({EventKind.REQUEST} if any(self.requests.values()) else ())

    @property
    def counts_exactly(self) -> bool:
        """Whether none may be lacking: what is counted is counted exactly."""
        return True

    def evidence(self, context: DeviceContext) -> Sequence[int]:
        """The last request of each path that was counted."""
        paths = [context.path(path) for path, count in self.requests.items() if count]
        return [index for path in paths for index in last_such(context, partial(_is_request_of, self.on, path))]

    def _check_status(self, context: DeviceContext, wanted: DeviceStatus) -> None:
        world, device_id = context.world, context.dashboard_id(self.on)
        status = world.server.status(device_id)
        if status is not wanted and wanted is DeviceStatus.ONLINE and (late_us := later_us(world.profile.device)):
            # Of a device that polls more seldom the dashboard says "away" between two; a report is a contact, too.
            context.find(len(world.trace), request_matcher(world.profile, "state", "", OK, None), late_us)
            status = world.server.status(device_id)
        if status is not wanted:
            raise Unmet(f"the dashboard to show {wanted.value}", status.value)

    def _check_count(self, context: DeviceContext, path: str, count: int) -> None:
        full_path = context.path(path)
        requests = list(context.events(context.mark, EventKind.REQUEST, self.on))
        counted = [event for event in requests if TracedRequest.of(event).path == full_path]
        found = len(counted)
        kept = context.kept_sessions(self.on) if path == _SESSION else 0
        is_counted = partial(_is_request_of, self.on, full_path)
        refused = starts_refused_for_a_clock(context, is_counted) if found > count else 0
        if found != count - kept and not count <= found <= count + refused:
            told = f"{found}, answered {first_answered(counted)}" if counted else "0"
            seen = f"{told} | {last_seen(context, self.on, context.mark)}"
            raise Unmet(f"{plural(count, 'request')} to {path}", seen, counted[count] if found > count else None)


def _is_request_of(name: str, path: str, event: Event) -> bool:
    return event.device == name and (request := TracedRequest.seen_in(event)) is not None and request.path == path


class ExpectStatus(DeviceStep, name="expect.status", met_by=(), needs=_STATUS, main="is", waits=True):
    """The dashboard comes to show this status."""

    is_status: DeviceStatus = msgspec.field(name="is")
    within_us: DurationUs = msgspec.field(default=WITHIN_US, name="within")

    def run(self, context: DeviceContext) -> None:
        """Look, then wait and look again; raises Unmet when the time is over."""
        world, device_id = context.world, context.dashboard_id(self.on)
        within_us = self.within_us + context.later_us()
        end_us = world.now_us + within_us
        while (status := world.server.status(device_id)) is not self.is_status:
            left_us = end_us - world.now_us
            if left_us <= 0:
                wanted = self.is_status.value
                expected = f"the dashboard to show {wanted} within {limit_words(self.within_us, within_us)}"
                raise Unmet(expected, f"{status.value}{self._since(context, status)}")
            # Some servers tell of a change, others have to be asked.
            context.find(len(world.trace), self._is_change, min(left_us, _LOOK_EVERY_US))

    def _since(self, context: DeviceContext, status: DeviceStatus) -> str:
        """Say from when on that is shown, where the server tells of changes: it may be long before this step."""
        changes = (each for each in reversed(context.world.trace.events) if each.kind is EventKind.STATUS)
        last = next((each for each in changes if each.device == self.on), None)
        return f", since {clock(last.t_us)}" if last is not None and last.fields["status"] == status.value else ""

    def _is_change(self, event: Event) -> bool:
        is_status = event.kind is EventKind.STATUS and event.device == self.on
        return is_status and event.fields["status"] == self.is_status.value
