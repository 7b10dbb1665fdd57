"""I8: how soon a device may ask again after it was refused."""

from typing import ClassVar

import msgspec

from oceanhil.protocol.error_reason import STATUSES_TO_WAIT_AFTER, ErrorReason
from oceanhil.protocol.lines import NO_ANSWER, Line
from oceanhil.protocol.manners import RATE_LIMITED_WAIT_S, REFUSED_WAIT_S
from oceanhil.protocol.network_change import host_in
from oceanhil.protocol.surroundings import Host
from oceanhil.protocol.units import SECOND_US
from oceanhil.protocol.wording import clock
from oceanhil.scenarios.devices.invariants.losses import Losses
from oceanhil.scenarios.devices.invariants.tokens import fingerprint
from oceanhil.scenarios.devices.invariants.told_paths import path_told
from oceanhil.scenarios.devices.under_way import UNDER_WAY_US
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.invariants import Invariant, Violation
from oceanhil.scenarios.line_change import Unheard
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import SESSION_OVER_CODES, TracedRequest
from oceanhil.scenarios.units import format_duration
from oceanhil.scenarios.world import World, is_foreign

_GRANTED = 200
_RATE_LIMITED = 429
_REFUSED_WAIT_US = REFUSED_WAIT_S * SECOND_US
# Of others, after a refusal without a reason: they wait as after any failure, longer each time.
_FIRST_UNTOLD_WAIT_US = 2 * SECOND_US
_POLL = "GET"
_SYNCED = Line.TIME_SYNCED.beginning
_CLOCK_CODES = frozenset({ErrorReason.CLOCK_SKEW.value})

# A refusal that does not say of what. To open a session is an answer to it, and to poll again with that one.
_UNTOLD = frozenset({""})
# What may be over when it is asked for once more; 410 and 429 say by themselves what they mean.
_MAY_PASS = frozenset({401, 403})

_Key = tuple[str, str, str]


class _Refusal(msgspec.Struct):
    """A refused request that must not be repeated yet."""

    t_us: int
    method: str
    status: int
    code: str
    wait_us: int
    untold: int = 0
    """How many without a reason there were in a row, with this one."""
    excused: bool = False
    """The device did something about the cause since."""


