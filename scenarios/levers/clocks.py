"""Steps about time: letting it pass, moving the server's clock, and the device's own clock."""

from typing import ClassVar

import msgspec

from oceanhil.scenarios.context import Context
from oceanhil.scenarios.levers.base import DeviceLever, Lever
from oceanhil.scenarios.scalars import DriftPpm, DurationUs, InstantUs, ShiftUs
from oceanhil.scenarios.world import Capability, ClockFault

WAITED_AT_MOST_US = 5 * 60 * 1_000_000
"""The longest wait (µs) that a world without virtual time is asked for."""
_DEVICE_CLOCK = frozenset({Capability.DEVICE_CLOCK})


def needs_to_wait(duration_us: int) -> frozenset[Capability]:
    """Name what a world must be able to do for a step that is over only after `duration_us` (µs)."""
    return frozenset({Capability.VIRTUAL_TIME}) if duration_us > WAITED_AT_MOST_US else frozenset()


class Advance(Lever, frozen=True, kw_only=True):
    """Move the clocks of the server and of the time server; nothing waits.

    A running device notices at its next synchronisation.
    """

    name: ClassVar[str] = "time.advance"
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.SERVER_CLOCK})
    main: ClassVar[str] = "by"

    by_us: ShiftUs = msgspec.field(name="by")

    def run(self, context: Context) -> None:
        """Do it."""
        context.world.server.move_clock(self.by_us)


class SetTime(Lever, frozen=True, kw_only=True):
    """Set the clocks of the server and of the time server to a date; nothing waits."""

    name: ClassVar[str] = "time.set"
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.SERVER_CLOCK})
    main: ClassVar[str] = "to"

    to_us: InstantUs = msgspec.field(name="to")

    def run(self, context: Context) -> None:
        """Do it."""
        server = context.world.server
        server.move_clock(self.to_us - server.unix_us)


class Freeze(Lever, frozen=True, kw_only=True):
    """Stop the clocks of the server and of the time server where they are; time.advance still moves them."""

    name: ClassVar[str] = "time.freeze"
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.SERVER_CLOCK})

    def run(self, context: Context) -> None:
        """Do it."""
        context.world.server.freeze_clock()


class Release(Lever, frozen=True, kw_only=True):
    """Let the clocks of the server and of the time server run again, from where real time has come to."""

    name: ClassVar[str] = "time.release"
    needs: ClassVar[frozenset[Capability]] = frozenset({Capability.SERVER_CLOCK})

    def run(self, context: Context) -> None:
        """Do it."""
        context.world.server.release_clock()


class Run(Lever, frozen=True, kw_only=True):
    """Let time pass for everybody."""

    name: ClassVar[str] = "time.run"
    main: ClassVar[str] = "for"
    waits: ClassVar[bool] = True

    for_us: DurationUs = msgspec.field(name="for")

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs: nobody waits for hours beside a bench."""
        return self.needs | needs_to_wait(self.for_us)

    def run(self, context: Context) -> None:
        """Do it."""
        context.world.run_for(self.for_us)


class Wait(Run, frozen=True, kw_only=True):
    """Another word for time.run."""

    name: ClassVar[str] = "time.wait"


class SetSkew(DeviceLever, frozen=True, kw_only=True):
    """Set the running device's clock to the server's time plus `by`."""

    name: ClassVar[str] = "clock.set_skew"
    needs: ClassVar[frozenset[Capability]] = _DEVICE_CLOCK
    main: ClassVar[str] = "by"

    by_us: ShiftUs = msgspec.field(name="by")

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).set_clock(context.world.server.unix_us + self.by_us)


class BootSkew(DeviceLever, frozen=True, kw_only=True):
    """Choose what the device's clock shows after power-on: server time plus `by`, or `none` for 1970."""

    name: ClassVar[str] = "clock.boot_skew"
    needs: ClassVar[frozenset[Capability]] = _DEVICE_CLOCK
    main: ClassVar[str] = "by"

    by_us: ShiftUs | None = msgspec.field(name="by")

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).set_boot_clock(self.by_us)


class Drift(DeviceLever, frozen=True, kw_only=True):
    """Make the device's clock run fast (positive) or slow, in parts per million."""

    name: ClassVar[str] = "clock.drift"
    needs: ClassVar[frozenset[Capability]] = _DEVICE_CLOCK
    main: ClassVar[str] = "ppm"

    parts_per_million: DriftPpm = msgspec.field(name="ppm")

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).set_drift(self.parts_per_million)


class Uptime(DeviceLever, frozen=True, kw_only=True):
    """Pretend that the device has been running for this long, for the wraps of millisecond counters."""

    name: ClassVar[str] = "clock.uptime"
    needs: ClassVar[frozenset[Capability]] = _DEVICE_CLOCK
    main: ClassVar[str] = "to"

    to_us: DurationUs = msgspec.field(name="to")

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).set_uptime(self.to_us)


class SleepDrift(DeviceLever, frozen=True, kw_only=True):
    """Make the oscillator that counts in deep sleep run fast (positive) or slow, in parts per million."""

    name: ClassVar[str] = "clock.sleep_drift"
    needs: ClassVar[frozenset[Capability]] = _DEVICE_CLOCK
    main: ClassVar[str] = "ppm"

    parts_per_million: DriftPpm = msgspec.field(name="ppm")

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).set_sleep_drift(self.parts_per_million)


class DeepSleep(DeviceLever, frozen=True, kw_only=True):
    """Send the running device into deep sleep; its own timer wakes it."""

    name: ClassVar[str] = "device.deep_sleep"
    needs: ClassVar[frozenset[Capability]] = _DEVICE_CLOCK
    main: ClassVar[str] = "for"

    for_us: DurationUs = msgspec.field(name="for")

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).deep_sleep(self.for_us)


class BreakClock(DeviceLever, frozen=True, kw_only=True):
    """Give the device's firmware a wrong idea of time, as old toolchains have."""

    name: ClassVar[str] = "clock.break"
    needs: ClassVar[frozenset[Capability]] = _DEVICE_CLOCK
    main: ClassVar[str] = "fault"

    fault: ClockFault

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).break_clock(self.fault)


class MendClock(DeviceLever, frozen=True, kw_only=True):
    """Mend the firmware's idea of time."""

    name: ClassVar[str] = "clock.mend"
    needs: ClassVar[frozenset[Capability]] = _DEVICE_CLOCK

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).break_clock(None)


class TimeClientDelay(DeviceLever, frozen=True, kw_only=True):
    """Let the device's SNTP client ask for the first time so long after each start."""

    name: ClassVar[str] = "clock.sntp_delay"
    needs: ClassVar[frozenset[Capability]] = _DEVICE_CLOCK
    main: ClassVar[str] = "by"

    by_us: DurationUs = msgspec.field(name="by")

    def run(self, context: Context) -> None:
        """Do it."""
        context.device(self.on).delay_time_client(self.by_us)
