"""Faults of a server in what its settings do, and in whom it answers again when a registration is repeated."""

import itertools
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.registration import Registration
from oceanhil.mock_server.core.replies import Answer, json_response
from oceanhil.protocol.device_request import DeviceTime, RegisterBody
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.messages import RegisterReply
from oceanhil.protocol.profile import Scalar, load_profile
from oceanhil.protocol.units import SECOND_US
from tests.conformance.seeded.bug import SeededBug
from tests.conformance.seeded.judging_bugs import judging
from tests.conformance.seeded.racy import in_one_loop, window_race

_DAY_US: Final = 86_400_000_000


class _Deaf(Core):
    """Takes every setting, tells it when asked, and heeds all but one."""

    def __init__(self, deaf_to: str) -> None:
        super().__init__(load_profile(), seed=1)
        self._deaf_to = deaf_to
        self._told: dict[str, Scalar] = {}

    def put_settings(self, changes: Mapping[str, object], now_us: int) -> Mapping[str, Scalar]:
        super().put_settings({name: value for name, value in changes.items() if name != self._deaf_to}, now_us)
        said = changes.get(self._deaf_to)
        if isinstance(said, bool | int | str):
            self._told[self._deaf_to] = said
        return self.settings()

    def settings(self) -> Mapping[str, Scalar]:
        return {**super().settings(), **self._told}


class _Stuck(Core):
    """Heeds a setting when it is put, and not when it is put back."""

    def __init__(self, name: str) -> None:
        super().__init__(load_profile(), seed=1)
        self._stuck = name
        self._first = super().settings()[name]

    def put_settings(self, changes: Mapping[str, object], now_us: int) -> Mapping[str, Scalar]:
        kept = {name: value for name, value in changes.items() if name != self._stuck or value != self._first}
        return super().put_settings(kept, now_us)


class ExemptsStates(Core):
    """Maintenance is for those who register or open a session; the path of states has been forgotten."""

    def __init__(self) -> None:
        super().__init__(load_profile(), seed=1)

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        was_guarded = self._settings.guarded
        if request.path == self.profile.wire.state_path:
            self._settings.guarded = False
        try:
            return super().handle(request, now_us)
        finally:
            self._settings.guarded = was_guarded


class _FixesEnds(Core):
    """Fixes at its beginning how long something lives: a change of the setting does not reach what is there."""

    def __init__(self, setting: str, began: str) -> None:
        super().__init__(load_profile(), seed=1)
        self._setting, self._began = setting, began

    def put_settings(self, changes: Mapping[str, object], now_us: int) -> Mapping[str, Scalar]:
        before = self.settings()[self._setting]
        after = super().put_settings(changes, now_us)[self._setting]
        assert isinstance(before, int)
        assert isinstance(after, int)
        for device in self._registry.devices.values():
            setattr(device, self._began, getattr(device, self._began) + (before - after) * SECOND_US)
        return self.settings()


def _fixing(name: str, item: str, setting: str, began: str) -> SeededBug:
    return SeededBug(name, f"settings/{item}", lambda: MockServer(_FixesEnds(setting, began)), ItemVerdict.DIFFERS)


def _stuck(name: str) -> Callable[[], MockServer]:
    return lambda: MockServer(_Stuck(name))


def _ignoring(name: str) -> SeededBug:
    item = f"settings/{name.replace('_', '-')}"
    return SeededBug(f"the setting {name} is ignored", item, lambda: MockServer(_Deaf(name)))


class _ForAnyMac(Registration):
    """Within the window the token counts, whoever sends it."""

    def _is_repetition(self, device: Device, body: RegisterBody, now_us: int) -> bool:
        return super()._is_repetition(device, msgspec.structs.replace(body, mac=device.mac or body.mac), now_us)


class _OpenedByRepetition(Registration):
    """Who repeats a registration opens the window to everybody."""

    __slots__ = ("_opened",)

    def _repeat(self, device: Device) -> Answer:
        self._opened = device.id
        return super()._repeat(device)

    def _is_repetition(self, device: Device, body: RegisterBody, now_us: int) -> bool:
        if getattr(self, "_opened", "") == device.id:
            body = msgspec.structs.replace(body, mac=device.mac or body.mac)
        return super()._is_repetition(device, body, now_us)


class _OpenForAMoment(Registration):
    """Whatever the settings say, a token counts for anybody until the next request with another one."""

    def answer(self, body: RegisterBody, device_time: DeviceTime | None, now_us: int) -> Answer:
        device = self._registry.find_registration(body.token)
        if device is not None and device.used_us is not None and now_us - device.used_us < 500_000:
            return self._repeat(device)
        return super().answer(body, device_time, now_us)


