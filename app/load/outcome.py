"""What a run came to: its figures, why it failed if it did, and its exit code."""

from collections.abc import Sequence
from typing import Final

import msgspec

from oceanhil.app.load.gathering import Cost
from oceanhil.app.load.judging import Judged
from oceanhil.fleet.requests import RequestOutcome
from oceanhil.fleet.tally import Tally
from oceanhil.protocol.wording import plural

PASSED: Final = 0
FAILED: Final = 1
BROKEN_OFF: Final = 2
_LEFT_SHOWN: Final = 5


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """How a run ended, beside what its tally says."""

    duration_s: float
    stopped: str = ""
    """Why it ended before its time; empty if it did not."""
    is_interrupted: bool = False
    lost_workers: int = 0
    judged: Judged = Judged()
    exceptions: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    """What is wrong with the clocks of workers, a line for each."""
    left: tuple[str, ...] = ()
    """What is still on the server, a line for each."""
    undo: str = ""
    """The command that removes that."""
    trouble: str = ""
    """What Locust itself could not do, in its own words."""
    under_way: int = 0
    """Requests that were under way when the devices were switched off."""
    p50_ms: float = 0.0
    p95_ms: float = 0.0
    costs: tuple[Cost, ...] = ()


def failures(tally: Tally, ended: Ended) -> Sequence[str]:
    """Give why a run failed, a line for each; none if it passed."""
    lost = unaccounted(tally, ended)
    missing = tally.devices - tally.online
    unanswered = plural(lost, "request was", "requests were")
    doubled = plural(tally.tokens_doubled, "permanent token was", "permanent tokens were")
    losers = plural(tally.tokens_lost, "device lost its token", "devices lost their tokens")
    found = [
        ended.stopped,
        f"{missing:,} of {tally.devices:,} devices are not ONLINE at the end" if missing else "",
        f"{losers}: used up, and never received" if tally.tokens_lost else "",
        f"{doubled} given to more than one device" if tally.tokens_doubled else "",
        f"{ended.lost_workers} of Locust's workers ended by themselves" if ended.lost_workers else "",
        f"{unanswered} neither answered nor under way at the end: reports of workers are missing" if lost else "",
        *(f"the contract does not hold: {words}" for words in ended.judged.failed),
        f"exchanges could not be judged: {ended.judged.trouble}" if ended.judged.trouble else "",
        *(f"the user class failed: {words}" for words in ended.exceptions),
        *ended.clocks,
        f"Locust: {ended.trouble}" if ended.trouble else "",
        *(f"still there: {words}" for words in ended.left[:_LEFT_SHOWN]),
        f"still there: {len(ended.left) - _LEFT_SHOWN:,} more" if len(ended.left) > _LEFT_SHOWN else "",
    ]
    return [line for line in found if line]


def unaccounted(tally: Tally, ended: Ended) -> int:
    """Count the requests to the server of which nobody told what came of them."""
    return tally.count_asked() - sum(tally.count(outcome) for outcome in RequestOutcome) - ended.under_way


def exit_code(tally: Tally, ended: Ended) -> int:
    """Give 2 for a run that was interrupted, 1 for one that failed, else 0."""
    if ended.is_interrupted:
        return BROKEN_OFF
    return FAILED if failures(tally, ended) else PASSED
