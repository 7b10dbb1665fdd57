"""Which program of a machine wrote a line, where syslog or the journal collects those of many in one file.

A hub writes down what a device says on its serial line, and beside it what its own services have to say: logins that
fail, certificates, time servers. One program's line never goes on in another's, and what befalls another program than
the one which writes the device's lines is others' trouble.

What it must not know: programs by name.
"""

import re
from typing import Final

# "Mar  2 04:00:00 hub sshd[811]: ", or the same with a date as ISO 8601 has it. Without the number of its process it
# may be two words of anybody's.
_HEAD: Final = re.compile(
    r"\s*(?:[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.,]*(?:Z|[+-]\d\d:?\d\d)?) [\w.-]+"
    r" ([\w./@-]+)\[\d+\]: "
)
_TELLING: Final = "]: "


class Programs:
    """What has headed the lines of one board's log: as they come in, and, some lines later, as they are read."""

    def __init__(self) -> None:
        self._incoming = self._current = self._device = ""
        self._is_told = False

    def is_changed_by(self, recorded: str) -> bool:
        """Take a line that comes in; tells whether another program wrote it than the line before."""
        before, self._incoming = self._incoming, _program_of(recorded)
        return before != self._incoming

    def take(self, recorded: str) -> None:
        """Take the line that is read."""
        self._current = _program_of(recorded)

    def tell(self, *, is_device: bool) -> None:
        """Take note of whether the lines up to this are an OceanRemote device's: its program writes the first."""
        if is_device and not self._is_told:
            self._is_told, self._device = True, self._current

    @property
    def is_another(self) -> bool:
        """True if the line that is read is of another program than the one that writes the device's."""
        return bool(self._device and self._current) and self._current != self._device


def _program_of(recorded: str) -> str:
    found = _HEAD.match(recorded) if _TELLING in recorded else None
    return "" if found is None else found[1]
