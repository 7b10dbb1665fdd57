"""What a run must have tried at least (`--require`, `--min-run`), and how a run that did not pass is told apart.

A run whose boards can do less than yesterday's skips more, and still passes: what it must try is said beforehand.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final

import msgspec

from oceanhil.protocol.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from oceanhil.scenarios.result import Result

_OF_A_BOARD: Final = "board '"
_SHOWN: Final = 3


class RunExit(IntEnum):
    """How `oceanhil run` ends besides pytest's own exit codes, which go up to 6."""

    BENCH = 8
    """No scenario failed, but boards did."""
    UNCOVERED = 9
    """Nothing failed, but not all was tried that had to be."""
    IDLE = 10
    """Of a proof: an expectation is idle, or the reason to keep one is no longer needed."""


class Demands(msgspec.Struct, frozen=True):
    """Capabilities that every case that needs them must be tried with, and how many cases must be tried at all."""

    require: tuple[str, ...] = ()
    min_run: int = 0

    def unmet(self, results: Sequence[Result]) -> Iterable[str]:
        """Say of each demand that is not met what was not tried, and why."""
        tried = [result for result in results if _was_tried(result)]
        if len(tried) < self.min_run:
            yield f"uncovered: {plural(len(tried), 'case')} tried, --min-run {self.min_run}"
        for capability in self.require:
            needing = [result for result in results if capability in result.needs]
            untried = [result for result in needing if not _was_tried(result)]
            if not needing:
                yield f"uncovered: --require {capability}: no case that was chosen needs it"
            elif untried:
                yield (
                    f"uncovered: --require {capability}: {len(untried):,} of {plural(len(needing), 'case')} not tried:"
                    f" {_named(untried)}"
                )


def lost_to_quarantine(results: Iterable[Result]) -> Iterable[str]:
    """Say which cases were not tried because the boards that can do them are in quarantine.

    Nobody has decided that these are not to be tried, so a run that leaves them out is not as good as one that did not.
    """
    from oceanhil.hil.boards.quarantine import IN_QUARANTINE
    from oceanhil.scenarios.result import Outcome

    lost = [each.replay_id for each in results if each.outcome is Outcome.SKIPPED and IN_QUARANTINE in each.reason]
    if lost:
        yield f"uncovered: {plural(len(lost), 'case')} not tried for boards in quarantine: {_listed(lost)}"


def only_boards_failed(results: Iterable[Result]) -> bool:
    """Tell whether cases ended in errors of boards, and nothing else went wrong with any."""
    from oceanhil.scenarios.result import Outcome

    bad = [each for each in results if is_unhappy(each)]
    return bool(bad) and all(each.outcome is Outcome.ERROR and each.reason.startswith(_OF_A_BOARD) for each in bad)


def is_unhappy(result: Result) -> bool:
    """Tell whether a result makes a run fail: it did not pass, and was not known to fail so."""
    from oceanhil.scenarios.result import Outcome

    return result.outcome in {Outcome.FAILED, Outcome.ERROR} and not result.is_known


def trouble_of(result: Result) -> str:
    """Name what a result tells of: `product`, `bench`, `uncovered` or `known`; empty for one that passed."""
    from oceanhil.scenarios.result import Outcome

    if result.is_known:
        return "known"
    return {Outcome.FAILED: "product", Outcome.ERROR: "bench", Outcome.SKIPPED: "uncovered"}.get(result.outcome, "")


def _was_tried(result: Result) -> bool:
    # Here, as whoever asks for --help waits for no scenarios.
    from oceanhil.scenarios.result import Outcome

    return result.outcome in {Outcome.PASSED, Outcome.FAILED}


def _named(untried: Sequence[Result]) -> str:
    """Name some cases, each with its reason."""
    return _listed([f"{each.replay_id} ({each.reason})" for each in untried])


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join([*names[:_SHOWN], *([f"{more:,} more"] if more > 0 else [])])
