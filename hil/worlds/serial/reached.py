"""A board whose flash and agent the bench reaches in the middle of a run, without the run seeing anything of it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from oceanhil.hil.worlds.serial.bench_board import BenchBoard
from oceanhil.hil.worlds.serial.held_time import HeldTime
from oceanhil.hil.worlds.serial.inbox import Inbox
from oceanhil.hil.worlds.serial.observed_board import ObservedBoard
from oceanhil.hil.worlds.server_view import ServerView
from oceanhil.protocol.agent.vocabulary import BootReason
from oceanhil.scenarios.trace import INTERRUPTED, EventKind, Source, Trace
from oceanhil.simulator.kernel import Kernel


class ReachableBoard(ObservedBoard):
    """A board that is worked with. `held` is its time where the bench holds it.

    Where only download mode reaches the flash, a *visit* stops the program; it goes on when time passes.
    """

    def __init__(  # noqa: PLR0917 - the parts of one world, put together in one place
        self,
        name: str,
        hand: BenchBoard,
        kernel: Kernel,
        inbox: Inbox,
        server: ServerView,
        trace: Trace,
        held: HeldTime | None,
    ) -> None:
        super().__init__(name, hand, kernel, inbox, server, trace)
        self.held = held
        self._visit: ExitStack | None = None
        self._is_flashed_anew = False
        if held is not None:
            hand.programmer.when_port_is_back(held.begin_anew)
            self._unsubscribe.append(lambda: hand.programmer.when_port_is_back(None))

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Do something with the board: failures are told as its own, and what it said meanwhile is taken in."""
        self.check()
        with self._hand.blame():
            yield
            self._catch_up()
        self._inbox.drain()

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """Reach the flash, of a board that is off too, without the run seeing anything of it."""
        with self._line_fault.lifted(self._catch_up), self._reaching_flash():
            yield

    @contextmanager
    def _reaching_flash(self) -> Iterator[None]:
        if self._has_power and not self._hand.programmer.stops_program:
            yield
            return
        if self._visit is None:
            self._begin_visit()
        try:
            yield
        finally:
            if not self._hand.programmer.stops_program:
                self._end_visit(heard=False)

    def _begin_visit(self) -> None:
        self._inbox.drain()
        self._heard = False
        visit = ExitStack()
        visit.enter_context(self._hand.programmer.reaching(powered=self._has_power))
        self._visit = visit

    def _end_visit(self, *, heard: bool) -> None:
        """Let a board run again, or be off, that was held for somebody to reach its flash."""
        visit, self._visit = self._visit, None
        self._is_flashed_anew = False
        if visit is None:
            return
        try:
            if heard and self._has_power:
                self._inbox.drain()
                self._heard = True
                self._begin_boot(BootReason.PIN)
            visit.close()
            self._catch_up()
            self._inbox.drain()
        finally:
            self._heard = True

    def before_time_passes(self) -> None:
        """Let a board run on that stands still because its flash was reached."""
        if self._visit is not None:
            if self._has_power and not self._is_flashed_anew:
                self._note(Source.HARNESS, EventKind.POWER, {"state": INTERRUPTED})
            with self._hand.blame():
                self._end_visit(heard=True)

    def _catch_up(self) -> None:
        """Hear out what the board has said until now, unless somebody else has its port."""
        port_is_lent = self._visit is not None and self._hand.programmer.stops_program
        if self.held is not None and self._hand.control is not None and not port_is_lent:
            self.held.take(self._hand.control.ask())

    def _finish_line(self) -> None:
        self._catch_up()
        self._end_line()
