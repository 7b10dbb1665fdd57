"""What of a recording could not be used, counted by reason: a user is told of it."""

from collections import Counter
from enum import Enum


class Reason(Enum):
    """Why something is missing; the value goes on after a number."""

    OTHER_PATH = "exchanges on paths outside the device API were left out"
    NO_ENTRY = "entries that are not as HAR 1.2 says were left out"
    BODY_GAP = "bodies are not in the recording, so what they said cannot be judged"
    REDACTED = "exchanges have tokens that the exporter made unreadable: what was done with them cannot be followed"
    LATE = "exchanges stand far out of their order in time"
    NO_ANSWER = "exchanges have no answer that could be expected again"
    NO_BODY = "exchanges lack a body that would have to be sent or expected again"
    NO_HISTORY = "exchanges use a token whose history is not known"
    NO_WAY = "requests cannot be sent again as they were"
    INCONSISTENT = "cases were answered in more than one way and make no item"
    TOO_MANY = "exchanges are beyond the largest number of items"


class LeftOut:
    """Counts what is left out."""

    def __init__(self) -> None:
        self._counts: Counter[Reason] = Counter()
        self._remarks: list[str] = []

    def count(self, reason: Reason, number: int = 1) -> None:
        """Count `number` more."""
        self._counts[reason] += number

    def remark(self, text: str) -> None:
        """Say something else that a user should know."""
        self._remarks.append(text)

    def notes(self) -> tuple[str, ...]:
        """Give a line for each."""
        counted = (f"{self._counts[reason]} {reason.value}" for reason in Reason if self._counts[reason])
        return (*self._remarks, *counted)
