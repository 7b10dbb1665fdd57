"""What the client needs of a serial line."""

from collections.abc import Callable
from typing import Protocol

from oceanhil.protocol.agent.sentence import Sentence


class AgentLine(Protocol):
    """A line to one board, with a reader that takes sentences out of what comes."""

    def write(self, data: bytes) -> None:
        """Send bytes to the board."""

    def subscribe(self, listener: Callable[[Sentence], None]) -> Callable[[], None]:
        """Have `listener` called for each sentence, in the reader's thread, in order; gives what ends that."""
