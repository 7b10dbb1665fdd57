"""When a run ends before its time: a server that fails most requests is not asked thousands of times more.

What counts as failed is every request that got another answer than 200, or none. A storm makes such on purpose, and the
fleet that comes back from it does: from its beginning on nothing is counted.
"""

from collections import deque
from typing import Final

import msgspec


class StopRule(msgspec.Struct, frozen=True):
    """Stop when more than `share` of the requests of `window_s` seconds failed, if there were at least `fewest`."""

    share: float
    window_s: float
    fewest: int = 20


WINDOW_DEFAULT: Final = "30s"
DEFAULT: Final = StopRule(0.5, 30.0)


class StopWatch:
    """Follows one run by a rule; times in seconds of any clock that only grows."""

    def __init__(self, rule: StopRule) -> None:
        """Begin with nothing seen."""
        self._rule = rule
        self._began_s: float | None = None
        self._seen: deque[tuple[float, int, int]] = deque()

    def take(self, at_s: float, ended: int, failed: int) -> str:
        """Count requests that ended; gives why the run has to stop, empty if it may go on."""
        rule = self._rule
        self._began_s = at_s if self._began_s is None else self._began_s
        self._seen.append((at_s, ended, failed))
        while self._seen and self._seen[0][0] <= at_s - rule.window_s:
            self._seen.popleft()
        all_ended, all_failed = (sum(each[place] for each in self._seen) for place in (1, 2))
        is_over = at_s - self._began_s >= rule.window_s
        if not is_over or all_ended < rule.fewest or all_failed <= rule.share * all_ended:
            return ""
        return (
            f"{all_failed:,} of the {all_ended:,} requests of the last {rule.window_s:g} s failed, more than "
            f"{rule.share:.0%}; see what the server says, or give another limit with --stop-at"
        )
