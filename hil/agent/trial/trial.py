"""A trial of one agent: what it was told and what it said, and what became of each promise of the protocol's page."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from queue import Empty, SimpleQueue
from typing import Final, TypeVar

from oceanhil.hil.agent.agent_errors import AgentTimeoutError
from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.agent.command_channel import AgentLine
from oceanhil.hil.agent.trial.printed import PrintedLines
from oceanhil.protocol.agent.error_code import AgentErrorCode
from oceanhil.protocol.agent.events import BootEvent, HttpEvent
from oceanhil.protocol.agent.message import Event
from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, encode
from oceanhil.protocol.agent.vocabulary import BRIDGE_SERVER, AgentState, CommandGroup, ProvisionField
from oceanhil.protocol.record import StorePolicy

EventT = TypeVar("EventT", bound=Event)

NUMBER: Final = 7919
"""Of commands that are sent with a number of their own; a client counts up from 1."""
TOKEN: Final = "oc_reg_" + "T" * 43
REQUEST_S: Final = 30.0
"""From a boot, a program has long asked something by then."""
_ANSWER_S: Final = 2.0
_BOOT_S: Final = 15.0
_FIELDS: Final = {
    ProvisionField.WIFI_SSID: "oceanhil",
    ProvisionField.WIFI_PASSWORD: "oceanhil",
    ProvisionField.TLS: "0",
    ProvisionField.SNTP: "0",
}


class BrokenPromiseError(Exception):
    """The agent did otherwise than the page says; the text tells what it did."""


class NotTriedError(Exception):
    """It could not be tried, for this reason."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence of the page, what an agent needs to be held to it, and how that is tried."""

    command: str
    says: str
    needs: frozenset[CommandGroup]
    attempt: "Callable[[Trial], None]"


class PromiseOutcome(Enum):
    """What became of a promise; the value stands in JSON."""

    KEPT = "kept"
    BROKEN = "broken"
    NOT_TRIED = "not-tried"


@dataclass(frozen=True, slots=True)
class TriedPromise:
    """A promise and what became of it: `why` it was broken or not tried, empty when it was kept."""

    promise: Promise
    outcome: PromiseOutcome
    why: str = ""


@dataclass(frozen=True, slots=True)
class CommandRefusal:
    """A command was refused, with this word: an error code, or one that the page does not know."""

    word: str

    @property
    def code(self) -> AgentErrorCode | None:
        """The error code, None where the page does not know the word."""
        return next((each for each in AgentErrorCode if each.value == self.word), None)


