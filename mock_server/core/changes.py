"""What changed since it was last asked: plain data for a store, collected only where there is one.

Changes are *urgent*, and an answer waits until they are durable, or they can wait: when a device was last heard from,
and the journal. The short way of a poll notes nothing here at all: its row in the journal says when the device was
heard from.
"""

from collections.abc import Mapping, Sequence
from operator import attrgetter

import msgspec

from oceanhil.mock_server.core.device import INITIAL_STATE, Device
from oceanhil.mock_server.core.journal import PollRow, Row
from oceanhil.mock_server.core.settings import LiveSettings
from oceanhil.protocol.board import Board
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.messages import DeviceState
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.tokens import TokenKind


class DeviceRecord(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The lasting part of a device; fields as in `Device`, `permanent` the digest of the live permanent token."""

    id: str
    name: str
    board: Board
    created_us: int
    registration: bytes
    issued_us: int
    used_us: int | None
    permanent: bytes | None
    revoked: bool
    reserved: bool
    mac: bytes | None
    device_id: str | None
    ip: str | None
    contact_us: int | None
    state: DeviceState
    tags: tuple[str, ...] = ()


# Of a token that is known in plain only the digest lasts.
_lasting = attrgetter(*("permanent_digest" if name == "permanent" else name for name in DeviceRecord.__struct_fields__))


class RetiredRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A token that is no longer its device's: its digest, the device's id, what it was and why it is refused."""

    digest: bytes
    device: str
    kind: TokenKind
    reason: ErrorReason


class ClockRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The server's clock against the machine's, µs; `frozen_us` is the machine's time at which it stands still."""

    offset_us: int = 0
    frozen_us: int | None = None


class Changes(msgspec.Struct, frozen=True):
    """What happened since the last time, to be applied in the order of the fields; None and empty for no change."""

    is_reset: bool
    """Everything before this is gone."""
    rows: Sequence[PollRow | Row]
    """The journal's new rows, the last of which is `last_seq`; plain polls among them are contacts of their devices."""
    last_seq: int
    contacts: Mapping[str, int]
    saved: Sequence[DeviceRecord]
    """Devices that are new or other than before, new ones in the order in which they were made."""
    retired: Sequence[RetiredRecord]
    deleted: Sequence[str]
    """Devices that are gone, with every token they ever had."""
    settings: Mapping[str, Scalar] | None
    """Those that are not the profile's."""
    clock: ClockRecord | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to store."""
        lasting = self.saved or self.retired or self.deleted or self.rows or self.contacts or self.is_reset
        return not lasting and self.settings is None and self.clock is None


class Snapshot(msgspec.Struct, frozen=True):
    """Everything that a store keeps, at one moment."""

    devices: list[DeviceRecord] = []
    retired: Sequence[RetiredRecord] = ()
    settings: Mapping[str, Scalar] = {}
    clock: ClockRecord = ClockRecord()
    rows: Sequence[PollRow | Row] = ()
    last_seq: int = 0


class ChangeLog:
    """Notes which parts changed; what they changed to is looked up when the changes are taken."""

    __slots__ = ("clock", "contacts", "devices", "is_kept", "is_reset", "retired", "settings", "urgent")

    def __init__(self) -> None:
        """Start without noting anything."""
        self.is_kept = False
        self.urgent = 0
        """How many urgent changes there ever were."""
        self.devices: dict[str, Device | None] = {}
        """By id; None for one that was deleted."""
        self.contacts: dict[str, Device] = {}
        self.retired: list[RetiredRecord] = []
        self.is_reset = self.settings = self.clock = False

    def clear(self) -> None:
        """Forget what was noted."""
        self.devices, self.contacts, self.retired = {}, {}, []
        self.is_reset = self.settings = self.clock = False

    def save(self, device: Device) -> None:
        """Note that a device is new or has changed."""
        if self.is_kept:
            self.urgent += 1
            self.devices[device.id] = device

    def contact(self, device: Device) -> None:
        """Note that a device was heard from otherwise than by a plain poll; this can wait."""
        if self.is_kept:
            self.contacts[device.id] = device

    def retire(self, record: RetiredRecord) -> None:
        """Note a token that is no longer its device's."""
        if self.is_kept:
            self.urgent += 1
            self.retired.append(record)

    def delete(self, device: Device) -> None:
        """Note that a device is gone, and its tokens with it."""
        if self.is_kept:
            self.urgent += 1
            self.devices[device.id] = None
            self.contacts.pop(device.id, None)
            self.retired = [record for record in self.retired if record.device != device.id]

    def reset(self) -> None:
        """Note that everything is gone."""
        if self.is_kept:
            self.urgent += 1
            self.clear()
            self.is_reset = True

    def set_settings(self) -> None:
        """Note that settings changed."""
        if self.is_kept:
            self.urgent += 1
            self.settings = True

    def set_clock(self) -> None:
        """Note that the clock was set."""
        if self.is_kept:
            self.urgent += 1
            self.clock = True

    @property
    def is_general(self) -> bool:
        """Whether something changed that concerns every device."""
        return self.is_reset or self.settings or self.clock

    @property
    def is_urgent(self) -> bool:
        """Whether an urgent change has been noted and not been taken."""
        return bool(self.devices) or self.is_general


def record_of(device: Device) -> DeviceRecord:
    """Copy the lasting part of a device."""
    return DeviceRecord(*_lasting(device))


def device_of(record: DeviceRecord) -> Device:
    """Make a device of its lasting part; it has no session."""
    device = Device(**msgspec.structs.asdict(record))
    # Most devices never reported anything; they share one state, and its ready answer.
    if device.state == INITIAL_STATE:
        device.state = INITIAL_STATE
    return device


def changed_settings(settings: LiveSettings) -> Mapping[str, Scalar]:
    """Give the settings that are not the profile's."""
    own = settings.profile_values()
    return {name: value for name, value in settings.show().items() if value != own[name]}
