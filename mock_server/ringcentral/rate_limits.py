"""Rate limits with a penalty: a sliding window, and once it is full nothing until a whole penalty passed in silence.

Figures and rules: "Rate limits" of RingCentral's developer guide.
"""

from collections import deque
from dataclasses import dataclass, field
from enum import Enum

import msgspec

from oceanhil.protocol.ringcentral.profile import TokenSettings
from oceanhil.protocol.units import SECOND_US

_MOST_KEYS = 4096


class Group(Enum):
    """Which calls are counted together; the value is the name in the header."""

    AUTH = "auth"
    LIGHT = "light"
    MEDIUM = "medium"
    HEAVY = "heavy"


class Allowance(msgspec.Struct, frozen=True):
    """What is left after one request; `wait_s` is 0, or after how many seconds of silence one is admitted again."""

    group: Group
    limit: int
    remaining: int
    window_s: int
    wait_s: int = 0

    def headers(self) -> dict[str, str]:
        """Give the headers that tell it."""
        return {
            "x-rate-limit-group": self.group.value,
            "x-rate-limit-limit": str(self.limit),
            "x-rate-limit-remaining": str(self.remaining),
            "x-rate-limit-window": str(self.window_s),
        }


@dataclass(slots=True)
class _Counted:
    stamps: deque[int] = field(default_factory=deque)
    penalty_until_us: int | None = None


class PenaltyLimits:
    """Who asked when, for each group; times are the server's, and may jump back."""

    __slots__ = ("_counted",)

    def __init__(self) -> None:
        """Start with nobody counted."""
        self._counted: dict[tuple[Group, str], _Counted] = {}

    def reset(self) -> None:
        """Forget everybody."""
        self._counted.clear()

    def admit(self, group: Group, who: str, values: TokenSettings, at_us: int) -> Allowance:
        """Count one request of `who`; `wait_s` of what it gives says whether it is refused."""
        limit = _limit(group, values)
        window_us, penalty_us = values.rate_window_s * SECOND_US, values.rate_penalty_s * SECOND_US
        counted = self._of(group, who)
        stamps = counted.stamps
        while stamps and stamps[-1] > at_us:
            stamps.pop()
        while stamps and stamps[0] <= at_us - window_us:
            stamps.popleft()
        until_us = counted.penalty_until_us
        is_punished = until_us is not None and at_us < until_us <= at_us + penalty_us
        if is_punished or len(stamps) >= limit:
            counted.penalty_until_us = at_us + penalty_us
            free_us = (
                penalty_us if len(stamps) < limit else max(penalty_us, stamps[len(stamps) - limit] + window_us - at_us)
            )
            return Allowance(group, limit, 0, values.rate_window_s, max(1, -(-free_us // SECOND_US)))
        counted.penalty_until_us = None
        stamps.append(at_us)
        return Allowance(group, limit, limit - len(stamps), values.rate_window_s)

    def _of(self, group: Group, who: str) -> _Counted:
        known = self._counted.pop((group, who), None) or _Counted()
        self._counted[group, who] = known
        if len(self._counted) > _MOST_KEYS:
            del self._counted[next(iter(self._counted))]
        return known


def _limit(group: Group, values: TokenSettings) -> int:
    return {
        Group.AUTH: values.rate_limit_auth,
        Group.LIGHT: values.rate_limit_light,
        Group.MEDIUM: values.rate_limit_medium,
        Group.HEAVY: values.rate_limit_heavy,
    }[group]
