"""A run as a person at a terminal sees it while it goes on."""

from collections.abc import Collection

from oceanhil.conformance.contract.result import ItemResult, Verdict
from oceanhil.host.progress import LiveProgress, Words
from oceanhil.remote.wire.pace import Pace


class Watcher:
    """Implements `oceanhil.conformance.command.running.Observer` by a line of progress on standard error."""

    def __init__(self, progress: LiveProgress, pace: Pace, dear: Collection[str]) -> None:
        """`dear` are the ids of items that take registrations, for which the `pace` makes the run wait."""
        self._progress = progress
        self._pace = pace
        self._left = set(dear)
        self._dear = len(self._left)
        progress.takes_at_least(self._least_s)

    def _least_s(self) -> float:
        """Give how long the registrations take that are still to come, if it goes on as it did."""
        done = self._dear - len(self._left)
        each = max(1.0, self._pace.registrations / done) if done else 1.0
        return len(self._left) * each * self._pace.registration_s

    def tried(self, result: ItemResult) -> None:
        """Count it."""
        self._left.discard(result.id)
        self._progress.finished(is_unhappy=result.verdict in {Verdict.VIOLATES, Verdict.DIFFERS})


class Silence:
    """Implements `oceanhil.conformance.command.running.Observer` by saying nothing."""

    def tried(self, result: ItemResult) -> None:
        """Say nothing."""


def item_progress() -> LiveProgress:
    """Make the line for items."""
    return LiveProgress(words=Words("items", "not as expected"))
