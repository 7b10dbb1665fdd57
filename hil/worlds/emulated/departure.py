"""Taking a board's power between two steps of its firmware, as in the simulator: what it says, it says to the end."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from hil.agent.errors import AgentError
from hil.link.errors import LinkError
from hil.worlds.emulated.lifetime import Lifetime


class Answering(Protocol):
    """The part of `hil.agent.client.AgentClient` that is wanted here."""

    def ping(self) -> None:
        """Ask for an answer from the board's main loop; raises AgentError, LinkError."""


class Departure:
    """Surrounds what ends the emulator of the board `name`; whoever does not answer is not waited for twice."""

    def __init__(self, name: str, agent: Answering, lifetime: Lifetime) -> None:
        self._name = name
        self._agent = agent
        self._lifetime = lifetime

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Let the board's main loop answer once more, then do it; its time has ended."""
        if self._lifetime.lives(self._name):
            with suppress(AgentError, LinkError):
                self._agent.ping()
        try:
            yield
        finally:
            self._lifetime.end(self._name)
