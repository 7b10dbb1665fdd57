"""Where in a life a moment of its run lies, so that another life can be disturbed at just that moment.

A life says when each of its steps is due, in µs since its start was over; a run says when each of them was done. Both
differ where the start takes its time and where a disturbance runs on between its own steps.

What it must not know: what happened at that moment.

Laws: what happened later in the run lies no earlier in the life.
"""

from bisect import bisect_right
from collections.abc import Sequence

from oceanhil.exploration.life import Life
from oceanhil.exploration.scenario_text import steps_in_common
from oceanhil.scenarios.trace import Event, EventKind


class Timeline:
    """The moments of one run of a life."""

    def __init__(self, life: Life, events: Sequence[Event]) -> None:
        steps_us = [each.t_us for each in events if each.kind is EventKind.STEP][steps_in_common(life.start) :]
        due_us = [at_us for at_us, _ in life.timed_lines()]
        self._due_us = due_us[: len(steps_us)]
        self._done_us = steps_us[: len(due_us)]

    def at(self, t_us: int) -> int:
        """Say when in the life that is, µs since its start was over; 0 for all that was before."""
        index = bisect_right(self._done_us, t_us) - 1
        if index < 0:
            return 0
        found = self._due_us[index] + t_us - self._done_us[index]
        return min((found, *self._due_us[index + 1 : index + 2]))
