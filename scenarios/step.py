"""What a step is: what a scenario file says to do or to expect, whatever the scenario is about."""

from abc import ABCMeta
from collections.abc import Iterable
from enum import Enum
from typing import ClassVar, Final, dataclass_transform

import msgspec

from oceanhil.scenarios.acts import ActKind
from oceanhil.scenarios.mistakes import Mention, Named, Place
from oceanhil.scenarios.nodes import Node, as_written
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.world_terms import Capability


class Unmet(Exception):  # noqa: N818 - a finding about what is tested, not an error of this program
    """A step did not find what it expects; both texts go into the report."""

    def __init__(
        self,
        expected: str,
        found: str,
        event: Event | None = None,
        *,
        law: str = "",
        beside: frozenset[ActKind] = frozenset(),
    ) -> None:
        """Take both texts, the event that ought not to have been, where there is one, and a law's name.

        `beside`: kinds of act in which the cause of that event may lie.
        """
        super().__init__(f"expected {expected}; found {found}")
        self.expected = expected
        self.found = found
        self.event = event
        self.law = law
        self.beside = beside


class UnpreparedError(Unmet):
    """A step before it should have prepared what it is about: a finding about the file, not about what is tested."""


class Touch(Enum):
    """What a step lays hands on, so that what is found there behind it need not be the doing of what is tested."""

    STORAGE = "storage"
    """The bench is at what a device keeps, if only to look or to arrange something."""
    RECORD = "record"
    """What a device keeps may be another from then on."""
    IMAGE = "image"
    """It has other firmware."""
    IDENTITY = "identity"
    RESET = "reset"
    SLEEP = "sleep"
    TIME = "time"
    CLOCK = "clock"
    """What a device takes for the time may be wrong from then on."""
    CREDENTIALS = "credentials"
    """The server may refuse a token from then on that it took."""
    SETTINGS = "settings"
    """The server refuses other requests, for other reasons, than it did."""


FLASH_TOUCHES: Final = frozenset({Touch.STORAGE, Touch.IMAGE, Touch.IDENTITY})
"""The bench itself works on the flash of a device."""


class _StepMeta(msgspec.StructMeta, ABCMeta):
    """Takes what a step is called and needs from its class statement; the fields are what a file may say."""

    def __new__(cls, title: str, bases: tuple[type, ...], body: dict[str, object], /, **about: object) -> "_StepMeta":
        # Every step is both, whether its class statement says so or not.
        about = {word: value for word, value in about.items() if word not in {"frozen", "kw_only"}}
        if about and (unknown := about.keys() - Step.__annotations__.keys()):
            raise TypeError(f"{title}: nothing about a step is called {', '.join(sorted(unknown))}")
        for several in about.keys() & {"needs", "touches", "met_by"}:
            given = about[several]
            about[several] = frozenset(given if isinstance(given, Iterable) else {given})
        return super().__new__(cls, title, bases, {**body, **about}, frozen=True, kw_only=True)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(msgspec.field,))
class Step(msgspec.Struct, metaclass=_StepMeta, frozen=True):
    """How a step is written: its fields are the keys it has in a scenario file. Who does it says its own class.

    What is no key stands in the class statement: `class PowerOn(DeviceStep, name="device.power_on", needs=…)`.
    """

    name: ClassVar[str]
    """The word in scenario files, `family.verb`."""
    needs: ClassVar[frozenset[Capability]] = frozenset()
    """What the world must be able to do; a single capability is enough in a class statement."""
    touches: ClassVar[frozenset[Touch]] = frozenset()
    """What it lays hands on; a single one is enough in a class statement."""
    main: ClassVar[str] = ""
    """The key that is meant when the step has a single value instead of a mapping; empty: it takes none."""
    whole: ClassVar[bool] = False
    """True when the step's mapping as a whole is the value of its `main` key."""
    met_by: ClassVar[frozenset[EventKind] | None] = None
    """Of an expectation: the kinds of events without which it cannot hold; none where it may hold without any.

    A single one is enough in a class statement. Each expectation of a device says it, for `run --prove`.
    """
    takes_turns: ClassVar[bool] = False
    """True when it is met by one event, behind the one that met the last such expectation."""
    waits: ClassVar[bool] = False
    """True when time may pass in it."""
    names_outcomes: ClassVar[bool] = False
    """True when the keys of its mapping are outcomes, which `tally` may use."""
    introduces: ClassVar[bool] = False
    """True when other steps may be about the device, or client, that `on` names."""

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs, its arguments considered."""
        return self.needs

    def declares(self) -> Iterable[tuple[Named, str]]:
        """Names that other steps of the file may use because this one stands in it."""
        return ()


class PlacedStep(msgspec.Struct, frozen=True):
    """A step that is ready to run, with its place in the file."""

    step: Step
    place: Place
    argument: Node | None
    needs: frozenset[Capability]
    names: tuple[Mention, ...] = ()
    """Its words that only the whole file can judge."""

    @property
    def text(self) -> str:
        """The step as written, variables replaced."""
        return self.step.name if self.argument is None else f"{self.step.name}: {as_written(self.argument)}"


def needs_of(steps: Iterable[PlacedStep]) -> frozenset[Capability]:
    """What a world must be able to do for these steps."""
    return frozenset[Capability]().union(*[placed.needs for placed in steps])
