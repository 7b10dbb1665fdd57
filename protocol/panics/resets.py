"""Why a chip started, as its boot ROM says it, and starts that are a loop.

The codes and names of each family stand with it, in `boards`.
"""

import re
from collections.abc import Mapping
from enum import Enum

import msgspec

BOOTS_MIN = 4
"""So many starts in a row are a loop: one restart may be asked for, two may be a cure."""


class ResetCause(Enum):
    """What made a chip start; the values are the words that traces use for a boot."""

    POWER_ON = "power-on"
    PIN = "pin"
    SOFTWARE = "software"
    PIN_OR_SOFTWARE = "pin-or-software"
    """An ESP8266's ROM gives one code for its reset pin, a restart by software and waking from deep sleep."""
    WATCHDOG = "watchdog"
    BROWNOUT = "brownout"
    DEEP_SLEEP = "deep-sleep"
    OTHER = "other"


class Reset(msgspec.Struct, frozen=True):
    """A start as the boot ROM reported it: its cause, the ROM's code and the ROM's own word for it."""

    cause: ResetCause
    code: int = 0
    name: str = ""

    @property
    def words(self) -> str:
        """The reset in words, for messages."""
        return f"{self.cause.value} reset ({self.name})" if self.name else f"{self.cause.value} reset"


class ResetWords(msgspec.Struct, frozen=True):
    """How a boot ROM tells the cause: by a line in which `pattern` finds a code of that `base`, then maybe its name.

    A code that is not in `causes` is `ResetCause.OTHER`.
    """

    pattern: str
    base: int
    causes: Mapping[int, tuple[ResetCause, str]]

    def recognise(self, line: str) -> Reset | None:
        """Read the line in which the ROM tells why it started; None for any other line.

        The name that the ROM printed counts more than the one that is known for the code.
        """
        found = re.search(self.pattern, line)
        if found is None:
            return None
        code = int(found["code"], self.base)
        cause, name = self.causes.get(code, (ResetCause.OTHER, f"code {code:#x}"))
        return Reset(cause, code, found.groupdict().get("name") or name)


class BootLoop(msgspec.Struct, frozen=True):
    """So many starts with the same reset, without a sign that the program got anywhere."""

    boots: int
    reset: Reset

    @property
    def headline(self) -> str:
        """The loop in words."""
        return f"boot loop: {self.boots} starts in a row by {self.reset.words}, and the program never came up"


class BootLoopWatch:
    """Counts the starts of one board."""

    def __init__(self, boots_min: int = BOOTS_MIN) -> None:
        self._boots_min = boots_min
        self._boots = 0
        self._last: Reset | None = None

    def started(self, reset: Reset) -> BootLoop | None:
        """Take a start; give the loop from the start on that makes it one, then at each further one."""
        self._boots = self._boots + 1 if self._last is not None and self._last.cause is reset.cause else 1
        self._last = reset
        return BootLoop(self._boots, reset) if self._boots >= self._boots_min else None

    def came_up(self) -> None:
        """Take a sign that the program got somewhere, such as the line that says it is online."""
        self._boots, self._last = 0, None
