"""Cutting what must not be shown out of texts: whatever looks like a token, and the keys that the server was given."""

import re
from typing import Final

from oceanhil.protocol.redact import redact, secret_pattern

SHORTEST: Final = 8
"""Shorter keys are not looked for: too many harmless words would be cut. Off loopback no key is as short."""
_CUT: Final = "…"


class Concealer:
    """Cuts secrets out of texts, also where they are percent-encoded or escaped as in JSON."""

    __slots__ = ("_keys",)

    def __init__(self) -> None:
        """Know of tokens only."""
        self._keys: re.Pattern[str] | None = None

    def add(self, key: str) -> None:
        """Cut `key` too from now on, if it is not too short; it takes the place of an earlier one."""
        if len(key) >= SHORTEST:
            self._keys = secret_pattern(key)

    def without_key(self, text: str) -> str:
        """Give `text` without the key; tokens stay for whoever shows it."""
        return text if self._keys is None else self._keys.sub(_CUT, text)

    def __call__(self, text: str) -> str:
        """Give `text` without the key, and with tokens cut as everywhere; what UTF-8 cannot carry is escaped."""
        return redact(self.without_key(text).encode("utf-8", "backslashreplace").decode("utf-8"))
