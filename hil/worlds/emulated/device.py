"""An emulated board as scenarios see it: what its bench does otherwise than that of a board on a desk."""

from collections.abc import Callable
from typing import Final

from hil.worlds.emulated.bench import StartedBoard
from hil.worlds.emulated.line_fault import FaultOnLog
from hil.worlds.serial.device import SerialDevice
from hil.worlds.serial.inbox import Inbox
from hil.worlds.server_view import ServerView
from protocol.agent.events import BootEvent
from protocol.agent.message import Event as AgentEvent
from scenarios.trace import Trace
from simulator.kernel import Kernel

# A line that begins so is a sentence of the agent whose end was lost with the power.
_SENTENCE: Final = ("$HEV,", "$HOK,", "$HER,")


class EmulatedDevice(SerialDevice):
    """A board whose clock is set through its chip, and whose log is disturbed on the way to the reader."""

    def __init__(  # noqa: PLR0917 - the parts of one world, put together in one place
        self,
        name: str,
        started: StartedBoard,
        kernel: Kernel,
        inbox: Inbox,
        server: ServerView,
        trace: Trace,
        server_unix_us: Callable[[], int],
    ) -> None:
        """`server_unix_us` tells the server's time while the scenario's thread stands still, too."""
        super().__init__(name, started.hand, kernel, inbox, server, trace, None)
        self._started = started
        self._server_unix_us = server_unix_us
        self._log = FaultOnLog(started.hand, super()._said)
        self._line_fault = self._log
        self._is_asleep = False

    @property
    def is_awake(self) -> bool:
        """Whether it has power and is not in deep sleep: then its agent answers."""
        return self._has_power and not self._is_asleep

    def deep_sleep(self, duration_us: int) -> None:
        """Send it into deep sleep."""
        super().deep_sleep(duration_us)
        self._is_asleep = self._has_power

    def power_off(self) -> None:
        """Take power away."""
        super().power_off()
        self._is_asleep = False

    def _said(self, text: str) -> None:
        if self._heard and not text.startswith(_SENTENCE):
            for heard in self._log.carry(text):
                super()._said(heard)

    def _end_line(self) -> None:
        """Take an unfinished line as it stands, of a board that cannot finish it any more."""
        if self._started.board.is_on:
            self._inbox.drain()
        else:
            super()._end_line()

    def _reported(self, event: AgentEvent) -> None:
        if isinstance(event, BootEvent):
            self._is_asleep = False
        super()._reported(event)

    def _choose_boot_clock(self) -> None:
        skew_us = self._boot_skew_us
        clock = None if skew_us is None else lambda: self._server_unix_us() + skew_us
        self._started.switch.boot_clock = clock
        if self._has_power:
            self._started.switch.set_boot_clock()
