"""The registry: all device records and every token that was ever given out, with what became of it.

A record is made pending with a registration token, is bound to a MAC when that token is consumed, and gets a
permanent token, of which sessions are opened. Tokens that ended are kept: a refusal must say whether a token was
used, replaced or revoked, or never was one. What may follow what is declared in `protocol.life`; here records are
moved by those tables.

What it must not know: requests, statuses, limits, time's passing (ages are judged where they are asked for), and
files. It reads no clock and draws from the generator it was given.

Laws:

1. One change, whole: no method returns with half of it done, so a store that takes the log of changes between two
   requests has a state that was.
2. A MAC belongs to one record at most; who loses it loses his tokens with it.
3. A token belongs to one record as long as that is there, live or ended; none is given out twice meanwhile, but after a
   reset with the same seed the same ones are.
4. A registration token is consumed at most once.
5. Tokens are known by their digests. In plain only live permanent tokens that this process gave out or has seen are
   held, so that polls need no hashing; a file of the store holds none.
6. What lasts is told to the log of changes in the same method that does it; sessions do not last.

What changes with it: what people may set is a field of `Chosen`, which `change` saves. A new thing that a record keeps
belongs into `changes.DeviceRecord`, or a restarted server has forgotten it. A test does every operation of the admin
side that changes something, makes a server of the log of changes, and compares.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from typing import TypedDict, TypeVar, Unpack

import msgspec

from oceanhil.mock_server.core.changes import ChangeLog, DeviceRecord, RetiredRecord, device_of, record_of
from oceanhil.mock_server.core.device import Device
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_request import RegisterBody
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.life import PERMANENT, REFUSALS, REGISTRATION, LifeEvent, PermanentLife, RegistrationLife
from oceanhil.protocol.messages import DeviceState
from oceanhil.protocol.settings import ServerSettings
from oceanhil.protocol.tokens import TokenKind, digest_of, make_token

_DRAWS_PER_LENGTH = 8
_ID_LENGTH = 8


class RetiredToken(msgspec.Struct, frozen=True):
    """A token that is no longer its device's: what it was, and why it is refused."""

    device: Device
    kind: TokenKind
    reason: ErrorReason


class Chosen(TypedDict, total=False):
    """Fields of a `Device` on which nothing else in the registry depends: any value may follow any other."""

    state: DeviceState
    tags: tuple[str, ...]


