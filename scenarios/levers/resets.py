"""Steps in which a device falls over by itself: crashes, and resets that nobody asked for."""

import random
from typing import ClassVar

import msgspec

from oceanhil.protocol.panics import PanicKind
from oceanhil.scenarios.context import Context
from oceanhil.scenarios.levers.base import DeviceLever
from oceanhil.scenarios.scalars import Count, DurationUs, Repeats
from oceanhil.scenarios.units import UNITS_US, format_duration
from oceanhil.scenarios.world import Capability, ResetKind

_SPONTANEOUS = (ResetKind.WATCHDOG, ResetKind.BROWNOUT)


class Crash(DeviceLever, frozen=True, kw_only=True):
    """Let the running program crash; nothing happens without power. Expect it with `expect.panic`."""

    name: ClassVar[str] = "device.crash"
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.CRASH})
    main: ClassVar[str] = "kind"

    kind: PanicKind

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).crash(self.kind)


class ResetRandomly(DeviceLever, frozen=True, kw_only=True):
    """Reset it `count` times at moments drawn from `seed`, by watchdog or brown-out, while `within` passes."""

    name: ClassVar[str] = "device.reset_randomly"
    main: ClassVar[str] = "count"
    waits: ClassVar[bool] = True

    count: Repeats = 3
    within_us: DurationUs = msgspec.field(default=60 * UNITS_US["s"], name="within")
    seed: Count = 0

    def __post_init__(self) -> None:
        if self.count > self.within_us:
            within = format_duration(self.within_us)
            raise ValueError(f"device.reset_randomly: {self.count} resets do not fit into {within}")

    def run(self, context: Context) -> None:
        """Draw the moments, then let time pass from one to the next and to the end."""
        rng = random.Random(self.seed)  # noqa: S311 - reproducible by design
        moments_us = sorted(rng.sample(range(self.within_us), self.count))
        passed_us = 0
        for moment_us in moments_us:
            context.world.run_for(moment_us - passed_us)
            passed_us = moment_us
            context.device(self.on).reset(rng.choice(_SPONTANEOUS))
        context.world.run_for(self.within_us - passed_us)
