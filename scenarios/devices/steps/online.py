"""The expectation that a device is online, in the sense of everybody who has to say something about it."""

from typing import Final

import msgspec

from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.lines import Line
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.devices.announced_waits import reprieve
from oceanhil.scenarios.devices.context import DeviceContext, PromiseStep
from oceanhil.scenarios.devices.own_sleep import last_start
from oceanhil.scenarios.devices.poll_pace import limit_words
from oceanhil.scenarios.devices.steps.serial import WITHIN_US, last_lines
from oceanhil.scenarios.devices.token_refusals import FAILED_US, RESTED_US
from oceanhil.scenarios.devices.under_way import UNDER_WAY_US
from oceanhil.scenarios.power_state import PowerState, is_wake, power_state
from oceanhil.scenarios.scalars import DurationUs
from oceanhil.scenarios.seeking import SeeksNetwork
from oceanhil.scenarios.step import Unmet
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.world import Capability, is_foreign

_ONLINE_LINE = Line.ONLINE.template
NO_POLL_AFTER: Final = "the server accepted no poll after that"
"""What stands behind the last lines of a device that says in words of its own, or did say, that it is online."""
_LOOK_EVERY_US = 2 * SECOND_US
# Behind the first poll of a boot comes its answer, and then the report of what was found.
SETTLED_US: Final = 2 * SECOND_US
"""What a device sends behind an accepted poll has come by then, in µs."""
_IN_A_SLEEP: Final = frozenset({PowerState.ASLEEP, PowerState.ON})


def _says_online(event: Event) -> bool:
    return event.kind is EventKind.SERIAL and str(event.fields["text"]).rstrip() == _ONLINE_LINE


def _rest_us(event: Event) -> int:
    """Give how long a device may rest for that: a request that was refused, or that failed and may pass."""
    request = TracedRequest.seen_in(event)
    if request is None or request.is_sound:
        return 0
    return RESTED_US if request.is_refused and not request.ends_session else FAILED_US


class _Watch:
    """Follows one device: the ONLINE line in the current boot and then, if polls can be seen, an accepted one."""

    def __init__(
        self, name: str, state_path: str, *, polls_visible: bool, says_so: bool, may_sleep: bool = False
    ) -> None:
        """`may_sleep` says that what it said before a deep sleep of its own holds behind it."""
        self._says_so = says_so
        self._may_sleep = may_sleep
        self.said_so = not says_so
        self.polls = 0
        """Polls that were accepted in the current boot."""
        self._started_us = -UNDER_WAY_US
        self._name = name
        self._state_path = state_path
        self._polls_visible = polls_visible

    def is_online(self, event: Event) -> bool:
        """Take the next event; tell whether the device is online with it."""
        if event.device != self._name:
            return False
        if self._may_sleep and (is_wake(event) or power_state(event) in _IN_A_SLEEP):
            return False
        if event.kind in {EventKind.BOOT, EventKind.POWER, EventKind.HALT}:
            # Whatever it said before: without power nothing is online, and nothing is after a start.
            self.said_so, self.polls, self._started_us = not self._says_so, 0, event.t_us
        elif _says_online(event):
            self.said_so = True
            return not self._polls_visible
        is_poll = self._is_accepted_poll(event)
        self.polls += is_poll
        return self.said_so and is_poll

    def _is_accepted_poll(self, event: Event) -> bool:
        request = TracedRequest.seen_in(event)
        if request is None or request.path != self._state_path or not request.is_ok or not request.session:
            return False
        # What left the device before its start belongs to the boot before, and perhaps to another record.
        return event.t_us - self._started_us >= UNDER_WAY_US


