"""A virtual board whose time this bench holds: what it was granted, and whether all that it said has arrived."""

from oceanhil.hil.vboard.control import State
from oceanhil.hil.vboard.control_client import ControlClient
from oceanhil.hil.worlds.serial.bench_board import BenchBoard
from oceanhil.scenarios.world import WorldError

_ARRIVAL_S_MAX = 10.0


class Turn:
    """Whose time runs just now: the name the scenario gives the device, empty between grants."""

    def __init__(self) -> None:
        self.name = ""


class HeldTime:
    """Follows one board's control channel; implements `oceanhil.hil.worlds.serial.pace.HeldBoard`.

    `state` is the board as it was when the run's time was `run_us`.
    """

    def __init__(  # noqa: PLR0917 - what ties one board to one run
        self, name: str, hand: BenchBoard, control: ControlClient, state: State, turn: Turn, run_us: int
    ) -> None:
        self._name = name
        self._hand = hand
        self._control = control
        self._state = state
        self._turn = turn
        self._ahead_us = state.now_us - run_us
        self._arriving = hand.link.received_bytes - state.delivered_bytes

    @property
    def now_us(self) -> int:
        """Its present."""
        return self._state.now_us - self._ahead_us

    @property
    def next_us(self) -> int | None:
        """When its next event is due."""
        next_us = self._state.next_us
        return None if next_us is None else next_us - self._ahead_us

    def grant(self, until_us: int) -> None:
        """Let its time run, and hear it out."""
        self._turn.name = self._name
        try:
            with self._hand.blame():
                self.take(self._control.run(until_us + self._ahead_us))
        finally:
            self._turn.name = ""

    def begin_anew(self) -> None:
        """Count what arrives from now on: somebody else has read the line."""
        self._state = self._control.ask()
        self._arriving = self._hand.link.received_bytes - self._state.delivered_bytes

    def take(self, state: State) -> None:
        """Go on from this state of the board, and hear out what it has said until then."""
        self._state = state
        self.listen()

    def listen(self) -> None:
        """Wait for bytes that are still on their way; raises WorldError when they do not come."""
        wanted, link = self._state.delivered_bytes + self._arriving, self._hand.link
        if link.received_bytes < wanted and not link.wait_received(wanted, _ARRIVAL_S_MAX):
            missing = wanted - link.received_bytes
            raise WorldError(
                f"board {self._hand.name!r}: {missing} bytes that it sent did not arrive; is its port shared"
            )
