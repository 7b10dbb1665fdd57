"""Waiting for a board to boot: an emulator takes its time to start, and a reset is done when the board says so."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from hil.agent.client import AgentClient
from hil.agent.errors import AgentError
from protocol.agent.events import BootEvent
from protocol.agent.message import Event
from protocol.agent.vocabulary import RestartReason

_BOOT_S: Final = 10.0


class BootWatch:
    """Hears the event BOOT of one board."""

    def __init__(self, agent: AgentClient) -> None:
        self._booted = threading.Event()
        self._board = agent.board
        self.close = agent.on_event(self._hear)

    @contextmanager
    def expecting(self) -> Iterator[None]:
        """Do what makes the board boot, then wait until it does; raises AgentError."""
        self._booted.clear()
        yield
        if not self._booted.wait(_BOOT_S):
            raise AgentError(f"{self._board!r} did not boot within {_BOOT_S:g} s")

    def _hear(self, event: Event) -> None:
        if isinstance(event, BootEvent):
            self._booted.set()


class RestartingAgent(AgentClient):
    """A client whose restart is over when the board boots."""

    def restart(self, reason: RestartReason) -> None:
        """Start it again, and wait for its event BOOT."""
        watch = BootWatch(self)
        try:
            with watch.expecting():
                super().restart(reason)
        finally:
            watch.close()
