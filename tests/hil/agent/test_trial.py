"""A trial of an agent: that of a virtual board keeps every promise; one that breaks one is told in the page's words."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator

import pytest

from oceanhil.hil.agent.client import AgentClient
from oceanhil.hil.agent.exchange import AgentLine
from oceanhil.hil.agent.trial import Kept, Promise, Trial, make_ready, try_all, try_promise
from oceanhil.hil.agent.trial_promises import PROMISES
from oceanhil.hil.boards.open_board import LinkLine
from oceanhil.hil.link.events import LineSeen, LinkEvent
from oceanhil.hil.link.link import SerialLink
from oceanhil.hil.link.spec import PortSpec
from oceanhil.hil.vboard.launcher import VirtualBoardProcess
from oceanhil.protocol.agent.sentence import AgentReader, Sentence, SentenceKind, encode
from tests.docs.pieces import ROOT
from tests.hil.boards.owners import TOKEN

NVS = 0x9000
PAGE = " ".join((ROOT / "docs" / "agent-protocol.md").read_text("utf-8").split())
LATE = PROMISES[-1]


class Fault:
    """An agent that is right: what it is told and what it says go through as they are."""

    def told(self, sentence: Sentence) -> list[Sentence]:
        """Give what reaches the agent of a command."""
        return [sentence]

    def said(self, sentence: Sentence) -> list[Sentence]:
        """Give what the bench hears of a sentence of the agent."""
        return [sentence]


class ResetReasonOfTheChip(Fault):
    def said(self, sentence: Sentence) -> list[Sentence]:
        words = tuple("software" if word == "pin" else word for word in sentence.words)
        return [Sentence(sentence.kind, sentence.sequence, words if words[:1] == ("BOOT",) else sentence.words)]


class HoldThroughABoot(Fault):
    def told(self, sentence: Sentence) -> list[Sentence]:
        restart = Sentence(SentenceKind.COMMAND, 9999, ("RESTART", "software"))
        return [restart, sentence] if sentence.words == ("HOLD",) else [sentence]


class GoNamesAnything(Fault):
    def said(self, sentence: Sentence) -> list[Sentence]:
        words = tuple("pin" if word == "power-on" else word for word in sentence.words)
        return [Sentence(sentence.kind, sentence.sequence, words)]


class RemembersNothing(Fault):
    def told(self, sentence: Sentence) -> list[Sentence]:
        ping = Sentence(SentenceKind.COMMAND, 9999, ("PING",))
        return [ping, sentence] if sentence.words[:2] == ("EEPROM", "XOR") else [sentence]


class Swallowed(Fault):
    """A command with these words does nothing, from the second time on, and is said to be done."""

    def __init__(self, *words: str, first: int = 0) -> None:
        self.words = words
        self.left = first

    def told(self, sentence: Sentence) -> list[Sentence]:
        if sentence.words[: len(self.words)] != self.words:
            return [sentence]
        self.left -= 1
        return [sentence] if self.left >= 0 else [Sentence(SentenceKind.COMMAND, sentence.sequence, ("PING",))]


class BeginsOnce(Fault):
    begun = False

    def told(self, sentence: Sentence) -> list[Sentence]:
        if sentence.words[:2] != ("EEPROM", "BEGIN"):
            return [sentence]
        words, self.begun = (("CUT", "UNITS", "9999") if self.begun else sentence.words), True
        return [Sentence(SentenceKind.COMMAND, sentence.sequence, words)]


class WrapsInThePage(Fault):
    def told(self, sentence: Sentence) -> list[Sentence]:
        if sentence.words[:2] != ("FLASH", "WRITE"):
            return [sentence]
        address, data = int(sentence.words[2]), bytes.fromhex(sentence.words[3])
        room = 256 - address % 256
        pieces = [(address - address % 256, data[room:]), (address, data[:room])]
        return [
            Sentence(SentenceKind.COMMAND, sentence.sequence, ("FLASH", "WRITE", str(at), piece.hex().upper()))
            for at, piece in pieces
            if piece
        ]


class SaysTheArmedUnit(Fault):
    armed = "0"

    def told(self, sentence: Sentence) -> list[Sentence]:
        if sentence.words[:2] == ("CUT", "ARM"):
            self.armed = sentence.words[3]
        return [sentence]

    def said(self, sentence: Sentence) -> list[Sentence]:
        cut = sentence.words[:1] == ("CUT",)
        return [Sentence(sentence.kind, sentence.sequence, ("CUT", self.armed) if cut else sentence.words)]


class KeepsAfterFactory(Fault):
    """What was told last of this kind is told again after each FACTORY."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.last: Sentence | None = None

    def told(self, sentence: Sentence) -> list[Sentence]:
        if sentence.words[: len(self.words)] == self.words:
            self.last = Sentence(SentenceKind.COMMAND, 9999, sentence.words)
        if sentence.words == ("FACTORY",) and self.last is not None:
            return [sentence, self.last]
        return [sentence]


