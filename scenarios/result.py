"""What a run of a scenario yields, for every report that shows it."""

from collections.abc import Mapping
from enum import Enum

import msgspec

from oceanhil.scenarios.acts import Act
from oceanhil.scenarios.measures import Reading
from oceanhil.scenarios.sweep_map import SweepMap
from oceanhil.scenarios.trace import Event


class Outcome(Enum):
    """How a run, or a remedy, ended."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    """The world failed, not the scenario."""
    SKIPPED = "skipped"
    """The world lacks a capability; `Result.reason` names it."""
    NONE = "none"
    """The guide gives no remedy for this scenario."""


class AlsoBroken(msgspec.Struct, frozen=True):
    """An invariant that was broken besides the one that is told, by the end of the step in which that was seen."""

    invariant: str
    title: str
    at_us: int
    """When it was broken first, µs since the run began."""


class Failure(msgspec.Struct, frozen=True):
    """Why a run failed: the place in the scenario file and what was expected and found there."""

    step: str
    """The step as written, e.g. `expect.serial: [REG] HTTP Response: 401`, or the invariant's name."""
    file: str
    line: int
    column: int
    expected: str
    found: str
    in_remedy: bool
    invariant: str = ""
    """Its number, such as `I8`, when an invariant was broken."""
    at_us: int | None = None
    """When an invariant was broken, µs since the run began: a step may last for long after that."""
    acts: tuple[Act, ...] = ()
    """What the device's program did, where that is known: what broke it, or the last before what was left out."""
    law: str = ""
    """The name of the law of a user's own that was broken."""
    sign: int | None = None
    """Where to look first: the event that ought not to have been, by its place among those that any trace has."""
    also: tuple[AlsoBroken, ...] = ()
    """Which other invariants were broken by then: the run ends with the step in which the first one was."""

    @property
    def step_name(self) -> str:
        """The step without what it was told, as classes of steps are called."""
        return self.step.partition(":")[0]

    @property
    def place(self) -> str:
        """File, line and column, as editors read them."""
        return f"{self.file}:{self.line}:{self.column}"


class LogCause(msgspec.Struct, frozen=True):
    """What a device's serial log points to beside what the scenario provokes, as `oceanhil diagnose` finds it.

    `confidence` in percent; `evidence` is the line that shows it; `documented` the page. `reason` is the answer in
    which the server gave its own reason, or that a fault made, which settles it; empty where the log alone speaks.
    """

    title: str
    confidence: int
    evidence: str
    remedy: str
    documented: str
    note: str = ""
    reason: str = ""
    provoked: str = ""
    """The scenario's own steps before that answer that can have brought it about, with their lines and times."""
    then: str = ""
    """The request that the device made after that answer, where that is what broke an invariant."""


class Point(msgspec.Struct, frozen=True):
    """One point of a sweep: the line that runs it alone, the outcomes it was counted as, and why it is listed."""

    replay_id: str
    ended_as: tuple[str, ...]
    why: str


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One case of one scenario on one board, or with one service, in one world."""

    scenario: str
    title: str
    group: str
    board: str
    """The family; empty for a case without a board."""
    world: str
    seed: int
    parameters: Mapping[str, str]
    replay_id: str
    outcome: Outcome
    remedy: Outcome
    reason: str = ""
    failure: Failure | None = None
    simulated_us: int = 0
    """How much time passed inside the world."""
    wall_ms: float = 0.0
    """How long the run took; measured by the caller, never part of a trace."""
    attempts: int = 1
    """How many attempts it took; a case that passed only at a later one is flaky."""
    tally: Mapping[str, int] = {}
    """Of a sweep: how many points ended in which outcome."""
    points: tuple[Point, ...] = ()
    """Of a sweep that did not pass: all points that do not pass alone; else those whose number is wrong."""
    swept: SweepMap | None = None
    """Of a sweep: what became of each point."""
    edge: str = ""
    """Of a sweep that failed: what one unit more or less changes at its first bad point, in one sentence."""
    facts: Mapping[str, str] = {}
    """What the world says about its boards: names, MACs, firmware, boots."""
    measures: Mapping[str, Reading] = {}
    """What was measured of the main device, by the names of measures; nothing of a sweep."""
    agreement: str = ""
    """How it compares with the same case in another world, in one line; empty when that was not asked."""
    events: tuple[Event, ...] = ()
    without: Mapping[str, str] = {}
    """Invariants that were not judged, by the scenario's own word, and why: empty where it gives no reason."""
    service: str = ""
    """The service that a case without a board is about."""
    command: str = ""
    """Of a test in Python: what runs it again. A case is run again by its replay ID."""
    needs: tuple[str, ...] = ()
    """Capabilities that its steps need, where the run has to account for them."""
    log_cause: LogCause | None = None
    """Of a case that failed: what its serial log points to."""
    is_known: bool = False
    """Of a case that failed: whether it was known to fail so."""
    moment: str = ""
    """The page on which one goes through the run event by event, where one was written: its path."""
    point_moments: Mapping[str, str] = {}
    """Of a sweep that failed: such pages of its bad points, by the point as it stands in a replay ID."""
    story: str = ""
    """Of a test in Python that did not pass: what pytest tells about it."""

    @property
    def subject(self) -> str:
        """What the case is about: the family of its board, or its service."""
        return self.board or self.service or ("no board" if self.command else "")

    def again(self, options: str = "") -> str:
        """Give the command line that runs it again; `options` belong behind the replay ID of a case."""
        return self.command or f"oceanhil replay '{self.replay_id}'{options}"

    def look(self, options: str = "") -> str:
        """Give the command line that opens it in the moment viewer, likewise; empty where there is nothing to see."""
        if self.command or self.outcome is Outcome.SKIPPED:
            return ""
        return f"{self.again(options)} --open"

    @property
    def is_flaky(self) -> bool:
        """True when it passed, but not at once."""
        return self.attempts > 1 and self.outcome is Outcome.PASSED
