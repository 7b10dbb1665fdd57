"""A subject without a server, and items that do what a test says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from oceanhil.conformance.contract.item import Item, fact
from oceanhil.protocol.http import HttpRequest, HttpResponse
from oceanhil.protocol.profile import Scalar
from oceanhil.remote.connector.control import NoControl
from oceanhil.remote.evidence.exchange import Exchange, Shown
from oceanhil.remote.evidence.no_answer import NoAnswer, NoAnswerKind
from oceanhil.remote.wire.need import Need

SECRET = "a-secret-of-this-server"
RACED = "/at-once"
"""The path of requests that are made at the same moment."""
CLOCK = Need("test-clock", "a clock that tests can move")


class FakeSubject:
    """Answers every request as it is told; counts how often things are made anew."""

    def __init__(self, *failures: NoAnswerKind | None) -> None:
        self.needs: frozenset[Need] = frozenset()
        self.control = NoControl()
        self.unfit: dict[str, str] = {}
        self.learned: dict[str, Scalar] = {}
        self.renewals = 0
        self.race_rounds = 5
        self.is_closed = False
        self._failures: Iterator[NoAnswerKind | None] = iter(failures)
        self._made: list[Exchange] = []

    def ask(self, path: str = "/x") -> Exchange:
        failure = next(self._failures, None)
        request = HttpRequest("GET", path)
        exchange = (
            Exchange(request, None, NoAnswer(failure)) if failure else Exchange(request, HttpResponse(200, b"{}", {}))
        )
        self._made.append(exchange)
        return exchange

    def begin(self) -> None:
        self._made.clear()

    def renew(self) -> None:
        self.renewals += 1

    def exchanges(self) -> Sequence[Exchange]:
        return tuple(self._made)

    def was_raced(self, exchange: Exchange) -> bool:
        return exchange.request.path == RACED

    def show(self, exchange: Exchange, *, decisive: bool) -> Shown:
        return Shown(sent=exchange.request.path, received=exchange.no_answer_words, curl="curl", decisive=decisive)

    def hide(self, text: str) -> str:
        return text.replace(SECRET, "a-secret-of-…")

    def learn(self, readings: dict[str, Scalar]) -> None:
        self.learned |= readings

    def close(self) -> None:
        self.is_closed = True


def item_of(
    check: Callable[[FakeSubject], None], identity: str = "topic/item", needs: tuple[Need, ...] = ()
) -> Item[FakeSubject]:
    """Make an item of a function."""
    return fact(identity, *needs, source="TOKEN", title="it holds")(check)


def in_turn(*checks: Callable[[FakeSubject], None]) -> Callable[[FakeSubject], None]:
    """Make a check that does something else in each trial."""
    waiting = iter(checks)

    def check(subject: FakeSubject) -> None:
        next(waiting)(subject)

    return check


def holds(subject: FakeSubject) -> None:
    subject.ask()
