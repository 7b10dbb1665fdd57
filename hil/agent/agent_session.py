"""A conversation with one agent: typed replies, refusals as errors, and as many commands under way as it can take."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from oceanhil.hil.agent.agent_errors import (
    AgentError,
    AgentLacksError,
    AgentPowerLostError,
    AgentReplyError,
    AgentTimeoutError,
    AgentVersionError,
)
from oceanhil.hil.agent.command_channel import AgentLine, CommandChannel, NoReplyError, PowerLostError
from oceanhil.protocol.agent.commands import Info
from oceanhil.protocol.agent.error_code import AgentErrorCode, Refusal, WordsError
from oceanhil.protocol.agent.events import parse_event
from oceanhil.protocol.agent.message import Command, Event, Message, Repeat
from oceanhil.protocol.agent.replies import BoardInfo
from oceanhil.protocol.agent.sentence import Sentence, SentenceError, SentenceKind
from oceanhil.protocol.agent.vocabulary import MAX_WINDOW, PROTOCOL_VERSION, CommandGroup
from oceanhil.protocol.redact import redact
from oceanhil.protocol.wording import plural

ReplyT = TypeVar("ReplyT", bound=Message)


class AgentSession:
    """Asks one board's agent over `line`. `board` is the name that messages give it.

    `timeout_s` is how long an agent may be silent over an ordinary command, and in proportion longer over those which
    the protocol gives more time; `attempts` is how often a command is sent. `window` bounds how many commands are under
    way; until `open`, and for commands that the agent has to remember, it is one. Every method that asks raises
    AgentError; none may be called from the line's listeners.
    """

    def __init__(
        self,
        line: AgentLine,
        *,
        board: str = "board",
        timeout_s: float = 1.0,
        attempts: int = 3,
        window: int = MAX_WINDOW,
    ) -> None:
        self.board = board
        self._line = line
        self._attempts = attempts
        self._window_max = window
        self._window = 1
        self.groups: frozenset[CommandGroup] = frozenset()
        """What it can do, as it said when it was opened."""
        self._channel = CommandChannel(line, timeout_s=timeout_s, attempts=attempts)

    @property
    def answered_late(self) -> int:
        """How many commands were answered only after they were sent again; on a sound line none is."""
        return self._channel.answered_late

    def close(self) -> None:
        """Stop listening to the line, which stays open."""
        self._channel.close()

    def open(self) -> BoardInfo:
        """Begin: the agent forgets the reply it remembers, and says who it is; raises AgentVersionError."""
        command = Info()
        try:
            sentence = self._channel.open(command)
        except NoReplyError as error:
            raise self._unanswered(error) from None
        info = self._info(command, sentence)
        self._window = min(self._window_max, info.window)
        self.groups = info.groups
        return info

    def ask(self, command: Command[ReplyT]) -> ReplyT:
        """Ask one thing."""
        return self.ask_all([command])[0]

    def ask_all(self, commands: Sequence[Command[ReplyT]]) -> list[ReplyT]:
        """Ask many things of a kind, several at a time; the first refusal in their order is raised."""
        harmless = all(command.REPEAT is Repeat.HARMLESS for command in commands)
        try:
            sentences = self._channel.ask(commands, self._window if harmless else 1)
        except NoReplyError as error:
            raise self._unanswered(error) from None
        except SentenceError as error:
            text = f"{_name(commands[0])} cannot be said to {self.board!r}: {error}"
            raise AgentError(text, AgentErrorCode.OUT_OF_RANGE) from None
        return [self._reply(command, sentence) for command, sentence in zip(commands, sentences, strict=True)]

    def on_event(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Have `listener` called for each event, in the reader's thread; gives what ends that.

        Events of a newer agent that this version does not know are passed over.
        """

        def hear(sentence: Sentence) -> None:
            if sentence.kind is SentenceKind.EVENT:
                try:
                    event = parse_event(sentence.words)
                except WordsError:
                    return
                listener(event)

        return self._line.subscribe(hear)

    def _info(self, command: Info, sentence: Sentence | None) -> BoardInfo:
        version = sentence.words[0] if sentence is not None and sentence.words else ""
        if sentence is not None and sentence.kind is SentenceKind.OK and version != str(PROTOCOL_VERSION):
            raise AgentVersionError(
                f"the agent of {self.board!r} speaks version {version!r} of the protocol, expected "
                f"'{PROTOCOL_VERSION}': flash firmware with an agent of this version, or update oceanhil",
                AgentErrorCode.VERSION,
            )
        return self._reply(command, sentence)

    def _reply(self, command: Command[ReplyT], sentence: Sentence | None) -> ReplyT:
        words = () if sentence is None else sentence.words
        if sentence is not None and sentence.kind is SentenceKind.ERROR:
            raise self._refused(command, Refusal.from_words(words))
        try:
            return command.reply_type().from_words(words)
        except WordsError as error:
            text = f"{self.board!r} answered {_name(command)} with words that cannot be read: {redact(str(error))}"
            raise AgentReplyError(text) from None

    def _refused(self, command: Command[Message], refusal: Refusal) -> AgentError:
        text = f"{self.board!r} refused {_name(command)}: {refusal.code.value}"
        if refusal.text:
            text += f" ({redact(refusal.text)})"
        if refusal.code is AgentErrorCode.VERSION:
            return AgentVersionError(text, refusal.code)
        if refusal.code is AgentErrorCode.NOT_SUPPORTED and self._lacks(command):
            return AgentLacksError(text, refusal.code)
        return AgentError(text, refusal.code)

    def _lacks(self, command: Command[Message]) -> bool:
        """Tell whether it knows no command of this kind, or knows it and not what it was asked for."""
        # INFO is of no group: an agent that refuses it cannot be asked by it which groups it knows.
        if command.GROUP is None:
            return False
        if not self.groups:
            self.open()
        return command.GROUP not in self.groups

    def _unanswered(self, error: NoReplyError) -> AgentError:
        name = _name(error.command)
        if isinstance(error, PowerLostError):
            return AgentPowerLostError(f"{self.board!r} lost power before it answered {name}")
        tries = plural(self._attempts, "try")
        text = f"no answer from {self.board!r} to {name} after {tries}"
        if not self._channel.has_answered:
            return AgentTimeoutError(
                f"{text}: does its firmware carry the agent, is this the board's port and baud rate?"
                " 'oceanhil boards probe' looks"
            )
        since = "it answered before, and has started again since" if error.booted else "it answered before"
        return AgentTimeoutError(f"{text}: {since}; 'oceanhil boards monitor' shows what it prints")


def _name(command: Command[Message]) -> str:
    return f"'{','.join(command.NAME)}'"
