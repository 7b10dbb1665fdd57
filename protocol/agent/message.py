"""What commands, replies and events have in common: words that name them, and fields."""

from enum import Enum
from typing import ClassVar, Final, Generic, Self, TypeVar, cast, get_args

import msgspec

from oceanhil.protocol.agent.fields import read_fields, write_fields
from oceanhil.protocol.agent.vocabulary import CommandGroup

ANSWER_MS: Final = 500
"""The time within which an agent answers most commands, in ms."""

ReplyT_co = TypeVar("ReplyT_co", bound="Message", covariant=True)


class Message(msgspec.Struct, frozen=True):
    """A message: the words that name it (none for a reply) and one word for each field."""

    NAME: ClassVar[tuple[str, ...]] = ()

    def to_words(self) -> tuple[str, ...]:
        """Write it."""
        return self.NAME + write_fields(self)

    @classmethod
    def from_words(cls, words: tuple[str, ...]) -> Self:
        """Read it, without the words that name it; raises WordsError."""
        return cls(*read_fields(cls, words))


class Reply(Message, frozen=True):
    """The words of a `$HOK` sentence."""


class Event(Message, frozen=True):
    """The words of a `$HEV` sentence."""


class Repeat(Enum):
    """What happens when a bench that heard no reply sends a command again."""

    HARMLESS = "harmless"
    """Doing it twice is as good as once."""
    REMEMBERED = "remembered"
    """The agent remembers its last reply and gives it again without doing it again."""
    STARTS_BOOT = "starts-boot"
    """As before, but the memory is lost in the boot that follows: an event of that boot counts as the reply."""


class Command(Message, Generic[ReplyT_co], frozen=True):
    """The words of a `$HIL` sentence; `ReplyT_co` is what its `$HOK` carries.

    GROUP: what an agent must be able to do for it, None for what every agent does. ANSWER_MS: the time within which an
    agent answers, in milliseconds after the command's line feed.
    """

    GROUP: ClassVar[CommandGroup | None] = None
    REPEAT: ClassVar[Repeat] = Repeat.HARMLESS
    ANSWER_MS: ClassVar[int] = ANSWER_MS

    @classmethod
    def reply_type(cls) -> type[ReplyT_co]:
        """Give the type of its reply: the argument of `Command[...]` in the class's bases."""
        (base,) = cls.__dict__["__orig_bases__"]
        return cast("type[ReplyT_co]", get_args(base)[0])
