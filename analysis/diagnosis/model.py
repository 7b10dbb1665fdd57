"""What a diagnosis says: findings with the lines that show them, and what was seen when there is none."""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Annotated

import msgspec
from msgspec import Meta

from oceanhil.protocol.error_reason import ErrorReason

NumberOf = Callable[[int], int]
"""What gives another number for that of a line, from 1."""


class LineKind(Enum):
    """What sort of line something is; the value is how people are told."""

    ROM = "boot ROM"
    CRASH = "crash"
    SYSTEM = "[SYSTEM]"
    STORAGE = "[EEPROM]"
    WIFI = "[WiFi]"
    TIME = "[TIME]"
    REGISTRATION = "[REG]"
    SESSION = "[SESSION]"
    POLL = "[POLL]"
    ONLINE = "[INFO]"
    TLS = "TLS"
    NETWORK = "network"
    SERVER = "server"
    UPLOAD = "upload tool"
    TOKENS = "token service"
    TESTS = "test run"
    BESIDE = "other matter"


class Evidence(msgspec.Struct, frozen=True):
    """A line of the log: its number, from 1, and its text with secrets cut."""

    line: int
    text: str

    def renumbered(self, number_of: NumberOf) -> "Evidence":
        """Give the same line with another number."""
        return Evidence(number_of(self.line), self.text)


class Signal(msgspec.Struct, frozen=True):
    """A recognised line: the name of what it means, where it first and last stood in a row, and how often."""

    name: str
    kind: LineKind
    first: Evidence
    last: Evidence
    times: int = 1

    def renumbered(self, number_of: NumberOf) -> "Signal":
        """Give the same with other numbers of lines."""
        first, last = self.first.renumbered(number_of), self.last.renumbered(number_of)
        return msgspec.structs.replace(self, first=first, last=last)


class Boot(msgspec.Struct, frozen=True):
    """The signals between one start of the device and the next; `earlier` names those of all boots before it."""

    number: int
    line: int
    signals: tuple[Signal, ...]
    earlier: frozenset[str]

    def names(self) -> frozenset[str]:
        """Its signals, by name."""
        return frozenset(signal.name for signal in self.signals)

    def renumbered(self, number_of: NumberOf) -> "Boot":
        """Give the same with other numbers of lines."""
        signals = tuple(signal.renumbered(number_of) for signal in self.signals)
        return msgspec.structs.replace(self, line=number_of(self.line), signals=signals)


class Recognition(msgspec.Struct, frozen=True):
    """A log as far as it was understood. Of very long logs the middle is only counted, never the end.

    `noise` is the share of characters, in percent, that no text has, and `damaged` counts lines with any of them;
    `other` counts lines nobody knows. `is_oceanremote` tells whether any line is one that only an OceanRemote device
    prints, with whatever firmware; `complained_at` is the last line nobody knows that speaks of an error, `complaints`
    are the first of each kind, and where it `only_complains` nothing goes well behind several of them.
    """

    lines: int
    other: int
    noise: int
    kinds: Mapping[LineKind, int]
    boots: tuple[Boot, ...]
    boot_count: int
    damaged: int = 0
    is_oceanremote: bool = False
    complained_at: int = 0
    complaints: tuple[Evidence, ...] = ()
    only_complains: bool = False

    def names(self) -> frozenset[str]:
        """All signals of the log, by name."""
        last = self.boots[-1]
        return last.names() | last.earlier

    def renumbered(self, number_of: NumberOf) -> "Recognition":
        """Give the same with other numbers of lines; 0 is none."""
        return msgspec.structs.replace(
            self,
            boots=tuple(boot.renumbered(number_of) for boot in self.boots),
            complained_at=number_of(self.complained_at) if self.complained_at else 0,
            complaints=tuple(each.renumbered(number_of) for each in self.complaints),
        )


class Reference(msgspec.Struct, frozen=True):
    """A place in OceanRemote's documentation, such as page "Token Invalid or Expired", "cause 1"."""

    page: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.page}, {self.place}" if self.place else self.page


class Course(Enum):
    """What became of a problem by the end of the log; the worst first."""

    OPEN = "open"
    CURED = "cured after a restart"
    PASSED = "passed by itself"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A cause that the log points to. The page's table has what its fields say."""

    cause: Annotated[str, Meta(description="the name of the cause, which stays")]
    title: Annotated[str, Meta(description="what is wrong, in a sentence")]
    confidence: Annotated[int, Meta(description="how sure it is, in percent")]
    course: Annotated[Course, Meta(description=f"what became of it: {', '.join(each.value for each in Course)}")]
    boot: Annotated[int, Meta(description="in which start of the device it shows, from 1")]
    evidence: Annotated[tuple[Evidence, ...], Meta(description="the lines that show it: `line`, from 1, and `text`")]
    documented: Annotated[tuple[Reference, ...], Meta(description="where the documentation has it: `page` and `place`")]
    remedy: Annotated[str, Meta(description="what to do")]
    note: Annotated[str, Meta(description="what is good to know of it beside the remedy; often empty")] = ""
    scenarios: Annotated[tuple[str, ...], Meta(description="the scenarios that reproduce it")] = ()
    reasons: Annotated[
        tuple[ErrorReason, ...], Meta(description="the server's own reasons for refusing such a device, if it refuses")
    ] = ()

    def renumbered(self, number_of: NumberOf) -> "Finding":
        """Give the same with other numbers of lines."""
        return msgspec.structs.replace(self, evidence=tuple(each.renumbered(number_of) for each in self.evidence))


class LogVerdict(Enum):
    """What the log shows as a whole."""

    HEALTHY = "healthy"
    """The device came ONLINE and nothing went wrong."""
    RECOVERED = "recovered"
    """Something went wrong; the device came ONLINE afterwards."""
    PROBLEM = "problem"
    UNKNOWN = "unknown"


class Diagnosis(msgspec.Struct, frozen=True):
    """The answer: findings, the likeliest first, and for a log that they do not explain hints at what to do next.

    Of a log of several boards it is that of the board with the surest trouble. `others` are the first findings of those
    with another one.
    """

    verdict: LogVerdict
    findings: tuple[Finding, ...]
    online: Evidence | None
    hints: tuple[str, ...]
    recognition: Recognition
    others: tuple[Finding, ...] = ()

    def renumbered(self, number_of: NumberOf) -> "Diagnosis":
        """Give the same with other numbers of lines: those that the lines, as they were read, have in the file."""
        return msgspec.structs.replace(
            self,
            findings=tuple(finding.renumbered(number_of) for finding in self.findings),
            online=None if self.online is None else self.online.renumbered(number_of),
            recognition=self.recognition.renumbered(number_of),
            others=tuple(finding.renumbered(number_of) for finding in self.others),
        )
