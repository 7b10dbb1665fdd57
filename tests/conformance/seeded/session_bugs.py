"""Faults of a server in how it judges sessions, polls, reports, contacts and limits."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec
from aiohttp import web

from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.app.connection import Connection
from oceanhil.mock_server.app.request_handler import RequestHandler
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.device import INITIAL_STATE, Device
from oceanhil.mock_server.core.device_session import Sessions
from oceanhil.mock_server.core.device_side import PollPath
from oceanhil.mock_server.core.rate_limits import RateLimits, Zone
from oceanhil.mock_server.core.replies import Answer
from oceanhil.mock_server.core.state import StateAccess
from oceanhil.mock_server.network.listener import Listener
from oceanhil.protocol.device_request import DeviceTime, SessionBody, merged_state
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from tests.conformance.seeded.bug import SeededBug, rebuilt

_US: Final = 1_000_000


class _AnyMac(Sessions):
    """The permanent token is bound to nothing."""

    def _refuse_identity(self, device: Device, body: SessionBody) -> Answer | None:
        del device, body
        return None


class _AnyDeviceId(Sessions):
    """The device ID is not looked at."""

    def _refuse_identity(self, device: Device, body: SessionBody) -> Answer | None:
        return super()._refuse_identity(device, SessionBody(device.device_id or "", body.mac))


class _NoPast(Sessions):
    """Only a clock that is ahead is wrong."""

    def answer(self, token: str | None, body: SessionBody, device_time: DeviceTime | None, now_us: int) -> Answer:
        is_behind = device_time is not None and device_time.time_us < now_us
        return super().answer(token, body, None if is_behind else device_time, now_us)


class _StricterByOne(Sessions):
    """Exactly five minutes are too much."""

    def answer(self, token: str | None, body: SessionBody, device_time: DeviceTime | None, now_us: int) -> Answer:
        if device_time is not None:
            further = _US if device_time.time_us > now_us else -_US
            device_time = DeviceTime(device_time.time_us + further, device_time.is_whole)
        return super().answer(token, body, device_time, now_us)


class _RefusalEndsSession(Sessions):
    """A session ends as soon as another one is asked for, given or not."""

    def answer(self, token: str | None, body: SessionBody, device_time: DeviceTime | None, now_us: int) -> Answer:
        answer = super().answer(token, body, device_time, now_us)
        if answer.reason is not None and answer.device is not None:
            answer.device.session = None
        return answer


class _ForgetsTheRest(StateAccess):
    """A report replaces the whole state: what it leaves out is as at the beginning."""

    def report(self, token: str | None, session: str | None, state: Mapping[str, object], now_us: int) -> Answer:
        answer = super().report(token, session, state, now_us)
        if answer.reason is None and answer.device is not None:
            self._registry.change(answer.device, state=merged_state(INITIAL_STATE, state))
        return answer


def _without(is_lost: Callable[[object], bool]) -> type[StateAccess]:
    """Make a way to the state on which a value like this counts as not reported."""

    class Losing(StateAccess):
        def report(self, token: str | None, session: str | None, state: Mapping[str, object], now_us: int) -> Answer:
            kept = {name: value for name, value in state.items() if not is_lost(value)}
            return super().report(token, session, kept, now_us)

    return Losing


def _is_zero(value: object) -> bool:
    return value == 0 and not isinstance(value, bool)


def _is_below_zero(value: object) -> bool:
    return isinstance(value, float) and (value < 0 or str(value) == "-0.0")


class _ReadingIsContact(StateAccess):
    """Whoever reads the state is taken for the device."""

    def read(self, token: str | None, session: str | None, now_us: int) -> Answer:
        answer = super().read(token, session, now_us)
        if answer.reason is None and answer.device is not None:
            self._registry.heard_from(answer.device, now_us)
        return answer


class _AnySession(StateAccess):
    """Any session id will do, as long as the token is good."""

    def _refuse_session(self, device: Device, session: str | None, now_us: int) -> Answer | None:
        return super()._refuse_session(device, device.session if session else None, now_us)


class _ReportsWithoutSession(StateAccess):
    """The permanent token alone is enough for a report."""

    def report(self, token: str | None, session: str | None, state: Mapping[str, object], now_us: int) -> Answer:
        owner = None if token is None else self._registry.find(token)
        own = None if owner is None else owner.session
        return super().report(token, session or own, state, now_us)


class _Prolonging(PollPath):
    """Sixty minutes count from the last poll."""

    def answer(self, request: HttpRequest, now_us: int) -> Delivery | None:
        device = self._live_device(request, now_us)
        if device is not None:
            device.session_us = now_us
        return super().answer(request, now_us)


class _Unheard(PollPath):
    """A poll is answered and not noted as a contact."""

    def answer(self, request: HttpRequest, now_us: int) -> Delivery | None:
        device = self._live_device(request, now_us)
        before_us = None if device is None else device.contact_us
        delivery = super().answer(request, now_us)
        if device is not None:
            device.contact_us = before_us
        return delivery


class _SeldomHeard(PollPath):
    """A contact is written down only if the last one is ten seconds old, to write less."""

    def answer(self, request: HttpRequest, now_us: int) -> Delivery | None:
        device = self._live_device(request, now_us)
        before_us = None if device is None else device.contact_us
        delivery = super().answer(request, now_us)
        if device is not None and before_us is not None and now_us - before_us < 10 * _US:
            device.contact_us = before_us
        return delivery


class _Banning(RateLimits):
    """Who was refused once is refused for good."""

    __slots__ = ("_banned",)

    def __init__(self) -> None:
        super().__init__()
        self._banned: set[tuple[Zone, str]] = set()

    def admit(self, zone: Zone, peer: str, most: int, now_us: int) -> int:
        if (zone, peer) in self._banned:
            return 1
        wait_s = super().admit(zone, peer, most, now_us)
        if wait_s:
            self._banned.add((zone, peer))
        return wait_s


class _CountsRefused(RateLimits):
    """Who asks again while refused is refused for longer."""

    def admit(self, zone: Zone, peer: str, most: int, now_us: int) -> int:
        wait_s = super().admit(zone, peer, most, now_us)
        if wait_s:
            self._admitted[zone, peer].append(now_us)
        return wait_s


class _TakesReports(Core):
    """Maintenance has forgotten the reports."""

    def __init__(self) -> None:
        super().__init__(load_profile(), seed=1)

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        was_guarded = self._settings.guarded
        if request.method == "POST" and request.path == self.profile.wire.state_path:
            self._settings.guarded = False
        try:
            return super().handle(request, now_us)
        finally:
            self._settings.guarded = was_guarded


class _PerConnection(RequestHandler):
    """An address is taken with its port: who connects anew is counted anew."""

    async def _answer_device(self, connection: Connection, http_request: HttpRequest) -> web.StreamResponse:
        request = msgspec.structs.replace(http_request, peer=str(connection.peername))
        return await super()._answer_device(connection, request)


class _CountsConnections(MockServer):
    async def serve(self, listeners: Sequence[Listener]) -> None:
        await super().serve(listeners)
        assert self._handler is not None
        self._handler.__class__ = _PerConnection


def _per_connection() -> MockServer:
    return _CountsConnections(Core(load_profile(), seed=1))


class _BelievesProxies(Core):
    """Takes for a client's address what the client says that a proxy has written."""

    def __init__(self) -> None:
        super().__init__(load_profile(), seed=1)

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        named = request.headers.get("x-forwarded-for", request.peer)
        return super().handle(msgspec.structs.replace(request, peer=named), now_us)


