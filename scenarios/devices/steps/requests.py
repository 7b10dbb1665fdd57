"""Expectations about the requests that reached the server."""

from collections.abc import Sequence
from functools import partial

import msgspec

from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.wording import agreed, clock, plural
from oceanhil.scenarios.devices.announced_waits import grown, reprieve
from oceanhil.scenarios.devices.clock_refusals import starts_refused_for_a_clock
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep, PromiseStep, Wanted
from oceanhil.scenarios.devices.poll_pace import (
    ONCE_A_POLL,
    POLL_DUE,
    documented_us,
    interval_us,
    later_us,
    least_count,
    least_polls,
    limit_words,
    most_polls,
    sooner_us,
)
from oceanhil.scenarios.devices.steps.clocks import needs_to_wait
from oceanhil.scenarios.devices.steps.sent_requests import (
    OK,
    described,
    first_answered,
    is_granted,
    last_seen,
    last_such,
    request_matcher,
    told_to_wait,
)
from oceanhil.scenarios.devices.steps.serial import WITHIN_US
from oceanhil.scenarios.names import ANY, DeviceOrAny, Endpoint, Method, Status
from oceanhil.scenarios.scalars import Count, DurationUs
from oceanhil.scenarios.step import Unmet
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import MAIN_DEVICE, Capability, WorldError, is_foreign

_REQUESTS = frozenset({Capability.SERVER_REQUESTS})
_SESSION, _POLL, _REPORT = "session", ("state", "GET"), "POST"
_RENEWED_EARLY = 2
_SPARE = ", and one more for every second session granted"
_POLLS_AT_ONCE = 7
"""So many polls may come close together, after an outage, without being too many."""


