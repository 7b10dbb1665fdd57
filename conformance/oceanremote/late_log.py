"""The log of a server that may write it seconds after it has answered, as one with a buffer does."""

from collections.abc import Callable
from typing import Final

from oceanhil.remote.connector.control import Control

_LOOKS: Final = 24
_PAUSE_S: Final = 0.5
"""Twelve seconds in all: web servers that buffer their log write it every one to ten."""


class LateLog:
    """Reads it so that what was sent before is in it, if it ever will be."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._may_be_late = True

    def whole(self, send: Callable[[], object], rest: Callable[[float], None]) -> str:
        """Give the log; `send` sends a request, behind whose entry no earlier one is missing; `rest` waits.

        A log that has shown at once that it has a request, or never, is not waited for again; nor is a person.
        """
        log = self._control.log()
        if not self._may_be_late or self._control.is_laborious:
            return log
        send()
        for look in range(_LOOKS):
            later = self._control.log()
            if later != log:
                self._may_be_late = look > 0
                return later
            rest(_PAUSE_S)
        self._may_be_late = False
        return log
