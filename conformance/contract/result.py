"""What came out of one item, and of a whole run, as data: what every report, baseline and exit code is made from."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import Enum
from typing import Final

import msgspec

from oceanhil.conformance.contract.item import Severity, Style
from oceanhil.conformance.contract.place import StatementPlace
from oceanhil.conformance.contract.received import (
    Received,
    ReceivedOutcome,
    Side,
    outcome_of,
    received_elsewhere,
    received_of,
)
from oceanhil.protocol.indented_json import indented_json
from oceanhil.protocol.profile import Kind, Scalar
from oceanhil.protocol.sources import Link
from oceanhil.remote.evidence.exchange import Exchange, Shown

_SHARED_FROM: Final = 20
"""So many items that found the same: fewer may each have reason to, such as those about every field of a report."""

_SPREAD_FROM: Final = 8
_SPREAD_TOPICS: Final = 5
"""So many items are enough if they are of so many topics: those are about different things, and found the same."""
_SEVERAL: Final = "several requests"


class ItemVerdict(Enum):
    """What an item's trial says about the server."""

    CONFORMS = "conforms"
    DIFFERS = "differs"
    """The sources leave it open, and the server reads them otherwise than the profile."""
    VIOLATES = "violates"
    UNTESTABLE = "not testable"


class Seen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What came out of a trial, as far as it is the same in each of its kind, and how many trials it came out of."""

    verdict: ItemVerdict
    received: Received | None = None
    wanted: Side | None = None
    """Whether a yes or a no was expected; None if it conforms or neither was."""
    readings: dict[str, Scalar] = {}
    count: int = 1

    @property
    def key(self) -> tuple[object, ...]:
        """Tell outcomes apart. Where the statement holds, the answer may be any that it allows."""
        if self.verdict is ItemVerdict.CONFORMS:
            return (self.verdict,)
        kernel = None if self.received is None else self.received.kernel
        return (self.verdict, frozenset(self.readings.items()), kernel)


class ItemResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item's result. `readings` are the profile's values as this server has them, where it differs."""

    id: str
    title: str
    kind: Kind
    source: str
    severity: Severity
    style: Style
    verdict: ItemVerdict
    outcome: ReceivedOutcome = ReceivedOutcome.UNKNOWN
    """How what was received stands to what was expected."""
    received: Received | None = None
    """What was received, in the trial that the verdict is of; None if no one answer shows it."""
    wanted: Side | None = None
    """Whether a yes or a no was expected; None if it conforms or neither was."""
    seen: tuple[Seen, ...] = ()
    """Every outcome of its trials, if they came out differently."""
    flaky_since: str = ""
    """When it was first seen to be flaky, as far as the baseline knows: UTC, ISO 8601."""
    expected: str = ""
    found: str = ""
    readings: dict[str, Scalar] = {}
    links: tuple[Link, ...] = ()
    """The pages and standards that `source` names."""
    missing: tuple[str, ...] = ()
    """Names of what the server or the connector lacks, if it could not be tried."""
    given_up: bool = False
    """What is missing ought to be there: an operation of the connector fails again and again or does not do what it
    says, or the server lets nobody in any more. Nobody decided to do without."""
    flaky: bool = False
    """Trials of the same item came out differently; `verdict` is the worst of them."""
    behind: str = ""
    """If it is flaky for want of an answer: the id of the item behind which there was none again."""
    attempts: int = 1
    rounds: int = 1
    """How often a race was run in the trial that is shown, if it was never lost."""
    exchanges: tuple[Shown, ...] = ()
    places: tuple[StatementPlace, ...] = ()
    """Of a recording: every exchange in which it does not hold, by device."""

    @property
    def topic(self) -> str:
        """The part of the id that groups items."""
        return self.id.partition("/")[0]

    @property
    def outcomes(self) -> tuple[Seen, ...]:
        """Every outcome of its trials."""
        one = Seen(
            verdict=self.verdict,
            received=self.received,
            wanted=self.wanted,
            readings=self.readings,
            count=self.attempts,
        )
        return self.seen or (one,)

    @property
    def has_one_fault(self) -> bool:
        """Whether each of its trials found what is told of it, or nothing; not one that found this and that."""
        return self.found_nothing_but({self.told_key})

    @property
    def told_key(self) -> tuple[object, ...]:
        """The outcome that is told of it."""
        return Seen(verdict=self.verdict, received=self.received, readings=self.readings).key

    def found_nothing_but(self, keys: Collection[tuple[object, ...]]) -> bool:
        """Tell whether each of its trials came to one of these outcomes, or found nothing."""
        return all(seen.verdict is ItemVerdict.CONFORMS or seen.key in keys for seen in self.outcomes)

    @property
    def curl(self) -> str:
        """The line that repeats the decisive request; empty if nothing was sent."""
        return next((row.curl for row in self.exchanges if row.decisive), "")


