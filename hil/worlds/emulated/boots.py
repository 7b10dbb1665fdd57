"""Waiting for a board to boot: an emulator takes its time to start, and a reset is done when the board says so."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final, TypeVar

from hil.agent.client import AgentClient
from hil.agent.errors import AgentError
from hil.agent.line import AgentLine
from protocol.agent.events import BootEvent
from protocol.agent.message import Command, Event, Message, Repeat
from protocol.agent.vocabulary import RestartReason

_BOOT_S: Final = 10.0

ReplyT = TypeVar("ReplyT", bound=Message)


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
    """A client that says once what starts a boot, and whose restart is over when the board boots.

    An agent that has booted does not know any more what it has done already: said again, because the answer was late on
    a busy machine, such a command would start another boot.
    """

    def __init__(self, line: AgentLine, *, board: str, timeout_s: float, attempts: int) -> None:
        """Take how long an agent may be silent (s), and how often a command is sent that starts no boot."""
        super().__init__(line, board=board, timeout_s=timeout_s, attempts=attempts)
        self._once = AgentClient(line, board=board, timeout_s=_BOOT_S, attempts=1)

    def close(self) -> None:
        """Stop listening to the line, which stays open."""
        self._once.close()
        super().close()

    def ask_all(self, commands: Sequence[Command[ReplyT]]) -> list[ReplyT]:
        """Ask many things of a kind; the first refusal in their order is raised."""
        if any(command.REPEAT is Repeat.STARTS_BOOT for command in commands):
            return self._once.ask_all(commands)
        return super().ask_all(commands)

    def restart(self, reason: RestartReason) -> None:
        """Start it again, and wait for its event BOOT."""
        watch = BootWatch(self)
        try:
            with watch.expecting():
                super().restart(reason)
        finally:
            watch.close()
