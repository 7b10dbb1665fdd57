"""A serial link as the line of an agent client."""

from collections.abc import Callable
from typing import Protocol

from oceanhil.hil.link.events import LinkEvent, SentenceSeen
from oceanhil.protocol.agent.sentence import Sentence


class EventLink(Protocol):
    """What is needed of `oceanhil.hil.link.link.SerialLink`."""

    def write(self, data: bytes) -> None:
        """Send bytes."""

    def subscribe(self, listener: Callable[[LinkEvent], None]) -> Callable[[], None]:
        """Have `listener` called for each event; gives what ends that."""


class LinkLine:
    """Passes on sentences, and nothing else of what the link tells."""

    def __init__(self, link: EventLink) -> None:
        self._link = link

    def write(self, data: bytes) -> None:
        """Send bytes to the board."""
        self._link.write(data)

    def subscribe(self, listener: Callable[[Sentence], None]) -> Callable[[], None]:
        """Have `listener` called for each sentence, in the reader's thread; gives what ends that."""

        def hear(event: LinkEvent) -> None:
            if isinstance(event, SentenceSeen):
                listener(event.sentence)

        return self._link.subscribe(hear)
