"""The boots of one board while its log is read: the signals of each in their order, in bounded memory.

A boot begins with the ROM's banner or, on boards and captures without one, with the boot loader's or a second device
ID. Equal signals in a row are counted, not kept; of a boot with very many signals the middle is dropped, of very many
boots the early ones, whose signals are still known by name. What of it counts is decided at the end, when it is known
whose log it is.

What it must not know: what a line means.
"""

import re
from collections import deque
from collections.abc import Callable
from typing import Final, Self

import msgspec

from oceanhil.analysis.diagnosis.history.clock import seconds_between
from oceanhil.analysis.diagnosis.history.consequences import told_by_itself
from oceanhil.analysis.diagnosis.history.readings import NotedSignal, Reading
from oceanhil.analysis.diagnosis.model import Boot, Evidence, LineKind

SIGNALS_AT_START: Final = 100
SIGNALS_AT_END: Final = 300
BOOTS_KEPT: Final = 50
BOOTS_OF_A_LOOP: Final = 3
"""Boots in a row that never heard from the network and make a boot loop."""
APART_S: Final = 600
"""Boots that are farther apart, by the log's own stamps, are no loop: somebody or something else starts them."""
_LOOP: Final = "boot-loop"
_BANNER = re.compile(r"\bets J\w\w +\d+ 20\d\d|^ESP-ROM:")
_RESET_REASON = re.compile(r"^rst:0x")
_LOADER = re.compile(r"^ESP-IDF \S+ 2nd stage bootloader")
_BANNER_NAMES = frozenset({"rom-banner", "rom", "rom-mtdi-high"})
_OF_SLEEP = frozenset({"rom-woke", "sleeps"})
_LATE = re.compile(r"(?:reg|session|poll)-|online$")
_NETWORK = re.compile(r"(?:wifi|reg|session|poll|net|tls|server|http)-|online$")
# A boot that dies while it joins has only said that it will, and came to nothing. One that was told that it cannot join
# has come as far as it can: if it starts again then, that is its program's decision.
_NOT_ANSWERED = frozenset({"wifi-connecting", "wifi-other"})


def _is_nobody_s(_program: str) -> bool:
    return False


class Names(msgspec.Struct, frozen=True):
    """Names of signals that were seen: some for sure, some in doubt until it is known whose log it is."""

    sure: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()

    def with_those_of(self, boot: "OpenBoot") -> Self:
        """Give these and the names of a boot."""
        return type(self)(self.sure | boot.sure, self.unsure | boot.unsure)

    def settled(self, *, is_device: bool) -> frozenset[str]:
        """Give those that count, where `is_device` tells whether the log is an OceanRemote device's."""
        return self.sure | self.unsure if is_device else self.sure


class OpenBoot:
    """A boot of which it is not decided yet what counts; `earlier` are the names of all boots before it."""

    def __init__(self, number: int, line: int, earlier: Names) -> None:
        self.number = number
        self.line = line
        self.earlier = earlier
        self.sure: set[str] = set()
        self.unsure: set[str] = set()
        self._head: list[NotedSignal] = []
        self._tail: deque[NotedSignal] = deque(maxlen=SIGNALS_AT_END)

    def begins_anew_with(self, printed: str) -> bool:
        """Tell whether a line starts another boot: the ROM's, whose banner has several, or the boot loader's.

        Where the ROM has spoken the loader goes on with the ROM's boot.
        """
        if _BANNER.search(printed):
            return bool(self.sure or self.unsure)
        if _LOADER.search(printed):
            return self.is_under_way or any(map(_NETWORK.match, self.sure | self.unsure))
        return bool(self.sure - _BANNER_NAMES or self.unsure) and _RESET_REASON.search(printed) is not None

    @property
    def is_under_way(self) -> bool:
        """True if it has an ID, or came as far as the server: another ID begins another boot."""
        return any(name.startswith("device-id") or _LATE.match(name) for name in self.sure)

    @property
    def went_well(self) -> bool:
        """True if it heard from the network or that there is none, or was one of those that a board sleeps between."""
        return any(name in _OF_SLEEP or _NETWORK.match(name) for name in self.sure - _NOT_ANSWERED)

    def add(self, reading: Reading, kind: LineKind, evidence: Evidence) -> None:
        """Add what a line was read as, or count it where it is the same as the latest."""
        (self.sure if reading.is_sure else self.unsure).add(reading.name)
        kept: list[NotedSignal] | deque[NotedSignal] = self._tail or self._head
        if kept and kept[-1].reading == reading:
            kept[-1] = NotedSignal(reading, kind, kept[-1].first, evidence, kept[-1].times + 1)
        elif len(self._head) < SIGNALS_AT_START:
            self._head.append(NotedSignal(reading, kind, evidence, evidence))
        else:
            self._tail.append(NotedSignal(reading, kind, evidence, evidence))

    def settled(self, *, is_device: bool, are_others: Callable[[str], bool]) -> Boot:
        """Give what counts of it, where `is_device` tells whether the log is an OceanRemote device's.

        `are_others` tells whether a program writes none of the device's lines.
        """
        noted = (each for each in (*self._head, *self._tail) if is_device or each.reading.is_sure)
        signals = told_by_itself(noted, is_device=is_device, are_others=are_others)
        return Boot(self.number, self.line, signals, self.earlier.settled(is_device=is_device))


class Boots:
    """The boots of one board so far; `current` is the one that goes on."""

    def __init__(self) -> None:
        self._before: deque[OpenBoot] = deque(maxlen=BOOTS_KEPT)
        self.current = OpenBoot(1, 1, Names())
        self._without_network = 0
        self._begun_at: int | None = None

    def was_seen(self, name: str) -> bool:
        """Tell whether a signal was seen for sure, in whichever boot."""
        return name in self.current.sure or name in self.current.earlier.sure

    def begin(self, evidence: Evidence, at: int | None = None) -> None:
        """Begin another one with this line, which was recorded `at` this second of the day, if the log tells."""
        ended = self.current
        self._before.append(ended)
        apart_s, self._begun_at = seconds_between(self._begun_at, at), at
        is_far = apart_s is not None and apart_s > APART_S
        self._without_network = 0 if ended.went_well or is_far else self._without_network + 1
        self.current = OpenBoot(ended.number + 1, evidence.line, ended.earlier.with_those_of(ended))
        if self._without_network >= BOOTS_OF_A_LOOP:
            self.current.add(Reading(_LOOP), LineKind.CRASH, evidence)

    def settled(self, *, is_device: bool, are_others: Callable[[str], bool] = _is_nobody_s) -> tuple[Boot, ...]:
        """Give what counts of those that are kept, where `is_device` tells whose log it is: an OceanRemote device's.

        `are_others` tells whether a program writes none of the device's lines.
        """
        boots = (*self._before, self.current)
        return tuple(boot.settled(is_device=is_device, are_others=are_others) for boot in boots)
