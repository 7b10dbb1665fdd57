"""One run of a contract, from its first item to its report, whatever ends it."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Final, Protocol

from oceanhil.conformance.contract.control import Control
from oceanhil.conformance.contract.finding import TargetLostError
from oceanhil.conformance.contract.result import ConformReport, ItemResult, learned_from
from oceanhil.conformance.contract.suite import Setup, Suite

INTERRUPTED: Final = "interrupted"
_CLEAN_UP_INTERRUPTED: Final = "the clean-up was interrupted: what this run created may still be there"


class Observer(Protocol):
    """Told of a run while it goes on."""

    def tried(self, result: ItemResult) -> None:
        """An item is done."""


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
        left_behind = _cleaned_up(run.setup.control)
    if run.setup.control.was_interrupted:
        broken_off = broken_off or INTERRUPTED
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
        not_tried=tuple(identity for identity in run.ids if identity not in results),
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