class NoRetryStorm(Invariant[World]):
    """I8: a refused request is not repeated, with the same path and token in the same boot, too soon.

    After 429 that is Retry-After or 60 s, else 30 s. A refused clock may be tried once more after it was set; a lost
    session is answered by a request for a new one. An answer that the device never got binds it to nothing. Of firmware
    that does not say so in known words, that a clock was set is known by its question to a time server that it can
    reach, and that an answer was lost by what the harness did to it, or may have been while the network loses
    exchanges. Its clock is right again, too, when it is not refused any more: the refusal of a clock says what time it
    is. Who sets the server's clock meanwhile spoils that. A refusal without a reason it may take for that of a session,
    and open another; or for a failure as any, and wait 2 s at least, then 4, 8, 16. With the session that a report was
    refused for it may poll once more, which is when it learns of it. Where the registration that was to replace a
    refused token fails, though nobody refused it, it may begin at that token again: no page says at which, and waits
    grow by I10. Who is granted a token may show it at once, though it is the one that was refused. While the harness
    disturbs its line nobody hears of a clock that was set, nor of an answer that never came.

    A refused poll binds the polls of later sessions, too, until one or a registration is accepted; not one that was
    refused for its clock, or because its session was over. Other people's firmware may poll once with another session
    at once, and then waits 2 s at least, then 4, 8, 16.
    """

    id: ClassVar[InvariantId] = InvariantId.I8
    kinds: ClassVar[frozenset[EventKind]] = frozenset(
        {EventKind.REQUEST, EventKind.BOOT, EventKind.SERIAL, EventKind.TIME, EventKind.LINE, EventKind.NETWORK}
        | {EventKind.CLOCK}
    )

    def __init__(self, world: World, violations: list[Violation]) -> None:
        super().__init__(world, violations)
        wire = world.profile.wire
        self._session_path, self._register_path = wire.session_path, wire.register_path
        self._state_path = wire.state_path
        self._wire = wire
        self._believed_s = world.profile.device.retry_after_max_s
        self._refusals: dict[_Key, _Refusal] = {}
        # The last refusal of a poll in a row, whatever session that had, for each device.
        self._refused_polls: dict[str, _Refusal] = {}
        self._is_foreign = is_foreign(world)
        self._unheard = Unheard()
        self._losses = Losses()
        self._is_time_told = True
        self._booted_us: dict[str, int] = {}

    @classmethod
    def hears(cls, text: str) -> bool:
        """A clock that was set, and requests that were not answered."""
        return NO_ANSWER in text or text.startswith(_SYNCED)

    def take(self, event: Event) -> None:
        """Follow what may excuse a request that is repeated."""
        if event.kind is EventKind.NETWORK:
            self._losses.take(event)
            self._follow_time_server(str(event.fields.get("change", "")))
        elif event.kind is EventKind.LINE:
            self._unheard.take(event)
            self._forget(event.device)
        elif event.kind is EventKind.BOOT:
            self._booted_us[event.device] = event.t_us
            self._forget(event.device)
        elif not self._refusals and not self._refused_polls:
            return
        elif event.kind is EventKind.TIME:
            if self._is_foreign and self._is_time_told:
                self._excuse(event.device, _CLOCK_CODES)
        elif event.kind is EventKind.CLOCK:
            if self._is_foreign and not event.device:
                self._excuse(None, _CLOCK_CODES)
        else:
            self._hear(event.device, str(event.fields["text"]))

    def take_request(self, event: Event, request: TracedRequest) -> None:
        """Follow refusals and what comes after them."""
        is_older = event.t_us - self._booted_us.get(event.device, -UNDER_WAY_US) < UNDER_WAY_US
        if event.device not in self._unheard and not is_older:
            self._judge(event, request)
            self._note(event, request)

    def _follow_time_server(self, change: str) -> None:
        found = host_in(change)
        if found is not None and found.host is Host.TIME_SERVER:
            self._is_time_told = not found.blocked

    def _hear(self, device: str, text: str) -> None:
        if text.startswith(_SYNCED):
            self._excuse(device, _CLOCK_CODES)
        elif NO_ANSWER in text:
            self._forgive(device, path_told(text, self._wire))

    def _forget(self, device: str) -> None:
        self._refusals = {key: refusal for key, refusal in self._refusals.items() if key[0] != device}
        self._refused_polls.pop(device, None)

    def _forgive(self, device: str, path: str) -> None:
        """Forget the refusals of a path that the device says it got no answer from: they were lost on the way."""
        self._refusals = {key: refusal for key, refusal in self._refusals.items() if key[:2] != (device, path)}
        if path == self._state_path:
            self._refused_polls.pop(device, None)

    def _judge(self, event: Event, request: TracedRequest) -> None:
        refusal = self._refusals.get(_key(event, request))
        if refusal is None and self._is_poll(request):
            refusal = self._refused_polls.get(event.device)
        if refusal is None or refusal.excused or event.t_us - refusal.t_us >= refusal.wait_us:
            return
        if self._is_foreign and refusal.code in _CLOCK_CODES and request.code != refusal.code:
            return
        method = request.method
        if self._is_foreign and refusal.code in SESSION_OVER_CODES and method != refusal.method:
            # Who does nothing about a report that was refused for its session renews that with the next poll.
            return
        waited = format_duration(event.t_us - refusal.t_us)
        reason = f"{refusal.status} {refusal.code}".rstrip()
        least = format_duration(refusal.wait_us)
        again = " again" if method == refusal.method else ""
        asked = f"{event.device} asked {method} {request.path}{again} {waited} after"
        to = f"to its {refusal.method} at {clock(refusal.t_us)}"
        self.violated(f"{asked} {reason} {to}, at least {least} expected")

    def _is_poll(self, request: TracedRequest) -> bool:
        return request.path == self._state_path and request.method == _POLL

    def _note(self, event: Event, request: TracedRequest) -> None:
        self._note_poll(event, request)
        if request.path == self._session_path:
            is_new = self._is_foreign and request.is_ok
            self._excuse(event.device, SESSION_OVER_CODES | _UNTOLD if is_new else SESSION_OVER_CODES)
        status, key = request.status, _key(event, request)
        is_changed = not request.is_as_told
        is_failure = is_changed or status not in STATUSES_TO_WAIT_AFTER | {_GRANTED}
        # Firmware need not look whether a token that it was just granted is the one that was refused.
        if self._is_foreign and request.path == self._register_path and (is_failure or request.granted):
            self._begin_anew(event.device)
        if status not in STATUSES_TO_WAIT_AFTER or self._may_be_lost(request):
            self._refusals.pop(key, None)
            return
        code, before = request.code or "", self._refusals.get(key)
        untold = (before.untold if before is not None else 0) + 1 if code in _UNTOLD else 0
        wait_us = self._retry_after_us(request) if status == _RATE_LIMITED else self._refused_wait_us(status, untold)
        self._refusals[key] = _Refusal(event.t_us, request.method, status, code, wait_us, untold)

    def _may_be_lost(self, request: TracedRequest) -> bool:
        """Tell whether foreign firmware may not have got this answer as it is told."""
        return self._is_foreign and (self._losses.are_likely or not request.is_as_told)

    def _note_poll(self, event: Event, request: TracedRequest) -> None:
        """Count polls that were refused in a row, whatever their sessions."""
        device = event.device
        if request.path == self._register_path and request.granted:
            self._refused_polls.pop(device, None)
        if not self._is_poll(request):
            return
        if not request.refuses_token or self._may_be_lost(request):
            self._refused_polls.pop(device, None)
            return
        before = self._refused_polls.get(device)
        number = 1 if before is None else before.untold + 1
        wait_us = _doubled_us(number - 1) if self._is_foreign else _REFUSED_WAIT_US
        code = request.code or ""
        self._refused_polls[device] = _Refusal(event.t_us, request.method, request.status, code, wait_us, number)

    def _refused_wait_us(self, status: int, untold: int) -> int:
        if not self._is_foreign or not untold or status not in _MAY_PASS:
            return _REFUSED_WAIT_US
        return _doubled_us(untold)

    def _begin_anew(self, device: str) -> None:
        for (name, path, _), refusal in self._refusals.items():
            if name == device and path != self._register_path:
                refusal.excused = True

    def _excuse(self, device: str | None, codes: frozenset[str]) -> None:
        """Let refusals with these codes bind no more; of any device where none is named."""
        for (name, _, _), refusal in self._refusals.items():
            if device in {name, None} and refusal.code in codes:
                refusal.excused = True

    def _retry_after_us(self, request: TracedRequest) -> int:
        announced = request.retry_after
        seconds = announced if announced is not None and announced > 0 else RATE_LIMITED_WAIT_S
        return min(seconds, self._believed_s) * SECOND_US


def _doubled_us(number: int) -> int:
    """Give the least wait behind so many refusals that somebody may take for failures: none behind none."""
    return min(_REFUSED_WAIT_US, _FIRST_UNTOLD_WAIT_US << (number - 1)) if number else 0


def _key(event: Event, request: TracedRequest) -> _Key:
    return event.device, request.path, fingerprint(request.token)