class _LimitsTokens(Core):
    """Takes the permanent token for what its limits are about, and the address only where there is none."""

    def __init__(self) -> None:
        super().__init__(load_profile(), seed=1)

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        token = request.headers.get(self.profile.wire.token_header, request.peer)
        return super().handle(msgspec.structs.replace(request, peer=token), now_us)


class KeepsNoNumbers(Core):
    """Takes NaN for a number, as Python's own parser does, and writes it out again."""

    def __init__(self) -> None:
        super().__init__(load_profile(), seed=1)
        self._is_kept = False

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        if request.method == "POST" and request.path == self.profile.wire.state_path:
            self._is_kept = b"NaN" in request.body
            request = msgspec.structs.replace(request, body=request.body.replace(b"NaN", b"0"))
        delivery = super().handle(request, now_us)
        told = delivery.response
        if not self._is_kept or request.method != "GET" or told is None:
            return delivery
        body = told.body.replace(b'"temperature":0.0', b'"temperature":NaN')
        return msgspec.structs.replace(delivery, response=msgspec.structs.replace(told, body=body))


def _with_sessions(kind: type[Sessions]) -> Callable[[], MockServer]:
    def change(core: Core) -> None:
        core._device_side._sessions = kind(core._registry, core._settings, core._replies)

    return rebuilt(change)


def _with_state(kind: type[StateAccess]) -> Callable[[], MockServer]:
    """Serve with another way to the state, for plain polls too: their short way is closed."""

    def change(core: Core) -> None:
        core._device_side._state = kind(core._registry, core._settings, core._replies)
        core._poll._path = "nowhere"

    return rebuilt(change)


def _with_poll(kind: type[PollPath]) -> Callable[[], MockServer]:
    def change(core: Core) -> None:
        core._poll = kind(core.profile.wire, core._registry, core._settings, core._journal)

    return rebuilt(change)


def _banning(core: Core) -> None:
    core._limits = core._gate._limits = _Banning()


def _counting_refused(core: Core) -> None:
    core._limits = core._gate._limits = _CountsRefused()


