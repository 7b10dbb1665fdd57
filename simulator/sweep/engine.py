"""Cutting power at every unit."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from oceanhil.protocol.board_faults import TornModel
from oceanhil.protocol.chance import Chance
from oceanhil.simulator.eeprom.nvs import NvsFault, NvsPanic
from oceanhil.simulator.flash.chip import Flash, FlashSnapshot, PowerCut, tear_for
from oceanhil.simulator.sweep.device import SweptDevice, blank_flash, device_for
from oceanhil.simulator.sweep.outcome import CutOutcome
from oceanhil.simulator.sweep.plan import PlanError, SweepPlan
from oceanhil.simulator.sweep.result import SweepResult
from oceanhil.simulator.sweep.trace import TracedOperation, traced

Progress = Callable[[int, int], None]
"""Called now and then with the number of units done and the number of all."""

_TELL_EVERY = 64


class Rig:
    """A device brought to where a sweep begins, and put back there for each cut."""

    def __init__(self, plan: SweepPlan) -> None:
        self.plan = plan
        self.device: SweptDevice = device_for(plan)
        self.flash: Flash = blank_flash(plan)
        self._spoil()
        self.start: FlashSnapshot = self.flash.snapshot()

    def rewind(self) -> None:
        """Go back to the beginning, with power."""
        self.flash.restore(self.start)
        self.flash.power_on()
        self.flash.wear = self.plan.faults.wear(self.plan.seed)

    def _spoil(self) -> None:
        """Give the chip its faults and its old value; raises PlanError where the chip cannot hold one."""
        try:
            self.plan.faults.stick(self.flash)
            self.flash.wear = self.plan.faults.wear(self.plan.seed)
            self.device.prepare(self.flash)
        except (ValueError, NvsFault, NvsPanic) as error:
            raise PlanError(f"the storage cannot be made ready on such flash: {error}") from None

    def uncut(self) -> tuple[TracedOperation, ...]:
        """Do the operation without a cut and return its flash work."""
        self.rewind()
        return self.work_of(lambda: self.device.act(self.flash))

    def cut(self, unit: int, number: int) -> None:
        """Do the operation with power lost after `unit` units; `number` chooses among random ways of tearing."""
        self.rewind()
        if self.plan.torn.is_random:
            self.flash.tear = tear_for(self.plan.torn, Chance(_seed(self.plan.seed, unit, number)))
        self.flash.arm_cut(unit)
        try:
            self.device.act(self.flash)
        except PowerCut:
            return
        raise AssertionError(f"{self.plan.title} has no unit {unit}")

    def mount(self) -> None:
        """Boot as far as the core mounts storage by itself, and go no further."""
        self.flash.power_on()
        with suppress(NvsPanic):
            self.device.boot(self.flash)

    def work_of(self, work: Callable[[], object]) -> tuple[TracedOperation, ...]:
        """Do `work`, which is one boot, and return its flash work."""
        self.flash.power_on()
        return traced(self.flash, work)

    def read(self) -> tuple[CutOutcome, str]:
        """Boot and read."""
        self.flash.power_on()
        try:
            return self.device.read(self.flash)
        except NvsPanic as panic:
            return CutOutcome.HANGS, str(panic)


def run_sweep(plan: SweepPlan, progress: Progress | None = None) -> SweepResult:
    """Cut at every unit, with every seed, recover with a fresh mount, and read."""
    rig = Rig(plan)
    operations = rig.uncut()
    units = operations[-1].end_unit if operations else 0
    worst: list[CutOutcome] = []
    worst_seed: dict[int, int] = {}
    tally: Counter[CutOutcome] = Counter()
    unsteady = 0
    for unit in range(units):
        found = [_point(rig, unit, number) for number in range(plan.seeds)]
        outcomes = [outcome for outcome, _ in found]
        tally.update(outcomes)
        unsteady += sum(wavers for _, wavers in found)
        worst.append(max(outcomes, key=lambda outcome: outcome.severity))
        if len(set(outcomes)) > 1:
            worst_seed[unit] = outcomes.index(worst[-1])
        if progress is not None and unit % _TELL_EVERY == 0:
            progress(unit, units)
    return SweepResult(plan, tuple(worst), dict(tally), worst_seed, unsteady, operations)


def _point(rig: Rig, unit: int, number: int) -> tuple[CutOutcome, bool]:
    """Return the outcome, of two boots the worse where cells may waver, and whether the two differ."""
    rig.cut(unit, number)
    first, _ = rig.read()
    if rig.plan.torn is not TornModel.MARGINAL_BITS:
        return first, False
    second, _ = rig.read()
    return max(first, second, key=lambda outcome: outcome.severity), first is not second


def _seed(seed: int, unit: int, number: int) -> int:
    return (seed << 48) + (unit << 24) + number
