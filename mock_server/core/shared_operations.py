"""What every service lets its admin side do: clock, settings, faults, journal, events, restart, reset."""

import hashlib
import re
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import msgspec

from oceanhil.mock_server.core.admin_error import UnknownNameError, WrongValueError
from oceanhil.mock_server.core.clock import ServerClock
from oceanhil.mock_server.core.events import Event, EventHub, EventKind, Listener
from oceanhil.mock_server.core.faults import FaultLog, FaultSide
from oceanhil.mock_server.core.journal import DEFAULT_ROWS, Journal, JournalForm
from oceanhil.mock_server.core.storage import StorageState, StorageView
from oceanhil.mock_server.core.views import (
    ADMIN_API,
    ClockView,
    ExchangeView,
    FaultView,
    HealthView,
    JournalEntry,
    Phase,
)
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.faults import FaultRule, Match
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import Scalar
from oceanhil.protocol.redact import Concealer

MAX_SEED_BITS = 256
_SEQ = re.compile(r"[0-9]{1,18}")


class Changeable(Protocol):
    """Settings as the admin side changes them."""

    def show(self) -> Mapping[str, Scalar]:
        """Give all values by name."""

    def change(self, changes: Mapping[str, object]) -> None:
        """Set some values, all or none; raises WrongValueError."""

    def reset(self) -> None:
        """Go back to the profile's values."""


AdminHandler = Callable[[HttpRequest, int, str], HttpResponse]
"""Answers an admin request at the transport's time (Unix µs), about the id in its path (empty: none)."""
Finder = Callable[[str], object]
"""Finds what has an id; raises UnknownNameError if nothing has it."""
AdminRoutes = Mapping[tuple[str, ...], Mapping[str, AdminHandler]]
"""By the parts of the path below the prefix, `*` for an id, and by method."""


