"""Running items: one after another on a bench, again where they do not hold, with a verdict for each."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

import msgspec

from hil.conform.control import ControlError
from hil.conform.evidence import Exchange, Shown
from hil.conform.finding import Deviation, Finding, Lacking, Violation
from hil.conform.item import Item, Need
from hil.conform.result import ItemResult, Verdict
from protocol.profile import Scalar

_WORST = (Verdict.VIOLATES, Verdict.DIFFERS, Verdict.CONFORMS)


class Bench(Protocol):
    """What the engine needs of a service's bench."""

    @property
    def needs(self) -> frozenset[Need]:
        """What can be done here beside sending requests."""

    @property
    def learned(self) -> dict[str, Scalar]:
        """Every reading of the server's found so far that is another than the profile's."""

    def begin(self) -> None:
        """Forget the exchanges of the item before."""

    def renew(self) -> None:
        """Forget also what items share (devices, sessions): the next one gets them fresh."""

    def exchanges(self) -> Sequence[Exchange]:
        """Give the exchanges since `begin`."""

    def show(self, exchange: Exchange, *, decisive: bool) -> Shown:
        """Make an exchange fit for a report."""

    def learn(self, readings: dict[str, Scalar]) -> None:
        """Keep readings that an item has found and that held when it was repeated."""


BenchT = TypeVar("BenchT", bound=Bench)


def run_items(
    items: Sequence[Item[BenchT]],
    bench: BenchT,
    *,
    trials_max: int = 3,
    again: Callable[[ItemResult], bool] = lambda _: False,
) -> Iterator[ItemResult]:
    """Try each item and give its result; what does not conform is tried `trials_max` times in all.

    `again` tells of a result that conforms whether to repeat it too. Raises TargetLostError when the server is gone.
    """
    for item in items:
        yield _judge(item, bench, trials_max, again)


def _judge(item: Item[BenchT], bench: BenchT, trials_max: int, again: Callable[[ItemResult], bool]) -> ItemResult:
    missing = sorted(need.name for need in item.needs - bench.needs)
    if missing:
        return _result(item, Verdict.UNTESTABLE, missing=tuple(missing), found=_lacks(item, bench))
    trials = [_try(item, bench)]
    while len(trials) < trials_max and _is_worth_repeating(trials[0], again):
        bench.renew()
        trials.append(_try(item, bench))
    worst = min(trials, key=lambda trial: _rank(trial.verdict))
    is_flaky = len({(trial.verdict, trial.found) for trial in trials}) > 1
    if worst.readings and not is_flaky:
        bench.learn(worst.readings)
    return _changed(worst, flaky=is_flaky, attempts=len(trials))


def _is_worth_repeating(result: ItemResult, again: Callable[[ItemResult], bool]) -> bool:
    return result.verdict in {Verdict.VIOLATES, Verdict.DIFFERS} or (
        result.verdict is Verdict.CONFORMS and again(result)
    )


def _try(item: Item[BenchT], bench: BenchT) -> ItemResult:
    bench.begin()
    try:
        item.check(bench)
    except Violation as finding:
        return _found(item, bench, Verdict.VIOLATES, finding)
    except Deviation as finding:
        return _found(item, bench, Verdict.DIFFERS, finding, finding.readings)
    except Lacking as lacking:
        return _result(item, Verdict.UNTESTABLE, missing=(lacking.need.name,), found=str(lacking))
    except ControlError as error:
        return _result(item, Verdict.UNTESTABLE, missing=("connector",), found=str(error))
    return _changed(_result(item, Verdict.CONFORMS), exchanges=_evidence(bench, None))


def _found(
    item: Item[BenchT], bench: BenchT, verdict: Verdict, finding: Finding, readings: dict[str, Scalar] | None = None
) -> ItemResult:
    return _result(
        item,
        verdict,
        expected=finding.expected,
        found=finding.found,
        readings=readings or {},
        exchanges=_evidence(bench, finding.decisive),
    )


def _evidence(bench: Bench, decisive: Exchange | None) -> tuple[Shown, ...]:
    """Give all exchanges of an item; the decisive one is the last unless a finding names another."""
    made = bench.exchanges()
    chosen = decisive if decisive is not None else (made[-1] if made else None)
    return tuple(bench.show(exchange, decisive=exchange is chosen) for exchange in made)


def _lacks(item: Item[BenchT], bench: BenchT) -> str:
    return "needs " + " and ".join(sorted(need.about for need in item.needs - bench.needs))


def _rank(verdict: Verdict) -> int:
    return _WORST.index(verdict) if verdict in _WORST else len(_WORST)


def _result(
    item: Item[BenchT],
    verdict: Verdict,
    *,
    expected: str = "",
    found: str = "",
    readings: dict[str, Scalar] | None = None,
    missing: tuple[str, ...] = (),
    exchanges: tuple[Shown, ...] = (),
) -> ItemResult:
    return ItemResult(
        id=item.id,
        title=item.title,
        kind=item.kind,
        source=item.source,
        severity=item.severity,
        style=item.style,
        verdict=verdict,
        expected=expected,
        found=found,
        readings=readings or {},
        missing=missing,
        exchanges=exchanges,
    )


_changed = msgspec.structs.replace
