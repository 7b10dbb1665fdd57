"""What a recording has told so far about tokens, MACs and sessions; what happened before it began stays unknown."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from oceanhil.conformance.recorded.call import Call, CallKind
from oceanhil.conformance.recorded.entry import HIDDEN, Entry
from oceanhil.protocol.error_reason import ErrorReason
from oceanhil.protocol.units import SECOND_US

MOST: Final = 20_000
"""Tokens of each kind that are remembered; beyond it the oldest are forgotten, and nothing more is said of them."""
Known = TypeVar("Known")


class Table(Generic[Known]):
    """A table of bounded size, by name of a token or by MAC."""

    def __init__(self) -> None:
        self._rows: OrderedDict[str, Known] = OrderedDict()

    def get(self, name: str | None) -> Known | None:
        """Give what is known of `name`."""
        return None if name is None or name == HIDDEN else self._rows.get(name)

    def take(self, name: str) -> Known | None:
        """Give what is known of `name`, and forget it."""
        return self._rows.pop(name, None)

    def put(self, name: str, known: Known) -> None:
        """Remember; the oldest row goes if there are too many."""
        if name == HIDDEN or not name:
            return
        self._rows[name] = known
        self._rows.move_to_end(name)
        if len(self._rows) > MOST:
            self._rows.popitem(last=False)


@dataclass(slots=True)
class SeenRegistration:
    """A registration token: when it was first seen, and the exchange in which it registered a device."""

    first_us: int
    accepted: Entry | None = None
    mac: bytes | None = None
    permanent: str = ""


@dataclass(slots=True)
class SeenPermanent:
    """A permanent token: to what it is bound as far as known, its newest session, and what ended it."""

    mac: bytes | None = None
    device_id: str = ""
    session: str = ""
    opened: Entry | None = None
    """The exchange that opened the newest session."""
    accepted: Entry | None = None
    """The newest exchange in which it was accepted."""
    ended: Entry | None = None
    end_reason: ErrorReason | None = None
    bound: Entry | None = None
    """The session request that told its MAC, where no registration did."""
    is_shared: bool = False
    """Whether it was given to another MAC, too: which of them it is bound to nobody can tell then."""


@dataclass(slots=True)
class SeenSession:
    """A session: whose it is, and the exchange that opened it."""

    permanent: str
    opened: Entry
    used: Entry
    """The newest exchange that shows it alive."""
    mac: bytes | None = None
    """Of who opened it."""
    lasts_s: float | None = None
    """How long it is to last by the server's own word."""
    is_shared: bool = False
    """Whether it was given to another device, too, which is no fault of theirs."""


