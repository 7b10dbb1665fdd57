"""The end of a run: one thing after another is removed or put back; what stays, also after Ctrl-C, is told."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cleanup:
    """One thing to be removed or put back."""

    about: str
    """What stays as it is if this is not done, as `device 'd1'`."""
    do: Callable[[], str]
    """Does it; gives what stays in spite of it, empty if nothing does."""
    impairs: bool = False
    """Whether the server is of less use than before to everybody if this is not done."""


@dataclass(frozen=True, slots=True)
class CleanupResult:
    """What stays, a line for each, and whether Ctrl-C ended it early."""

    left: tuple[str, ...]
    is_interrupted: bool = False
    is_impaired: bool = False


def clean_up_in_turn(cleanups: Iterable[Cleanup]) -> CleanupResult:
    """Do each; after Ctrl-C everything stays that was not yet done."""
    left: list[str] = []
    impaired = False
    waiting = deque(cleanups)
    try:
        while waiting:
            if line := waiting[0].do():
                left.append(line)
                impaired = impaired or waiting[0].impairs
            waiting.popleft()
    except KeyboardInterrupt:
        undone = (f"{cleanup.about}: the clean-up was interrupted" for cleanup in waiting)
        impaired = impaired or any(cleanup.impairs for cleanup in waiting)
        return CleanupResult((*left, *undone), is_interrupted=True, is_impaired=impaired)
    return CleanupResult(tuple(left), is_impaired=impaired)