def _off_by(name: str, step_us: int) -> Callable[[], MockServer]:
    """Serve with one of the limits that the core reckons with, in µs, a little off."""

    def change(core: Core) -> None:
        setattr(core._settings, name, getattr(core._settings, name) + step_us)

    return rebuilt(change)


def _set(**values: int) -> Callable[[], MockServer]:
    return rebuilt(lambda core: core.put_settings(values, 0))


_DIFFERS: Final = ItemVerdict.DIFFERS

SESSION_BUGS: Final = (
    SeededBug("a session lives a second longer", "session-life/one-second-more", _off_by("session_ttl_us", _US)),
    SeededBug("a session dies two seconds early", "session-life/just-before", _off_by("session_ttl_us", -2 * _US)),
    SeededBug(
        "a session ends at 60 minutes", "session-life/exactly-60-minutes", _off_by("session_ttl_us", -1), _DIFFERS
    ),
    SeededBug("a poll prolongs the session", "session-life/polling-does-not-prolong", _with_poll(_Prolonging)),
    SeededBug("a session lasts half an hour", "session/expires-in", _set(session_ttl_s=1800), _DIFFERS),
    SeededBug("session ids are short", "session/id-hexadecimal", _set(session_token_length=16), _DIFFERS),
    SeededBug("session ids are long", "session/id-length", _set(session_token_length=40)),
    SeededBug("the MAC is not checked", "session-token/mac-mismatch", _with_sessions(_AnyMac)),
    SeededBug("the device ID is not checked", "session-token/device-id", _with_sessions(_AnyDeviceId), _DIFFERS),
    SeededBug("a clock may be behind", "session-clock/far-behind", _with_sessions(_NoPast), _DIFFERS),
    SeededBug("300 s ahead are too much", "session-clock/edge-ahead", _with_sessions(_StricterByOne)),
    SeededBug("300 s behind are too much", "session-clock/edge-behind", _with_sessions(_StricterByOne)),
    SeededBug("a refusal ends the session", "session-token/refusal-keeps-session", _with_sessions(_RefusalEndsSession)),
    SeededBug("a report forgets the rest", "report/temperature-shown", _with_state(_ForgetsTheRest)),
    *(
        SeededBug(f"a zero is not reported ({item})", f"report/{item}", _with_state(_without(_is_zero)))
        for item in ("temperature-zero", "humidity-zero", "zero-at-first")
    ),
    *(
        SeededBug(f"frost is not reported ({item})", f"report/{item}", _with_state(_without(_is_below_zero)))
        for item in ("temperature-minus-zero", "temperature-frost")
    ),
    SeededBug("100 is too much", "report/humidity-hundred", _with_state(_without(lambda value: value == 100))),
    *(
        SeededBug(f"{relay} is never off", f"report/{relay}-off", _with_state(_without(lambda value: value is False)))
        for relay in ("relay1", "relay2")
    ),
    SeededBug("a report needs no session", "report/without-session", _with_state(_ReportsWithoutSession), _DIFFERS),
    SeededBug("any session id is good", "poll/session-of-another", _with_state(_AnySession)),
    SeededBug("reading is a sign of life", "status/api-read", _with_state(_ReadingIsContact), _DIFFERS),
    SeededBug("a poll is no sign of life", "status/poll", _with_poll(_Unheard)),
    SeededBug("contacts are written down seldom", "status/each-poll", _with_poll(_SeldomHeard)),
    SeededBug("10 s are ONLINE", "status/exactly-10-seconds", _off_by("online_below_us", 1), _DIFFERS),
    SeededBug("300 s are OFFLINE", "status/300-seconds", _off_by("offline_above_us", -1)),
    SeededBug("301 s are AWAY", "status/301-seconds", _off_by("offline_above_us", _US)),
    SeededBug("21 polls a second", "limits/api-figure", _set(rate_limit_api_per_s=21)),
    SeededBug("the API counts each connection", "limits/api-per-address", _per_connection),
    SeededBug("registration counts each connection", "limits/register-per-address", _per_connection, _DIFFERS),
    SeededBug("a header says who asks", "limits/forwarded", lambda: MockServer(_BelievesProxies()), _DIFFERS),
    SeededBug("a limit is a token's", "limits/devices-share", lambda: MockServer(_LimitsTokens())),
    SeededBug("who guesses is not limited", "limits/guesses", lambda: MockServer(_LimitsTokens())),
    SeededBug("NaN is kept", "report/keeps-json", lambda: MockServer(KeepsNoNumbers())),
    SeededBug("a limit counts whom it refuses", "limits/refused-do-not-count", rebuilt(_counting_refused), _DIFFERS),
    SeededBug(
        "reports are taken during maintenance", "maintenance/report", lambda: MockServer(_TakesReports()), _DIFFERS
    ),
    SeededBug("a limit never ends", "limits/waiting-as-told-helps", rebuilt(_banning)),
)
"""Each alone in a server of its own."""
