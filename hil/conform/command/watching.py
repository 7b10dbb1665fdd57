"""A run as a person at a terminal sees it while it goes on."""

from hil.conform.contract.result import ItemResult, Verdict
from hil.report.progress import LiveProgress, Words


class Watcher:
    """Implements `hil.conform.command.running.Observer` by a line of progress on standard error."""

    def __init__(self, progress: LiveProgress) -> None:
        self._progress = progress

    def tried(self, result: ItemResult) -> None:
        """Count it."""
        self._progress.finished(is_unhappy=result.verdict in {Verdict.VIOLATES, Verdict.DIFFERS})


class Silence:
    """Implements `hil.conform.command.running.Observer` by saying nothing."""

    def tried(self, result: ItemResult) -> None:
        """Say nothing."""


def item_progress() -> LiveProgress:
    """Make the line for items."""
    return LiveProgress(words=Words("items", "not as expected"))
