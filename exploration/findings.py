"""What is found in a life: which law was broken, and how; and when two lives have found the same.

What a breach is: the law that a run has broken (a step that expects, or an invariant), and what was found, with all
taken out of it in which two lives of one cause differ: times, numbers, which relay. Two breaches are of one kind when
both are the same.

What a finding is: a life, made as simple as it gets, that breaks a law, and how many lives have broken it in the same
way. Of a life whose breach is of a known kind, another cause can still be behind it: it is, if the life breaks the law
in the same way where nothing happens that the known finding is made of, and if what is left when that life is made
simple does not disturb all that the known finding disturbs.
"""

import re
from typing import Final

import msgspec

from oceanhil.exploration.disturbance import Kind
from oceanhil.exploration.life import Life, NamedLife
from oceanhil.scenarios.invariant_ids import InvariantId
from oceanhil.scenarios.result import Failure, Outcome
from oceanhil.scenarios.run import Run

_NUMBERS: Final = re.compile(
    r"(?<![\w.-])(?:\d+ d )?\d[\d.,:]*(?: ?(?:us|ms|s|m|h|d|w)\b)?(?: \d+(?:us|ms|s|m|h|d|w)\b)*"
)
_SWITCHES: Final = re.compile(r"\b(?:on|off)\b")
_EXPECT: Final = "expect."


class Breach(msgspec.Struct, frozen=True):
    """A law that was broken, and the way in which it was."""

    law: str
    """Its name: `no-loss` of the step `expect.no_loss`, `i8` of the invariant."""
    way: str
    """What was found, without what differs from life to life: numbers, and details behind a semicolon."""


class Finding(msgspec.Struct):
    """Something that was found, and the simplest life that shows it."""

    breach: Breach
    failure: Failure
    first: NamedLife
    """The first life that met it, as it was led."""
    life: Life
    """What was made of it: the simplest that breaks the law so."""
    later: list[NamedLife] = []
    """The other lives that have met it, as they were led: another cause may hide among them."""
    runs: int = 0
    """Runs that it took to make the life so simple."""
    is_steady: bool = True
    """Whether the life broke the law when it was led once more."""
    is_simple: bool = True
    """Whether it was made as simple as it gets, and nobody broke that off."""
    likes: list[frozenset[str]] = []
    """What other lives were made of that came to the same."""
    others: int = 0
    """How many there are of its name before it: of the same law in the same life, or in files of other runs."""

    @property
    def lives(self) -> int:
        """How many lives have met it."""
        return 1 + len(self.later)

    @property
    def id(self) -> str:
        """The name of its scenario."""
        more = f"-{self.others + 1}" if self.others else ""
        return f"{self.breach.law}-{self.life.start.board.value}-{self.first.label}{more}"

    @property
    def statement(self) -> str:
        """What must hold."""
        number = self.failure.invariant
        return InvariantId(number).title if number else self.failure.expected

    @property
    def kinds(self) -> frozenset[Kind]:
        """What is disturbed in it."""
        return frozenset(each.disturbance.kind for each in self.life.happenings)

    @property
    def made_of(self) -> frozenset[str]:
        """The disturbances that it is made of."""
        return names_in(self.life)

    def may_explain(self, life: Life) -> bool:
        """Whether that life can have the same cause.

        What a loss of power does to one layout of the record is just what the other one is there for.
        """
        is_about_records = bool(self.kinds & {Kind.POWER, Kind.STORAGE})
        return not is_about_records or self.life.start.store is life.start.store

    def without_its_cause(self, life: Life) -> Life:
        """Give that life without all that this finding is made of, or that was seen to come to the same.

        Without an invariant that needs nothing to happen: it is not judged in it.
        """
        if not self.life.happenings and self.failure.invariant:
            invariant = InvariantId(self.failure.invariant)
            return msgspec.structs.replace(life, unjudged=(*life.unjudged, invariant))
        gone = self.made_of.union(*(cause for cause in self.likes if cause <= names_in(life)))
        left = [index for index, each in enumerate(life.happenings) if each.disturbance.name not in gone]
        return life.only(left)


def names_in(life: Life) -> frozenset[str]:
    """Name the disturbances of a life."""
    return frozenset(each.disturbance.name for each in life.happenings)


def breach_of(run: Run) -> Breach | None:
    """Say which law a run has broken; None if it has kept all."""
    failure = run.failure
    if run.outcome is not Outcome.FAILED or failure is None:
        return None
    law = failure.law or failure.invariant.lower() or law_of(failure.step)
    way = _SWITCHES.sub("…", _NUMBERS.sub("#", failure.found.partition(";")[0]))
    return Breach(law, way)


def law_of(step: str) -> str:
    """Give the name of the law that a step stands for: `no-loss` of `expect.no_loss`."""
    return step.partition(":")[0].removeprefix(_EXPECT).replace("_", "-").replace(".", "-")
