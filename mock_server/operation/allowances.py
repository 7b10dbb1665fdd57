"""Token buckets, one for each address, in bounded memory."""

from collections import OrderedDict


class Allowances:
    """What each address may still do; all start with a full bucket.

    A clock that is set back costs nobody anything. Of more than `addresses_max` addresses those are forgotten that have
    been silent for longest: they start anew.
    """

    __slots__ = ("_addresses_max", "_burst", "_levels", "_per_s")

    def __init__(self, per_s: float, burst: float, addresses_max: int) -> None:
        """Refill at `per_s` up to `burst`."""
        self._per_s = per_s
        self._burst = burst
        self._addresses_max = addresses_max
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        """How many addresses are remembered."""
        return len(self._levels)

    def wait_s(self, address: str, now_s: float) -> float:
        """Tell how long `address` has to wait for its next turn, s; 0.0 if it may have it now. Takes nothing."""
        missing = 1.0 - self._level(address, now_s)
        return max(0.0, missing / self._per_s)

    def take(self, address: str, now_s: float) -> float:
        """Take one turn of `address` at `now_s` of any steady clock; 0.0, or how long it has to wait, s."""
        level = self._level(address, now_s)
        wait_s = 0.0 if level >= 1.0 else (1.0 - level) / self._per_s
        self._levels[address] = (level if wait_s else level - 1.0, now_s)
        self._levels.move_to_end(address)
        if len(self._levels) > self._addresses_max:
            self._levels.popitem(last=False)
        return wait_s

    def _level(self, address: str, now_s: float) -> float:
        level, at_s = self._levels.get(address, (self._burst, now_s))
        return min(self._burst, level + max(0.0, now_s - at_s) * self._per_s)
