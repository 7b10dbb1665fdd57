"""A device's clocks: wall time, which starts in 1970, counters of milli- and microseconds, which wrap, and SNTP.

Some boards start in 1970 at every reset (ESP8266, Pico W); an ESP32 and its like keep time through every reset but
power-on, which their EN pin also is (the boot ROM prints POWERON_RESET for both). Awake, the crystal drives both
clocks, at most 10 ppm off. In deep sleep an RC oscillator counts: ESP32's wall time goes on by it, seconds a day off
when calibrated, else some percent; ESP8266 measures its sleep by it, about 5 % off (esp8266/Arduino issue 3867).
"""

from typing import Final, assert_never

from oceanhil.boards import family
from oceanhil.protocol.board import Board
from oceanhil.protocol.board_faults import ClockFault
from oceanhil.protocol.resets import ResetReason
from oceanhil.protocol.sntp_packet import ERA_S, UNIX_IN_ERA_0_S
from oceanhil.protocol.units import MILLIS_WRAP, SECOND_US, WHOLE_PPM

MICROS_WRAP: Final = 1 << 32
WALL_TIME_KEPT: Final = frozenset(ResetReason) - {ResetReason.POWER_ON, ResetReason.PIN}
"""The causes of a reset through which wall time goes on, on boards where it goes on at all."""
_SLOWEST_PPM, _FASTEST_PPM = -500_000, WHOLE_PPM
_TIME_T_WRAP_US = (1 << 32) * SECOND_US
_TIME_T_MIN_US = -(1 << 31) * SECOND_US
# The year behind that which `protocol.facts.clocks` names.
_YEAR_2017_US = 1_483_228_800 * SECOND_US


class SntpClient:
    """One device's SNTP client: when it first asks, and what it makes of a time stamp.

    Times are true µs unless a name says `unix`. An NTP time stamp counts seconds since 1900 in 32 bits; era 1 begins on
    2036-02-07 at 06:28:16 (RFC 5905, section 6). lwIP, which all three cores use, takes a stamp without its highest bit
    to be of era 1 (RFC 4330, section 3), so it is right from 1968 to 2104. A client that knows no eras lands in 1900.
    On ESP32 and Pico W the first request waits a random time of up to 5 s (`protocol.facts.sntp`); here it waits only
    if it is told to, so that runs do not scatter.
    """

    def __init__(self) -> None:
        self.start_up_delay_us = 0
        """How long after its start the client first asks."""
        self.knows_eras = True
        self._started_us: int | None = None

    def restart(self) -> None:
        """Forget that it was started: the board was reset."""
        self._started_us = None

    def delay_us(self, now_us: int) -> int:
        """Give how long the next request has to wait; the first call starts the client."""
        if self._started_us is None:
            self._started_us = now_us
        return max(0, self._started_us + self.start_up_delay_us - now_us)

    def read(self, server_unix_us: int) -> int:
        """Give the Unix time in µs that the client makes of the time stamp of a server whose clock shows this."""
        seconds, fraction_us = divmod(server_unix_us, SECOND_US)
        stamp_s = (seconds + UNIX_IN_ERA_0_S) % ERA_S
        if self.knows_eras and stamp_s < ERA_S // 2:
            stamp_s += ERA_S
        return (stamp_s - UNIX_IN_ERA_0_S) * SECOND_US + fraction_us


