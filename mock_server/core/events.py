"""What happens on the server, told to whoever listens: the dashboard's event stream, a simulated world's trace."""

from collections.abc import Callable, Mapping
from enum import Enum

import msgspec

from oceanhil.mock_server.core.storage import StorageView
from oceanhil.mock_server.core.views import ClockView, DeviceView, InjectionView, JournalEntry


class EventKind(Enum):
    """What happened; the value is the event's name in the stream."""

    DEVICE = "device"
    """A record changed or the device was heard from; data: DeviceView."""
    DELETED = "deleted"
    """A record is gone; data: its id."""
    SESSION = "session"
    """A session of a token service was opened, refreshed or ended; data: the session as its admin side shows it."""
    REQUEST = "request"
    """A device request was journalled; data: JournalEntry."""
    CLOCK = "clock"
    """The clock was set; data: ClockView."""
    SETTINGS = "settings"
    """Settings changed; data: all of them."""
    FAULTS = "faults"
    """Fault rules changed; data: how many there are."""
    INJECTED = "injected"
    """A fault rule struck; data: InjectionView."""
    RESTART = "restart"
    """Sessions were ended."""
    STORAGE = "storage"
    """The file of `--db` takes no more changes, or takes them again; data: StorageView."""
    RESET = "reset"
    """Everything was reset; data: the seed."""


class Event(msgspec.Struct, frozen=True):
    """One event; `time_us` is the server's time in Unix microseconds."""

    kind: EventKind
    time_us: int
    data: DeviceView | JournalEntry | InjectionView | ClockView | StorageView | Mapping[str, object]


Listener = Callable[[Event], None]


class EventHub:
    """Passes events on to listeners, in the order in which they came."""

    __slots__ = ("_listeners",)

    def __init__(self) -> None:
        """Start without listeners."""
        self._listeners: tuple[Listener, ...] = ()

    @property
    def is_heard(self) -> bool:
        """Whether anybody listens; events nobody hears need not be made."""
        return bool(self._listeners)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Add a listener; gives the function that removes it again."""
        self._listeners = (*self._listeners, listener)

        def unsubscribe() -> None:
            self._listeners = tuple(kept for kept in self._listeners if kept is not listener)

        return unsubscribe

    def emit(self, event: Event) -> None:
        """Tell all listeners."""
        for listener in self._listeners:
            listener(event)
