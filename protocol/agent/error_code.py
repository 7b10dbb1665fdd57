"""What an agent may answer instead of doing what it was told."""

from enum import Enum
from typing import Final

import msgspec

from oceanhil.protocol.tokens import SHOWN_CHARACTERS

MAX_ERROR_TEXT: Final = 120


class AgentErrorCode(Enum):
    """Why a command was refused; the value stands in the sentence."""

    UNKNOWN_COMMAND = "unknown-command"
    BAD_ARGUMENT = "bad-argument"
    OUT_OF_RANGE = "out-of-range"
    NOT_SUPPORTED = "not-supported"
    BUSY = "busy"
    STORAGE_FAILED = "storage-failed"
    UNREADABLE = "unreadable"
    NO_EXCHANGE = "no-exchange"
    VERSION = "version"
    FAILED = "failed"
    """Any other reason, and what a reader makes of a code it does not know."""


def quoted(word: str) -> str:
    """Quote a word that is wrong where it stands: it may be a secret in a wrong place, so as much as may be shown."""
    return repr(word if len(word) <= SHOWN_CHARACTERS else word[:SHOWN_CHARACTERS] + "...")


class WordsError(ValueError):
    """Words that are no message, with the code an agent answers."""

    def __init__(self, code: AgentErrorCode, text: str) -> None:
        super().__init__(text)
        self.code = code


class Refusal(msgspec.Struct, frozen=True):
    """The words of a `$HER` sentence: a code, and a sentence for people, which is ASCII of at most 120 characters."""

    code: AgentErrorCode
    text: str = ""

    def to_words(self) -> tuple[str, ...]:
        """Write it, with the text cut and made ASCII."""
        text = self.text.encode("ascii", "backslashreplace").decode("ascii")
        return (self.code.value, text[:MAX_ERROR_TEXT])

    @staticmethod
    def from_words(words: tuple[str, ...]) -> "Refusal":
        """Read it; a code of a newer agent becomes FAILED and its name goes into the text."""
        code, text = (*words, "", "")[:2]
        if any(code == known.value for known in AgentErrorCode):
            return Refusal(AgentErrorCode(code), text)
        return Refusal(AgentErrorCode.FAILED, f"{code}: {text}")
