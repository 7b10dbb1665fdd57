"""The admin side of an oceanhil mock server as the control of a conformance run: everything is possible there."""

from collections.abc import Mapping

import msgspec

from hil.conform.control import (
    CLAIM,
    CLOCK,
    DELETE,
    LOG,
    REGENERATE,
    RELAY,
    REVOKE,
    SETTINGS,
    STATUS,
    TOKEN,
    Clock,
    ControlError,
    Obtained,
)
from hil.conform.item import Need
from mock_server.client import Client, ClientError, UnknownIdError
from protocol.board import Board
from protocol.profile import Scalar


class AdminClock:
    """Implements `hil.conform.control.Clock`; put back by `restore`."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._before = client.clock()
        self._moved_s = 0.0

    def now_s(self) -> float:
        """Give the server's Unix time."""
        return self._client.clock().now

    def freeze(self) -> None:
        """Stop it."""
        self._client.freeze_clock()

    def release(self) -> None:
        """Let it run again, unless it stood still when the run began."""
        if not self._before.frozen:
            self._client.release_clock()

    def advance(self, seconds: float) -> None:
        """Move it forward."""
        self._client.advance_clock(seconds)
        self._moved_s += seconds

    def restore(self) -> None:
        """Put back what was moved; afterwards the clock runs if it ran."""
        self.release()
        if self._moved_s:
            self._client.set_clock_offset(self._before.offset)
            self._moved_s = 0.0


class AdminControl:
    """Implements `hil.conform.control.Control` by the mock server's own admin side."""

    needs: frozenset[Need] = frozenset({TOKEN, REVOKE, REGENERATE, DELETE, STATUS, RELAY, CLAIM, CLOCK, SETTINGS, LOG})

    def __init__(self, client: Client) -> None:
        """Remember the clock and the settings as they are; raises ClientError."""
        self._client = client
        self._made: list[str] = []
        self._settings = dict(client.settings())
        self._changed: set[str] = set()
        self._clock = AdminClock(client)
        self._journal_from = client.journal(last=0).last_seq

    @property
    def clock(self) -> Clock:
        """The server's clock."""
        return self._clock

    def obtain(self, board: str, name: str) -> Obtained:
        """Generate firmware."""
        try:
            generated = self._client.generate(Board(board), name)
        except ClientError as error:
            raise ControlError(f"no registration token: {error}") from None
        self._made.append(generated.id)
        return Obtained(generated.id, generated.registration_token)

    def regenerate(self, identity: str) -> Obtained:
        """Give a device a new registration token."""
        generated = self._client.regenerate(identity)
        return Obtained(generated.id, generated.registration_token)

    def revoke(self, identity: str) -> None:
        """Revoke a device's tokens."""
        self._client.revoke(identity)

    def delete(self, identity: str) -> None:
        """Delete a device."""
        self._client.delete(identity)
        self._made.remove(identity)

    def status(self, identity: str) -> str:
        """Give a device's status."""
        return self._client.device(identity).status

    def set_state(self, identity: str, fields: Mapping[str, bool]) -> None:
        """Switch relays."""
        self._client.set_state(identity, **fields)

    def claim(self, identity: str, mac: bytes, device_id: str) -> None:
        """Claim a pending device by hand."""
        self._client.claim(identity, mac, device_id)

    def settings(self) -> Mapping[str, Scalar]:
        """Give the settings in force."""
        return self._client.settings()

    def put_settings(self, changes: Mapping[str, Scalar]) -> None:
        """Change settings."""
        self._changed |= set(changes)
        self._client.put_settings(**changes)

    def log(self) -> str:
        """Give the journal since this control was made."""
        page = self._client.journal(since=self._journal_from)
        return msgspec.json.encode(page).decode()

    def close(self) -> list[str]:
        """Put settings and clock back and delete what was made; gives what could not be."""
        left: list[str] = []
        if self._changed:
            self._client.put_settings(**{name: self._settings[name] for name in sorted(self._changed)})
        self._clock.restore()
        for identity in self._made:
            try:
                self._client.delete(identity)
            except UnknownIdError:
                continue
            except ClientError as error:
                left.append(f"device {identity!r}: {error}")
        self._made.clear()
        return left
