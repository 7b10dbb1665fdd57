"""I16: when a device asks what time it is."""

from typing import ClassVar

import msgspec

from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.units import HOUR_US, MINUTE_US, SECOND_US
from oceanhil.scenarios.devices.under_way import UnderWay
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import Capability, World, is_held_to_pages

_QUESTIONS = 3
# Somebody else's firmware asks after each refusal of its clock, and tries a request in between.
_QUESTIONS_OF_OTHERS = 5
_AN_HOUR = 120
# lwIP's client asks again after 15 s, and the next of its servers at once as often (SNTP_RETRY_TIMEOUT).
_AN_HOUR_OF_OTHERS = 250
_AWAY_US = MINUTE_US
_RARER = 5
_CLOCK_SKEW = ErrorReason.CLOCK_SKEW.value


class _Boot(msgspec.Struct):
    """The questions of one boot."""

    asked_us: list[int] = []
    this_hour_us: list[int] = []
    was_refused: bool = False
    online_since_us: int = 0
    polled_us: int = 0


class TimeIsAskedFor(Invariant[World]):
    """I16: a device that asks the time server does so before it is refused for its clock, and again while it runs.

    Four questions in a row (six of somebody else's firmware, which may ask after each refusal) take three times
    `sntp_timeout_s` at least, and no more than 120 (250) come in an hour. A device
    that is online asks again within five times `sntp_interval_s`: its oscillator is off by 40 ppm or more, which are
    minutes in a month. Somebody else's may learn the time from the refusal, which says it (protocol, "Refusals").
    """

    id: ClassVar[InvariantId] = InvariantId.I16
    kinds: ClassVar[frozenset[EventKind]] = frozenset(
        {EventKind.TIME, EventKind.BOOT, EventKind.POWER, EventKind.REQUEST, EventKind.HALT}
    )

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._path = world.profile.wire.state_path
        self._can_see = Capability.TIME_REQUESTS in world.capabilities
        self._under_way = UnderWay()
        self._may_learn = is_held_to_pages(world)
        self._questions = _QUESTIONS_OF_OTHERS if self._may_learn else _QUESTIONS
        self._an_hour = _AN_HOUR_OF_OTHERS if self._may_learn else _AN_HOUR
        self._least_us = _QUESTIONS * world.profile.device.sntp_timeout_s * SECOND_US
        self._longest_us = _RARER * world.profile.device.sntp_interval_s * SECOND_US
        self._boots: dict[str, _Boot] = {}

    def take(self, event: Event) -> None:
        """Follow questions."""
        if not self._can_see:
            return
        device = event.device
        match event.kind:
            case EventKind.TIME:
                self._ask(device, self._boots.setdefault(device, _Boot()), event.t_us)
            case _:
                self._under_way.take(event)
                self._boots.pop(device, None)

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Follow refusals of a clock, and how long a device is online."""
        if not self._can_see:
            return
        boot = self._boots.setdefault(event.device, _Boot())
        # What is said to a request of the boot before is told to nobody.
        boot.was_refused |= event not in self._under_way and request.code == _CLOCK_SKEW
        if request.is_ok and request.path == self._path:
            self._judge_silence(event.device, boot, event)

    def _ask(self, device: str, boot: _Boot, now_us: int) -> None:
        if boot.was_refused and not boot.asked_us and not self._may_learn:
            self.violated(f"{device} was refused for its clock before it had asked what time it is")
        boot.asked_us = [*boot.asked_us[-self._questions :], now_us]
        if len(boot.asked_us) > self._questions and now_us - boot.asked_us[0] < self._least_us:
            taken, least = format_duration(now_us - boot.asked_us[0]), format_duration(self._least_us)
            self.violated(
                f"{device} asked for the time {self._questions + 1} times within {taken}, at least {least} expected"
            )
        boot.this_hour_us = [*(at_us for at_us in boot.this_hour_us if now_us - at_us < HOUR_US), now_us]
        if (asked := len(boot.this_hour_us)) > self._an_hour:
            boot.this_hour_us = []
            self.violated(f"{device} asked for the time {asked} times in an hour, at most {self._an_hour} expected")

    def _judge_silence(self, device: str, boot: _Boot, event: Event) -> None:
        if event.t_us - boot.polled_us > _AWAY_US:
            boot.online_since_us = event.t_us
        boot.polled_us = event.t_us
        if not boot.asked_us or event.t_us - max(boot.asked_us[-1], boot.online_since_us) <= self._longest_us:
            return
        since = format_duration(event.t_us - boot.asked_us[-1])
        boot.asked_us = [event.t_us]
        self.violated(
            f"{device} has not asked for the time for {since}, at most {format_duration(self._longest_us)} expected"
        )
