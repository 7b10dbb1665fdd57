"""Faults of a server that knows by heart what has ended, forgets what it was told, or takes one board for another."""

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Final

import msgspec

from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.device import Device
from oceanhil.mock_server.core.registration import Registration
from oceanhil.mock_server.core.registry import Registry
from oceanhil.mock_server.core.replies import Answer, Replies, json_response
from oceanhil.mock_server.core.settings import LiveSettings
from oceanhil.mock_server.core.state import StateAccess
from oceanhil.mock_server.core.views import DeviceView, Generated
from oceanhil.protocol.device_request import RegisterBody
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import load_profile
from tests.conformance.seeded.bug import Honest, SeededBug, meddled, rebuilt
from tests.conformance.seeded.judging_bugs import LeavesTheOldToken, judging

_WIRE: Final = load_profile().wire
_DIFFERS: Final = ItemVerdict.DIFFERS
_MOMENT_US: Final = 500_000


def _knowing_by_heart(reason: ErrorReason) -> Callable[[], MockServer]:
    """Serve with answers that are kept by token, session and query: they are given again to who is refused for this."""

    def make() -> MockServer:
        answers: dict[tuple[str, ...], Delivery] = {}

        def meddling(request: HttpRequest, honest: Honest) -> Delivery:
            delivery = honest(request)
            said = (request.headers.get(name, "") for name in (_WIRE.token_header, _WIRE.session_header))
            key = (request.path, request.query, *said)
            if delivery.reason is reason:
                return answers.get(key, delivery)
            if delivery.response is not None and delivery.response.status == 200:
                answers[key] = delivery
            return delivery

        return meddled(meddling)()

    return make


def _keeping_whole_reports(request: HttpRequest, honest: Honest, kept: dict[str, dict[str, object]]) -> Delivery:
    """Keep all of what a device's reports say, known or not, and tell it in its polls."""
    of_device = kept.setdefault(request.headers.get(_WIRE.token_header, ""), {})
    delivery = honest(request)
    if request.path != _WIRE.state_path or delivery.response is None or delivery.response.status != HTTPStatus.OK:
        return delivery
    if request.method == "POST":
        of_device.update(msgspec.json.decode(request.body, type=dict[str, object]))
        return delivery
    told = msgspec.json.decode(delivery.response.body, type=dict[str, object])
    return Delivery(json_response(told | of_device), None, "")


def _keeps_whole_reports() -> MockServer:
    return meddled(partial(_keeping_whole_reports, kept={}))()


def _gives_again(path: str, field: str) -> Callable[[], MockServer]:
    """Serve as two processes do that drew their random numbers from one seed: each other answer has the same secret."""

    def make() -> MockServer:
        given: list[object] = []

        def meddling(request: HttpRequest, honest: Honest) -> Delivery:
            delivery = honest(request)
            told = delivery.response
            if request.path != path or told is None or told.status != HTTPStatus.OK:
                return delivery
            body = msgspec.json.decode(told.body, type=dict[str, object])
            given.append(body[field])
            return delivery if len(given) % 2 else Delivery(json_response(body | {field: given[-2]}), None, "")

        return meddled(meddling)()

    return make


class _ClaimsStay(Core):
    """Regenerating leaves the MAC for which a device was claimed by hand."""

    def regenerate(self, identity: str, now_us: int) -> Generated:
        device = self._find(identity)
        mac = device.mac if device.reserved else None
        generated = super().regenerate(identity, now_us)
        if mac is not None:
            self._registry.bind(device, mac)
            device.reserved = True
        return generated


class _FirstClaimCounts(Core):
    """Who was claimed once stays so."""

    def claim(self, identity: str, mac: bytes, device_id: str, now_us: int) -> DeviceView:
        if self._find(identity).reserved:
            return self.device(identity, now_us)
        return super().claim(identity, mac, device_id, now_us)


class _ClaimsTakeNothing(Core):
    """A claim by hand looks at no other record."""

    def claim(self, identity: str, mac: bytes, device_id: str, now_us: int) -> DeviceView:
        self._registry._macs.pop(mac, None)
        return super().claim(identity, mac, device_id, now_us)


class _ClaimedForGood(Core):
    """Neither revoking nor deleting reaches who was claimed by hand."""

    def revoke(self, identity: str, now_us: int) -> DeviceView:
        if self._find(identity).reserved:
            return self.device(identity, now_us)
        return super().revoke(identity, now_us)

    def delete(self, identity: str, now_us: int) -> None:
        if not self._find(identity).reserved:
            super().delete(identity, now_us)


class _AllNewTokensCount(Core):
    """Regenerating adds a token."""

    def regenerate(self, identity: str, now_us: int) -> Generated:
        device = self._find(identity)
        before = device.registration
        generated = super().regenerate(identity, now_us)
        self._registry.retired.pop(before, None)
        self._registry.by_registration[before] = device
        return generated


class _KeepsTombstones(Core):
    """What a deleted device had is refused as it was before: revoked, or used."""

    def delete(self, identity: str, now_us: int) -> None:
        registry, device = self._registry, self._find(identity)
        retired = {digest: registry.retired[digest] for digest in device.retired}
        current = registry.by_registration.get(device.registration)
        super().delete(identity, now_us)
        registry.retired.update(retired)
        if current is not None:
            registry.by_registration[device.registration] = current


class _ForTheSameId(Registration):
    """Within the window, and half a second in any case, the token counts for who names the same device ID."""

    def _is_repetition(self, device: Device, body: RegisterBody, now_us: int) -> bool:
        if device.used_us is None or device.device_id != body.device_id:
            return False
        return now_us - device.used_us <= max(self._settings.idempotent_window_us, _MOMENT_US)


