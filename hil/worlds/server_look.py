"""The server's clock in a close-up, where boards are out of sight; `oceanhil.hil.worlds.closeup` sees more of them."""

from collections.abc import Callable
from typing import Final

from oceanhil.protocol.units import MS_US
from oceanhil.scenarios.trace import CLOSEUP_KINDS, Event, EventKind, Source, Trace

_WORTH_TELLING_MS: Final = 500


class ServerLook:
    """Tells, with the events of each device, how far the server's clock (Unix µs) is ahead of the run's."""

    def __init__(self, trace: Trace, server_unix_us: Callable[[], int]) -> None:
        self._trace = trace
        self._server_unix_us = server_unix_us
        self._told_ms: dict[str, int] = {}
        trace.listen(self._take)

    def _take(self, event: Event) -> None:
        if event.kind in CLOSEUP_KINDS or not event.device:
            return
        off_ms = (self._server_unix_us() - event.t_us) // MS_US
        known = self._told_ms.get(event.device)
        if known is None or abs(off_ms - known) >= _WORTH_TELLING_MS:
            self._told_ms[event.device] = off_ms
            fields = {"server_off_ms": off_ms}
            self._trace.add(event.t_us, Source.DEVICE, EventKind.STATE, event.device, fields)
