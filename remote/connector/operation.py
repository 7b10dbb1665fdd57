"""What can be asked of a server's own side, by name: each service has a table of its operations."""

from enum import Enum
from typing import Final

import msgspec

Value = bool | int | float | str
"""What an operation is given and gives."""


class Removal(Enum):
    """How far an operation takes away what it acts on."""

    NO = "no"
    PARTLY = "partly"
    """It is of no use to anybody any more, but still listed."""
    FULLY = "fully"


class OperationSpec(msgspec.Struct, frozen=True, kw_only=True):
    """One operation: its name in connector files, what it is given and what it must give."""

    name: str
    about: str
    """What it does, as the rest of a sentence that begins with "a way to"."""
    takes: tuple[str, ...] = ()
    """Placeholders that the file may use."""
    gives: tuple[str, ...] = ()
    """Values that the answer must hold."""
    optional: tuple[str, ...] = ()
    """Those of `gives` that have a value of their own if the file does not say where they are."""
    secret: tuple[str, ...] = ()
    """Those of `gives` that nobody may see."""
    whole: tuple[str, ...] = ()
    """Those of `gives` that may be any JSON, given as text: without it an answer must be one word or number."""
    words: tuple[str, ...] = ()
    """What the one value that is read may be, in the project's own words; empty if it may be anything."""
    creates: str = ""
    """The kind of thing that it creates; its id is the value `id`."""
    acts_on: str = ""
    """The kind of thing that the placeholder `id` names, and `name` too; the same run must have created it."""
    removes: Removal = Removal.NO
    repeatable: bool = False
    """Whether doing it twice is as good as once: then it is tried again when it fails, for that may be by chance."""
    counted_by: str = ""
    """The placeholder by whose value failures are counted apart: what fails for one may do well for another."""


# Placeholders that every operation has: when the run began (UTC, ISO 8601).
COMMON: Final = ("started",)
