"""Counting requests: how many of a kind came, from one device or from all of them."""

from typing import ClassVar

from oceanhil.scenarios.context import Context, Unmet
from oceanhil.scenarios.levers.requests_seen import RequestLever
from oceanhil.scenarios.scalars import Count


class ExpectCount(RequestLever, frozen=True, kw_only=True):
    """So many such requests came since the run began or since the last mark; `on: any` counts those of all devices."""

    name: ClassVar[str] = "expect.count"

    count: Count | None = None
    at_least: Count | None = None
    at_most: Count | None = None

    def __post_init__(self) -> None:
        if (self.count is None) == (self.at_least is None and self.at_most is None):
            raise ValueError("expect.count takes either 'count' or 'at_least' and 'at_most'")

    def run(self, context: Context) -> None:
        """Count; raises Unmet when there are more or fewer."""
        events = context.world.trace.events
        wanted = self.wanted(context)
        found = sum(wanted(events[index]) for index in range(context.mark, len(events)))
        least = self.count if self.count is not None else self.at_least or 0
        most = self.count if self.count is not None else self.at_most
        if found < least or (most is not None and found > most):
            raise Unmet(f"{self._expected()} times: {self.wanted_text}", f"{found} times")

    def _expected(self) -> str:
        if self.count is not None:
            return str(self.count)
        least = "" if self.at_least is None else f"at least {self.at_least}"
        most = "" if self.at_most is None else f"at most {self.at_most}"
        return " and ".join(part for part in (least, most) if part)
