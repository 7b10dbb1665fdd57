"""What a line says that is not so: `token revoked: no` in a list of what might be wrong.

A word for no, or a nought, stands behind the colon, the last of the line. Of what is good it tells a trouble
(`time synced: no`), of a refusal that there was none. Nor is so what a test of the firmware's own makes on purpose, if
the line ends with how well it went: `simulate dns failure ... handled, ok`. And what would be seen if something were so
is advice: `If you see 403: token revoked, regenerate it`.

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
# A word for "if" alone begins reports too, where it is another language's word for oneself; scripts without one have
# `if`.
_SUPPOSED: Final = re.compile(
    r"(?i)^[^\w(]*(?:if|wenn|falls|si|se|je.{1,2}li|jezeli|gdy|als|indien|eger|pokud|kdy.{1,2}|hvis|om|jos"
    r"|ha|jika|kalau)\W+"
    r"(?:\w+\W+){0,4}?(?:sees?|gets?|reads?|says|shows?|shown|appears?|sieh\w+|sehen|steht|erscheint|kommt|meldet|voyez|vois"
    r"|s.affiche|appara.{0,2}t|ves?|veis|aparece|sale|muestra|vedi|vede|appare|compare|v.{1,2}|vir|viu|aparecer|mostrar"
    r"|widzisz|pojawi\w*|zobaczy\w*|ziet|verschijnt|g.{1,2}r.{1,2}rsen\w*|vid.{1,2}te|uvid.{1,2}te"
    r"|ser|ses|lihat|muncul)\b"
    r"|^\W*if \w*\W*40[13]\b"
)
_SUPPOSES: Final = re.compile(
    r"(?i)[^\w(]*(?:if|wenn|falls|s[ie]|je|g|als|indien|eger|pokud|kd|hvis|om|jos|ha|ji|kalau)"
)
_REHEARSALS: Final = ("imul", "ymul", "nject", "nyect", "rovo", "test")


def is_denied(line: str) -> bool:
    """Tell whether a line says at its end that what stands before is not so."""
    return any(mark in line for mark in _TELLING) and _DENIED.search(line) is not None


def is_rehearsed(line: str) -> bool:
    """Tell whether a line says that a trouble was made on purpose, and that it went as it was to go."""
    lowered = line.lower()
    return any(mark in lowered for mark in _REHEARSALS) and _REHEARSED.search(line) is not None


def is_supposed(line: str) -> bool:
    """Tell whether a line says what something would mean if it were seen."""
    return _SUPPOSES.match(line) is not None and _SUPPOSED.search(line) is not None