class _WithoutEnd(Registration):
    """The window is open or shut; how long is not looked at."""

    def _is_repetition(self, device: Device, body: RegisterBody, now_us: int) -> bool:
        return super()._is_repetition(device, body, min(now_us, device.used_us or now_us))


class _NeverForgets(Registration):
    """A board is given its answer again for ever, whatever the settings say."""

    def _is_repetition(self, device: Device, body: RegisterBody, now_us: int) -> bool:
        return device.used_us is not None and device.mac == body.mac


class _NewToken(Registration):
    """Each repetition makes another permanent token, which does not work; the first one stays."""

    def _repeat(self, device: Device) -> Answer:
        return _given(device, f"oc_perm_{next(_NUMBERS):043d}")


class _EndsTheFirst(Registration):
    """The first repetition ends the token that it gives again."""

    def _repeat(self, device: Device) -> Answer:
        answer = super()._repeat(device)
        given = device.permanent_token
        self._registry.renew_permanent(device, self._settings.values.permanent_body_length)
        return _given(device, given or "") if answer.reason is None else answer


class _RepeatsOnce(Registration):
    """A window that was open once for a token stays open, also when it is put back to nothing."""

    def _is_repetition(self, device: Device, body: RegisterBody, now_us: int) -> bool:
        was_open = self._settings.idempotent_window_us
        if was_open:
            _OPENED.add(device.id)
        return (
            device.id in _OPENED
            and device.used_us is not None
            and device.mac == body.mac
            and (now_us - device.used_us <= (was_open or 60_000_000))
        )


class _AlsoForRevoked(Registration):
    """A repetition is answered without a look at whether the device was revoked."""

    def answer(self, body: RegisterBody, device_time: DeviceTime | None, now_us: int) -> Answer:
        answer = super().answer(body, device_time, now_us)
        device = answer.device
        if answer.reason is None or device is None or device.mac != body.mac or not self._settings.idempotent_window_us:
            return answer
        is_young = device.used_us is not None and now_us - device.used_us <= self._settings.idempotent_window_us
        return _given(device, "oc_perm_" + "R" * 43) if is_young else answer


_NUMBERS: Final = itertools.count(1)
_OPENED: Final[set[str]] = set()


def _given(device: Device, token: str) -> Answer:
    body = RegisterReply(
        success=True,
        device_id=device.device_id or "",
        permanent_token=token,
        server_time=0,
    )
    return Answer(json_response(body), None, device)


def _repeating(name: str, item: str, kind: type[Registration]) -> SeededBug:
    return SeededBug(name, f"registration-window/{item}", judging(kind))


SETTING_BUGS: Final = (
    *(_ignoring(name) for name in load_profile().document.server),
    SeededBug(
        "polls and reports go on during maintenance",
        "settings/maintenance",
        lambda: MockServer(ExemptsStates()),
        ItemVerdict.DIFFERS,
    ),
    _fixing("the end of a session is fixed when it is opened", "sessions-of-before", "session_ttl_s", "session_us"),
    _fixing("the end of a token is fixed", "tokens-of-before", "registration_token_ttl_s", "issued_us"),
    SeededBug("a setting cannot be put back", "settings/session-token-length", _stuck("session_token_length")),
    _repeating("any board gets the token while it is repeated", "other-board", _ForAnyMac),
    _repeating("a repetition opens the token to all", "other-board-after-repetition", _OpenedByRepetition),
    _repeating("a token is open to all for half a second", "other-board-at-once", _OpenForAMoment),
    _repeating("the window has no end", "ends", _WithoutEnd),
    SeededBug("a registration is repeated for ever", "registration-life/lost-reply", judging(_NeverForgets)),
    _repeating("a repetition gives another token", "same-token", _NewToken),
    _repeating("a repetition ends the token that it gives", "first-answer-stays-good", _EndsTheFirst),
    _repeating("a window that was open stays open", "closed", _RepeatsOnce),
    SeededBug("a race is lost in the window", "registration-window/race", in_one_loop(window_race, 0.001)),
    SeededBug(
        "a board gets two tokens at once", "registration-window/one-board-at-once", in_one_loop(window_race, 0.001)
    ),
    _repeating("a revoked board is answered again", "revoked", _AlsoForRevoked),
)
"""Each alone in a server of its own."""
