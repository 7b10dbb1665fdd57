"""What a sketch's process tells of its heap, its stack and its turns, kept for one boot."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from struct import Struct
from typing import Final

from oceanhil.hil.worlds.sketch.crashes import places_of_calls
from oceanhil.scenarios.memory import Held, MemoryReading

_MEASURES: Final = Struct("<QIIIIII")
_HOLDER: Final = Struct("<IIII")
_ADDRESS_BYTES: Final = 8


class BootMemory:
    """One boot of a program; `firmware/arduino_host/machine/measures.cpp` is the other end."""

    def __init__(self, program: Path) -> None:
        """Take the compiled sketch, in which addresses are looked up."""
        self._program = program
        self._holder_calls: dict[int, tuple[int, ...]] = {}
        self._held: dict[int, Held] = {}
        self._last = b""

    def take(self, data: bytes) -> None:
        """Take a note of measures; it comes with each request, and most are never asked for."""
        self._last = data
        *_, calls = _MEASURES.unpack_from(data)
        for number, holding, known in _holders(data, _MEASURES.size + calls * _ADDRESS_BYTES):
            self._held[number] = holding
            if known:
                self._holder_calls[number] = known

    @property
    def reading(self) -> MemoryReading | None:
        """What was told last, if anything was."""
        if not self._last:
            return None
        longest_hold_us, free, largest, least_free, largest_at_least, stack_used, _ = _MEASURES.unpack_from(self._last)
        return MemoryReading(free, largest, least_free, largest_at_least, stack_used, longest_hold_us)

    def held(self) -> Mapping[int, Held]:
        """Give who holds what, as it is now."""
        return dict(self._held)

    def place_of_holder(self, number: int) -> str:
        """Name the innermost place of the sketch among the calls of that holder."""
        return self._place(self._holder_calls.get(number, ()))

    def place_of_hold(self) -> str:
        """Name the innermost place of the sketch in the longest hold."""
        if not self._last:
            return ""
        *_, calls = _MEASURES.unpack_from(self._last)
        return self._place(_addresses(self._last[_MEASURES.size : _MEASURES.size + calls * _ADDRESS_BYTES]))

    def _place(self, calls: tuple[int, ...]) -> str:
        return places_of_calls(self._program, calls).partition("\n")[0]


def _addresses(data: bytes) -> tuple[int, ...]:
    return Struct(f"<{len(data) // _ADDRESS_BYTES}Q").unpack(data) if data else ()


def _holders(data: bytes, at: int) -> Iterator[tuple[int, Held, tuple[int, ...]]]:
    while at < len(data):
        number, blocks, size, calls = _HOLDER.unpack_from(data, at)
        at += _HOLDER.size
        end = at + calls * _ADDRESS_BYTES
        yield number, Held(blocks, size), _addresses(data[at:end])
        at = end
