"""How long a device waits before it asks again.

401, 403 and 410 cannot be cured by asking again, so the wait is long. 429 and 503 are waited out as told by
`Retry-After`. Anything else (no answer, 5xx) doubles the wait each time, with a tenth of jitter so that a thousand
devices do not come back in one moment.
"""

from oceanhil.protocol.error_reason import PASSING_STATUSES
from oceanhil.protocol.http import Exchanged, HttpResponse
from oceanhil.protocol.retry_after import told_wait_s
from oceanhil.protocol.settings import DeviceSettings
from oceanhil.protocol.units import WHOLE_PPM

_JITTER_PART = 10


class Backoff:
    """A doubling wait that `reset` starts over."""

    def __init__(self, settings: DeviceSettings) -> None:
        self._settings = settings
        self._next_s = settings.retry_first_s

    def reset(self) -> None:
        """Start over after a success."""
        self._next_s = self._settings.retry_first_s

    def after(self, outcome: Exchanged, random_ppm: int) -> int:
        """Give the wait in ms after this outcome of a request; `random_ppm` (0 to 999,999) draws the jitter."""
        settings = self._settings
        if isinstance(outcome, HttpResponse):
            told_s = retry_after_s(outcome, settings.retry_after_max_s)
            if outcome.status == 429:
                return 1000 * (told_s or settings.rate_limited_retry_s)
            if told_s and outcome.status == 503:
                return 1000 * told_s
            if 400 <= outcome.status < 500 and outcome.status not in PASSING_STATUSES:
                return 1000 * settings.refused_retry_s
        return self.after_failure(random_ppm)

    def after_failure(self, random_ppm: int) -> int:
        """Give the wait in ms after no usable answer, and double the next one."""
        wait_ms = 1000 * self._next_s
        self._next_s = min(2 * self._next_s, self._settings.retry_max_s)
        return wait_ms + wait_ms * random_ppm // (_JITTER_PART * WHOLE_PPM)


def retry_after_s(response: HttpResponse, limit_s: int) -> int:
    """Read `Retry-After` as whole seconds, at most `limit_s`; 0 when it is absent, a date or anything else."""
    return min(told_wait_s(response) or 0, limit_s)
