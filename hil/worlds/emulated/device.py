"""An emulated board as scenarios see it, and the time that it is granted in one run."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Final, Protocol

from oceanhil.hil.emulators.emulator_errors import EmulatorError
from oceanhil.hil.worlds.bridged_radio import BoardRadio
from oceanhil.hil.worlds.disturbed_line import DisturbedLine
from oceanhil.hil.worlds.emulated.bench import StartedBoard
from oceanhil.hil.worlds.serial.bench_board import BenchBoard, FaultOnLine
from oceanhil.hil.worlds.serial.device import SerialDevice
from oceanhil.hil.worlds.serial.pace import Inbox
from oceanhil.hil.worlds.server_view import ServerView
from oceanhil.protocol.agent.message import Event as AgentEvent
from oceanhil.scenarios.trace import Trace
from oceanhil.scenarios.world import WorldError
from oceanhil.scenarios.world_terms import LineFault
from oceanhil.simulator.kernel import Kernel

# A line that begins so is a sentence of the agent whose end was lost with the power.
_SENTENCE: Final = ("$HEV,", "$HOK,", "$HER,")


class FaultOnLog(FaultOnLine):
    """The fault of one board's log, made on this side of the line.

    It strikes the bytes of the log on their way to whoever reads it. Sentences of the agent pass, for on these boards
    they stand for the radio and for the bench's own hands as well, which no bad cable disturbs.
    """

    def __init__(self, hand: BenchBoard, say: Callable[[str], None]) -> None:
        """`say` is told what stands unfinished when a fault ends."""
        super().__init__(hand)
        self._say = say
        self._line: DisturbedLine | None = None

    def put(self, fault: LineFault | None) -> None:
        """Put a fault on the line, or take it off."""
        if self._line is not None:
            for text in self._line.end():
                self._say(text)
        self._fault = fault
        self._line = None if fault is None else DisturbedLine(fault)

    def carry(self, text: str) -> list[str]:
        """Give the lines that the board's line `text` completes for whoever listens."""
        return [text] if self._line is None else self._line.carry(text)

    @contextmanager
    def lifted(self, hear_out: Callable[[], None]) -> Iterator[None]:
        """Leave it: the bench speaks with the board in sentences, which it does not strike."""
        del hear_out
        yield


class RestingBoard(Protocol):
    """The part of `oceanhil.hil.worlds.emulated.bench.HeldTime` that is wanted here."""

    def let_pass(self, duration_us: int) -> int | None:
        """Let time pass; raises EmulatorError."""


class NamedBoard(Protocol):
    """The part of `oceanhil.hil.worlds.serial.bench_board.BenchBoard` that is wanted here."""

    @property
    def name(self) -> str:
        """Its name on the bench."""

    def blame(self) -> AbstractContextManager[object]:
        """Turn what goes wrong into an error that names the board."""


class GrantedTime:
    """Follows one board through a run that began at 0; implements `oceanhil.hil.worlds.serial.pace.HeldBoard`."""

    def __init__(self, hand: NamedBoard, time: RestingBoard, run_us: int) -> None:
        """`run_us` is the run's present (µs)."""
        self._hand = hand
        self._time = time
        self.now_us = run_us
        self._next_us: int | None = None

    @property
    def next_us(self) -> int | None:
        """When the board wants to go on."""
        return self._next_us

    def grant(self, until_us: int) -> None:
        """Let its time run, from rest to rest."""
        granted_us, self.now_us = until_us - self.now_us, until_us
        self._take(granted_us)

    def listen(self) -> None:
        """Nothing: each grant hears the board out."""

    def look(self) -> None:
        """Hear the board out after the bench has worked with it; no time passes."""
        self._take(0)

    @contextmanager
    def at(self, now_us: int) -> Iterator[None]:
        """Work with the board as it is at `now_us`, and let it act on that."""
        self.grant(now_us)
        with self._hand.blame():
            yield
        self.look()

    def _take(self, granted_us: int) -> None:
        try:
            wanted_us = self._time.let_pass(granted_us)
        except EmulatorError as error:
            raise WorldError(f"board {self._hand.name!r}: {error}") from error
        self._next_us = None if wanted_us is None else self.now_us + wanted_us


class EmulatedDevice(SerialDevice):
    """A board whose clock is set through its chip, and whose log is disturbed on the way to the reader."""

    def __init__(  # noqa: PLR0917 - the parts of one world, put together in one place
        self,
        name: str,
        started: StartedBoard,
        time: GrantedTime,
        air: BoardRadio,
        kernel: Kernel,
        inbox: Inbox,
        server: ServerView,
        trace: Trace,
    ) -> None:
        super().__init__(name, started.hand, kernel, inbox, server, trace, None)
        self._started = started
        self._time = time
        self._air = air
        self._log = FaultOnLog(started.hand, super()._said)
        self._line_fault = self._log
        self._has_boot_clock = False

    def power_off(self) -> None:
        """Take power away."""
        super().power_off()
        self._air.leave()

    def _catch_up(self) -> None:
        self._time.look()

    def _said(self, text: str) -> None:
        if self._heard and not text.startswith(_SENTENCE):
            for heard in self._log.carry(text):
                super()._said(heard)

    def _reported(self, event: AgentEvent) -> None:
        self._air.take(event)
        super()._reported(event)

    def _choose_boot_clock(self) -> None:
        skew_us = self._boot_skew_us
        if skew_us is None and not self._has_boot_clock:
            return
        self._has_boot_clock = skew_us is not None
        try:
            self._started.board.set_boot_clock(None if skew_us is None else self._server.unix_us + skew_us)
        except EmulatorError as error:
            raise WorldError(f"board {self._hand.name!r}: {error}") from error