class _ForTheSameAddress(Registration):
    """A board is told by its address, too."""

    def _is_repetition(self, device: Device, body: RegisterBody, now_us: int) -> bool:
        return device.ip == body.ip and super()._is_repetition(device, body, now_us)


def _minding_the_form() -> MockServer:
    """Serve with a MAC that is a text where a registration is repeated."""
    written: dict[object, object] = {}

    def meddling(request: HttpRequest, honest: Honest) -> Delivery:
        if request.path != _WIRE.register_path:
            return honest(request)
        fields = msgspec.json.decode(request.body, type=dict[str, object])
        if written.setdefault(fields["token"], fields["mac_address"]) != fields["mac_address"]:
            return Delivery(
                json_response({"success": False, "error": "Registration token already used"}, 410), None, ""
            )
        return honest(request)

    return meddled(meddling)()


def _of(core: Callable[..., Core]) -> Callable[[], MockServer]:
    return lambda: MockServer(core(load_profile(), seed=1))


_REVOKED: Final = _knowing_by_heart(ErrorReason.TOKEN_REVOKED)
_UNKNOWN: Final = _knowing_by_heart(ErrorReason.TOKEN_INVALID)


class _OnlyNews(StateAccess):
    """A relay that is reported as it was reported before is left out, whatever the dashboard wanted meanwhile."""

    def __init__(self, registry: Registry, settings: LiveSettings, replies: Replies) -> None:
        super().__init__(registry, settings, replies)
        self._told: dict[str | None, dict[str, object]] = {}

    def report(self, token: str | None, session: str | None, state: Mapping[str, object], now_us: int) -> Answer:
        told = self._told.setdefault(token, {})
        news = {name: value for name, value in state.items() if told.get(name) != value}
        told |= state
        return super().report(token, session, news, now_us)


def _only_news(core: Core) -> None:
    core._device_side._state = _OnlyNews(core._registry, core._settings, core._replies)


MEMORY_BUGS: Final = (
    *(
        SeededBug(f"{relay} has to be news", f"report/{relay}-taken-back", rebuilt(_only_news), _DIFFERS)
        for relay in ("relay1", "relay2")
    ),
    SeededBug(
        "two processes give the same tokens",
        "secrets/given-once",
        _gives_again(_WIRE.register_path, "permanent_token"),
    ),
    SeededBug(
        "two processes give the same sessions", "secrets/given-once", _gives_again(_WIRE.session_path, "session_id")
    ),
    SeededBug("a report's own success is kept", "report/own-success", _keeps_whole_reports),
    SeededBug("all of a report is told", "report/more-fields-not-told", _keeps_whole_reports, _DIFFERS),
    SeededBug("a used token outlives its MAC", "registration-mac/used-token-ends", _REVOKED),
    SeededBug("a used session outlives its MAC", "registration-mac/used-session-ends", _REVOKED),
    SeededBug("a used session reports without its MAC", "registration-mac/used-session-reports-nothing", _REVOKED),
    SeededBug("a used token reads without its MAC", "registration-mac/used-token-reads-nothing", _REVOKED),
    SeededBug("a query is answered by heart", "revoke/query-read", _REVOKED),
    SeededBug("a replaced token reads on", "regenerate/read", _REVOKED, _DIFFERS),
    SeededBug("a replaced token reports on", "regenerate/report", _REVOKED, _DIFFERS),
    SeededBug("a replaced token stays known", "regenerate/used-token-stays-revoked", _REVOKED),
    SeededBug("a deleted device reads on", "delete/read", _UNKNOWN),
    SeededBug("a deleted device reports on", "delete/report", _UNKNOWN),
    SeededBug("a deleted device stays known", "delete/stays-unknown", _UNKNOWN),
    SeededBug("a deleted device stays revoked", "delete/revoked-token", _of(_KeepsTombstones), _DIFFERS),
    SeededBug("a deleted token stays used", "registration-renewal/used-then-deleted", _of(_KeepsTombstones), _DIFFERS),
    SeededBug(
        "a deleted token stays revoked", "registration-renewal/revoked-then-deleted", _of(_KeepsTombstones), _DIFFERS
    ),
    SeededBug("all new tokens count", "registration-renewal/regenerated-twice", _of(_AllNewTokensCount), _DIFFERS),
    SeededBug("regenerating leaves a claim", "registration-mac/regenerate-ends-claim", _of(_ClaimsStay)),
    SeededBug("the first claim counts", "registration-mac/claim-moved", _of(_FirstClaimCounts), _DIFFERS),
    SeededBug("a claim takes nothing", "registration-mac/claimed-twice", _of(_ClaimsTakeNothing), _DIFFERS),
    SeededBug("a claim is not lost", "registration-mac/claim-lost", judging(LeavesTheOldToken), _DIFFERS),
    SeededBug("a claim outlives revoking", "registration-mac/claimed-and-revoked", _of(_ClaimedForGood)),
    SeededBug("a claim outlives deleting", "registration-mac/claimed-and-deleted", _of(_ClaimedForGood)),
    SeededBug("a MAC is at two devices", "registration-mac/there-and-back", judging(LeavesTheOldToken), _DIFFERS),
    SeededBug("the ID tells a board for a moment", "registration-window/same-id-at-once", judging(_ForTheSameId)),
    SeededBug("the ID tells a board", "registration-window/same-id", judging(_ForTheSameId)),
    SeededBug("another ID is another board", "registration-window/other-id", judging(_ForTheSameId), _DIFFERS),
    SeededBug(
        "another address is another board", "registration-window/other-address", judging(_ForTheSameAddress), _DIFFERS
    ),
    SeededBug("another spelling is another board", "registration-window/other-spelling", _minding_the_form, _DIFFERS),
)
"""Each alone in a server of its own."""
