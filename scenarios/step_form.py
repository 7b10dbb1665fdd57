"""What every step is, in whatever language: a typed struct whose fields are the keys it has in a scenario file."""

from abc import ABCMeta
from typing import ClassVar

import msgspec

from oceanhil.scenarios.world_terms import Capability


class _StepMeta(msgspec.StructMeta, ABCMeta):
    """Lets a struct have abstract methods."""


class StepForm(msgspec.Struct, metaclass=_StepMeta, frozen=True, kw_only=True):
    """How a step is written; what it does is the business of its language."""

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

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs, its arguments considered."""
        return self.needs
