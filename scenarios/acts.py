"""What a device's program did, each with the place in its source: acts, of which a failure names those behind it.

Only a world that runs the program itself can know; its devices are `ShowsActs`, and the world `TellsActs`.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import takewhile

import msgspec

from oceanhil.scenarios.trace import Event


class ActKind(Enum):
    """What a program does that somebody else can see, in words."""

    REQUEST = "sent a request"
    DATA = "sent data"
    CONNECTION = "opened a connection"
    LOST_HANDSHAKE = "began a TLS handshake at a port where plain HTTP is spoken"
    LINE = "printed"
    STORED = "wrote to flash"
    READ = "read what is stored"
    PIN = "set a pin"
    WIFI = "turned to the network"
    TIME = "asked for the time"
    CLOCK = "set its clock"
    RESTART = "started itself again"
    SLEEP = "went to sleep"

    __hash__ = object.__hash__


class Call(msgspec.Struct, frozen=True):
    """One call in the program's own source, and the line from which it goes on into the next."""

    function: str
    file: str
    line: int

    @property
    def text(self) -> str:
        """`poll at lamp.ino:127`."""
        return f"{self.function} at {self.file}:{self.line}"


class Act(msgspec.Struct, frozen=True):
    """Something that a program did, with the calls that led to it.

    `at_us`: µs since the run began. `what`: in words, such as `sent POST /api/device/session/`. `calls`: those of the
    program's own files, innermost first. `is_before`: no act broke what should hold; this was the last of its kind
    before that.
    """

    at_us: int
    what: str
    calls: tuple[Call, ...]
    is_before: bool = False

    @property
    def text(self) -> str:
        """What it did and where: `sent a request in poll at lamp.ino:127, called in loop at lamp.ino:150`."""
        innermost, *callers = [call.text for call in self.calls]
        called = f", called in {', in '.join(callers)}" if callers else ""
        return f"{'last before that: ' if self.is_before else ''}{self.what} in {innermost}{called}"


class Deed(ABC):
    """An act as it is kept while a run goes on: nobody has looked yet where it is in the source."""

    @property
    @abstractmethod
    def at_us(self) -> int:
        """When, µs since the run began."""

    @property
    @abstractmethod
    def kind(self) -> ActKind:
        """What it is."""

    @property
    @abstractmethod
    def what(self) -> str:
        """Say what was done, without secrets."""

    @abstractmethod
    def is_request(self, method: str, path: str) -> bool:
        """Tell whether such a request begins with it."""

    @property
    @abstractmethod
    def printed(self) -> str:
        """What it printed, secrets and all; empty for any other kind."""

    @abstractmethod
    def stores_any(self, texts: Sequence[str]) -> bool:
        """Tell whether it wrote one of these to flash."""

    @abstractmethod
    def calls(self) -> tuple[Call, ...]:
        """Look up the calls that led to it; empty where none is in the program's own files."""


class ShowsActs(ABC):
    """A device of which it is known what its program did last."""

    @abstractmethod
    def deeds(self) -> Iterator[Deed]:
        """Give what was done, the newest first, as far back as it is kept."""

    @abstractmethod
    def said(self, printed: str) -> str:
        """Give a line that the program printed as the trace has it."""

    def prints_on(self, since_us: int) -> bool:
        """Tell whether it has printed since then and ended no line, so that no trace has anything of it."""
        new = takewhile(lambda each: each.at_us > since_us, self.deeds())
        printed = [each.printed for each in new if each.kind is ActKind.LINE]
        return bool(printed) and not any("\n" in each for each in printed)


class Sought(msgspec.Struct, frozen=True):
    """Which acts of a device a failure is about: the one that made `event`, else the last of these `kinds`.

    Before these comes the one that first wrote something of `stored` to flash: later ones may have written that again,
    or something else. With none of them something was left out: the last acts before. The cause may lie in acts of the
    kinds `beside`: the last before of each, whatever was done since.
    """

    device: str
    event: Event | None = None
    kinds: frozenset[ActKind] = frozenset()
    beside: frozenset[ActKind] = frozenset()
    stored: tuple[str, ...] = ()


class TellsActs(ABC):
    """A world that can tell which acts of a device's program are behind a failure."""

    @abstractmethod
    def acts_behind(self, sought: Sought) -> tuple[Act, ...]:
        """Give them, that which broke what should hold first; empty where none is known."""
