"""What the subjects of all services have: the wire, what was said over it, secrets, the server's clock, readings."""

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Generic, TypeVar

from oceanhil.conformance.contract.base_answer import BaseAnswer
from oceanhil.conformance.contract.finding import Deviation, Violation
from oceanhil.conformance.contract.received import Side
from oceanhil.protocol.chance import Chance
from oceanhil.protocol.http import HttpRequest
from oceanhil.protocol.profile import ProfileValue, Scalar, check_value
from oceanhil.remote.connector.control import CLOCK, Control, setting_need
from oceanhil.remote.evidence.exchange import Exchange, Shown, shown
from oceanhil.remote.evidence.issued_secrets import hidden
from oceanhil.remote.evidence.lent_secrets import variable
from oceanhil.remote.wire.need import Lacking, Need
from oceanhil.remote.wire.wire import Wire

_RACES = 10
"""Rounds of a race: every other one shows a gap of 0.2 ms on the server that shows it least (bench/conform_races)."""
_RACES_LEAST, _RACES_LEFT_BEHIND = 2, 3
_STEPS_TO_SECOND = 4
_DIGITS_OF_STEP = 6

AnswerT_co = TypeVar("AnswerT_co", bound=BaseAnswer, covariant=True)


class BaseSubject(ABC, Generic[AnswerT_co]):
    """Implements most of `engine.Subject`; the subject of a service adds `renew`, `answer` and its own requests."""

    def __init__(
        self,
        wire_to: Callable[[Callable[[Exchange], None]], Wire],
        control: Control,
        values: Mapping[str, ProfileValue],
        seed: int,
    ) -> None:
        """`wire_to` makes the wire, given who is to hear of its exchanges; `values` is the profile's table `server`."""
        self._wire = wire_to(self._heard)
        self.control = control
        self.learned: dict[str, Scalar] = {}
        self.unfit: dict[str, str] = {}
        # Not the bare number: a server that draws its tokens from the same seed would draw what is made up here.
        self._rng = Chance(f"conform {seed}")
        self._values = values
        self._made: list[Exchange] = []
        self._raced: tuple[Exchange, ...] = ()
        self._secrets: dict[str, str] = {variable(name): name for name in self._wire.target.lent.values()}
        self._misplaced: set[str] = set()

    @property
    def race_rounds(self) -> int:
        """How often a race is run: less often where requests are dear, and where what it creates stays behind."""
        widest = self._wire.widest(self._dearest())
        rounds = _RACES if widest is None else max(_RACES_LEAST, min(_RACES, widest))
        if self.control.is_laborious:
            return 1
        return rounds if self.control.removes else min(rounds, _RACES_LEFT_BEHIND)

    def _dearest(self) -> HttpRequest:
        """Give a request of the kind that the server allows least of."""
        return HttpRequest("POST", "/")

    @property
    def needs(self) -> frozenset[Need]:
        """What can be done here, without what was tried and does not do what it says."""
        return frozenset(need for need in self.control.needs if need.name not in self.unfit)

    def begin(self) -> None:
        """Forget the exchanges of the item before."""
        self._made.clear()

    def exchanges(self) -> Sequence[Exchange]:
        """Give the exchanges since `begin`."""
        return tuple(self._made)

    def was_raced(self, exchange: Exchange) -> bool:
        """Tell whether an exchange is one of the last that were made at the same moment."""
        return any(exchange is each for each in self._raced)

    def show(self, exchange: Exchange, *, decisive: bool) -> Shown:
        """Make an exchange fit for a report."""
        return shown(exchange, self._wire.target.url, self._shown_names(), decisive=decisive)

    def _shown_names(self) -> Mapping[str, str]:
        """Give the variables that stand for secrets where the exchanges of an item are shown."""
        return self._secrets

    def hide(self, text: str) -> str:
        """Give a text without secrets."""
        return hidden(text, self._secrets)

    def learn(self, readings: dict[str, Scalar]) -> None:
        """Keep what an item has found."""
        self.learned.update(readings)

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    @abstractmethod
    def answer(self, exchange: Exchange) -> AnswerT_co:
        """Wrap an exchange in the service's own answer, of which items demand what it must be."""

    def ask(self, request: HttpRequest) -> AnswerT_co:
        """Send a request made before."""
        return self.answer(self._wire.exchange(request))

    def race(
        self, requests: Sequence[HttpRequest], meanwhile: Callable[[], None] | None = None
    ) -> Sequence[AnswerT_co]:
        """Let requests arrive at the same moment, and do something on the server's side about then."""
        self._raced = self._wire.at_once(requests, meanwhile)
        return [self.answer(exchange) for exchange in self._raced]

    def send_raw(self, data: bytes) -> AnswerT_co:
        """Send bytes that need not be HTTP, over a connection of their own."""
        return self.answer(self._wire.raw(data))

    def misplaced(self, value: str) -> str:
        """Note that `value` goes where no device puts a secret: a log that has it gives none of theirs away."""
        self._misplaced.add(value)
        return value

    def last(self) -> AnswerT_co:
        """Give the last answer of this item."""
        return self.answer(self.exchanges()[-1])

    def secret(self, value: str, name: str) -> str:
        """Keep `value` out of reports: lines of curl show it as the variable `name`. Also for spoilt variants.

        Of several names the first one stays.
        """
        if value:
            self._secrets.setdefault(value, name)
        return value

    def frozen(self) -> AbstractContextManager[None]:
        """Let the server's clock stand still meanwhile, so that edges are exact; needs `CLOCK`."""
        return self._frozen()

    @contextmanager
    def _frozen(self) -> Iterator[None]:
        assert CLOCK in self.needs
        self.control.clock.freeze()
        try:
            self._to_whole_second()
            with self._wire.standing_still():
                yield
        finally:
            self.control.clock.release()

    def _to_whole_second(self) -> None:
        # Devices tell whole seconds, and many servers compare with fractions: 300 s must not be 300.7 s there.
        clock = self.control.clock
        if clock.grain_s:
            return
        for step in range(_STEPS_TO_SECOND):
            now_s = clock.now_s()
            rest_s = math.ceil(now_s) - now_s
            if not rest_s:
                return
            # To the last digit at first, for a clock that counts in floating point would else stand a hair beside the
            # second. One that counts in whole microseconds may cut that, and then wants a whole one.
            clock.advance((round(rest_s, _DIGITS_OF_STEP) if step else rest_s) or rest_s)

    @property
    def grain_s(self) -> int:
        """How far edges may be off in whole seconds, because the server's clock cannot be set to one exactly."""
        return math.ceil(self.control.clock.grain_s)

    @contextmanager
    def changed_settings(self, **changes: Scalar) -> Iterator[None]:
        """Change settings of the server meanwhile; needs `SETTINGS`. Raises Lacking for one that the server has not."""
        before = self.control.settings()
        for name in changes:
            if name not in before:
                raise Lacking(setting_need(name), f"the server has no setting {name!r}")
        now: Mapping[str, Scalar] | None = None
        try:
            self.control.put_settings(changes)
            now = changes
            yield
        finally:
            # A server that refused the second of them has changed the first.
            now = self.control.settings() if now is None else now
            self.control.put_settings({name: before[name] for name in changes if now.get(name) != before[name]})

    @contextmanager
    def held(self, count: int) -> Iterator[None]:
        """Keep so many connections to the server open meanwhile, on which nothing is said."""
        with self._wire.held(count):
            yield

    def rest(self, seconds: float) -> None:
        """Let real time pass, for a server of which something goes by no other."""
        self._wire.rest(seconds)

    def asking_for_429(self) -> AbstractContextManager[None]:
        """Let nothing slow requests down meanwhile, and take a 429 as an answer like others."""
        return self._wire.asking_for_429()

    def taking_429(self) -> AbstractContextManager[None]:
        """Keep the pace meanwhile, and take a 429 as an answer like others."""
        return self._wire.taking_429()

    def at_most(self, count: int, request: HttpRequest) -> int:
        """Give how many of `count` requests of this kind may be sent at once here, at least 2."""
        widest = self._wire.widest(request)
        return count if widest is None else max(2, min(count, widest))

    def name_of(self, secret: str) -> str:
        """Give the name by which reports call a known secret."""
        return self._secrets[secret]

    def leaks(self, text: str) -> list[str]:
        """Name the known secrets that stand in `text` as a whole, each once."""
        return sorted({name for secret, name in self._secrets.items() if secret in text})

    def leaks_of_devices(self, text: str) -> list[str]:
        """As `leaks`, without those that were sent only where no device puts one."""
        return sorted({self._secrets[secret] for secret in self.secrets_of_devices() if secret in text})

    def secrets_of_devices(self) -> Sequence[str]:
        """Give the known secrets, without those that were sent only where no device puts one."""
        return [secret for secret in self._secrets if secret not in self._misplaced]

    def reads(
        self, setting: str, found: Scalar, answer: BaseAnswer, *, must: bool = False, wanted: Side | None = None
    ) -> None:
        """Compare what the server does with the profile's value of `server.<setting>`; Deviation if it is another.

        A Violation if `must` says that the sources leave no choice, or if the server of a profile could not play it.
        `wanted` says on which side the answer is to be, if that is what the value is about.
        """
        row = self._values[setting]
        if found == row.value:
            return
        expected = f"{setting} {row.value!r}"
        if check_value(f"server.{setting}", row, found) is not None:
            raise answer.violates(expected, f"{found!r}", wanted)
        find = Violation if must else Deviation
        readings = {f"server.{setting}": found}
        words = answer.in_words()
        shown = words if words.startswith(f"{found!r} ") else f"{found!r}: {words}"
        raise find(expected, shown, answer.exchange, readings=readings, wanted=wanted)

    def _heard(self, exchange: Exchange) -> None:
        self._made.append(exchange)


def verify_clock(subject: BaseSubject[BaseAnswer], wanted: frozenset[Need], told: Callable[[str], None]) -> None:
    """Try the test clock, if it is wanted, and enter it into `subject.unfit` if it does not do what it says."""
    del told
    fault = subject.control.clock_fault() if CLOCK in wanted & subject.needs else None
    if fault is not None:
        subject.unfit[CLOCK.name] = subject.hide(str(fault))
