"""What a board is provisioned with, collected field by field, and where it is kept."""

from collections.abc import Callable
from enum import Enum
from typing import Final, Protocol, TypeVar, assert_never

import msgspec

from oceanhil.protocol.agent.commands import ProvisionApply, ProvisionCommand, ProvisionSet
from oceanhil.protocol.agent.error_code import AgentErrorCode, WordsError
from oceanhil.protocol.agent.replies import Done
from oceanhil.protocol.agent.vocabulary import BRIDGE_SERVER, ProvisionField
from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.identity import Derivation
from oceanhil.protocol.record import StorePolicy
from oceanhil.protocol.resets import ResetReason
from oceanhil.simulator.agent.outcome import DONE, AgentOutcome
from oceanhil.simulator.agent.target import AgentTarget
from oceanhil.simulator.board.mode import BoardMode

EnumT = TypeVar("EnumT", bound=Enum)

_SCHEMES = ("http://", "https://")
_LONGEST_SSID_BYTES: Final = 32
_LONGEST_PASSWORD_BYTES: Final = 64
"""Of IEEE 802.11: 63 characters, or a key as 64 hex digits."""
_BOOLEANS = {"1": True, "0": False}


class Provision(msgspec.Struct, frozen=True):
    """What an application image carries: the firmware's data, and the server it talks to (empty: none)."""

    firmware: Firmware
    server_url: str = ""


class ProvisionStore(Protocol):
    """Where provisioning survives, such as the application image in flash."""

    def load(self) -> Provision | None:
        """Read it; None when there is none, or none that is whole."""

    def save(self, provision: Provision | None) -> None:
        """Replace it; None takes it away."""


class BoardProvisions:
    """Keeps it in the board's own attributes, for boards without an image in flash."""

    def __init__(self, target: AgentTarget) -> None:
        self._target = target

    def load(self) -> Provision | None:
        """Read it."""
        firmware = self._target.firmware
        return None if firmware is None else Provision(firmware, self._target.server_url)

    def save(self, provision: Provision | None) -> None:
        """Replace it."""
        self._target.firmware = None if provision is None else provision.firmware
        self._target.server_url = "" if provision is None else provision.server_url


class Provisioning:
    """Collects fields until they are applied; what is not given stays as it is on the board."""

    def __init__(self, target: AgentTarget, store: ProvisionStore) -> None:
        self._target = target
        self._store = store
        self._collected: dict[ProvisionField, str] = {}

    def carry_out(self, command: ProvisionCommand) -> AgentOutcome:
        """Do PROVISION,SET or PROVISION,APPLY."""
        match command:
            case ProvisionSet():
                _check(command.field, command.value)
                self._collected[command.field] = command.value
                return DONE
            case ProvisionApply():
                return self._apply()
            case _:
                assert_never(command)

    @property
    def store_policy(self) -> StorePolicy | None:
        """The record layout of the firmware that runs or, while none does, of the one that would; None without any."""
        if self._target.mode is BoardMode.HELD:
            provision = self._store.load()
            return None if provision is None else provision.firmware.store
        return None if self._target.firmware is None else self._target.firmware.store

    def forget(self) -> None:
        """Drop what was collected and what is stored."""
        self._collected.clear()
        self._store.save(None)

    def _apply(self) -> AgentOutcome:
        current = self._store.load()
        if current is None and ProvisionField.TOKEN not in self._collected:
            raise WordsError(AgentErrorCode.BAD_ARGUMENT, "no token, send PROVISION,SET,token first")
        self._store.save(_merged(current or Provision(Firmware("")), self._collected))
        self._collected.clear()
        if self._target.mode is BoardMode.HELD:
            return DONE
        return AgentOutcome(Done(), lambda: self._target.reset(ResetReason.PIN))


def _merged(current: Provision, collected: dict[ProvisionField, str]) -> Provision:
    firmware, server_url = current.firmware, current.server_url
    for field, value in collected.items():
        if field is ProvisionField.SERVER:
            server_url = value
        else:
            firmware = _FIRMWARE_FIELDS[field](firmware, value)
    return Provision(firmware, server_url)


def _check(field: ProvisionField, value: str) -> None:
    """Refuse a value that is none of this field's; no refusal repeats it, since it may be a secret in a wrong place."""
    if field is not ProvisionField.SERVER:
        _FIRMWARE_FIELDS[field](Firmware(""), value)
    elif value not in ("", BRIDGE_SERVER) and not value.startswith(_SCHEMES):
        raise WordsError(
            AgentErrorCode.BAD_ARGUMENT, f"server, expected {BRIDGE_SERVER} or an address with {' or '.join(_SCHEMES)}"
        )


def _member(kind: type[EnumT], value: str) -> EnumT:
    for member in kind:
        if member.value == value:
            return member
    known = ", ".join(str(member.value) for member in kind)
    raise WordsError(AgentErrorCode.BAD_ARGUMENT, f"value, expected one of {known}")


def _boolean(value: str) -> bool:
    if value not in _BOOLEANS:
        raise WordsError(AgentErrorCode.BAD_ARGUMENT, "value, expected 0 or 1")
    return _BOOLEANS[value]


def _with_ssid(firmware: Firmware, value: str) -> Firmware:
    return msgspec.structs.replace(firmware, wifi_ssid=_short(value, _LONGEST_SSID_BYTES))


def _with_password(firmware: Firmware, value: str) -> Firmware:
    return msgspec.structs.replace(firmware, wifi_password=_short(value, _LONGEST_PASSWORD_BYTES))


def _short(value: str, most: int) -> str:
    if (length := len(value.encode("utf-8"))) > most:
        raise WordsError(AgentErrorCode.BAD_ARGUMENT, f"value of {length} bytes, expected {most} at most")
    return value


def _with_token(firmware: Firmware, value: str) -> Firmware:
    return msgspec.structs.replace(firmware, registration_token=value)


def _with_store(firmware: Firmware, value: str) -> Firmware:
    return msgspec.structs.replace(firmware, store=_member(StorePolicy, value))


def _with_derivation(firmware: Firmware, value: str) -> Firmware:
    return msgspec.structs.replace(firmware, derivation=_member(Derivation, value))


def _with_tls(firmware: Firmware, value: str) -> Firmware:
    return msgspec.structs.replace(firmware, tls=_boolean(value))


def _with_sntp(firmware: Firmware, value: str) -> Firmware:
    return msgspec.structs.replace(firmware, sntp=_boolean(value))


_FIRMWARE_FIELDS: dict[ProvisionField, Callable[[Firmware, str], Firmware]] = {
    ProvisionField.WIFI_SSID: _with_ssid,
    ProvisionField.WIFI_PASSWORD: _with_password,
    ProvisionField.TOKEN: _with_token,
    ProvisionField.STORE: _with_store,
    ProvisionField.DERIVATION: _with_derivation,
    ProvisionField.TLS: _with_tls,
    ProvisionField.SNTP: _with_sntp,
}
