"""The laws over a whole life, each as an expectation: what must hold of a device when nothing disturbs it any more.

They stand behind the settling of a life that `oceanhil explore` has made up, and in the file that it writes. Nothing in
them is particular to that: any scenario may end with them. A law looks at all of the run, from its beginning.
"""

from collections import deque
from typing import Final

import msgspec

from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.error_reason import REFUSAL_STATUSES, ErrorReason
from oceanhil.protocol.lines import Line, recognise
from oceanhil.protocol.record import RecordVerdict
from oceanhil.protocol.units import HOUR_US, SECOND_US
from oceanhil.protocol.wording import clock
from oceanhil.scenarios.dashboard_action import dashboard_action
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep
from oceanhil.scenarios.devices.own_sleep import last_start
from oceanhil.scenarios.devices.poll_pace import asked_in, documented_us
from oceanhil.scenarios.devices.records import TokenState, describe, token_states
from oceanhil.scenarios.devices.steps.serial import last_lines
from oceanhil.scenarios.devices.steps.storage import Refuse
from oceanhil.scenarios.devices.token_refusals import TOKEN_ENDING_ACTIONS
from oceanhil.scenarios.devices.touches import touched_by
from oceanhil.scenarios.scalars import Count, DurationUs
from oceanhil.scenarios.step import Touch, Unmet
from oceanhil.scenarios.storage_event import is_bench_save, record_verdict
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.traced_step import step_name
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import Capability, is_held_to_pages, is_unspoken

_ASKED_AT_ONCE: Final = 4
"""Requests of a boot: registration, session, the first poll and the first report."""
_ONE_MORE: Final = 100
"""Percent by which a device may be above the pace of the documentation, for what it asks again after failures."""
_STOPS: Final = (
    Line.REG_TOKEN_DEAD,
    Line.REG_FAILED,
    Line.SESSION_REFUSED,
    Line.DEVICE_ID_FAILED,
    Line.SYSTEM_HALTED,
)
_STOP_LINES: Final = tuple(line.beginning for line in _STOPS)
"""How the lines begin in which a device says that it cannot go on by itself, so that a person has to do something."""
_REFUSALS: Final = frozenset(map(str, REFUSAL_STATUSES))
_HALTED: Final = Line.SYSTEM_HALTED.beginning
_LOST: Final = "it has kept it and lost it again"


class ExpectRecovered(DeviceStep, name="expect.recovered", met_by=(), main="within", waits=True):
    """The device is online again, or its line has said what a person must do.

    Online is it when the server accepts a poll with a session, and the dashboard shows it; where neither can be seen,
    when it says so. What a person must do is in the lines with which registration and session end for good
    (`[REG] Registration failed: …`), said from here on. Somebody else's firmware says it in words of its own, or by the
    status: such a line will do that comes after a refusal of its token in this boot. Who has halted says so once in a
    boot, and is silent from then on: that counts from the boot on, unless the server has accepted a poll of its since.

    Whom the server has asked to wait for longer than that cannot be online yet: who still waits as it was asked with
    the last answer is left in peace.
    """

    within_us: DurationUs = msgspec.field(default=HOUR_US, name="within")

    def run(self, context: DeviceContext) -> None:
        """Wait; raises Unmet when the time is over."""
        world = context.world
        begun = len(world.trace)
        if world.wait_for(self._sign(context), self.within_us) is not None and self._is_shown(context):
            return
        if self._has_said(context, begun) or self._waits_as_asked(context):
            return
        within = format_duration(self.within_us)
        expected = f"{self.on!r} online again within {within}, or a line that says what a person must do"
        raise Unmet(expected, self._found(context, begun))

    def _sign(self, context: DeviceContext) -> "_Sign":
        sees_requests = Capability.SERVER_REQUESTS in context.capabilities
        return _Sign(self.on, context.path("state") if sees_requests else "")

    def _is_shown(self, context: DeviceContext) -> bool:
        if Capability.DEVICE_STATUS not in context.capabilities:
            return True
        return context.world.server.status(context.dashboard_id(self.on)) is DeviceStatus.ONLINE

    def _has_said(self, context: DeviceContext, begun: int) -> bool:
        """Tell whether it has said what a person must do."""
        said = context.events(begun, EventKind.SERIAL, self.on)
        is_documented = any(str(each.fields["text"]).startswith(_STOP_LINES) for each in said)
        return is_documented or self._is_halted(context) or self._has_told_a_refusal(context, begun)

    def _waits_as_asked(self, context: DeviceContext) -> bool:
        """Tell whether the server asked, with its last answer in this boot, to be left alone until later than now."""
        asked = context.events(last_start(context, self.on), EventKind.REQUEST, self.on)
        last = max(asked, key=lambda each: each.t_us, default=None)
        wait_s = None if last is None else TracedRequest.of(last).retry_after
        return last is not None and wait_s is not None and last.t_us + wait_s * SECOND_US > context.world.now_us

    def _has_told_a_refusal(self, context: DeviceContext, begun: int) -> bool:
        """Tell whether firmware of others has told, in its own way, a refusal of its token in this boot."""
        if not is_held_to_pages(context.world) and not all(is_unspoken(context.world, line) for line in _STOPS):
            return False
        begun = min(begun, last_start(context, self.on))
        asked = context.events(begun, EventKind.REQUEST, self.on)
        refused_us = next((each.t_us for each in asked if TracedRequest.of(each).refuses_token), None)
        return refused_us is not None and any(
            each.t_us >= refused_us and not _is_of_something_else(each)
            for each in context.events(begun, EventKind.SERIAL, self.on)
        )

    def _is_halted(self, context: DeviceContext) -> bool:
        """Tell whether it has said in this boot that it halts, and has not polled since."""
        is_online, is_halted = self._sign(context), False
        for event in context.world.trace.events[last_start(context, self.on) :]:
            if event.device != self.on:
                continue
            if event.kind is EventKind.SERIAL and str(event.fields["text"]).startswith(_HALTED):
                is_halted = True
            elif is_online(event):
                is_halted = False
        return is_halted

    def _found(self, context: DeviceContext, begun: int) -> str:
        if not context.device(self.on).has_power:
            return "neither: it has no power"
        return f"neither; it said last: {last_lines(context, self.on, begun)}"


