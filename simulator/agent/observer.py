"""An observer of a board that also reports what happens over the agent's line, and passes everything on."""

from collections.abc import Callable

from oceanhil.protocol.agent.events import BootEvent, CutEvent, HaltEvent, LoadEvent, SaveEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.vocabulary import BootReason
from oceanhil.protocol.record import RecordReading
from oceanhil.simulator.board.observer import BoardObserver
from oceanhil.simulator.board.resets import ResetReason

_MAX_REASON = 120


class AgentObserver:
    """Implements `oceanhil.simulator.board.observer.BoardObserver`. `listener` is called before an event goes out."""

    def __init__(self, inner: BoardObserver, driver: str) -> None:
        self._inner = inner
        self._driver = driver
        self._report: Callable[[Event], None] | None = None
        self._forget: Callable[[], None] | None = None

    def connect(self, report: Callable[[Event], None], forget: Callable[[], None]) -> None:
        """Name who sends events, and what is to be forgotten when a boot begins."""
        self._report = report
        self._forget = forget

    def serial(self, text: str, *, rom: bool) -> None:
        """Pass a line on: its text is on the wire already."""
        self._inner.serial(text, rom=rom)

    def booted(self, number: int, reason: ResetReason) -> None:
        """Report a boot, of which the agent knows nothing that was before."""
        if self._forget is not None:
            self._forget()
        self._send(BootEvent(number, BootReason(reason.value), self._driver))
        self._inner.booted(number, reason)

    def power_cut(self, unit: int) -> None:
        """Report that power goes: the last that is heard of this boot."""
        self._send(CutEvent(unit))
        self._inner.power_cut(unit)

    def halted(self, reason: str) -> None:
        """Report that the program has ended."""
        self._send(HaltEvent(reason.encode("ascii", "replace")[:_MAX_REASON].decode("ascii")))
        self._inner.halted(reason)

    def record_read(self, reading: RecordReading) -> None:
        """Report what was read."""
        self._send(LoadEvent(reading.verdict))
        self._inner.record_read(reading)

    def record_saved(self, reading: RecordReading, units: int) -> None:
        """Report a save."""
        self._send(SaveEvent(reading.verdict, units))
        self._inner.record_saved(reading, units)

    def _send(self, event: Event) -> None:
        if self._report is not None:
            self._report(event)