class ExpectOnline(
    PromiseStep,
    name="expect.online",
    met_by={EventKind.SERIAL, EventKind.REQUEST},
    main="within",
    waits=True,
):
    """The device said `[INFO] Device ONLINE` in this boot, the server accepts a new poll, the dashboard shows it.

    Where that is the first poll of the boot, two seconds more go by, in which the device may report what it found.
    In a world that sees no requests the line and the dashboard count, in one that knows no status the first two.
    Foreign firmware that sleeps deeply by itself need not say so again behind each sleep.
    Foreign firmware that was disturbed may still wait, a quarter of an hour after a failure that may pass or the end of
    its session, and an hour after another refusal: no page says when it has to ask again. A wait that
    it has announced is waited for until it is over, and the time `within` again, at most a minute.
    """

    within_us: DurationUs = msgspec.field(default=WITHIN_US, name="within")

    def run(self, context: DeviceContext) -> None:
        """Wait; raises Unmet when the time is over or the dashboard disagrees."""
        world, boot = context.world, last_start(context, self.on)
        sees_requests = Capability.SERVER_REQUESTS in world.capabilities
        begun_us, within_us = world.now_us, self._patience_us(context, boot)
        says_so = context.speaks(Line.ONLINE)
        may_sleep = is_foreign(world)
        watch = _Watch(
            self.on, context.path("state"), polls_visible=sees_requests, says_so=says_so, may_sleep=may_sleep
        )
        for event in world.trace.events[boot:]:
            watch.is_online(event)
        must_wait = sees_requests or not watch.said_so
        why = "until it polls or has rested"
        is_missing = must_wait and world.wait_for(watch.is_online, within_us) is None
        if is_missing and (left := reprieve(context, self.on, within_us)):
            within_us, why = within_us + left.time_us, left.why
            is_missing = world.wait_for(watch.is_online, left.time_us) is None
        if is_missing:
            expected = f"{self.on!r} online within {limit_words(self.within_us, within_us, why)}"
            raise Unmet(expected, self._found(context, boot, said_so=watch.said_so))
        if watch.polls == 1:
            # It said so before its first poll, or in words of its own: what a step does next must not meet that report.
            world.run_for(SETTLED_US)
        if Capability.DEVICE_STATUS in world.capabilities:
            self._ask_dashboard(context, world.now_us if sees_requests else begun_us + within_us)
        self._move_cursor(context)

    def _patience_us(self, context: DeviceContext, boot: int) -> int:
        within_us = self.within_us + context.later_us()
        return max(within_us, self._rested_us(context, boot)) if is_foreign(context.world) else within_us

    def _rested_us(self, context: DeviceContext, boot: int) -> int:
        """Give how long it may wait for what came since its last poll, in this boot: for a refusal, or a failure."""
        polls = _Watch(self.on, context.path("state"), polls_visible=True, says_so=False)
        rested_us = 0
        for event in reversed(context.world.trace.events[boot:]):
            if event.kind is EventKind.NETWORK:
                rested_us = max(rested_us, FAILED_US)
            elif event.device == self.on:
                rested_us = max(rested_us, _rest_us(event))
            if polls.is_online(event):
                break
        return rested_us

    def _ask_dashboard(self, context: DeviceContext, end_us: int) -> None:
        """Ask at once after an accepted poll; where none can be seen, again until `end_us`."""
        world, dashboard_id = context.world, context.dashboard_id(self.on)
        while (status := world.server.status(dashboard_id)) is not DeviceStatus.ONLINE:
            if world.now_us >= end_us:
                raise Unmet("the dashboard to show online after an accepted poll", status.value)
            world.run_for(min(_LOOK_EVERY_US, end_us - world.now_us))

    def _move_cursor(self, context: DeviceContext) -> None:
        notes, events = context.notes(self.on), context.world.trace.events
        for index in reversed(range(notes.serial_cursor, len(events))):
            if events[index].device == self.on and _says_online(events[index]):
                notes.consume_line(index)
                return

    def _found(self, context: DeviceContext, boot: int, *, said_so: bool) -> str:
        told = [last_lines(context, self.on, boot)]
        if said_so:
            told.append(NO_POLL_AFTER)
        device = context.device(self.on)
        if isinstance(device, SeeksNetwork) and (missed := device.network_missed()):
            told.append(missed)
        return " | ".join(told)