class RequestStep(PromiseStep, needs=_REQUESTS, main="path"):
    """A step about requests: `path` is register, session, state or a path; what is left out may be anything.

    `on: any` means the requests of all devices. Of foreign firmware that reports and never asks for the state, a report
    is what others' polls are.
    """

    on: DeviceOrAny = MAIN_DEVICE
    path: Endpoint
    method: Method = ""
    status: Status | None = None
    code: ErrorReason | None = None

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs; to look at the requests of all devices needs no second one."""
        return self.needs if self.on == ANY else DeviceStep.all_needs(self)

    @property
    def wanted_text(self) -> str:
        """What is looked for, for messages."""
        parts = [self.method, "request to", self.path]
        parts += [] if self.status is None else [f"answered {self.status}"]
        parts += [] if self.code is None else [self.code.value]
        return " ".join(part for part in parts if part)

    def wanted(self, context: DeviceContext) -> Wanted:
        """Tell of an event whether it is such a request of this device."""
        method = _REPORT if self._is_about_polls and context.reports_alone(self.on) else self.method
        is_such = request_matcher(context.world.profile, self.path, method, self.status, self.code)
        return lambda event: self.on in {event.device, ANY} and is_such(event)

    @property
    def _is_about_polls(self) -> bool:
        return (self.path, self.method) == _POLL and self.on != ANY

    def later_us(self, context: DeviceContext) -> int:
        """Give how much later than by the documented interval such a request may come, for a device polls seldom."""
        return later_us(context.world.profile.device) if self.path in ONCE_A_POLL else 0


class ExpectRequest(RequestStep, name="expect.request", met_by=EventKind.REQUEST, takes_turns=True, waits=True):
    """The server gets such a request, after the one that was expected before and after the last mark.

    Foreign firmware that has announced a wait is waited for until that is over, and the time `within` again, at most a
    minute. With `anew` it is not, if the first wait since the mark was shorter than half of that: it has grown, and
    should have begun anew.
    """

    within_us: DurationUs = msgspec.field(default=WITHIN_US, name="within")
    anew: bool = False

    def run(self, context: DeviceContext) -> None:
        """Look from the last expected request or mark on, then wait; raises Unmet when the time is over."""
        notes = context.notes(self.on)
        since = max(notes.request_cursor, context.mark)
        within_us = self.within_us + self._later_us(context)
        index, why = context.find(since, self.wanted(context), within_us), POLL_DUE
        longer = grown(context, self.on) if self.anew else None
        if index is None and (left := reprieve(context, self.on, within_us, waits=longer is None)):
            within_us, why = within_us + left.time_us, left.why
            index = context.find(since, self.wanted(context), left.time_us)
        if index is None:
            expected = f"{self.wanted_text} within {limit_words(self.within_us, within_us, why)}"
            if longer is not None:
                waits = f"its first wait was of {longer.first_s} s, and this one of {longer.now_s} s"
                expected += f", for waits begin anew: {waits}"
            raise Unmet(expected, last_seen(context, self.on, since), self._answered_otherwise(context, since))
        notes.request_cursor = index + 1

    def evidence(self, context: DeviceContext) -> Sequence[int]:
        """The request that was expected."""
        return [context.notes(self.on).request_cursor - 1]

    def _later_us(self, context: DeviceContext) -> int:
        """Give how much later it may come: what is answered as it should be, behind all that faults spoil."""
        is_spoilt = self.status is not None and self.status != OK
        return self.later_us(context) if is_spoilt or self.path not in ONCE_A_POLL else context.later_us()

    def _answered_otherwise(self, context: DeviceContext, since: int) -> Event | None:
        """Give the last request that would be such a one but for its answer, if there was any."""
        is_such = request_matcher(context.world.profile, self.path, self.method, None, None)
        asked = (each for each in reversed(context.world.trace.events[since:]) if self.on in {each.device, ANY})
        return next((each for each in asked if is_such(each)), None)


class ExpectNoRequest(RequestStep, name="expect.no_request", met_by=(), waits=True):
    """The server gets no such request from now on for the time `for`.

    A session of foreign firmware may be renewed before its end: whether that is too early, I14 tells. One that is
    renewed before the poll that would find it over comes earlier where polls are more seldom. Who was refused a session
    last asks for one again, and renews none.
    """

    for_us: DurationUs = msgspec.field(name="for")

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs: nobody waits for hours beside a bench."""
        return RequestStep.all_needs(self) | needs_to_wait(self.for_us)

    def pass_over(self, context: DeviceContext) -> None:
        """Let the time pass all the same: what comes next is about what happened in it."""
        context.world.run_for(self.for_us)

    def run(self, context: DeviceContext) -> None:
        """Wait; raises Unmet when such a request comes."""
        now, wanted, refused = len(context.world.trace), self.wanted(context), self._refused(context)
        may_renew = partial(self._may_renew, context, context.world.now_us + self.for_us - self.later_us(context))
        is_bound = self.path != _SESSION or refused is not None
        index = context.find(now, lambda event: wanted(event) and (is_bound or not may_renew(event)), self.for_us)
        if index is not None:
            event = context.world.trace.events[index]
            expected = f"no {self.wanted_text} for {format_duration(self.for_us)}"
            told = "" if refused is None else told_to_wait(refused)
            raise Unmet(expected, f"{described(event)} at {clock(event.t_us)}{told}", event)

    def _may_renew(self, context: DeviceContext, from_us: int, event: Event) -> bool:
        is_soon = bool(self.later_us(context)) and event.t_us >= from_us
        return is_granted(event) and (is_foreign(context.world) or is_soon)

    def _refused(self, context: DeviceContext) -> Event | None:
        """Give the last request so far to this path, whatever its method, if it was not granted."""
        is_such = request_matcher(context.world.profile, self.path, "", None, None)
        asked = (each for each in reversed(context.world.trace.events) if self.on in {each.device, ANY})
        last = next(filter(is_such, asked), None)
        return None if last is None or is_granted(last) else last


