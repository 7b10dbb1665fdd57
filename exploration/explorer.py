"""The explorer: leads one life after the other, and keeps what was found, each thing once.

What happens to a life that breaks a law: it is led once more, so that what cannot be seen again is told as such. If a
known finding explains it, it counts as one more life of that, and what is left of it without the known cause is looked
at in its turn, so that a thing that comes up in every other life does not hide another one. What nothing explains is
made as simple as it gets, and is a new finding.

What it must not know: clocks, files, terminals, processes. Somebody else leads the lives in which nothing is found, if
they like (`oceanhil.app.exploring`): a finding follows from the numbers of the lives that broke a law, in their order.

Laws: the same seed has the same findings, whoever led the lives, and however many at a time.
"""

import msgspec

from oceanhil.exploration.drawing import Drawing
from oceanhil.exploration.findings import Breach, Finding, breach_of
from oceanhil.exploration.habitat import Habitat
from oceanhil.exploration.life import Life
from oceanhil.exploration.shrinking import shrunk
from oceanhil.scenarios.engine import Run
from oceanhil.scenarios.result import Outcome


class Led(msgspec.Struct, frozen=True):
    """What is known of a life that was led."""

    number: int
    is_broken: bool
    """Whether it has broken a law."""
    trouble: str = ""
    """Why it could not be led to its end, where the world failed."""
    simulated_us: int = 0


def led(drawing: Drawing, habitat: Habitat, number: int) -> Led:
    """Lead life number `number`."""
    run = habitat.lead(drawing.life(number))
    is_over = run.outcome in {Outcome.PASSED, Outcome.FAILED}
    return Led(number, run.outcome is Outcome.FAILED, "" if is_over else run.reason, run.simulated_us)


class Explorer:
    """What was found so far."""

    def __init__(self, drawing: Drawing, habitat: Habitat) -> None:
        self._drawing = drawing
        self._habitat = habitat
        self.findings: list[Finding] = []
        self.runs = 0
        """Runs beside those of the lives: to see it again, to explain it, to make it simpler."""

    def look_into(self, number: int) -> list[Finding]:
        """Look at life number `number`, which has broken a law; gives the findings that are new."""
        known = len(self.findings)
        life = self._drawing.life(number)
        met: set[str] = set()
        while (run := self._lead(life)) and (breach := breach_of(run)) is not None:
            finding = self._explaining(life, breach) or self._found(number, life, breach)
            if finding.id not in met:
                met.add(finding.id)
                finding.lives += number != finding.number
            rest = finding.without_its_cause(life)
            if len(rest.happenings) == len(life.happenings):
                break
            life = rest
        return self.findings[known:]

    def _explaining(self, life: Life, breach: Breach) -> Finding | None:
        """Give the known finding that explains this breach: without its cause the life does not break the law so."""
        for finding in self.findings:
            if finding.breach == breach and finding.may_explain(life):
                rest = finding.without_its_cause(life)
                if len(rest.happenings) < len(life.happenings) and breach_of(self._lead(rest)) != breach:
                    return finding
        return None

    def _found(self, number: int, life: Life, breach: Breach) -> Finding:
        simple = shrunk(life, lambda each: breach_of(self._lead(each)) == breach)
        run = self._lead(simple.life)
        if run.failure is None:
            raise UnsteadyError(number)
        others = sum(each.number == number and each.breach.law == breach.law for each in self.findings)
        is_steady = breach_of(run) == breach
        found = Finding(breach, run.failure, number, simple.life, runs=simple.runs, is_steady=is_steady, others=others)
        for known in self.findings:
            if known.breach == breach and known.kinds <= found.kinds and known.may_explain(found.life):
                known.likes.append(found.names)
                return known
        self.findings.append(found)
        return found

    def _lead(self, life: Life) -> Run:
        self.runs += 1
        return self._habitat.lead(life)


class UnsteadyError(Exception):
    """A life that broke a law did not break it when it was led again."""

    def __init__(self, number: int) -> None:
        super().__init__("it broke a law, and did not when it was led once more")
        self.number = number
