"""A status in brackets at the head of a line, as `printf("[%d] %s")` prints an answer; a monitor's stamp is like it.

Stamps are numbers of all kinds, so that other ones than statuses stand there soon. Where one did, all of them are
stamps; until then a status is taken out of its brackets, so that it is read as one that stands by itself.
"""

import re
from typing import Final

from oceanhil.analysis.diagnosis.bare_status import STATUSES

# Behind the stamp of a monitor, if it puts one there.
_HEAD: Final = re.compile(
    r"(\s*(?:[^\[]{6,40}> ?|\[?[\d:.,T-]{8,30}Z?\]? +)?)\[( *\d+(?:\.\d+)?(?: \d+\.\d+)?)\](?=\s|$)"
)


class BracketedStatuses:
    """What has stood in brackets at the head of the lines of a log so far."""

    def __init__(self) -> None:
        self._are_stamps = False

    def opened(self, line: str) -> str:
        """Take a recorded line; gives it with the status out of its brackets, or as it is."""
        if "[" not in line or self._are_stamps:
            return line
        found = _HEAD.match(line)
        if found is None:
            return line
        self._are_stamps = found[2] not in STATUSES
        return line if self._are_stamps else f"{found[1]}{found[2]}{line[found.end() :]}"
