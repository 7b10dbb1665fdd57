"""Faults of a server that shows only when it starts again: what was changed in memory alone, or is read wrongly."""

from collections.abc import Callable
from typing import Final

from oceanhil.conformance.contract.result import ItemVerdict
from oceanhil.mock_server.app import MockServer
from oceanhil.mock_server.core.core import Core
from oceanhil.mock_server.core.delivery import Delivery
from oceanhil.mock_server.core.device import INITIAL_STATE, Device
from oceanhil.mock_server.core.replies import json_response
from oceanhil.mock_server.core.views import DeviceView, Generated
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.life import DeviceLife
from oceanhil.protocol.profile import load_profile
from tests.conformance.seeded.bug import SeededBug

_DIFFERS: Final = ItemVerdict.DIFFERS
Undo = Callable[[], None]


class _Forgetful(Core):
    """Does at a restart what `undone` says, and whatever has been left to do then."""

    def __init__(self, undone: Callable[[Core], None] = lambda _: None) -> None:
        super().__init__(load_profile(), seed=1)
        self._undone = undone
        self._at_restart: list[Undo] = []

    def restart(self, now_us: int) -> None:
        super().restart(now_us)
        self._undone(self)
        for undo in self._at_restart:
            undo()
        self._at_restart.clear()

    def _remember(self, device: Device) -> None:
        """Let a restart find the record as it is now on the disk."""
        was = (device.used_us, device.revoked, device.reserved, device.mac, device.device_id)
        permanent, registration = device.permanent_digest, device.registration

        def undo() -> None:
            registry = self._registry
            device.used_us, device.revoked, device.reserved, device.mac, device.device_id = was
            registry.devices[device.id] = device
            for digest in (permanent, registration):
                if digest is not None:
                    registry.retired.pop(digest, None)
            device.retired = [digest for digest in device.retired if digest in registry.retired]
            device.registration = registration
            registry.by_registration[registration] = device
            if permanent is not None:
                registry._forget_permanent(device)
                device.permanent = permanent
                registry.by_permanent[permanent] = device

        self._at_restart.append(undo)


class _RevokesInMemory(_Forgetful):
    def revoke(self, identity: str, now_us: int) -> DeviceView:
        self._remember(self._find(identity))
        return super().revoke(identity, now_us)


class _RegeneratesInMemory(_Forgetful):
    def regenerate(self, identity: str, now_us: int) -> Generated:
        self._remember(self._find(identity))
        return super().regenerate(identity, now_us)


class _DeletesInMemory(_Forgetful):
    def delete(self, identity: str, now_us: int) -> None:
        self._remember(self._find(identity))
        super().delete(identity, now_us)


class _TakesOverInMemory(_Forgetful):
    """A takeover is written down for the new owner alone."""

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        before = dict(self._registry._macs)
        held = len(self._at_restart)
        if request.path == self.profile.wire.register_path:
            for device in before.values():
                self._remember(device)
        delivery = super().handle(request, now_us)
        undone = self._at_restart[held:]
        del self._at_restart[held:]
        lost = [undo for device, undo in zip(before.values(), undone, strict=False) if device.mac is None]
        self._at_restart += lost
        return delivery


class _OtherWords(_Forgetful):
    """After a restart a session that is gone is told like a token that never was."""

    def handle(self, request: HttpRequest, now_us: int) -> Delivery:
        delivery = super().handle(request, now_us)
        if delivery.reason is not ErrorReason.SESSION_UNKNOWN:
            return delivery
        body = {"success": False, "error": "Invalid token", "code": "token_invalid"}
        return Delivery(json_response(body, 401), None, "")


def _permanent_tokens(core: Core) -> None:
    for device in core._registry.devices.values():
        core._registry._forget_permanent(device)


def _registration_tokens(core: Core) -> None:
    core._registry.by_registration.clear()


def _uses(core: Core) -> None:
    for device in core._registry.devices.values():
        if device.life is DeviceLife.REGISTERED:
            device.enter(DeviceLife.PENDING)


def _claims(core: Core) -> None:
    for device in core._registry.devices.values():
        device.reserved = False


def _states(core: Core) -> None:
    for device in core._registry.devices.values():
        device.state, device.poll = INITIAL_STATE, None


def _ages(core: Core) -> None:
    for device in core._registry.devices.values():
        device.issued_us = core.unix_us(device.created_us) + 10**15


def _lost(what: Callable[[Core], None]) -> Callable[[], MockServer]:
    return lambda: MockServer(_Forgetful(what))


def _of(core: Callable[[], Core]) -> Callable[[], MockServer]:
    return lambda: MockServer(core())


RESTART_BUGS: Final = (
    SeededBug("permanent tokens are in memory", "restart/permanent-token", _lost(_permanent_tokens)),
    SeededBug("a new owner is in memory", "restart/new-owner", _lost(_permanent_tokens)),
    SeededBug("registration tokens are in memory", "restart/unused-token", _lost(_registration_tokens)),
    SeededBug("new registration tokens are in memory", "restart/regenerated", _lost(_registration_tokens)),
    SeededBug("a use is in memory", "restart/used-token", _lost(_uses)),
    SeededBug("a claim is in memory", "restart/claimed", _lost(_claims)),
    SeededBug("a state is in memory", "restart/reported", _lost(_states), _DIFFERS),
    SeededBug("a relay is in memory", "restart/switched", _lost(_states), _DIFFERS),
    SeededBug("tokens are made when they are read", "restart/age", _lost(_ages)),
    SeededBug("revoking is in memory", "restart/revoked", _of(_RevokesInMemory)),
    SeededBug("revoking who waits is in memory", "restart/revoked-unused", _of(_RevokesInMemory)),
    SeededBug("a status is in memory", "restart/status", _of(_RevokesInMemory), _DIFFERS),
    SeededBug("regenerating is in memory", "restart/replaced", _of(_RegeneratesInMemory)),
    SeededBug("the end of a claim is in memory", "restart/claim-ended", _of(_RegeneratesInMemory)),
    SeededBug("deleting is in memory", "restart/deleted", _of(_DeletesInMemory)),
    SeededBug("a loser is in memory", "restart/taken-over", _of(_TakesOverInMemory)),
    SeededBug("a lost claim is in memory", "restart/claim-lost", _of(_TakesOverInMemory)),
    SeededBug("a lost session is a dead token", "restart/session", _of(_OtherWords)),
)
"""Each alone in a server of its own."""
