"""Whose log it is: an OceanRemote device's, as soon as any line tells, or nobody's in particular.

What it must not know: what goes wrong with whom.
"""

from typing import Final

from oceanhil.analysis.diagnosis.knowledge import Need
from oceanhil.analysis.diagnosis.wording.signals import Meaning, begins_a_refusal, is_oceanremote

# Within so many lines of `"success": false` a code is one of this server's, however its body was broken into lines.
_REFUSAL_LINES: Final = 4


class Ownership:
    """What one board's log has shown of that."""

    def __init__(self) -> None:
        self.is_oceanremote = False
        self._refused_at = -_REFUSAL_LINES

    def take(self, number: int, line: str) -> None:
        """Take a line, with its number."""
        self.is_oceanremote = self.is_oceanremote or is_oceanremote(line)
        if begins_a_refusal(line):
            self._refused_at = number

    def tell(self, *, shows_it: bool) -> None:
        """Take note of what shows that it is an OceanRemote device's, or does not."""
        self.is_oceanremote = self.is_oceanremote or shows_it

    def counts(self, meaning: Meaning, number: int) -> bool:
        """Tell whether the line of this number means so in this log; an answer of the server shows whose log it is."""
        was_refused = number - self._refused_at < _REFUSAL_LINES
        counts = self.is_oceanremote or meaning.need is Need.NOTHING or (meaning.need is Need.REFUSAL and was_refused)
        self.tell(shows_it=counts and meaning.name.startswith("server-"))
        return counts
