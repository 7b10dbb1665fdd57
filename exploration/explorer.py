"""The explorer: leads one life after the other, and keeps what was found, each thing once.

What happens to a life that breaks a law: it is led once more, so that what cannot be seen again is told as such. If a
known finding explains it, it counts as one more life of that, and what is left of it without the known cause is looked
at in its turn, so that a thing that comes up in every other life does not hide another one. An invariant that is broken
where nothing happens would end each life at that moment: the life is led on with it not judged. What nothing explains
is made as simple as it gets, and is a new finding.

What it must not know: clocks, files, terminals, processes. Somebody else leads the lives in which nothing is found, if
they like (`oceanhil.app.exploring`): a finding follows from the lives that broke a law, in their order.

Laws: the same seed has the same findings, whoever led the lives, and however many at a time.
"""

from collections.abc import Mapping
from typing import Protocol

import msgspec

from oceanhil.exploration.bench import SpentError, TooCostlyError
from oceanhil.exploration.findings import Breach, Finding, breach_of
from oceanhil.exploration.life import Life, NamedLife
from oceanhil.exploration.novelty import edges_reached, reached_in
from oceanhil.exploration.scenario_text import without_line
from oceanhil.exploration.shrinking import Shrunk, shrunk
from oceanhil.exploration.timeline import Timeline
from oceanhil.scenarios.devices.steps.python_laws import ExpectLaw
from oceanhil.scenarios.result import Outcome
from oceanhil.scenarios.run import Run


class Leads(Protocol):
    """Whatever leads lives: a habitat, or a bench of boards."""

    def lead(self, life: Life) -> Run:
        """Lead one."""


class Looks(Leads, Protocol):
    """Whatever leads lives, and is asked what they reached."""

    def asked(self, run: Run) -> frozenset[str]:
        """Name the laws of which each says something only where something else is so, and it was in that run."""

    def edges(self) -> Mapping[int, int]:
        """Give the edges of the firmware's code that the last one went over, each with when first (µs of its run)."""


class Led(msgspec.Struct, frozen=True):
    """What is known of a life that was led."""

    is_broken: bool
    """Whether it has broken a law."""
    trouble: str = ""
    """Why it could not be led to its end, where the world failed."""
    simulated_us: int = 0
    asked: frozenset[str] = frozenset()
    """The laws with a condition that was met."""
    is_law_wrong: bool = False
    """Whether it was a law of the user's own that could not be judged."""
    reached: dict[str, int] = {}
    """What it has reached, and when in the life first, where that was asked for, and no law was broken."""


def led(habitat: Looks, life: Life, *, is_watched: bool = False) -> Led:
    """Lead a life; `is_watched`: note what it reaches."""
    run = habitat.lead(life)
    is_over = run.outcome in {Outcome.PASSED, Outcome.FAILED}
    return Led(
        run.outcome is Outcome.FAILED,
        "" if is_over else without_line(run.reason),
        run.simulated_us,
        habitat.asked(run),
        run.failed_in == ExpectLaw.name,
        _reached(life, run, habitat.edges()) if is_watched and run.outcome is Outcome.PASSED else {},
    )


def _reached(life: Life, run: Run, edges: Mapping[int, int]) -> dict[str, int]:
    timeline = Timeline(life, run.events)
    return {each: timeline.at(t_us) for each, t_us in (reached_in(run.events) | edges_reached(edges)).items()}


