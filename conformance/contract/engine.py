"""The engine of conformance: items tried on a subject one after another, and a verdict for each.

What it is. An item says what must hold, and raises where it does not: `Violation`, `Deviation`, or `Lacking` where it
cannot be tried here. The engine makes a result of how the trials ended, with the exchanges that show it.

What it must not know. Services: of an exchange it asks only whether there was an answer. The way to a server, its pace
and all waits: they are the subject's. How items are chosen and in which order (`suite`), and what a verdict means for
the run (`command.exit_code`).

Laws.
- One result an item, in the order of the items, given as soon as it is there. Behind an item that got no answer to
  anything results are held back until there is one again: if there is none, only the first of them is the server's.
- Only what an item states can be violated. What a connector, this machine or an item itself does wrong is
  `UNTESTABLE` and named; nothing that a check raises ends the run.
- What conforms is tried once, unless `again` or `unseen` want more; what does not, `trials_max` times, each with
  everything made anew. The worst trial is the result.
- Trials with different outcomes make an item flaky, and nothing is learned from it: what `learn` is told held each
  time.
- A trial that ends with an operation that fails is none: it is made again, three times in all.
- A race is one trial of many rounds, until one of them finds something; that round is shown.
- The run ends early only by `TargetLostError`: nobody listens any more, three items in a row got no answer to
  anything, or the way to the server's own side is gone.
- Whatever words of a server or a connector leave here went through `hide`, every exchange through `show`.

What changes with it. Another way for a check to end needs a class in `finding` and a line in `_try_once`; another
verdict also `exit_code`, `baseline`, the reports and docs/backend.md, which tells users these laws.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Protocol, TypeVar

import msgspec

from oceanhil.conformance.contract.finding import Deviation, Finding, TargetLostError, Violation
from oceanhil.conformance.contract.item import Item, Style
from oceanhil.conformance.contract.received import Side, badness
from oceanhil.conformance.contract.result import ItemResult, ItemVerdict, seen_in, with_outcome
from oceanhil.protocol.profile import Scalar
from oceanhil.remote.connector.control import ControlError, GivenUpError, OutOfReachError
from oceanhil.remote.evidence.exchange import Exchange, Shown
from oceanhil.remote.evidence.no_answer import NoAnswerKind
from oceanhil.remote.wire.need import Lacking, Need

CONNECTOR: Final = "connector"
"""Named as missing where the connector failed and no operation of it can be named."""
ITEM_ITSELF: Final = "item"
"""Named as missing where an item could make nothing of an answer."""
SERVER_ITSELF: Final = "server"
"""Named as missing where the server answered nothing any more."""
_SILENT_ITEMS_MAX: Final = 3
_FAILURES_MAX: Final = 3
"""So many trials of an item may end with an operation that fails."""
_HUNTED_MAX: Final = 9
"""How often an item is tried of which an outcome known from before has not been seen yet."""
_WORST: Final = (ItemVerdict.VIOLATES, ItemVerdict.DIFFERS, ItemVerdict.CONFORMS)
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


class Subject(Protocol):
    """What the engine needs of a service's subject."""

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

    def was_raced(self, exchange: Exchange) -> bool:
        """Tell whether an exchange is one of the last that were made at the same moment."""

    def show(self, exchange: Exchange, *, decisive: bool) -> Shown:
        """Make an exchange fit for a report."""

    def hide(self, text: str) -> str:
        """Give a text without secrets: the server's words may stand in it."""

    def learn(self, readings: dict[str, Scalar]) -> None:
        """Keep readings that an item has found and that held when it was repeated."""


SubjectT = TypeVar("SubjectT", bound=Subject)


class _OperationFailed(Exception):  # noqa: N818 - says what came out, and is told nobody
    def __init__(self, result: ItemResult) -> None:
        super().__init__(result.found)
        self.result = result


