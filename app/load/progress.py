"""How a fleet is getting on: a line that changes on a terminal, a line now and then anywhere else."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from rich.live import Live
from rich.text import Text

from oceanhil.fleet.load.messages import Pulse
from oceanhil.fleet.requests import RequestOutcome
from oceanhil.fleet.tally import Tally
from oceanhil.host.durations import span
from oceanhil.host.terminal import make_console
from oceanhil.protocol.units import SECOND_US

_QUIET_S: Final = 10.0
_REPORTED: Final = 4
"""Seconds after which all workers have reported."""
_OVER: Final = 5


class Progress:
    """A context manager: within it the line is shown."""

    def __init__(self, told: Callable[[str], None]) -> None:
        """`told` hears lines where there is no terminal."""
        self._told = told
        console = make_console(stderr=True)
        self._live = (
            Live(Text(""), console=console, transient=True, refresh_per_second=2) if console.is_terminal else None
        )
        self._told_at_s = time.monotonic()

    def show(self, tally: Tally, pulse: Pulse, now_us: int) -> None:
        """Show how it is at `now_us` of the run."""
        if self._live is not None:
            self._live.update(Text(line_of(tally, pulse, now_us)))
        elif time.monotonic() - self._told_at_s >= _QUIET_S:
            self._told_at_s = time.monotonic()
            self._told(line_of(tally, pulse, now_us))

    def __enter__(self) -> Self:
        """Begin to show."""
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Leave nothing on the terminal."""
        if self._live is not None:
            self._live.stop()


def line_of(tally: Tally, pulse: Pulse, now_us: int) -> str:
    """Say it in one line."""
    end = max(0, now_us // SECOND_US - _REPORTED)
    first = max(0, end - _OVER)
    rate = {outcome: tally.count(outcome, first, end) / max(1, end - first) for outcome in RequestOutcome}
    return (
        f"{span(now_us // SECOND_US * SECOND_US)}  {tally.online:,} of {pulse.users:,} devices ONLINE  "
        f"{sum(rate.values()):,.0f} requests/s"
        + "".join(
            f", {rate[each]:,.0f} {each.value}"
            for each in (RequestOutcome.REFUSED, RequestOutcome.UNANSWERED)
            if rate[each]
        )
        + (f"  p95 {pulse.p95_ms:.0f} ms" if pulse.p95_ms else "")
    )