class ExpectGap(RequestStep, name="expect.gap", met_by=EventKind.REQUEST):
    """Between the last two such requests lies at least, and at most, so much time.

    Where only `at_least` is wanted, foreign firmware may wait so much longer that it has asked but once.
    """

    at_least_us: DurationUs = msgspec.field(default=0, name="at_least")
    at_most_us: DurationUs | None = msgspec.field(default=None, name="at_most")

    def __post_init__(self) -> None:
        if self.at_most_us is not None and self.at_least_us > self.at_most_us:
            least, most = format_duration(self.at_least_us), format_duration(self.at_most_us)
            raise ValueError(f"at_least {least} is more than at_most {most}: no gap is both")

    def run(self, context: DeviceContext) -> None:
        """Look back; raises Unmet when the gap is another one or there are no two requests."""
        wanted = self.wanted(context)
        events = [event for event in context.world.trace.events if wanted(event)]
        times_us = [event.t_us for event in events]
        sooner = sooner_us(context.world.profile.device) if self.path in ONCE_A_POLL else 0
        least_us = max(0, self.at_least_us - sooner)
        most_us = None if self.at_most_us is None else self.at_most_us + self.later_us(context)
        polls = f"for a poll every {format_duration(interval_us(context.world.profile.device))}"
        most = ""
        if self.at_most_us is not None and most_us is not None:
            most = f" and at most {limit_words(self.at_most_us, most_us, polls)}"
        expected = f"at least {limit_words(self.at_least_us, least_us, polls)}{most} between two: {self.wanted_text}"
        if len(times_us) < 2:
            if self._still_waits(context, times_us, least_us):
                return
            raise Unmet(expected, f"{self.wanted_text} {plural(len(times_us), 'time')}")
        gap_us = times_us[-1] - times_us[-2]
        if gap_us < least_us or (most_us is not None and gap_us > most_us):
            raise Unmet(expected, format_duration(gap_us), events[-1])

    def _still_waits(self, context: DeviceContext, times_us: Sequence[int], least_us: int) -> bool:
        is_only_least = self.at_most_us is None and is_foreign(context.world)
        return is_only_least and any(context.world.now_us - each >= least_us for each in times_us)

    def evidence(self, context: DeviceContext) -> Sequence[int]:
        """The second of the two requests."""
        return last_such(context, self.wanted(context))


