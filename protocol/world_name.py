"""How a world is named: `NAME`, or `NAME:ARGUMENT` of one that takes an argument, such as a sketch or a bench."""

from enum import StrEnum
from typing import NamedTuple, Self


class OwnWorld(StrEnum):
    """The names of this project's own worlds; other packages have more, so that a name may be any text."""

    SIM = "sim"
    """Where scenarios run unless another one is named."""
    NATIVE = "native"
    SKETCH = "sketch"
    EMULATED = "emulated"
    SERIAL = "serial"


class WorldChoice(NamedTuple):
    """A world as it was chosen; `argument` is empty where there is none."""

    name: str
    argument: str = ""

    @classmethod
    def read(cls, text: str) -> Self:
        """Take what a user wrote apart; an argument may have colons of its own."""
        name, _, argument = text.partition(":")
        return cls(name, argument)

    def __str__(self) -> str:
        """Write it as it is chosen."""
        return f"{self.name}:{self.argument}" if self.argument else self.name
