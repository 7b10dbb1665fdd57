"""What a life has reached, so that one that reaches what none has reached before is told from the others.

What is counted, of each device: *pairs*, what device or server did right behind something else; *states*, how device,
storage, server and clock stood at the same time; *ways back*, all that lay between two answered polls. Each is told by
words that say what kind of thing it was, without times and numbers, so that a thousand polls reach as much as two.

What it must not know: how lives are drawn, and what becomes of what is new.

Laws: the same events reach the same. A life that goes on reaches no less.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from oceanhil.scenarios.line_change import Unheard
from oceanhil.scenarios.trace import Event, EventKind
from oceanhil.scenarios.traced_request import TracedRequest

EDGE: Final = "edge: "
"""How the name of an edge of the firmware's code begins."""
_CHANGING: Final = re.compile(r"[-+]?\d[\d.]*")
_DETAILS: Final = re.compile(r"[:(\d+-]")
"""Where the part of a serial line begins that is another each time."""
_WAY_MOST: Final = 4
"""Steps of a way back: behind them it is one of the long ones."""
_POLLED: Final = "state 200"
_SAID: Final = {
    EventKind.BOOT: "reason",
    EventKind.POWER: "state",
    EventKind.HALT: "reason",
    EventKind.PANIC: "kind",
    EventKind.STATUS: "status",
    EventKind.DASHBOARD: "action",
    EventKind.SAVE: "verdict",
    EventKind.LOAD: "verdict",
    EventKind.NETWORK: "change",
    EventKind.CLOCK: "change",
    EventKind.SERIAL: "text",
}
"""The field that says what happened."""
_OF_DEVICE: Final = {EventKind.BOOT, EventKind.POWER, EventKind.HALT, EventKind.PANIC, EventKind.REQUEST}
_OF_STORAGE: Final = {EventKind.SAVE, EventKind.LOAD}
_OF_SERVER: Final = {EventKind.STATUS, EventKind.DASHBOARD}
_NOTHING: Final = {EventKind.STEP, EventKind.VERDICT}
"""What the harness does: what comes of it says something."""
_DONE_TO_IT: Final = {EventKind.DASHBOARD, EventKind.NETWORK, EventKind.CLOCK}
_TOLD_APART: Final = {0: "unanswered", 200: "200", 401: "401", 403: "403", 410: "410", 429: "busy", 503: "busy"}
_STATES: Final = (_OF_DEVICE, _OF_STORAGE, _OF_SERVER)
_WELL: Final = ("200", "time")


def reached_in(events: Iterable[Event]) -> dict[str, int]:
    """Name all that was reached in a run, in the order in which it was, with when it was first (µs of the run)."""
    courses: dict[str, _Course] = {}
    reached: dict[str, int] = {}
    unheard = Unheard()
    for event in events:
        if event.kind is EventKind.LINE:
            unheard.take(event)
        elif (event.kind is not EventKind.SERIAL or event.device not in unheard) and (word := _word(event)):
            for each in courses.setdefault(event.device, _Course()).went_on(event.kind, word):
                reached.setdefault(each, event.t_us)
    return reached


def edges_reached(edges: Mapping[int, int]) -> dict[str, int]:
    """Name edges of the firmware's code as what was reached."""
    return {f"{EDGE}{number}": t_us for number, t_us in edges.items()}


class Frontier:
    """All that was reached so far."""

    def __init__(self) -> None:
        self._reached: set[str] = set()

    @property
    def size(self) -> int:
        """How much that is."""
        return len(self._reached)

    def adds(self, reached: Collection[str]) -> bool:
        """Tell whether some of that is new, and take note of it."""
        before = len(self._reached)
        self._reached.update(reached)
        return len(self._reached) > before


class _Course:
    """What happened to one device so far."""

    def __init__(self) -> None:
        self._done = ""
        self._last = ""
        self._stands = [""] * len(_STATES)
        self._times: Counter[str] = Counter()
        self._way: list[str] = []

    def went_on(self, kind: EventKind, word: str) -> Iterator[str]:
        """Name what is reached with that."""
        if kind in _DONE_TO_IT:
            self._done = word
            return
        yield f"thing: {word}"
        if self._done:
            yield f"pair: {self._done} > {word}"
            self._done = ""
        yield from self._came_again(kind, word)
        if kind in _OF_DEVICE | _OF_STORAGE:
            if word != self._last:
                yield f"pair: {self._last} > {word}"
                self._last = word
            yield from self._came_back(kind, word)
        yield from self._stood(kind, word)

    def _came_again(self, kind: EventKind, word: str) -> Iterator[str]:
        """Name how often it came since the device started, in powers of two, unless it is what should come."""
        if kind is EventKind.BOOT:
            self._times = Counter()
        self._times[word] += 1
        times = self._times[word]
        if times > 1 and times & (times - 1) == 0 and not word.endswith(_WELL):
            yield f"times: {word} x {times}"

    def _stood(self, kind: EventKind, word: str) -> Iterator[str]:
        for index, kinds in enumerate(_STATES):
            if kind in kinds and self._stands[index] != word:
                self._stands[index] = word
                yield f"state: {' | '.join(self._stands)}"

    def _came_back(self, kind: EventKind, word: str) -> Iterator[str]:
        """Name the way back to an answered poll, once there was one before: what lay between, each thing once."""
        if word == _POLLED:
            if self._way:
                yield f"way: {' > '.join((*self._way, 'back'))}"
            self._way = []
        elif kind in _OF_DEVICE and len(self._way) < _WAY_MOST and word not in self._way:
            self._way.append(word)


def _word(event: Event) -> str:
    """Say what kind of thing happened; empty where that is nothing that anybody did."""
    if event.kind is EventKind.REQUEST:
        return " ".join(_request(event))
    said = str(event.fields.get(_SAID.get(event.kind, ""), ""))
    if event.kind is EventKind.SERIAL:
        return "" if event.fields.get("rom") else _DETAILS.split(said, 1)[0].strip()
    return "" if event.kind in _NOTHING else f"{event.kind.value} {_CHANGING.sub('#', said)}"


def _request(event: Event) -> Iterator[str]:
    """Name the endpoint, and what came of it as far as a device tells one from the other."""
    request = TracedRequest.of(event)
    yield request.path.rstrip("/").rpartition("/")[2]
    yield _TOLD_APART.get(request.status, "refused")
    if request.fault:
        yield "faulty"
