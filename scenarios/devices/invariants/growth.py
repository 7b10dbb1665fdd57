"""I10: what a server that is down, or a network that is away, gets to bear from its devices."""

from collections.abc import Callable
from typing import ClassVar

import msgspec

from oceanhil.protocol.faults import Arrival
from oceanhil.protocol.lines import NO_ANSWER, Line
from oceanhil.protocol.manners import ENOUGH, STRETCH, least_of_failures_us, wait_s
from oceanhil.protocol.network_change import is_access_point
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.devices.invariants.losses import Losses
from oceanhil.scenarios.devices.invariants.told_paths import path_told
from oceanhil.scenarios.devices.invariants.told_waits import ToldWaits
from oceanhil.scenarios.devices.poll_pace import interval_us
from oceanhil.scenarios.devices.under_way import UnderWay
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.line_change import Unheard
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import World, is_foreign

_WIFI, _LOST, _REPORTS = "wifi", "session over", "reports"
_POLL = "GET"
_IN_WORDS = {_WIFI: "to join the network", _LOST: "to poll with a new session", _REPORTS: "to report"}
# To a poll: another session may be taken.
_SESSION_REFUSED = frozenset({401, 403})
_NO_NETWORK = "the network was not joined"
_JOINED = (Line.WIFI_CONNECTED.template, Line.WIFI_IP.beginning)
_NOT_JOINED = Line.WIFI_FAILED.template
_TOLD = (_NOT_JOINED, *_JOINED, Line.RETRY.beginning)
_ANSWERED_WITHIN_US = 60 * SECOND_US
_SLACK_US = 1 * SECOND_US
# What may come between the end of a wait and its request: a connection, a join that had to be made anew.
_LATE_US = 3 * SECOND_US


class _Failures(msgspec.Struct):
    """Failures in a row of one kind in one boot: when each was known."""

    times_us: list[int]


class _Announced(msgspec.Struct):
    """A wait that a device has announced."""

    at_us: int
    wait_us: int
    is_to_join: bool
    """An attempt to join is seen by nobody, and takes long."""
    is_of_poll: bool = False
    """Its last request was a poll that failed."""


