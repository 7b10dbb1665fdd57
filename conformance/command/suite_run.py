"""One run of a contract, from its first item to its report, whatever ends it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Final, Protocol

from oceanhil.conformance.contract.finding import TargetLostError
from oceanhil.conformance.contract.item import Item, Style, SubjectT
from oceanhil.conformance.contract.result import ConformReport, ItemResult, ItemVerdict, learned_from
from oceanhil.conformance.contract.suite import Setup, Suite
from oceanhil.host.progress import LiveProgress, Words
from oceanhil.remote.connector.control import SETTINGS, Control
from oceanhil.remote.wire.need import Need
from oceanhil.remote.wire.pace import Pace

INTERRUPTED: Final = "interrupted"
_AT_THE_END: Final = "interrupted in the clean-up, when every item was tried"
_WORK: Final = {Style.RACE: 80.0, Style.BOUNDARY: 8.0}
"""About how many requests and operations such an item takes where the contract is kept; else `_WORK_ELSE`."""
_WORK_ELSE: Final = 3.0
_WORK_OF_SETTINGS: Final = 20.0
"""So many more an item takes that changes settings: it looks at what they do before, meanwhile and behind."""
_WORK_OF_NONE: Final = 0.1
"""Of an item that cannot be tried; more than nothing, as the rest is told by what was done."""
_CLEAN_UP_INTERRUPTED: Final = "the clean-up was interrupted: what this run created may still be there"


class Observer(Protocol):
    """Told of a run while it goes on."""

    def tried(self, result: ItemResult) -> None:
        """An item is done."""

    def cleans_up(self, done: int, total: int) -> None:
        """Of `total` things that the run created or changed, `done` are removed or put back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What is run, and the facts that its report repeats."""

    suite: Suite
    ids: Sequence[str]
    """Ids of the chosen items, in the order of the suite."""
    setup: Setup
    url: str
    connector: str
    version: str
    started: str
    """UTC, ISO 8601."""
    monotonic_s: Callable[[], float]


def run_suite(run: Run, observer: Observer) -> ConformReport:
    """Try the items, then remove what was created; gives a report also when the server is lost or Ctrl-C is pressed."""
    began_s = run.monotonic_s()
    results: dict[str, ItemResult] = {}
    try:
        broken_off = _try_each(run, observer, results)
    finally:
        run.setup.control.heard = observer.cleans_up
        left_behind = _cleaned_up(run.setup.control)
    not_tried = tuple(identity for identity in run.ids if identity not in results)
    if run.setup.control.was_interrupted:
        broken_off = broken_off or (INTERRUPTED if not_tried else _AT_THE_END)
    return ConformReport(
        url=run.url,
        service=run.suite.rules.service,
        profile=run.suite.rules.profile,
        version=run.version,
        started=run.started,
        duration_s=round(run.monotonic_s() - began_s, 3),
        seed=run.setup.seed,
        connector=run.connector,
        results=tuple(results[identity] for identity in run.ids if identity in results),
        learned=learned_from(results.values()),
        left_behind=tuple(left_behind),
        is_impaired=run.setup.control.is_impaired,
        broken_off=broken_off,
        not_tried=not_tried,
    )


def _try_each(run: Run, observer: Observer, results: dict[str, ItemResult]) -> str:
    """Add the results as they come; gives why there are no more, empty if all items were tried."""
    try:
        with closing(run.suite.run(frozenset(run.ids), run.setup)) as trials:
            for result in trials:
                if result.id not in results:
                    observer.tried(result)
                results[result.id] = result
    except TargetLostError as error:
        return str(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    return ""


def _cleaned_up(control: Control) -> list[str]:
    """Close the control; Ctrl-C meanwhile costs the clean-up and not the report."""
    try:
        return control.close()
    except KeyboardInterrupt:
        control.was_interrupted = True
        control.is_impaired = True
        return [_CLEAN_UP_INTERRUPTED]


def work_of(item: Item[SubjectT], can: frozenset[Need]) -> float:
    """Say about how much an item takes, in requests and operations, where so much `can` be done."""
    if not item.needs <= can:
        return _WORK_OF_NONE
    return _WORK.get(item.style, _WORK_ELSE) + (_WORK_OF_SETTINGS if SETTINGS in item.needs else 0.0)


class Watcher:
    """Implements `oceanhil.conformance.command.suite_run.Observer` by a line of progress on standard error."""

    def __init__(self, progress: LiveProgress, pace: Pace, dear: Collection[str], work: Mapping[str, float]) -> None:
        """`dear` are the ids of items that take registrations, for which the `pace` makes the run wait.

        `work` says how much each item takes.
        """
        self._progress = progress
        self._work = work
        self._pace = pace
        self._left = set(dear)
        self._dear = len(self._left)
        progress.takes_at_least(self._least_s)

    def _least_s(self) -> float:
        """Give how long the registrations take that are still to come, if it goes on as it did."""
        done = self._dear - len(self._left)
        each = max(1.0, self._pace.registrations / done) if done else 1.0
        return len(self._left) * each * self._pace.registration_s

    def start(self) -> None:
        """Begin to count."""
        self._progress.start(len(self._work), sum(self._work.values()))

    def tried(self, result: ItemResult) -> None:
        """Count it."""
        self._left.discard(result.id)
        is_unhappy = result.verdict in {ItemVerdict.VIOLATES, ItemVerdict.DIFFERS}
        self._progress.finished(is_unhappy=is_unhappy, work=self._work[result.id])

    def cleans_up(self, done: int, total: int) -> None:
        """Say how far it is."""
        self._progress.meanwhile(f"removing what was created: {done:,} of {total:,} done")


class Silence:
    """Implements `oceanhil.conformance.command.suite_run.Observer` by saying nothing."""

    def tried(self, result: ItemResult) -> None:
        """Say nothing."""

    def cleans_up(self, done: int, total: int) -> None:
        """Say nothing."""


def item_progress() -> LiveProgress:
    """Make the line for items."""
    return LiveProgress(words=Words("items", "not as expected"))