class Registry:
    """Records by id, by registration token, by live permanent token and by MAC."""

    __slots__ = ("_changes", "_macs", "_rng", "by_permanent", "by_registration", "devices", "known", "retired")

    def __init__(self, rng: random.Random, changes: ChangeLog) -> None:
        """Start empty; ids and tokens are drawn from `rng`, and `changes` told of what changes."""
        self._rng = rng
        self._changes = changes
        self._macs: dict[bytes, Device] = {}
        self.devices: dict[str, Device] = {}
        self.by_registration: dict[bytes, Device] = {}
        self.known: dict[str, Device] = {}
        """By live permanent token, if it was given out or seen by this process."""
        self.by_permanent: dict[bytes, Device] = {}
        """By the digest of the live permanent token, if that is all that is known of it."""
        self.retired: dict[bytes, RetiredToken] = {}

    def reset(self) -> None:
        """Forget everything."""
        for table in (self._macs, self.known, self.devices, self.by_registration, self.by_permanent, self.retired):
            table.clear()

    def restore(self, devices: Iterable[DeviceRecord], retired: Iterable[RetiredRecord]) -> None:
        """Hold these records and tokens instead of all others; nobody has a session."""
        self.reset()
        for record in devices:
            device = device_of(record)
            self.devices[device.id] = device
            if device.permanent is not None:
                self.by_permanent[device.permanent] = device
            if device.mac is not None:
                self._macs[device.mac] = device
        for token in retired:
            self._add_retired(self.devices[token.device], token)
        for device in self.devices.values():
            if device.registration not in self.retired:
                self.by_registration[device.registration] = device

    def records(self) -> list[DeviceRecord]:
        """Give the lasting part of every device, oldest first."""
        return [record_of(device) for device in self.devices.values()]

    def newer_than(self, device: Device | None) -> Iterator[Device]:
        """Go through the devices made after `device`, or through all, oldest first."""
        every = iter(self.devices.values())
        if device is not None:
            next(each for each in every if each is device)
        return every

    def retired_records(self) -> list[RetiredRecord]:
        """Give every token that is no longer its device's, in the order in which they ended."""
        return [
            RetiredRecord(digest, token.device.id, token.kind, token.reason) for digest, token in self.retired.items()
        ]

    def create(
        self, board: Board, name: str, settings: ServerSettings, now_us: int, tags: tuple[str, ...] = ()
    ) -> tuple[Device, str]:
        """Make a pending record ("generate firmware"); gives it and its registration token."""
        identity = _draw_unused(self._draw_id, _ID_LENGTH, self.devices.__contains__)
        token, digest = self._new_registration_token(settings)
        device = Device(identity, name, board, now_us, digest, now_us, tags=tags)
        self.devices[identity] = device
        self.by_registration[digest] = device
        self._changes.save(device)
        return device, token

    def register(self, device: Device, body: RegisterBody, token_length: int, now_us: int) -> Device | None:
        """Consume the record's registration token, give it a permanent one and bind it to the MAC in `body`.

        Gives the record that lost the MAC by it, if any.
        """
        loser = self.bind(device, body.mac)
        self._give_permanent(device, token_length)
        device.move(LifeEvent.REGISTER, now_us)
        device.device_id = body.device_id
        device.ip = body.ip
        self._changes.save(device)
        return loser

    def renew_permanent(self, device: Device, token_length: int) -> None:
        """Give the record another permanent token, because nobody can repeat the one it has; that one ends."""
        device.move(LifeEvent.REPEAT)
        self._end_permanent(device, LifeEvent.REPEAT)
        device.session = None
        self._give_permanent(device, token_length)
        self._changes.save(device)

    def claim(self, device: Device, mac: bytes, device_id: str) -> Device | None:
        """Reserve a pending record for `mac`: its token registers nothing else. Gives the record that lost the MAC."""
        loser = self.bind(device, mac)
        device.device_id = device_id
        device.move(LifeEvent.CLAIM)
        self._changes.save(device)
        return loser

    def bind(self, device: Device, mac: bytes) -> Device | None:
        """Give `mac` to the record; another record that held it loses it and its tokens, and is returned."""
        holder = self._macs.get(mac)
        if device.mac is not None and device.mac != mac:
            del self._macs[device.mac]
        self._macs[mac] = device
        device.mac = mac
        if holder is None or holder is device:
            return None
        holder.mac = None
        self._end(holder, LifeEvent.LOSE_MAC)
        return holder

    def find(self, token: str) -> Device | None:
        """Give the device whose live permanent token `token` is; from then on the token is known in plain."""
        device = self.known.get(token)
        if device is None and self.by_permanent:
            device = self.by_permanent.pop(digest_of(token), None)
            if device is not None:
                self._know(device, token)
        return device

    def find_registration(self, token: str) -> Device | None:
        """Give the device whose registration token `token` is, used or not, unless it was retired."""
        return self.by_registration.get(digest_of(token))

    def owner(self, token: str) -> Device | None:
        """Give the device that has or had `token`, of whatever kind."""
        digest = digest_of(token)
        device = self.known.get(token) or self.by_permanent.get(digest) or self.by_registration.get(digest)
        if device is not None:
            return device
        retired = self.retired.get(digest)
        return None if retired is None else retired.device

    def open_session(self, device: Device, length: int, now_us: int) -> str:
        """Give the device a new session, which is a contact; its old one ends."""
        session = make_token(TokenKind.SESSION, self._rng, length)
        device.session = session
        device.session_us = now_us
        self.heard_from(device, now_us)
        return session

    def heard_from(self, device: Device, now_us: int) -> None:
        """Note a contact of the device."""
        device.contact_us = now_us
        self._changes.contact(device)

    def change(self, device: Device, **chosen: Unpack[Chosen]) -> None:
        """Give fields of the record other values, and save it; the next poll is answered anew."""
        for name, value in chosen.items():
            setattr(device, name, value)
        device.poll = None
        self._changes.save(device)

    def end_sessions(self) -> None:
        """End every session, as a restart of the server does."""
        for device in self.devices.values():
            device.session = None

    def regenerate(self, device: Device, settings: ServerSettings, now_us: int) -> str:
        """Replace the registration token; the record is pending again and free for another MAC."""
        self._end(device, LifeEvent.REGENERATE)
        self._unbind(device)
        token, digest = self._new_registration_token(settings)
        self.by_registration[digest] = device
        device.registration = digest
        device.issued_us = now_us
        device.device_id = None
        device.ip = None
        self._changes.save(device)
        return token

    def revoke(self, device: Device) -> None:
        """End the record's tokens and session; it keeps its MAC."""
        self._end(device, LifeEvent.REVOKE)

    def delete(self, device: Device) -> None:
        """Remove the record: all its tokens become unknown."""
        device.move(LifeEvent.DELETE)
        self._unbind(device)
        del self.devices[device.id]
        self.by_registration.pop(device.registration, None)
        self._forget_permanent(device)
        for digest in device.retired:
            del self.retired[digest]
        self._changes.delete(device)

    def retired_as(self, token: str, kind: TokenKind) -> RetiredToken | None:
        """Give what became of `token` if it once was a `kind` of some device."""
        retired = self.retired.get(digest_of(token))
        return retired if retired is not None and retired.kind is kind else None

    def _end(self, device: Device, event: LifeEvent) -> None:
        """Let an event happen that ends both tokens and the session."""
        if self.by_registration.pop(device.registration, None) is not None:
            before = RegistrationLife.FRESH if device.used_us is None else RegistrationLife.USED
            self._retire(device, device.registration, TokenKind.REGISTRATION, REGISTRATION.after(before, event))
        self._end_permanent(device, event)
        device.session = None
        device.move(event)
        self._changes.save(device)

    def _end_permanent(self, device: Device, event: LifeEvent) -> None:
        digest = device.permanent_digest
        self._forget_permanent(device)
        if digest is not None:
            self._retire(device, digest, TokenKind.PERMANENT, PERMANENT.after(PermanentLife.LIVE, event))

    def _give_permanent(self, device: Device, length: int) -> None:
        token, _ = self._draw_token(TokenKind.PERMANENT, length)
        self._know(device, token)

    def _know(self, device: Device, token: str) -> None:
        """Keep the live permanent token itself, instead of its digest."""
        self.known[token] = device
        device.permanent_token = token
        device.permanent = None

    def _forget_permanent(self, device: Device) -> None:
        if device.permanent_token is not None:
            self.known.pop(device.permanent_token, None)
        if device.permanent is not None:
            self.by_permanent.pop(device.permanent, None)
        device.permanent_token = device.permanent = None

    def _retire(
        self, device: Device, digest: bytes, kind: TokenKind, life: RegistrationLife | PermanentLife | None
    ) -> None:
        assert life is not None, "an event that ends a token ends it in each of its states"
        record = RetiredRecord(digest, device.id, kind, REFUSALS[life])
        self._add_retired(device, record)
        self._changes.retire(record)

    def _add_retired(self, device: Device, record: RetiredRecord) -> None:
        self.retired[record.digest] = RetiredToken(device, record.kind, record.reason)
        device.retired.append(record.digest)

    def _unbind(self, device: Device) -> None:
        if device.mac is not None:
            del self._macs[device.mac]
            device.mac = None

    def _new_registration_token(self, settings: ServerSettings) -> tuple[str, bytes]:
        return self._draw_token(TokenKind.REGISTRATION, settings.registration_body_length)

    def _draw_id(self, length: int) -> str:
        return f"{self._rng.getrandbits(4 * length):0{length}x}"

    def _draw_token(self, kind: TokenKind, length: int) -> tuple[str, bytes]:
        def draw(length: int) -> tuple[str, bytes]:
            token = make_token(kind, self._rng, length)
            return token, digest_of(token)

        return _draw_unused(draw, length, self._is_taken)

    def _is_taken(self, drawn: tuple[str, bytes]) -> bool:
        token, digest = drawn
        is_known = token in self.known or digest in self.by_registration
        return is_known or digest in self.by_permanent or digest in self.retired


_Drawn = TypeVar("_Drawn")


def _draw_unused(draw: Callable[[int], _Drawn], length: int, is_taken: Callable[[_Drawn], bool]) -> _Drawn:
    """Draw until the result is new; after a few misses a longer one, so that very short lengths cannot run out."""
    draws = 0
    while is_taken(drawn := draw(length + draws // _DRAWS_PER_LENGTH)):
        draws += 1
    return drawn
