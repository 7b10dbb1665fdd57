"""A small agent in memory, at the far end of a line that hands bytes over in pieces and may lose or bend replies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from oceanhil.protocol.agent.commands import (
    AnyCommand,
    EepromRead,
    EepromXor,
    FlashErase,
    FlashHash,
    FlashRead,
    FlashWrite,
    Info,
    parse_command,
)
from oceanhil.protocol.agent.digest import sector_digest
from oceanhil.protocol.agent.error_code import AgentErrorCode, Refusal, WordsError
from oceanhil.protocol.agent.message import Event, Message
from oceanhil.protocol.agent.replies import BoardInfo, Done, ReadData, SectorDigests
from oceanhil.protocol.agent.sentence import AgentReader, Sentence, SentenceKind, encode
from oceanhil.protocol.agent.vocabulary import AgentState
from oceanhil.protocol.board import Board
from oceanhil.protocol.record import StorePolicy

SECTOR = 4096
INFO = BoardInfo(
    protocol=1,
    board=Board.ESP32,
    firmware="reference",
    firmware_version="1.0",
    mac=bytes.fromhex("246F28AABBCC"),
    driver="idf-5.5.1",
    store=StorePolicy.LEGACY,
    state=AgentState.HELD,
    boots=0,
    window=4,
    capabilities=("eeprom", "flash", "teleport"),
)


@dataclass
class FakeAgent:
    """Answers INFO, FLASH and some of EEPROM; everything else with `Done`. Keeps what it was asked, in order."""

    info_words: tuple[str, ...] = INFO.to_words()
    flash: bytearray = field(default_factory=lambda: bytearray(b"\xff" * 8 * SECTOR))
    eeprom: bytearray = field(default_factory=lambda: bytearray(512))
    done: list[AnyCommand] = field(default_factory=list)
    refuse: AgentErrorCode | None = None
    refusal_text: str = "because it was told to"
    remembered: tuple[bytes, bytes] = (b"", b"")

    def answer(self, sentence: Sentence) -> bytes:
        asked = encode(sentence)
        if sentence.sequence and asked == self.remembered[0]:
            return self.remembered[1]
        reply = encode(self._reply(sentence))
        self.remembered = (asked, reply)
        return reply

    def _reply(self, sentence: Sentence) -> Sentence:
        try:
            command = parse_command(sentence.words)
        except WordsError as error:
            return Sentence(SentenceKind.ERROR, sentence.sequence, Refusal(error.code, str(error)).to_words())
        if self.refuse is not None:
            words = Refusal(self.refuse, self.refusal_text).to_words()
            return Sentence(SentenceKind.ERROR, sentence.sequence, words)
        self.done.append(command)
        words = self.info_words if isinstance(command, Info) else self._do(command).to_words()
        return Sentence(SentenceKind.OK, sentence.sequence, words)

    def _do(self, command: AnyCommand) -> Message:
        match command:
            case FlashRead(address, length):
                return ReadData(bytes(self.flash[address : address + length]))
            case FlashWrite(address, data):
                for index, byte in enumerate(data, address):
                    self.flash[index] &= byte
            case FlashErase(address):
                self.flash[address : address + SECTOR] = b"\xff" * SECTOR
            case FlashHash(address, sectors):
                starts = range(address, address + sectors * SECTOR, SECTOR)
                return SectorDigests(tuple(sector_digest(self.flash[start : start + SECTOR]) for start in starts))
            case EepromRead(address, length):
                return ReadData(bytes(self.eeprom[address : address + length]))
            case EepromXor(address, data):
                for index, byte in enumerate(data, address):
                    self.eeprom[index] ^= byte
        return Done()


Bend = Callable[[int, bytes], bytes]


class FakeLine:
    """A line to a `FakeAgent`. `bend(number, reply)` gives what arrives of reply `number` (from 0)."""

    def __init__(self, agent: FakeAgent, *, chunk: int = 64, bend: Bend = lambda _, reply: reply) -> None:
        self.agent = agent
        self.written: list[bytes] = []
        self.log = b""
        self._chunk = chunk
        self._bend = bend
        self._replies = 0
        self._to_agent = AgentReader()
        self._to_bench = AgentReader()
        self._listeners: list[Callable[[Sentence], None]] = []

    def write(self, data: bytes) -> None:
        self.written.append(data)
        for start in range(0, len(data), self._chunk):
            for found in self._to_agent.feed(data[start : start + self._chunk]):
                if isinstance(found, Sentence):
                    reply = self._bend(self._replies, self.agent.answer(found))
                    self._replies += 1
                    self.arrive(reply)

    def arrive(self, data: bytes) -> None:
        for start in range(0, len(data), self._chunk):
            for found in self._to_bench.feed(data[start : start + self._chunk]):
                if isinstance(found, bytes):
                    self.log += found
                else:
                    for listener in list(self._listeners):
                        listener(found)

    def report(self, event: Event) -> None:
        self.arrive(encode(Sentence(SentenceKind.EVENT, 0, event.to_words())))

    def subscribe(self, listener: Callable[[Sentence], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @property
    def listeners(self) -> int:
        return len(self._listeners)
