"""A device's SNTP client: when it first asks, and what it makes of a time stamp.

An NTP time stamp counts seconds since 1900 in 32 bits; era 1 begins on 2036-02-07 at 06:28:16 (RFC 5905, section 6).
lwIP, which all three cores use, takes a stamp without its highest bit to be of era 1 (RFC 4330, section 3), so it is
right from 1968 to 2104. A client that knows no eras lands in 1900. On ESP32 the first request waits a random time of up
to 5 s (ESP-IDF, SNTP_STARTUP_DELAY); here it waits only if it is told to, so that runs do not scatter.
"""

from typing import Final

ERA_S: Final = 1 << 32
UNIX_IN_ERA_0_S: Final = 2_208_988_800
_SECOND_US: Final = 1_000_000


class SntpClient:
    """One device's client. Times are true µs unless a name says `unix`."""

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
        seconds, fraction_us = divmod(server_unix_us, _SECOND_US)
        stamp_s = (seconds + UNIX_IN_ERA_0_S) % ERA_S
        if self.knows_eras and stamp_s < ERA_S // 2:
            stamp_s += ERA_S
        return (stamp_s - UNIX_IN_ERA_0_S) * _SECOND_US + fraction_us
