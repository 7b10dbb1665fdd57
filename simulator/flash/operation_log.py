"""The flash work of one boot as it was done, so that a power cut at any unit of it can be had without the boot.

What a cut leaves of the chip is a function of the operation that it strikes: its contents before, what was programmed
or erased, and the `Tear` in force. So one run that nothing cuts tells what every cut in it would have left. Of all that
is round the chip the log knows but a `place`, by which whoever listens tells apart what else had happened by then.
"""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from itertools import groupby

import msgspec

from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash, FlashOperation, FlashSnapshot, PowerCut


class _Operation(msgspec.Struct, frozen=True):
    kind: FlashOperation
    address: int
    left: bytes
    """What the bytes of a program read as afterwards: over the same contents it programs the same."""
    before: FlashSnapshot
    units: range
    place: Hashable


class OperationLog:
    """What `flash` does from now on, as far as `is_wanted` says, each operation with its `place`.

    It takes the place of the flash's observer. The chip may be another one when a cut is made from the log: one with
    the contents that this one had when the log began.
    """

    def __init__(self, flash: Flash, is_wanted: Callable[[], bool], place: Callable[[], Hashable]) -> None:
        self._flash = flash
        self._is_wanted = is_wanted
        self._place = place
        self._before = flash.snapshot()
        self._operations: list[_Operation] = []
        flash.observer = self._heard

    @property
    def stretches(self) -> Sequence[range]:
        """The units of the log in order, in stretches of one place each."""
        parts = [list(group) for _, group in groupby(self._operations, lambda each: each.place)]
        return [range(part[0].units.start, part[-1].units.stop) for part in parts]

    def cut(self, flash: Flash, unit: int) -> None:
        """Leave `flash` as if power had been lost after `unit` units; raises ValueError if the log has none of that."""
        at = bisect_right(self._operations, unit, key=lambda each: each.units.start) - 1
        if at < 0 or unit not in self._operations[at].units:
            raise ValueError(f"the log has no unit {unit!r}")
        struck = self._operations[at]
        flash.rewind(struck.before, struck.units.start)
        flash.arm_cut(unit - struck.units.start)
        try:
            if struck.kind is FlashOperation.ERASE:
                flash.erase_sector(struck.address // SECTOR_BYTES)
            else:
                flash.program(struck.address, struck.left)
        except PowerCut:
            return
        raise AssertionError(f"unit {unit} is beyond the operation that has it")

    def _heard(self, kind: FlashOperation, address: int, length: int) -> None:
        before, self._before = self._before, self._flash.snapshot()
        if self._is_wanted():
            end = self._flash.units
            units = range(end - (1 if kind is FlashOperation.ERASE else length), end)
            left = self._flash.peek(address, length)
            self._operations.append(_Operation(kind, address, left, before, units, self._place()))