class History:
    """Follows calls, one after another."""

    def __init__(self) -> None:
        self.registrations: Table[SeenRegistration] = Table()
        self.permanents: Table[SeenPermanent] = Table()
        self.sessions: Table[SeenSession] = Table()
        self.void: Table[Entry] = Table()
        """Tokens and sessions that only an answer named which says success false, by that exchange."""
        self._holders: Table[str] = Table()
        self._ahead_us: Table[int] = Table()

    def take(self, call: Call) -> None:
        """Take note of a call and of what the server answered."""
        self._take_void(call)
        if call.is_accepted and call.server_time_s is not None:
            self._ahead_us.put(call.entry.origin, call.server_time_s * SECOND_US - call.entry.began_us)
        if call.kind is CallKind.REGISTER:
            self._take_registration(call)
        elif call.kind is CallKind.SESSION:
            self._take_session(call)
        elif call.kind in {CallKind.POLL, CallKind.REPORT} and call.is_accepted:
            self._accepted(call)
            seen = self.sessions.get(call.session)
            if seen is not None:
                seen.used = call.entry

    def server_ahead_us(self, origin: str) -> int | None:
        """Give by how much a server's clock was ahead of the recording's in its last answer that tells its time."""
        return self._ahead_us.get(origin)

    def holder(self, mac: bytes | None) -> str | None:
        """Give the permanent token that a MAC registered last."""
        return None if mac is None else self._holders.get(mac.hex())

    def sender_of(self, call: Call) -> str:
        """Give which device sent it: its own ID, else that of its token's or session's device, else what there is.

        That is what its token is called, or its address; empty if nothing tells.
        """
        if call.device_id:
            return call.device_id
        known = self.permanents.get(call.token)
        if known is None or not known.device_id:
            seen = self.sessions.get(call.session)
            known = None if seen is None else self.permanents.get(seen.permanent)
        if known is not None and known.device_id:
            return known.device_id
        if call.is_known_token and call.token is not None:
            return f"the holder of {call.token.strip('~').replace('-', '_').upper()}"
        return f"a device at {call.entry.request.peer}" if call.entry.request.peer else ""

    def end(self, call: Call, reason: ErrorReason) -> None:
        """Note that the server itself said that a permanent token is at its end."""
        known = self.permanents.get(call.token)
        if known is None and call.is_known_token and call.token is not None:
            known = SeenPermanent()
            self.permanents.put(call.token, known)
        if known is not None and known.ended is None:
            known.ended, known.end_reason = call.entry, reason

    def revive(self, call: Call) -> None:
        """Note that a permanent token is alive, whatever the server said of it before."""
        known = self.permanents.get(call.token)
        if known is not None:
            known.ended = known.end_reason = None

    def _take_void(self, call: Call) -> None:
        for name in ("permanent_token", "session_id"):
            given = call.text(name)
            is_new = self.permanents.get(given) is None and self.sessions.get(given) is None
            if call.reply.get("success") is not False:
                self.void.take(given)
            elif given and is_new:
                self.void.put(given, call.entry)

    def _take_registration(self, call: Call) -> None:
        if call.token is None or call.misshapen is not None:
            return
        known = self.registrations.get(call.token) or SeenRegistration(call.entry.began_us)
        self.registrations.put(call.token, known)
        if not call.is_granted:
            return
        permanent = call.text("permanent_token")
        if known.accepted is None:
            known.accepted, known.mac, known.permanent = call.entry, call.mac, permanent
        if permanent or known.accepted is call.entry:
            self._give(call, permanent)

    def _give(self, call: Call, permanent: str) -> None:
        """Give a MAC a permanent token; the one that it had before ends."""
        if call.mac is None:
            return
        before = self.holder(call.mac)
        old = self.permanents.get(before)
        is_over = before != permanent and old is not None and old.ended is None and not old.is_shared
        if before is not None and old is not None and is_over:
            old.ended, old.end_reason = call.entry, ErrorReason.TOKEN_REVOKED
        self._holders.put(call.mac.hex(), permanent)
        known = self.permanents.get(permanent)
        if known is None:
            self.permanents.put(permanent, SeenPermanent(call.mac, call.device_id, accepted=call.entry))
        elif known.mac is not None and known.mac != call.mac:
            known.is_shared = True

    def _take_session(self, call: Call) -> None:
        if call.is_granted and not call.token:
            self._take_given_session(call)
        if not call.is_granted or not call.is_known_token or call.token is None:
            return
        known = self._accepted(call)
        if known.mac is None and call.mac is not None:
            known.mac, known.bound = call.mac, call.entry
        known.device_id = known.device_id or call.device_id
        if call.mac is not None and self.holder(call.mac) is None:
            self._holders.put(call.mac.hex(), call.token)
        session = call.text("session_id")
        if known.opened is None or call.entry.ordered_us >= known.opened.ordered_us:
            # An answer that nobody can read gives a session that nobody knows.
            known.session, known.opened = session, call.entry if session not in {"", HIDDEN} else None
        before = self.sessions.get(session)
        is_shared = before is not None and (before.is_shared or before.permanent != call.token)
        seen = SeenSession(call.token, call.entry, call.entry, call.mac, call.lasts_s, is_shared)
        self.sessions.put(session, seen)

    def _take_given_session(self, call: Call) -> None:
        """Note a session that was given without a token, which it should not have been: its device will use it."""
        token = self.holder(call.mac)
        known, session = self.permanents.get(token), call.text("session_id")
        if token is None or known is None or not session or self.sessions.get(session) is not None:
            return
        known.session, known.opened = session, call.entry
        self.sessions.put(session, SeenSession(token, call.entry, call.entry, call.mac, call.lasts_s))

    def _accepted(self, call: Call) -> SeenPermanent:
        known = self.permanents.get(call.token) or SeenPermanent()
        if call.token is not None:
            self.permanents.put(call.token, known)
        known.accepted = call.entry
        return known


class Contested:
    """Conclusions that wait until their token is accepted again; of those about the same, the first."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[str, dict[str, Callable[[], None]]] = OrderedDict()

    def __len__(self) -> int:
        """How many conclusions still wait."""
        return sum(map(len, self._waiting.values()))

    def put(self, token: str | None, about: str, conclude: Callable[[], None]) -> None:
        """Call `conclude` as soon as `token` is accepted."""
        if token is None or token == HIDDEN:
            return
        self._waiting.setdefault(token, {}).setdefault(about, conclude)
        if len(self._waiting) > MOST:
            self._waiting.popitem(last=False)

    def settle(self, call: Call) -> None:
        """Draw the conclusions that an accepted call allows."""
        if call.token is None or not call.is_accepted or call.kind is CallKind.REGISTER:
            return
        for conclude in self._waiting.pop(call.token, {}).values():
            conclude()
