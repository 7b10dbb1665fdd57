"""I13: how often a device that is online asks and reports."""

from typing import ClassVar

import msgspec

from oceanhil.protocol.lines import NO_ANSWER
from oceanhil.protocol.manners import POLLS_TOGETHER, least_of_polls_us
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import clock
from oceanhil.scenarios.acts import Sought
from oceanhil.scenarios.devices.invariants.losses import Losses
from oceanhil.scenarios.devices.invariants.slowing import Slowing
from oceanhil.scenarios.devices.poll_pace import documented_us, interval_us
from oceanhil.scenarios.devices.under_way import UnderWay
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.line_change import Unheard
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import World, is_foreign, is_held_to_pages

_REPORTS = 6
# How long a device may take from a session to its first poll: it may have the time to ask for first.
_FIRST_POLL_US = 60 * SECOND_US
# What a device says when it is not the session that keeps it from polling.
# Lines in the midst of polling.
_AS_EVER = ("[EEPROM]", "[INFO]")
_BUSY = ("[WiFi]", "[TIME]", "[POLL]")
# Reports have no printed interval: other firmware may report so much more rarely than the profile assumes.
_RARER = 6
_HABIT = 3


class _Online(msgspec.Struct):
    """What a device did since it came online, undisturbed; times in µs."""

    since_us: int
    polls_us: list[int]
    reports_us: list[int]
    rest_us: int = 0
    """How long it may rest before its first poll: the one before that failed."""