class SharedOperations:
    """What stands round a service; every `now_us` is the transport's wall clock in Unix microseconds."""

    _settings: Changeable

    def __init__(
        self,
        name: str,
        seed: int,
        settings: Changeable,
        form: JournalForm | None = None,
        journal_rows: int = DEFAULT_ROWS,
    ) -> None:
        """Start empty; `name` is the profile's, `seed` makes what is drawn repeatable, `form` is the journal's."""
        self.name = name
        self._seed = seed
        self._rng = Chance(seed)
        self._settings = settings
        self._clock = ServerClock()
        self.conceal = Concealer()
        self.phase = Phase.SERVING
        self.storage = StorageView(StorageState.MEMORY)
        self._hub = EventHub()
        self._faults = FaultSide(self._hub)
        self._journal = Journal(form or JournalForm(), journal_rows, self.conceal)

    @abstractmethod
    def admin_routes(self) -> AdminRoutes:
        """Give the admin routes."""

    def finders(self) -> Mapping[str, Finder]:
        """Give what finds the ids in the paths of the admin side, by the first part of the path."""
        return {"faults": self._faults.find, "journal": self._find_exchange}

    def _reset_own(self) -> None:
        """Forget everything that is this service's own."""

    def settings(self) -> Mapping[str, Scalar]:
        """Give the settings in force by name."""
        return self._settings.show()

    def put_settings(self, changes: Mapping[str, object], now_us: int) -> Mapping[str, Scalar]:
        """Change settings, all or none; raises WrongValueError naming the first that cannot be set."""
        self._settings.change(changes)
        self._note_settings()
        shown = self._settings.show()
        self._hub.emit(Event(EventKind.SETTINGS, self._clock.at(now_us), shown))
        return shown

    def _note_settings(self) -> None:
        """Settings were changed: for a service that keeps them."""

    def _note_clock(self) -> None:
        """The clock was set: for a service that keeps it."""

    def unix_us(self, now_us: int) -> int:
        """Give the server's time, Unix µs, for the transport's time `now_us`."""
        return self._clock.at(now_us)

    def clock(self, now_us: int) -> ClockView:
        """Show the server's clock."""
        return self._clock.view(now_us)

    def advance_clock(self, step_s: float, now_us: int) -> ClockView:
        """Move the server's clock forward; raises WrongValueError."""
        self._clock.advance(step_s)
        return self._clock_set(now_us)

    def set_clock_offset(self, offset_s: float, now_us: int) -> ClockView:
        """Set the difference between the server's clock and the transport's; raises WrongValueError."""
        self._clock.set_offset(offset_s)
        return self._clock_set(now_us)

    def freeze_clock(self, now_us: int) -> ClockView:
        """Stop the server's clock."""
        self._clock.freeze(now_us)
        return self._clock_set(now_us)

    def release_clock(self, now_us: int) -> ClockView:
        """Let the server's clock run again."""
        self._clock.release()
        return self._clock_set(now_us)

    def add_fault(self, rule: FaultRule, now_us: int) -> FaultView:
        """Add a fault rule; whoever adds one that nothing is known to strike is told."""
        view = self._faults.add(rule, self._clock.at(now_us))
        doubts = self._doubts(rule.match)
        return msgspec.structs.replace(view, doubts=doubts) if doubts else view

    def _doubts(self, match: Match) -> Sequence[str]:
        """Say what of a rule may be a slip: requests that are not known may come, and it strikes those."""
        del match
        return ()

    def faults(self) -> Sequence[FaultView]:
        """Show the fault rules in the order in which they are tried."""
        return self._faults.show()

    def remove_fault(self, identity: str, now_us: int) -> None:
        """Remove one fault rule; raises UnknownNameError."""
        self._faults.remove(identity, self._clock.at(now_us))

    def clear_faults(self, now_us: int, name: str = "") -> None:
        """Remove the fault rules of that name, without one all; what they did stays in the log."""
        self._faults.clear(self._clock.at(now_us), name)

    @property
    def fault_log(self) -> FaultLog:
        """What was injected."""
        return self._faults.log

    @property
    def may_refuse_connections(self) -> bool:
        """Whether there is any fault rule: without one, no connection is refused."""
        return self._faults.has_rules

    def refuses_connection(self, peer: str, now_us: int) -> bool:
        """Tell whether a fault rule refuses a new connection from the address `peer`; counted and logged if so."""
        return self._faults.has_rules and self._faults.refuses(peer, self._clock.at(now_us))

    def journal_since(self, seq: int = 0) -> Sequence[JournalEntry]:
        """Give the journal's entries after number `seq`, redacted, oldest first."""
        return list(self._journal.since(seq))

    def journal_newest(
        self, count: int, seq: int = 0, device: str = "", before: int | None = None
    ) -> Sequence[JournalEntry]:
        """Give the last `count` entries after number `seq` and before number `before`.

        They are of the device with the id `device` if that is not empty.
        """
        return self._journal.newest(count, seq, device, before)

    def exchange(self, seq: int) -> ExchangeView:
        """Give request number `seq` of the journal with what was said in it; raises UnknownNameError."""
        found = self._journal.exchange(seq)
        if found is None:
            raise UnknownNameError(f"no request number {seq} is in the journal; list them with GET /_admin/journal")
        return found

    def _find_exchange(self, seq: str) -> ExchangeView:
        if _SEQ.fullmatch(seq) is None:
            raise UnknownNameError(f"no request {seq!r} is in the journal; list them with GET /_admin/journal")
        return self.exchange(int(seq))

    def note_took(self, seq: int, took_us: int) -> None:
        """Note how many microseconds passed until the answer to request number `seq` had left."""
        self._journal.took(seq, took_us)

    @property
    def journal_last_seq(self) -> int:
        """The number of the journal's newest entry, 0 if there is none."""
        return self._journal.last_seq

    @property
    def journal_dropped(self) -> int:
        """How many of the journal's oldest entries made room for newer ones."""
        return self._journal.dropped

    def set_storage(self, storage: StorageView, now_us: int) -> None:
        """Note how well things are kept from now on, and tell who listens."""
        self.storage = storage
        self._hub.emit(Event(EventKind.STORAGE, self._clock.at(now_us), storage))

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with every event from now on; gives the function that ends it."""
        return self._hub.subscribe(listener)

    def restart_numbers(self, starts: int) -> None:
        """Draw ids and tokens from numbers of their own after `starts` earlier starts, so that none comes twice."""
        self._rng.seed(seed_after(self._seed, starts))

    def health(self, now_us: int) -> HealthView:
        """Tell that the server answers, and how well it keeps things; `now_us` is for what has an age."""
        del now_us
        return HealthView(
            success=True, status="ok", profile=self.name, devices=0, storage=self.storage, admin_api=ADMIN_API
        )

    def restart(self, now_us: int) -> None:
        """Do what a restart of the server does: of what every service has, nothing ends."""
        self._hub.emit(Event(EventKind.RESTART, self._clock.at(now_us), {}))

    def reset(self, seed: int | None, now_us: int) -> int:
        """Begin anew, as if just made with `seed` (None: the seed it was made with); gives the seed."""
        used = self._seed if seed is None else seed
        if used.bit_length() > MAX_SEED_BITS:
            raise WrongValueError(f"seed has {used.bit_length()} bits, expected at most {MAX_SEED_BITS}")
        self._rng.seed(used)
        self._reset_own()
        for part in (self._faults, self._journal, self._clock, self._settings):
            part.reset()
        self._hub.emit(Event(EventKind.RESET, now_us, {"seed": used}))
        return used

    def _clock_set(self, now_us: int) -> ClockView:
        self._note_clock()
        view = self._clock.view(now_us)
        self._hub.emit(Event(EventKind.CLOCK, self._clock.at(now_us), view))
        return view


def seed_after(seed: int, starts: int) -> int:
    """Give the seed of a server that was started `starts` times before on the same data: `seed` itself the first time.

    The same seed and number give the same tokens again; other numbers share nothing.
    """
    return seed if starts == 0 else int.from_bytes(hashlib.sha256(f"{seed} {starts}".encode()).digest())
