"""The admin side of an oceanhil mock server as the control of a conformance run: everything is possible there."""

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

import msgspec

from oceanhil.mock_server.client import Client, ClientError, UnknownIdError, UnreachableError
from oceanhil.protocol.board import Board
from oceanhil.protocol.device_status import DeviceStatus, shown_status
from oceanhil.protocol.profile import Scalar
from oceanhil.remote.connector.control import (
    CLAIM,
    CLOCK,
    CLOCK_BACK,
    DELETE,
    LOG,
    REGENERATE,
    RELAY,
    RESTART,
    REVOKE,
    SETTINGS,
    STATUS,
    TOKEN,
    Clock,
    Control,
    ControlError,
    Obtained,
    OutOfReachError,
)
from oceanhil.remote.connector.ledger import Changed, Cleanup, Created, Ledger, clean_up_in_turn
from oceanhil.remote.connector.operator import FAILURES_MAX
from oceanhil.remote.wire.need import Need

_NEEDS: Final = frozenset(
    {TOKEN, REVOKE, REGENERATE, DELETE, STATUS, RELAY, CLAIM, RESTART, CLOCK, CLOCK_BACK, SETTINGS, LOG}
)


@contextlib.contextmanager
def asking(what: str) -> Iterator[None]:
    """Turn an error of the client into one of the operation `what`."""
    try:
        yield
    except UnreachableError as error:
        raise OutOfReachError(f"{what}: {error}", what) from None
    except ClientError as error:
        raise ControlError(f"{what}: {error}", what) from None


class AdminClock(Clock):
    """Put back by `restore`."""

    def __init__(self, client: Client) -> None:
        """Remember how it is; raises ControlError."""
        self._client = client
        with asking(CLOCK.name):
            self._before = client.clock()
        self._moved_s = 0.0
        self._may_stand = False
        """Whether it may stand still by what was done here."""

    def now_s(self) -> float:
        """Give the server's Unix time."""
        with asking(CLOCK.name):
            return self._client.clock().now

    def freeze(self) -> None:
        """Stop it."""
        self._may_stand = True
        with asking(CLOCK.name):
            self._client.freeze_clock()

    def release(self) -> None:
        """Let it run again, unless it stood still when the run began."""
        if not self._before.frozen:
            with asking(CLOCK.name):
                self._client.release_clock()
        self._may_stand = False

    def advance(self, seconds: float) -> None:
        """Move it forward."""
        with asking(CLOCK.name):
            self._client.advance_clock(seconds)
        self._moved_s += seconds

    def restore(self) -> None:
        """Put back what was moved, and let it run again if it was stopped here: others may have stopped it since."""
        if self._may_stand:
            self.release()
        self.set_back()

    def set_back(self) -> None:
        """Put back what was moved."""
        if self._moved_s:
            with asking(CLOCK.name):
                self._client.set_clock_offset(self._before.offset)
            self._moved_s = 0.0