class DeviceClock:
    """Wall time and uptime of one device, both running `drift_ppm` parts per million fast.

    `now_us` arguments are true time (the kernel's). Wall time is Unix µs. `sleep_drift_ppm` is the drift in deep sleep.
    `signed_32_bit`: the firmware's `time_t` has 32 bits and its clock falls back to 1901 on 2038-01-19 at 03:14:08.
    """

    def __init__(self, board: Board) -> None:
        self._keeps_time = family(board).keeps_time
        self.drift_ppm = 0
        self.sleep_drift_ppm = 0
        self.signed_32_bit = False
        self._asleep = False
        self._set_at_us = 0
        self._set_to_unix_us = 0
        self._boot_us = 0
        self._uptime_at_boot_us = 0

    def boot(self, now_us: int, reason: ResetReason, power_on_unix_us: int) -> None:
        """Start after a reset; `power_on_unix_us` is what the clock shows where it does not survive (1970: 0)."""
        kept = self._keeps_time and reason in WALL_TIME_KEPT
        unix_us = self._wall_us(now_us) if kept else power_on_unix_us
        self._asleep = False
        self.set_unix_us(now_us, unix_us)
        self._boot_us = now_us
        self._uptime_at_boot_us = 0

    def fall_asleep(self, now_us: int) -> None:
        """Go into deep sleep: until the next boot the RTC's oscillator counts."""
        self.set_unix_us(now_us, self._wall_us(now_us))
        self._asleep = True

    def unix_us(self, now_us: int) -> int:
        """Wall time as the firmware reads it."""
        unix_us = self._wall_us(now_us)
        return (unix_us - _TIME_T_MIN_US) % _TIME_T_WRAP_US + _TIME_T_MIN_US if self.signed_32_bit else unix_us

    def is_set(self, now_us: int) -> bool:
        """Tell whether `getLocalTime()` believes the clock: its year is later than 2016."""
        return self.unix_us(now_us) >= _YEAR_2017_US

    def set_unix_us(self, now_us: int, unix_us: int) -> None:
        """Set wall time, as SNTP does."""
        self._set_at_us = now_us
        self._set_to_unix_us = unix_us

    def uptime_us(self, now_us: int) -> int:
        """Time since boot as the device counts it."""
        uptime_us = self._uptime_at_boot_us + now_us - self._boot_us
        # Most clocks are right, and a board asks for this more often than for anything else.
        return uptime_us + (now_us - self._boot_us) * self.drift_ppm // WHOLE_PPM if self.drift_ppm else uptime_us

    def set_uptime_us(self, now_us: int, uptime_us: int) -> None:
        """Pretend that the device has been up for `uptime_us`."""
        self._boot_us = now_us
        self._uptime_at_boot_us = uptime_us

    def millis(self, now_us: int) -> int:
        """Milliseconds since boot as `millis()` gives them: 32 bits, wrapping to 0 after 49.7 days."""
        return self.uptime_us(now_us) // 1000 % MILLIS_WRAP

    def micros(self, now_us: int) -> int:
        """Microseconds since boot as `micros()` gives them: 32 bits, wrapping to 0 after 71.6 minutes."""
        return self.uptime_us(now_us) % MICROS_WRAP

    def set_drift(self, now_us: int, drift_ppm: int) -> None:
        """Run fast (positive) or slow from now on; what the clocks show now stays.

        Raises ValueError beyond half and double speed: no oscillator does that, and time must not stand still.
        """
        _check_drift(drift_ppm)
        wall_us, uptime_us = self._wall_us(now_us), self.uptime_us(now_us)
        self.drift_ppm = drift_ppm
        self.set_unix_us(now_us, wall_us)
        self.set_uptime_us(now_us, uptime_us)

    def set_sleep_drift(self, drift_ppm: int) -> None:
        """Let the RTC's oscillator run fast (positive) or slow in the deep sleeps to come; errors as `set_drift`."""
        _check_drift(drift_ppm)
        self.sleep_drift_ppm = drift_ppm

    def true_us(self, device_us: int) -> int:
        """How much true time passes until the device has counted `device_us`, rounded up."""
        return _true_us(device_us, self.drift_ppm)

    def true_sleep_us(self, device_us: int) -> int:
        """How much true time a deep sleep takes that the device set to `device_us`, rounded up."""
        return _true_us(device_us, self.sleep_drift_ppm)

    def _wall_us(self, now_us: int) -> int:
        drift_ppm = self.sleep_drift_ppm if self._asleep else self.drift_ppm
        return self._set_to_unix_us + _elapsed_us(now_us - self._set_at_us, drift_ppm)


def break_clock(clock: DeviceClock, sntp: SntpClient, fault: ClockFault | None) -> None:
    """Give a device this fault alone, and take any other away; None: nothing is wrong."""
    clock.signed_32_bit, sntp.knows_eras = False, True
    match fault:
        case None:
            pass
        case ClockFault.SIGNED_32_BIT:
            clock.signed_32_bit = True
        case ClockFault.NTP_ERA_0:
            sntp.knows_eras = False
        case _:
            assert_never(fault)


def _check_drift(drift_ppm: int) -> None:
    if not _SLOWEST_PPM <= drift_ppm <= _FASTEST_PPM:
        raise ValueError(f"clock drift {drift_ppm!r} ppm, expected {_SLOWEST_PPM} to {_FASTEST_PPM}")


def _elapsed_us(true_us: int, drift_ppm: int) -> int:
    return true_us + true_us * drift_ppm // WHOLE_PPM if drift_ppm else true_us


def _true_us(device_us: int, drift_ppm: int) -> int:
    return -(-device_us * WHOLE_PPM // (WHOLE_PPM + drift_ppm)) if drift_ppm else device_us
