"""How often one address may ask for the time."""

from collections import OrderedDict
from enum import Enum
from typing import Final

_ADDRESSES_MAX: Final = 4096


class Verdict(Enum):
    """What becomes of a request."""

    ANSWER = "answer"
    SLOW_DOWN = "slow_down"
    """The first one too many: tell so, once."""
    SILENCE = "silence"


class Allowance:
    """A bucket of requests for each address: `burst` at once, `per_s` refilled a second; forgets the longest silent."""

    __slots__ = ("_buckets", "_burst", "_per_s")

    def __init__(self, burst: float = 20.0, per_s: float = 2.0) -> None:
        """Start with full buckets."""
        self._burst = burst
        self._per_s = per_s
        self._buckets: OrderedDict[str, tuple[float, float, bool]] = OrderedDict()

    def judge(self, address: str, now_s: float) -> Verdict:
        """Judge a request from `address` at `now_s`, seconds of any steady clock."""
        left, seen_s, was_told = self._buckets.pop(address, (self._burst, now_s, False))
        left = min(self._burst, left + (now_s - seen_s) * self._per_s)
        is_allowed = left >= 1.0
        self._buckets[address] = (left - 1.0 if is_allowed else left, now_s, not is_allowed)
        if len(self._buckets) > _ADDRESSES_MAX:
            self._buckets.popitem(last=False)
        if is_allowed:
            return Verdict.ANSWER
        return Verdict.SILENCE if was_told else Verdict.SLOW_DOWN
