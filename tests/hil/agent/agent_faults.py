"""Agents that have one fault each: what stands between a right one and the bench changes what goes through."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

from oceanhil.protocol.agent.sentence import Sentence, SentenceKind, checksum, encode
from tests.hil.agent.faulty_line import OWN_NUMBER, Fault


class ResetReasonOfTheChip(Fault):
    def said(self, sentence: Sentence) -> list[Sentence]:
        words = tuple("software" if word == "pin" else word for word in sentence.words)
        return [Sentence(sentence.kind, sentence.sequence, words if words[:1] == ("BOOT",) else sentence.words)]


class HoldThroughABoot(Fault):
    def told(self, sentence: Sentence) -> list[Sentence]:
        restart = Sentence(SentenceKind.COMMAND, OWN_NUMBER, ("RESTART", "software"))
        return [restart, sentence] if sentence.words == ("HOLD",) else [sentence]


class GoNamesAnything(Fault):
    def said(self, sentence: Sentence) -> list[Sentence]:
        words = tuple("pin" if word == "power-on" else word for word in sentence.words)
        return [Sentence(sentence.kind, sentence.sequence, words)]


class RemembersNothing(Fault):
    def told(self, sentence: Sentence) -> list[Sentence]:
        ping = Sentence(SentenceKind.COMMAND, OWN_NUMBER, ("PING",))
        return [ping, sentence] if sentence.words[:2] == ("EEPROM", "XOR") else [sentence]


class Swallowed(Fault):
    """A command with these words does nothing, from the second time on, and is said to be done."""

    def __init__(self, *words: str, first: int = 0) -> None:
        super().__init__()
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
        super().__init__()
        self.words = words
        self.last: Sentence | None = None

    def told(self, sentence: Sentence) -> list[Sentence]:
        if sentence.words[: len(self.words)] == self.words:
            self.last = Sentence(SentenceKind.COMMAND, OWN_NUMBER, sentence.words)
        if sentence.words == ("FACTORY",) and self.last is not None:
            return [sentence, self.last]
        return [sentence]


class SensorAfterABoot(Fault):
    """Readings live on: the board is told them again with the first answer of its server, before it reports."""

    chosen: Sentence | None = None

    def told(self, sentence: Sentence) -> list[Sentence]:
        if sentence.words[:2] == ("SENSOR", "SET"):
            self.chosen = Sentence(SentenceKind.COMMAND, OWN_NUMBER, sentence.words)
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


class Deaf(Fault):
    """Bytes with this at their end, or more of them than that, are not for it."""

    def __init__(self, end: bytes = b"", longest: int = 640) -> None:
        super().__init__()
        self.end, self.longest = end, longest

    def raw(self, data: bytes) -> bytes:
        return b"" if len(data) > self.longest or (self.end and data.endswith(self.end)) else data


class TakesForAPing(Fault):
    """Bytes with this in them are a PING to it."""

    def __init__(self, part: bytes) -> None:
        super().__init__()
        self.part = part

    def raw(self, data: bytes) -> bytes:
        return encode(Sentence(SentenceKind.COMMAND, 7919, ("PING",))) if self.part in data else data


class LosesTheReply(Fault):
    """The reply to a command that starts a boot is not whole."""

    lost: int | None = None

    def told(self, sentence: Sentence) -> list[Sentence]:
        if sentence.words[:1] == ("RESTART",):
            self.lost = sentence.sequence
        return [sentence]

    def said(self, sentence: Sentence) -> list[Sentence]:
        return [] if sentence.kind is SentenceKind.OK and sentence.sequence == self.lost else [sentence]


class BreaksAReply(Fault):
    """The first reply that is long has something within it."""

    def __init__(self, line: str) -> None:
        super().__init__()
        self.left = [line]

    def said(self, sentence: Sentence) -> list[Sentence]:
        if sentence.words and len(sentence.words[0]) == 512 and self.left:
            self.printed.add(self.left.pop())
            return []
        return [sentence]


class NumberAlone(Fault):
    last = 0

    def told(self, sentence: Sentence) -> list[Sentence]:
        again, self.last = sentence.sequence == self.last != 0, sentence.sequence
        reads = again and sentence.words[:2] == ("EEPROM", "READ")
        return [Sentence(sentence.kind, sentence.sequence, ("PING",)) if reads else sentence]


class Told(Fault):
    """A word of a command is another one to it."""

    def __init__(self, words: tuple[str, ...], instead: tuple[str, ...]) -> None:
        super().__init__()
        self.words, self.instead = words, instead

    def told(self, sentence: Sentence) -> list[Sentence]:
        changed = sentence.words == self.words
        return [Sentence(sentence.kind, sentence.sequence, self.instead if changed else sentence.words)]


class BeforeABoot(Fault):
    """Tells itself something whenever it boots."""

    def __init__(self, *words: str) -> None:
        super().__init__()
        self.own = Sentence(SentenceKind.COMMAND, OWN_NUMBER, words)

    def told(self, sentence: Sentence) -> list[Sentence]:
        return [self.own, sentence] if sentence.words in {("GO",), ("RESTART", "pin")} else [sentence]


class UnitsGoOn(Fault):
    asked: int | None = None
    sum = 0

    def told(self, sentence: Sentence) -> list[Sentence]:
        self.asked = sentence.sequence if sentence.words[:2] == ("CUT", "UNITS") else None
        return [sentence]

    def said(self, sentence: Sentence) -> list[Sentence]:
        if sentence.kind is not SentenceKind.OK or sentence.sequence != self.asked:
            return [sentence]
        self.sum += int(sentence.words[0])
        return [Sentence(sentence.kind, sentence.sequence, (str(self.sum),))]


class HoldKeepsRelays(Fault):
    def said(self, sentence: Sentence) -> list[Sentence]:
        words = ("on", "off", "1", "0") if sentence.words == ("off", "off", "0", "0") else sentence.words
        return [Sentence(sentence.kind, sentence.sequence, words)]


class LosesLongAnswers(Fault):
    def told(self, sentence: Sentence) -> list[Sentence]:
        long = sentence.words[:2] == ("HTTP", "ANSWER") and int(sentence.words[4]) > 2
        return [Sentence(sentence.kind, sentence.sequence, ("PING",)) if long else sentence]


class HeadersByCase(Fault):
    def told(self, sentence: Sentence) -> list[Sentence]:
        if sentence.words[:2] != ("HTTP", "ANSWER"):
            return [sentence]
        *head, _, data = sentence.words
        message = bytes.fromhex(data).replace(b"retry-after", b"x-retry-aft")
        words = (*head, str(zlib.crc32(message)), message.hex().upper())
        return [Sentence(sentence.kind, sentence.sequence, words if len(message) < 256 else sentence.words)]


class NoReturns(Fault):
    def heard(self, data: bytes) -> bytes:
        return data.replace(b"\r", b"")


class SmallEscapes(Fault):
    def heard(self, data: bytes) -> bytes:
        # A letter's case is one bit of the checksum.
        def small(found: re.Match[bytes]) -> bytes:
            content = re.sub(rb"%[0-9A-F]{2}", lambda escape: escape[0].lower(), found[1])
            return b"$%s*%02X\r\n" % (content, checksum(content))

        return re.sub(rb"\$([^$\r\n*]*)\*[0-9A-F]{2}\r\n", small, data)


class SmallChecksums(Fault):
    def heard(self, data: bytes) -> bytes:
        return re.sub(rb"\*[0-9A-F]{2}\r", lambda found: found[0].lower(), data)


class CutsOneEarly(Fault):
    def told(self, sentence: Sentence) -> list[Sentence]:
        if sentence.words[:2] != ("CUT", "ARM"):
            return [sentence]
        words = (*sentence.words[:3], str(max(0, int(sentence.words[3]) - 1)))
        return [Sentence(sentence.kind, sentence.sequence, words)]


class ArmsOneBoot(Fault):
    armed: Sequence[str] = ()

    def told(self, sentence: Sentence) -> list[Sentence]:
        if sentence.words[:2] == ("CUT", "ARM"):
            self.armed = self.armed or sentence.words
            return [Sentence(sentence.kind, sentence.sequence, tuple(self.armed))]
        return [sentence]


class CountsSinceBoot(Fault):
    def said(self, sentence: Sentence) -> list[Sentence]:
        if sentence.words[:1] != ("SAVE",):
            return [sentence]
        return [Sentence(sentence.kind, sentence.sequence, (*sentence.words[:2], "9999"))]


class MendsFuses(Fault):
    def told(self, sentence: Sentence) -> list[Sentence]:
        mend = Sentence(SentenceKind.COMMAND, OWN_NUMBER, ("MAC", "FAULT", "none"))
        return [mend, sentence] if sentence.words[:2] == ("MAC", "SET") else [sentence]


class BootsAtGo(Fault):
    def told(self, sentence: Sentence) -> list[Sentence]:
        boots = ("RESTART", "pin") if sentence.words == ("GO",) else sentence.words
        return [Sentence(sentence.kind, sentence.sequence, boots)]


class ResendsAll(Fault):
    def told(self, sentence: Sentence) -> list[Sentence]:
        all_of_it = (*sentence.words[:3], "1") if sentence.words[:2] == ("HTTP", "RESEND") else sentence.words
        return [Sentence(sentence.kind, sentence.sequence, all_of_it)]


class UptimeThroughABoot(Fault):
    """The number that was told comes again with every reading."""

    def said(self, sentence: Sentence) -> list[Sentence]:
        reads = sentence.kind is SentenceKind.OK and len(sentence.words) == 2
        words = (sentence.words[0], "3600000000") if reads else sentence.words
        return [Sentence(sentence.kind, sentence.sequence, words)]


class WritesWhatFits(Fault):
    """Of a write that ends outside, the first byte is written all the same."""

    def told(self, sentence: Sentence) -> list[Sentence]:
        if sentence.words[:2] != ("EEPROM", "WRITE") or sentence.words[3] != "A5A5":
            return [sentence]
        first = Sentence(SentenceKind.COMMAND, OWN_NUMBER, (*sentence.words[:3], "A5"))
        return [first, sentence]
