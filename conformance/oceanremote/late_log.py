"""The log of a server that may write it seconds after it has answered, as one with a buffer does."""

from collections.abc import Callable
from typing import Final

from oceanhil.remote.connector.control import Control

_LOOKS: Final = 24
_PAUSE_S: Final = 0.5
"""Twelve seconds in all: web servers that buffer their log write it every one to ten."""
_AT_ONCE: Final = 3
"""So often a log has to show a request at once: a buffer may be emptied just when somebody looks."""
_ALWAYS_LATE: Final = -1


class LateLog:
    """Reads it so that what was sent before is in it, if it ever will be."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._unproven = _AT_ONCE

    def whole(self, send: Callable[[], object], rest: Callable[[float], None]) -> str:
        """Give the log; `send` sends a request, behind whose entry no earlier one is missing; `rest` waits.

        A log that has shown at once that it has a request, or never, is not waited for again; nor is a person.
        """
        log = self._control.log()
        if not self._unproven or self._control.is_laborious:
            return log
        send()
        for look in range(_LOOKS):
            later = self._control.log()
            if later != log:
                self._unproven = _ALWAYS_LATE if look or self._unproven == _ALWAYS_LATE else self._unproven - 1
                return later
            rest(_PAUSE_S)
        self._unproven = 0
        return log
