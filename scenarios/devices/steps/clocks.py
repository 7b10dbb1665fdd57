"""Steps about time: letting it pass, moving the server's clock, and the device's own clock."""

import msgspec

from oceanhil.protocol.board_faults import ClockFault
from oceanhil.protocol.units import MINUTE_US
from oceanhil.scenarios.devices.context import DeviceContext, DeviceStep, WorldStep
from oceanhil.scenarios.scalars import DriftPpm, DurationUs, InstantUs, ShiftUs
from oceanhil.scenarios.step import Touch
from oceanhil.scenarios.world import Capability

WAITED_AT_MOST_US = 5 * MINUTE_US
"""The longest wait (µs) that a world without virtual time is asked for."""
_DEVICE_CLOCK = frozenset({Capability.DEVICE_CLOCK})


def needs_to_wait(duration_us: int) -> frozenset[Capability]:
    """Name what a world must be able to do for a step that is over only after `duration_us` (µs)."""
    return frozenset({Capability.VIRTUAL_TIME}) if duration_us > WAITED_AT_MOST_US else frozenset()


class Advance(WorldStep, name="time.advance", touches=Touch.TIME, needs=Capability.SERVER_CLOCK, main="by"):
    """Move the clocks of the server and of the time server; nothing waits.

    A running device notices at its next synchronisation.
    """

    by_us: ShiftUs = msgspec.field(name="by")

    def run(self, context: DeviceContext) -> None:
        context.world.server.move_clock(self.by_us)


class SetTime(WorldStep, name="time.set", touches=Touch.TIME, needs=Capability.SERVER_CLOCK, main="to"):
    """Set the clocks of the server and of the time server to a date; nothing waits."""

    to_us: InstantUs = msgspec.field(name="to")

    def run(self, context: DeviceContext) -> None:
        server = context.world.server
        server.move_clock(self.to_us - server.unix_us)


class Freeze(WorldStep, name="time.freeze", touches=Touch.TIME, needs=Capability.SERVER_CLOCK):
    """Stop the clocks of the server and of the time server where they are; time.advance still moves them."""

    def run(self, context: DeviceContext) -> None:
        context.world.server.freeze_clock()


class Release(WorldStep, name="time.release", touches=Touch.TIME, needs=Capability.SERVER_CLOCK):
    """Let the clocks of the server and of the time server run again, from where real time has come to."""

    def run(self, context: DeviceContext) -> None:
        context.world.server.release_clock()


class Run(WorldStep, name="time.run", touches=Touch.TIME, main="for", waits=True):
    """Let time pass for everybody."""

    for_us: DurationUs = msgspec.field(name="for")

    def all_needs(self) -> frozenset[Capability]:
        """What this very step needs: nobody waits for hours beside a bench."""
        return self.needs | needs_to_wait(self.for_us)

    @property
    def acts(self) -> bool:
        """It only waits."""
        return False

    def run(self, context: DeviceContext) -> None:
        context.world.run_for(self.for_us)


class Wait(Run, name="time.wait"):
    """Another word for time.run."""


class SetSkew(DeviceStep, name="clock.set_skew", touches=Touch.CLOCK, needs=_DEVICE_CLOCK, main="by"):
    """Set the running device's clock to the server's time plus `by`."""

    by_us: ShiftUs = msgspec.field(name="by")

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).set_clock(context.world.server.unix_us + self.by_us)


class BootSkew(DeviceStep, name="clock.boot_skew", touches=Touch.CLOCK, needs=_DEVICE_CLOCK, main="by"):
    """Choose what the device's clock shows after power-on: server time plus `by`, or `none` for 1970."""

    by_us: ShiftUs | None = msgspec.field(name="by")

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).set_boot_clock(self.by_us)


class Drift(DeviceStep, name="clock.drift", touches=Touch.CLOCK, needs=_DEVICE_CLOCK, main="ppm"):
    """Make the device's clock run fast (positive) or slow, in parts per million."""

    parts_per_million: DriftPpm = msgspec.field(name="ppm")

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).set_drift(self.parts_per_million)


class Uptime(DeviceStep, name="clock.uptime", needs=_DEVICE_CLOCK, main="to"):
    """Pretend that the device has been running for this long, for the wraps of millisecond counters."""

    to_us: DurationUs = msgspec.field(name="to")

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).set_uptime(self.to_us)


class SleepDrift(DeviceStep, name="clock.sleep_drift", touches=Touch.CLOCK, needs=_DEVICE_CLOCK, main="ppm"):
    """Make the oscillator that counts in deep sleep run fast (positive) or slow, in parts per million."""

    parts_per_million: DriftPpm = msgspec.field(name="ppm")

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).set_sleep_drift(self.parts_per_million)


class DeepSleep(DeviceStep, name="device.deep_sleep", touches=Touch.SLEEP, needs=_DEVICE_CLOCK, main="for"):
    """Send the running device into deep sleep; its own timer wakes it."""

    for_us: DurationUs = msgspec.field(name="for")

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).deep_sleep(self.for_us)


class BreakClock(DeviceStep, name="clock.break", touches=Touch.CLOCK, needs=_DEVICE_CLOCK, main="fault"):
    """Give the device's firmware a wrong idea of time, as old toolchains have."""

    fault: ClockFault

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).break_clock(self.fault)


class MendClock(DeviceStep, name="clock.mend", needs=_DEVICE_CLOCK):
    """Mend the firmware's idea of time."""

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).break_clock(None)


class TimeClientDelay(DeviceStep, name="clock.sntp_delay", needs=_DEVICE_CLOCK, main="by"):
    """Let the device's SNTP client ask for the first time so long after each start."""

    by_us: DurationUs = msgspec.field(name="by")

    def run(self, context: DeviceContext) -> None:
        context.device(self.on).delay_time_client(self.by_us)
