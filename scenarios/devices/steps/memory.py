"""Steps about what a program uses of its board's memory."""

from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep
from oceanhil.scenarios.memory import MemoryReading, ShowsMemory
from oceanhil.scenarios.scalars import Count
from oceanhil.scenarios.step import Unmet, UnpreparedError
from oceanhil.scenarios.world import Capability


class ExpectHeap(DeviceStep, name="expect.heap", met_by=(), needs=Capability.MEMORY):
    """So much heap is free at the last request, or at most so much less than when counting began."""

    at_least: Count | None = None
    falls_at_most: Count | None = None

    def __post_init__(self) -> None:
        if self.at_least is None and self.falls_at_most is None:
            raise ValueError("expect.heap takes 'at_least' or 'falls_at_most', in bytes")

    def run(self, context: DeviceContext) -> None:
        """Look; raises Unmet when less is free, and where the device made no request before or since."""
        now = self._reading(context)
        if self.at_least is not None and now.free < self.at_least:
            raise Unmet(f"at least {self.at_least:,} bytes of heap free", f"{now.free:,} bytes are free")
        if self.falls_at_most is not None:
            self._compare(context, now, self.falls_at_most)

    def _compare(self, context: DeviceContext, now: MemoryReading, most: int) -> None:
        before = context.notes(self.on).memory_at_mark
        if before is None:
            raise UnpreparedError(
                "a request in this boot before counting began", "none; put a 'mark' behind expect.online"
            )
        if before.free - now.free > most:
            raise Unmet(
                f"free heap falls by at most {most:,} bytes", f"{before.free:,} bytes were free, {now.free:,} are"
            )

    def _reading(self, context: DeviceContext) -> MemoryReading:
        device = context.device(self.on)
        reading = device.memory() if isinstance(device, ShowsMemory) else None
        if reading is None:
            raise Unmet("a request in this boot, at which heap is looked at", "none")
        return reading
