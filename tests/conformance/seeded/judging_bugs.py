"""Faults of a server in how it judges registrations: edges, order, and what happens at the same time."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final

import msgspec

from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.host.wall_clock import wall_us
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import AnswerDisturbance
from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.registration import Registration
from oceanhil.mock_server.core.replies import Answer
from oceanhil.protocol.device_request import DeviceTime, RegisterBody, is_skewed
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import load_profile
from tests.conformance.seeded.bug import SeededBug, rebuilt

_PATIENCE_S: Final = 0.05


class _EndsAtTheEdge(Registration):
    """A token of exactly 24 hours is too old."""

    def _refuse_token(self, device: Device, body: RegisterBody, now_us: int) -> Answer | None:
        if now_us - device.issued_us >= self._settings.registration_ttl_us:
            return self._replies.refuse(ErrorReason.TOKEN_EXPIRED, device)
        return super()._refuse_token(device, body, now_us)


class _NeverExpires(Registration):
    """The age of a token is not looked at."""

    def _refuse_token(self, device: Device, body: RegisterBody, now_us: int) -> Answer | None:
        return super()._refuse_token(device, body, min(now_us, device.issued_us))


class AgeFirst(Registration):
    """A token that is both used and old is an old one."""

    def _refuse_token(self, device: Device, body: RegisterBody, now_us: int) -> Answer | None:
        if now_us - device.issued_us > self._settings.registration_ttl_us:
            return self._replies.refuse(ErrorReason.TOKEN_EXPIRED, device)
        return super()._refuse_token(device, body, now_us)


class _ConsumesTooEarly(Registration):
    """A token is used as soon as it is found, before the clock is judged."""

    def answer(self, body: RegisterBody, device_time: DeviceTime | None, now_us: int) -> Answer:
        answer = super().answer(body, device_time, now_us)
        if answer.reason is ErrorReason.CLOCK_SKEW and answer.device is not None:
            answer.device.used_us = now_us
        return answer


class _LetsTheFuturePass(Registration):
    """Only a clock that is behind is wrong."""

    def answer(self, body: RegisterBody, device_time: DeviceTime | None, now_us: int) -> Answer:
        is_ahead = device_time is not None and device_time.time_us > now_us
        return super().answer(body, None if is_ahead else device_time, now_us)


class _LooksAtNoClock(Registration):
    """The device's time is a header like others that nobody knows."""

    def answer(self, body: RegisterBody, device_time: DeviceTime | None, now_us: int) -> Answer:
        return super().answer(body, None, now_us)


class _StrictClock(Registration):
    """Exactly five minutes are too much."""

    def answer(self, body: RegisterBody, device_time: DeviceTime | None, now_us: int) -> Answer:
        limit_s = self._settings.values.max_clock_skew_s - 1
        device = self._registry.find_registration(body.token)
        if device is not None and device_time is not None and is_skewed(device_time, now_us, limit_s):
            return self._replies.refuse_clock(device, now_us // 1_000_000)
        return super().answer(body, device_time, now_us)


class _ForgetsRevocation(Registration):
    """Revoking looks at the permanent token only: who was pending registers all the same."""

    def answer(self, body: RegisterBody, device_time: DeviceTime | None, now_us: int) -> Answer:
        answer = super().answer(body, device_time, now_us)
        if answer.reason is ErrorReason.TOKEN_REVOKED and answer.device is not None:
            return self._register(answer.device, body, now_us)
        return answer


class LeavesTheOldToken(Registration):
    """A MAC may belong to two devices."""

    def _register(self, device: Device, body: RegisterBody, now_us: int) -> Answer:
        self._registry._macs.pop(body.mac, None)
        return super()._register(device, body, now_us)


def judging(kind: type[Registration]) -> Callable[[], MockServer]:
    """Serve with registrations that are judged by `kind`."""

    def change(core: Core) -> None:
        core._device_side._registration = kind(core._registry, core._settings, core._replies)

    return rebuilt(change)


class _Racing:
    """Answers devices like a server with a slow database between looking at a token and noting that it is used."""

    def __init__(self) -> None:
        self.core = Core(load_profile(), seed=1)
        self._looking: dict[str, asyncio.Event] = {}

    async def forward(self, request: HttpRequest) -> tuple[HttpResponse | None, AnswerDisturbance | None]:
        if request.path == self.core.profile.wire.register_path:
            token = msgspec.json.decode(request.body, type=dict[str, str])["token"]
            device = self.core._registry.find_registration(token)
            if device is not None and device.used_us is None:
                await self._wait_for_another(token)
                device.used_us = None
        return self.core.handle(request, wall_us()).response, None

    async def _wait_for_another(self, token: str) -> None:
        """Wait until somebody else looks at the same token, or nobody does for a while."""
        if token in self._looking:
            self._looking[token].set()
            return
        self._looking[token] = asyncio.Event()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._looking[token].wait(), _PATIENCE_S)


def _not_atomic() -> MockServer:
    racing = _Racing()
    return MockServer(racing.core, forward=racing.forward)


JUDGING_BUGS: Final = (
    SeededBug(
        "a token ends at 24 hours", "registration-life/exactly-24-hours", judging(_EndsAtTheEdge), ItemVerdict.DIFFERS
    ),
    SeededBug(
        "the age of a token is judged before its use",
        "registration-life/used-and-old",
        judging(AgeFirst),
        ItemVerdict.DIFFERS,
    ),
    SeededBug("a token never expires", "registration-life/after-24-hours", judging(_NeverExpires)),
    SeededBug(
        "a refused clock uses the token up",
        "registration-order/wrong-clock-consumes-nothing",
        judging(_ConsumesTooEarly),
    ),
    SeededBug("a clock may be ahead", "registration-clock/too-far-ahead", judging(_LetsTheFuturePass)),
    SeededBug("clocks are ignored", "registration-clock/too-far-behind", judging(_LooksAtNoClock), ItemVerdict.DIFFERS),
    SeededBug("five minutes are too much", "registration-clock/edge-behind", judging(_StrictClock)),
    SeededBug("a revoked device registers", "registration-renewal/revoked", judging(_ForgetsRevocation)),
    SeededBug(
        "a MAC belongs to two devices",
        "registration-mac/old-token-ends",
        judging(LeavesTheOldToken),
        ItemVerdict.DIFFERS,
    ),
    SeededBug("a race has several winners", "registration-race/one-token", _not_atomic),
)
"""Each alone in a server of its own."""
