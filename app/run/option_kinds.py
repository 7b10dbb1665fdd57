"""What the text of an option is: how it is read, and whether a file is meant. It knows neither click nor pytest."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from oceanhil.app.run.shard import Shard, read_shard
from oceanhil.host.file_claims import EMPTY_PATH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from enum import Enum

    from oceanhil.scenarios.invariants import Past

T_co = TypeVar("T_co", covariant=True)
EVERY_BOARD = "all"
"""The word in the place of a board for all of them."""


class OptionKind(msgspec.Struct, Generic[T_co], frozen=True):
    """A kind of option. One that is of no class below is a text that is no file, whatever is read from it."""

    def read(self, text: str) -> T_co:
        """Read what was written; raises ValueError, which says what was expected."""
        raise NotImplementedError

    def gathered(self, values: Iterable[object]) -> tuple[object, ...]:
        """Give what all of those mean together that were given for one option."""
        return tuple(values)


class Toggle(OptionKind[bool], frozen=True):
    """An option without a value: that it was given is all."""

    def read(self, text: str) -> bool:
        """Read nothing: there is no text of it."""
        raise ValueError(f"a flag takes no value, and was given {text!r}; leave the value out")


class FreeText(OptionKind[str], frozen=True):
    """A text that is taken as it is, and is no file."""

    def read(self, text: str) -> str:
        """Give it."""
        return text


class WorldText(FreeText, frozen=True):
    """The name of a world, which may read files: a sketch, for one."""


class BoardWord(FreeText, frozen=True):
    """One of the families of boards, or `all`."""

    def gathered(self, values: Iterable[object]) -> tuple[object, ...]:
        """Give the boards that alone are meant: none, where `all` is among them."""
        given = tuple(values)
        return () if EVERY_BOARD in given else given

    def words(self) -> Iterator[str]:
        """Give those that there are, whoever made them."""
        from oceanhil.boards import board_names

        return iter((*board_names(), EVERY_BOARD))

    def has(self, word: str) -> bool:
        """Tell whether it is one; other distributions are asked only for names that are not ours."""
        from oceanhil.boards import find_board

        return word == EVERY_BOARD or find_board(word) is not None


class EnumWord(FreeText, frozen=True):
    """A value of an enumeration, by `module:Name`, imported when its words are asked for."""

    enumeration: str

    def words(self) -> Iterator[str]:
        """Give its words, in the order of their declaration."""
        return iter(words_of(self.enumeration))

    def has(self, word: str) -> bool:
        """Tell whether it is one."""
        return word in words_of(self.enumeration)


def words_of(enumeration: str) -> tuple[str, ...]:
    """Give the values of an enumeration, by `module:Name`."""
    module, _, name = enumeration.partition(":")
    members: type[Enum] = getattr(import_module(module), name)
    return tuple(str(each.value) for each in members)


class WholeNumber(OptionKind[int], frozen=True):
    """A whole number from 0 to `most`, None: without end; `what` is what it is, such as "seed"."""

    what: str
    most: int | None = None

    def read(self, text: str) -> int:
        """Read its digits."""
        if not text.isascii() or not text.isdigit() or (self.most is not None and int(text) > self.most):
            last = "" if self.most is None else f" to {self.most}"
            raise ValueError(f"{text!r} is no {self.what}, expected a whole number from 0{last}")
        return int(text)


class PastText(OptionKind["Past"], frozen=True):
    """Which breaches are looked past."""

    def read(self, text: str) -> Past:
        """Read `I17` or `I17: device calls itself`."""
        from oceanhil.scenarios.invariants import Past

        return Past.read(text)


class ShardText(OptionKind[Shard], frozen=True):
    """Which part of what is chosen runs."""

    def read(self, text: str) -> Shard:
        """Read `2/3`."""
        return read_shard(text)


class TimeSpan(msgspec.Struct, frozen=True):
    """A length of time in µs, written as users write it."""

    us: int

    def __str__(self) -> str:
        from oceanhil.scenarios.units import format_duration

        return format_duration(self.us)


class TimeSpanText(OptionKind[TimeSpan], frozen=True):
    """How long something may take, longer than not at all."""

    def read(self, text: str) -> TimeSpan:
        """Read `30m` or `1h 30m`."""
        from oceanhil.scenarios.units import parse_duration

        duration_us = parse_duration(text)
        if duration_us <= 0:
            raise ValueError(f"{text!r} is no time in which anything happens; expected one such as '10m'")
        return TimeSpan(duration_us)


class _Place(OptionKind[Path], frozen=True):
    def read(self, text: str) -> Path:
        """Take the text as a path, which is not empty."""
        if not text:
            raise ValueError(EMPTY_PATH)
        return Path(text)


class InFile(_Place, frozen=True):
    """A file that is read; `is_name_too`: it may be a name instead, if no such file is there."""

    is_name_too: bool = False


class OutFile(_Place, frozen=True):
    """A file that is written, or one that is read and written again."""


class OutFolder(_Place, frozen=True):
    """A folder into which files are written; `patterns` are those of their names."""

    patterns: Sequence[str]