class WaitsGrow(Invariant[World]):
    """I10: of failures in a row any four take at least a third of the time that the profile's doubling gives them.

    A failure is a request without an answer, or answered 5xx, or with a 200 that opens no session; a poll whose session
    is over, from the second without an accepted one between; or a network that cannot be joined. The doubling is
    `retry_first_s` to `retry_max_s`; it is the server's where that says how long, and may begin anew with a network
    that was joined, which foreign firmware need not say. After a failure no wait is announced that is longer than five
    times the latter, or five intervals of polls where that is longer, with a quarter for jitter; none behind the fourth
    to join that is shorter than a third of the doubling; nobody asks sooner than a 503 with Retry-After said;
    documented firmware announces one before each attempt to join but the first. No device asks before the time that it
    announced, nor, if it is documented firmware and nothing was done to the network, when half as much again has
    passed; what reaches the server within a second after something was done to the network may have left before the
    announcement. Foreign firmware may announce a wait for the token that was refused, and register with a newer one; or
    one for polls that were refused, and open a session meanwhile; or one for a poll that failed, and report meanwhile;
    or one for a request, and join the network that it lost; or one to join, and its core joins by itself. Its polls and
    its reports have waits of their own.
    """

    id: ClassVar[InvariantId] = InvariantId.I10
    kinds: ClassVar[frozenset[EventKind]] = frozenset(
        {EventKind.SERIAL, EventKind.REQUEST, EventKind.BOOT, EventKind.POWER, EventKind.LINE, EventKind.NETWORK}
    )

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        wire, device = world.profile.wire, world.profile.device
        self._wire = wire
        self._register_path, self._session_path, self._state_path = (
            wire.register_path,
            wire.session_path,
            wire.state_path,
        )
        self._is_foreign = is_foreign(world)
        self._values = device
        self._longest_s = device.longest_told_s
        self._failures: dict[tuple[str, str], _Failures] = {}
        # What the server saw fail, until the device says so too.
        self._known: dict[str, int] = {}
        # What failed last, in words, until something goes well or is refused.
        self._has_failed: dict[str, str] = {}
        # The paths at which the last request of a device was refused.
        self._refused: dict[str, str] = {}
        # Devices whose last request was refused, and was one with a session that is not said to be over.
        self._may_renew: set[str] = set()
        # Devices whose session was refused since their last accepted poll.
        self._renewed: set[str] = set()
        # Devices whose last request was a poll that failed.
        self._polled_in_vain: set[str] = set()
        self._announced: dict[str, _Announced] = {}
        self._told = ToldWaits(device.retry_after_max_s)
        self._losses = Losses()
        self._is_network_touched = False
        self._unheard = Unheard()
        self._under_way = UnderWay()

    @classmethod
    def hears(cls, text: str) -> bool:
        """Lines of joining, of a missing answer and of a wait."""
        return NO_ANSWER in text or text.startswith(_TOLD)

    def take(self, event: Event) -> None:
        """Follow failures, and what a device says about its waits."""
        device = event.device
        self._unheard.take(event)
        self._under_way.take(event)
        match event.kind:
            case _ if device in self._unheard:
                self._forget(device)
            case EventKind.SERIAL:
                self._hear(event, str(event.fields["text"]).rstrip())
            case EventKind.NETWORK:
                self._is_network_touched = True
                self._losses.take(event)
                self._told.disturb(event)
                if self._is_foreign and is_access_point(str(event.fields.get("change", ""))):
                    # It need not say that it has joined another one, nor that it was lost.
                    self._begin_anew(lambda key: key[1] != _WIFI)
            case _:
                self._forget(device)

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Follow failures, and whether waits were kept."""
        device = event.device
        if device in self._unheard:
            self._forget(device)
            return
        if self._is_next_way(device, request) or self._is_to_join(device):
            self._announced.pop(device, None)
        elif event not in self._under_way and not self._is_meanwhile(device, request):
            self._keep_word(event)
        self._keep_told_wait(event, request)
        self._note_request(event, request)

    def _keep_told_wait(self, event: Event, request: TracedRequest) -> None:
        """Look whether the server is left alone for as long as it has asked."""
        kind = self._kind_of(request)
        if event not in self._under_way and (broken := self._told.broken_by(event, kind)):
            self.violated(broken)
        self._told.note(event, kind, request, may_be_lost=self._losses.are_likely)

    def _kind_of(self, request: TracedRequest) -> str:
        """Name what waits by itself: a path, and the reports of foreign firmware."""
        return _REPORTS if self._is_foreign and self._is_report(request) else request.path

    def _is_next_way(self, device: str, request: TracedRequest) -> bool:
        """Tell whether it is no repeat of what was refused: foreign firmware that registers with its newer token.

        What it announced before is when it would have tried the refused one again.
        """
        is_registration = self._is_foreign and request.path == self._register_path
        return is_registration and self._refused.get(device, self._register_path) != self._register_path

    def _is_meanwhile(self, device: str, request: TracedRequest) -> bool:
        """Tell whether foreign firmware has announced when it polls again, and this is something else.

        It opens a session at once after a refused poll, or reports while its polls fail.
        """
        if not self._is_foreign:
            return False
        if request.path == self._session_path:
            return device in self._may_renew
        announced = self._announced.get(device)
        return announced is not None and announced.is_of_poll and self._is_report(request)

    def _is_report(self, request: TracedRequest) -> bool:
        return request.path == self._state_path and request.method != _POLL

    def _is_to_join(self, device: str) -> bool:
        """Tell whether foreign firmware has announced when it will try to join; whoever asks has joined by then."""
        announced = self._announced.get(device)
        return self._is_foreign and announced is not None and announced.is_to_join

    def _is_joining_anew(self, device: str) -> bool:
        """Tell whether foreign firmware, with a request announced, has lost its network: it may join at once."""
        announced = self._announced.get(device)
        return self._is_foreign and announced is not None and not announced.is_to_join

    def _begin_anew(self, is_over: Callable[[tuple[str, str]], bool]) -> None:
        """Forget the failures, by device and kind, of which that is so."""
        self._failures = {key: each for key, each in self._failures.items() if not is_over(key)}

    def _forget(self, device: str) -> None:
        self._begin_anew(lambda key: key[0] == device)
        self._announced.pop(device, None)
        self._told.forget(device)
        self._known.pop(device, None)
        self._has_failed.pop(device, None)
        self._refused.pop(device, None)
        self._may_renew.discard(device)
        self._renewed.discard(device)
        self._polled_in_vain.discard(device)

    def _note_request(self, event: Event, request: TracedRequest) -> None:
        device, path = event.device, request.path
        # Whoever comes through has joined, whether it says so or not.
        self._failures.pop((device, _WIFI), None)
        self._refused.pop(device, None)
        self._may_renew.discard(device)
        is_poll_in_vain = path == self._state_path and not self._is_report(request) and not request.is_sound
        (self._polled_in_vain.add if is_poll_in_vain else self._polled_in_vain.discard)(device)
        opens_nothing = path == self._session_path and request.is_ok and not request.session
        if request.is_refused:
            # A refusal, for which I8 is there.
            self._refused[device] = path
            self._failures.pop((device, path), None)
            self._has_failed.pop(device, None)
            if path == self._state_path:
                if request.ends_session:
                    self._lose_session(event)
                elif request.status in _SESSION_REFUSED:
                    self._may_renew.add(device)
        elif request.is_ok and self._is_doubtful(request):
            return
        elif not request.is_ok or not _is_whole(request) or opens_nothing:
            if request.retry_after is not None:
                # How long to wait has the server said itself, whatever failed before.
                self._failures.pop((device, path), None)
                self._has_failed.pop(device, None)
            else:
                self._fail(
                    event, self._kind_of(request), f"{request.method} {path} was answered {request.status or 'nothing'}"
                )
            self._known[device] = event.t_us
        else:
            self._failures.pop((device, path), None)
            self._has_failed.pop(device, None)
            if path == self._state_path:
                self._failures.pop((device, _REPORTS), None)
                self._failures.pop((device, _LOST), None)
                self._renewed.discard(device)

    def _is_doubtful(self, request: TracedRequest) -> bool:
        """Tell whether only the device's own lines show if it made something of what arrived.

        Of a poll that was cut foreign firmware may say that it is unreadable, and the next comes as ever.
        """
        if Arrival.NOTHING in request.arrivals:
            return False
        may_be_unreadable = self._is_foreign and request.path == self._state_path
        return Arrival.DOUBTFUL in request.arrivals or (may_be_unreadable and Arrival.CUT in request.arrivals)

    def _lose_session(self, event: Event) -> None:
        """Count a session that is over; the first since an accepted poll may be replaced at once, a second fails."""
        if event.device in self._renewed:
            self._count_failure(event, _LOST)
        self._renewed.add(event.device)

    def _hear(self, event: Event, text: str) -> None:
        device = event.device
        if text == _NOT_JOINED:
            self._look_for_restlessness(event)
            if self._is_joining_anew(device):
                del self._announced[device]
            self._keep_word(event)
            self._fail(event, _WIFI, _NO_NETWORK)
        elif text.startswith(_JOINED):
            # With another network whatever failed may go well: waits may begin anew.
            self._begin_anew(lambda key: key[0] == device)
            if self._is_to_join(device):
                # A core joins by itself what was away; what had been announced is over.
                del self._announced[device]
        elif NO_ANSWER in text:
            # What somebody else's firmware tells of a request that no page names goes together with nothing.
            path = path_told(text, self._wire)
            self._told.forget(device, path)
            if path and event.t_us - self._known.pop(device, -_ANSWERED_WITHIN_US) >= _ANSWERED_WITHIN_US:
                if self._is_to_join(device):
                    del self._announced[device]
                self._keep_word(event)
                self._fail(event, path, f"there was no answer at {path}")
        elif found := Line.RETRY.pattern.fullmatch(text):
            self._announce(event, int(found["seconds"]))

    def _look_for_restlessness(self, event: Event) -> None:
        """Look whether documented firmware has announced a wait before it tried again to join.

        How long it waited is not seen: an attempt takes long by itself, and begins unseen.
        """
        if not self._is_foreign and (event.device, _WIFI) in self._failures and event.device not in self._announced:
            self.violated(f"{event.device} tried again {_IN_WORDS[_WIFI]} and had announced no wait")

    def _announce(self, event: Event, seconds: int) -> None:
        device = event.device
        is_to_join = self._has_failed.get(device) == _NO_NETWORK
        self._announced[device] = _Announced(
            event.t_us, seconds * SECOND_US, is_to_join, device in self._polled_in_vain
        )
        if device in self._has_failed and seconds > self._longest_s:
            failure = self._has_failed[device]
            most = f"at most {self._longest_s} s expected"
            self.violated(f"{device} waits {seconds} s after {failure}, which may pass: {most}")
        # An attempt to join takes long by itself, so that those in a row are apart however short the waits are.
        in_a_row = len(self._failures.get((device, _WIFI), _Failures([])).times_us)
        if is_to_join and in_a_row > STRETCH and seconds < (least_s := ENOUGH * wait_s(self._values, in_a_row)):
            self.violated(
                f"{device} failed {in_a_row} times in a row {_IN_WORDS[_WIFI]} and waits {seconds} s, "
                f"at least {round(least_s)} s expected"
            )
        if self._is_foreign:
            # The next wait may be for a failure that it tells of in words that nobody knows.
            self._has_failed.pop(device, None)

    def _keep_word(self, event: Event) -> None:
        """Look whether what was announced is over when the next attempt comes."""
        announced = self._announced.pop(event.device, None)
        if announced is None:
            return
        waited_us = event.t_us - announced.at_us
        # The announcement is in whole seconds, rounded up.
        if waited_us + _SLACK_US + announced.wait_us // 10 < announced.wait_us:
            waited, told = format_duration(waited_us), format_duration(announced.wait_us)
            self.violated(f"{event.device} asked again after {waited}, {told} were announced")
        self._look_for_lateness(event, announced, waited_us)

    def _look_for_lateness(self, event: Event, announced: _Announced, waited_us: int) -> None:
        """Look whether documented firmware that nothing kept from asking has asked when it said."""
        is_seen = event.kind is EventKind.REQUEST and not announced.is_to_join
        if self._is_foreign or self._is_network_touched or not is_seen:
            return
        # A poll that failed is asked again when the next one is due, if that is later.
        most_us = max(announced.wait_us * 3 // 2, interval_us(self._values))
        if waited_us > most_us + _LATE_US:
            waited, told = format_duration(waited_us), format_duration(announced.wait_us)
            self.violated(f"{event.device} asked again only after {waited}, {told} were announced")

    def _fail(self, event: Event, kind: str, words: str) -> None:
        self._has_failed[event.device] = words
        self._count_failure(event, kind)

    def _count_failure(self, event: Event, kind: str) -> None:
        device = event.device
        times_us = self._failures.setdefault((device, kind), _Failures([])).times_us
        times_us.append(event.t_us)
        if len(times_us) <= STRETCH:
            return
        taken_us = times_us[-1] - times_us[-1 - STRETCH]
        least_us = least_of_failures_us(self._values, len(times_us))
        if taken_us < least_us:
            what = _IN_WORDS.get(kind, f"at {kind}")
            self.violated(
                f"{device} failed {len(times_us)} times in a row {what}, the last {STRETCH + 1} within "
                f"{format_duration(taken_us)}, at least {format_duration(least_us)} expected"
            )


def _is_whole(request: TracedRequest) -> bool:
    """Tell whether all of an answer came, late, in pieces, or with strange contents: polls may go on at their pace.

    It is the load of every day.
    """
    return all(each.is_whole for each in request.arrivals)