class SharedFinding(msgspec.Struct, frozen=True, kw_only=True):
    """What many items found alike, with one and the same request or in silence: it is seldom what each is about."""

    verdict: ItemVerdict
    expected: str
    found: str
    asked: str
    """The request's method and path; for several, to which there was no answer, that they are several."""
    items: tuple[str, ...]
    """Ids of the items that found it, in the order of the results."""


class ChangeKind(Enum):
    """How an item stands to the baseline."""

    VERDICT = "another verdict"
    READING = "another reading"
    RECEIVED = "another answer"
    """The verdict is the same, and what was received is not."""
    OUTCOME = "an outcome that was never seen"
    """Of an item that is flaky in the baseline."""
    STEADY = "no longer flaky"
    OVERDUE = "flaky for too long"
    """Of an item that is flaky in the baseline, with the same outcomes, longer than it is excused."""
    NEW = "new item"
    REMOVED = "removed item"


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item that is not as it was; `before` and `now` are missing for new and removed ones."""

    id: str
    kind: ChangeKind
    is_worse: bool = False
    """Whether it fails the run if the item fails it by its verdict."""
    crosses: bool = False
    """Whether it fails the run at every level: the answer went over to the wrong side, from no to yes or yes to no."""
    before: ItemVerdict | None = None
    now: ItemVerdict | None = None
    readings_before: dict[str, Scalar] = {}
    readings_now: dict[str, Scalar] = {}
    outcome_before: ReceivedOutcome = ReceivedOutcome.UNKNOWN
    outcome_now: ReceivedOutcome = ReceivedOutcome.UNKNOWN
    received_before: Received | None = None
    received_now: Received | None = None
    words: str = ""
    """What else there is to say, in a few words."""


class Excused(msgspec.Struct, frozen=True, kw_only=True):
    """An item that is flaky as it was, and fails nothing until a day."""

    id: str
    since: str
    """When it was first seen to be flaky: UTC, ISO 8601."""
    until: str
    """The first day on which it fails the run, ISO 8601."""
    words: str
    """How often which outcome was seen, before and now."""


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What a run was compared with, and what came out."""

    file: str
    started: str
    """When the earlier run began: UTC, ISO 8601."""
    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()
    """What makes the two runs hard to compare: another server, another version."""
    excused: tuple[Excused, ...] = ()
    """Flaky items that fail nothing for now, because they were just so before."""


class ConformReport(msgspec.Struct, frozen=True, kw_only=True):
    """A whole run."""

    url: str
    service: str
    """Name of the service."""
    profile: str = ""
    """Name of the profile that the contract was tried under."""
    version: str
    """Version of oceanhil."""
    started: str
    """UTC, ISO 8601."""
    duration_s: float
    """How long the run took; of a recording from its first request to its last answer."""
    seed: int
    connector: str
    """Name of the connector, empty without one."""
    results: tuple[ItemResult, ...]
    learned: dict[str, Scalar]
    """Every reading of the server's that is another than the profile's, by full name."""
    left_behind: tuple[str, ...] = ()
    """What was created on the server and could not be removed, and what was changed there and could not be put back."""
    is_impaired: bool = False
    """The server is of less use than before: its clock stands still, or a setting is not put back."""
    broken_off: str = ""
    """Why the run ended before its last item, empty if it did not."""
    not_tried: tuple[str, ...] = ()
    """Ids of the chosen items that were not reached."""
    compared: Comparison | None = None
    is_recorded: bool = False
    """A recording was judged; no server was asked."""
    shared_findings: tuple[SharedFinding, ...] = ()
    """What many of the results found alike, in the JSON report; each of them stands among the results, too."""


class Tally(msgspec.Struct, frozen=True):
    """How many items have which verdict; flaky ones are among them."""

    conforms: int
    differs: int
    violates: int
    untestable: int
    flaky: int


def tally(results: Iterable[ItemResult]) -> Tally:
    """Count."""
    rows = tuple(results)
    verdicts = Counter(result.verdict for result in rows)
    return Tally(
        conforms=verdicts[ItemVerdict.CONFORMS],
        differs=verdicts[ItemVerdict.DIFFERS],
        violates=verdicts[ItemVerdict.VIOLATES],
        untestable=verdicts[ItemVerdict.UNTESTABLE],
        flaky=sum(result.flaky for result in rows),
    )