class SensorAfterABoot(Fault):
    """Readings live on: the board is told them again with the first answer of its server, before it reports."""

    chosen: Sentence | None = None

    def told(self, sentence: Sentence) -> list[Sentence]:
        if sentence.words[:2] == ("SENSOR", "SET"):
            self.chosen = Sentence(SentenceKind.COMMAND, 9999, sentence.words)
        again = sentence.words[:2] == ("HTTP", "ANSWER") and self.chosen is not None
        return [self.chosen, sentence] if again and self.chosen is not None else [sentence]


class UptimeDoesNotDrift(Fault):
    def said(self, sentence: Sentence) -> list[Sentence]:
        if sentence.kind is not SentenceKind.OK or len(sentence.words) != 2:
            return [sentence]
        return [Sentence(sentence.kind, sentence.sequence, (sentence.words[0], str(int(sentence.words[1]) // 2)))]


class AnswersAnything(Fault):
    def said(self, sentence: Sentence) -> list[Sentence]:
        done = sentence.words[:1] in {("no-exchange",), ("unknown-command",)}
        return [Sentence(SentenceKind.OK, sentence.sequence)] if done else [sentence]


class FaultyLine:
    """A line to an agent with one fault. Replies to what only the fault has told are kept from the bench."""

    def __init__(self, line: AgentLine, fault: Fault) -> None:
        self._line = line
        self._fault = fault
        self._reader = AgentReader()

    def write(self, data: bytes) -> None:
        """Send bytes, as the faulty agent takes them."""
        found = list(self._reader.feed(data))
        if not all(isinstance(each, Sentence) for each in found):
            self._line.write(data)
        for each in found:
            if isinstance(each, Sentence):
                for told in self._fault.told(each):
                    self._line.write(encode(told))

    def subscribe(self, listener: Callable[[Sentence], None]) -> Callable[[], None]:
        """Hear what the faulty agent says."""

        def hear(sentence: Sentence) -> None:
            if sentence.sequence != 9999:
                for said in self._fault.said(sentence):
                    listener(said)

        return self._line.subscribe(hear)


@pytest.fixture(scope="module")
def board() -> Iterator[VirtualBoardProcess]:
    with VirtualBoardProcess("--board", "esp32", "--token", TOKEN) as process:
        yield process


@contextlib.contextmanager
def trial_of(board: VirtualBoardProcess, fault: Fault) -> Iterator[Trial]:
    """A trial of the virtual board's agent, as it is with this fault."""
    if not board.control.ask().powered:
        board.control.power(on=True, hold=True)
    printed: list[str] = []

    def hear(event: LinkEvent) -> None:
        if isinstance(event, LineSeen):
            printed.append(event.line.text)

    def revive() -> None:
        if not board.control.ask().powered:
            board.control.power(on=True, hold=True)

    with SerialLink(PortSpec(board.port_url)) as link:
        link.subscribe(hear)
        line = FaultyLine(LinkLine(link), fault)
        with contextlib.closing(AgentClient(line, board="desk")) as agent:
            trial = Trial(line, agent, revive=revive, spare=NVS, lines=lambda: printed, settle_s=0.1)
            with contextlib.closing(trial):
                make_ready(trial)
                yield trial
                # Whatever the fault has left must not meet the next one.
        with contextlib.closing(AgentClient(LinkLine(link), board="desk")) as agent:
            revive()
            agent.open()
            agent.factory()


def tried(board: VirtualBoardProcess, fault: Fault, promise: Promise) -> Kept:
    with trial_of(board, fault) as trial:
        return try_promise(trial, promise)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: f"{promise.command}: {promise.says[:30]}")
def test_each_promise_is_a_sentence_of_the_page(promise: Promise) -> None:
    assert promise.says in PAGE


def test_the_agent_of_a_virtual_board_keeps_every_promise(board: VirtualBoardProcess) -> None:
    with trial_of(board, Fault()) as trial:
        kept = try_all(trial, [promise for promise in PROMISES if promise is not LATE])
    assert [(each.promise.command, each.broken, each.not_tried) for each in kept if each.broken or each.not_tried] == []


@pytest.mark.slow
def test_a_late_answer_finds_no_exchange_on_a_virtual_board(board: VirtualBoardProcess) -> None:
    kept = tried(board, Fault(), LATE)
    assert (kept.broken, kept.not_tried) == ("", "")


@pytest.mark.slow
def test_who_takes_a_late_answer_breaks_a_promise(board: VirtualBoardProcess) -> None:
    kept = tried(board, AnswersAnything(), LATE)
    assert re.fullmatch(r"HTTP,FAIL of exchange \d+ was done after it was printed to end with -11", kept.broken)


FAULTS = [
    ("RESTART", ResetReasonOfTheChip(), "after RESTART,pin BOOT says software"),
    ("PROVISION,APPLY", ResetReasonOfTheChip(), "after PROVISION,APPLY on a running board BOOT says software"),
    ("HOLD", HoldThroughABoot(), "HOLD on a running board sent BOOT, number "),
    ("GO", GoNamesAnything(), "after GO on a held board BOOT says pin"),
    ("EEPROM,XOR", RemembersNothing(), "EEPROM,XOR that came again with its number was done again"),
    ("EEPROM,BEGIN", BeginsOnce(), "bytes that were not committed are there after EEPROM,BEGIN"),
    ("EEPROM,COMMIT", Swallowed("EEPROM", "COMMIT"), "bytes that were committed are others after EEPROM,BEGIN"),
    ("FLASH,WRITE", WrapsInThePage(), "256 bytes written at 36992: byte 36864 is 80, expected FF"),
    ("CLOCK,SET", Swallowed("CLOCK", "SET"), "after CLOCK,SET to 2147483653 s it shows "),
    ("CLOCK,FAULT", Swallowed("CLOCK", "FAULT"), "with signed-32-bit, 2147483653 s are shown as 2147483653"),
    ("CLOCK,DRIFT", UptimeDoesNotDrift(), "with CLOCK,DRIFT,1000000 wall time ran 2.0 times as fast, and uptime 1.0"),
    ("MAC,SET", Swallowed("MAC", "SET"), "after MAC,SET to 24:6F:28:AA:BB:CD it reads 24:6F:28:AA:BB:CC"),
    ("MAC,FAULT", Swallowed("MAC", "FAULT"), "with broken fuses MAC,READ was answered"),
    (
        "FACTORY",
        KeepsAfterFactory("MAC", "SET"),
        "after MAC,SET and FACTORY it has the MAC 24:6F:28:AA:BB:CD, expected 24:",
    ),
    ("FACTORY", KeepsAfterFactory("CUT", "ARM"), "a power cut that was armed before FACTORY came after it"),
    ("CUT", SaysTheArmedUnit(), "armed at a unit that was past, CUT said 0; CUT,UNITS says "),
    ("SENSOR,SET", SensorAfterABoot(), "SENSOR,SET to -98.7 °C before a boot is what the program reports in it"),
    ("HTTP", AnswersAnything(), "HTTP,FAIL of another exchange was done"),
    ("any", AnswersAnything(), "'DANCE' was done, expected unknown-command"),
]


@pytest.mark.parametrize(
    ("command", "fault", "told"), FAULTS, ids=[f"{row[0]}-{type(row[1]).__name__}" for row in FAULTS]
)
def test_a_broken_promise_is_told_with_what_the_agent_did(
    board: VirtualBoardProcess, command: str, fault: Fault, told: str
) -> None:
    held_to = [each for each in PROMISES if each.command == command and each is not LATE]
    found = [tried(board, fault, promise).broken for promise in held_to]
    assert any(re.match(re.escape(told), each) for each in found), found


def test_what_an_agent_cannot_is_not_tried(board: VirtualBoardProcess) -> None:
    with trial_of(board, Fault()) as trial:
        trial.agent.groups = frozenset()
        kept = try_promise(trial, LATE)
    assert (kept.broken, kept.not_tried) == ("", "it has no hold, http, provision")
