"""How many lines and characters a log has, and how much of it is noise that no text has."""

import re

# The Arduino IDE shows what is no text as a question mark that is turned round.
_NOISE = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd\u2e2e]")
# As this program's own logs write a byte that is no text.
_ESCAPED_NOISE = re.compile(r"\\x[0-9a-f]{2}")


class LineCount:
    """What was counted so far: lines, and those of them that are `damaged`, with any noise in them."""

    def __init__(self) -> None:
        self.lines = self.damaged = 0
        self._characters = self._noise = 0

    def take(self, line: str) -> None:
        """Count a recorded line."""
        self.lines += 1
        self._characters += len(line)
        noise = 0 if line.isascii() and line.isprintable() else len(_NOISE.findall(line))
        self._noise += noise
        if noise or _ESCAPED_NOISE.search(line):
            self.damaged += 1

    @property
    def noise_percent(self) -> int:
        """The share of characters that no text has."""
        return 100 * self._noise // max(self._characters, 1)
