"""Commands under way on one line: sequence numbers, what waits for a reply, time-outs and repetition."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Protocol

from oceanhil.protocol.agent.message import ANSWER_MS, Command, Message, Repeat
from oceanhil.protocol.agent.sentence import MAX_SEQUENCE, REPLIES, Sentence, SentenceKind, encode

_POWER_CUT = ("CUT",)
_TELLING_EVENTS = frozenset({("BOOT",), ("SLEEP",), _POWER_CUT})


class AgentLine(Protocol):
    """A line to one board, with a reader that takes sentences out of what comes."""

    def write(self, data: bytes) -> None:
        """Send bytes to the board."""

    def subscribe(self, listener: Callable[[Sentence], None]) -> Callable[[], None]:
        """Have `listener` called for each sentence, in the reader's thread, in order; gives what ends that."""


@dataclass(slots=True)
class _Waiting:
    """A command that was sent: which of those asked for it is, until when it waits, and how often it may go again."""

    index: int
    command: Command[Message]
    line: bytes
    due_s: float
    attempts_left: int
    booted: bool = False
    was_repeated: bool = False


class NoReplyError(Exception):
    """A command was sent as often as is allowed, and no reply came; `booted`: the board started again meanwhile."""

    def __init__(self, command: Command[Message], *, booted: bool = False) -> None:
        super().__init__(",".join(command.NAME))
        self.command = command
        self.booted = booted


class PowerLostError(NoReplyError):
    """The board lost power before it replied: the event CUT came instead."""


class CommandChannel:
    """Sends commands and collects their replies; one call of `ask` at a time, whichever thread makes it.

    The reader's thread of the line must not call `ask`: it would wait for itself.
    """

    def __init__(self, line: AgentLine, *, timeout_s: float, attempts: int) -> None:
        self._line = line
        self._timeout_s = timeout_s
        self._attempts = attempts
        self._turn = threading.Lock()
        self._asking = False
        self._heard: SimpleQueue[Sentence] = SimpleQueue()
        self._sequence = 0
        self._waiting: dict[int, _Waiting] = {}
        self.has_answered = False
        """Whether a reply to anything has come so far."""
        self.answered_late = 0
        """How many commands were answered only after they were sent again, though the board did not start meanwhile."""
        self._unsubscribe: Callable[[], None] = line.subscribe(self._hear)

    def close(self) -> None:
        """Stop listening to the line."""
        self._unsubscribe()

    def open(self, command: Command[Message]) -> Sentence | None:
        """Ask with sequence number 0, which makes the agent forget the reply it remembers; otherwise as `ask`."""
        with self._turn:
            return self._ask([command], 1, opening=True)[0]

    def ask(self, commands: Sequence[Command[Message]], window: int = 1) -> list[Sentence | None]:
        """Send commands, at most `window` of them unanswered at a time, and give their replies in order.

        None stands for the reply of a command that starts a boot, when the boot was seen and the reply was not. Raises
        NoReplyError, PowerLostError, and whatever the line's `write` raises.
        """
        with self._turn:
            return self._ask(commands, window)

    def _ask(
        self, commands: Sequence[Command[Message]], window: int, *, opening: bool = False
    ) -> list[Sentence | None]:
        replies: list[Sentence | None] = [None] * len(commands)
        to_send = deque(enumerate(commands))
        # Here and not at the end: the reader's thread may still put down what it heard for the call before.
        while not self._heard.empty():
            self._heard.get()
        self._asking = True
        try:
            while to_send or self._waiting:
                while to_send and len(self._waiting) < window:
                    self._send(*to_send.popleft(), 0 if opening else self._next_sequence())
                self._listen(replies)
        finally:
            self._asking = False
            self._waiting.clear()
        return replies

    def _send(self, index: int, command: Command[Message], sequence: int) -> None:
        line = encode(Sentence(SentenceKind.COMMAND, sequence, command.to_words()))
        self._waiting[sequence] = _Waiting(index, command, line, self._due_s(command), self._attempts - 1)
        self._line.write(line)

    def _listen(self, replies: list[Sentence | None]) -> None:
        """Take the next sentence, or do what is due when none comes in time."""
        due_s = min(each.due_s for each in self._waiting.values())
        try:
            sentence = self._heard.get(timeout=max(0.0, due_s - monotonic()))
        except Empty:
            for sequence, waiting in list(self._waiting.items()):
                if waiting.due_s <= due_s:
                    self._overdue(sequence, waiting)
            return
        if sentence.kind is SentenceKind.EVENT:
            self._note(sentence.words[:1])
        elif sentence.sequence in self._waiting:
            answered = self._waiting.pop(sentence.sequence)
            replies[answered.index] = sentence
            self.has_answered = True
            # What a board is told while it starts may be lost on a sound line.
            if answered.was_repeated and not answered.booted:
                self.answered_late += 1
            # The line is busy with what was asked: only its silence counts as time without a reply.
            for each in self._waiting.values():
                each.due_s = self._due_s(each.command)

    def _note(self, event: tuple[str, ...]) -> None:
        """Note an event that says that a boot began, or that no reply will come any more."""
        for sequence, each in list(self._waiting.items()):
            if event != _POWER_CUT:
                each.booted = True
            elif each.booted and each.command.REPEAT is Repeat.STARTS_BOOT:
                del self._waiting[sequence]
            else:
                raise PowerLostError(each.command)

    def _overdue(self, sequence: int, waiting: _Waiting) -> None:
        """Send a command again, or give up; one whose boot was seen is done."""
        if waiting.command.REPEAT is Repeat.STARTS_BOOT and waiting.booted:
            del self._waiting[sequence]
        elif waiting.attempts_left:
            waiting.attempts_left -= 1
            waiting.was_repeated = True
            waiting.due_s = self._due_s(waiting.command)
            self._line.write(waiting.line)
        else:
            raise NoReplyError(waiting.command, booted=waiting.booted)

    def _due_s(self, command: Command[Message]) -> float:
        return monotonic() + self._timeout_s * command.ANSWER_MS / ANSWER_MS

    def _next_sequence(self) -> int:
        self._sequence = self._sequence % MAX_SEQUENCE + 1
        return self._sequence

    def _hear(self, sentence: Sentence) -> None:
        event = sentence.kind is SentenceKind.EVENT and sentence.words[:1] in _TELLING_EVENTS
        if self._asking and (event or sentence.kind in REPLIES):
            self._heard.put(sentence)