def _is_of_something_else(line: Event) -> bool:
    """Tell whether a line is one that pages print, and not of a refused token: FLASH has `401` and `410` for that."""
    known = recognise(str(line.fields["text"]))
    return known is not None and known.line not in _STOPS and known.fields.get("status") not in _REFUSALS


class _Sign(msgspec.Struct, frozen=True):
    """Tells of an event whether the device is online with it; an empty path: by its line."""

    device: str
    path: str

    def __call__(self, event: Event) -> bool:
        if event.device != self.device:
            return False
        if not self.path:
            return event.kind is EventKind.SERIAL and str(event.fields["text"]).rstrip() == Line.ONLINE.template
        request = TracedRequest.seen_in(event)
        return request is not None and request.path == self.path and request.is_ok and bool(request.session)


class ExpectNoLoss(
    DeviceStep,
    name="expect.no_loss",
    met_by=(),
    needs={Capability.STORAGE_READ, Capability.STORAGE_WATCH},
):
    """No boot of this run read an empty record where one had been saved, unless the bench had a hand in it.

    The old record, the new one, and damage that the device notices are what a power cut may leave.
    """

    def run(self, context: DeviceContext) -> None:
        """Look at all saves and boots so far; raises Unmet at the first loss."""
        is_stored, boot, driver = False, 0, ""
        for event in context.world.trace.events:
            if event.device != self.on:
                continue
            if event.kind is EventKind.BOOT:
                boot, driver = boot + 1, str(event.fields.get("driver", ""))
            elif event.kind is EventKind.SAVE:
                is_stored = record_verdict(event) is RecordVerdict.VALID and (is_stored or not is_bench_save(event))
            elif event.kind is EventKind.LOAD:
                if is_stored and record_verdict(event) is RecordVerdict.EMPTY:
                    raise Unmet(
                        "the record that was saved, or damage that is noticed", _loss(boot, driver, event), event
                    )
                is_stored = record_verdict(event) is RecordVerdict.VALID


def _loss(boot: int, driver: str, event: Event) -> str:
    which = f"boot {boot} with {driver}" if driver else f"boot {boot}"
    return f"{which} reads an empty record at {clock(event.t_us)}"


