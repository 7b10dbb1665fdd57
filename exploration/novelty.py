"""What a life has reached, so that one that reaches what none has reached before is told from the others.

What is counted, of each device: *pairs*, what device or server did right behind something else; *states*, how device,
storage, server and clock stood at the same time; *ways back*, all that lay between two answered polls. Each is told by
words that say what kind of thing it was, without times and numbers, so that a thousand polls reach as much as two.

What it must not know: how lives are drawn, and what becomes of what is new.

Laws: the same events reach the same. A life that goes on reaches no less.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from oceanhil.scenarios.trace import Event, EventKind

_CHANGING: Final = re.compile(r"[-+]?\d[\d.]*")
_DETAILS: Final = re.compile(r"[:(\d+-]")
"""Where the part of a serial line begins that is another each time."""
_WAY_MOST: Final = 8
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
_SOUND: Final = "sound"
_NOTHING: Final = {EventKind.STEP, EventKind.VERDICT}
"""What the harness does: what comes of it says something."""
_DONE_TO_IT: Final = {EventKind.DASHBOARD, EventKind.NETWORK, EventKind.CLOCK}
_OF_CLOCK: Final = {EventKind.CLOCK, EventKind.TIME}
_STATES: Final = (_OF_DEVICE, _OF_STORAGE, _OF_SERVER, _OF_CLOCK)


def reached_in(events: Iterable[Event]) -> frozenset[str]:
    """Name all that was reached in a run."""
    courses: dict[str, _Course] = {}
    is_line_sound = True
    for event in events:
        if event.kind is EventKind.LINE:
            is_line_sound = event.fields.get("change") == _SOUND
        elif (is_line_sound or event.kind is not EventKind.SERIAL) and (word := _word(event)):
            courses.setdefault(event.device, _Course()).went_on(event, word)
    return frozenset(each for course in courses.values() for each in course.reached)


class Frontier:
    """All that was reached so far."""

    def __init__(self) -> None:
        self._reached: set[str] = set()

    @property
    def size(self) -> int:
        """How much that is."""
        return len(self._reached)

    def adds(self, reached: frozenset[str]) -> bool:
        """Tell whether some of that is new, and take note of it."""
        is_new = not reached <= self._reached
        self._reached |= reached
        return is_new


class _Course:
    """What happened to one device so far."""

    def __init__(self) -> None:
        self.reached: set[str] = set()
        self._last = ""
        self._stands = [""] * len(_STATES)
        self._way: list[str] = []

    def went_on(self, event: Event, word: str) -> None:
        if word == self._last:
            return
        if event.kind not in _DONE_TO_IT:
            self.reached.add(f"{self._last} > {word}")
        self._last = word
        for index, kinds in enumerate(_STATES):
            if event.kind in kinds and self._stands[index] != word:
                self._stands[index] = word
                self.reached.add(" | ".join(self._stands))
        self._came_back(event, word)

    def _came_back(self, event: Event, word: str) -> None:
        """Note the way back to an answered poll, once there was one before."""
        if word == _POLLED:
            if self._way:
                self.reached.add(" > ".join((*self._way, "back")))
            self._way = []
        elif event.kind in _OF_DEVICE and len(self._way) < _WAY_MOST and word not in self._way[-1:]:
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
    """Name the endpoint, and what came of it."""
    yield str(event.fields.get("path", "")).rstrip("/").rpartition("/")[2]
    yield str(event.fields.get("status", ""))
    if fault := event.fields.get("fault"):
        yield str(fault)
