"""The laws over a whole life about what a person wants of it: a wish comes true, and the next loss of power keeps it.

As the laws beside them (`laws`), they stand behind the settling of a life, and may stand at the end of any scenario.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.record import RecordFlag
from oceanhil.protocol.units import MINUTE_US, SECOND_US
from oceanhil.scenarios.dashboard_action import DashboardAction, dashboard_action
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep
from oceanhil.scenarios.devices.device_notes import Wish
from oceanhil.scenarios.devices.poll_pace import limit_words
from oceanhil.scenarios.devices.records import TokenState, describe, token_states
from oceanhil.scenarios.devices.steps.fuzz import FuzzAnswer
from oceanhil.scenarios.devices.token_refusals import TOKEN_ENDING_ACTIONS
from oceanhil.scenarios.scalars import DurationUs
from oceanhil.scenarios.step import Unmet
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.traced_step import step_name
from oceanhil.scenarios.world import Capability, seen_relays

_WANTED_US: Final = 2 * MINUTE_US
_STORED_US: Final = 20 * MINUTE_US
_IN_FLIGHT_US: Final = 15 * SECOND_US
"""How long after a wish a report may come whose relays were read before it: a poll, a report, and the time-out of both.

A report's relays are taken for what is wanted from then on (`mock_server/core/state.py`)."""
_ANOTHER_LIFE: Final = TOKEN_ENDING_ACTIONS | {DashboardAction.GENERATE, DashboardAction.CLAIM}
_FLAGS: Final = {1: RecordFlag.RELAY1, 2: RecordFlag.RELAY2}
_WORDS: Final = {True: "on", False: "off"}


class ExpectWanted(
    DeviceStep,
    name="expect.wanted",
    met_by=(),
    needs=frozenset({Capability.OUTPUTS, Capability.SERVER_REQUESTS, Capability.DEVICE_STATUS}),
    main="within",
    waits=True,
):
    """Each relay is as it was set last in the dashboard, if the device is online.

    A wish does not count whose device became another one in the dashboard since, or that a report overtook which was
    under way already; nor does any where another device has the token, or answers were drawn.
    """

    within_us: DurationUs = msgspec.field(default=_WANTED_US, name="within")

    def run(self, context: DeviceContext) -> None:
        """Look at how they are, then wait; raises Unmet when the time is over."""
        world = context.world
        wishes = self._wishes(context)
        if not wishes or world.server.status(context.dashboard_id(self.on)) is not DeviceStatus.ONLINE:
            return
        if _are(_standing(context, self.on), wishes):
            return
        within_us = self.within_us + context.later_us()
        if world.wait_for(self._sign(wishes), within_us) is None:
            expected = f"{_shown(wishes)} within {limit_words(self.within_us, within_us)}, as set in the dashboard"
            raise Unmet(expected, _shown_standing(_standing(context, self.on), wishes))

    def _sign(self, wishes: Mapping[int, Wish]) -> "_Sign":
        return _Sign(self.on, {number: wish.on for number, wish in wishes.items()})

    def _wishes(self, context: DeviceContext) -> Mapping[int, Wish]:
        """Give those that must come true."""
        seen = seen_relays(context.world)
        found = {number: wish for number, wish in context.notes(self.on).wishes.items() if number in seen}
        path = context.path("state")
        for event in context.world.trace.events:
            request = TracedRequest.seen_in(event)
            is_other = request is not None and event.device not in {"", self.on}
            if is_other or step_name(event) == FuzzAnswer.name:
                return {}
            if dashboard_action(event) in _ANOTHER_LIFE:
                found = {number: wish for number, wish in found.items() if wish.t_us >= event.t_us}
            elif request is not None and request.path == path and request.method == "POST":
                reported = {1: request.relay1, 2: request.relay2}
                overtaken = [each for each, wish in found.items() if 0 <= event.t_us - wish.t_us <= _IN_FLIGHT_US]
                for number in overtaken:
                    if bool(reported[number]) is not found[number].on:
                        del found[number]
        return found


class _Sign(msgspec.Struct, frozen=True):
    """Tells of an event whether the relays are as wanted with it."""

    device: str
    wanted: Mapping[int, bool]

    def __call__(self, event: Event) -> bool:
        if event.kind is not EventKind.RELAYS or event.device != self.device:
            return False
        return all(bool(event.fields[f"relay{number}"]) is on for number, on in self.wanted.items())


class ExpectStored(
    DeviceStep,
    name="expect.stored",
    met_by=(),
    needs=frozenset(
        {Capability.STORAGE_READ, Capability.SERVER_REQUESTS, Capability.OUTPUTS, Capability.DEVICE_STATUS}
    ),
    main="within",
    waits=True,
):
    """What an online device goes on with is stored: its permanent token, and its relays as they stand.

    What could not be saved at first must be saved within that time. Where cells read otherwise each time, what is
    stored is not judged: the device has read it well once, and cannot know more.
    """

    within_us: DurationUs = msgspec.field(default=_STORED_US, name="within")

    def run(self, context: DeviceContext) -> None:
        """Look at what is stored, then wait for a save after which it is right; raises Unmet when the time is over."""
        world = context.world
        within_us = self.within_us + context.later_us()
        until_us = world.now_us + within_us
        while self._is_online(context) and (wrong := self._wrong(context)):
            left_us = until_us - world.now_us
            if left_us <= 0 or world.wait_for(self._is_saved, left_us) is None:
                if not self._is_online(context) or not self._wrong(context):
                    return
                expected = f"token and relays of {self.on!r} stored within {limit_words(self.within_us, within_us)}"
                raise Unmet(expected, wrong)

    def _is_saved(self, event: Event) -> bool:
        return event.kind is EventKind.SAVE and event.device == self.on

    def _is_online(self, context: DeviceContext) -> bool:
        return context.world.server.status(context.dashboard_id(self.on)) is DeviceStatus.ONLINE

    def _wrong(self, context: DeviceContext) -> str:
        """Say what is stored where that is not what the device goes on with; else, or where nobody can, nothing."""
        if not context.device(self.on).reads_alike():
            return ""
        reading = context.device(self.on).stored_record()
        record = reading.record
        if record is None or TokenState.CURRENT not in token_states(context, self.on, reading):
            return f"stored is: {describe(context, self.on, reading)}"
        seen = seen_relays(context.world)
        relays = {number: is_on for number, is_on in _standing(context, self.on).items() if number in seen}
        stored = {number: _FLAGS[number] in record.flags for number in relays}
        if stored != relays:
            return f"stored is {_told(stored)}, and it has {_told(relays)}"
        return ""


def _standing(context: DeviceContext, name: str) -> Mapping[int, bool]:
    """Give how the relays stand, by their numbers: as they were moved last."""
    moved = None
    for event in context.events(0, EventKind.RELAYS, name):
        moved = event
    return {number: moved is not None and bool(moved.fields[f"relay{number}"]) for number in _FLAGS}


def _are(standing: Mapping[int, bool], wishes: Mapping[int, Wish]) -> bool:
    return all(standing[number] is wish.on for number, wish in wishes.items())


def _shown(wishes: Mapping[int, Wish]) -> str:
    return _told({number: wish.on for number, wish in sorted(wishes.items())})


def _shown_standing(standing: Mapping[int, bool], wishes: Mapping[int, Wish]) -> str:
    return _told({number: standing[number] for number in sorted(wishes)})


def _told(relays: Mapping[int, bool]) -> str:
    return " and ".join(f"relay {number} {_WORDS[on]}" for number, on in relays.items())
