"""What `wait_for` asks of each event is somebody else's function: if it fails, no board may come to harm by it."""

from collections.abc import Callable

from oceanhil.scenarios.trace import Event


class GuardedQuestion:
    """Asks of an event what `wanted` asks, in the midst of what a board does; keeps an error for who waits.

    An error counts as found, so that the wait ends there.
    """

    __slots__ = ("_error", "_wanted")

    def __init__(self, wanted: Callable[[Event], bool]) -> None:
        self._wanted = wanted
        self._error: Exception | None = None

    def __call__(self, event: Event) -> bool:
        """Tell whether it is wanted, or could not be asked for."""
        try:
            return self._wanted(event)
        except Exception as error:  # noqa: BLE001 - told by `check`, where somebody waits
            self._error = error
            return True

    def check(self) -> None:
        """Raise the error that there was."""
        if self._error is not None:
            raise self._error
