"""Steps about what a device is for: its relays, its sensor, and what it reports of both."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from operator import eq
from types import MappingProxyType

import msgspec

from oceanhil.protocol.units import MS_US, SECOND_US
from oceanhil.protocol.wording import clock, plural
from oceanhil.scenarios.buttons import HasButton
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep, PromiseStep, UnsoughtError, Wanted
from oceanhil.scenarios.devices.own_sleep import last_start
from oceanhil.scenarios.devices.poll_pace import later_us, limit_words
from oceanhil.scenarios.devices.polls import is_poll
from oceanhil.scenarios.devices.steps.online import SETTLED_US
from oceanhil.scenarios.devices.steps.serial import WITHIN_US
from oceanhil.scenarios.devices.steps.server import Switch, check_relay
from oceanhil.scenarios.scalars import Count, DurationUs, Tenths
from oceanhil.scenarios.step import Unmet
from oceanhil.scenarios.trace import Event, EventKind, Scalar
from oceanhil.scenarios.traced_request import TracedRequest, reported_words
from oceanhil.scenarios.world import (
    Capability,
    LackingError,
    LimitsItsSensor,
    is_foreign,
    is_held_to_pages,
    seen_relays,
)

_BOUNCES_MOST = 100
_COLDEST, _HOTTEST, _SATURATED = -1000, 2000, 1000
# As rarely as I13 lets them report.
_REPORTS_AWAITED = 6
# What reports a temperature and nothing else reports nothing where nothing is attached to it.
_OF_A_SENSOR = ", or of what a sensor shows (a sketch's is 'sensor' in oceanhil.toml)"
_OF_NO_PIN = "about a relay of which nothing says at which pin it is"
_ACCURACY = 0.6
_OTHER = MappingProxyType({1: 2, 2: 1})


class Sense(DeviceStep, name="device.sense", needs=Capability.SENSOR):
    """Let the sensor show this from now on; what is left out is as on the platform's own example."""

    temperature: Tenths = 235
    humidity: Tenths = 620

    def __post_init__(self) -> None:
        if not _COLDEST <= self.temperature <= _HOTTEST:
            raise ValueError("no sensor shows such a temperature; expected -100.0 to 200.0")
        if not 0 <= self.humidity <= _SATURATED:
            raise ValueError("no air is so humid; expected 0.0 to 100.0")

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).set_sensors(self.temperature, self.humidity)
        context.notes(self.on).is_sensed = True


class Press(DeviceStep, name="device.press", needs=Capability.BUTTON, main="for", waits=True):
    """Press the button of the board and let go of it after this time; a contact that bounces closes and opens so often.

    It bounces as it closes and as it opens, a millisecond each time.
    """

    for_us: DurationUs = msgspec.field(default=200 * MS_US, name="for")
    bounces: Count = 0

    def __post_init__(self) -> None:
        if self.bounces > _BOUNCES_MOST:
            raise ValueError(f"no contact bounces so often; expected at most {_BOUNCES_MOST}")

    def run(self, context: DeviceContext) -> None:
        self._move(context, is_down=True)
        context.world.run_for(self.for_us)
        self._move(context, is_down=False)

    def _move(self, context: DeviceContext, *, is_down: bool) -> None:
        device = context.device(self.on)
        assert isinstance(device, HasButton)
        for _ in range(self.bounces):
            for is_closed in (is_down, not is_down):
                device.hold_button(is_down=is_closed)
                context.world.run_for(MS_US)
        device.hold_button(is_down=is_down)


