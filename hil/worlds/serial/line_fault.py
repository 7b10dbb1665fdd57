"""What is wrong with a board's serial line in a run, by the control channel of the virtual board."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from oceanhil.hil.vboard.control_client import ControlClient
from oceanhil.hil.worlds.serial.bench_board import BenchBoard
from oceanhil.scenarios.world import WorldError
from oceanhil.scenarios.world_terms import LineFault

_SOUND = LineFault()


class FaultOnLine:
    """The fault of one board's line; None while the line is sound, as it is when a run begins."""

    def __init__(self, hand: BenchBoard) -> None:
        self._hand = hand
        self._fault: LineFault | None = None

    @property
    def is_there(self) -> bool:
        """Whether what is heard may be garbled."""
        return self._fault is not None

    def put(self, fault: LineFault | None) -> None:
        """Put a fault on the line, or take it off; WorldError where nobody can."""
        control = self._hand.control
        if control is None:
            raise WorldError(f"board {self._hand.name!r} has no control channel: its line cannot be disturbed")
        _send(control, fault or _SOUND)
        self._fault = fault

    @contextmanager
    def lifted(self, hear_out: Callable[[], None]) -> Iterator[None]:
        """Keep the fault off while the bench itself speaks with the board; `hear_out` waits for what was said."""
        fault = self._fault
        if fault is None:
            yield
            return
        self.put(None)
        try:
            yield
            hear_out()
        finally:
            self.put(fault)


def _send(control: ControlClient, fault: LineFault) -> None:
    control.line(
        noise_ppm=fault.noise_ppm,
        drop_ppm=fault.drop_ppm,
        duplicate_ppm=fault.duplicate_ppm,
        stuck=fault.stuck,
        seed=fault.seed,
    )
