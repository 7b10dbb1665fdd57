"""Where a scenario file is wrong, and what is wrong there."""

from collections.abc import Iterable, Iterator
from enum import Enum

import msgspec

from oceanhil.protocol.bounded_text import MISTAKES_MAX, shortened


class Place(msgspec.Struct, frozen=True):
    """A position in a scenario file; line and column count from 1, 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Named(Enum):
    """What a word in a file names that only the whole file, or the profile in force, can know."""

    DEVICE = "device"
    READING = "remembered reading"
    ENDPOINT = "path"
    STATUS = "status"
    CODE = "code"
    DRIVER = "driver"
    CLIENT = "client"
    FAULT = "fault"


class Mention(msgspec.Struct, frozen=True):
    """A word in a file that names something; `declares` tells that it is known by standing there."""

    named: Named
    word: str
    place: Place
    declares: bool = False


class Mistake(msgspec.Struct, frozen=True):
    """One thing that is wrong, with its place; its text is the line an editor or a terminal can jump from."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class ScenarioError(Exception):
    """Scenario files that cannot be used; the text has one line for each mistake, in the order of the files."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes: tuple[Mistake, ...] = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class Mistakes:
    """Collects mistakes, so that one run over a file finds all of them; the same one is kept once.

    Beside them it keeps the names that were read and that can be judged only when all is read.
    """

    def __init__(self) -> None:
        self._found: dict[Mistake, None] = {}
        self.mentions: list[Mention] = []

    def add(self, place: Place, message: str) -> None:
        """Note a mistake; raises ScenarioError when there are more than anybody reads."""
        self._found[Mistake(place, shortened(message))] = None
        if len(self._found) > MISTAKES_MAX:
            more = Mistake(Place(place.file), f"has more than {MISTAKES_MAX} mistakes; mend these first")
            raise ScenarioError((*self._found, more))

    def add_all(self, mistakes: Iterable[Mistake]) -> None:
        """Note mistakes that were found elsewhere."""
        self._found.update(dict.fromkeys(mistakes))

    def raise_any(self) -> None:
        """Raise ScenarioError if there are any, sorted by place."""
        if self._found:
            raise ScenarioError(sorted(self._found, key=lambda mistake: msgspec.structs.astuple(mistake.place)))

    def __bool__(self) -> bool:
        return bool(self._found)

    def __iter__(self) -> Iterator[Mistake]:
        return iter(self._found)
