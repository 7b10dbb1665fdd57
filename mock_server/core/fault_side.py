"""Faults as one part of the core: rules, the log of what they did, and those who are told."""

from collections.abc import Callable, Sequence

from oceanhil.mock_server.core.delivery import Disturbance
from oceanhil.mock_server.core.events import Event, EventHub, EventKind
from oceanhil.mock_server.core.fault_log import FaultLog
from oceanhil.mock_server.core.faults import FaultBook, Strikes
from oceanhil.mock_server.core.sender import Sender
from oceanhil.mock_server.core.views import FaultView
from oceanhil.protocol.faults import FaultRule
from oceanhil.protocol.http import HttpRequest


class FaultSide:
    """Rules and log; all times are the server's, Unix µs."""

    __slots__ = ("_book", "_hub", "log")

    def __init__(self, hub: EventHub) -> None:
        """Start without rules; tell `hub` what happens."""
        self._book = FaultBook()
        self._hub = hub
        self.log = FaultLog()

    @property
    def has_rules(self) -> bool:
        """Whether there is any rule."""
        return bool(self._book.rules)

    def reset(self) -> None:
        """Forget rules and log."""
        self._book.reset()
        self.log.reset()

    def add(self, rule: FaultRule, at_us: int) -> FaultView:
        """Add a rule."""
        identity = self._book.add(rule, at_us)
        self._changed(at_us)
        return self._book.rules[identity].view()

    def show(self) -> Sequence[FaultView]:
        """Show the rules in the order in which they are tried."""
        return [active.view() for active in self._book.rules.values()]

    def remove(self, identity: str, at_us: int) -> None:
        """Remove one rule; raises UnknownNameError."""
        self._book.remove(identity)
        self._changed(at_us)

    def clear(self, at_us: int) -> None:
        """Remove all rules; what they did stays in the log."""
        self._book.clear()
        self._changed(at_us)

    def pick(self, request: HttpRequest, at_us: int, sender: Callable[[], Sender]) -> Strikes:
        """Give the rules that strike a request."""
        return self._book.pick(request, at_us, sender) if self._book.rules else ()

    def refuses(self, peer: str, at_us: int) -> bool:
        """Tell whether a new connection from `peer` is refused, and note it."""
        active = self._book.pick_refusal(peer, at_us)
        if active is None:
            return False
        self.note((active,), at_us, "", None, None)
        return True

    def note(
        self, strikes: Strikes, at_us: int, device: str, journal_seq: int | None, disturbance: Disturbance | None
    ) -> None:
        """Write into the log what struck, and tell it."""
        for active in strikes:
            shown = self.log.add(active, at_us, device, journal_seq, disturbance)
            if self._hub.is_heard:
                self._hub.emit(Event(EventKind.INJECTED, at_us, shown))

    def _changed(self, at_us: int) -> None:
        self._hub.emit(Event(EventKind.FAULTS, at_us, {"count": len(self._book.rules)}))
