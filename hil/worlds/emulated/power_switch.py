"""The power of an emulated board."""

from oceanhil.hil.boards.power import PowerError
from oceanhil.hil.emulators.board import EmulatedBoard
from oceanhil.hil.emulators.errors import EmulatorError
from oceanhil.hil.emulators.held_time import HeldTime


class EmulatedSwitch:
    """Starts and ends the emulator; implements `oceanhil.hil.boards.power.PowerSwitch`.

    With `hold` it gives power for the agent alone.
    """

    def __init__(self, board: EmulatedBoard, time: HeldTime, *, hold: bool = False) -> None:
        self._board = board
        self._time = time
        self._hold = hold

    def on(self) -> None:
        """Give power, and wait until the board rests for the first time; no time passes for it."""
        try:
            self._board.on(hold=self._hold)
            self._time.let_pass(0)
        except EmulatorError as error:
            raise PowerError(str(error)) from error

    def off(self) -> None:
        """Take power away."""
        self._board.off()
