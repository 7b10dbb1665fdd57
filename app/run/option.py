"""One option of a run, whoever is told it: how it is written for `oceanhil run` and for pytest, and what help says."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec
from msgspec import structs

from oceanhil.app.run.option_kinds import OptionKind, Toggle

if TYPE_CHECKING:
    from dataclasses import Field

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_KEY = "option"


class Option(msgspec.Struct, Generic[T_co], frozen=True):
    """How an option is written, and what the help of both says of it."""

    kind: OptionKind[T_co]
    help: str
    """As the command's `--help` has it, which calls other options by the names that the command has for them."""
    metavar: str | None = None
    word: str | None = None
    """The command's name of it without dashes, where the field is called otherwise."""
    former_word: str | None = None
    """What the command called it before, which is still understood and in no help."""
    plugin_word: str | None = None
    """The same of pytest's, where it is not the command's."""
    shows_default: bool = False
    is_needed_again: bool = False
    """Whether a test in Python that is run again means the same only with it."""
    leaves_cases_out: bool = False
    """Whether it may be why nothing is left to run."""
    is_about_boards: bool = False
    """Whether it chooses among cases about boards, and leaves all others out."""
    field: str = ""
    default: object = None
    is_repeated: bool = False

    def one(self) -> T_co | None:
        """Declare a field for it, None: not given."""
        return field(default=None, metadata={_KEY: self})

    def several(self) -> tuple[T_co, ...]:
        """Declare a field for one that may be given again and again."""
        return field(default=(), metadata={_KEY: structs.replace(self, is_repeated=True)})

    def or_else(self, default: T) -> T_co | T:
        """Declare a field for one that has a value in any case."""
        return field(default=default, metadata={_KEY: self})

    @property
    def in_command(self) -> str:
        """As it is written behind `oceanhil run`."""
        return f"--{self.word or self.field.replace('_', '-')}"

    @property
    def in_plugin(self) -> str:
        """As it is written behind `pytest`: other people's tests have a `--board`, too."""
        return f"--oceanhil-{self.plugin_word or self.in_command.removeprefix('--')}"

    @property
    def attribute(self) -> str:
        """As pytest keeps it."""
        return self.in_plugin.removeprefix("--").replace("-", "_")

    def words(self, value: object) -> list[str]:
        """Give the words by which a value is told to pytest; none for the one that is there without them."""
        if value == self.default:
            return []
        if isinstance(self.kind, Toggle):
            return [self.in_plugin]
        values = value if isinstance(value, tuple) else (value,)
        return [part for each in values for part in (self.in_plugin, str(each))]


def option_of(declared: Field[object]) -> Option[object]:
    """Give the option that a field was declared with, which knows its field now."""
    option: Option[object] = declared.metadata[_KEY]
    return structs.replace(option, field=declared.name, default=declared.default)
