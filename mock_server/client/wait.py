"""Waiting for something to become true, by looking again and again."""

from collections.abc import Callable
from typing import TypeVar

from oceanhil.mock_server.client.admin_client_error import WaitTimeoutError

_Seen = TypeVar("_Seen")
_FIRST_PAUSE_S = 0.01
_LONGEST_PAUSE_S = 0.25


class Patience:
    """Waits by a clock and a sleep that are passed in."""

    def __init__(self, monotonic_s: Callable[[], float], sleep_s: Callable[[float], None]) -> None:
        self._monotonic_s = monotonic_s
        self._sleep_s = sleep_s

    def wait(
        self,
        look: Callable[[], _Seen],
        is_wanted: Callable[[_Seen], bool],
        timeout_s: float,
        describe: Callable[[_Seen], str],
    ) -> _Seen:
        """Look until what is seen is wanted, and give it; WaitTimeoutError with `describe` after `timeout_s`.

        It looks at least once. Pauses grow from 10 ms to a quarter of a second.
        """
        deadline_s = self._monotonic_s() + timeout_s
        pause_s = _FIRST_PAUSE_S
        while not is_wanted(seen := look()):
            left_s = deadline_s - self._monotonic_s()
            if left_s <= 0:
                raise WaitTimeoutError(f"{describe(seen)}; waited {timeout_s:g} s")
            self._sleep_s(min(pause_s, left_s))
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
        return seen
