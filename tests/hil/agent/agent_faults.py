"""Agents that have one fault each: what stands between a right one and the bench changes what goes through."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence

from oceanhil.hil.agent.command_channel import AgentLine
from oceanhil.protocol.agent.sentence import AgentReader, Sentence, SentenceKind, checksum, encode


class Fault:
    """An agent that is right: what it is told and what it says go through as they are."""

    def __init__(self) -> None:
        self.printed: list[str] = []

    def raw(self, data: bytes) -> bytes:
        """Give what it takes in of the bytes that are sent."""
        return data

    def heard(self, data: bytes) -> bytes:
        """Give the bytes that it has sent, as it writes them."""
        return data

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
            self.printed.append(self.left.pop())
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
        self.own = Sentence(SentenceKind.COMMAND, 9999, words)

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
        mend = Sentence(SentenceKind.COMMAND, 9999, ("MAC", "FAULT", "none"))
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
        first = Sentence(SentenceKind.COMMAND, 9999, (*sentence.words[:3], "A5"))
        return [first, sentence]


class FaultyLine:
    """A line to an agent with one fault. Replies to what only the fault has told are kept from the bench."""

    def __init__(self, line: AgentLine, fault: Fault) -> None:
        self._line = line
        self._fault = fault
        self._reader = AgentReader()

    def write(self, data: bytes) -> None:
        """Send bytes, as the faulty agent takes them."""
        data = self._fault.raw(data)
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
    ("any", AnswersAnything(), "'NOPE' was done, expected unknown-command"),
    ("any", TakesForAPing(b"PING*"), "a PING with a wrong checksum was answered"),
    ("any", TakesForAPing(b"%FF"), "a PING with an escape that is no UTF-8 was answered"),
    ("any", TakesForAPing(b"$HOK"), "a PING that says HOK was answered"),
    ("any", Deaf(b"PING*5B\n"), "a PING that ends with a lone LF was not answered"),
    ("any", Deaf(b"*5b\r\n"), "a PING with a checksum in small letters was not answered"),
    ("any", Deaf(b"PI%4eG*61\r\n"), "a PING with an escape that was not needed was not answered"),
    ("any", Deaf(longest=256), "a command of 640 bytes was not answered"),
    ("any", BreaksAReply("$HOK,7,00FF0[WiFi] Connected"), "a reply to FLASH,READ is broken by '[WiFi] Connected'"),
    ("any", BreaksAReply("$HOK,1,*7D"), "a reply to FLASH,READ is broken by 'another sentence'"),
    (
        "EEPROM,XOR",
        NumberAlone(),
        "EEPROM,READ with the number of the EEPROM,XOR before it was given the reply to that",
    ),
    (
        "EEPROM,READ",
        Told(("EEPROM", "READ", "255", "1"), ("EEPROM", "READ", "256", "1")),
        "of 256 bytes, 1 at 255 were",
    ),
    ("EEPROM", Swallowed("EEPROM", "COMMIT"), "'EEPROM,COMMIT' before EEPROM,BEGIN was done, expected storage-failed"),
    ("SLEEP", Told(("SLEEP", "1900000"), ("SLEEP", "0")), "BOOT came 0."),
    (
        "PROVISION,SET",
        Told(("PROVISION", "SET", "wifi-ssid", "é" * 17), ("PROVISION", "SET", "wifi-ssid", "e" * 17)),
        "a wifi-ssid of 34 bytes, 17 times 'é', was taken",
    ),
    (
        "PROVISION,SET",
        Told(("PROVISION", "SET", "wifi-ssid", "é" * 16), ("PROVISION", "SET", "wifi-ssid", "%C3%A9" * 16)),
        "a wifi-ssid of 32 bytes, 16 times 'é', was refused with bad-argument",
    ),
    (
        "MAC,SET",
        BeforeABoot("MAC", "SET", "246F28AABBCC"),
        "after MAC,SET to 24:6F:28:AA:BB:CD and a boot it reads 24:",
    ),
    ("CLOCK,FAULT", BeforeABoot("CLOCK", "FAULT", "none"), "after a boot, signed-32-bit shows 2147483653 s as 2"),
    ("CUT,UNITS", UnitsGoOn(), "CUT,UNITS of a boot that wrote is "),
    ("any", Told(("RESTART", "PIN"), ("RESTART", "pin")), "'RESTART,PIN' was done, expected bad-argument"),
    (
        "any",
        Told(("SLEEP", "9223372036854775808"), ("SLEEP", "x")),
        "'SLEEP,9223372036854775808' was refused with bad-argument, expected out-of-range",
    ),
    (
        "EEPROM,XOR",
        Swallowed("EEPROM", "XOR", first=5),
        "EEPROM,XOR with the number of the one before another command was taken for a repetition",
    ),
    (
        "EEPROM,WRITE",
        WritesWhatFits(),
        "of 64 bytes, a write of two at 63 was refused with out-of-range, and",
    ),
    ("GO", BootsAtGo(), "GO on a running board counted a boot: "),
    (
        "FLASH",
        Told(("FLASH", "ERASE", "4294967295"), ("FLASH", "ERASE", "4294963200")),
        "'FLASH,ERASE,4294967295' was refused with out-of-range, expected bad-argument",
    ),
    ("CLOCK,SLEEPDRIFT", Swallowed("CLOCK", "SLEEPDRIFT"), "with CLOCK,SLEEPDRIFT,-500000 BOOT came "),
    ("CLOCK,UPTIME", UptimeThroughABoot(), "after CLOCK,UPTIME to 3600000 s and a boot it shows 3600000.0 s"),
    ("CLOCK,SET", BeforeABoot("CLOCK", "SET", "0"), "a clock that was set in the hold to 1073741824 s shows 0."),
    ("MAC,SET", MendsFuses(), "with broken fuses and another MAC set, MAC,READ was answered"),
    (
        "FACTORY",
        KeepsAfterFactory("MAC", "FAULT", "unreadable"),
        "after MAC,FAULT and FACTORY, MAC,READ was refused with unreadable",
    ),
    ("CUT,ARM", CutsOneEarly(), "armed at unit "),
    ("CUT,ARM", ArmsOneBoot(), "two boots in a row were armed, "),
    ("SAVE", CountsSinceBoot(), "SAVE said 9999 units since LOAD, and CUT,UNITS of the whole boot says "),
    (
        "HTTP,ANSWER",
        Swallowed("HTTP", "ANSWER", first=2),
        "after an answer that came damaged, and then whole, HTTP,FAIL of the exchange was done",
    ),
    ("HTTP,ANSWER", AnswersAnything(), "after an answer whose part 1 came twice, HTTP,FAIL of the exchange was done"),
    ("HTTP,ANSWER", AnswersAnything(), "after another answer of one part, HTTP,FAIL of the exchange was done"),
    ("HTTP,RESEND", ResendsAll(), "HTTP,RESEND from part 2 on sent part 1"),
    ("HOLD", AnswersAnything(), "after HOLD, HTTP,FAIL of the exchange was done"),
    ("RELAYS,READ", HoldKeepsRelays(), "after HOLD, RELAYS,READ says on,off,1,0"),
]
"""A command, an agent that breaks a promise about it, and how what is found begins."""
LONG_FAULTS = [
    ("any", SmallEscapes(), "a sentence of its own has odd escapes"),
    ("any", NoReturns(), "a sentence of its own has a line end without CR"),
    ("any", SmallChecksums(), "a sentence of its own has small digits in its checksum"),
    ("RESTART", LosesTheReply(), "3 times BOOT came after RESTART,pin, and no whole reply before it"),
    ("HTTP,ANSWER", LosesLongAnswers(), "after an answer of 1500 bytes its program did not go on, after a short one"),
    ("HTTP,ANSWER", HeadersByCase(), "a 429 with 'Retry-After: 1' is heeded, one with 'retry-after: 1' is not"),
]
"""The same, for those that take many seconds."""
