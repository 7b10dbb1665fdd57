"""What a bench says to the agent of a board in its own kernel: one sentence, and the next when that is answered."""

from collections import deque
from collections.abc import Callable

from oceanhil.protocol.agent.bridge import answer_commands
from oceanhil.protocol.agent.commands import ClockSet, HttpFail, SensorSet
from oceanhil.protocol.agent.message import Command, Message
from oceanhil.protocol.agent.sentence import MAX_SEQUENCE, Sentence, SentenceKind, encode
from oceanhil.protocol.agent.vocabulary import BridgeFailure
from oceanhil.protocol.http import HttpResponse


class AgentVoice:
    """Says what need not be known to have been done; implements `oceanhil.hil.worlds.bridged_radio.BridgedAgent`."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        """`send` takes bytes for the board's line."""
        self._send = send
        self._unsaid: deque[Command[Message]] = deque()
        self._sequence = 0
        self._is_waiting = False

    def http_answer(self, exchange: int, response: HttpResponse) -> None:
        """Hand over the answer to a request; raises protocol.agent.bridge.BridgeError when it cannot be."""
        self._say(*answer_commands(exchange, response))

    def http_fail(self, exchange: int, failure: BridgeFailure) -> None:
        """Tell why there is no answer."""
        self._say(HttpFail(exchange, failure))

    def clock_set(self, unix_us: int) -> None:
        """Tell the time."""
        self._say(ClockSet(unix_us))

    def sensor_set(self, temperature_tenths: int, humidity_tenths: int) -> None:
        """Let its program read this, tenths of °C and of %."""
        self._say(SensorSet(temperature_tenths, humidity_tenths))

    def answered(self, sentence: Sentence) -> None:
        """Hear a reply of the agent: a refusal too is an answer."""
        if sentence.sequence == self._sequence:
            self._is_waiting = False
            self._go_on()

    def forget(self) -> None:
        """Leave unsaid what is: the board begins anew."""
        self._unsaid.clear()
        self._is_waiting = False

    def _say(self, *commands: Command[Message]) -> None:
        self._unsaid.extend(commands)
        if not self._is_waiting:
            self._go_on()

    def _go_on(self) -> None:
        if self._unsaid:
            self._is_waiting = True
            self._sequence = self._sequence % MAX_SEQUENCE + 1
            words = self._unsaid.popleft().to_words()
            self._send(encode(Sentence(SentenceKind.COMMAND, self._sequence, words)))
