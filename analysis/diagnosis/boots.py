"""One boot of a board while its log is read: its signals in their order, in bounded memory however long it is.

Equal signals in a row are counted, not kept; of a boot with very many signals the middle is dropped.

What it must not know: what a line means.
"""

import re
from collections import deque
from typing import Final

import msgspec

from oceanhil.analysis.diagnosis.consequences import OTHERS, told_by_itself
from oceanhil.analysis.diagnosis.model import Boot, Evidence, LineKind, Signal

SIGNALS_AT_START: Final = 100
SIGNALS_AT_END: Final = 300
UNSURE: Final = "?"
"""How names begin of what counts only if the log turns out to be an OceanRemote device's."""
_BANNER = re.compile(r"\bets J\w\w +\d+ 20\d\d|^ESP-ROM:")
_RESET_REASON = re.compile(r"^rst:0x")
_BANNER_NAMES = frozenset({"rom-banner", "rom", "rom-mtdi-high"})
_OF_SLEEP = frozenset({"rom-woke", "sleeps"})
_LATE = re.compile(r"(?:reg|session|poll)-|online$")
_NETWORK = re.compile(r"(?:wifi|reg|session|poll|net|tls|server|http)-|online$")


class OpenBoot:
    """The boot that goes on; `earlier` are the names of all boots before it."""

    def __init__(self, number: int, line: int, earlier: frozenset[str]) -> None:
        self.number = number
        self.line = line
        self.earlier = earlier
        self.names: set[str] = set()
        self._head: list[Signal] = []
        self._tail: deque[Signal] = deque(maxlen=SIGNALS_AT_END)

    def begins_anew_with(self, printed: str) -> bool:
        """Tell whether a line of the ROM starts another boot: its banner has several lines."""
        return bool(self.names and _BANNER.search(printed)) or bool(
            self.names - _BANNER_NAMES and _RESET_REASON.search(printed)
        )

    @property
    def is_under_way(self) -> bool:
        """True if it has an ID, or came as far as the server: another ID begins another boot."""
        return any(name.startswith("device-id") or _LATE.match(name) for name in self.names)

    @property
    def went_well(self) -> bool:
        """True if it came as far as the network, or was one of those that a board sleeps between."""
        return any(name in _OF_SLEEP or _NETWORK.match(name) for name in self.names)

    def add(self, name: str, kind: LineKind, evidence: Evidence) -> None:
        """Add a signal, or count it where it is the latest."""
        self.names.add(name)
        kept: list[Signal] | deque[Signal] = self._tail or self._head
        if kept and kept[-1].name == name:
            kept[-1] = Signal(name, kind, kept[-1].first, evidence, kept[-1].times + 1)
        elif len(self._head) < SIGNALS_AT_START:
            self._head.append(Signal(name, kind, evidence, evidence))
        else:
            self._tail.append(Signal(name, kind, evidence, evidence))

    def close(self) -> Boot:
        """Give it as it is now."""
        return Boot(self.number, self.line, (*self._head, *self._tail), self.earlier)


def settled(boot: Boot, *, is_device: bool) -> Boot:
    """Keep what was in doubt, or leave it out: whose log it is may be known at its end only."""
    signals = (
        msgspec.structs.replace(each, name=each.name.removeprefix(UNSURE)) if each.name.startswith(UNSURE) else each
        for each in boot.signals
        if is_device or not each.name.startswith(UNSURE)
    )
    earlier = (name for name in boot.earlier if is_device or not name.startswith(UNSURE))
    return Boot(
        number=boot.number,
        line=boot.line,
        signals=told_by_itself(signals, is_device=is_device),
        earlier=frozenset(name.removeprefix(UNSURE).removesuffix(OTHERS) for name in earlier),
    )