class ExpectTokenKnown(
    DeviceStep,
    name="expect.token_known",
    met_by=(),
    needs=frozenset({Capability.STORAGE_READ, Capability.SERVER_REQUESTS}),
):
    """The device knows the permanent token of its last registration that the server accepted.

    What a person has ended in the dashboard since then need not be known, nor what the bench has damaged. A token whose
    save the bench may have refused need not be kept; one that was kept must not be lost.
    """

    def run(self, context: DeviceContext) -> None:
        """Look at what is stored; raises Unmet where a registration token was spent for nothing."""
        spent = self._spent_at(context)
        if spent is None:
            return
        reading = context.device(self.on).stored_record()
        if TokenState.CURRENT not in token_states(context, self.on, reading):
            heard = self._heard(context, spent)
            if heard != _LOST and self._was_refused(context):
                return
            expected = f"the token of the registration at {clock(spent.t_us)} to be stored"
            raise Unmet(expected, f"{heard}; stored is: {describe(context, self.on, reading)}", spent)

    def _heard(self, context: DeviceContext, spent: Event) -> str:
        """Say whether the device ever got the answer, and has kept it once."""
        saves = (event for event in context.events(0, EventKind.SAVE, self.on) if event.t_us >= spent.t_us)
        if any(record_verdict(event) is RecordVerdict.VALID and not is_bench_save(event) for event in saves):
            return _LOST
        said = (event for event in context.events(0, EventKind.SERIAL, self.on) if event.t_us >= spent.t_us)
        has_it = any(Line.REG_SUCCESS.pattern.fullmatch(str(event.fields["text"]).rstrip()) for event in said)
        return "it got the answer and has not kept it" if has_it else "it never got the answer"

    def _was_refused(self, context: DeviceContext) -> bool:
        steps = context.world.trace.events
        return any(step_name(each) == Refuse.name for each in steps)

    def _spent_at(self, context: DeviceContext) -> Event | None:
        """Give the last registration that nobody has had a hand in since.

        Of one whose answer was lost the trace says only that its token is used at the next attempt.
        """
        spent, path, granted = None, context.path("register"), set[str | None]()
        for event in context.world.trace.events:
            if event.kind is EventKind.STEP and Touch.RECORD in touched_by(step_name(event)):
                return None
            if dashboard_action(event) in TOKEN_ENDING_ACTIONS:
                spent = None
            elif (request := TracedRequest.seen_in(event)) is not None and request.path == path:
                is_lost = request.code == ErrorReason.TOKEN_USED.value and request.token not in granted
                if request.granted or is_lost:
                    granted.add(request.token)
                    spent = event if event.device == self.on else spent
        return spent


class ExpectPace(DeviceStep, name="expect.pace", met_by=(), needs=Capability.SERVER_REQUESTS, main="at_most"):
    """No hour of this run had more requests of the device than that.

    Without `at_most` it is twice what a device that is online makes of polls, reports and renewals by the
    documentation, and for each boot what that asks at once. Who asks so seldom that failures alone come to more may ask
    again after each of them.
    """

    at_most: Count | None = None

    def run(self, context: DeviceContext) -> None:
        """Count in every hour that ends with a request; raises Unmet at the first with too many."""
        asked, failed_us, boots_us = deque[int](), deque[int](), deque[int]()
        for event in context.world.trace.events:
            if event.device != self.on or event.kind not in {EventKind.BOOT, EventKind.REQUEST}:
                continue
            if event.kind is EventKind.BOOT:
                boots_us.append(event.t_us)
                continue
            asked.append(event.t_us)
            if not TracedRequest.of(event).is_ok:
                failed_us.append(event.t_us)
            _drop_until(event.t_us - HOUR_US, asked, failed_us, boots_us)
            most = self._most(context, len(boots_us), len(failed_us))
            if len(asked) > most:
                expected = f"at most {most} requests in any hour"
                raise Unmet(expected, f"{len(asked)} in the hour until {clock(event.t_us)}", event)

    def _most(self, context: DeviceContext, boots: int, failures: int) -> int:
        if self.at_most is not None:
            return self.at_most
        profile = context.world.profile
        online = asked_in(HOUR_US, profile.device, profile.server.session_ttl_s)
        again = max(online * _ONE_MORE // 100, min(failures, HOUR_US // documented_us()))
        # The first boot of the hour may have been just before it.
        return online + again + (boots + 1) * _ASKED_AT_ONCE


def _drop_until(t_us: int, *moments_us: deque[int]) -> None:
    for each in moments_us:
        while each and each[0] <= t_us:
            each.popleft()
