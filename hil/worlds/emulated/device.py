"""An emulated board as scenarios see it: what its bench does otherwise than that of a board on a desk."""

from typing import Final

from oceanhil.hil.emulators.errors import EmulatorError
from oceanhil.hil.worlds.emulated.bench import StartedBoard
from oceanhil.hil.worlds.emulated.granted_time import GrantedTime
from oceanhil.hil.worlds.emulated.line_fault import FaultOnLog
from oceanhil.hil.worlds.emulated.radio import BoardRadio
from oceanhil.hil.worlds.serial.device import SerialDevice
from oceanhil.hil.worlds.serial.inbox import Inbox
from oceanhil.hil.worlds.server_view import ServerView
from oceanhil.protocol.agent.message import Event as AgentEvent
from oceanhil.scenarios.trace import Trace
from oceanhil.scenarios.world import WorldError
from oceanhil.simulator.kernel import Kernel

# A line that begins so is a sentence of the agent whose end was lost with the power.
_SENTENCE: Final = ("$HEV,", "$HOK,", "$HER,")


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
