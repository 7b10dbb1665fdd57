"""What is counted of a fleet: requests by kind and outcome for each second, devices ONLINE, and how all come back.

What it is: sums. Whoever drives the devices tells each request as it is asked and as it ends, each device as it comes
and goes, and when the storm struck and was mended. Virtual and real fleets tell the same, so both are judged by the
same figures.

What it must not know: devices, servers, storms, time but as an argument (µs of the run).

Laws:

- Asked = answered + refused + unanswered + under way, of each kind.
- A second's counts are of requests asked in it, whenever their answers came.
- The same calls in the same order give the same tally.

Figures and their sources:

- *Fairness* is Jain's index of the times until the devices are back, (Σx)² / (n Σx²): 1 if all are the same, 1/n if
  one waits for all the others (R. Jain, D. Chiu, W. Hawe, "A Quantitative Measure of Fairness and Discrimination for
  Resource Allocation in Shared Computer Systems", DEC-TR-301, 1984). Beside it stand the median and the slowest
  hundredth.
- *Amplification* is requests asked over those that were answered well, from the mending until all are ONLINE: 1 where
  no request was made twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from oceanhil.fleet.requests import OK, RequestKind, RequestOutcome, outcome_of
from oceanhil.fleet.series import Series
from oceanhil.protocol.units import SECOND_US

_CALM_S: Final = 300
"""Over how long before the storm the calm rate is taken, at most; not from before all were ONLINE."""


class Recovery(msgspec.Struct, frozen=True):
    """How a fleet came back after a storm; times in seconds from its mending.

    `all_online_s` None: not all are ONLINE at the end of the run, and `missing` of them are not.
    """

    devices: int
    all_online_s: float | None
    missing: int
    median_s: float | None
    """The time by which half of the fleet was back; None: it was not."""
    slowest_s: float | None
    """The time by which 99 of 100 devices were back; None: they were not."""
    fairness: float
    """Of those that came back."""
    amplification: float | None
    """None: none was answered well."""
    peak_per_s: int
    """The most requests asked of the server in one second from the mending on."""
    calm_per_s: float
    """Requests a second before the storm."""
    trouble_per_s: float
    """Requests a second while it lasted."""
    answered: int
    refused: int
    unanswered: int
    """Of the requests asked from the storm's beginning until all were ONLINE, or until the run's end."""
    tokens_lost: int
    tokens_doubled: int
    missing_before: int = 0
    """How many devices were not ONLINE when the storm began: it met no calm fleet. Pages of before do not say it."""


class Tally:
    """Counts for a fleet of `devices`, which are told by their places from 0."""

    def __init__(self, devices: int) -> None:
        self.devices = devices
        self.online = 0
        """How many devices are ONLINE now."""
        self.changed_us = 0
        """When that changed last."""
        self.struck_us: int | None = None
        self.mended_us: int | None = None
        self.all_online_us: int | None = None
        """When all were ONLINE first after the mending; None until then."""
        self.ended_us = 0
        self._asked: Mapping[RequestKind, Series] = {kind: Series() for kind in RequestKind}
        self._ended: dict[tuple[RequestKind, int], Series] = {}
        # Where stretches of steady requests begin and end, by kind and distance: to be added to the two above.
        self._steady: dict[tuple[RequestKind, int], Series] = {}
        self._whole_us = 0
        """Since when all are ONLINE; while not all are, when they were first last time."""
        self._calm_from_us = 0
        self._missing_before = 0
        self._change = Series()
        self._is_online = bytearray(devices)
        self._back_us: dict[int, int] = {}
        self._owner_of: dict[str, int] = {}
        self._doubled: set[str] = set()
        self._lost: set[int] = set()

    # What is told

    def ask(self, kind: RequestKind, at_us: int) -> None:
        """Count a request as it is asked."""
        self._asked[kind].add(at_us // SECOND_US)

    def end(self, kind: RequestKind, asked_us: int, code: int) -> None:
        """Count what came of a request that was asked at `asked_us`: a status, or the negative code of a failure."""
        self._series(kind, code).add(asked_us // SECOND_US)

    def go(self, place: int, at_us: int, *, online: bool) -> None:
        """Note whether a device is ONLINE; telling what is known changes nothing."""
        if self._is_online[place] == online:
            return
        self._is_online[place] = online
        step = 1 if online else -1
        self.online += step
        self.changed_us = at_us
        if self.online == self.devices:
            self._whole_us = at_us
        self._change.add(at_us // SECOND_US, step)
        if self.mended_us is not None and self.all_online_us is None:
            self._note_back(place, at_us, online=online)

    def strike(self, at_us: int) -> None:
        """Note that the storm begins."""
        self.struck_us = at_us
        self._missing_before = self.devices - self.online
        # While a fleet still comes it asks less, or more, than a calm one.
        self._calm_from_us = self._whole_us if self.online == self.devices else 0

    def mend(self, at_us: int) -> None:
        """Note that nothing is wrong any more but what the fleet makes of it."""
        self.mended_us = at_us
        self._back_us = {place: at_us for place in range(self.devices) if self._is_online[place]}
        if self.online == self.devices:
            self.all_online_us = at_us

    def keep_token(self, place: int, token: str) -> None:
        """Note the permanent token that a device was given; one that another device has is a doubled one."""
        if self._owner_of.setdefault(token, place) != place:
            self._doubled.add(token)
        self._lost.discard(place)

    def lose_token(self, place: int) -> None:
        """Note that a device has no token, and was told that its registration token is used up."""
        self._lost.add(place)

    def finish(self, at_us: int) -> None:
        """Note that the run is over."""
        self.ended_us = at_us

    def count_steady(self, kind: RequestKind, first_us: int, number: int, every_s: int) -> None:
        """Count so many requests that were all answered well, the first at `first_us`, one each `every_s` seconds."""
        steps = self._steady.get((kind, every_s))
        if steps is None:
            steps = self._steady[kind, every_s] = Series()
        first = first_us // SECOND_US
        steps.add(first)
        steps.add(first + number * every_s, -1)

    # What is asked of it

    def asked(self, kind: RequestKind) -> Series:
        """Give how many of a kind were asked."""
        self._fold()
        return self._asked[kind]

    def ended(self) -> Iterator[tuple[RequestKind, int, Series]]:
        """Give what came of requests: kind, status or code, and how many; in no order that means anything."""
        self._fold()
        for (kind, code), series in self._ended.items():
            yield kind, code, series

    def online_between(self, first: int, end: int) -> Sequence[int]:
        """Give how many devices were ONLINE at the end of each second from `first` up to but without `end`."""
        begun = self._change.sum(0, first)
        return [begun := begun + change for change in self._change.between(first, end)]

    def requests_between(self, first: int, end: int, outcome: RequestOutcome) -> Sequence[int]:
        """Give how many requests to the server that came to `outcome` were asked in each of these seconds."""
        found = [series.between(first, end) for kind, code, series in self.ended() if _is_meant(kind, code, outcome)]
        return [sum(each) for each in zip(*found, strict=True)] if found else [0] * (end - first)

    def count(self, outcome: RequestOutcome, first: int = 0, end: int | None = None) -> int:
        """Count the requests to the server that came to `outcome`, of those asked in these seconds."""
        return sum(series.sum(first, end) for kind, code, series in self.ended() if _is_meant(kind, code, outcome))

    def count_asked(self, first: int = 0, end: int | None = None) -> int:
        """Count the requests to the server that were asked in these seconds."""
        return sum(series.sum(first, end) for kind, series in self._asked_by_kind() if kind.goes_to_server)

    @property
    def tokens_lost(self) -> int:
        """How many devices have no token and a registration token that is used up."""
        return len(self._lost)

    @property
    def tokens_doubled(self) -> int:
        """How many permanent tokens more than one device has been given."""
        return len(self._doubled)

    def recovery(self) -> Recovery:
        """Give how the fleet came back; the storm must have struck and been mended, and the run be finished."""
        assert self.struck_us is not None
        assert self.mended_us is not None
        struck, mended, ended = (us // SECOND_US for us in (self.struck_us, self.mended_us, self.ended_us))
        all_us = self.all_online_us
        over = ended if all_us is None else all_us // SECOND_US + 1
        times_s = sorted((back_us - self.mended_us) / SECOND_US for back_us in self._back_us.values())
        answered = self.count(RequestOutcome.ANSWERED, mended, over)
        calm_s = min(struck - -(-self._calm_from_us // SECOND_US), _CALM_S)
        return Recovery(
            devices=self.devices,
            all_online_s=None if all_us is None else (all_us - self.mended_us) / SECOND_US,
            missing=self.devices - self.online,
            median_s=_part(times_s, 50, self.devices),
            slowest_s=_part(times_s, 99, self.devices),
            fairness=jain(times_s),
            amplification=self.count_asked(mended, over) / answered if answered else None,
            peak_per_s=max(self._asked_between(mended, ended), default=0),
            calm_per_s=self.count_asked(struck - calm_s, struck) / calm_s if calm_s > 0 else 0.0,
            trouble_per_s=self.count_asked(struck, mended) / (mended - struck) if mended > struck else 0.0,
            answered=self.count(RequestOutcome.ANSWERED, struck, over),
            refused=self.count(RequestOutcome.REFUSED, struck, over),
            unanswered=self.count(RequestOutcome.UNANSWERED, struck, over),
            tokens_lost=self.tokens_lost,
            tokens_doubled=self.tokens_doubled,
            missing_before=self._missing_before,
        )

    def _series(self, kind: RequestKind, code: int) -> Series:
        series = self._ended.get((kind, code))
        if series is None:
            series = self._ended[kind, code] = Series()
        return series

    def _asked_by_kind(self) -> Iterator[tuple[RequestKind, Series]]:
        self._fold()
        yield from self._asked.items()

    def _fold(self) -> None:
        """Count the steady requests of each second, which until then are known by their stretches."""
        for (kind, every_s), steps in self._steady.items():
            steps.sum_up(every_s)
            self._asked[kind].add_all(steps)
            self._series(kind, OK).add_all(steps)
        self._steady.clear()

    def _asked_between(self, first: int, end: int) -> Sequence[int]:
        found = [series.between(first, end) for kind, series in self._asked_by_kind() if kind.goes_to_server]
        return [sum(each) for each in zip(*found, strict=True)]

    def _note_back(self, place: int, at_us: int, *, online: bool) -> None:
        if online:
            self._back_us[place] = at_us
        else:
            self._back_us.pop(place, None)
        if self.online == self.devices:
            self.all_online_us = at_us


def jain(shares: Sequence[float]) -> float:
    """Give Jain's index of fairness: 1 if all are the same, also if there are none or all are 0."""
    squares = len(shares) * sum(each * each for each in shares)
    return sum(shares) ** 2 / squares if squares else 1.0


def _part(ordered: Sequence[float], hundredths: int, whole: int) -> float | None:
    """Give the number that so many hundredths of `whole` do not exceed; None where so many have none."""
    count = -(-whole * hundredths // 100)
    return ordered[count - 1] if 0 < count <= len(ordered) else None


def _is_meant(kind: RequestKind, code: int, outcome: RequestOutcome) -> bool:
    return kind.goes_to_server and outcome_of(code) is outcome
