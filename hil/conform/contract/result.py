"""What came out of one item, and of a whole run, as data: what every report, baseline and exit code is made from."""

from collections import Counter
from collections.abc import Iterable
from enum import Enum

import msgspec

from hil.conform.contract.item import Severity, Style
from hil.conform.evidence.exchange import Shown
from protocol.profile import Kind, Scalar


class Verdict(Enum):
    """What an item's trial says about the server."""

    CONFORMS = "conforms"
    DIFFERS = "differs"
    """The sources leave it open, and the server reads them otherwise than the profile."""
    VIOLATES = "violates"
    UNTESTABLE = "not testable"


class ItemResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item's result. `readings` are the profile's values as this server has them, where it differs."""

    id: str
    title: str
    kind: Kind
    source: str
    severity: Severity
    style: Style
    verdict: Verdict
    expected: str = ""
    found: str = ""
    readings: dict[str, Scalar] = {}
    missing: tuple[str, ...] = ()
    """Names of what the server or the connector lacks, if it could not be tried."""
    given_up: bool = False
    """What is missing is an operation of the connector that failed again and again: nobody decided to do without."""
    flaky: bool = False
    """Trials of the same item came out differently; `verdict` is the worst of them."""
    attempts: int = 1
    exchanges: tuple[Shown, ...] = ()

    @property
    def topic(self) -> str:
        """The part of the id that groups items."""
        return self.id.partition("/")[0]

    @property
    def curl(self) -> str:
        """The line that repeats the decisive request; empty if nothing was sent."""
        return next((row.curl for row in self.exchanges if row.decisive), "")


class ChangeKind(Enum):
    """How an item stands to the baseline."""

    VERDICT = "another verdict"
    READING = "another reading"
    NEW = "new item"
    REMOVED = "removed item"


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item that is not as it was; `before` and `now` are missing for new and removed ones."""

    id: str
    kind: ChangeKind
    before: Verdict | None = None
    now: Verdict | None = None
    readings_before: dict[str, Scalar] = {}
    readings_now: dict[str, Scalar] = {}


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What a run was compared with, and what came out."""

    file: str
    started: str
    """When the earlier run began: UTC, ISO 8601."""
    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()
    """What makes the two runs hard to compare: another server, another version."""


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
    seed: int
    connector: str
    """Name of the connector, empty without one."""
    results: tuple[ItemResult, ...]
    learned: dict[str, Scalar]
    """Every reading of the server's that is another than the profile's, by full name."""
    left_behind: tuple[str, ...] = ()
    """What was created on the server and could not be removed."""
    broken_off: str = ""
    """Why the run ended before its last item, empty if it did not."""
    not_tried: tuple[str, ...] = ()
    """Ids of the chosen items that were not reached."""
    compared: Comparison | None = None


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
        conforms=verdicts[Verdict.CONFORMS],
        differs=verdicts[Verdict.DIFFERS],
        violates=verdicts[Verdict.VIOLATES],
        untestable=verdicts[Verdict.UNTESTABLE],
        flaky=sum(result.flaky for result in rows),
    )


def learned_from(results: Iterable[ItemResult]) -> dict[str, Scalar]:
    """Gather the readings that held whenever they were looked at."""
    return {name: value for result in results if not result.flaky for name, value in result.readings.items()}
