"""The permanent token that a firmware saves and the one that it reads later: another one, or one with noise behind it.

What it must not know: what the server says of either.
"""

import re
from typing import Final

UNLIKE_SAVED: Final = "token-unlike-saved"
_SHOWN: Final = re.compile(r"\boc_perm_([A-Za-z0-9_-]{4,})")
# Erased flash is FF, as a byte, as a letter or as it is spelled; of a cut text what was behind it is left.
_NOISE: Final = re.compile(
    r"\boc_perm_[A-Za-z0-9_-]{4,}(?:[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\xff\ufffd]|\\x[0-9a-fA-F]{2})"
)
# That it is taken from storage, in the languages of Europe.
_READ: Final = re.compile(
    r"(?i)\b(?:read|load(?:ed)?|found|gelesen|geladen|gefunden|lue?|charg\w+|le.{0,2}d[oa]|cargad[oa]|lett[oa]|caricat[oa]"
    r"|lid[oa]|carregad[oa]|odczyt\w*|wczyt\w*|gelezen|geladen|okundu|na.{0,2}ten\w?)\b"
)
_PREFIX: Final = "oc_perm_"


class StoredToken:
    """What one board's log has shown of it."""

    def __init__(self) -> None:
        self._saved = ""

    def is_unlike_saved(self, line: str, recorded: str) -> bool:
        """Take a line and how it was recorded; tells whether it shows that what is read is not what was saved."""
        if _PREFIX not in line or (found := _SHOWN.search(line)) is None:
            return False
        if _READ.search(line[: found.start()]) is None:
            self._saved = found[1]
            return False
        if not self._saved:
            return False
        shown = min(len(self._saved), len(found[1]))
        return self._saved[:shown] != found[1][:shown] or _NOISE.search(recorded) is not None
