"""Which function an error of Python's came from: a traceback tells it in the line before, and the error does not.

`OSError: [Errno 110] ETIMEDOUT` of a function that reads is an answer that is late, and of one that connects a
connection that is none. Of several frames the last is where it happened.

What it must not know: what an error means.
"""

import re
from typing import Final

_FRAME: Final = 'File "'
_ERROR: Final = "OSError"
_READS: Final = re.compile(r", in (_?(?:read|recv)\w*)$")


class Tracebacks:
    """The last frame of a traceback, while it is being told."""

    def __init__(self) -> None:
        self._reads = ""

    def spelled(self, line: str) -> str:
        """Give the line of an error with the function that read, if it was one; any other line as it is."""
        if line.startswith(_FRAME):
            found = _READS.search(line)
            self._reads = found[1].lstrip("_") if found else ""
        elif self._reads and line.startswith(_ERROR):
            line, self._reads = f"{self._reads}: {line}", ""
        return line
