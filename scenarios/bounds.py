"""How much one scenario file may ask for: whoever runs a stranger's file gets an answer, not a hang or a full memory.

Counted before anything is expanded, and in whole numbers, so that the same file is refused on every machine.
"""

from collections.abc import Mapping, Sequence
from math import prod
from typing import Final

from oceanhil.protocol.wording import plural
from oceanhil.scenarios.mistakes import Mistakes
from oceanhil.scenarios.nodes import MapNode

ENTRIES_MAX: Final = 100_000
"""Files and folders below a folder in which scenarios are looked for."""
CASES_MAX: Final = 1_000
"""Cases of one file, over all of its boards."""
BINDINGS_MAX: Final = 50_000
"""Steps of all cases of one file together."""
REPEATS_MAX: Final = 10_000
"""How often one step does a thing."""
POINTS_MAX: Final = 20_000
"""Points of one sweep."""
FOREIGN_POINTS_MAX: Final = 4_000
"""Points of one sweep over the work of somebody else's firmware: who wrote the scenario did not know how much it is."""
SWEEP_EVENTS_MAX: Final = 2_000_000
"""Events of all points of one sweep together."""
RUN_STEPS_MAX: Final = 1_000_000
"""Things that happen in one simulated run, timers and bytes counted: two weeks of a device that polls."""
SKETCH_STEPS_MAX: Final = 10 * RUN_STEPS_MAX
"""The same where a sketch runs: a week of a lamp that blinks five times a second."""


def refuse_many(
    root: MapNode, axes: Mapping[str, Sequence[object]], mistakes: Mistakes, *, boards: int = 1, rows: int, steps: int
) -> None:
    """Note that a file makes more cases, or more steps in all of them, than anybody waits for."""
    sizes = {name: len(values) for name, values in axes.items()} | ({"cases": rows} if rows else {})
    cases = boards * prod(sizes.values())
    place = next((node.place for key in ("matrix", "cases", "fuzz") if (node := root.get(key)) is not None), root.place)
    made = " x ".join([f"{boards} boards"] * (boards > 1) + [f"{size} of {name}" for name, size in sizes.items()])
    if cases > CASES_MAX:
        mistakes.add(place, f"{made} make {cases:,} cases; expected at most {CASES_MAX:,} a file: {_LESS}")
    elif cases * steps > BINDINGS_MAX:
        total = f"{plural(cases, 'case')} of {steps:,} steps make {cases * steps:,} steps"
        mistakes.add(place, f"{total}; expected at most {BINDINGS_MAX:,} a file: {_LESS}")


_LESS: Final = "leave out values, or split the file; a single case runs with any value by its replay id"
