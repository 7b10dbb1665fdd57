"""A service's contract as the rest of a run sees it: what there is to try, and trying it."""

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Generic, Never, Protocol, TypeVar

import msgspec

from hil.conform.contract.control import Control
from hil.conform.contract.engine import Bench, run_items
from hil.conform.contract.item import Item
from hil.conform.contract.result import ItemResult
from hil.conform.contract.side import ServiceSide
from hil.conform.evidence.exchange import Exchange
from hil.conform.wire.sending import Wire
from mock_server.client import Client
from protocol.profile import ProfileValue

AnyItem = Item[Never]
"""An item of whatever service: to be listed, not to be tried."""
WireTo = Callable[[Callable[[Exchange], None]], Wire]
"""Makes the wire, given who is to hear of its exchanges."""


def once(result: ItemResult) -> bool:
    """Repeat nothing that conforms."""
    del result
    return False


def unwatched(identity: str) -> None:
    """Tell nobody which item is tried."""
    del identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a bench is made of, and how often an item is tried: see `engine.run_items`."""

    wire_to: WireTo
    control: Control
    seed: int = 1
    trials_max: int = 3
    again: Callable[[ItemResult], bool] = once
    trying: Callable[[str], None] = unwatched
    """Told of the id of each item before it is tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The profile that a contract is tried under, as far as readings can be laid over it."""

    service: str
    """Name of the service, which is that of its built-in profile."""
    profile: str
    """Name of the profile in force: another one if a file was laid over the built-in one."""
    values: Mapping[str, ProfileValue]
    """The values by full name, `server.session_ttl_s`."""
    refusals: Mapping[str, msgspec.Struct]
    """The rows of the table `errors` by name; a reading of one has the name `errors.<row>.<field>`."""


class Suite(Protocol):
    """A contract under one profile."""

    @property
    def rules(self) -> Rules:
        """The profile."""

    @property
    def items(self) -> Sequence[AnyItem]:
        """Every item, in the order in which reports show them."""

    @property
    def side(self) -> ServiceSide:
        """What is needed to reach a server that is no mock server."""

    def admin(self, client: Client) -> Control:
        """Give the control of a mock server that plays this service; raises ClientError."""

    def run(self, ids: frozenset[str], setup: Setup) -> Generator[ItemResult]:
        """Try the items of these ids, in any order, and give each result as it is there; raises TargetLostError.

        Close the iterator to close the connection; the control stays open.
        """


class ClosingBench(Bench, Protocol):
    """What a suite needs of a bench beside what the engine needs."""

    def close(self) -> None:
        """Close the connection."""


BenchT = TypeVar("BenchT", bound=ClosingBench)


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchSuite(Generic[BenchT]):
    """Implements `Suite` by a catalogue and the way to make the bench that its items work on."""

    rules: Rules
    side: ServiceSide
    items: Sequence[Item[BenchT]]
    bench: Callable[[Setup], BenchT]
    admin_control: Callable[[Client], Control]

    def admin(self, client: Client) -> Control:
        """Give the control of a mock server."""
        return self.admin_control(client)

    def run(self, ids: frozenset[str], setup: Setup) -> Generator[ItemResult]:
        """Try items: first those that learn refusals, for what the others expect of a refusal depends on it."""
        chosen = sorted((item for item in self.items if item.id in ids), key=lambda item: not _learns_a_refusal(item))
        with closing(self.bench(setup)) as bench:
            yield from run_items(chosen, bench, trials_max=setup.trials_max, again=setup.again, trying=setup.trying)


def _learns_a_refusal(item: AnyItem) -> bool:
    return any(name.startswith("errors.") for name in item.learns)