class AdminControl(Control):
    """The mock server's own admin side as a control: everything is possible there."""

    def __init__(self, client: Client, ledger: Ledger | None = None) -> None:
        """Remember the clock and the settings as they are; raises ControlError."""
        self._client = client
        self._ledger = ledger or Ledger()
        self._doubtful: list[str] = []
        self._in_vain = 0
        self._clock = AdminClock(client)
        with asking(SETTINGS.name):
            self._settings = dict(client.settings())
        with asking(LOG.name):
            self._journal_from = client.journal(last=0).last_seq

    @property
    def needs(self) -> frozenset[Need]:
        """Everything."""
        return _NEEDS

    @property
    def clock(self) -> Clock:
        """The server's clock."""
        return self._clock

    def obtain(self, board: str, name: str) -> Obtained:
        """Generate firmware."""
        try:
            with asking(TOKEN.name):
                generated = self._client.generate(Board(board), name)
            self._ledger.created("device", generated.id, name)
        except (KeyboardInterrupt, OutOfReachError):
            self._doubtful.append(name)
            raise
        return Obtained(generated.id, generated.registration_token)

    def regenerate(self, identity: str) -> Obtained:
        """Give a device a new registration token."""
        with asking(REGENERATE.name):
            generated = self._client.regenerate(self._ledger.mine(identity).id)
        return Obtained(generated.id, generated.registration_token)

    def revoke(self, identity: str) -> None:
        """Revoke a device's tokens."""
        with asking(REVOKE.name):
            self._client.revoke(self._ledger.mine(identity).id)

    def delete(self, identity: str) -> None:
        """Delete a device."""
        with asking(DELETE.name):
            self._client.delete(self._ledger.mine(identity).id)
        self._ledger.removed(identity)

    def status(self, identity: str) -> DeviceStatus:
        """Give a device's status."""
        with asking(STATUS.name):
            word = self._client.device(self._ledger.mine(identity).id).status
        try:
            return shown_status(word)
        except ValueError as error:
            raise ControlError(f"{STATUS.name}: {error}", STATUS.name) from None

    def set_state(self, identity: str, fields: Mapping[str, bool]) -> None:
        """Switch relays."""
        with asking(RELAY.name):
            self._client.set_state(self._ledger.mine(identity).id, **fields)

    def claim(self, identity: str, mac: bytes, device_id: str) -> None:
        """Claim a pending device by hand."""
        with asking(CLAIM.name):
            self._client.claim(self._ledger.mine(identity).id, mac, device_id)

    def restart(self, until_it_answers: Callable[[], None]) -> None:
        """Do what a restart does; the mock server's process goes on, so it ends sessions and limits by itself."""
        with asking(RESTART.name):
            self._client.restart()
        until_it_answers()

    def settings(self) -> Mapping[str, Scalar]:
        """Give the settings in force."""
        with asking(SETTINGS.name):
            return self._client.settings()

    def put_settings(self, changes: Mapping[str, Scalar]) -> None:
        """Change settings."""
        for name in changes.keys() & self._settings.keys():
            self._ledger.changes_now(Changed("setting", name, self._settings[name]))
        with asking(SETTINGS.name):
            self._client.put_settings(**changes)

    def log(self) -> str:
        """Give the journal since this control was made."""
        with asking(LOG.name):
            page = self._client.journal(since=self._journal_from)
        return msgspec.json.encode(page).decode()

    def close(self) -> list[str]:
        """Put settings and clock back and delete what was made; gives what could not be.

        A server that answers several times in a row to nothing is not asked for the rest: a fleet has ten thousand
        devices, and each would be waited for.
        """
        self._in_vain = 0
        changes = [change for change in self._ledger.changes if change.kind == "setting"]
        cleanups = (
            [self._step("settings are not put back", lambda: self._put_back(changes), impairs=True)] if changes else []
        )
        cleanups.append(self._step("the clock is not put back", self._clock.restore, impairs=True))
        cleanups += [self._step(str(entry), partial(self._remove, entry)) for entry in self._ledger.entries]
        cleanups += [
            self._step(f"device {name!r} may be there; look for it on the server", partial(self._remove_by_name, name))
            for name in self._doubtful
        ]
        ended = clean_up_in_turn(cleanups, self.heard)
        self.was_interrupted = ended.is_interrupted
        self.is_impaired = ended.is_impaired
        return list(ended.left)

    def _put_back(self, changes: Sequence[Changed]) -> None:
        with asking(SETTINGS.name):
            self._client.put_settings(**{each.name: each.before for each in changes if each.before is not None})
        for change in changes:
            self._ledger.put_back(change)

    def _remove(self, entry: Created) -> None:
        # What is not there any more has been removed.
        with asking(DELETE.name), contextlib.suppress(UnknownIdError):
            self._client.delete(entry.id)
        self._ledger.removed(entry.id)

    def _remove_by_name(self, name: str) -> None:
        """Remove a device whose id was never told: nobody else draws this name."""
        with asking(DELETE.name):
            for device in self._client.devices():
                if device.name == name:
                    self._client.delete(device.id)

    def _step(self, what: str, action: Callable[[], object], *, impairs: bool = False) -> Cleanup:
        """Make a cleanup of what an action does; `what` is so as long as that is not done."""
        return Cleanup(what, partial(self._attempt, what, action), impairs=impairs)

    def _attempt(self, what: str, action: Callable[[], object]) -> str:
        if self._in_vain >= FAILURES_MAX:
            return f"{what}: not tried, for the server did not answer {FAILURES_MAX} times in a row"
        try:
            action()
        except ControlError as error:
            self._in_vain = self._in_vain + 1 if isinstance(error, OutOfReachError) else 0
            return f"{what}: {error}"
        self._in_vain = 0
        return ""
