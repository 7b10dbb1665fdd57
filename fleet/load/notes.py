"""What the devices of a worker do, noted for the tally, which is the command's: a tally's calls, in fewer words."""

from collections import Counter
from hashlib import blake2b
from typing import Final

from oceanhil.fleet.load.messages import Noted, Sample
from oceanhil.fleet.requests import RequestKind
from oceanhil.protocol.units import SECOND_US

_EXCEPTIONS_MOST: Final = 20
_SAMPLES_MOST: Final = 2_000
"""Of one report: a judge needs whole stories, but a storm of them must not fill the memory of a worker."""


class Notes:
    """What happened since the last report."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._asked: Counter[tuple[RequestKind, int]] = Counter()
        self._ended: Counter[tuple[RequestKind, int, int]] = Counter()
        self._noted = Noted()
        self._exceptions: set[str] = set()
        self._online: set[int] = set()

    def ask(self, kind: RequestKind, at_us: int) -> None:
        """Note a request as it is asked, at `at_us` of the run."""
        self._asked[kind, at_us // SECOND_US] += 1

    def end(self, kind: RequestKind, asked_us: int, code: int) -> None:
        """Note what came of a request that was asked at `asked_us`: a status, or the code of a failure."""
        self._ended[kind, code, asked_us // SECOND_US] += 1

    def cut(self) -> None:
        """Note that a request was under way when the run ended."""
        self._noted.cut += 1

    def go(self, place: int, at_us: int, *, online: bool) -> None:
        """Note that a device is ONLINE now, or is no more; telling what is known notes nothing."""
        if (place in self._online) != online:
            (self._online.add if online else self._online.discard)(place)
            self._noted.went.append((place, at_us, online))

    def keep_token(self, place: int, token: str) -> None:
        """Note the permanent token that a device was given, by a digest of it."""
        self._noted.kept.append((place, blake2b(token.encode(), digest_size=16).hexdigest()))

    def lose_token(self, place: int) -> None:
        """Note that a device was told that its registration token is used up, and has no other."""
        self._noted.lost.append(place)

    def sample(self, sample: Sample) -> None:
        """Keep an exchange for the judge, or count it where there are too many."""
        if len(self._noted.samples) < _SAMPLES_MOST:
            self._noted.samples.append(sample)
        else:
            self._noted.dropped += 1

    def wonder(self, exception: str) -> None:
        """Note something that the user class itself did wrong."""
        if exception not in self._exceptions and len(self._exceptions) < _EXCEPTIONS_MOST:
            self._exceptions.add(exception)
            self._noted.exceptions.append(exception)

    def take(self) -> Noted:
        """Give what was noted, and begin anew."""
        noted, self._noted = self._noted, Noted()
        noted.asked = [(kind.value, second, number) for (kind, second), number in self._asked.items()]
        noted.ended = [(kind.value, code, second, number) for (kind, code, second), number in self._ended.items()]
        self._asked.clear()
        self._ended.clear()
        return noted
