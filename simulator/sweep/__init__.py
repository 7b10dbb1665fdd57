"""Power-cut sweeps: do one storage operation again and again, cut power at each unit of it, recover, and read.

Everything is deterministic: a plan and its seed give the same result on every machine.
"""

from oceanhil.simulator.sweep.engine import Progress, run_sweep
from oceanhil.simulator.sweep.explanation import Explanation, explain
from oceanhil.simulator.sweep.flash_faults import Faults, parse_faults
from oceanhil.simulator.sweep.outcome import CutOutcome
from oceanhil.simulator.sweep.pairs import Pair, PairsResult, run_pairs
from oceanhil.simulator.sweep.plan import Operation, PlanError, SweepPlan, SweptStore, plans_for
from oceanhil.simulator.sweep.result import SweepResult, UnitRange

__all__ = [
    "CutOutcome",
    "Explanation",
    "Faults",
    "Operation",
    "Pair",
    "PairsResult",
    "PlanError",
    "Progress",
    "SweepPlan",
    "SweepResult",
    "SweptStore",
    "UnitRange",
    "explain",
    "parse_faults",
    "plans_for",
    "run_pairs",
    "run_sweep",
]
