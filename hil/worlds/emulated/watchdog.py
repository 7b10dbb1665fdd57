"""Noticing that an emulated board hangs: nothing can stop for long what answers its agent from its main loop."""

import time
from collections.abc import Callable
from typing import Final

from hil.worlds.emulated.bench import StartedBoard

_LOOK_EVERY_S: Final = 5.0


class Watchdog:
    """Asks each board that has power for a sign of life now and then, once it has been silent for a while."""

    def __init__(self, started: StartedBoard, now_s: Callable[[], float] = time.monotonic) -> None:
        self._started = started
        self._now_s = now_s
        self._received_bytes = 0
        self._heard_s = now_s()

    def look(self, *, has_power: bool) -> None:
        """Raise AgentTimeoutError for a board that does not answer, EmulatorError for one whose emulator ended."""
        board, hand = self._started.board, self._started.hand
        received_bytes, now_s = hand.link.received_bytes, self._now_s()
        if not has_power or received_bytes != self._received_bytes:
            self._received_bytes, self._heard_s = received_bytes, now_s
        if not has_power:
            return
        board.check()
        if now_s - self._heard_s >= _LOOK_EVERY_S:
            hand.must_have_agent().ping()
            self._heard_s = now_s
