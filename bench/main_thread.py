"""What a page's main thread did, from Chromium's own trace.

Times are processor time of the thread, so that what else the machine does does not count.
"""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Self

import msgspec

CATEGORIES: Final = ("toplevel", "devtools.timeline")
"""What of its trace Chromium is asked for."""
_TASK: Final = "RunTask"
_FRAME: Final = "FireAnimationFrame"


class _Traced(msgspec.Struct):
    """An event of the trace; times in µs, `tdur` that of the thread's processor time."""

    name: str
    pid: int
    tid: int
    ts: int = 0
    tdur: int = 0
    args: msgspec.Raw = msgspec.Raw(b"{}")


class _Tracing(msgspec.Struct, rename="camel"):
    trace_events: list[_Traced]


@dataclass(frozen=True, slots=True)
class MainThread:
    """The tasks of a thread in order, each with its begin and what it took, in µs; and when frames were begun."""

    tasks: tuple[tuple[int, int], ...]
    frames: tuple[int, ...]

    @classmethod
    def of(cls, trace: bytes, script: bytes) -> Self:
        """Give that of the page whose scripts have `script` in their address: Chromium has pages of its own."""
        events = msgspec.json.decode(trace, type=_Tracing).trace_events
        threads = Counter((each.pid, each.tid) for each in events if script in bytes(each.args))
        ((main, _),) = threads.most_common(1)
        own = sorted((each for each in events if (each.pid, each.tid) == main), key=lambda each: each.ts)
        return cls(
            tuple((each.ts, each.tdur) for each in own if each.name.endswith(_TASK)),
            tuple(each.ts for each in own if each.name == _FRAME),
        )

    def longest_ms(self) -> float:
        """Give the longest task."""
        return max(taken for _, taken in self.tasks) / 1_000

    def frames_ms(self) -> list[float]:
        """Give what was taken from the task that draws a frame until the one that draws the next, of whatever kind.

        Only frames are told apart in which a script has asked to be called.
        """
        begins = [begin for begin, _ in self.tasks]
        drawing = sorted({bisect_right(begins, at) - 1 for at in self.frames})
        return [sum(taken for _, taken in self.tasks[one:after]) / 1_000 for one, after in pairwise(drawing)]
