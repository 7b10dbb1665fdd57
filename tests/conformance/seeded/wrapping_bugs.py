"""Faults of a server that keeps times in too few bits."""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.device_session import Sessions
from oceanhil.mock_server.core.registration import Registration
from oceanhil.mock_server.core.replies import Answer, json_response
from oceanhil.mock_server.core.state import StateAccess
from oceanhil.mock_server.core.views import DeviceView
from oceanhil.protocol.device_request import DeviceTime, RegisterBody, SessionBody
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.life import DeviceLife
from oceanhil.protocol.profile import load_profile
from tests.conformance.seeded.bug import SeededBug, rebuilt
from tests.conformance.seeded.judging_bugs import judging

_MS_US: Final = 1_000
_MINUTE_US: Final = 60_000_000
_S_US: Final = 1_000_000


def _wrapped(time_us: int, unit_us: int, bits: int = 32, *, signed: bool = True) -> int:
    """Give what is left of a time that is kept as so many units in so many bits."""
    bias = 1 << (bits - 1) if signed else 0
    return ((time_us // unit_us + bias) % (1 << bits) - bias) * unit_us


def _ages(unit_us: int, bits: int = 32, *, signed: bool = True) -> Callable[[], MockServer]:
    """Serve with registration tokens whose age is kept so."""

    class Wrapping(Registration):
        def _refuse_token(self, device: Device, body: RegisterBody, now_us: int) -> Answer | None:
            age_us = _wrapped(now_us - device.issued_us, unit_us, bits, signed=signed)
            return super()._refuse_token(device, body, device.issued_us + age_us)

    return judging(Wrapping)


class _UsedForAWhile(Registration):
    """A token was used so many milliseconds ago; less than none, and it is fresh again."""

    def _refuse_token(self, device: Device, body: RegisterBody, now_us: int) -> Answer | None:
        if device.used_us is not None and _wrapped(now_us - device.used_us, _MS_US) < 0:
            device.enter(DeviceLife.PENDING)
            return None
        return super()._refuse_token(device, body, now_us)


class _WrappingWindow(Registration):
    """The window of a repetition is held against milliseconds in 32 bits."""

    def _is_repetition(self, device: Device, body: RegisterBody, now_us: int) -> bool:
        since_us = now_us if device.used_us is None else device.used_us
        return super()._is_repetition(device, body, since_us + _wrapped(now_us - since_us, _MS_US))


class _WrappingSession(StateAccess):
    """The age of a session is so."""

    def _refuse_session(self, device: Device, session: str | None, now_us: int) -> Answer | None:
        age_us = _wrapped(now_us - device.session_us, _MS_US)
        return super()._refuse_session(device, session, device.session_us + age_us)


class _WrappingContact(Core):
    """The time since a device was heard from is so."""

    def _view(self, device: Device, at_us: int) -> DeviceView:
        heard_us = at_us if device.contact_us is None else device.contact_us
        return super()._view(device, heard_us + _wrapped(at_us - heard_us, _MS_US, signed=False))


class _FutureIsNow(Core):
    """A contact of a time that is yet to come has just been."""

    def _view(self, device: Device, at_us: int) -> DeviceView:
        return super()._view(device, max(at_us, device.contact_us or 0))


def _as_seconds(device_time: DeviceTime | None, now_us: int) -> DeviceTime | None:
    """Give a device's time whose difference to the server's is kept in 32 bits of seconds."""
    if device_time is None:
        return None
    return DeviceTime(now_us + _wrapped(device_time.time_us - now_us, _S_US), device_time.is_whole)


class _WrappingSkewOfSession(Sessions):
    def answer(self, token: str | None, body: SessionBody, device_time: DeviceTime | None, now_us: int) -> Answer:
        return super().answer(token, body, _as_seconds(device_time, now_us), now_us)


class _WrappingSkewOfRegistration(Registration):
    def answer(self, body: RegisterBody, device_time: DeviceTime | None, now_us: int) -> Answer:
        return super().answer(body, _as_seconds(device_time, now_us), now_us)


class _EndsIn2038(Core):
    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        if self._clock.at(now_us) >= 2**31 * _S_US:
            return Delivery(json_response({"error": "Internal Server Error"}, 500), None, "")
        return super().handle(request, now_us)


class _ToldIn32Bits(Core):
    """The time that is told is kept so; what is judged by it is not."""

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        delivery = super().handle(request, now_us)
        assert delivery.response is not None
        fields = msgspec.json.decode(delivery.response.body, type=dict[str, object])
        told = fields.get("server_time")
        if not isinstance(told, int):
            return delivery
        changed = fields | {"server_time": _wrapped(told * _S_US, _S_US) // _S_US}
        return Delivery(json_response(changed, delivery.response.status), delivery.reason, delivery.device)


class _JudgedIn32Bits(Sessions):
    """The time by which a device's is judged is kept so."""

    def answer(self, token: str | None, body: SessionBody, device_time: DeviceTime | None, now_us: int) -> Answer:
        if device_time is not None:
            ahead_us = now_us - _wrapped(now_us, _S_US)
            device_time = DeviceTime(device_time.time_us + ahead_us, device_time.is_whole)
        return super().answer(token, body, device_time, now_us)


def _clock_in_32_bits(core: Core) -> None:
    core._device_side._sessions = _JudgedIn32Bits(core._registry, core._settings, core._replies)


def _wrapping_sessions(core: Core) -> None:
    core._device_side._state = _WrappingSession(core._registry, core._settings, core._replies)
    core._poll._path = "nowhere"


def _wrapping_skew(core: Core) -> None:
    core._device_side._sessions = _WrappingSkewOfSession(core._registry, core._settings, core._replies)


_SERVERS: Final[Mapping[str, Callable[[], MockServer]]] = {
    "unused-token-weeks": _ages(_MINUTE_US, bits=16),
    "unused-token-a-month": _ages(_MS_US),
    "unused-token-fifty-days": _ages(_MS_US, signed=False),
    "unused-token-months": _ages(10 * _MS_US),
    "used-token": judging(_UsedForAWhile),
    "repeated-registration": judging(_WrappingWindow),
    "session": rebuilt(_wrapping_sessions),
    "offline": lambda: MockServer(_WrappingContact(load_profile(), seed=1)),
    "clock-of-a-session": rebuilt(_wrapping_skew),
    "clock-of-a-registration": judging(_WrappingSkewOfRegistration),
    "set-back": lambda: MockServer(_FutureIsNow(load_profile(), seed=1)),
    "in-2038": lambda: MockServer(_EndsIn2038(load_profile(), seed=1)),
}

WRAPPING_BUGS: Final = (
    *(
        SeededBug(
            f"too few bits for {what}",
            f"long-time/{what}",
            serve,
            ItemVerdict.DIFFERS if what == "set-back" else ItemVerdict.VIOLATES,
        )
        for what, serve in _SERVERS.items()
    ),
    *(
        SeededBug(f"32 bits for the time that is {what}", "long-time/clock-in-2038", serve, ItemVerdict.DIFFERS)
        for what, serve in (
            ("told", lambda: MockServer(_ToldIn32Bits(load_profile(), seed=1))),
            ("judged by", rebuilt(_clock_in_32_bits)),
        )
    ),
)
"""Each alone in a server of its own."""
