"""What a scenario file may say depends on what it is about: its keys, its steps, and the names in it.

One file holds one scenario, about boards or about a service. Both are read, expanded and run by the same code; a
`Language` is all in which their files differ.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Annotated

import msgspec

from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.mistakes import Mistakes, Named, Place
from oceanhil.scenarios.names import Known, free_text
from oceanhil.scenarios.nodes import Node
from oceanhil.scenarios.step import PlacedStep, Step
from oceanhil.scenarios.subject import Subject
from oceanhil.scenarios.variables import Variables
from oceanhil.scenarios.world_terms import Capability

IdText = Annotated[str, free_text("declares the scenario; it must be the name of the file")]
GroupText = Annotated[str, free_text("declares a group; reports sort by it")]
ForPeople = Annotated[str, free_text("is for people")]
CauseText = Annotated[str, free_text("a number or heading of somebody else's page")]
UrlText = Annotated[str, free_text("an address for people; nothing is fetched from it")]
WorldText = Annotated[str, free_text("a world of another machine may not be here")]


class Page(Enum):
    """A public source of scenarios."""

    INVALID_OR_EXPIRED = "token-invalid-or-expired"
    NO_CONNECTION = "firmware-flash-success-but-no-connection"
    DEVICE_STATUS = "device-status"
    CLAIM = "claim-and-manage-devices"
    WIFI = "wifi-troubleshooting"
    SECURITY = "security"
    PUBLIC_SNIPPET = "public-snippet"
    API = "api"
    RANDOM_RESET = "random-reset"
    BROWNOUT = "brownout"
    FIELD_REPORT = "field-report"
    DRIVER_SOURCE = "driver-source"
    MEASUREMENT = "measurement"
    PROTOCOL = "protocol"
    RINGCENTRAL = "ringcentral"


class SourceReference(msgspec.Struct, frozen=True, kw_only=True):
    """One source: the page, the number or name of the cause on it, and where it can be read."""

    page: Page
    cause: CauseText = ""
    url: UrlText = ""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The keys with which every scenario file begins; a language adds its own."""

    id: IdText
    title: ForPeople
    group: GroupText
    without: tuple[InvariantId, ...] = ()

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What the file is about."""
        raise NotImplementedError

    @property
    def is_for_any(self) -> bool:
        """True when it is about other subjects too, if they are asked for."""
        return False

    @property
    def is_promised(self) -> bool:
        """False when no page asks for what it is about."""
        return True

    @property
    def world_found_in(self) -> str:
        """The world in which an exploration found it; empty where none has."""
        return ""

    @property
    def sources(self) -> tuple[SourceReference, ...]:
        """Where it comes from."""
        raise NotImplementedError


class Prepared(msgspec.Struct, frozen=True):
    """What is given in one case: the steps that prepare it, and what a world must be able to do besides."""

    steps: tuple[PlacedStep, ...] = ()
    needs: frozenset[Capability] = frozenset()


class Given:
    """The key `given`, before variables are replaced; this one prepares nothing."""

    def variables(self, found: Variables) -> Variables:
        """Variables that what is given decides, where the case does not."""
        del found
        return {}

    def bind(self, variables: Variables, mistakes: Mistakes) -> Prepared:
        """Replace the variables; what is wrong then is noted."""
        del variables, mistakes
        return Prepared()


class Language(msgspec.Struct, frozen=True, kw_only=True):
    """What files about one kind of subject may say."""

    subject: str
    """The variable that holds the subject, and the field of a `Result`."""
    form: type[Head]
    """The keys of a file."""
    steps: Mapping[str, type[Step]]
    """The steps by their names."""
    axes: tuple[str, ...] = ()
    """Axes that stand before the `#` of a replay ID, for every scenario may have them."""
    main: tuple[Named, str]
    """Whom a step means that names nobody."""
    endpoints: Iterable[str]
    """The words for the paths of requests."""
    names: Callable[[], Known]
    """Gives what the built-in profile names."""
    given: Callable[[Node | None, Place, Mistakes], Given] = lambda _node, _place, _mistakes: Given()
    """Reads the key `given`; the place is that of the file."""