class Trial:
    """One board whose storage may be lost. `revive` gives it power, held, where a power cut has switched it off.

    `spare` is the address of a sector that may be overwritten, None where there is none; `printed` are the lines that
    the board prints, `heard` gives every byte that it has sent. `settle_s` seconds after its begin a boot is past its
    HOLD window.

    Methods raise AgentError, BrokenPromiseError and NotTriedError.
    """

    def __init__(
        self,
        line: AgentLine,
        agent: AgentClient,
        *,
        revive: Callable[[], None] = lambda: None,
        spare: int | None = None,
        printed: PrintedLines | None = None,
        heard: Callable[[], bytes] = lambda: b"",
        settle_s: float = 3.0,
    ) -> None:
        self.agent = agent
        self.settle_s = settle_s
        self.spare = spare
        self.printed = PrintedLines() if printed is None else printed
        self.heard = heard
        self.time_out_s: float | None = None
        """How long its program waits for an answer, once a promise has found that."""
        self.revive = revive
        self._line = line
        self._events: list[Event] = []
        self._changed = threading.Condition()
        self._replies: SimpleQueue[Sentence] = SimpleQueue()
        self._ends = (line.subscribe(self._hear), agent.on_event(self._note))

    def close(self) -> None:
        """Stop listening."""
        for end in self._ends:
            end()

    def tell(self, number: int, *words: str) -> Sentence:
        """Send a command once, with this number, and give its reply; AgentTimeoutError when none comes."""
        while not self._replies.empty():
            self._replies.get()
        self._line.write(encode(Sentence(SentenceKind.COMMAND, number, words)))
        until_s = time.monotonic() + _ANSWER_S
        while (left_s := until_s - time.monotonic()) > 0:
            try:
                reply = self._replies.get(timeout=left_s)
            except Empty:
                break
            if reply.sequence == number:
                return reply
        raise AgentTimeoutError(f"no answer to '{','.join(words)}' with number {number}")

    def refusal(self, *words: str) -> CommandRefusal | None:
        """Send a command that may be refused; None when it was done."""
        reply = self.tell(0, *words)
        refused = reply.kind is SentenceKind.ERROR and reply.words and reply.words[0]
        return CommandRefusal(reply.words[0]) if refused else None

    def is_answered(self, raw: bytes, within_s: float, number: int = NUMBER) -> bool:
        """Send bytes that have this number in them, and tell whether a reply with that number comes."""
        while not self._replies.empty():
            self._replies.get()
        self._line.write(raw)
        until_s = time.monotonic() + within_s
        while (left_s := until_s - time.monotonic()) > 0:
            try:
                if self._replies.get(timeout=left_s).sequence == number:
                    return True
            except Empty:
                break
        return False

    def forget_events(self) -> None:
        """Let no event count that has come so far."""
        with self._changed:
            self._events.clear()

    def seen(self, kind: type[EventT]) -> list[EventT]:
        """Give the events of a kind since they were forgotten."""
        with self._changed:
            return [event for event in self._events if isinstance(event, kind)]

    def event(self, kind: type[EventT], within_s: float = _BOOT_S) -> EventT:
        """Wait for an event of a kind since they were forgotten."""
        found = self.first_of(within_s, kind)
        if found is None:
            raise BrokenPromiseError(f"no event {kind.NAME[0]} came within {within_s:g} s")
        return found

    def first_of(self, within_s: float, *kinds: type[EventT]) -> EventT | None:
        """Wait for an event of any of these kinds since they were forgotten; None when the time is over."""
        with self._changed:
            return self._changed.wait_for(
                lambda: next((event for event in self._events if isinstance(event, kinds)), None), within_s
            )

    def boot(self) -> BootEvent:
        """Bring it into a new boot out of hold, and give its event."""
        self.agent.hold()
        self.provide()
        self.forget_events()
        self.agent.go()
        return self.event(BootEvent)

    def provide(self) -> None:
        """Give it a token if it has none: one whose firmware is what it is provisioned with would not boot.

        Its requests go over the line, where it can do that, and nobody answers them: its server hears nothing of this.
        """
        if CommandGroup.PROVISION in self.agent.groups and self.agent.info().store is None:
            self.provision()

    def provision(self, store: StorePolicy | None = None, *, token: str = TOKEN) -> None:
        """Give it this token, and how it is to be kept; the board is held, or starts again."""
        kept = {} if store is None else {ProvisionField.STORE: store.value}
        bridged = {ProvisionField.SERVER: BRIDGE_SERVER} if CommandGroup.HTTP in self.agent.groups else {}
        self.agent.provision({**_FIELDS, ProvisionField.TOKEN: token, **kept, **bridged})

    def running(self) -> None:
        """Have its program run."""
        if self.agent.info().state is AgentState.HELD:
            self.boot()

    # Inside

    def _hear(self, sentence: Sentence) -> None:
        if sentence.kind in {SentenceKind.OK, SentenceKind.ERROR}:
            self._replies.put(sentence)

    def _note(self, event: Event) -> None:
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()


def declared(command: str, says: str, attempt: Callable[[Trial], None], *needs: CommandGroup) -> Promise:
    """Declare a promise: a sentence of the page, how it is tried, and the groups that are needed for it."""
    return Promise(command, says, frozenset(needs), attempt)


def expect(found: str, *, right: bool) -> None:
    """Hold a promise for broken, by what was found, unless it was right; raises BrokenPromiseError."""
    if not right:
        raise BrokenPromiseError(found)


def ending(refusal: CommandRefusal | None, done: str = "done") -> str:
    """Say how a command ended: with which code it was refused, or that it was done, in the word for that."""
    return done if refusal is None else f"refused with {refusal.word}"


def expect_refusal(
    refusal: CommandRefusal | None, code: AgentErrorCode, what: str, *, done: str = "done", when: str = ""
) -> None:
    """Hold a promise for broken unless a command was refused with this code; raises BrokenPromiseError.

    `what` is the command up to its verb, `done` the word for its not being refused, `when` what is told behind it.
    """
    right = refusal is not None and refusal.code is code
    expect(f"{what} {ending(refusal, done)}{when}", right=right)


def expect_done(refusal: CommandRefusal | None, what: str, *, when: str = "") -> None:
    """Hold a promise for broken if a command was refused, told as `expect_refusal` does; raises BrokenPromiseError."""
    expect(f"{what} {ending(refusal)}{when}", right=refusal is None)


def asked(trial: Trial) -> HttpEvent:
    """Have its program send a request over the line, in a new boot; gives the first part that comes."""
    trial.boot()
    try:
        return trial.event(HttpEvent, REQUEST_S)
    except BrokenPromiseError as error:
        raise NotTriedError(f"its program asks nothing: {error}") from None
