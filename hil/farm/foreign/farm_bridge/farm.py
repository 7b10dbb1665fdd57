"""What a farm is to a bridge: places with boards, of which each is somebody's for a while.

A bridge must not know what a board is, what a run does, or why a place is wanted. Laws, of every farm:

1. A place that was acquired stays acquired until it is released, or until the bridge ends, unless it was left to a
   keeper: then it stays acquired without the bridge.
2. A place that this user had before stays this user's: it is used, and not released.
3. Who waits for a place and is gone waits no longer: what was reserved is cancelled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

Tell = Callable[[str], None]
Scalar = str | int | float | bool


class Why(Enum):
    """What kind of trouble it is; the value is the word on the line."""

    UNREACHABLE = "unreachable"
    """The farm does not answer."""
    VERSION = "version"
    """The farm speaks another version."""
    UNKNOWN = "unknown"
    """It has no such place."""
    TAKEN = "taken"
    """Somebody else has the place."""
    UNFIT = "unfit"
    """The place has not what is needed: a serial port that can be reached, a power switch."""
    REFUSED = "refused"
    """The farm does not do it, with its own words."""


class FarmTrouble(Exception):  # noqa: N818 - the word of the conversation
    """A farm cannot do what is asked; the text says what, and what to do next."""

    def __init__(self, why: Why, text: str) -> None:
        super().__init__(text)
        self.why = why


@dataclass(frozen=True)
class FoundPlace:
    """A place: its tags, who has it (empty: nobody), what is there, and what the farm says of the board on it.

    `host` is the machine that the board is on, as far as the farm tells.
    """

    name: str
    tags: Mapping[str, str]
    holder: str
    has_port: bool
    has_power: bool
    board: Mapping[str, Scalar] = field(default_factory=dict)
    host: str = ""


@dataclass(frozen=True)
class Acquired:
    """A place that is this user's: the URL of its board's line; `before` it was asked for it was so already."""

    address: str
    before: bool = False


class Farm(Protocol):
    """A farm; every method raises FarmTrouble."""

    @property
    def version(self) -> str:
        """The version of the farm's own client."""

    async def find(self, name: str, tags: Mapping[str, str]) -> list[FoundPlace]:
        """Give the places of this name (empty: any) that have all these tags, by name."""

    async def acquire(self, name: str, wait_s: float | None, tell: Tell) -> Acquired:
        """Take a place; one that is taken is waited for, `wait_s` seconds or (None) as long as it takes."""

    async def wait(self, names: Sequence[str], wait_s: float | None, tell: Tell) -> None:
        """Wait until one of these places can be had, so long or (None) as long as it takes; which one is not told."""

    async def resume(self, name: str) -> Acquired:
        """Give where a place is reached now that this user has already, for a keeper."""

    async def release(self, name: str) -> None:
        """Give a place back; one that is not this user's any more is nobody's matter."""

    async def power(self, name: str, action: str) -> None:
        """Switch a place's power: `on`, `off` or `cycle`."""

    async def close(self) -> None:
        """Let go of what this process alone holds, such as connections."""
