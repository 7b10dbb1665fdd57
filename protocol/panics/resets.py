"""Why a chip started, as its boot ROM says it. The codes and names of each family stand with it, in `boards`."""

import re
from collections.abc import Mapping
from enum import Enum

import msgspec


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
