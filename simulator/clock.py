"""A device's clocks: wall time, which starts in 1970, and the millisecond counter, which wraps after 49.7 days.

What survives which reset differs by board (esp8266/Arduino `time.cpp`, ESP-IDF "System Time", arduino-pico):
ESP8266 and Pico W start in 1970 at every reset; ESP32 keeps time through every reset except power-on, which its EN pin
also is (the boot ROM prints POWERON_RESET for both).
"""

from protocol.board import Board
from simulator.resets import ResetReason

MILLIS_WRAP = 1 << 32
_MILLION = 1_000_000
_SLOWEST_PPM, _FASTEST_PPM = -500_000, 1_000_000
_STARTS_OVER = frozenset({ResetReason.POWER_ON, ResetReason.PIN})


class DeviceClock:
    """Wall time and uptime of one device, both running `drift_ppm` parts per million fast.

    `now_us` arguments are true time (the kernel's). Wall time is Unix µs.
    """

    def __init__(self, board: Board) -> None:
        self._board = board
        self.drift_ppm = 0
        self._set_at_us = 0
        self._set_to_unix_us = 0
        self._boot_us = 0
        self._uptime_at_boot_us = 0

    def boot(self, now_us: int, reason: ResetReason, power_on_unix_us: int) -> None:
        """Start after a reset; `power_on_unix_us` is what the clock shows where it does not survive (1970: 0)."""
        if self._board is not Board.ESP32 or reason in _STARTS_OVER:
            self.set_unix_us(now_us, power_on_unix_us)
        self._boot_us = now_us
        self._uptime_at_boot_us = 0

    def unix_us(self, now_us: int) -> int:
        """Wall time."""
        return self._set_to_unix_us + self._elapsed_us(now_us - self._set_at_us)

    def set_unix_us(self, now_us: int, unix_us: int) -> None:
        """Set wall time, as SNTP does."""
        self._set_at_us = now_us
        self._set_to_unix_us = unix_us

    def uptime_us(self, now_us: int) -> int:
        """Time since boot as the device counts it."""
        return self._uptime_at_boot_us + self._elapsed_us(now_us - self._boot_us)

    def set_uptime_us(self, now_us: int, uptime_us: int) -> None:
        """Pretend that the device has been up for `uptime_us`."""
        self._boot_us = now_us
        self._uptime_at_boot_us = uptime_us

    def millis(self, now_us: int) -> int:
        """Milliseconds since boot as `millis()` gives them: 32 bits, wrapping to 0 after 49.7 days."""
        return self.uptime_us(now_us) // 1000 % MILLIS_WRAP

    def set_drift(self, now_us: int, drift_ppm: int) -> None:
        """Run fast (positive) or slow from now on; what the clocks show now stays.

        Raises ValueError beyond half and double speed: no oscillator does that, and time must not stand still.
        """
        if not _SLOWEST_PPM <= drift_ppm <= _FASTEST_PPM:
            raise ValueError(f"clock drift {drift_ppm!r} ppm, expected {_SLOWEST_PPM} to {_FASTEST_PPM}")
        wall_us, uptime_us = self.unix_us(now_us), self.uptime_us(now_us)
        self.drift_ppm = drift_ppm
        self.set_unix_us(now_us, wall_us)
        self.set_uptime_us(now_us, uptime_us)

    def true_us(self, device_us: int) -> int:
        """How much true time passes until the device has counted `device_us`, rounded up."""
        return -(-device_us * _MILLION // (_MILLION + self.drift_ppm)) if self.drift_ppm else device_us

    def _elapsed_us(self, true_us: int) -> int:
        return true_us + true_us * self.drift_ppm // _MILLION if self.drift_ppm else true_us
