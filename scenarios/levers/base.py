"""What every step of the language is: a typed struct that does one thing to the world or expects one thing of it."""

from abc import ABCMeta, abstractmethod
from typing import ClassVar

import msgspec

from scenarios.context import Context
from scenarios.world import MAIN_DEVICE, Capability


class _LeverMeta(msgspec.StructMeta, ABCMeta):
    """Lets a struct have abstract methods."""


class Lever(msgspec.Struct, metaclass=_LeverMeta, frozen=True, kw_only=True):
    """A step. Its fields are the keys it has in a scenario file."""

    name: ClassVar[str]
    """The word in scenario files, `family.verb`."""
    needs: ClassVar[frozenset[Capability]] = frozenset()
    """What the world must be able to do."""
    main: ClassVar[str] = ""
    """The key that is meant when the step has a single value instead of a mapping; empty: it takes none."""
    whole: ClassVar[bool] = False
    """True when the step's mapping as a whole is the value of its `main` key."""
    waits: ClassVar[bool] = False
    """True when time may pass in it."""

    @abstractmethod
    def run(self, context: Context) -> None:
        """Do it; raises Unmet when an expectation does not hold and WorldError when the world fails."""

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs, its arguments considered."""
        return self.needs


class DeviceLever(Lever, frozen=True, kw_only=True):
    """A step about one device; `on` names it."""

    on: str = MAIN_DEVICE

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs; any device but the main one is a second one."""
        return self.needs if self.on == MAIN_DEVICE else self.needs | {Capability.SECOND_DEVICE}
