"""Faults of the device's firmware with time: its waits, its intervals, its clock and counter."""

import msgspec
import pytest

from oceanhil.protocol.firmware import Firmware
from oceanhil.protocol.lines import Line
from oceanhil.protocol.units import MILLIS_WRAP
from oceanhil.simulator.program import context
from oceanhil.simulator.program import poll as polling
from oceanhil.simulator.program.backoff import Backoff
from oceanhil.simulator.program.context import Device
from tests.mutants.mutant import Mutants

MUTANTS = Mutants()


@MUTANTS.caught_by("token-expired", "token-reused", "rate-limited", "pending-forever")
def every_failure_is_retried_after_a_second(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Backoff, "after", lambda *_: 1000)


@MUTANTS.caught_by("pending-forever", "maintenance")
def a_wait_lasts_ten_times_as_long_as_announced(patch: pytest.MonkeyPatch) -> None:
    async def wait_ms(self: Device, duration_ms: int) -> None:
        self.say(Line.RETRY, seconds=-(-duration_ms // 1000))
        self.say(Line.EEPROM_EMPTY)
        await self.sleep_ms(10 * duration_ms)

    patch.setattr(Device, "wait_ms", wait_ms)


@MUTANTS.caught_by("a-day-online", "millis-wraps")
def polls_come_every_six_seconds(patch: pytest.MonkeyPatch) -> None:
    real = polling._Poller.__init__

    def start(self: polling._Poller, device: Device) -> None:
        real(self, device)
        self._interval_ms = 6000

    patch.setattr(polling._Poller, "__init__", start)


@MUTANTS.caught_by("millis-wraps", "millis-wraps-in-a-wait")
def the_millisecond_counter_must_not_wrap(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Device, "elapsed_ms", lambda self, since_ms: self.hardware.millis() - since_ms)


@MUTANTS.caught_by("first-boot", "clock-skew", "clock-1970-tls")
def the_clock_is_never_set(patch: pytest.MonkeyPatch) -> None:
    async def sync_clock(self: Device) -> bool:
        self.say(Line.TIME_NOT_SYNCED)
        return False

    patch.setattr(Device, "sync_clock", sync_clock)


@MUTANTS.caught_by("server-slow", "answer-in-pieces")
def the_device_waits_two_seconds_for_an_answer(patch: pytest.MonkeyPatch) -> None:
    real = context.Device.__init__

    def start(self: Device, hardware: object, firmware: Firmware, settings: object, wire: object) -> None:
        changed = msgspec.structs.replace(settings, http_timeout_s=2)  # type: ignore[type-var] # a struct
        real(self, hardware, firmware, changed, wire)  # type: ignore[arg-type] # passed through as they came

    patch.setattr(Device, "__init__", start)


@MUTANTS.caught_by("maintenance", "session-unavailable")
def a_failure_is_followed_by_the_same_short_wait_for_ever(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Backoff, "after_failure", lambda *_: 1000)


@MUTANTS.caught_by("server-blocked-for-hours")
def who_has_failed_a_hundred_times_rests_for_a_day(patch: pytest.MonkeyPatch) -> None:
    real, failures = Backoff.after_failure, [0]

    def after_failure(self: Backoff, random_ppm: int) -> int:
        failures[0] += 1
        return real(self, random_ppm) if failures[0] < 100 else 86_400_000

    patch.setattr(Backoff, "after_failure", after_failure)


@MUTANTS.caught_by("session-outlives-clock-jumps")
def time_passes_by_the_wall_clock(patch: pytest.MonkeyPatch) -> None:
    real, begun = Device.elapsed_ms, []

    def elapsed(self: Device, since_ms: int) -> int:
        ahead_ms = self.hardware.unix_us() // 1000 - self.hardware.millis()
        begun.append(ahead_ms)
        return max(0, real(self, since_ms) + ahead_ms - begun[0])

    patch.setattr(Device, "elapsed_ms", elapsed)


@MUTANTS.caught_by("time-server-away")
def a_time_server_that_is_away_is_asked_at_every_poll(patch: pytest.MonkeyPatch) -> None:
    async def sync(self: polling._Poller) -> None:
        await self._device.sync_clock()

    patch.setattr(polling._Poller, "_sync", sync)


@MUTANTS.caught_by("server-slow-for-minutes")
def polls_that_were_missed_are_made_up_for(patch: pytest.MonkeyPatch) -> None:
    due_ms: dict[polling._Poller, int] = {}

    async def sleep(self: polling._Poller) -> None:
        due_ms[self] = due_ms.get(self, self._polled_ms) + self._interval_ms
        await self._hardware.sleep_ms(max(0, due_ms[self] - self._hardware.millis()))

    patch.setattr(polling._Poller, "_sleep_to_next", sleep)


@MUTANTS.caught_by("millis-wraps-in-a-wait")
def a_wait_is_over_when_the_counter_stands_above_its_end(patch: pytest.MonkeyPatch) -> None:
    async def wait_ms(self: Device, duration_ms: int) -> None:
        self.say(Line.RETRY, seconds=-(-duration_ms // 1000))
        end_ms = (self.hardware.millis() + duration_ms) % MILLIS_WRAP
        while self.hardware.millis() < end_ms:
            await self.hardware.sleep_ms(1000)

    patch.setattr(Device, "wait_ms", wait_ms)


@MUTANTS.caught_by("four-hundred-days", "clock-jumps-while-online")
def the_clock_is_set_at_the_start_alone(patch: pytest.MonkeyPatch) -> None:
    real = Device.sync_clock

    async def sync_clock(self: Device) -> bool:
        return self.clock_synced or await real(self)

    patch.setattr(Device, "sync_clock", sync_clock)


@MUTANTS.caught_by("server-clock-wrong")
def a_clock_that_is_refused_is_shown_every_second(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(context, "_UNSYNCED_WAIT_MS", 1000)


@MUTANTS.caught_by("waits-begin-anew")
def waits_never_become_shorter_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Backoff, "reset", lambda _: None)


@MUTANTS.caught_by("clock-hardly-off")
def a_clock_that_moves_by_seconds_was_the_reason(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(context, "_MENDED_US", 1_000_000)
