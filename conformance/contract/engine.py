"""Running items: one after another on a bench, again where they do not hold, with a verdict for each."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Protocol, TypeVar

import msgspec

from oceanhil.conformance.contract.control import ControlError, GivenUpError, OutOfReachError
from oceanhil.conformance.contract.finding import Deviation, Finding, Lacking, TargetLostError, Violation
from oceanhil.conformance.contract.item import Item, Need, Style
from oceanhil.conformance.contract.received import badness
from oceanhil.conformance.contract.result import ItemResult, Verdict, seen_in, with_outcome
from oceanhil.protocol.profile import Scalar
from oceanhil.remote.evidence.exchange import Exchange, Shown
from oceanhil.simulator.network import HttpFailure

CONNECTOR: Final = "connector"
"""Named as missing where the connector failed and no operation of it can be named."""
ITEM_ITSELF: Final = "item"
"""Named as missing where an item could make nothing of an answer."""
_REFUSED: Final = HttpFailure.REFUSED.name.lower()
_SILENT_ITEMS_MAX: Final = 3
_FAILURES_MAX: Final = 3
"""So many trials of an item may end with an operation that fails."""
_HUNTED_MAX: Final = 9
"""How often an item is tried of which an outcome known from before has not been seen yet."""
_WORST: Final = (Verdict.VIOLATES, Verdict.DIFFERS, Verdict.CONFORMS)
# What a check raises by itself when an answer has a form that its author did not think of.
_NOT_UNDERSTOOD: Final = (
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    msgspec.MsgspecError,
    threading.BrokenBarrierError,
)


class Bench(Protocol):
    """What the engine needs of a service's bench."""

    @property
    def needs(self) -> frozenset[Need]:
        """What can be done here beside sending requests."""

    @property
    def unfit(self) -> Mapping[str, str]:
        """What could be done and does not do what it says, by name, with the reason."""

    @property
    def race_rounds(self) -> int:
        """How often a race is run before nothing was seen in it, at least once."""

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

    def hide(self, text: str) -> str:
        """Give a text without secrets: the server's words may stand in it."""

    def learn(self, readings: dict[str, Scalar]) -> None:
        """Keep readings that an item has found and that held when it was repeated."""


BenchT = TypeVar("BenchT", bound=Bench)


class _OperationFailed(Exception):  # noqa: N818 - says what came out, and is told nobody
    def __init__(self, result: ItemResult) -> None:
        super().__init__(result.found)
        self.result = result


def run_items(
    items: Sequence[Item[BenchT]],
    bench: BenchT,
    *,
    trials_max: int = 3,
    again: Callable[[ItemResult], bool] = lambda _: False,
    unseen: Callable[[Sequence[ItemResult]], bool] = lambda _: False,
    trying: Callable[[str], None] = lambda _: None,
) -> Iterator[ItemResult]:
    """Try each item and give its result; what does not conform is tried `trials_max` times in all.

    `again` tells of a result that conforms whether to repeat it too; `unseen` of all trials of an item whether one of
    its known outcomes is still missing, for which it is tried on, nine times at most. `trying` hears the id of each
    item. Raises TargetLostError when the server is gone: it takes no connections, or three items in a row got no
    answer to anything.
    """
    silent = 0
    for item in items:
        trying(item.id)
        result = _judge(item, bench, trials_max, again, unseen)
        failures = _silence(bench) if result.verdict is Verdict.VIOLATES else ()
        if failures and set(failures) == {_REFUSED}:
            # Nobody listens there any more: that says nothing about this item.
            raise TargetLostError("it takes no connections any more; see whether the server still runs")
        yield result
        if result.verdict is not Verdict.UNTESTABLE:
            silent = silent + 1 if failures else 0
        if silent == _SILENT_ITEMS_MAX:
            raise TargetLostError(f"no answer to anything in {silent} items; see whether the server still runs")


def _silence(bench: Bench) -> tuple[str, ...]:
    """Give why there was no answer, for each exchange of the last trial, if there was none to any."""
    made = bench.exchanges()
    return tuple(one.failure for one in made) if all(one.response is None for one in made) else ()


def _judge(
    item: Item[BenchT],
    bench: BenchT,
    trials_max: int,
    again: Callable[[ItemResult], bool],
    unseen: Callable[[Sequence[ItemResult]], bool],
) -> ItemResult:
    missing = sorted(need.name for need in item.needs - bench.needs)
    if missing:
        unfit = [name for name in missing if name in bench.unfit]
        found = "; ".join(bench.unfit[name] for name in unfit) or _lacks(item, bench)
        return _changed(_result(item, Verdict.UNTESTABLE, missing=tuple(missing), found=found), given_up=bool(unfit))
    trials = [_try(item, bench)]
    while (len(trials) < trials_max and _is_worth_repeating(trials[0], again)) or (
        len(trials) < _HUNTED_MAX and unseen(trials)
    ):
        bench.renew()
        trials.append(_try(item, bench))
    worst = min(trials, key=lambda trial: (_rank(trial.verdict), -_badness(trial)))
    seen = seen_in(trials)
    is_flaky = len(seen) > 1
    if worst.readings and not is_flaky:
        bench.learn(worst.readings)
    return _changed(worst, flaky=is_flaky, attempts=len(trials), seen=seen if is_flaky else ())


