"""What came out of one item, and of a whole run, as data: what every report, baseline and exit code is made from."""

from enum import Enum

import msgspec

from hil.conform.evidence import Shown
from hil.conform.item import Severity, Style
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


class ConformReport(msgspec.Struct, frozen=True, kw_only=True):
    """A whole run."""

    url: str
    service: str
    """Name of the profile."""
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
