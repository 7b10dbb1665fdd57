"""What a line tells of an agent that gives no answer in time, in its form and whole."""

import threading
from typing import Final

from oceanhil.hil.link.events import LineSeen, LinkEvent, SentenceSeen
from oceanhil.protocol.agent.message import ANSWER_MS
from oceanhil.protocol.agent.sentence import REPLIES, SentenceKind, is_remnant, is_unended

_LATE: Final = (
    f"has an agent that answers too late: an answer may take {ANSWER_MS} ms; let its firmware read its line more often"
)
_UNENDED: Final = (
    "has an agent whose sentences end with a carriage return alone; end each with a line feed, or with both"
)
_DAMAGED: Final = "has an agent whose answers come damaged; try another cable, port or hub, or a lower baud rate"
_DEAF: Final = (
    "has an agent that tells what happens and answers nothing; is the wire on which this machine sends connected?"
)
_ECHO: Final = (
    "sends back what it is told, and no answer: a console, or a wire from TX to RX;"
    " flash firmware with the agent, or set agent = false"
)


class AgentSigns:
    """Hears a line while a board is asked and listened to; `words` say what kind of agent that is.

    `heard` is set as soon as there is an answer, even if nobody waits for it any more.
    """

    def __init__(self) -> None:
        self.heard = threading.Event()
        self._found: set[str] = set()

    def hear(self, event: LinkEvent) -> None:
        """Take in an event of the link."""
        match event:
            case SentenceSeen(_, sentence) if sentence.kind in REPLIES:
                self._found.add(_LATE)
                self.heard.set()
            case SentenceSeen(_, sentence):
                self._found.add(_ECHO if sentence.kind is SentenceKind.COMMAND else _DEAF)
            case LineSeen(line) if is_unended(line.raw):
                self._found.add(_UNENDED)
            case LineSeen(line) if is_remnant(line.raw):
                self._found.add(_DAMAGED)
            case _:
                pass

    @property
    def words(self) -> str:
        """What there is, and what to do, as it follows a board's name; empty where nothing was heard of any agent."""
        return next((words for words in (_LATE, _UNENDED, _DAMAGED, _DEAF, _ECHO) if words in self._found), "")
