"""How often one address may ask for the time."""

from enum import Enum
from typing import Final

from oceanhil.mock_server.operation.allowances import Allowances

_ADDRESSES_MAX: Final = 4096


class Verdict(Enum):
    """What becomes of a request."""

    ANSWER = "answer"
    SLOW_DOWN = "slow_down"
    """The first one too many: tell so, once."""
    SILENCE = "silence"


class TimeAllowance:
    """`burst` requests of each address at once, `per_s` more a second; forgets the longest silent."""

    __slots__ = ("_told", "_turns")

    def __init__(self, burst: float = 20.0, per_s: float = 2.0) -> None:
        """Start with nobody known."""
        self._turns = Allowances(per_s, burst, _ADDRESSES_MAX)
        # A dict, as the set that remembers who came first.
        self._told: dict[str, None] = {}

    def judge(self, address: str, now_s: float) -> Verdict:
        """Judge a request from `address` at `now_s`, seconds of any steady clock."""
        if not self._turns.take(address, now_s):
            self._told.pop(address, None)
            return Verdict.ANSWER
        if address in self._told:
            return Verdict.SILENCE
        self._told[address] = None
        if len(self._told) > _ADDRESSES_MAX:
            del self._told[next(iter(self._told))]
        return Verdict.SLOW_DOWN