class PaceIsKept(Invariant[World]):
    """I13: accepted polls in a row come every `poll_interval_s` (T26: 5 s), and reports do not stop.

    Polls are judged by six in a row, and whatever happens no seven of them come within half their time. At least every
    sixth `report_interval_s` brings a report, and six of them take no less than as many polls do. A session is polled
    with within a minute, unless the last poll was refused or the device says that it got no answer: foreign firmware
    may say so in other words, and wait for an answer as long as it likes, so nobody knows while exchanges are lost; and
    it may poll at once with each new session, however short they are. Whatever disturbs a device, or is done to it,
    begins anew. Whose last poll failed may have its reports accepted and rest twice as long as anybody may announce;
    where the server asked it to rest, it owes no poll until one was accepted. Who sleeps deeply between polls goes back
    to its pace as well: behind a failure no polls that are all answered come three times as far apart, for an hour, as
    before it. Of firmware that pages alone bind, reports are expected once it has told thrice what a sensor shows: no
    page promises reports of a device that has none.
    """

    id: ClassVar[InvariantId] = InvariantId.I13
    kinds: ClassVar[frozenset[EventKind]] = frozenset(
        {EventKind.REQUEST, EventKind.BOOT, EventKind.POWER, EventKind.HALT, EventKind.NETWORK, EventKind.CLOCK}
        | {EventKind.DASHBOARD, EventKind.PANIC, EventKind.SERIAL, EventKind.LINE}
    )

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        self._path, self._session_path = world.profile.wire.state_path, world.profile.wire.session_path
        self._values = world.profile.device
        self._poll_us = interval_us(world.profile.device)
        # Starts, each with its poll, come as often to who polls seldom.
        self._least_of_all_us = POLLS_TOGETHER * min(self._poll_us, documented_us()) // 2
        self._report_us = world.profile.device.report_interval_s * SECOND_US
        self._online: dict[str, _Online] = {}
        self._all_polls_us: dict[str, list[int]] = {}
        # Sessions that were not polled with yet, since when; and devices whose last poll was refused.
        self._unused_us: dict[str, int] = {}
        self._refused: set[str] = set()
        # Devices whose last poll was not accepted, or had something done to its answer: how long they may rest.
        self._rests_us: dict[str, int | None] = {}
        self._longest_rest_us = 2 * world.profile.device.longest_told_s * SECOND_US
        self._is_foreign = is_foreign(world)
        # How often a device has to tell what a sensor shows before it is known to do so, and how often each has.
        self._habit = _HABIT if is_held_to_pages(world) else 0
        self._told: dict[str, int] = {}
        self._losses = Losses()
        self._unheard = Unheard()
        self._under_way = UnderWay()
        self._slowing = Slowing()
        self._new: set[str] = set()
        """Devices whose last request has opened a session."""
        self._is_first = False
        """Whether a poll is the first one with its session, and may come at any time."""

    @classmethod
    def hears(cls, text: str) -> bool:
        """Lines that say why it does not poll."""
        return not text.startswith(_AS_EVER)

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Follow polls and reports."""
        device = event.device
        if request.path == self._path:
            # Whose last poll was refused, the server knows, whatever is heard of the device.
            (self._refused.discard if request.is_sound else self._refused.add)(device)
            self._note_rest(device, request)
        self._judge_slowing(event, request)
        if device in self._unheard or event in self._under_way:
            self._begin_anew(device)
        else:
            self._note_session(event, request)
            self._note(event, request)

    def take(self, event: Event) -> None:
        """Follow what keeps a device from polling."""
        self._unheard.take(event)
        self._under_way.take(event)
        if event.kind is not EventKind.SERIAL:
            self._slowing.take(event)
        if event.device in self._unheard:
            self._begin_anew(event.device)
        elif event.kind is EventKind.SERIAL:
            text = str(event.fields["text"])
            if not text.startswith(_AS_EVER):
                self._online.pop(event.device, None)
            if text.startswith(_BUSY) or NO_ANSWER in text:
                self._unused_us.pop(event.device, None)
        elif event.device:
            self._begin_anew(event.device)
            if event.kind is EventKind.BOOT:
                self._rests_us.pop(event.device, None)
        else:
            self._online.clear()
            self._unused_us.clear()
            # While exchanges are lost, a poll may have been sent of which nobody but the device knows.
            self._losses.take(event)

    def end(self) -> None:
        """Look how long the last poll and the last report are ago."""
        for name, online in self._online.items():
            self._judge_stop(name, online, self.world.now_us)
        for name in [*self._unused_us]:
            self._judge_first_poll(name, self.world.now_us)

    def _note_rest(self, device: str, request: TracedRequest) -> None:
        if request.method == "GET" and request.is_sound:
            self._rests_us.pop(device, None)
        elif request.method == "GET":
            is_told = request.asks_to_rest or request.retry_after is not None
            self._rests_us[device] = None if is_told else self._longest_rest_us

    def _judge_slowing(self, event: Event, request: TracedRequest) -> None:
        """Follow how far apart polls are over deep sleeps, each of which is a boot of its own."""
        if not request.is_sound or self._losses.are_likely:
            self._slowing.fail(event.device)
            return
        if request.path != self._path or request.method != "GET" or not request.session:
            return
        slowed = self._slowing.poll(event.device, event.t_us)
        if slowed is not None and slowed.least_us > 2 * self._poll_us + SECOND_US:
            least = format_duration(slowed.least_us)
            self.violated(
                f"{event.device} polls {least} apart and more since {clock(slowed.since_us)}, "
                f"though each of these {slowed.polls} polls was answered; before the last failure it was "
                f"{format_duration(slowed.before_us)} at most"
            )

    def _begin_anew(self, device: str) -> None:
        self._online.pop(device, None)
        self._unused_us.pop(device, None)

    def _note_session(self, event: Event, request: TracedRequest) -> None:
        """Follow whether a session is used: requests of any kind come between only when it is not."""
        device = event.device
        self._judge_first_poll(device, event.t_us)
        self._unused_us.pop(device, None)
        self._is_first = device in self._new and self._is_foreign
        self._new.discard(device)
        if request.path == self._session_path and request.is_ok:
            self._new.add(device)
        opens = request.path == self._session_path and request.is_sound and request.session
        is_resting = device in self._refused or device in self._rests_us
        if opens and not is_resting and not (self._losses.are_likely and self._is_foreign):
            self._unused_us[device] = event.t_us

    def _judge_first_poll(self, device: str, now_us: int) -> None:
        opened_us = self._unused_us.get(device, now_us)
        if now_us - opened_us > _FIRST_POLL_US:
            del self._unused_us[device]
            self.violated(
                f"{device} opened a session and did not poll for {format_duration(now_us - opened_us)}, "
                f"a poll within {format_duration(_FIRST_POLL_US)} expected",
                Sought(device),
            )

    def _note(self, event: Event, request: TracedRequest) -> None:
        device = event.device
        if request.path != self._path or not (request.is_sound and request.session):
            self._online.pop(device, None)
            self._count_all(event, request)
            return
        online = self._online.get(device)
        if online is None:
            if (rest_us := self._rests_us.get(device, 0)) is None:
                return
            online = self._online[device] = _Online(event.t_us, [], [], rest_us)
        self._judge_stop(device, online, event.t_us)
        if request.method == "POST":
            self._count(device, online.reports_us, event.t_us, "report", _REPORTS)
            self._told[device] = self._told.get(device, 0) + bool(request.measured)
            return
        online.rest_us = 0
        if self._is_first:
            online.polls_us.clear()
        self._count(device, online.polls_us, event.t_us, "poll", POLLS_TOGETHER)
        self._count_all(event, request)

    def _count_all(self, event: Event, request: TracedRequest) -> None:
        if request.path != self._path or request.method != "GET" or self._is_first:
            return
        polls_us = self._all_polls_us.setdefault(event.device, [])
        polls_us.append(event.t_us)
        if len(polls_us) > POLLS_TOGETHER and event.t_us - polls_us.pop(0) < self._least_of_all_us:
            taken, least = event.t_us - polls_us[0], self._least_of_all_us
            self.violated(
                f"{event.device} sent {POLLS_TOGETHER} polls within {format_duration(taken)}, "
                f"at least {format_duration(least)} expected, whatever came of them"
            )
            polls_us.clear()

    def _count(self, device: str, times_us: list[int], now_us: int, what: str, number: int) -> None:
        times_us.append(now_us)
        if len(times_us) <= number:
            return
        taken_us = now_us - times_us.pop(0)
        least_us = least_of_polls_us(self._values, number)
        if taken_us < least_us:
            self.violated(
                f"{device} sent {number + 1} {what}s within {format_duration(taken_us)}, "
                f"at least {format_duration(least_us)} expected"
            )

    def _judge_stop(self, device: str, online: _Online, now_us: int) -> None:
        if self._losses.are_likely and self._is_foreign:
            return
        last_poll_us = online.polls_us[-1] if online.polls_us else online.since_us
        last_report_us = online.reports_us[-1] if online.reports_us else online.since_us
        bounds = [(last_poll_us, max(2 * self._poll_us + SECOND_US, online.rest_us), "poll")]
        if self._told.get(device, 0) >= self._habit:
            bounds.append((last_report_us, _RARER * self._report_us, "report"))
        for last_us, bound_us, what in bounds:
            if now_us - last_us > bound_us:
                self.violated(
                    f"{device} was online and sent no {what} for {format_duration(now_us - last_us)}, "
                    f"one every {format_duration(bound_us)} expected",
                    Sought(device),
                )
                online.polls_us.append(now_us)
                online.reports_us.append(now_us)
                return
