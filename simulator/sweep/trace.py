"""The flash work of one boot, operation by operation."""

from collections.abc import Callable

import msgspec

from oceanhil.simulator.flash.chip import SECTOR_BYTES, Flash, FlashOperation


class TracedOperation(msgspec.Struct, frozen=True):
    """One completed operation: address and length in bytes, the unit it began with, and the sector before and after.

    `sector` is the index of the sector; a program never leaves its sector in the drivers of these boards.
    """

    kind: FlashOperation
    address: int
    length: int
    first_unit: int
    before: bytes
    after: bytes

    @property
    def end_unit(self) -> int:
        """The unit after its last one."""
        return self.first_unit + (1 if self.kind is FlashOperation.ERASE else self.length)

    @property
    def sector(self) -> int:
        """Index of the sector."""
        return self.address // SECTOR_BYTES


def traced(flash: Flash, work: Callable[[], object]) -> tuple[TracedOperation, ...]:
    """Do `work` on `flash` and return its operations; whatever `work` raises passes, with nothing returned."""
    recorder = Recorder(flash)
    work()
    recorder.stop()
    return tuple(recorder.operations)


class Recorder:
    """Listens to a flash from when it is made until `stop`."""

    def __init__(self, flash: Flash) -> None:
        self._flash = flash
        self._seen: dict[int, bytes] = {}
        self.operations: list[TracedOperation] = []
        self._seen = {index: bytes(sector) for index, sector in flash.snapshot().sectors.items()}
        self._unit = flash.units
        flash.observer = self._heard

    def stop(self) -> None:
        """Listen no more."""
        self._flash.observer = None

    def _heard(self, kind: FlashOperation, address: int, length: int) -> None:
        index = address // SECTOR_BYTES
        before = self._seen.get(index, b"\xff" * SECTOR_BYTES)
        after = self._flash.dump(index * SECTOR_BYTES, SECTOR_BYTES)
        operation = TracedOperation(kind, address, length, self._unit, before, after)
        self.operations.append(operation)
        self._seen[index] = after
        self._unit = operation.end_unit
