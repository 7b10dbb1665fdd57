"""An emulated board's time in one run."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from oceanhil.hil.emulators.errors import EmulatorError
from oceanhil.scenarios.world import WorldError


class RestingBoard(Protocol):
    """The part of `oceanhil.hil.emulators.held_time.HeldTime` that is wanted here."""

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
