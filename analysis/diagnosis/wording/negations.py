"""What a line says that is not so: `token revoked: no` in a list of what might be wrong.

A word for no, or a nought, stands behind the colon, the last of the line. Of what is good it tells a trouble
(`time synced: no`), of a refusal that there was none. Nor is so what a test of the firmware's own makes on purpose, if
the line ends with how well it went: `simulate dns failure ... handled, ok`.

What it must not know: what is denied.
"""

import re
from typing import Final

# In the languages of Europe, and in Turkish and Malay; of some letters nothing may be left.
_NO: Final = (
    r"(?:no(?:ne|t yet|t so)?|never|false|nein|nie(?:mals)?|non?|jamais|nunca|mai|n.{1,2}o|nee|nej|nei|ne|ei|nem|nu"
    r"|hay.{1,2}r|yok|tidak|0x?|-{1,2}|n/a)"
)
_DENIED: Final = re.compile(rf"(?i)[:=?] ?{_NO}[\s.!]*$")
_TELLING: Final = (":", "=", "?")
# In the languages of Europe; of some letters nothing may be left.
_REHEARSED: Final = re.compile(
    r"(?i)\b(?:(?:za)?s[iy]mul\w*|inject(?:ed|ing|s)?|inyect\w*|provo[ckqz]\w*|self[ -]?test\w*|selbsttest\w*"
    r"|autotest\w*)\b.*[^\w\s]\s*(?:[\w-]+, ?)?(?:ok(?:ay)?|pass(?:ed)?"
    r"|handled|caught|recovered|done|good|bestanden|gut|r.{1,2}ussi\w*"
    r"|superad[ao]|correct[ao]|superat[ao]|zaliczon[yaeo]|geslaagd|goed|basarili)[\s.!)\]]*$"
)
_REHEARSALS: Final = ("imul", "ymul", "nject", "nyect", "rovo", "test")


def is_denied(line: str) -> bool:
    """Tell whether a line says at its end that what stands before is not so."""
    return any(mark in line for mark in _TELLING) and _DENIED.search(line) is not None


def is_rehearsed(line: str) -> bool:
    """Tell whether a line says that a trouble was made on purpose, and that it went as it was to go."""
    lowered = line.lower()
    return any(mark in lowered for mark in _REHEARSALS) and _REHEARSED.search(line) is not None
