"""One cut point, step by step: flash work before it, what was interrupted, repairs of the next boot, what is read."""

import msgspec

from oceanhil.boards import family
from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash, FlashSnapshot
from oceanhil.simulator.sweep.engine import Rig
from oceanhil.simulator.sweep.operation_text import describe
from oceanhil.simulator.sweep.outcome import CutOutcome
from oceanhil.simulator.sweep.plan import PlanError, SweepPlan
from oceanhil.simulator.sweep.trace import TracedOperation

_ROW_BYTES = 32


class Step(msgspec.Struct, frozen=True):
    """One flash operation: the units it takes and what it does."""

    first_unit: int
    last_unit: int
    text: str


class Explanation(msgspec.Struct, frozen=True):
    """A cut told step by step.

    `done` are the operations before the cut, `interrupted` the one it prevents or tears, `repairs` what the mount of
    the next boot writes, `writes` what the sketch's own `begin` writes before it reads, `read` what comes of it. The
    dumps are rows of (address, 32 bytes) that are not blank, of the sectors that the operation or the mount touches.
    """

    plan: SweepPlan
    unit: int
    number: int
    done: tuple[Step, ...]
    interrupted: Step
    repairs: tuple[Step, ...]
    writes: tuple[Step, ...]
    read: str
    outcome: CutOutcome
    at_cut: tuple[tuple[int, bytes], ...]
    after_repairs: tuple[tuple[int, bytes], ...]


def explain(plan: SweepPlan, unit: int, number: int = 0) -> Explanation:
    """Tell what a cut after `unit` units does; `number` is which of the seeds. Raises PlanError for a unit beyond."""
    rig = Rig(plan)
    operations = rig.uncut()
    units = operations[-1].end_unit if operations else 0
    if not 0 <= unit < units:
        raise PlanError(f"unit {unit!r} does not exist; expected 0 to {units - 1} for {plan.title}")
    rig.cut(unit, number)
    image = rig.flash.snapshot()
    mounted = rig.work_of(rig.mount)
    repaired = rig.flash.snapshot()
    written = rig.work_of(rig.read)
    rig.cut(unit, number)
    outcome, read = rig.read()
    touched = sorted({each.sector for each in (*operations, *mounted)})
    return Explanation(
        plan=plan,
        unit=unit,
        number=number,
        done=tuple(_step(each, plan) for each in operations if each.end_unit <= unit),
        interrupted=next(_step(each, plan) for each in operations if each.first_unit <= unit < each.end_unit),
        repairs=_repairs(mounted, image, plan),
        writes=tuple(_step(each, plan) for each in written),
        read=read,
        outcome=outcome,
        at_cut=_rows(image, touched, plan),
        after_repairs=_rows(repaired, touched, plan),
    )


def _step(operation: TracedOperation, plan: SweepPlan) -> Step:
    return Step(operation.first_unit, operation.end_unit - 1, describe(operation, plan.board))


def _repairs(operations: tuple[TracedOperation, ...], image: FlashSnapshot, plan: SweepPlan) -> tuple[Step, ...]:
    pages = {index: bytes(sector) for index, sector in image.sectors.items()}
    steps = []
    for operation in operations:
        steps.append(Step(operation.first_unit, operation.end_unit - 1, describe(operation, plan.board, pages)))
        pages[operation.sector] = operation.after
    return tuple(steps)


def _rows(image: FlashSnapshot, sectors: list[int], plan: SweepPlan) -> tuple[tuple[int, bytes], ...]:
    flash = Flash(family(plan.board).flash_bytes)
    flash.restore(image)
    rows = []
    for sector in sectors:
        for offset in range(0, SECTOR_BYTES, _ROW_BYTES):
            address = sector * SECTOR_BYTES + offset
            row = flash.dump(address, _ROW_BYTES)
            if row.strip(b"\xff"):
                rows.append((address, row))
    return tuple(rows)