def _is_worth_repeating(result: ItemResult, again: Callable[[ItemResult], bool]) -> bool:
    return result.verdict in {Verdict.VIOLATES, Verdict.DIFFERS} or (
        result.verdict is Verdict.CONFORMS and again(result)
    )


def _try(item: Item[BenchT], bench: BenchT, failures: int = _FAILURES_MAX) -> ItemResult:
    """Try an item; where an operation failed on the way again, for it may fail only now and then."""
    while True:
        try:
            return _try_once(item, bench)
        except _OperationFailed as failed:
            failures -= 1
            if failed.result.given_up or not failures:
                return failed.result
        bench.renew()


def _try_once(item: Item[BenchT], bench: BenchT) -> ItemResult:
    try:
        rounds = _run(item, bench)
    except Violation as finding:
        return _found(item, bench, Verdict.VIOLATES, finding)
    except Deviation as finding:
        return _found(item, bench, Verdict.DIFFERS, finding)
    except Lacking as lacking:
        result = _result(item, Verdict.UNTESTABLE, missing=(lacking.need.name,), found=bench.hide(str(lacking)))
        return _changed(result, given_up=lacking.is_trouble)
    except OutOfReachError as error:
        raise TargetLostError(bench.hide(str(error))) from None
    except ControlError as error:
        result = _result(
            item, Verdict.UNTESTABLE, missing=(error.operation or CONNECTOR,), found=bench.hide(str(error))
        )
        raise _OperationFailed(_changed(result, given_up=isinstance(error, GivenUpError))) from None
    except _NOT_UNDERSTOOD as error:
        return _not_understood(item, bench, error)
    held = _changed(
        _result(item, Verdict.CONFORMS, expected=item.title), exchanges=_evidence(bench, None), rounds=rounds
    )
    made = bench.exchanges()
    return with_outcome(held, made[-1] if made else None, is_race=item.style is Style.RACE)


def _run(item: Item[BenchT], bench: BenchT) -> int:
    """Carry out the check, that of a race again and again until it finds something; gives how often it did not."""
    rounds = bench.race_rounds if item.style is Style.RACE else 1
    for _ in range(rounds):
        # Of a race the last round is shown: the one that found something.
        bench.begin()
        item.check(bench)
    return rounds


def _not_understood(item: Item[BenchT], bench: Bench, error: Exception) -> ItemResult:
    """Give the result of an item that failed by itself: it says nothing about the server, and ends no run."""
    return _result(
        item,
        Verdict.UNTESTABLE,
        missing=(ITEM_ITSELF,),
        found=f"made nothing of the answer ({type(error).__name__}); please report this item with its exchanges",
        exchanges=_evidence(bench, None),
    )


def _found(item: Item[BenchT], bench: BenchT, verdict: Verdict, finding: Finding) -> ItemResult:
    result = _result(
        item,
        verdict,
        expected=bench.hide(finding.expected),
        found=bench.hide(finding.found),
        readings={
            name: bench.hide(value) if isinstance(value, str) else value for name, value in finding.readings.items()
        },
        exchanges=_evidence(bench, finding.decisive),
    )
    return with_outcome(result, finding.decisive, finding.wanted)


def _evidence(bench: Bench, decisive: Exchange | None) -> tuple[Shown, ...]:
    """Give all exchanges of an item; the decisive one is the last unless a finding names another."""
    made = bench.exchanges()
    chosen = decisive if decisive is not None else (made[-1] if made else None)
    return tuple(bench.show(exchange, decisive=exchange is chosen) for exchange in made)


def _lacks(item: Item[BenchT], bench: BenchT) -> str:
    return "needs " + " and ".join(sorted(need.about for need in item.needs - bench.needs))


def _badness(trial: ItemResult) -> int:
    """Tell how far on the wrong side the answer is, of trials with the same verdict."""
    if trial.wanted is None or trial.received is None or trial.received.side is None:
        return 0
    return badness(trial.received.side, trial.wanted)


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
    result = ItemResult(
        id=item.id,
        title=item.title,
        kind=item.kind,
        source=item.source,
        links=item.links,
        severity=item.severity,
        style=item.style,
        verdict=verdict,
        expected=expected,
        found=found,
        readings=readings or {},
        missing=missing,
        exchanges=exchanges,
    )
    return with_outcome(result) if verdict is Verdict.UNTESTABLE else result


_changed = msgspec.structs.replace
