"""A server in real time beside boards in virtual time: the run waits for the server only where that matters."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from oceanhil.hil.worlds.foreign.server_time import NO_CLOCK
from oceanhil.protocol.device_status import DeviceStatus
from oceanhil.protocol.settings import ServerSettings
from oceanhil.protocol.units import SECOND_US
from oceanhil.scenarios.world import LackingError

# Whole seconds on both sides, and the way there.
_DOUBT_US: Final = 2 * SECOND_US
# After the beginning of a second: clocks that are kept by NTP differ by less.
_INTO_SECOND_US: Final = SECOND_US // 10
_BY_SILENCE: Final = frozenset({DeviceStatus.ONLINE, DeviceStatus.AWAY, DeviceStatus.OFFLINE})
# A little longer than the server's minute, as requests do not all take equally long to get there.
_PACE_WINDOW_US: Final = 63 * SECOND_US
_A_RUN_TAKES: Final = 2
_FOR_CLOCK: Final = "the server has no test clock, and is to judge the time that a device says as the run does"
_FOR_SILENCE: Final = "the server has no test clock, and is to hear nothing of a device for as long as the run"


@dataclass(frozen=True, slots=True)
class RealClock:
    """The machine's clock (Unix µs), a sleep (s), the longest that may be slept at once (µs), and who hears of it."""

    unix_us: Callable[[], int]
    sleep_s: Callable[[float], None]
    patience_us: int
    told: Callable[[str], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class _Contact:
    """When a device was last heard: by the run's time and in real time (µs)."""

    at_us: int
    real_us: int


class LazyTime:
    """Virtual time runs ahead of the server's: nobody sleeps while a device pauses or polls.

    A server can tell by two things only. A device that says what time it is may be too far from the server's clock:
    before it says so, real time passes until the server judges it as if both clocks were in step. And the status of a
    silent device: before it is asked for, the server has heard nothing for as long as the run. Where real time has
    overtaken the run's, while a person was asked or a rate limit kept to, the run's server time follows.
    """

    def __init__(self, now_us: int, settings: ServerSettings, clock: RealClock) -> None:
        """`now_us` is the run's Unix time as it begins; `settings` are believed to be the server's."""
        self._settings = settings
        self._clock = clock
        self._skew_us_max = settings.max_clock_skew_s * SECOND_US
        self._shift_us = clock.unix_us() - now_us
        self._overtaken_us = 0
        self._contacts: dict[str, _Contact] = {}
        self._told: set[str] = set()

    def unix_us(self, now_us: int) -> int:
        """Give what the server's clock would show had as much time passed there as here."""
        return now_us + self._shift_us

    def reach(self, now_us: int) -> None:
        """Follow the server where it has overtaken the run."""
        behind_us = self._clock.unix_us() - self.unix_us(now_us)
        if behind_us > 0:
            self._shift_us += behind_us
            self._overtaken_us += behind_us

    def claimed(self, device_us: int, now_us: int) -> None:
        """Wait as long as the server would judge this time otherwise than if both clocks were in step."""
        self.reach(now_us)
        skew_us = device_us - self.unix_us(now_us)
        if abs(abs(skew_us) - self._skew_us_max) < _DOUBT_US + self._overtaken_us:
            off = f"{skew_us / SECOND_US:+.0f} s"
            raise LackingError(f"a clock of the server that stands still: for it the device is about {off} off")
        self._wait_us(self._soonest_us(skew_us, now_us) - self._clock.unix_us(), _FOR_CLOCK)

    def _soonest_us(self, skew_us: int, now_us: int) -> int:
        """Give the real time from which the server judges a device that is this far off as if clocks were in step.

        One whose clock is right may be a good deal ahead. To one that is off the server says by how many seconds: so
        it has to be the same second there.
        """
        here_us = self.unix_us(now_us)
        if abs(skew_us) < _DOUBT_US:
            return here_us - (self._skew_us_max - skew_us - _DOUBT_US)
        return here_us - max(0, here_us % SECOND_US - _INTO_SECOND_US)

    def judged(self, device_us: int, now_us: int) -> None:
        """Look whether the server took so long that it judged another skew."""
        run_us, real_us = self.unix_us(now_us), self._clock.unix_us()
        here_us, there_us = device_us - run_us, device_us - real_us
        is_accepted = abs(here_us) <= self._skew_us_max
        # One that is refused is told the seconds.
        is_told_another = not is_accepted and real_us // SECOND_US > run_us // SECOND_US
        if is_accepted != (abs(there_us) <= self._skew_us_max) or is_told_another:
            raise LackingError(f"a server that answers in time: it judged a clock {there_us / SECOND_US:+.0f} s off")
        self.reach(now_us)

    def heard(self, identity: str, now_us: int) -> None:
        """Note a contact."""
        self._contacts[identity] = _Contact(now_us, self._clock.unix_us())

    def status(self, identity: str, now_us: int, ask: Callable[[], DeviceStatus]) -> DeviceStatus:
        """Ask; if silence makes the difference, ask again when the server has heard it too.

        What fits too early proves nothing: another limit of the server's may be why.
        """
        status, contact = ask(), self._contacts.get(identity)
        if contact is None or status not in _BY_SILENCE:
            return status
        silent_us = now_us - contact.at_us
        wanted = self._by_silence(silent_us)
        wait_us = contact.real_us + silent_us - self._clock.unix_us()
        if status is wanted and wait_us < _DOUBT_US:
            return status
        self._wait_us(wait_us, _FOR_SILENCE)
        self.reach(now_us)
        if self._by_silence(self._clock.unix_us() - contact.real_us) is not wanted:
            raise LackingError("a server that answers in time: the device was silent for longer there than here")
        return ask()

    def set_offset(self, offset_s: float, now_us: int) -> None:
        """Refuse."""
        del offset_s, now_us
        raise LackingError(NO_CLOCK)

    def freeze(self, now_us: int) -> None:
        """Refuse."""
        del now_us
        raise LackingError(NO_CLOCK)

    def release(self, now_us: int) -> None:
        """Nothing was stopped."""

    def _by_silence(self, silent_us: int) -> DeviceStatus:
        if silent_us < self._settings.online_below_s * SECOND_US:
            return DeviceStatus.ONLINE
        return DeviceStatus.AWAY if silent_us <= self._settings.offline_above_s * SECOND_US else DeviceStatus.OFFLINE

    def _wait_us(self, wait_us: int, why: str) -> None:
        if wait_us > self._clock.patience_us:
            raise LackingError(f"{NO_CLOCK}; here it takes {wait_us // SECOND_US} s")
        if wait_us > SECOND_US and why not in self._told:
            # A step that looks for a status waits again and again: all of it may take minutes.
            self._told.add(why)
            self._clock.told(f"real time passes from here on: {why}")
        if wait_us > 0:
            self._clock.sleep_s(wait_us / SECOND_US)


class RegistrationPause:
    """Begins a run only when the server's limit has room for the registrations that it may lead to.

    Each registration token that was obtained counts as one; a run is taken to lead to two.
    """

    def __init__(self, per_min: float | None, clock: RealClock) -> None:
        """`per_min` None: there is no limit."""
        self._per_min = per_min
        self._clock = clock
        self._obtained_us: deque[int] = deque()

    def obtained(self) -> None:
        """Take notice of a token."""
        self._obtained_us.append(self._clock.unix_us())

    def wait(self) -> None:
        """Wait until there is room."""
        if self._per_min is None:
            return
        room_for = max(0, int(self._per_min) - _A_RUN_TAKES)
        while len(self._obtained_us) > room_for:
            wait_us = self._obtained_us.popleft() + _PACE_WINDOW_US - self._clock.unix_us()
            if wait_us > 0:
                wait_s = wait_us / SECOND_US
                self._clock.told(f"waiting {wait_s:.0f} s: the server takes {self._per_min:g} registrations a minute")
                self._clock.sleep_s(wait_s)