def run_items(
    items: Sequence[Item[SubjectT]],
    subject: SubjectT,
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
    silent: list[str] = []
    held: list[tuple[Item[SubjectT], ItemResult]] = []
    answered = ""
    before: Item[SubjectT] | None = None
    for item in items:
        trying(item.id)
        try:
            result = _judge(item, subject, trials_max, again, unseen)
            failures = _silence(subject) if result.verdict is ItemVerdict.VIOLATES else ()
            if before is not None and _is_silent_now_and_then(result):
                result = _behind(before, item, result, subject)
        except TargetLostError:
            yield from (each for _, each in held)
            raise
        if failures and set(failures) == {NoAnswerKind.REFUSED}:
            # Nobody listens there any more: that says nothing about this item.
            since = _since([*silent, item.id], answered)
            yield from (_behind_the_last_answer(*each, silent, subject) for each in held)
            raise TargetLostError(f"it takes no connections any more, {since}; see whether the server still runs")
        if result.verdict is not ItemVerdict.UNTESTABLE:
            before = item
            if failures:
                silent.append(item.id)
            else:
                silent, answered = [], item.id
        held.append((item, result))
        if len(silent) < 2:
            yield from (each for _, each in held)
            held.clear()
        if len(silent) == _SILENT_ITEMS_MAX:
            since = _since(silent, answered)
            yield from (_behind_the_last_answer(*each, silent, subject) for each in held)
            raise TargetLostError(
                f"no answer to anything in {len(silent)} items, {since}; see whether the server still runs"
            )
    yield from (each for _, each in held)


def _is_silent_now_and_then(result: ItemResult) -> bool:
    return result.flaky and result.received is not None and result.received.side is Side.SILENT


def _behind(before: Item[SubjectT], item: Item[SubjectT], result: ItemResult, subject: SubjectT) -> ItemResult:
    """Try both once more in their order, and note the one before if there is no answer again.

    A server may answer what fells it, and the next request meets nobody: whoever repeats that one alone sees nothing.
    """
    subject.renew()
    _try(before, subject)
    repeated = _try(item, subject)
    if repeated.received is None or repeated.received.side is not Side.SILENT:
        return result
    # The next item is not to meet a server that is just coming back.
    _try(item, subject)
    return _changed(result, behind=before.id)


def _behind_the_last_answer(
    item: Item[SubjectT], result: ItemResult, silent: Sequence[str], subject: Subject
) -> ItemResult:
    """Give the result of an item behind the last answer of a server that is lost.

    What stopped it may have been the first that got none; those behind show nothing of what they are about.
    """
    if item.id not in silent[1:]:
        return result
    found = subject.hide(f"the server answered nothing any more, from {silent[0]} on")
    return _result(item, ItemVerdict.UNTESTABLE, missing=(SERVER_ITSELF,), found=found)


def _since(silent: Sequence[str], answered: str) -> str:
    """Say since when there was no answer: what stopped the server was asked in one of the two that are named."""
    return f"from {silent[0]} on" + (f", the next after {answered}" if answered else "")


def _silence(subject: Subject) -> tuple[NoAnswerKind | None, ...]:
    """Give why there was no answer, for each exchange of the last trial, if there was none to any."""
    made = subject.exchanges()
    return tuple(one.no_answer_kind for one in made) if all(one.response is None for one in made) else ()


def _judge(
    item: Item[SubjectT],
    subject: SubjectT,
    trials_max: int,
    again: Callable[[ItemResult], bool],
    unseen: Callable[[Sequence[ItemResult]], bool],
) -> ItemResult:
    if item.needs - subject.needs:
        return _untestable(item, subject)
    trials = [_try(item, subject)]
    while (len(trials) < trials_max and _is_worth_repeating(trials[0], again)) or (
        len(trials) < _HUNTED_MAX and unseen(trials)
    ):
        subject.renew()
        trials.append(_try(item, subject))
    worst = min(trials, key=lambda trial: (_rank(trial.verdict), -_badness(trial)))
    seen = seen_in(trials)
    is_flaky = len(seen) > 1
    if worst.readings and not is_flaky:
        subject.learn(worst.readings)
    return _changed(worst, flaky=is_flaky, attempts=len(trials), seen=seen if is_flaky else ())


def _is_worth_repeating(result: ItemResult, again: Callable[[ItemResult], bool]) -> bool:
    return result.verdict in {ItemVerdict.VIOLATES, ItemVerdict.DIFFERS} or (
        result.verdict is ItemVerdict.CONFORMS and again(result)
    )


def _try(item: Item[SubjectT], subject: SubjectT, failures: int = _FAILURES_MAX) -> ItemResult:
    """Try an item; where an operation failed on the way again, for it may fail only now and then."""
    while True:
        try:
            return _try_once(item, subject)
        except _OperationFailed as failed:
            failures -= 1
            if failed.result.given_up or not failures:
                return failed.result
        subject.renew()


def _try_once(item: Item[SubjectT], subject: SubjectT) -> ItemResult:
    try:
        rounds = _run(item, subject)
    except Violation as finding:
        return _found(item, subject, ItemVerdict.VIOLATES, finding)
    except Deviation as finding:
        return _found(item, subject, ItemVerdict.DIFFERS, finding)
    except Lacking as lacking:
        result = _result(item, ItemVerdict.UNTESTABLE, missing=(lacking.need.name,), found=subject.hide(str(lacking)))
        return _changed(result, given_up=lacking.is_trouble)
    except OutOfReachError as error:
        raise TargetLostError(subject.hide(str(error))) from None
    except ControlError as error:
        result = _result(
            item, ItemVerdict.UNTESTABLE, missing=(error.operation or CONNECTOR,), found=subject.hide(str(error))
        )
        raise _OperationFailed(_changed(result, given_up=isinstance(error, GivenUpError))) from None
    except _NOT_UNDERSTOOD as error:
        return _not_understood(item, subject, error)
    made = subject.exchanges()
    held = _changed(
        _result(item, ItemVerdict.CONFORMS, expected=item.title), exchanges=_evidence(subject, None), rounds=rounds
    )
    # Which answer of a race is the last is left to chance: of one that conforms none is kept.
    is_left_to_chance = item.style is Style.RACE or any(map(subject.was_raced, made[-1:]))
    return with_outcome(held, made[-1] if made and not is_left_to_chance else None)


def _run(item: Item[SubjectT], subject: SubjectT) -> int:
    """Carry out the check, that of a race again and again until it finds something; gives how often it did not."""
    rounds = subject.race_rounds if item.style is Style.RACE else 1
    for _ in range(rounds):
        # Of a race the last round is shown: the one that found something.
        subject.begin()
        item.check(subject)
    return rounds


def _not_understood(item: Item[SubjectT], subject: Subject, error: Exception) -> ItemResult:
    """Give the result of an item that failed by itself: it says nothing about the server, and ends no run."""
    return _result(
        item,
        ItemVerdict.UNTESTABLE,
        missing=(ITEM_ITSELF,),
        found=f"made nothing of the answer ({type(error).__name__}); please report this item with its exchanges",
        exchanges=_evidence(subject, None),
    )


def _found(item: Item[SubjectT], subject: SubjectT, verdict: ItemVerdict, finding: Finding) -> ItemResult:
    result = _result(
        item,
        verdict,
        expected=subject.hide(finding.expected),
        found=subject.hide(finding.found),
        readings={
            name: subject.hide(value) if isinstance(value, str) else value for name, value in finding.readings.items()
        },
        exchanges=_evidence(subject, finding.decisive),
    )
    return with_outcome(result, finding.decisive, finding.wanted)


def _evidence(subject: Subject, decisive: Exchange | None) -> tuple[Shown, ...]:
    """Give all exchanges of an item; the decisive one is the last unless a finding names another."""
    made = subject.exchanges()
    chosen = decisive if decisive is not None else (made[-1] if made else None)
    return tuple(subject.show(exchange, decisive=exchange is chosen) for exchange in made)


def _untestable(item: Item[SubjectT], subject: SubjectT) -> ItemResult:
    """Give the result of an item that needs what cannot be done here, with the reason of each.

    It is given up only if all of that was promised: what lacks something else too could not have been tried anyway.
    """
    missing = item.needs - subject.needs
    unfit = sorted(need.name for need in missing if need.name in subject.unfit)
    lacking = sorted(need.about for need in missing if need.name not in subject.unfit)
    reasons = [subject.unfit[name] for name in unfit] + ([f"needs {' and '.join(lacking)}"] if lacking else [])
    result = _result(
        item,
        ItemVerdict.UNTESTABLE,
        missing=tuple(sorted(need.name for need in missing)),
        found="; ".join(reasons),
    )
    return _changed(result, given_up=not lacking)


def _badness(trial: ItemResult) -> int:
    """Tell how far on the wrong side the answer is, of trials with the same verdict."""
    if trial.wanted is None or trial.received is None or trial.received.side is None:
        return 0
    return badness(trial.received.side, trial.wanted)


def _rank(verdict: ItemVerdict) -> int:
    return _WORST.index(verdict) if verdict in _WORST else len(_WORST)


def _result(
    item: Item[SubjectT],
    verdict: ItemVerdict,
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
    return with_outcome(result) if verdict is ItemVerdict.UNTESTABLE else result


_changed = msgspec.structs.replace