class ExpectRelay(PromiseStep, name="expect.relay", met_by=(), needs=Capability.OUTPUTS, waits=True):
    """A relay of the board is on or off; without power it is off."""

    relay: Count
    state: Switch
    within_us: DurationUs = msgspec.field(default=WITHIN_US, name="within")

    def __post_init__(self) -> None:
        check_relay(self.relay)

    def run(self, context: DeviceContext) -> None:
        """Look at how it is now, then wait; raises Unmet when the time is over, LackingError if nobody tells.

        Raises UnsoughtError for a relay that is at no pin.
        """
        if Capability.OUTPUTS not in context.capabilities:
            raise LackingError(f"{Capability.OUTPUTS.value}: the agent of this board does not tell of its relays")
        if self.relay not in seen_relays(context.world):
            raise UnsoughtError(_OF_NO_PIN)
        wanted = self.state is Switch.ON
        moves = self._moves(context)
        if (moves and self._is_on(moves[-1]) is wanted) or not (moves or wanted):
            return
        within_us = self.within_us + context.later_us()
        if context.find(len(context.world.trace), self._is_moved, within_us) is None:
            expected = f"relay {self.relay} to be {self.state.value} within {limit_words(self.within_us, within_us)}"
            moves = self._moves(context)
            changes = sum(1 for was, is_on in pairwise([False, *map(self._is_on, moves)]) if was is not is_on)
            found = f"relay {self.relay} {'off' if wanted else 'on'}; it was switched {plural(changes, 'time')}"
            if moves and not changes and moves[-1].fields[f"relay{_OTHER[self.relay]}"]:
                # Their pins may have been taken for each other.
                found += f", and relay {_OTHER[self.relay]} is on"
            if taken_back := self._taken_back(context):
                said = f"the device reported it {'off' if wanted else 'on'} at {clock(taken_back.t_us)}"
                found += f"; {said}, before a poll had told of the switch, and so took that back"
            raise Unmet(expected, found, taken_back or (moves[-1] if moves else None))

    def _taken_back(self, context: DeviceContext) -> Event | None:
        """Give the report by which the device took back what the dashboard wants; None where there is none.

        What a report says of a relay is what the next poll tells: whoever reports first and asks then never hears of
        a switch.
        """
        is_wanted, path = self.state is Switch.ON, context.path("state")
        wish = context.notes(self.on).wishes.get(self.relay)
        if wish is None or wish.on is not is_wanted:
            return None
        for event in context.events(0, EventKind.REQUEST, self.on):
            request = TracedRequest.of(event)
            says = {1: request.relay1, 2: request.relay2}[self.relay]
            if event.t_us < wish.t_us or request.path != path or not request.is_ok or says is None:
                continue
            return event if request.method == "POST" and says is not is_wanted else None
        return None

    def _moves(self, context: DeviceContext) -> list[Event]:
        return list(context.events(0, EventKind.RELAYS, self.on))

    def _is_on(self, move: Event) -> bool:
        return bool(move.fields[f"relay{self.relay}"])

    def _is_moved(self, event: Event) -> bool:
        is_move = event.kind is EventKind.RELAYS and event.device == self.on
        return is_move and event.fields[f"relay{self.relay}"] is (self.state is Switch.ON)


