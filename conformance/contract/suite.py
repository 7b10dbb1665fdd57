"""A service's contract as the rest of a run sees it: what there is to try, and trying it."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Generic, Never, Protocol, TypeVar

import msgspec

from oceanhil.conformance.contract.engine import Subject, run_items
from oceanhil.conformance.contract.item import Item
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict
from oceanhil.mock_server.client import Client
from oceanhil.protocol.profile import ProfileValue
from oceanhil.remote.connector.control import TOKEN, Control
from oceanhil.remote.connector.service_side import ServiceSide
from oceanhil.remote.evidence.exchange import Exchange
from oceanhil.remote.wire.need import Need
from oceanhil.remote.wire.wire import Wire

AnyItem = Item[Never]
"""An item of whatever service: to be listed, not to be tried."""
WireTo = Callable[[Callable[[Exchange], None]], Wire]
"""Makes the wire, given who is to hear of its exchanges."""


def once(result: ItemResult) -> bool:
    """Repeat nothing that conforms."""
    del result
    return False


def satisfied(trials: Sequence[ItemResult]) -> bool:
    """Miss no outcome."""
    del trials
    return False


def unwatched(identity: str) -> None:
    """Tell nobody which item is tried."""
    del identity


def untold(text: str) -> None:
    """Tell nobody."""
    del text


def nothing_to_verify(subject: object, wanted: frozenset[Need], told: Callable[[str], None]) -> None:
    """Take every operation for what it says."""
    del subject, wanted, told


def needs_something(item: "AnyItem") -> bool:
    """Take every item for a dear one that needs more than requests."""
    return bool(item.needs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a subject is made of, and how often an item is tried: see `engine.run_items`."""

    wire_to: WireTo
    control: Control
    seed: int = 1
    trials_max: int = 3
    again: Callable[[ItemResult], bool] = once
    unseen: Callable[[Sequence[ItemResult]], bool] = satisfied
    trying: Callable[[str], None] = unwatched
    """Told of the id of each item before it is tried."""
    told: Callable[[str], None] = untold
    """Hears what a run has to say beside its results."""


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

    @property
    def registers(self) -> Callable[[AnyItem], bool]:
        """Tell items that take a registration: they are dear, and come last."""

    def admin(self, client: Client) -> Control:
        """Give the control of a mock server that plays this service; raises ClientError."""

    def run(self, ids: frozenset[str], setup: Setup) -> Generator[ItemResult]:
        """Try the items of these ids, in any order, and give each result as it is there; raises TargetLostError.

        A result of an id that was given before takes its place.

        Close the iterator to close the connection; the control stays open.
        """


class ClosingSubject(Subject, Protocol):
    """What a suite needs of a subject beside what the engine needs."""

    def close(self) -> None:
        """Close the connection."""


SubjectT = TypeVar("SubjectT", bound=ClosingSubject)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSuite(Generic[SubjectT]):
    """Implements `Suite` by a catalogue and the way to make the subject that its items work on."""

    rules: Rules
    side: ServiceSide
    items: Sequence[Item[SubjectT]]
    subject: Callable[[Setup], SubjectT]
    admin_control: Callable[[Client], Control]
    verify: Callable[[SubjectT, frozenset[Need], Callable[[str], None]], None] = nothing_to_verify
    """Tries these operations on a foreign server before they are relied on; see `oceanremote.operation_trial`."""
    registers: Callable[[AnyItem], bool] = needs_something
    """Tells items that take a registration, or what a service has of that kind: they are dear, and come last."""

    def admin(self, client: Client) -> Control:
        """Give the control of a mock server."""
        return self.admin_control(client)

    def run(self, ids: frozenset[str], setup: Setup) -> Generator[ItemResult]:
        """Try items: first what is cheap, then what needs registrations, of which nothing may hold up the others.

        Of each kind those come first that learn refusals, for what the others expect of a refusal depends on it. What
        does not conform before all are learned is tried again after that, and its result given a second time.
        """
        chosen = sorted((item for item in self.items if item.id in ids), key=lambda item: not _learns_a_refusal(item))
        cheap = [item for item in chosen if not self.registers(item)]
        dear = [item for item in chosen if self.registers(item)]
        learners = [item for item in dear if _learns_a_refusal(item)]
        with closing(self.subject(setup)) as subject:

            def tried(items: Sequence[Item[SubjectT]]) -> Iterator[ItemResult]:
                return run_items(
                    items,
                    subject,
                    trials_max=setup.trials_max,
                    again=setup.again,
                    unseen=setup.unseen,
                    trying=setup.trying,
                )

            early: list[ItemResult] = []
            for result in tried(cheap):
                early.append(result)
                yield result
            known = dict(subject.learned)
            if setup.control.is_foreign and dear:
                setup.trying("")
                self.verify(subject, _wanted(dear), setup.told)
            yield from tried(learners)
            if subject.learned != known:
                doubtful = {row.id for row in early if row.verdict in {ItemVerdict.VIOLATES, ItemVerdict.DIFFERS}}
                yield from tried([item for item in cheap if item.id in doubtful])
            yield from tried([item for item in dear if item not in learners])


def _wanted(items: Sequence[AnyItem]) -> frozenset[Need]:
    """Give everything that items may use: those without needs use a registration token too if there is one."""
    return frozenset(need for item in items for need in item.needs) | {TOKEN}


def _learns_a_refusal(item: AnyItem) -> bool:
    return any(name.startswith("errors.") or name.endswith("_status") for name in item.learns)
