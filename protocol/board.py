"""The name of a board family, and the three families that the platform's documentation is about.

A name is all that goes over a wire or into a file. What a family *is* stands in `boards`, one object each; families
that other distributions add have names like any other. So whether a name is known is no question for this module.
"""

import re
from typing import ClassVar, Final, Self

BOARD_PATTERN: Final = r"[a-z][a-z0-9-]{0,31}"
_NAME = re.compile(BOARD_PATTERN)


class Board:
    """A board family by its name: `value` is the word used in files, in URLs and on the command line.

    There is one object for each name, so that names are compared with `is`. Raises ValueError for what is no name.
    """

    __slots__ = ("value",)

    ESP32: ClassVar["Board"]
    ESP8266: ClassVar["Board"]
    PICOW: ClassVar["Board"]
    _made: ClassVar[dict[str, "Board"]] = {}

    value: str

    def __new__(cls, value: str) -> Self:
        """Give the object of this name."""
        made = cls._made.get(value)
        if made is None:
            if _NAME.fullmatch(value) is None:
                raise ValueError(f"board {value!r} is no name, expected up to 32 of a-z 0-9 -, a letter first")
            made = super().__new__(cls)
            object.__setattr__(made, "value", value)
            made = cls._made.setdefault(value, made)
        assert isinstance(made, cls)
        return made

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a board's name cannot be changed: {name}")

    def __reduce__(self) -> tuple[type[Self], tuple[str]]:
        return type(self), (self.value,)

    def __repr__(self) -> str:
        return f"Board({self.value!r})"

    @property
    def name(self) -> str:
        """The name in capitals, as firmware prints it."""
        return self.value.upper()

    @property
    def named(self) -> str:
        """The name with its article, for messages."""
        return f"{'an' if self.value[0] in 'aeiou' else 'a'} {self.value}"

    @property
    def device_id_prefix(self) -> str:
        """What a device ID of this family starts with.

        `ESP32_` is printed on the page "Firmware Flash Success But No Connection"; the others follow it by analogy.
        """
        return self.name + "_"


Board.ESP32 = Board("esp32")
Board.ESP8266 = Board("esp8266")
Board.PICOW = Board("picow")

PLATFORM_BOARDS: Final = (Board.ESP32, Board.ESP8266, Board.PICOW)
"""The families of the platform's documentation: what a scenario is about unless it, or a run, says otherwise."""


def name_of(value: object) -> object:
    """Give a board's name, as an `enc_hook` of msgspec."""
    if not isinstance(value, Board):
        raise NotImplementedError(f"{type(value).__name__} is not written here")
    return value.value


def board_from(kind: type, value: object) -> object:
    """Make a board out of a text, as a `dec_hook` of msgspec."""
    if kind is object:
        return value  # any JSON
    if kind is not Board:
        raise NotImplementedError(f"{kind.__name__} is not read here")
    if not isinstance(value, str):
        raise TypeError(f"board {value!r} is no text")
    return Board(value)
