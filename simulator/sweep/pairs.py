"""Cutting power twice: in an operation, and in what the next boot does, with every pair of units.

What is a pair: power goes after `first` units of the operation; the board boots, recovers, and does the operation once
more, and power goes after `second` units of that boot; then it boots and reads. The second number is as large as the
work of the second boot, which depends on where the first cut came.

What is tried once: a first cut that leaves flash as another first cut did has the same second boots, and a second cut
that leaves flash as another did reads the same. Both are pruned by what flash holds, and counted as often as they are
met: such pairs are symmetric. Where cells are marginal nothing is pruned, since two boots need not read the same.
"""

from collections import Counter
from hashlib import sha256

import msgspec

from oceanhil.protocol.chance import Chance
from oceanhil.simulator.eeprom.nvs import NvsPanic
from oceanhil.simulator.flash.chip import FlashSnapshot, PowerCut, tear_for
from oceanhil.simulator.sweep.engine import Progress, Rig
from oceanhil.simulator.sweep.outcome import CutOutcome
from oceanhil.simulator.sweep.plan import SweepPlan

_KEPT_WORST = 8
_HANGS = CutOutcome.HANGS

_Contents = tuple[tuple[int, bytes | bytearray], ...]


class Pair(msgspec.Struct, frozen=True):
    """Two cuts, by units, which of the seeds chose how they tear, and how that ended."""

    first: int
    second: int
    number: int
    outcome: CutOutcome


class PairsResult(msgspec.Struct, frozen=True, kw_only=True):
    """What came of all pairs of one plan.

    `tally` counts pairs by outcome, and `tried` those whose end was not known from a symmetric one. `states` is how
    many different contents of flash were met behind second cuts, and `digest` is the SHA-256 of all of them in the
    order in which they were met: two runs that agree in it have cut the same work at the same places. `worst` holds
    the first pairs of the worst outcome there is.
    """

    plan: SweepPlan
    units: int
    tally: dict[CutOutcome, int]
    tried: int
    states: int
    digest: str
    worst: tuple[Pair, ...]

    @property
    def pairs(self) -> int:
        """How many pairs there are."""
        return sum(self.tally.values())

    @property
    def unkept(self) -> int:
        """How many of them leave neither the old nor the new value, whether that is noticed or not."""
        return sum(count for outcome, count in self.tally.items() if outcome.severity >= CutOutcome.CORRUPT.severity)


def run_pairs(plan: SweepPlan, progress: Progress | None = None) -> PairsResult:
    """Cut at every pair of units, with every seed, boot and read; raises PlanError where flash cannot be made ready."""
    return _Pairs(Rig(plan)).run(progress)


class _Pairs:
    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self._plan = rig.plan
        self._tally: Counter[CutOutcome] = Counter()
        self._worst: list[Pair] = []
        self._digest = sha256()
        self._tried = 0
        self._states: set[bytes] = set()
        self._ends: dict[_Contents, CutOutcome] = {}
        """How a boot ends that begins with this in flash."""
        self._seconds: dict[_Contents, list[CutOutcome]] = {}
        """How all second cuts end behind a first one that left this."""

    def run(self, progress: Progress | None) -> PairsResult:
        operations = self._rig.uncut()
        units = operations[-1].end_unit if operations else 0
        for first in range(units):
            for number in range(self._plan.seeds):
                for second, outcome in enumerate(self._behind(first, number)):
                    self._count(Pair(first, second, number, outcome))
            if progress is not None:
                progress(first, units)
        return PairsResult(
            plan=self._plan,
            units=units,
            tally=dict(self._tally),
            tried=self._tried,
            states=len(self._states),
            digest=self._digest.hexdigest(),
            worst=tuple(self._worst),
        )

    def _behind(self, first: int, number: int) -> list[CutOutcome]:
        """Make the first cut and give how each second one ends."""
        rig = self._rig
        rig.cut(first, number)
        start = rig.flash.snapshot()
        contents = _contents(start)
        known = None if contents is None else self._seconds.get(contents)
        if known is None:
            work = self._work_behind(start)
            seconds = range(work or 0)
            known = [self._end(start, first, second, number) for second in seconds] if work is not None else [_HANGS]
            if contents is not None:
                self._seconds[contents] = known
        return known

    def _work_behind(self, start: FlashSnapshot) -> int | None:
        """Count the units of the boot that begins with this, where nothing is cut; None where it hangs."""
        flash = self._rig.flash
        flash.restore(start)
        flash.power_on()
        try:
            self._rig.device.act(flash)
        except NvsPanic:
            return None
        return flash.units

    def _end(self, start: FlashSnapshot, first: int, second: int, number: int) -> CutOutcome:
        rig, flash = self._rig, self._rig.flash
        flash.restore(start)
        flash.power_on()
        if self._plan.torn.is_random:
            seed = f"{self._plan.seed} {first} {second} {number}"
            flash.tear = tear_for(self._plan.torn, Chance(seed))
        flash.arm_cut(second)
        try:
            rig.device.act(flash)
        except PowerCut:
            pass
        except NvsPanic:  # cells that waver let this boot hang where the uncut one did not
            return _HANGS
        left = flash.snapshot()
        contents = _contents(left)
        found = None if contents is None else self._ends.get(contents)
        if found is None:
            self._tried += 1
            found = self._read()
            self._note_state(left)
            if contents is not None:
                self._ends[contents] = found
        return found

    def _read(self) -> CutOutcome:
        """Boot twice and read; the worse of both where cells may waver."""
        boots = 2 if self._plan.torn.is_random else 1
        return max((self._rig.read()[0] for _ in range(boots)), key=lambda outcome: outcome.severity)

    def _note_state(self, snapshot: FlashSnapshot) -> None:
        state = sha256()
        for index, sector in sorted(snapshot.sectors.items()):
            place = index.to_bytes(4, "little")
            for hashed in (state, self._digest):
                hashed.update(place)
                hashed.update(sector)
        self._states.add(state.digest())

    def _count(self, pair: Pair) -> None:
        self._tally[pair.outcome] += 1
        worst = self._worst[0].outcome.severity if self._worst else 0
        if pair.outcome.severity > worst:
            self._worst.clear()
        if pair.outcome.severity >= max(worst, CutOutcome.CORRUPT.severity) and len(self._worst) < _KEPT_WORST:
            self._worst.append(pair)


def _contents(snapshot: FlashSnapshot) -> _Contents | None:
    """Give what decides what every later boot does; None where cells may read as they like."""
    return None if snapshot.faulty else tuple(sorted(snapshot.sectors.items()))