class ExpectReport(
    PromiseStep,
    name="expect.report",
    met_by=EventKind.REQUEST,
    takes_turns=True,
    needs=Capability.SERVER_REQUESTS,
    waits=True,
):
    """The device reports this, after what was expected to be reported before; what is left out may be anything.

    Foreign firmware reports at the documented pace, no faster after a change, and only what it has: what none of its
    reports names is not expected of it, nor what its sensor shows before `device.sense` said so. Of an analogue sensor
    a step of its converter may be lost, and a program may smooth what it shows, or keep small changes to itself. That
    it reports at all is expected where `always` says so: who never does is told once.
    """

    relay1: Switch | None = None
    relay2: Switch | None = None
    temperature: Tenths | None = None
    humidity: Tenths | None = None
    within_us: DurationUs = msgspec.field(default=2 * WITHIN_US, name="within")
    always: bool = False

    def run(self, context: DeviceContext) -> None:
        """Look from the last expected report on, then wait; raises Unmet when the time is over.

        Raises UnsoughtError for foreign firmware whose reports name nothing of it, or which polls and never reports.
        """
        notes, is_report = context.notes(self.on), self._is_report(context)
        within_us = self.within_us + context.later_us()
        if is_foreign(context.world):
            within_us = max(within_us, _REPORTS_AWAITED * context.world.profile.device.report_interval_s * SECOND_US)
        index = self._find(context, self._wanted(context), within_us)
        if index is None and is_foreign(context.world):
            index = self._find(context, self._named(context), 0)
        if index is None:
            seen = [event for event in context.world.trace.events[notes.report_cursor :] if is_report(event)]
            wanted = reported_words(self._wanted(context)) or "anything"
            expected = f"a report of {wanted} within {limit_words(self.within_us, within_us, 'until its next reports')}"
            if not seen:
                raise Unmet(expected + (_OF_A_SENSOR if is_foreign(context.world) else ""), "no report at all")
            raise Unmet(expected, reported_words(TracedRequest.of(seen[-1]).reported), seen[-1])
        notes.report_cursor = index + 1
        if later_us(context.world.profile.device):
            # The report that is due at this very poll, too, has not to meet what a step does next.
            context.world.run_for(SETTLED_US)

    def evidence(self, context: DeviceContext) -> Sequence[int]:
        """The report that was expected."""
        return [context.notes(self.on).report_cursor - 1]

    def _find(self, context: DeviceContext, wanted: Mapping[str, Scalar], within_us: int) -> int | None:
        is_report, same = self._is_report(context), _about_same if is_foreign(context.world) else eq

        def is_wanted(event: Event) -> bool:
            if not is_report(event):
                return False
            reported = TracedRequest.of(event).reported
            return all(same(reported.get(name), wanted[name]) for name in wanted)

        return context.find(context.notes(self.on).report_cursor, is_wanted, within_us)

    def _is_report(self, context: DeviceContext) -> Wanted:
        path = context.path("state")

        def is_report(event: Event) -> bool:
            request = TracedRequest.seen_in(event) if event.device == self.on else None
            return request is not None and request.method == "POST" and request.path == path and request.is_ok

        return is_report

    def _named(self, context: DeviceContext) -> Mapping[str, Scalar]:
        """Give of what is wanted that which any report of this run names; raises UnsoughtError if that is nothing."""
        reports = list(filter(self._is_report(context), context.world.trace.events))
        reported = [TracedRequest.of(report).reported for report in reports]
        wanted = self._wanted(context)
        named = {name: each for name, each in wanted.items() if any(name in report for report in reported)}
        if reports and wanted and not named:
            raise UnsoughtError("about what the firmware does not report")
        if not reports and not self.always and is_held_to_pages(context.world) and self._polls(context):
            raise UnsoughtError("about reports, of which the firmware makes none")
        return named

    def _polls(self, context: DeviceContext) -> bool:
        """Tell whether the device is well, by the answer to its last poll."""
        path = context.path("state")
        requests = map(TracedRequest.of, context.events(last_start(context, self.on), EventKind.REQUEST, self.on))
        polls = [each for each in requests if is_poll(each, path)]
        return bool(polls) and polls[-1].is_ok

    def _wanted(self, context: DeviceContext) -> Mapping[str, Scalar]:
        relays = {f"relay{number}": each for number, each in self._relays().items() if number in self._seen(context)}
        is_known = context.notes(self.on).is_sensed or not is_foreign(context.world)
        measured = self._measured(context) if is_known else {}
        wanted: dict[str, Scalar] = {name: each is Switch.ON for name, each in relays.items()}
        wanted.update({name: f"{tenths / 10:g}" for name, tenths in measured.items() if tenths is not None})
        return wanted

    def _relays(self) -> Mapping[int, Switch]:
        return {number: each for number, each in ((1, self.relay1), (2, self.relay2)) if each is not None}

    def _seen(self, context: DeviceContext) -> frozenset[int]:
        """Give the relays that are judged; raises UnsoughtError if all that is wanted is about others."""
        seen = seen_relays(context.world)
        if self._relays() and not seen & self._relays().keys() and (self.temperature, self.humidity) == (None, None):
            raise UnsoughtError(_OF_NO_PIN)
        return seen

    def _measured(self, context: DeviceContext) -> Mapping[str, int | None]:
        """Give what is to be reported as far as the sensor can show it."""
        device, temperature, humidity = context.device(self.on), self.temperature, self.humidity
        if isinstance(device, LimitsItsSensor):
            shown = device.shown_tenths(temperature or 0, humidity or 0)
            temperature, humidity = (
                None if each is None else limited for each, limited in zip((temperature, humidity), shown, strict=True)
            )
        return {"temperature": temperature, "humidity": humidity}


def _about_same(told: Scalar, wanted: Scalar) -> bool:
    """Compare what was measured as finely as such a sensor is worth it: a TMP36 is within 1 °C, its datasheet says."""
    if not isinstance(told, str) or not isinstance(wanted, str):
        return told == wanted
    return round(abs(float(told) - float(wanted)), 2) <= _ACCURACY
