"""The log of what was injected: every strike of every rule, bounded."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from itertools import islice

import msgspec

from oceanhil.mock_server.core.delivery import Disturbance
from oceanhil.mock_server.core.faults import ActiveRule
from oceanhil.mock_server.core.views import InjectionView, seconds
from oceanhil.protocol.faults import Fault, FaultKind

DEFAULT_STRIKES = 10_000


class Strike(msgspec.Struct, frozen=True, gc=False):
    """One rule that struck one request, or one connection: then there is no `journal_seq`."""

    time_us: int
    rule: str
    fault: Fault
    device: str
    journal_seq: int | None
    kept_bytes: int | None = None


class FaultLog:
    """The last strikes, numbered from 1."""

    __slots__ = ("_strikes", "counts", "last_seq")

    def __init__(self, limit: int = DEFAULT_STRIKES) -> None:
        """Keep the last `limit` strikes."""
        self._strikes: deque[Strike] = deque(maxlen=limit)
        self.last_seq = 0
        self.counts: Counter[FaultKind] = Counter()
        """How often each kind has struck, also beyond what is kept."""

    @property
    def dropped(self) -> int:
        """How many strikes were pushed out by later ones."""
        return self.last_seq - len(self._strikes)

    def reset(self) -> None:
        """Forget all strikes and start at 1 again."""
        self._strikes.clear()
        self.counts.clear()
        self.last_seq = 0

    def add(
        self, active: ActiveRule, at_us: int, device: str, journal_seq: int | None, disturbance: Disturbance | None
    ) -> InjectionView:
        """Note that a rule struck at the server's time `at_us`, and show it."""
        kept = None
        if disturbance is not None and active.kind is FaultKind.TRUNCATE:
            kept = disturbance.keep_bytes
        strike = Strike(at_us, active.id, active.rule.fault, device, journal_seq, kept)
        self._strikes.append(strike)
        self.counts[active.kind] += 1
        self.last_seq += 1
        return _show(self.last_seq, strike)

    def since(self, seq: int) -> Sequence[InjectionView]:
        """Give the strikes after number `seq` that are still there, oldest first."""
        first = self.dropped + 1
        skipped = max(0, seq - first + 1)
        return [
            _show(number, strike) for number, strike in enumerate(islice(self._strikes, skipped, None), first + skipped)
        ]


def _show(seq: int, strike: Strike) -> InjectionView:
    return InjectionView(
        seq,
        seconds(strike.time_us),
        strike.rule,
        strike.fault.kind.value,
        strike.device,
        strike.journal_seq,
        _parameters(strike),
    )


def _parameters(strike: Strike) -> Mapping[str, object]:
    """Give the fields of its kind as they were in force."""
    given = strike.fault.parameters
    return given if strike.kept_bytes is None else {**given, "bytes": strike.kept_bytes}