def shared_findings(results: Iterable[ItemResult]) -> tuple[SharedFinding, ...]:
    """Gather what many items found alike, the largest number first.

    Flaky ones count, too: what strikes now and then, such as a connection that is closed without a word, makes any item
    flaky that it meets. One that found several things has a story of its own, unless many items tell each of them.
    """
    told = [result for result in results if result.verdict in {ItemVerdict.DIFFERS, ItemVerdict.VIOLATES}]
    many = {
        cause: rows
        for cause, rows in _by_cause(result for result in told if result.has_one_fault).items()
        if _are_many([row.id for row in rows])
    }
    known = {row.told_key for rows in many.values() for row in rows}
    by_cause = _by_cause(result for result in told if result.has_one_fault or result.found_nothing_but(known))
    shared = (
        SharedFinding(
            verdict=verdict,
            expected=expected,
            found=found,
            asked=asked_of[0] if len(asked_of := sorted(set(map(_asked, rows)))) == 1 else _SEVERAL,
            items=tuple(row.id for row in rows),
        )
        for cause in many
        for (verdict, expected, found, _), rows in [(cause, by_cause[cause])]
    )
    return tuple(sorted(shared, key=lambda each: -len(each.items)))


_Cause = tuple[ItemVerdict, str, str, str]


def _by_cause(results: Iterable[ItemResult]) -> Mapping[_Cause, Sequence[ItemResult]]:
    """Put together what was found alike with one request; what was not answered, whatever was asked."""
    alike: dict[_Cause, list[ItemResult]] = {}
    for result in results:
        if asked := _asked(result):
            is_silent = result.received is not None and result.received.side is Side.SILENT
            key = (result.verdict, result.expected, result.found, "" if is_silent else asked)
            alike.setdefault(key, []).append(result)
    return alike


def _are_many(ids: Collection[str]) -> bool:
    topics = {identity.partition("/")[0] for identity in ids}
    return len(ids) >= _SHARED_FROM or (len(ids) >= _SPREAD_FROM and len(topics) >= _SPREAD_TOPICS)


def _asked(result: ItemResult) -> str:
    """Give method and path of the request that shows what was found; empty where no request does."""
    return next((row.sent.partition("\n")[0].partition("?")[0] for row in result.exchanges if row.decisive), "")


def learned_from(results: Iterable[ItemResult]) -> dict[str, Scalar]:
    """Gather the readings that held whenever they were looked at."""
    return {name: value for result in results if not result.flaky for name, value in result.readings.items()}


def with_outcome(result: ItemResult, decisive: Exchange | None = None, wanted: Side | None = None) -> ItemResult:
    """Give a result with what was received in `decisive`, the exchange that shows it, or else with what was found."""
    if result.verdict is ItemVerdict.UNTESTABLE:
        return msgspec.structs.replace(result, outcome=ReceivedOutcome.NOT_TRIED)
    received = None if decisive is None else received_of(decisive)
    if result.verdict is ItemVerdict.CONFORMS:
        return msgspec.structs.replace(result, outcome=ReceivedOutcome.AS_EXPECTED, received=received)
    received = received or received_elsewhere(result.found)
    return msgspec.structs.replace(result, outcome=outcome_of(received, wanted), received=received, wanted=wanted)


def seen_words(seen: Iterable[Seen]) -> str:
    """Write outcomes with their counts: `2 conform, 1 differs (200)`."""
    return ", ".join(f"{one.count} x {one.verdict.value}{_received_words(one)}" for one in seen)


def _received_words(seen: Seen) -> str:
    if seen.verdict is ItemVerdict.CONFORMS:
        return ""
    received = [] if seen.received is None else [seen.received.in_words]
    # The same refusal may be that of another limit.
    told = [*received, *(f"{name} = {value!r}" for name, value in seen.readings.items())]
    return f" ({', '.join(told)})" if told else ""


def seen_in(trials: Iterable[ItemResult]) -> tuple[Seen, ...]:
    """Count the outcomes of an item's trials, those that say nothing of the server left out."""
    counts: dict[tuple[object, ...], Seen] = {}
    for trial in trials:
        if trial.verdict is not ItemVerdict.UNTESTABLE:
            (seen,) = msgspec.structs.replace(trial, attempts=1).outcomes
            known = counts.get(seen.key)
            counts[seen.key] = seen if known is None else msgspec.structs.replace(known, count=known.count + 1)
    return tuple(counts.values())


def json_text(report: ConformReport) -> str:
    """Write the report, indented, fields in their order, with a line break at the end."""
    whole = msgspec.structs.replace(report, shared_findings=shared_findings(report.results))
    return indented_json(whole).decode() + "\n"


def report_schema() -> dict[str, object]:
    """Make the JSON Schema of a report."""
    schema: dict[str, object] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Report of oceanhil conform",
    }
    return schema | msgspec.json.schema(ConformReport)
