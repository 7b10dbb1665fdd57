"""The agent of a sketch, if it has one, on its console: what it says, taken out of all else, and what it is told."""

from collections.abc import Callable

from oceanhil.protocol.agent.commands.outputs import SensorSet
from oceanhil.protocol.agent.error_code import WordsError
from oceanhil.protocol.agent.events import HaltEvent, LoadEvent, RelaysEvent, SaveEvent, parse_event
from oceanhil.protocol.agent.message import Event as AgentEvent
from oceanhil.protocol.agent.sentence import AgentReader, Sentence, SentenceKind, encode
from oceanhil.protocol.agent.vocabulary import RelayState
from oceanhil.protocol.record import RecordFlag, RecordReading
from oceanhil.simulator.board.board import SimulatedBoard


class AgentEar:
    """Parts the bytes of a console; `log` takes what is no sentence, `told` what the agent reports by itself.

    `answered` takes its replies.
    """

    def __init__(
        self,
        log: Callable[[str], None],
        told: Callable[[AgentEvent], None],
        answered: Callable[[Sentence], None] | None = None,
    ) -> None:
        self._reader = AgentReader()
        self._log = log
        self._told = told
        self._answered = answered

    def hear(self, data: bytes) -> None:
        """Take the next bytes."""
        for part in self._reader.feed(data):
            if isinstance(part, Sentence):
                self._take(part)
            else:
                self._log(part.decode("utf-8", "replace"))

    def end(self) -> None:
        """Let what may have been the beginning of a sentence be log: the program has ended."""
        if held := self._reader.flush():
            self._log(held.decode("utf-8", "replace"))

    def _take(self, sentence: Sentence) -> None:
        if sentence.kind is not SentenceKind.EVENT:
            if self._answered is not None:
                self._answered(sentence)
            return
        try:
            event = parse_event(sentence.words)
        except WordsError:
            # An event of a newer agent.
            return
        self._told(event)


def note_told(event: AgentEvent, board: SimulatedBoard, halted: Callable[[str], None]) -> None:
    """Note on a board what only its agent knows: what was read, saved and switched, and that the program has halted."""
    match event:
        case LoadEvent():
            board.note_load(RecordReading(event.verdict))
        case SaveEvent():
            board.note_save(RecordReading(event.verdict))
        case HaltEvent():
            halted(event.reason)
        case RelaysEvent():
            board.switch_relays(_relays_on(event))
        case _:
            pass


def sensor_sentence(temperature_tenths: int, humidity_tenths: int) -> bytes:
    """Give the sentence that lets a program read this in place of its sensor, in tenths of °C and of %."""
    command = SensorSet(temperature_tenths, humidity_tenths)
    return encode(Sentence(SentenceKind.COMMAND, 0, command.to_words()))


def _relays_on(event: RelaysEvent) -> RecordFlag:
    relay1 = RecordFlag.RELAY1 if event.relay1 is RelayState.ON else RecordFlag.NONE
    relay2 = RecordFlag.RELAY2 if event.relay2 is RelayState.ON else RecordFlag.NONE
    return relay1 | relay2