class Explorer:
    """What was found so far."""

    def __init__(self, habitat: Leads, rehearsals: Leads | None = None) -> None:
        """Lives are made simple in `rehearsals` where these break the law in the same way; None: in `habitat`."""
        self._habitat = habitat
        self._rehearsals = rehearsals
        self.findings: list[Finding] = []
        self.runs = 0
        """Runs beside those of the lives: to see it again, to explain it, to make it simpler."""
        self._simplest: tuple[Life, Run]

    @property
    def lives(self) -> int:
        """How many lives count for what was found, each once for each thing that it met."""
        return sum(each.lives for each in self.findings)

    def look_into(self, named: NamedLife) -> list[Finding]:
        """Look at a life that has broken a law; gives the findings that are new. Raises UnsteadyError.

        Interrupted while it is made simple, or where a bench leads no more for that, it is a finding as it is by then.
        """
        known = len(self.findings)
        name, life = named.name, named.life
        met: set[str] = set()
        run = self._lead(life)
        breach = breach_of(run)
        if breach is None:
            raise UnsteadyError(name, run)
        while breach is not None:
            finding = self._explaining(life, breach) or self._found(named, life, breach, run)
            if finding.id not in met:
                met.add(finding.id)
                if name != finding.first.name:
                    finding.later.append(named)
            rest = finding.without_its_cause(life)
            if rest.key == life.key:
                break
            life, run = rest, self._lead(rest)
            breach = breach_of(run)
        return self.findings[known:]

    def _explaining(self, life: Life, breach: Breach) -> Finding | None:
        """Give the known finding that explains this breach: without its cause the life does not break the law so."""
        for finding in self.findings:
            if finding.breach == breach and finding.may_explain(life):
                if not finding.life.happenings:
                    # Nothing has to happen: so nothing that happens in this life is its cause.
                    quiet = msgspec.structs.replace(life, happenings=(), quiet_us=finding.life.quiet_us)
                    if breach_of(self._lead(quiet)) == breach:
                        return finding
                    continue
                rest = finding.without_its_cause(life)
                if len(rest.happenings) < len(life.happenings) and breach_of(self._lead(rest)) != breach:
                    return finding
        return None

    def _found(self, named: NamedLife, life: Life, breach: Breach, led: Run) -> Finding:
        """Give the finding of a life that broke a law so when it was `led`."""
        others = sum(each.first.name == named.name and each.breach.law == breach.law for each in self.findings)
        self._simplest, begun = (life, led), self.runs
        try:
            simple, run = self._simple(life, breach)
        except (KeyboardInterrupt, SpentError, TooCostlyError):
            life, led = self._simplest
            assert led.failure is not None
            runs = self.runs - begun
            self.findings.append(Finding(breach, led.failure, named, life, runs=runs, is_simple=False, others=others))
            raise
        if run.failure is None:
            raise UnsteadyError(named.name, run)
        is_steady = breach_of(run) == breach
        found = Finding(breach, run.failure, named, simple.life, runs=simple.runs, is_steady=is_steady, others=others)
        for known in self.findings:
            if known.breach == breach and known.kinds <= found.kinds and known.may_explain(found.life):
                known.likes.append(found.made_of)
                return known
        self.findings.append(found)
        return found

    def _simple(self, life: Life, breach: Breach) -> tuple[Shrunk, Run]:
        """Give a life made simple, and its run; as it is where rehearsals do not break the law so, or they alone do."""
        if self._rehearsals is None:
            simple = shrunk(life, lambda each: self._breaks(each, breach))
            return simple, self._lead(simple.life)
        rehearsed = self._rehearsals
        if breach_of(rehearsed.lead(life)) == breach:
            simple = shrunk(life, lambda each: breach_of(rehearsed.lead(each)) == breach)
            self.runs += simple.runs
            run = self._lead(simple.life)
            if breach_of(run) == breach:
                return simple, run
        return Shrunk(life, 0), self._lead(life)

    def _breaks(self, life: Life, breach: Breach) -> bool:
        run = self._lead(life)
        if breach_of(run) != breach:
            return False
        self._simplest = life, run
        return True

    def _lead(self, life: Life) -> Run:
        self.runs += 1
        return self._habitat.lead(life)


class UnsteadyError(Exception):
    """A life that broke a law did not break it when it was led again, or was not led to its end then."""

    def __init__(self, name: str, again: Run) -> None:
        self.name = name
        kept = "did not when it was led once more"
        gone = f"was not led to its end once more: {again.reason}"
        super().__init__(f"it broke a law, and {gone if again.outcome is Outcome.ERROR else kept}")
