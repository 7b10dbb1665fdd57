"""Requests that need not be played: a device that polls and reports and is answered the same again is left alone.

What it is: of the 780 requests of a device's hour some ten change anything, for the device or for the server. The
others are counted when and as they would have happened, their work is set aside at the server, and the device's present
wait lasts until the next request that may matter. That is what makes a week of a thousand devices a matter of minutes.

What it must not know: why all is calm. Whoever asks says until when.

Laws:

- A tally is the same with and without it, as long as the server has nobody wait.
- Nothing is left out that may change what a device does: its request for the time and the end of its session are due by
  its settings, and it is woken before each, with a report due as it would have been.
"""

from array import array
from typing import Final

import msgspec

from oceanhil.fleet.requests import RequestKind
from oceanhil.fleet.virtual.server import COSTS
from oceanhil.protocol.settings import DeviceSettings
from oceanhil.protocol.units import SECOND_US

_STEADY: Final = 2
"""How many polls in a row are accepted before a device's back-off starts over, and nothing of a failure is left."""
_NEVER_US: Final = -(10**18)


class Stretch(msgspec.Struct, frozen=True, gc=False):
    """So many polls and reports that need not be played, the first of each at these times; it ends at `wake_us`."""

    first_us: int
    polls: int
    first_report_us: int
    reports: int
    wake_us: int


class Calm:
    """What is known of each device of a fleet, by its place; `trip_us` is what an answer takes if nobody waits."""

    def __init__(self, devices: int, settings: DeviceSettings, session_ttl_s: int, trip_us: int) -> None:
        self.interval_us = SECOND_US * settings.poll_interval_s
        self._report_us = SECOND_US * settings.report_interval_s
        self.report_us = -(-self._report_us // self.interval_us) * self.interval_us
        """How far apart reports are: they follow a poll."""
        self._trip_us = trip_us
        self._sync_us = SECOND_US * settings.sntp_interval_s
        self._session_us = SECOND_US * session_ttl_s
        self._accepted = bytearray(devices)
        self._reported_us = array("q", [_NEVER_US]) * devices
        self._synced_us = array("q", [_NEVER_US]) * devices
        self._opened_us = array("q", [_NEVER_US]) * devices

    @property
    def work_per_s(self) -> float:
        """The work, in polls a second, of one device whose requests are not played."""
        polls, reports = COSTS[RequestKind.POLL] / self.interval_us, COSTS[RequestKind.REPORT] / self.report_us
        return SECOND_US * (polls + reports)

    def accepted(self, place: int, kind: RequestKind, asked_us: int) -> None:
        """Note a request that was answered well."""
        if kind is RequestKind.POLL:
            if self._accepted[place] < _STEADY:
                self._accepted[place] += 1
        elif kind is RequestKind.REPORT:
            self._reported_us[place] = asked_us
        else:
            self._accepted[place] = 0
            self._opened_us[place] = asked_us

    def failed(self, place: int) -> None:
        """Note a request that was not answered well, or a device that was reset."""
        self._accepted[place] = 0

    def asked_time(self, place: int, asked_us: int) -> None:
        """Note that a device asked the time server."""
        self._synced_us[place] = asked_us

    def stretch(self, place: int, next_poll_us: int, until_us: int) -> Stretch | None:
        """Give what need not be played from the poll at `next_poll_us` on, before `until_us`; None: nothing."""
        if self._accepted[place] < _STEADY:
            return None
        interval_us = self.interval_us
        # The session ends one interval before its time; what the answer took is well within another one.
        due_us = min(
            self._synced_us[place] + self._sync_us - interval_us,
            self._opened_us[place] + self._session_us - 2 * interval_us,
            until_us,
        )
        # Who is woken has its report due: so it has to be at a poll that is followed by one, if any is.
        report_due_us = self._reported_us[place] + self._report_us - self._trip_us
        reporting_us = next_poll_us + max(0, -((next_poll_us - report_due_us) // interval_us)) * interval_us
        reports = max(0, (due_us - reporting_us) // self.report_us)
        if reporting_us <= due_us:
            due_us = reporting_us + reports * self.report_us
        polls = (due_us - next_poll_us) // interval_us
        if polls <= 0:
            return None
        wake_us = next_poll_us + polls * interval_us
        return Stretch(next_poll_us, polls, reporting_us + self._trip_us, reports, wake_us)