class ExpectCount(RequestStep, name="expect.count", met_by=()):
    """So many such requests came since the run began or since the last mark; `on: any` counts those of all devices.

    Of foreign firmware every other session that it was given may be one more: so many needs who renews them at half of
    their life, as I14 allows, or when the network is back. One less is enough for each start behind which it was seen
    to go on with the session that it had. One more may be refused for its clock in each start.
    """

    count: Count | None = None
    at_least: Count | None = None
    at_most: Count | None = None

    def __post_init__(self) -> None:
        if (self.count is None) == (self.at_least is None and self.at_most is None):
            raise ValueError("expect.count takes either 'count' or 'at_least' and 'at_most'")
        if self.at_most is not None and (self.at_least or 0) > self.at_most:
            raise ValueError(f"at_least {self.at_least} is more than at_most {self.at_most}: no count is both")

    def run(self, context: DeviceContext) -> None:
        """Count; raises Unmet when there are more or fewer, and WorldError where no device may ask so often."""
        wanted = self.wanted(context)
        least = max(0, (self.count if self.count is not None else self._least(context)) - self._kept(context))
        self._await_one(context, wanted, least)
        counted = [each for each in context.world.trace.events[context.mark :] if wanted(each)]
        found = len(counted)
        most = self.count if self.count is not None else self._most(context)
        bound, granted = most, sum(map(is_granted, counted))
        spares = most is not None and self._may_be_renewals and (is_foreign(context.world) or self.later_us(context))
        if most is not None and spares:
            most += granted // _RENEWED_EARLY
        if most is not None and found > most and self.status is None and self.code is None:
            most += starts_refused_for_a_clock(context, wanted)
        if found < least:
            self._check_rate(context, least)
        if found < least or (most is not None and found > most):
            told = f"{self._last(context)} | " if found < least else ""
            # What the first were answered, and when, is why there are so many, as a rule.
            answers = f": {first_answered(counted)}" if found > least else ""
            # What is expected is the same in each run, and what came of it in this one stands with what was found.
            spare = f", at most {most:,} with {granted:,} granted" if spares and found > least else ""
            bounds = f"{self._expected(least, bound)}{_SPARE if spares else ''}{self._moved(least, bound)}"
            raise Unmet(
                f"{bounds}: {self.wanted_text}",
                f"{told}{self.wanted_text} {plural(found, 'time')}{spare}{answers}",
                counted[most] if most is not None and found > most else None,
            )

    def needed_events(self) -> frozenset[EventKind]:
        """Requests, if any are wanted."""
        return frozenset({EventKind.REQUEST} if self.count or self.at_least else ())

    @property
    def counts_exactly(self) -> bool:
        """Whether none may be lacking."""
        return self.count is not None

    def evidence(self, context: DeviceContext) -> Sequence[int]:
        """The last one that was counted."""
        return last_such(context, self.wanted(context))

    @property
    def _may_be_renewals(self) -> bool:
        return self.path == _SESSION and self.status in {None, OK}

    def _kept(self, context: DeviceContext) -> int:
        return context.kept_sessions(self.on) if self._may_be_renewals and self.on != ANY else 0

    def _least(self, context: DeviceContext) -> int:
        """Give how many are enough for a device that polls no more often than its profile says."""
        device, least = context.world.profile.device, self.at_least or 0
        if self.path == _SESSION:
            return least_count(device, least, self._passed_us(context))
        return least_polls(device, least) if self.path in ONCE_A_POLL else least

    def _most(self, context: DeviceContext) -> int | None:
        if self.at_most is None or self.path not in ONCE_A_POLL:
            return self.at_most
        return most_polls(context.world.profile.device, self.at_most)

    def _await_one(self, context: DeviceContext, wanted: Wanted, least: int) -> None:
        """Let the next poll come where the documented interval would have let it come by now."""
        late_us = self.later_us(context)
        if not late_us or not least:
            return
        if self.count is None:
            context.find(context.mark, wanted, late_us)
        elif sum(map(wanted, context.world.trace.events[context.mark :])) < least:
            # What is counted exactly is there, unless the device has yet to ask again for what came to nothing.
            left = reprieve(context, self.on, 0)
            context.find(len(context.world.trace), wanted, left.time_us if left else 0)

    def _passed_us(self, context: DeviceContext) -> int:
        world = context.world
        return world.now_us - (world.trace.events[context.mark - 1].t_us if context.mark else 0)

    def _last(self, context: DeviceContext) -> str:
        """Give the last request of all, with its answer: why others did not come, as a rule."""
        return last_seen(context, self.on, context.mark).rpartition(" | ")[2]

    def _check_rate(self, context: DeviceContext, least: int) -> None:
        """Refuse more polls of a device than those at twice the documented pace, which I13 takes for too many."""
        if not self._is_about_polls:
            return
        every_us, passed_us = interval_us(context.world.profile.device), self._passed_us(context)
        if least > _POLLS_AT_ONCE + 2 * passed_us // every_us:
            passed, interval = format_duration(passed_us), format_duration(every_us)
            raise WorldError(
                f"{self.name} wants {least} polls, but {passed} have passed since the beginning or the last 'mark', "
                f"and a device polls every {interval}; expect fewer, or let more time pass"
            )

    def _moved(self, least: int, most: int | None) -> str:
        """Give the limits of the file where the interval of polls made others of them."""
        if self.count is not None or (least, most) == (self.at_least or 0, self.at_most):
            return ""
        bounds = self._expected(self.at_least or 0, self.at_most)
        return f" ({bounds} in the file, for a poll every {format_duration(documented_us())})"

    def _expected(self, at_least: int, at_most: int | None) -> str:
        if self.count is not None:
            return plural(self.count, "time")
        least = "" if self.at_least is None else f"at least {at_least}"
        most = "" if at_most is None else f"at most {at_most}"
        last = at_least if at_most is None else at_most
        return f"{' and '.join(part for part in (least, most) if part)} {agreed(last, 'time')}"
