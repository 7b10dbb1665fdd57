"""Which edges of its code the compiled core goes over, and when first: what a guided exploration steers by.

A library has them that was built with `EDGE_FLAGS` (`firmware/host/edge_watch.h`); one watch is for all of its devices.
"""

import ctypes
from collections.abc import Mapping
from typing import ClassVar, Final

from oceanhil.scenarios.snapshot import Shared
from oceanhil.simulator.kernel import Kernel

EDGE_FLAGS: Final = ("-fsanitize-coverage=trace-pc", "-fno-optimize-sibling-calls", "-DOCEANREMOTE_EDGES")
"""Flags of a compiler that calls in at each basic block; clang has them, and GCC from 12 on.

A call in that a function ends with must be no jump: it would seem to come from whoever called the function, which may
be another library, and that lies elsewhere in each process.
"""


class _Edges(ctypes.Structure):
    _fields_: ClassVar = [("count", ctypes.c_uint32), ("numbers", ctypes.c_uint16 * 65_536)]


class EdgeWatch(Shared):
    """Follows the edges of one library over one run after the other."""

    def __init__(self, library: ctypes.CDLL) -> None:
        library.or_edges_seen.restype = ctypes.POINTER(_Edges)
        library.or_edges_forget.restype = None
        self._seen: _Edges = library.or_edges_seen().contents
        self._forget = library.or_edges_forget
        self._known = 0
        self._first_us: dict[int, int] = {}

    @classmethod
    def of(cls, library: ctypes.CDLL) -> "EdgeWatch | None":
        """Give the watch of a library; None where it was not built for one."""
        return cls(library) if library.or_edges_are_watched() else None

    @property
    def first_us(self) -> Mapping[int, int]:
        """The edges of this run by their numbers, each with when it was gone over first, µs since the run began."""
        return self._first_us

    def begin(self) -> None:
        """Forget them: another run begins."""
        self._forget()
        self._known, self._first_us = 0, {}

    def look(self, now_us: int) -> None:
        """Note what was gone over since the last look, as of now."""
        count = self._seen.count
        if count > self._known:
            self._first_us.update(dict.fromkeys(self._seen.numbers[self._known : count], now_us))
            self._known = count


class EdgesNow:
    """A watch, and the kernel that knows what time it is in the run."""

    def __init__(self, watch: EdgeWatch, kernel: Kernel) -> None:
        self._watch, self._kernel = watch, kernel

    def look(self) -> None:
        """Note what was gone over since the last look."""
        self._watch.look(self._kernel.now_us)
